"""Which EvenRep this is, and where its parts lie: installed or in a source checkout."""

import tomllib
from importlib import metadata
from pathlib import Path

# Holds cli/app.py, app.py and sample_videos/, in a checkout as in an installation.
ROOT = Path(__file__).resolve().parent.parent

REPORT_PROBLEM = "Please report it with what you typed; add --debug to see where it happened."


def read_version() -> str:
    """Read the version of this checkout where it is one, else of the installed package.

    Returns
    -------
    str
        "unknown" where neither is known.
    """
    # The checkout first: the metadata of an editable installation is that of the day it was installed.
    project = ROOT / "pyproject.toml"
    if project.is_file():
        return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])
    try:
        return metadata.version("evenrep")
    except metadata.PackageNotFoundError:
        return "unknown"
