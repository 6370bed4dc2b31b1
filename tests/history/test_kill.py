"""Killed at any instant (kill -9), nothing that was saved before is lost or half there."""

import multiprocessing
import random
import sqlite3
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import text

from history.database import Database
from history.places import history_url
from history.store import Store
from tests.history.saver import is_whole, save_until_killed

LONGEST_S = 0.4
"""From the start of a program to its death: opening and a few saves lie within."""
REPS, VALUES = 8, 21
"""Of each set that the program saves: seven graded reps with three values each."""


def told_until_killed(place: str | Path, seed: int) -> list[str]:
    """Starts the program, kills it at a random moment, returns the ids that it had told of."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.history.saver"])
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


def check(place: str | Path, told: set[str]) -> int:
    """Every set that was told of is there, none is there in part; returns how many there are."""
    with Store.open(place) as store:
        newest = store.sets()[:2]
        assert all(is_whole(store, line.id) for line in newest)
    with Database(history_url(place)).connection() as db:
        there = set(db.scalars(text("SELECT uid FROM sets")))
        parts = [
            db.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("reps", "rep_values", "recordings")
        ]
    assert told <= there
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
        assert all(is_whole(store, line.id) for line in store.sets())
        for lifter in store.lifters():
            for record in store.records(lifter.id).sets:
                assert len(record.reps) == REPS
                assert sum(len(rep.values) for rep in record.reps) == VALUES


def kill_often(place: str | Path, kills: int) -> None:
    told: set[str] = set()
    unreported = 0
    for seed in range(kills):
        told |= set(told_until_killed(place, seed))
        unreported = check(place, told) - len(told)
        assert unreported <= seed + 1, "at most one set per kill was saved and not yet told of"
    check_everything(place)
    print(
        f"\n{kills} kills, {len(told)} sets told of, {unreported} more saved and not yet told of, none lost"
    )
    assert told


def test_killed_a_few_times(place: str | Path) -> None:
    kill_often(place, 4)


@pytest.mark.slow
def test_killed_at_200_random_moments(place: str | Path) -> None:
    kill_often(place, 200)
