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
    """Filmed reps of one leg.

    Attributes
    ----------
    reps
        How many.
    drops_deg
        Degrees, + = the free side's hip is lower; only of reps whose pelvic drop was measured.
    """

    reps: int
    drops_deg: tuple[float, ...]

    @property
    def mean_drop_deg(self) -> float:
        """Mean of `drops_deg`; NaN where no drop was measured."""
        return float(np.mean(self.drops_deg)) if self.drops_deg else float("nan")

    def count_clean(self, flag_deg: float) -> BadRatePosterior:
        """Count reps whose drop was measured: clean up to `flag_deg`, else not.

        Parameters
        ----------
        flag_deg
            Degrees; a larger drop is flagged.

        Returns
        -------
        BadRatePosterior
            Clean reps as `good`, flagged ones as `bad`.
        """
        # A drop that was not measured is neither: hidden hips must not make a leg look clean.
        bad = sum(drop > flag_deg for drop in self.drops_deg)
        return BadRatePosterior(len(self.drops_deg) - bad, bad)


def _find_leg(one: SetRecord, rep: RepRecord) -> Side | None:
    """The leg entered for the whole set, else the one the camera saw stand; None in two-legged lifts."""
    return (one.side or rep.side) if one.lift in CAMERA_SINGLE_LEG else None


def collect_leg_reps(sets: Iterable[SetRecord], side: Side) -> LegReps:
    """Collect the reps of one leg among all of these sets.

    Parameters
    ----------
    sets
        Any sets; those of two-legged lifts are passed over.
    side
        The standing leg, the lifter's own.

    Returns
    -------
    LegReps
    """
    reps = [rep for one in sets for rep in one.reps if _find_leg(one, rep) is side]
    drops = [rep.pelvic_drop_deg for rep in reps if rep.pelvic_drop_deg is not None]
    return LegReps(len(reps), tuple(drop for drop in drops if np.isfinite(drop)))
