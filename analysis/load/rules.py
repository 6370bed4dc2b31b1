"""The thresholds of load advice, the sets before this one, and the arithmetic of plates."""

from dataclasses import dataclass

import numpy as np

from analysis.settings import SetSettings, Unit
from analysis.wording import format_pct


@dataclass(frozen=True)
class LoadRules:
    """The thresholds of load advice (docs/measurement.md section 7). Shares are of the load, counts are reps.

    Attributes
    ----------
    bad_points, good_points
        Score per rep. An uneven rep weighs three even ones: cheating is learned as fast as moving well.
    alarm_points
        Three uneven reps close together; two uneven reps among many even ones never.
    bad_in_a_row
        So many uneven reps in a row end the set.
    lower_share, lower_more_share
        How much the load comes down, and how much after a set that was mostly uneven or uneven from the
        start.
    recent_reps, recent_least_graded, recent_bad_share
        "Mostly": this share of the last reps, with at least so many graded.
    first_reps, first_bad
        "From the start": so many of the first reps.
    max_lowerings
        Lowerings in one session before the next easier variation.
    raise_sessions, raise_hours_apart, raise_graded_reps, raise_max_bad, raise_max_mean_pct
        Sessions at this load before a rise, hours between them, graded and uneven reps in them, largest mean
        of a set in percent.
    raise_days_after_lowering
        Days without a rise after a lowering.
    raise_least, raise_most, raise_most_in_4_weeks
        Limits of a rise.
    week_1_ceiling, day_28_ceiling
        Shares of the one-repetition maximum that are allowed in days 0-6 and up to day 28.
    no_effect_reps, no_effect_points
        Two lowerings of so many reps that reduce the share of uneven reps by less than this did not help.
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


# Mass of the usual bar without plates.
EMPTY_BAR = {Unit.KG: 20.0, Unit.LB: 45.0}

# Smallest change of the bar: two of the smallest common plates.
PLATE_STEP = {Unit.KG: 2.5, Unit.LB: 5.0}

# Lifts with a weight in the hands: they go down to bodyweight, not to an empty bar.
WITHOUT_BAR = ("goblet_squat", "rdl", "back_extension")


@dataclass(frozen=True)
class PastSet:
    """One earlier set of the same lift.

    Parameters
    ----------
    day
        Days since the programme began, with fraction; 0 = its first day.
    session
        Sets of one training session share a number.
    load
        In the unit of the settings.
    graded, bad
        Number of graded and of uneven reps.
    max_mean_pct
        Percent. Largest |set mean| of the graded quantities.
    pain
        There was pain in this set.
    lowered_after
        This set's advice was to lower, and it was followed.
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
    """What is known beyond this set.

    Parameters
    ----------
    past
        Earlier sets of the same lift, in order of time.
    day
        Now, as in PastSet; None when no history is saved.
    session
        Number of this training session.
    bar
        Mass of the empty bar; None: the usual one.
    most, most_why
        Highest load for a reason outside these rules (a return after pain), and that reason.
    pain_today
        The lifter reported pain today: there is no advice to train.
    """

    past: tuple[PastSet, ...] = ()
    day: float | None = None
    session: int = 0
    bar: float | None = None
    most: float = float("inf")
    most_why: str = ""
    pain_today: bool = False


def round_down_to_step(load: float, step: float, bar: float = 0.0) -> float:
    """Round a load down to one that can be loaded: the bar and whole steps; below the bar whole steps.

    Parameters
    ----------
    load, step, bar
        All in the same unit; `step` is the smallest change, `bar` the empty bar (0 without one).
    """
    empty = bar if load >= bar else 0.0
    return float(empty + np.floor((load - empty) / step + 1e-9) * step)


def lower_load(load: float, share: float, step: float, bar: float = 0.0) -> float:
    """Load less `share`, rounded down to the plate step, at least one step lower, never below 0."""
    return max(0.0, round_down_to_step(min(load * (1.0 - share), load - step), step, bar))


def raise_load(
    load: float, step: float, most: float, rules: LoadRules = LoadRules(), bar: float = 0.0
) -> float | None:
    """The next load up: 2.5 to 5 % more, rounded down to the plate step, not above `most`.

    Returns
    -------
    float | None
        None if no step fits in.
    """
    # Rounded down to the plate step, as when lowering (docs/measurement.md section 7).
    target = round_down_to_step(min(load * (1.0 + rules.raise_most), most), step, bar)
    return target if target > load and target >= load * (1.0 + rules.raise_least) - 1e-9 else None


def compute_ceiling(
    one_rm: float | None, day: float | None, rules: LoadRules = LoadRules()
) -> tuple[float, str]:
    """Highest load that the programme's first weeks allow.

    Parameters
    ----------
    one_rm
        One-repetition maximum, in the unit of the result; None: not known.
    day
        Days since the programme began; None: no history.
    rules
        The shares.

    Returns
    -------
    tuple[float, str]
        (load, why): 70 % of the one-repetition maximum in week 1, 90 % to the end of day 28; infinite,
        without a
        reason, when nothing is known or later.
    """
    # Day 28 counts to its end: the first evening on which the lifter may go higher is that of day 29.
    if one_rm is None or day is None or day >= 29:
        return float("inf"), ""
    share, when = (rules.week_1_ceiling, "in week 1") if day < 7 else (rules.day_28_ceiling, "up to day 28")
    return share * one_rm, f"{format_pct(100.0 * share)} of the 1RM {when}"


def choose_plate_step(settings: SetSettings) -> float:
    """Smallest change of the load: the entered one, or that of two of the smallest common plates.

    Returns
    -------
    float
        In the settings' unit.
    """
    return settings.plate_step or PLATE_STEP[settings.unit]


def find_empty_bar_mass(settings: SetSettings, context: LoadContext) -> float:
    """Mass of the bar without plates.

    Returns
    -------
    float
        In the settings' unit; 0 in a lift that is done without a bar.
    """
    if settings.lift in WITHOUT_BAR:
        return 0.0
    return EMPTY_BAR[settings.unit] if context.bar is None else context.bar


def find_highest_allowed_load(
    settings: SetSettings, context: LoadContext, rules: LoadRules = LoadRules()
) -> tuple[float, str]:
    """The lower of the ceiling of the first weeks and of what the context allows.

    Parameters
    ----------
    settings
        `one_rm` of the lifter.
    context
        The day of the programme, and a limit from outside these rules.
    rules
        The shares.

    Returns
    -------
    tuple[float, str]
        (load, why) in the settings' unit; infinite where nothing limits it.
    """
    by_rule = compute_ceiling(settings.one_rm, context.day, rules)
    return (context.most, context.most_why) if context.most < by_rule[0] else by_rule
