"""Translate database errors into one sentence with its remedy: no SQL reaches the person."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from analysis.errors import HistoryBusy, HistoryError

_UNTOUCHED = "What was saved before is untouched."
_BUSY = "The history {place} is in use by another program. Close it, or try again in a moment. " + _UNTOUCHED
_FULL = (
    "The history {place} could not be saved to: the disk is full. Free some space and try again. "
    + _UNTOUCHED
)
_NOT_WRITABLE = (
    "The history {place} cannot be written to. Check the permissions of the file and its folder, or name "
    "another folder in EVENREP_DATA_DIR."
)
_CANNOT_OPEN = (
    "The history {place} cannot be opened. Check that its folder exists and may be read and written, or name "
    "another folder in EVENREP_DATA_DIR."
)
_DAMAGED = (
    "The history {place} is damaged, or is not a history of EvenRep. It was left as it is: replace it with a "
    "backup or an import, or move the file away to start again."
)
_DISK = "The disk failed while the history {place} was in use. Check the disk. " + _UNTOUCHED
_UNREACHABLE = (
    "The database {place} cannot be reached or ended the connection. Check that it runs, and the address in "
    "EVENREP_DATABASE_URL. " + _UNTOUCHED
)
_WRONG_LOGIN = "The database {place} refuses this user or password. Check EVENREP_DATABASE_URL."
_NO_DATABASE = "There is no database {place}. Create it first (createdb), or check EVENREP_DATABASE_URL."
_NOT_ALLOWED = "The user of {place} may not do this there. Let the database's owner grant it."
_OTHER = "The history {place} could not be used ({why}). " + _UNTOUCHED

# SQLSTATE -> sentence. The codes are those of PostgreSQL's manual, appendix A.
_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _NOT_WRITABLE,
    sqlite3.SQLITE_PERM: _NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: _CANNOT_OPEN,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_IOERR: _DISK,
}
_POSTGRES = {
    "28P01": _WRONG_LOGIN,
    "28000": _WRONG_LOGIN,
    "3D000": _NO_DATABASE,
    "42501": _NOT_ALLOWED,
    "53100": _FULL,
    "53300": _BUSY,
    "55P03": _BUSY,
    "40001": _BUSY,
    "40P01": _BUSY,
    "25006": _NOT_WRITABLE,
}


@contextmanager
def translate_db_errors(place: str) -> Iterator[None]:
    """Any fault of the database inside becomes a HistoryError that says what to do."""
    try:
        yield
    except SQLAlchemyError as error:
        raise to_history_error(error, place) from error
    except OSError as error:  # pg8000 lets some faults of the network through
        raise HistoryError(_UNREACHABLE.format(place=place)) from error


def to_history_error(error: SQLAlchemyError, place: str) -> HistoryError:
    """The sentence for a fault."""
    text = _choose_message(error)
    kind = HistoryBusy if text is _BUSY else HistoryError
    return kind(text.format(place=place, why=type(error).__name__))


def _choose_message(error: SQLAlchemyError) -> str:
    original = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(original, sqlite3.Error):
        return _choose_sqlite_message(original)
    if isinstance(error, DBAPIError) and original is not None:
        return _choose_postgres_message(error, original)
    return _OTHER


def _choose_sqlite_message(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    return _OTHER if code is None else _SQLITE.get(code & 0xFF, _OTHER)


def _choose_postgres_message(error: DBAPIError, original: BaseException) -> str:
    """pg8000 gives the server's answer as a dictionary; C is its code."""
    answer = original.args[0] if original.args else None
    code = str(answer.get("C", "")) if isinstance(answer, dict) else ""
    if code in _POSTGRES:
        return _POSTGRES[code]
    away = error.connection_invalidated or not code or code.startswith(("08", "57P"))
    return _UNREACHABLE if away else _OTHER
