"""The folder of this user that holds the history and the models built on request."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path

FOLDER_VARIABLE = "EVENREP_DATA_DIR"


def find_data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Find the data folder; it need not exist yet.

    Parameters
    ----------
    environ : Mapping[str, str]
        Environment in which EVENREP_DATA_DIR is looked up. Where it is not set, the system's own place is
        used, as `platformdirs` knows it: `$XDG_DATA_HOME` or `~/.local/share` on Linux, `Application
        Support` on macOS, the local application data folder on Windows.

    Returns
    -------
    Path
        The folder, with `~` expanded.
    """
    if given := environ.get(FOLDER_VARIABLE, "").strip():
        return Path(given).expanduser()
    # platformdirs asks the system where earlier versions used a variable or a fixed path: a folder that one
    # of them made stays in use
    earlier = _find_earlier_folder(environ)
    return earlier if earlier.is_dir() else user_data_path(earlier.name, appauthor=False)


def find_models_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Find the folder for pose models that this user built; it need not exist yet.

    Parameters
    ----------
    environ : Mapping[str, str]
        As for `find_data_folder`.

    Returns
    -------
    Path
        `models` in the data folder. Where the file system distinguishes capitals and an earlier version made
        `evenrep/models` next to `EvenRep`, that folder stays in use.
    """
    folder = find_data_folder(environ)
    if not environ.get(FOLDER_VARIABLE, "").strip():
        earlier = folder.with_name("evenrep") / "models"
        if earlier.is_dir():
            return earlier
    return folder / "models"


def _find_earlier_folder(environ: Mapping[str, str]) -> Path:
    """Where the versions before platformdirs stored the history; Linux writes such names in small letters."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "EvenRep"
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "EvenRep"
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "evenrep"
