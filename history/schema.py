"""Bring a database up to this program's tables when it is opened; refuse one of a newer program."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from analysis.errors import HistoryError
from history.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

# The newest migration: the version of the tables that this program reads and writes.
HEAD = "0002"
# Key of an advisory lock; any number will do. Two programs that open a PostgreSQL database at once migrate it
# one after the other.
MIGRATIONS = Path(__file__).with_name("migrations")
VERSION_TABLE = "alembic_version"
_LOCK = 0x45764E52
# Alembic holds the running migration in a global variable, so threads must take turns.
_ONE_AT_A_TIME = threading.Lock()


def bring_up_to_date(database: Database) -> None:
    """Make the tables, or migrate them, in one transaction.

    When there is nothing to do it costs one query.

    Parameters
    ----------
    database
        Any; an empty one gets the tables.

    Raises
    ------
    HistoryError
        Where it belongs to another program or was written by a newer EvenRep; nothing is changed.
    """
    with database.open_for_reading() as db:
        version = _read_version(db.connection())
        if version == HEAD:
            return
        _check_version(db.connection(), version, database.place)  # before anything is changed
    if database.is_file:
        _use_write_ahead_log(database)
    with database.open_connection() as connection:
        if not database.is_file:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        version = _read_version(
            connection
        )  # again: another program may have migrated it while this one waited
        _check_version(connection, version, database.place)
        if version != HEAD:
            _run_migrations(connection)


def make_migration_config() -> "Config":
    """Alembic's settings for the migrations that are shipped with the program.

    Returns
    -------
    alembic.config.Config
    """
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))  # % is special there
    return config


def _read_version(connection: Connection) -> str | None:
    """The last migration that was run on the database; None before the first."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    version: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))
    return version


def _check_version(connection: Connection, version: str | None, place: str) -> None:
    if version is None:
        if others := inspect(connection).get_table_names():
            raise HistoryError(
                f"{place} is the database of another program (it holds {sorted(others)[0]}). Name a new file "
                "or database for the history."
            )
        return
    if version not in _list_shipped_versions():
        raise HistoryError(
            f"The history {place} was written by a newer EvenRep (migration {version}, this one reads "
            f"{HEAD}). Update EvenRep to open it; nothing was changed."
        )


def _list_shipped_versions() -> set[str]:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(make_migration_config())
    return {script.revision for script in scripts.walk_revisions()}


def _run_migrations(connection: Connection) -> None:
    from alembic import command

    config = make_migration_config()
    config.attributes["connection"] = connection
    with _ONE_AT_A_TIME:
        command.upgrade(config, HEAD)


def _use_write_ahead_log(database: Database) -> None:
    """Once is enough: the mode is stored in the file. Readers then never wait for a writer."""
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("PRAGMA journal_mode = WAL"))
