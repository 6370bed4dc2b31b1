"""Reads results that were saved as JSON."""

import json
from pathlib import Path

from analysis.errors import ResultError
from analysis.report.json_reader import reports_from_json
from analysis.report.types import SetReport

# A set is some kilobytes: a larger file is no result of EvenRep.
MAX_BYTES = 50_000_000


def read_reports(path: Path) -> tuple[SetReport, ...]:
    """Read the sets of a file that `evenrep analyze --json` wrote.

    Parameters
    ----------
    path
        The JSON file.

    Returns
    -------
    tuple of SetReport
        Without frames: a result holds the reps only.

    Raises
    ------
    ResultError
        There is no such file, it cannot be read, or it is no result of EvenRep.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ResultError(f"{path.name} is too large to be a result of EvenRep.")
        return reports_from_json(json.loads(path.read_text("utf-8")))
    except FileNotFoundError as error:
        raise ResultError(f"There is no file {path}. Check the name and the folder.") from error
    except OSError as error:
        raise ResultError(
            f"Cannot read {path} ({error.strerror or error}). Check its permissions."
        ) from error
    # RecursionError: brackets nested thousands deep are valid JSON, and none of ours.
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ResultError(f"{path.name} is no JSON file, or it is damaged.") from error
    except ResultError as error:
        raise ResultError(f"{path.name}: {error}") from error
