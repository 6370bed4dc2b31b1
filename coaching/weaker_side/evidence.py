"""Evidence that one side is the weaker: what a piece of it holds, and what it takes to count."""

from dataclasses import dataclass

from analysis.pose.landmarks import Side
from analysis.quantities.definitions import THRESHOLD_PCT


@dataclass(frozen=True)
class SideRules:
    """What it takes to name a weaker side.

    Attributes
    ----------
    last_days
        Older evidence is left out.
    significant_pct
        The 15 % rule of the glute-imbalance article: smaller differences are not dysfunction.
    call
        Certainty (0–1) from which a side is named.
    most
        No single piece of evidence is more certain than this (0–1).
    least_sessions, least_reps
        Sessions and graded reps that evidence from two-legged lifts needs.
    least_mean_pct, same_side
        A consistent side needs a mean of so many percent, with this share of the reps on it (0–1).
    least_uneven, uneven_sessions
        Reps beyond the 15 % rule, and sessions with any, that are judged by their side alone.
    test_days, test_reps
        Days with a side test, and clean reps in all, that it needs.
    side_reps, drop_reps
        Reps of each leg with a measured pelvic drop, for shares of clean reps and for the mean drop.
    drop_flag_deg, drop_detectable_deg
        A larger drop is flagged; a smaller difference of drops cannot be detected. Degrees.
    drop_weight, support_weight
        Weight of hip drop and of stiffness in the certainty.

    References
    ----------
    Contreras, B. (2013). How to Fix Glute Imbalances (docs/sources.md).
    """

    last_days: int = 28
    significant_pct: float = THRESHOLD_PCT
    call: float = 0.90
    most: float = 0.95
    least_sessions: int = 3
    least_reps: int = 15
    least_mean_pct: float = 8.0
    same_side: float = 0.8
    least_uneven: int = 8
    uneven_sessions: int = 2
    test_days: int = 2
    test_reps: int = 16
    side_reps: int = 20
    drop_reps: int = 8
    drop_flag_deg: float = 5.0
    drop_detectable_deg: float = 4.0
    # A lower hip says less than a shift: the camera does not see which leg gives way.
    drop_weight: float = 0.7
    # Stiffness goes with weakness, but does not prove it.
    support_weight: float = 0.5


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence: which side it makes the weaker, and how surely.

    Attributes
    ----------
    kind
        A quantity, "side_test", "clean_share", "pelvic_drop" or "mobility".
    side
        The lifter's own side; None where it names none.
    probability
        That `side` is the weaker, 0.5–0.95.
    difference_pct
        Between the sides, percent, without a sign; NaN where it is not measured in percent.
    significant
        Beyond the 15 % rule (or beyond the limit that stands for it) on that side.
    enough
        There was enough to judge.
    sentence
        The finding in words, or what is missing.
    weight
        In the certainty of the verdict.
    primary
        May name a side; other evidence only supports.
    """

    kind: str
    side: Side | None
    probability: float
    difference_pct: float
    significant: bool
    enough: bool
    sentence: str
    weight: float = 1.0
    primary: bool = True


def make_insufficient_evidence(kind: str, sentence: str, primary: bool = True) -> Evidence:
    """Make evidence that is too little to judge by.

    Parameters
    ----------
    kind
        As in Evidence.
    sentence
        What is needed, and what there is.
    primary
        As in Evidence.

    Returns
    -------
    Evidence
        It names no side and changes no certainty.
    """
    return Evidence(kind, None, 0.5, float("nan"), False, False, sentence, primary=primary)
