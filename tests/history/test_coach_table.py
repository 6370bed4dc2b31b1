"""Tables for a coach, of a history that holds two-legged sets and sets on one leg."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from history.coach_table import tabulate_saved_reps, tabulate_saved_sets
from history.store import Store
from tests.fixtures.source_tree import ROOT

HISTORY = ROOT / "tests" / "data" / "last_version" / "history.sqlite3"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A copy of a saved history: three squats, and step-downs on one leg."""
    copy = shutil.copy(HISTORY, tmp_path / "history.sqlite3")
    with Store.open(copy) as opened:
        yield opened


def test_reps_of_both_kinds_of_sets_make_one_table(store: Store) -> None:
    reps = tabulate_saved_reps(store)
    assert list(reps.columns).count("side") == 1
    assert list(reps.columns[:8]) == ["lifter", "date", "session", "set", "lift", "side", "load", "unit"]
    squats, steps = reps[reps["lift"] == "squat"], reps[reps["lift"] == "step_down"]
    assert len(squats) == 3
    assert len(steps) > 0
    assert set(squats["side"]) == {""}
    assert set(steps["side"]) <= {"left", "right"}


def test_every_set_has_a_row(store: Store) -> None:
    assert list(tabulate_saved_sets(store)["lift"]) == ["squat", "step_down"]
