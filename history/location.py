"""Find the history: a file in the user's data folder, or the database that EVENREP_DATABASE_URL names."""

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


def build_history_url(place: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> URL:
    """The address of the history.

    Parameters
    ----------
    place
        A file, or an address. None: as in EVENREP_DATABASE_URL, else the file in the user's data folder.
    environ
        Environment variables.

    Returns
    -------
    sqlalchemy.engine.URL
        Of SQLite or PostgreSQL.

    Raises
    ------
    HistoryError
        For text that is no address, another kind of database, or a driver that is not installed.
    """
    if isinstance(place, Path):
        return build_file_url(place)
    text = (place if place is not None else environ.get(URL_VARIABLE, "")).strip()
    if not text:
        return build_file_url(find_data_folder(environ) / FILE_NAME)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise HistoryError(f"{URL_VARIABLE} is not the address of a database: write {_EXAMPLE}.") from error
    kind = url.drivername.partition("+")[0]
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return build_file_url(Path(url.database))
    if kind in ("postgresql", "postgres"):
        _check_driver()
        return url.set(drivername="postgresql+pg8000")
    raise HistoryError(
        f"{URL_VARIABLE} names a kind of database that EvenRep cannot use ({kind}): write {_EXAMPLE}, or "
        "leave it out to store the history in a file."
    )


def build_file_url(path: Path) -> URL:
    """The address of a SQLite file.

    Parameters
    ----------
    path
        Absolute, relative or with `~`; it need not exist.

    Returns
    -------
    sqlalchemy.engine.URL
    """
    return URL.create("sqlite+pysqlite", database=str(path.expanduser().absolute()))


def format_location(url: URL) -> str:
    """What the history is called in messages.

    Parameters
    ----------
    url
        As made by `build_history_url`.

    Returns
    -------
    str
        The file, or the address without its password.
    """
    if url.database and url.drivername.startswith("sqlite"):
        return url.database
    return url.set(query={}).render_as_string(hide_password=True).replace("+pg8000", "")


def _check_driver() -> None:
    if find_spec("pg8000") is None:
        raise HistoryError(
            "PostgreSQL needs the driver pg8000, which is not installed: install EvenRep with its extra "
            f"`postgres` (pip install 'evenrep[postgres]'), or unset {URL_VARIABLE} to use a file."
        )
