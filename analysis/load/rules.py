"""The thresholds of load advice, what is known of earlier sets, and the arithmetic of plates."""

from dataclasses import dataclass

import numpy as np

from analysis.settings import SetSettings, Unit


@dataclass(frozen=True)
class LoadRules:
    """The thresholds of load advice, with the reason where it is not the article's own.

    bad_points, good_points      a bad rep weighs three good ones: cheating is learned as fast as moving well
    alarm_points                 three bad reps close together; two bad reps among many good ones never
    """

    bad_points: int = 3
    good_points: int = -1
    alarm_points: int = 7
    bad_in_a_row: int = 2
    lower_share: float = 0.10
    lower_more_share: float = 0.20
    recent_reps: int = 10
    recent_least_graded: int = 8
    recent_bad_share: float = 0.5
    first_reps: int = 5
    first_bad: int = 3
    max_lowerings: int = 2
    raise_sessions: int = 2
    raise_hours_apart: float = 48.0
    raise_graded_reps: int = 20
    raise_max_bad: int = 1
    raise_max_mean_pct: float = 12.0
    raise_days_after_lowering: float = 7.0
    raise_least: float = 0.025
    raise_most: float = 0.05
    raise_most_in_4_weeks: float = 0.10
    week_1_ceiling: float = 0.70
    day_28_ceiling: float = 0.90
    no_effect_reps: int = 16
    no_effect_points: float = 0.10


EMPTY_BAR = {Unit.KG: 20.0, Unit.LB: 45.0}
PLATE_STEP = {Unit.KG: 2.5, Unit.LB: 5.0}
"""Smallest change of the bar: two of the smallest common plates."""
WITHOUT_BAR = ("goblet_squat", "rdl", "back_extension")
"""Lifts with a weight in the hands: they go down to bodyweight, not to an empty bar."""


@dataclass(frozen=True)
class PastSet:
    """One earlier set of the same lift.

    day            days since the programme began, with fraction (0 = its first day)
    session        sets of one training share a number
    max_mean_pct   largest |set mean| of the graded quantities, percent
    lowered_after  this set's advice was to lower, and it was followed
    """

    day: float
    session: int
    load: float
    graded: int
    bad: int
    max_mean_pct: float
    pain: bool = False
    lowered_after: bool = False


@dataclass(frozen=True)
class LoadContext:
    """What is known beyond this set. `day` as in PastSet; None when the history is not kept.

    bar             mass of the empty bar; None: the usual one
    most, most_why  highest load for a reason that lies outside these rules (a return after pain)
    pain_today      the lifter told of pain today: there is no advice to train
    """

    past: tuple[PastSet, ...] = ()
    day: float | None = None
    session: int = 0
    bar: float | None = None
    most: float = float("inf")
    most_why: str = ""
    pain_today: bool = False


def round_down_to_step(load: float, step: float, bar: float = 0.0) -> float:
    """The load rounded down to what can be loaded: the bar and whole steps; below the bar whole steps."""
    empty = bar if load >= bar else 0.0
    return float(empty + np.floor((load - empty) / step + 1e-9) * step)


def lower_load(load: float, share: float, step: float, bar: float = 0.0) -> float:
    """Load less `share`, rounded down to the plate step, at least one step lower, never below nothing."""
    return max(0.0, round_down_to_step(min(load * (1.0 - share), load - step), step, bar))


def raise_load(
    load: float, step: float, most: float, rules: LoadRules = LoadRules(), bar: float = 0.0
) -> float | None:
    """The next load up: +2.5–5 %, rounded down to the step, not above `most`; None if no step fits in."""
    target = round_down_to_step(min(load * (1.0 + rules.raise_most), most), step, bar)
    return target if target > load and target >= load * (1.0 + rules.raise_least) - 1e-9 else None


def compute_ceiling(
    one_rm: float | None, day: float | None, rules: LoadRules = LoadRules()
) -> tuple[float, str]:
    """(highest load allowed, why): 70 % of 1RM in week 1, 90 % to day 28; infinite when nothing is known.

    Day 28 counts to its end: the first evening lifts are allowed more on is that of day 29.
    """
    if one_rm is None or day is None or day >= 29:
        return float("inf"), ""
    share, when = (rules.week_1_ceiling, "in week 1") if day < 7 else (rules.day_28_ceiling, "up to day 28")
    return share * one_rm, f"{share:.0%} of the 1RM {when}"


def choose_plate_step(settings: SetSettings) -> float:
    """Smallest change of the load, in the settings' unit."""
    return settings.plate_step or PLATE_STEP[settings.unit]


def find_empty_bar_mass(settings: SetSettings, context: LoadContext) -> float:
    """Mass of the bar without plates, in the settings' unit; 0 in a lift that needs none."""
    if settings.lift in WITHOUT_BAR:
        return 0.0
    return EMPTY_BAR[settings.unit] if context.bar is None else context.bar


def find_highest_allowed_load(
    settings: SetSettings, context: LoadContext, rules: LoadRules = LoadRules()
) -> tuple[float, str]:
    """(highest load allowed, why): the lower of the 1RM's ceiling and of what the context allows."""
    by_rule = compute_ceiling(settings.one_rm, context.day, rules)
    return (context.most, context.most_why) if context.most < by_rule[0] else by_rule
