"""Filmed single-leg sets, leg by leg: reps, clean reps, and how far the pelvis drops."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.landmarks import Side
from coaching.counts import Counts
from coaching.evidence import SideRules
from coaching.exercises import name_of
from coaching.records import SetRecord


@dataclass(frozen=True)
class FilmedLeg:
    """One lift on one leg. `drop_deg` is the mean drop of the free side's hip, degrees; NaN if not measured.

    flagged  the pelvis drops by more than 5°
    """

    lift: str
    side: Side
    reps: int
    counts: Counts
    drop_deg: float
    flagged: bool
    sentence: str


def filmed_legs(sets: Sequence[SetRecord], rules: SideRules = SideRules()) -> tuple[FilmedLeg, ...]:
    """Every lift and leg among these sets, lifts by name, the left leg first."""
    pairs = sorted({(one.lift, one.side) for one in sets if one.side is not None})
    return tuple(
        _leg(lift, side, [one for one in sets if one.lift == lift and one.side is side], rules)
        for lift, side in pairs
    )


def _leg(lift: str, side: Side, sets: Sequence[SetRecord], rules: SideRules) -> FilmedLeg:
    reps = [rep for one in sets for rep in one.reps]
    drops = [rep.pelvic_drop_deg for rep in reps if rep.pelvic_drop_deg is not None]
    known = [drop for drop in drops if np.isfinite(drop)]
    drop = float(np.mean(known)) if known else float("nan")
    counts = Counts.of_legs(sets)
    flagged = drop > rules.drop_flag_deg
    sentence = f"{name_of(lift)}, {side} leg: {len(reps)} reps"
    if counts.graded:
        sentence += f", {counts.good} of {counts.graded} clean"
    if known:
        limit = (
            f"more than {rules.drop_flag_deg:.0f}°"
            if flagged
            else f"up to {rules.drop_flag_deg:.0f}° is fine"
        )
        change = f"a change of about {rules.drop_detectable_deg:.0f}° can be detected"
        sentence += f"; the pelvis drops by {drop:.0f}° ({limit}; {change})"
    return FilmedLeg(lift, side, len(reps), counts, drop, flagged, f"{sentence}.")
