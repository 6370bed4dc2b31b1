"""Even and uneven reps as a posterior of the rate of uneven ones: the one way in which coaching counts.

The prior is worth five reps, one of them uneven: nobody is called even, or uneven, on a handful of reps.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.wording import format_count
from coaching.records.records import SetRecord

# With no reps at all P(rate < 25 %) is .68, below the .80 that the loading threshold asks for: the prior
# alone never calls a load even.
_PRIOR_BAD, _PRIOR_GOOD = 1.0, 4.0
_JEFFREYS = 0.5


@dataclass(frozen=True)
class BadRatePosterior:
    """Graded reps, and the Beta posterior of the rate of uneven ones.

    A close call counts as it was graded: many reps show what one cannot.

    Attributes
    ----------
    good, bad
        Number of even and of uneven reps; reps that were not graded are in neither.

    References
    ----------
    Gelman, A., et al. (2013). Bayesian Data Analysis, 3rd ed., section 2.4 (docs/sources.md).
    """

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
        """Number of graded reps."""
        return self.good + self.bad

    @property
    def clean_share(self) -> float:
        """Even reps as a share of the graded ones, 0–1; NaN without any."""
        return self.good / self.graded if self.graded else float("nan")

    def compute_probability_below(self, bad_rate: float) -> float:
        """Compute P(rate of uneven reps < `bad_rate`) from the Beta(1 + bad, 4 + good) posterior.

        Parameters
        ----------
        bad_rate
            Share of one, not percent.

        Returns
        -------
        float
            0–1.
        """
        return float(special.betainc(_PRIOR_BAD + self.bad, _PRIOR_GOOD + self.good, bad_rate))

    def compute_clean_interval(self, share: float = 0.95) -> tuple[float, float]:
        """Compute the Jeffreys interval of the share of even reps: what the reps say by themselves.

        Parameters
        ----------
        share
            Probability that the interval holds, 0–1.

        Returns
        -------
        tuple of float
            Lower and upper end, 0–1. `clean_share` always lies between them.

        References
        ----------
        Brown, L. D., Cai, T. T., & DasGupta, A. (2001). Interval estimation for a binomial proportion.
        Statistical Science, 16(2), 101–133.
        """
        tail = (1.0 - share) / 2.0
        # Not the prior above: it is for decisions, and would move the interval of a few reps off the share
        # of even reps that is shown with it.
        own = _JEFFREYS + self.good, _JEFFREYS + self.bad
        # With no even (or no uneven) reps the interval ends at 0 (or 1), as Brown et al. advise.
        low = float(special.betaincinv(*own, tail)) if self.good else 0.0
        return low, float(special.betaincinv(*own, 1.0 - tail)) if self.bad else 1.0

    def compute_probability_cleaner_than(self, other: "BadRatePosterior") -> float:
        """Compute P(this rate of uneven reps < the other's), both posteriors taken as independent.

        Parameters
        ----------
        other
            The reps to compare with: another leg, or an earlier fortnight.

        Returns
        -------
        float
            0–1; 0.5 where both have the same reps.
        """
        # ∫ P(mine < r) dP(theirs < r) by midpoints; 2,000 steps are far finer than any decision needs.
        rate = np.linspace(0.0, 1.0, 2001)
        mine = special.betainc(_PRIOR_BAD + self.bad, _PRIOR_GOOD + self.good, rate)
        theirs = special.betainc(_PRIOR_BAD + other.bad, _PRIOR_GOOD + other.good, rate)
        middle = (mine[1:] + mine[:-1]) / 2.0
        return float(np.sum(middle * np.diff(theirs)))

    def describe_even_reps(self) -> str:
        """Say how many reps were even: "4 of 10 reps even"."""
        if not self.graded:
            return "no graded reps"
        if self.graded == 1:
            return f"{format_count(1, 'rep')}, {'even' if self.good else 'uneven'}"
        return f"{self.good} of {self.graded} reps even"
