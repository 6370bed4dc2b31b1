"""The minimal detectable change: how far a lifter's own numbers scatter when nothing has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from analysis.report.types import Grade, Standing
from coaching.records.records import Records, RepRecord, SetRecord

CHANGE = 1.96 * float(np.sqrt(2.0))
"""A difference of two sets that chance exceeds once in twenty times, in standard errors of one set."""
PROVISIONAL_BELOW = 5
"""With fewer repeats the estimate itself may be off by half."""


@dataclass(frozen=True)
class DetectableChange:
    """Of one quantity's set mean, percentage points.

    sem_pp, change_pp  standard error of measurement; smallest change of a set mean that is not chance
    repeats            repeated sets that it rests on, beyond the first of each day
    """

    quantity: Quantity
    sem_pp: float
    change_pp: float
    repeats: int

    @property
    def provisional(self) -> bool:
        return self.repeats < PROVISIONAL_BELOW


def find_detectable_changes(
    records: Records, lift: str, now: datetime, side: Side | None = None
) -> dict[Quantity, DetectableChange]:
    """From the check sets of a lift that were repeated on the same day, with the same load and view.

    A quantity without a repeat is absent.
    """
    groups: dict[object, list[SetRecord]] = {}
    for one in records.sets:
        if one.check and one.lift == lift and one.side is side and one.at <= now:
            key = (one.at.date(), one.load, one.unit, one.view)
            groups.setdefault(key, []).append(one)
    found = {}
    for quantity in Quantity:
        change = _compute_change(quantity, list(groups.values()))
        if change is not None:
            found[quantity] = change
    return found


def _compute_change(quantity: Quantity, groups: Sequence[Sequence[SetRecord]]) -> DetectableChange | None:
    squares, repeats = 0.0, 0
    for group in groups:
        means = np.array([mean for one in group if np.isfinite(mean := compute_set_mean_pct(one, quantity))])
        if len(means) > 1:
            squares += float(((means - means.mean()) ** 2).sum())
            repeats += len(means) - 1
    if not repeats:
        return None
    sem = float(np.sqrt(squares / repeats))
    return DetectableChange(quantity, sem, CHANGE * sem, repeats)


def collect_graded_pct(reps: Sequence[RepRecord], quantity: Quantity) -> list[float]:
    """Values of the graded reps in which the quantity was graded, percent, + = left."""
    return [
        value.pct
        for rep in reps
        if rep.grade is not Grade.UNGRADED
        and (value := rep.values.get(quantity)) is not None
        and value.standing is Standing.GRADED
    ]


def compute_set_mean_pct(one: SetRecord, quantity: Quantity) -> float:
    """Mean over the graded reps of a set, percent, + = left; NaN without any."""
    values = collect_graded_pct(one.reps, quantity)
    return float(np.mean(values)) if values else float("nan")
