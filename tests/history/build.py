"""Sets for the history, each of a clip of its own."""

import hashlib
from dataclasses import replace
from itertools import count
from math import nan

from analysis.landmarks import Side
from analysis.quantities import Quantity
from analysis.report_types import Grade, SetReport
from analysis.settings import SetSettings
from coaching.records import Records
from tests.analysis.build_report import EIGHT_REPS, build_rep, build_report

_clips = count(1)


def sha(text: str) -> str:
    """Of a clip that nobody filmed."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def a_set(clip: str | None = None, load: float | None = 60.0, **changes: object) -> SetReport:
    """Eight reps of which two are uneven. `clip` names the video: another name, another video."""
    name = clip or f"clip-{next(_clips)}.mp4"
    settings = changes.pop("settings", None) or SetSettings(load=load, one_rm=90.0)
    report = build_report(changes.pop("reps", EIGHT_REPS), settings, name=name, **changes)  # type: ignore[arg-type]
    return replace(report, clip=replace(report.clip, sha256=sha(name)))


LEGS = [(Side.LEFT, 6.5), (Side.RIGHT, None), (None, None)]
"""Of the reps of `steps`: the leg that stood, and the pelvic drop in degrees."""


def steps() -> SetReport:
    """Three step-downs whose leg nobody told: left, right with an unread drop, and one that is not clear."""
    reps = [build_rep(number, (nan,) * 4, grade=Grade.UNGRADED) for number in range(1, 4)]
    legs = [
        replace(rep, side=side, pelvic_drop_deg=nan if drop is None else drop)
        for rep, (side, drop) in zip(reps, LEGS, strict=True)
    ]
    return a_set("steps.mp4", reps=tuple(legs), settings=SetSettings(lift="step_down"))


def values(records: Records) -> list[float]:
    """Every percent of every rep."""
    return [
        rep.values[quantity].pct
        for one in records.sets
        for rep in one.reps
        for quantity in Quantity
        if quantity in rep.values
    ]
