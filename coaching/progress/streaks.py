"""Quality, never records: how many clean repetitions in a row."""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.report.types import Grade
from coaching.records.records import SetRecord


@dataclass(frozen=True)
class Streak:
    """Good reps without a bad one between: up to now, and the longest; ungraded ones do not matter."""

    current: int
    longest: int


def count_clean_streak(sets: Iterable[SetRecord]) -> Streak:
    """Over sets in order of time; pain ends a streak as a bad rep does."""
    current = longest = 0
    for one in sets:
        for rep in one.reps:
            if rep.grade is Grade.BAD:
                current = 0
            elif rep.grade is Grade.GOOD:
                current += 1
            longest = max(longest, current)
        if one.pain:
            current = 0
    return Streak(current, longest)
