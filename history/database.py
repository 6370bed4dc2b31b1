"""One database, safe to use from many threads: each transaction has its own connection.

SQLite: write-ahead log, so that readers never wait for a writer; every commit is on the disk before it is
reported (synchronous FULL: with NORMAL the last sets before a power cut could be missing); a writer takes
the lock at once, so that it never fails half-way; what is deleted is overwritten (secure_delete).
No connection stays open between transactions: at rest the history is one file, which can be copied as a
backup, and after a restart of the server the next transaction simply connects again.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from analysis.errors import HistoryError
from history.errors import translate_db_errors
from history.location import format_location

# How long a save waits for another program's save, which takes milliseconds.
BUSY_S = 10.0
POSTGRES_TIMEOUT_S = 60
_PRAGMAS = ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY")
_WRITING = "evenrep_writing"


class Database:
    """A SQLAlchemy engine set up as described above.

    Parameters
    ----------
    url
        As made by `history.location.build_history_url`.

    Attributes
    ----------
    place
        What the database is called in messages: a file or an address, never with a password.
    is_file
        True for SQLite.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.place = format_location(url)
        self.is_file = url.drivername.startswith("sqlite")
        with translate_db_errors(self.place):
            self.engine = _make_sqlite_engine(url) if self.is_file else _make_postgres_engine(url)
        self._writer = self.engine.execution_options(**{_WRITING: True})

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for a server."""
        return Path(str(self.url.database)) if self.is_file else None

    @contextmanager
    def open_connection(self) -> Iterator[Connection]:
        """One transaction for writing, as a bare connection: migrations work without our classes."""
        with translate_db_errors(self.place), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def open_for_reading(self) -> Iterator[Session]:
        """One transaction for reading: every query in it sees the history as of the same moment."""
        with translate_db_errors(self.place), Session(self.engine) as session:
            if not self.is_file:  # SQLite does so by itself; PostgreSQL's default would see others' commits
                session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield session

    @contextmanager
    def open_for_writing(self) -> Iterator[Session]:
        """One transaction for writing: when the block ends all of it is saved, or none of it."""
        with translate_db_errors(self.place), Session(self._writer) as session, session.begin():
            yield session

    def vacuum_database(self) -> None:
        """Rewrite the database without what was deleted.

        SQLite's write-ahead log is emptied too: it still holds the deleted rows.

        Raises
        ------
        HistoryBusy
            Where another program uses the database.
        """
        with translate_db_errors(self.place), self.engine.connect() as connection:
            bare = connection.execution_options(isolation_level="AUTOCOMMIT")
            if self.is_file:  # VACUUM refuses to run inside a transaction, hence AUTOCOMMIT
                bare.execute(text("VACUUM"))
                bare.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            else:
                bare.execute(text("VACUUM (FULL)"))

    def close(self) -> None:
        """Release the engine. Nothing stays open between transactions, so leaving this out does no harm."""
        self.engine.dispose()


def make_folder(file: Path) -> None:
    """Make the folder of a history that does not exist yet, readable by its user alone.

    Parameters
    ----------
    file
        Where the history will be.

    Raises
    ------
    HistoryError
        Where the folder cannot be made, or `file` is itself a folder.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if file.is_dir():
            raise IsADirectoryError(0, "it is a folder")
    except OSError as error:
        raise HistoryError(
            f"The history cannot be stored in {file.parent} ({error.strerror or error}). Name another folder "
            "in EVENREP_DATA_DIR."
        ) from error


def _make_sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url, poolclass=NullPool, connect_args={"timeout": BUSY_S, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def configure_connection(connection: Any, _record: object) -> None:
        # Python's sqlite3 would otherwise open transactions of its own; the BEGIN below is the only one.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            # A plain BEGIN takes the write lock at the first write, and fails there if another
            # program was quicker.
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITING) else "BEGIN")

    return engine


def _make_postgres_engine(url: URL) -> Engine:
    is_local = url.host in (None, "localhost", "127.0.0.1", "::1")
    mode = str(url.query.get("sslmode", "disable" if is_local else "prefer"))
    arguments = {"ssl_context": _choose_ssl(mode), "timeout": POSTGRES_TIMEOUT_S}
    engine = create_engine(
        url.difference_update_query(["sslmode"]), connect_args=arguments, poolclass=NullPool
    )

    @event.listens_for(engine, "connect")
    def configure_connection(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = '{BUSY_S * 1000:.0f}ms'")
        cursor.execute("SET TIME ZONE 'UTC'")  # wall times are stored without a zone: nothing may shift them
        cursor.close()
        connection.commit()

    return engine


def _choose_ssl(mode: str) -> ssl.SSLContext | bool | None:
    """As PostgreSQL's own programs read sslmode; `prefer` encrypts where the server can."""
    modes: dict[str, ssl.SSLContext | bool | None] = {"disable": False, "prefer": None, "require": True}
    if mode in ("verify-ca", "verify-full"):
        return ssl.create_default_context()
    if mode not in modes:
        raise HistoryError(
            f"sslmode={mode} in EVENREP_DATABASE_URL: write disable, prefer, require or verify-full."
        )
    return modes[mode]
