"""Lifts on one leg, rep by rep: which leg stood, and whether the pelvis stayed level enough."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analysis.pose.landmarks import Side
from coaching.plan.exercises import CAMERA_SINGLE_LEG
from coaching.records.bad_rate_posterior import BadRatePosterior
from coaching.records.records import RepRecord, SetRecord


@dataclass(frozen=True)
class LegReps:
    """Reps of one leg. `drops_deg`: of those whose pelvic drop was read, + = the free hip lower."""

    reps: int
    drops_deg: tuple[float, ...]

    @property
    def mean_drop_deg(self) -> float:
        """NaN where none was read."""
        return float(np.mean(self.drops_deg)) if self.drops_deg else float("nan")

    def count_clean(self, flag_deg: float) -> BadRatePosterior:
        """Clean: the drop was read and is not more than this. A drop that was not read is neither."""
        bad = sum(drop > flag_deg for drop in self.drops_deg)
        return BadRatePosterior(len(self.drops_deg) - bad, bad)


def find_leg(one: SetRecord, rep: RepRecord) -> Side | None:
    """The leg that was told for the whole set, else the one the camera saw stand; None for both together."""
    return (one.side or rep.side) if one.lift in CAMERA_SINGLE_LEG else None


def collect_leg_reps(sets: Iterable[SetRecord], side: Side) -> LegReps:
    """The reps of one leg among all of these sets."""
    reps = [rep for one in sets for rep in one.reps if find_leg(one, rep) is side]
    drops = [rep.pelvic_drop_deg for rep in reps if rep.pelvic_drop_deg is not None]
    return LegReps(len(reps), tuple(drop for drop in drops if np.isfinite(drop)))
