"""Opening a history: where it lies, its migrations, and everything that can be wrong with it."""

import os
import re
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from analysis.errors import HistoryBusy, HistoryError
from history import database as database_module
from history import location as places
from history.database import Database
from history.location import build_history_url, format_location
from history.schema import HEAD, MIGRATIONS, bring_up_to_date, make_migration_config
from history.store import Store
from history.tables import Base
from history.types import NewSet
from tests.fixtures.history import LEGS, a_set, build_steps
from tests.fixtures.postgres import Server
from tests.fixtures.source_tree import ROOT

# --- where it lies ------------------------------------------------------------------------------------


def test_the_file_is_the_users_alone_and_one_file_when_nobody_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    with Store.open(folder / "history.sqlite3") as store:
        store.add_lifter("Anna")
    assert [path.name for path in folder.iterdir()] == ["history.sqlite3"]
    assert folder.stat().st_mode & 0o077 == 0


def test_the_usual_place_is_used_without_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENREP_DATA_DIR", str(tmp_path / "mine"))
    with Store.open() as store:
        assert store.place == str(tmp_path / "mine" / "history.sqlite3")


def test_an_address_in_the_environment_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENREP_DATABASE_URL", f"sqlite:///{tmp_path}/other.sqlite3")
    with Store.open() as store:
        assert store.place == f"{tmp_path}/other.sqlite3"


def test_a_password_is_never_shown() -> None:
    shown = format_location(build_history_url("postgresql://anna:secret@host:5433/evenrep?sslmode=require"))
    assert shown == "postgresql://anna:***@host:5433/evenrep"


@pytest.mark.parametrize("address", ["mysql://host/x", "nonsense", "sqlite://", "postgresql://host:port/x"])
def test_what_is_no_address_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(HistoryError, match="postgresql://user:password@host/evenrep"):
        build_history_url(address)


def test_a_missing_driver_is_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "find_spec", lambda _: None)
    with pytest.raises(HistoryError, match=r"needs the driver pg8000.*evenrep\[postgres\]"):
        build_history_url("postgresql://host/evenrep")


def test_an_unknown_way_to_encrypt_is_refused() -> None:
    with pytest.raises(HistoryError, match="sslmode=perhaps"):
        Store.open("postgresql://host/evenrep?sslmode=perhaps")


# --- migrations ---------------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_of_the_program(place: str | Path) -> None:
    database = Database(build_history_url(place))
    if database.file:
        database.file.parent.mkdir()
    bring_up_to_date(database)
    with database.open_connection() as connection:
        made = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(made, Base.metadata) == []
    database.close()


def test_the_program_names_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(make_migration_config()).get_current_head() == HEAD


def test_the_migrations_lie_within_the_package() -> None:
    assert MIGRATIONS == ROOT / "history" / "migrations"
    assert (MIGRATIONS / "env.py").is_file()


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    place: str | Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if "CREATE TABLE rep_values" in statement:
            raise KeyboardInterrupt

    database = Database(build_history_url(place))
    if database.file:
        database.file.parent.mkdir()
    event.listen(database.engine, "before_cursor_execute", fail)
    with pytest.raises(KeyboardInterrupt):
        bring_up_to_date(database)
    event.remove(database.engine, "before_cursor_execute", fail)
    bring_up_to_date(database)
    with Store.open(place) as store:
        assert store.add_lifter("Anna").name == "Anna"
    database.close()


def test_a_history_of_the_first_program_gets_the_legs_that_it_had_left_out(place: str | Path) -> None:
    """Migration 0002 reads them from the reports; squats and reps without a drop stay as they are."""
    with Store.open(place) as store:
        anna = store.add_lifter("Anna")
        store.save_sets(anna.id, [NewSet(a_set())])
        store.save_sets(anna.id, [NewSet(build_steps())])
    database = Database(build_history_url(place))
    with database.open_connection() as connection:
        connection.execute(text("UPDATE reps SET pelvic_drop_deg = NULL"))
        connection.execute(text("ALTER TABLE reps DROP COLUMN side"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    database.close()
    with Store.open(place) as store:
        legs = [
            [(rep.side, rep.pelvic_drop_deg) for rep in one.reps] for one in store.load_records(anna.id).sets
        ]
    assert sorted(legs, key=len) == [LEGS, [(None, None)] * 8]


def test_a_history_of_a_newer_program_is_refused_and_left_alone(place: str | Path) -> None:
    with Store.open(place) as store:
        store.add_lifter("Anna")
    database = Database(build_history_url(place))
    with database.open_connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(HistoryError, match=r"newer EvenRep.*Update"):
        Store.open(place)
    with database.open_connection() as connection:
        assert connection.scalar(text("SELECT count(*) FROM lifters")) == 1
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{HEAD}'"))
    with Store.open(place) as store:
        assert [lifter.name for lifter in store.list_lifters()] == ["Anna"]
    database.close()


def test_the_database_of_another_program_is_refused(place: str | Path) -> None:
    database = Database(build_history_url(place))
    if database.file:
        database.file.parent.mkdir()
    with database.open_connection() as connection:
        connection.execute(text("CREATE TABLE invoices (id INTEGER)"))
    before = database.file and database.file.read_bytes()
    with pytest.raises(HistoryError, match="it holds invoices"):
        Store.open(place)
    assert (database.file and database.file.read_bytes()) == before, "not even its journal mode is changed"
    database.close()


def test_several_may_open_a_new_history_at_once(place: str | Path) -> None:
    faults: list[BaseException] = []

    def work() -> None:
        try:
            Store.open(place).close()
        except BaseException as error:
            faults.append(error)
            raise

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with Store.open(place) as store:
        assert store.list_lifters() == ()


# --- what can be wrong: SQLite ------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A history with one lifter and one set."""
    path = tmp_path / "history.sqlite3"
    with Store.open(path) as store:
        store.save_sets(store.add_lifter("Anna").id, [NewSet(a_set())])
    return path


def still_there(path: Path) -> bool:
    with Store.open(path) as store:
        return len(store.list_sets()) == 1


@pytest.mark.parametrize(
    "content", [b"this is text, no database " * 100, b"\0" * 5000, b"SQLite format 3\0x" * 99]
)
def test_what_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "history.sqlite3"
    path.write_bytes(content)
    with pytest.raises(HistoryError, match="damaged, or is not a history"):
        Store.open(path)
    assert path.read_bytes() == content


def test_a_damaged_history_is_told(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096 : len(content) - 4096] = b"\xff" * (len(content) - 8192)
    file.write_bytes(content)
    with pytest.raises(HistoryError, match="damaged"), Store.open(file) as store:
        store.list_sets()


def test_an_empty_file_becomes_a_history(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    path.touch()
    with Store.open(path) as store:
        assert store.list_lifters() == ()


def test_a_locked_history_is_told_and_nothing_is_lost(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "BUSY_S", 0.05)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(file) as store:
        assert len(store.list_sets()) == 1, "reading does not wait"
        with pytest.raises(HistoryBusy, match="in use by another program"):
            store.add_lifter("Bert")
    other.rollback()
    other.close()
    assert still_there(file)


def test_deleting_works_while_another_program_reads(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "BUSY_S", 0.05)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM lifters").fetchall()
    with Store.open(file) as store:
        store.delete_lifter(store.list_lifters()[0].id)
        assert store.list_lifters() == ()
    other.close()
    assert b"Anna" not in file.read_bytes()


def test_a_full_disk_is_told_and_nothing_is_lost(file: Path) -> None:
    """A limit on pages makes SQLite answer as it does on a full disk."""
    database = Database(build_history_url(file))
    store = Store(database)
    pages = file.stat().st_size // 4096

    def fill(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}").close()

    event.listen(database.engine, "connect", fill)
    (anna,) = store.list_lifters()
    many = [NewSet(a_set("one.mp4", shot=shot, shots=50)) for shot in range(1, 51)]
    with pytest.raises(HistoryError, match="disk is full"):
        store.save_sets(anna.id, many)
    assert still_there(file)


@pytest.mark.parametrize("where", ["/proc/evenrep/history.sqlite3", "/dev/null/history.sqlite3"])
def test_a_folder_that_cannot_be_made_is_told(where: str) -> None:
    with pytest.raises(HistoryError, match=re.escape("EVENREP_DATA_DIR")):
        Store.open(Path(where))


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").mkdir()
    with pytest.raises(HistoryError, match="folder"):
        Store.open(tmp_path / "history.sqlite3")


def test_a_read_only_history_is_told(file: Path) -> None:
    """query_only makes SQLite answer as it does for a file that may not be written."""
    database = Database(build_history_url(file))
    store = Store(database)
    event.listen(database.engine, "connect", lambda made, _: made.execute("PRAGMA query_only = ON"))
    assert len(store.list_sets()) == 1
    with pytest.raises(HistoryError, match="cannot be written to"):
        store.add_lifter("Bert")
    store.close()
    assert still_there(file)


Somebody = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def as_somebody_else() -> Somebody:
    """For root everything is writable: then the test does its work as the user `nobody`."""

    @contextmanager
    def somebody() -> Iterator[None]:
        if os.geteuid():
            yield
            return
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)

    return somebody


@pytest.mark.parametrize("what", ["the file", "the folder", "both"])
def test_what_may_not_be_written_is_told(what: str, as_somebody_else: Somebody) -> None:
    folder = Path(tempfile.mkdtemp())
    file = folder / "history.sqlite3"
    try:
        with Store.open(file) as store:
            store.add_lifter("Anna")
        file.chmod(0o444 if what != "the folder" else 0o666)
        folder.chmod(0o555 if what != "the file" else 0o777)
        with as_somebody_else(), pytest.raises(HistoryError, match="EVENREP_DATA_DIR"):
            Store.open(file).add_lifter("Bert")
        folder.chmod(0o755)
        file.chmod(0o644)
        with Store.open(file) as store:
            assert [lifter.name for lifter in store.list_lifters()] == ["Anna"]
    finally:
        shutil.rmtree(folder)


# --- what can be wrong: PostgreSQL --------------------------------------------------------------------


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(HistoryError, match="cannot be reached"):
        Store.open("postgresql://evenrep@127.0.0.1:1/evenrep")


def test_a_database_that_is_not_there_is_told(postgres: Server) -> None:
    with pytest.raises(HistoryError, match="There is no database"):
        Store.open(f"postgresql://evenrep@127.0.0.1:{postgres.port}/nothing")


def test_a_user_that_is_not_known_is_told(postgres: Server) -> None:
    with pytest.raises(HistoryError, match="refuses this user") as caught:
        Store.open(f"postgresql://nobody:secret@127.0.0.1:{postgres.port}/postgres")
    assert "secret" not in str(caught.value)


def test_a_connection_that_is_cut_is_told_and_the_next_one_works(postgres: Server) -> None:
    address = postgres.make_empty_database()
    database = Database(build_history_url(address))
    with Store.open(address) as store:
        anna = store.add_lifter("Anna")
        with pytest.raises(HistoryError, match="ended the connection"), database.open_for_writing() as db:
            _cut(db, postgres)
        store.save_sets(anna.id, [NewSet(a_set())])
        assert len(store.list_sets()) == 1


def _cut(db: Session, server: Server) -> None:
    pid = db.scalar(text("SELECT pg_backend_pid()"))
    server.run_sql("postgres", f"SELECT pg_terminate_backend({pid})")
    db.execute(text("SELECT 1"))


def test_a_locked_lifter_is_told(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "BUSY_S", 0.05)
    address = postgres.make_empty_database()
    with Store.open(address) as store:
        anna = store.add_lifter("Anna")
        with Database(build_history_url(address)).open_connection() as other:
            other.execute(text("SELECT * FROM lifters FOR UPDATE"))
            with pytest.raises(HistoryBusy):
                store.save_sets(anna.id, [NewSet(a_set())])
        store.save_sets(anna.id, [NewSet(a_set())])
