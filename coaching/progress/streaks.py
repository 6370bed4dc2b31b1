"""Quality, never records: how many even repetitions in a row."""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.report.types import Grade
from coaching.records.records import SetRecord


@dataclass(frozen=True)
class Streak:
    """Even reps without an uneven one between.

    Attributes
    ----------
    current
        Up to the last set.
    longest
        The longest so far.
    """

    current: int
    longest: int


def count_clean_streak(sets: Iterable[SetRecord]) -> Streak:
    """Count the even reps in a row over sets.

    Parameters
    ----------
    sets
        In order of time.

    Returns
    -------
    Streak
        Reps that were not graded neither count nor end a streak; pain ends it as an uneven rep does.
    """
    current = longest = 0
    for one in sets:
        for rep in one.reps:
            # Whatever the camera could not see is neither to the lifter's credit nor against it.
            if rep.grade is Grade.BAD:
                current = 0
            elif rep.grade is Grade.GOOD:
                current += 1
            longest = max(longest, current)
        if one.pain:
            current = 0
    return Streak(current, longest)
