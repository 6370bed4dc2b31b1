"""A program that saves one set after another and says of each that it is saved, until it is killed."""

import random
from contextlib import suppress
from dataclasses import replace
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from analysis.errors import HistoryBusy
from history.kept import NewSet, SetFiles
from history.store import Store
from tests.analysis.build_report import build_report
from tests.history.build import sha

configure_mappers()  # once, in the process that all of these are forked from


def save_until_killed(place: str | Path, seed: int, said: Connection) -> None:
    """Each set is told of only when `save` has returned. Its note names what must be found with it.

    On a machine with much else to do the others may keep the history busy: then it asks again.
    """
    numbers = count()
    while True:
        with suppress(HistoryBusy), Store.open(place) as store:
            lifter = store.lifter_named("Anna") or store.add_lifter("Anna")
            for number in numbers:
                (set_id,) = store.save(lifter.id, [_new(seed, number)], SetFiles(_track(seed, number)))
                said.send(set_id)


def _new(seed: int, number: int) -> NewSet:
    name = f"{seed}-{number}"
    report = build_report(name=f"{name}.mp4")
    return NewSet(replace(report, clip=replace(report.clip, sha256=sha(name))), note=name)


def _track(seed: int, number: int) -> bytes:
    """Several pages of a database."""
    return random.Random(f"{seed}-{number}").randbytes(20_000)


def is_whole(store: Store, set_id: str) -> bool:
    """Whether report, reps, values and track of the set are all there and belong together."""
    saved = store.saved_set(set_id)
    seed, _, number = saved.line.note.partition("-")
    expected = _new(int(seed), int(number))
    return (
        saved.report.clip.sha256 == expected.report.clip.sha256
        and len(saved.report.reps) == len(expected.report.reps)
        and store.track(set_id) == _track(int(seed), int(number))
    )
