"""Good and bad reps as a posterior of the bad rate: the one way in which coaching counts.

The prior is worth five reps, one of them bad: nobody is called clean, or uneven, on a handful of reps.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import special

from coaching.records.records import SetRecord

PRIOR_BAD, PRIOR_GOOD = 1.0, 4.0
JEFFREYS = 0.5
"""Brown, Cai and DasGupta (2001), Interval estimation for a binomial proportion."""


@dataclass(frozen=True)
class BadRatePosterior:
    """Graded reps. Close calls count as they were graded: many reps tell what one cannot."""

    good: int = 0
    bad: int = 0

    @classmethod
    def from_sets(cls, sets: Iterable[SetRecord]) -> "BadRatePosterior":
        """All reps of these sets together."""
        listed = list(sets)
        return cls(sum(one.good for one in listed), sum(one.bad for one in listed))

    def __add__(self, other: "BadRatePosterior") -> "BadRatePosterior":
        return BadRatePosterior(self.good + other.good, self.bad + other.bad)

    @property
    def graded(self) -> int:
        return self.good + self.bad

    @property
    def clean_share(self) -> float:
        """Good reps of the graded ones, 0–1; NaN without any."""
        return self.good / self.graded if self.graded else float("nan")

    def compute_probability_below(self, bad_rate: float) -> float:
        """P(bad rate < this), of the Beta(1 + bad, 4 + good) posterior."""
        return float(special.betainc(PRIOR_BAD + self.bad, PRIOR_GOOD + self.good, bad_rate))

    def compute_clean_interval(self, share: float = 0.95) -> tuple[float, float]:
        """Jeffreys interval of the clean rate, 0–1: what the reps say by themselves. It holds their share.

        The prior above is for decisions; beside a share of few reps its interval would lie elsewhere.
        """
        tail = (1.0 - share) / 2.0
        own = JEFFREYS + self.good, JEFFREYS + self.bad
        low = float(special.betaincinv(*own, tail)) if self.good else 0.0
        return low, float(special.betaincinv(*own, 1.0 - tail)) if self.bad else 1.0

    def compute_probability_cleaner_than(self, other: "BadRatePosterior") -> float:
        """P(this bad rate < the other's), both posteriors taken as independent."""
        rate = np.linspace(0.0, 1.0, 2001)
        mine = special.betainc(PRIOR_BAD + self.bad, PRIOR_GOOD + self.good, rate)
        theirs = special.betainc(PRIOR_BAD + other.bad, PRIOR_GOOD + other.good, rate)
        middle = (mine[1:] + mine[:-1]) / 2.0
        return float(np.sum(middle * np.diff(theirs)))
