"""Killed at any instant (kill -9), nothing that was saved before is lost or half there."""

import multiprocessing
import random
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import text

from history.database import Database
from history.location import build_history_url
from history.store import Store
from history.types import NewSet
from tests.fixtures.history import a_set
from tests.fixtures.history_saver import is_whole, save_until_killed

LONGEST_S = 0.2
"""From a program's first save (or, now and then, from its start) to its death: a few saves lie within."""
LANES = 4
"""So many programs save to one history at once, each killed at a moment of its own."""
LOOKS = 20
"""After so many kills everything is counted. What a kill took stays lost: a look sees it, however late."""
REPS, VALUES = 8, 21
"""Of each set that the program saves: seven graded reps with three values each."""


def told_until_killed(place: str | Path, seed: int) -> list[str]:
    """Starts the program, kills it at a random moment, returns the ids that it had reported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.fixtures.history_saver"])
    hears, says = context.Pipe(duplex=False)
    program = context.Process(target=save_until_killed, args=(place, seed, says))
    chance = random.Random(seed)
    program.start()
    says.close()
    ids = [hears.recv()] if seed % 4 else []  # now and then it dies while it opens the history
    deadline = time.monotonic() + chance.uniform(0.0, LONGEST_S)
    while (left_s := deadline - time.monotonic()) > 0:
        if hears.poll(left_s):
            ids.append(hears.recv())
    program.kill()
    program.join()
    return ids + _said_before_death(hears)


def _said_before_death(hears: Connection) -> list[str]:
    ids = []
    try:
        while True:
            ids.append(hears.recv())
    except EOFError:
        return ids


def check(place: str | Path, reported: set[str]) -> int:
    """Every set that was reported is there, none is there in part; returns how many there are."""
    with Store.open(place) as store:
        newest = store.list_sets()[:2]
        assert all(is_whole(store, line.id) for line in newest)
    with Database(build_history_url(place)).open_connection() as db:
        there = set(db.scalars(text("SELECT uid FROM sets")))
        parts = [
            db.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("reps", "rep_values", "recordings")
        ]
    assert reported <= there
    assert parts == [REPS * len(there), VALUES * len(there), len(there)]
    if isinstance(place, Path):
        connection = sqlite3.connect(place)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()
    return len(there)


def check_everything(place: str | Path) -> None:
    """Every set, read back in full."""
    with Store.open(place) as store:
        assert all(is_whole(store, line.id) for line in store.list_sets())
        for lifter in store.list_lifters():
            for record in store.load_records(lifter.id).sets:
                assert len(record.reps) == REPS
                assert sum(len(rep.values) for rep in record.reps) == VALUES


def kill_often(place: str | Path, kills: int) -> None:
    """The next program opens what the last one left, and must be able to save there."""
    reported: set[str] = set()
    unreported = 0
    with Store.open(place) as store:
        store.add_lifter("Anna")
    with ThreadPoolExecutor(LANES) as lanes:
        for first in range(0, kills, LOOKS):
            seeds = range(first, min(first + LOOKS, kills))
            for ids in lanes.map(partial(told_until_killed, place), seeds):
                reported |= set(ids)
            unreported = check(place, reported) - len(reported)
            assert unreported <= seeds.stop, "at most one set per kill was saved and not yet reported"
    check_everything(place)
    print(f"\n{kills} kills, {len(reported)} sets reported, {unreported} more saved, none lost")
    assert reported


def test_killed_a_few_times(place: str | Path) -> None:
    kill_often(place, 4)


@pytest.mark.slow
def test_killed_while_the_tables_are_made(fresh_place: Callable[[], str | Path]) -> None:
    """At 20 random moments of the first opening: afterwards it opens, empty, and can be saved to."""
    for number in range(20):
        place = fresh_place()
        told_until_killed(place, 4 * number)
        with Store.open(place) as store:
            lifter = store.find_lifter_by_name("Anna") or store.add_lifter("Anna")
            store.save_sets(lifter.id, [NewSet(a_set())])
            assert store.list_sets()


@pytest.mark.slow
def test_killed_at_200_random_moments(place: str | Path) -> None:
    kill_often(place, 200)
