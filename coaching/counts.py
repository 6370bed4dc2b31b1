"""Good and bad reps as a posterior of the bad rate: the one way in which coaching counts.

The prior is worth five reps, one of them bad: nobody is called clean, or uneven, on a handful of reps.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.report_types import Grade
from coaching.records import SetRecord

PRIOR_BAD, PRIOR_GOOD = 1.0, 4.0
DROP_FLAG = "pelvic_drop"
"""In a rep's flags where the pelvis drops by more than 5°: analysis.lifts.PELVIC_DROP_FLAG."""


@dataclass(frozen=True)
class Counts:
    """Graded reps. Close calls count as they were graded: many reps tell what one cannot."""

    good: int = 0
    bad: int = 0

    @classmethod
    def of(cls, sets: Iterable[SetRecord]) -> "Counts":
        """All reps of these sets together."""
        listed = list(sets)
        return cls(sum(one.good for one in listed), sum(one.bad for one in listed))

    @classmethod
    def of_legs(cls, sets: Iterable[SetRecord]) -> "Counts":
        """Reps on one leg, which nobody grades: clean where the pelvis was read and did not drop too far."""
        reps = [rep for one in sets for rep in one.reps]
        graded = cls(
            sum(rep.grade is Grade.GOOD for rep in reps), sum(rep.grade is Grade.BAD for rep in reps)
        )
        read = [rep for rep in reps if rep.grade is Grade.UNGRADED and rep.pelvic_drop_deg is not None]
        flagged = sum(DROP_FLAG in rep.flags for rep in read)
        return graded + cls(len(read) - flagged, flagged)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.good + other.good, self.bad + other.bad)

    @property
    def graded(self) -> int:
        return self.good + self.bad

    @property
    def clean_share(self) -> float:
        """Good reps of the graded ones, 0–1; NaN without any."""
        return self.good / self.graded if self.graded else float("nan")

    def probability_below(self, bad_rate: float) -> float:
        """P(bad rate < this), of the Beta(1 + bad, 4 + good) posterior."""
        return float(special.betainc(PRIOR_BAD + self.bad, PRIOR_GOOD + self.good, bad_rate))

    def clean_interval(self, share: float = 0.95) -> tuple[float, float]:
        """Central credible interval of the clean rate, 0–1."""
        tail = (1.0 - share) / 2.0
        posterior = PRIOR_GOOD + self.good, PRIOR_BAD + self.bad
        return float(special.betaincinv(*posterior, tail)), float(special.betaincinv(*posterior, 1.0 - tail))

    def probability_cleaner_than(self, other: "Counts") -> float:
        """P(this bad rate < the other's), both posteriors taken as independent."""
        rate = np.linspace(0.0, 1.0, 2001)
        mine = special.betainc(PRIOR_BAD + self.bad, PRIOR_GOOD + self.good, rate)
        theirs = special.betainc(PRIOR_BAD + other.bad, PRIOR_GOOD + other.good, rate)
        middle = (mine[1:] + mine[:-1]) / 2.0
        return float(np.sum(middle * np.diff(theirs)))
