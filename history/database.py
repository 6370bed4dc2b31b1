"""One database, safe to use from many threads: each transaction has a connection of its own.

SQLite: write-ahead log, so that readers never wait for a writer; every commit is on the disk before it is
reported (synchronous FULL: with NORMAL the last sets before a power cut could be missing); a writer takes
the lock at once, so that it never fails half-way; what is deleted is overwritten (secure_delete).
No connection is kept between transactions: at rest the history is one file, which can be copied as a backup,
and a server that was restarted is simply asked again.
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

BUSY_S = 10.0
"""How long a save waits for another program's save, which takes milliseconds."""
POSTGRES_TIMEOUT_S = 60
_PRAGMAS = ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY")
_WRITING = "evenrep_writing"


class Database:
    """An engine with the manners above. `place` is its name for people."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.place = format_location(url)
        self.is_file = url.drivername.startswith("sqlite")
        with translate_db_errors(self.place):
            self.engine = _make_sqlite_engine(url) if self.is_file else _make_postgres_engine(url)
        self._writer = self.engine.execution_options(**{_WRITING: True})

    @property
    def file(self) -> Path | None:
        """Of SQLite."""
        return Path(str(self.url.database)) if self.is_file else None

    @contextmanager
    def open_connection(self) -> Iterator[Connection]:
        """One writing transaction, without objects."""
        with translate_db_errors(self.place), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def open_for_reading(self) -> Iterator[Session]:
        """One look at the history: all questions are answered as of one moment, as SQLite does by itself."""
        with translate_db_errors(self.place), Session(self.engine) as session:
            if not self.is_file:
                session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield session

    @contextmanager
    def open_for_writing(self) -> Iterator[Session]:
        """One transaction: all of it is saved when this ends, or none of it."""
        with translate_db_errors(self.place), Session(self._writer) as session, session.begin():
            yield session

    def vacuum_database(self) -> None:
        """Rewrites the database without what was deleted, and empties the log that still holds it."""
        with translate_db_errors(self.place), self.engine.connect() as connection:
            bare = connection.execution_options(isolation_level="AUTOCOMMIT")
            if self.is_file:
                bare.execute(text("VACUUM"))
                bare.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            else:
                bare.execute(text("VACUUM (FULL)"))

    def close(self) -> None:
        """Nothing stays open between transactions; this is for those who ask."""
        self.engine.dispose()


def make_folder(file: Path) -> None:
    """The folder of a history that is to be made; only its user may look into it. Raises HistoryError."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if file.is_dir():
            raise IsADirectoryError(0, "it is a folder")
    except OSError as error:
        raise HistoryError(
            f"The history cannot be kept in {file.parent} ({error.strerror or error}). Name another folder "
            "in EVENREP_DATA_DIR."
        ) from error


def _make_sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url, poolclass=NullPool, connect_args={"timeout": BUSY_S, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def configure_connection(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the BEGIN below is the only one
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITING) else "BEGIN")

    return engine


def _make_postgres_engine(url: URL) -> Engine:
    near = url.host in (None, "localhost", "127.0.0.1", "::1")
    mode = str(url.query.get("sslmode", "disable" if near else "prefer"))
    arguments = {"ssl_context": _choose_ssl(mode), "timeout": POSTGRES_TIMEOUT_S}
    engine = create_engine(
        url.difference_update_query(["sslmode"]), connect_args=arguments, poolclass=NullPool
    )

    @event.listens_for(engine, "connect")
    def configure_connection(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = '{BUSY_S * 1000:.0f}ms'")
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.close()
        connection.commit()

    return engine


def _choose_ssl(mode: str) -> ssl.SSLContext | bool | None:
    """As PostgreSQL's own programs understand sslmode; `prefer` encrypts where the server can."""
    known: dict[str, ssl.SSLContext | bool | None] = {"disable": False, "prefer": None, "require": True}
    if mode in ("verify-ca", "verify-full"):
        return ssl.create_default_context()
    if mode not in known:
        raise HistoryError(
            f"sslmode={mode} in EVENREP_DATABASE_URL: write disable, prefer, require or verify-full."
        )
    return known[mode]
