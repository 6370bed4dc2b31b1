"""What may speak for one side being the weaker: one piece of evidence, and what it takes to count."""

from dataclasses import dataclass

from analysis.pose.landmarks import Side
from analysis.quantities.definitions import THRESHOLD_PCT


@dataclass(frozen=True)
class SideRules:
    """What it takes to speak of a weaker side.

    significant_pct   the article's rule: smaller differences are no dysfunction
    call              certainty from which a side is named
    most              no single piece of evidence is more certain than this
    drop_weight       a lower hip says less than a shift: which leg gives way is not seen
    support_weight    stiffness goes with weakness, but does not prove it
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
    drop_weight: float = 0.7
    support_weight: float = 0.5


@dataclass(frozen=True)
class Evidence:
    """One piece: which side it makes the weaker, and how surely.

    side            None where it names none
    probability     that `side` is the weaker, 0.5–0.95
    difference_pct  between the sides, percent; NaN where it is not one
    significant     beyond the 15 % rule (or what stands for it), on that side
    enough          there was enough to judge
    primary         may carry a call; the others only support
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
    """Too little to judge, and what is needed."""
    return Evidence(kind, None, 0.5, float("nan"), False, False, sentence, primary=primary)
