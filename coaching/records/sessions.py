"""Training sessions as wholes: what the two-legged lifts of one session add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coaching.load.context import convert_load
from coaching.load.one_rm import find_one_rm
from coaching.plan.exercises import CAMERA_SINGLE_LEG
from coaching.records.bad_rate_posterior import BadRatePosterior
from coaching.records.lifter import Lifter
from coaching.records.records import Records, SetRecord

_LEAST_GRADED = 10  # with fewer, "90 % even" would hang on a single rep


@dataclass(frozen=True)
class TrainingSession:
    """The graded two-legged sets of one training session.

    Attributes
    ----------
    number
        As in SetRecord.session.
    at
        Time of its last set.
    counts
        All graded reps.
    feedback
        The lifter saw or heard grades in at least one graded set.
    one_rm_share
        Heaviest graded load as a share (0–1 or more) of its lift's 1RM at the time; None without a 1RM.
    pain
        There was pain in at least one set.
    """

    number: int
    at: datetime
    counts: BadRatePosterior
    feedback: bool
    one_rm_share: float | None
    pain: bool

    @property
    def counted(self) -> bool:
        """Whether it has enough graded reps to say something about a whole session."""
        return self.counts.graded >= _LEAST_GRADED


def is_two_legged(one: SetRecord) -> bool:
    """Whether both legs worked together, in training.

    Parameters
    ----------
    one
        Any set.

    Returns
    -------
    bool
        False for single-leg lifts, and for check sets: those are a measurement, not training.
    """
    return one.lift not in CAMERA_SINGLE_LEG and one.side is None and not one.check


def list_sessions(lifter: Lifter, records: Records, now: datetime) -> list[TrainingSession]:
    """List every training session that has a graded two-legged set.

    Parameters
    ----------
    lifter
        For the unit of loads.
    records
        The lifter's log.
    now
        Later sets are left out.

    Returns
    -------
    list of TrainingSession
        In order of time.
    """
    by_number: dict[int, list[SetRecord]] = {}
    for one in records.sets:
        if one.at <= now and is_two_legged(one) and one.graded:
            by_number.setdefault(one.session, []).append(one)
    return sorted(
        (_make_session(lifter, records, number, sets) for number, sets in by_number.items()),
        key=lambda session: session.at,
    )


def _make_session(
    lifter: Lifter, records: Records, number: int, sets: Sequence[SetRecord]
) -> TrainingSession:
    shares = [share for one in sets if (share := _compute_one_rm_share(lifter, records, one)) is not None]
    return TrainingSession(
        number=number,
        at=sets[-1].at,
        counts=BadRatePosterior.from_sets(sets),
        feedback=any(one.feedback for one in sets),
        one_rm_share=max(shares, default=None),
        pain=any(one.pain for one in sets),
    )


def _compute_one_rm_share(lifter: Lifter, records: Records, one: SetRecord) -> float | None:
    if one.load is None:
        return None
    one_rm = find_one_rm(records, one.lift, one.at, lifter.unit)
    return convert_load(lifter, one) / one_rm.load if one_rm and one_rm.load > 0 else None
