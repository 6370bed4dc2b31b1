"""Where the history lies: a file in the user's data folder, or what EVENREP_DATABASE_URL names."""

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from analysis.errors import HistoryError
from vision.data_folder import find_data_folder

URL_VARIABLE = "EVENREP_DATABASE_URL"
FILE_NAME = "history.sqlite3"
_EXAMPLE = "postgresql://user:password@host/evenrep"


def build_history_url(told: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> URL:
    """The database as told (a file, or an address), as in EVENREP_DATABASE_URL, or the usual file.

    Raises HistoryError for an address that cannot be one, or whose driver is not installed.
    """
    if isinstance(told, Path):
        return build_file_url(told)
    text = (told if told is not None else environ.get(URL_VARIABLE, "")).strip()
    if not text:
        return build_file_url(find_data_folder(environ) / FILE_NAME)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise HistoryError(f"{URL_VARIABLE} is no address of a database: write {_EXAMPLE}.") from error
    kind = url.drivername.partition("+")[0]
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return build_file_url(Path(url.database))
    if kind in ("postgresql", "postgres"):
        _check_driver()
        return url.set(drivername="postgresql+pg8000")
    raise HistoryError(
        f"{URL_VARIABLE} names a database that EvenRep does not know ({kind}): write {_EXAMPLE}, or leave it "
        "out to keep the history in a file."
    )


def build_file_url(path: Path) -> URL:
    """The address of a SQLite file."""
    return URL.create("sqlite+pysqlite", database=str(path.expanduser().absolute()))


def format_location(url: URL) -> str:
    """For people: the file, or the address without its password."""
    if url.database and url.drivername.startswith("sqlite"):
        return url.database
    return url.set(query={}).render_as_string(hide_password=True).replace("+pg8000", "")


def _check_driver() -> None:
    if find_spec("pg8000") is None:
        raise HistoryError(
            "PostgreSQL needs the driver pg8000, which is not installed: install EvenRep with its extra "
            f"`postgres` (pip install 'evenrep[postgres]'), or unset {URL_VARIABLE} to use a file."
        )
