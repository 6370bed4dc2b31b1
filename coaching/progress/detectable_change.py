"""The minimal detectable change: how far a lifter's own numbers scatter although nothing has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from analysis.report.types import Grade, Standing
from coaching.records.records import Records, RepRecord, SetRecord

# A difference of two sets that chance exceeds once in twenty times, in standard errors of one set.
CHANGE = 1.96 * float(np.sqrt(2.0))

_PROVISIONAL_BELOW = 5  # with fewer repeats the estimate itself may be off by half


@dataclass(frozen=True)
class DetectableChange:
    """The smallest change of one quantity's set mean that is more than chance.

    Attributes
    ----------
    quantity
        Which one.
    sem_pp
        Standard error of measurement, percentage points.
    change_pp
        Smallest change that is not chance, percentage points.
    repeats
        Repeated sets that it is based on, beyond the first of each day.
    """

    quantity: Quantity
    sem_pp: float
    change_pp: float
    repeats: int

    @property
    def provisional(self) -> bool:
        """Whether it is based on too few repeats to be relied on."""
        return self.repeats < _PROVISIONAL_BELOW


def find_detectable_changes(
    records: Records, lift: str, now: datetime, side: Side | None = None
) -> dict[Quantity, DetectableChange]:
    """Find the minimal detectable changes of a lift from its repeated check sets.

    Parameters
    ----------
    records
        The lifter's log.
    lift
        Key of the lift.
    now
        Later sets are left out.
    side
        Standing leg of a single-leg lift; None: both legs.

    Returns
    -------
    dict of Quantity to DetectableChange
        A quantity without a repeat is absent.

    References
    ----------
    Weir, J. P. (2005): 1.96 × √2 × standard error of measurement (docs/sources.md).
    """
    groups: dict[object, list[SetRecord]] = {}
    for one in records.sets:
        if one.check and one.lift == lift and one.side is side and one.at <= now:
            # Only repeats of one day, load and view: other differences are real changes, not scatter.
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
        means = np.array([mean for one in group if np.isfinite(mean := _compute_set_mean_pct(one, quantity))])
        if len(means) > 1:
            squares += float(((means - means.mean()) ** 2).sum())
            repeats += len(means) - 1
    if not repeats:
        return None
    sem = float(np.sqrt(squares / repeats))
    return DetectableChange(quantity, sem, CHANGE * sem, repeats)


def collect_graded_pct(reps: Sequence[RepRecord], quantity: Quantity) -> list[float]:
    """Collect a quantity of the graded reps.

    Parameters
    ----------
    reps
        Any reps.
    quantity
        Which one.

    Returns
    -------
    list of float
        Percent, + = left; only of reps in which the quantity itself was graded.
    """
    return [
        value.pct
        for rep in reps
        if rep.grade is not Grade.UNGRADED
        and (value := rep.values.get(quantity)) is not None
        and value.standing is Standing.GRADED
    ]


def _compute_set_mean_pct(one: SetRecord, quantity: Quantity) -> float:
    """Mean over the graded reps of a set, percent, + = left; NaN without any."""
    values = collect_graded_pct(one.reps, quantity)
    return float(np.mean(values)) if values else float("nan")
