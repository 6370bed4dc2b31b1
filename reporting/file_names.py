"""File names made of what people type."""

import re
import unicodedata


def make_safe_file_name(wanted: str, ending: str = "") -> str:
    """Make a file name that every system accepts from any text.

    Parameters
    ----------
    wanted
        Any text. Letters of any script stay; what separates folders, what a shell or a system reserves, and
        control characters become "_".
    ending
        Added as it is, "-report.pdf".

    Returns
    -------
    str
        At most 100 characters, never empty, never hidden: "squat_(1)-report.pdf".
    """
    plain = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in wanted)
    plain = re.sub(r'[\s<>:"/\\|?*;&$`\'!#%{}]+', "_", unicodedata.normalize("NFC", plain))
    plain = plain.strip("._- ")[: 100 - len(ending)].rstrip("._- ")
    # Names of devices: Windows cannot create such a file, whatever its extension.
    reserved = re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", plain)
    return f"{'_' if reserved else ''}{plain or 'evenrep'}{ending}"
