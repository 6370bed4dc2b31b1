"""Every test of the history runs on SQLite and on PostgreSQL: `place` names an empty database of either."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest

from history.store import Store
from tests.conftest import absent
from tests.fixtures.postgres import Server, find_programs, run_server

NOON = datetime(2026, 3, 2, 12, 0)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Started when first asked for."""
    programs = find_programs()
    if programs is None:
        absent("PostgreSQL's programs are not here (apt-get install postgresql)")
    assert programs is not None
    with run_server(programs) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """An empty database."""
    if request.param == "sqlite":
        return tmp_path / "data" / "history.sqlite3"
    server: Server = request.getfixturevalue("postgres")
    return server.make_empty_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str | Path]:
    """Makes an empty database each time it is called."""
    if request.param == "sqlite":
        numbers = count()
        return lambda: tmp_path / f"history-{next(numbers)}.sqlite3"
    server: Server = request.getfixturevalue("postgres")
    return server.make_empty_database


@pytest.fixture
def store(place: str | Path) -> Iterator[Store]:
    """Opened, on a Monday at noon."""
    with Store.open(place, now=lambda: NOON) as opened:
        yield opened
