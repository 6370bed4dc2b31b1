"""What to do with the load: end the set, lower, keep, may raise, or no advice; each with its numbers.

MEASUREMENT.md section 7. Pure rules: the caller says what day it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.report_types import Action, Advice, CameraReport, Grade, RepReport, SetSummary
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
    """What is known beyond this set. `day` as in PastSet; None when the history is not kept."""

    past: tuple[PastSet, ...] = ()
    day: float | None = None
    session: int = 0


def running_score(grades: Sequence[Grade], rules: LoadRules = LoadRules()) -> list[int]:
    """Score after each rep: bad +3, good −1, ungraded 0, never below 0 (close calls come as ungraded)."""
    points = {Grade.BAD: rules.bad_points, Grade.GOOD: rules.good_points, Grade.UNGRADED: 0}
    scores, score = [], 0
    for grade in grades:
        score = max(0, score + points[grade])
        scores.append(score)
    return scores


def scored_grades(reps: Sequence[RepReport]) -> list[Grade]:
    """Grades as the score counts them: a close call, good or bad, weighs nothing."""
    return [Grade.UNGRADED if "close_call" in rep.flags else rep.grade for rep in reps]


def advise(
    reps: Sequence[RepReport],
    summary: SetSummary,
    camera: CameraReport,
    settings: SetSettings,
    context: LoadContext = LoadContext(),
    rules: LoadRules = LoadRules(),
) -> Advice:
    """Advice after a set. Pain first, then what could not be judged, then lowering, keeping, raising."""
    if settings.pain:
        return _advice(
            Action.END_SET, None, settings, ["Pain: end the set. No load advice on a painful day."]
        )
    if not camera.gradable:
        return _advice(
            Action.NONE, None, settings, ["No advice: the camera did not allow grading.", *camera.reasons]
        )
    if summary.good + summary.bad == 0:
        return _advice(
            Action.NONE, None, settings, [f"No advice: none of {summary.reps} reps could be graded."]
        )
    alarm = _alarm(scored_grades(reps), rules)
    if alarm:
        return _lower(alarm, reps, settings, context, rules)
    streak = _bad_streak(reps, rules)
    if streak:
        allowed, over = _under_ceiling(settings, context, rules)
        return _advice(Action.END_SET, allowed, settings, [streak, *over])
    return _keep_or_raise(reps, summary, settings, context, rules)


def lowered(load: float, share: float, step: float) -> float:
    """Load less `share`, rounded down to the plate step, at least one step lower, never below nothing."""
    return max(0.0, _on_step(min(load * (1.0 - share), load - step), step))


def raised(load: float, step: float, most: float, rules: LoadRules = LoadRules()) -> float | None:
    """The next load up: +2.5–5 %, rounded down to the step, not above `most`; None if no step fits in."""
    target = _on_step(min(load * (1.0 + rules.raise_most), most), step)
    return target if target > load and target >= load * (1.0 + rules.raise_least) - 1e-9 else None


def ceiling(one_rm: float | None, day: float | None, rules: LoadRules = LoadRules()) -> tuple[float, str]:
    """(highest load allowed, why): 70 % of 1RM in week 1, 90 % to day 28; infinite when nothing is known."""
    if one_rm is None or day is None or day > 28:
        return float("inf"), ""
    share, when = (rules.week_1_ceiling, "in week 1") if day < 7 else (rules.day_28_ceiling, "up to day 28")
    return share * one_rm, f"{share:.0%} of the 1RM {when}"


def _on_step(load: float, step: float) -> float:
    """The load rounded down to the plate step."""
    return float(np.floor(load / step + 1e-9) * step)


def _advice(action: Action, load: float | None, settings: SetSettings, reasons: list[str]) -> Advice:
    return Advice(action, load, settings.unit, tuple(reasons))


def _step(settings: SetSettings) -> float:
    return settings.plate_step or PLATE_STEP[settings.unit]


def _alarm(grades: Sequence[Grade], rules: LoadRules) -> str:
    """Why the load has to come down: the first rep at which the score reaches the alarm; "" if never."""
    for number, score in enumerate(running_score(grades, rules), start=1):
        if score >= rules.alarm_points:
            bad = sum(grade is Grade.BAD for grade in grades[:number])
            return (
                f"{bad} clearly uneven reps by rep {number}: score {score}, alarm at {rules.alarm_points} "
                f"(uneven +{rules.bad_points}, even {rules.good_points})."
            )
    return ""


def _bad_streak(reps: Sequence[RepReport], rules: LoadRules) -> str:
    """Why the set should have ended: so many bad reps in a row; "" if never."""
    streak = 0
    for rep in reps:
        streak = streak + 1 if rep.grade is Grade.BAD else 0
        if streak >= rules.bad_in_a_row:
            return f"{streak} uneven reps in a row (up to rep {rep.rep}): end the set there."
    return ""


def _share_to_lower(reps: Sequence[RepReport], rules: LoadRules) -> tuple[float, str]:
    """(share, why in numbers): 20 % when the set was mostly bad or bad from the start, else 10 %."""
    last = [rep.grade for rep in reps][-rules.recent_reps :]
    graded = sum(grade is not Grade.UNGRADED for grade in last)
    bad = last.count(Grade.BAD)
    if graded >= rules.recent_least_graded and bad >= rules.recent_bad_share * len(last):
        return rules.lower_more_share, f"{bad} of the last {len(last)} reps were uneven"
    early = [rep.grade for rep in reps][: rules.first_reps].count(Grade.BAD)
    if early >= rules.first_bad:
        return rules.lower_more_share, f"{early} of the first {rules.first_reps} reps were uneven"
    return rules.lower_share, "uneven reps have piled up"


def _lower(
    alarm: str, reps: Sequence[RepReport], settings: SetSettings, context: LoadContext, rules: LoadRules
) -> Advice:
    share, why = _share_to_lower(reps, rules)
    reasons = [alarm]
    if _lowering_did_not_help(context, rules):
        reasons.append(
            f"Two lowerings of {rules.no_effect_reps} reps each did not bring the share of uneven reps "
            f"down by {rules.no_effect_points:.0%}: load is probably not the cause."
        )
    if settings.load is None:
        reasons.append(f"Lower the load by {share:.0%}: {why}. Tell the load to get a number.")
        return _advice(Action.LOWER, None, settings, reasons)
    lowerings = sum(past.lowered_after for past in context.past if past.session == context.session)
    highest, ceiling_why = ceiling(settings.one_rm, context.day, rules)
    new = lowered(settings.load, share, _step(settings))
    if new > highest:
        new, why = _on_step(highest, _step(settings)), f"{why}, and {new:g} would be above {ceiling_why}"
    why = f"{why[0].upper()}{why[1:]}"
    if lowerings >= rules.max_lowerings or new < EMPTY_BAR[settings.unit]:
        load, rung = _next_rung(settings, highest)
        again = f" Already lowered {lowerings} times today." if lowerings >= rules.max_lowerings else ""
        return _advice(Action.LOWER, load, settings, [*reasons, f"{why}: go to {rung}.{again}"])
    by = 1.0 - new / settings.load
    change = f"from {settings.load:g} to {new:g} {settings.unit} ({by:.0%}, on the plate step)"
    return _advice(Action.LOWER, new, settings, [*reasons, f"{why}: lower {change}."])


def _next_rung(settings: SetSettings, highest: float) -> tuple[float | None, str]:
    """(load, what): empty bar, then goblet squat or RDL, then bodyweight, then an easier variation.

    highest  no load above this is named
    """
    bar, load = EMPTY_BAR[settings.unit], settings.load or 0.0
    if load > bar and bar <= highest:
        return bar, "the empty bar"
    if load >= bar:
        return None, "a goblet squat or Romanian deadlift"
    if load > 0:
        return 0.0, "bodyweight"
    return 0.0, "an easier variation (higher box, smaller range); bodyweight is the floor"


def _lowering_did_not_help(context: LoadContext, rules: LoadRules) -> bool:
    """Whether the last two lowerings, with enough reps at each load, left the bad rate where it was."""
    blocks: list[tuple[float, int, int]] = []
    for past in context.past:
        if blocks and blocks[-1][0] == past.load:
            load, graded, bad = blocks[-1]
            blocks[-1] = (load, graded + past.graded, bad + past.bad)
        else:
            blocks.append((past.load, past.graded, past.bad))
    if len(blocks) < 3 or any(graded < rules.no_effect_reps for _, graded, _ in blocks[-3:]):
        return False
    loads = [load for load, _, _ in blocks[-3:]]
    rates = [bad / graded for _, graded, bad in blocks[-3:]]
    return loads[0] > loads[1] > loads[2] and rates[0] - rates[2] < rules.no_effect_points - 1e-9


def _under_ceiling(
    settings: SetSettings, context: LoadContext, rules: LoadRules
) -> tuple[float | None, list[str]]:
    """(load, why): the told load; the highest allowed one, with the reason, where it lies above that."""
    highest, why = ceiling(settings.one_rm, context.day, rules)
    if settings.load is None or settings.load <= highest:
        return settings.load, []
    reasons = [f"{settings.load:g} {settings.unit} is above {why} ({highest:g} {settings.unit})."]
    new = _on_step(highest, _step(settings))
    if new >= EMPTY_BAR[settings.unit]:
        return new, reasons
    load, rung = _next_rung(settings, highest)
    return load, [*reasons, f"Go to {rung}."]


def _keep_or_raise(
    reps: Sequence[RepReport],
    summary: SetSummary,
    settings: SetSettings,
    context: LoadContext,
    rules: LoadRules,
) -> Advice:
    allowed, over = _under_ceiling(settings, context, rules)
    if over:
        return _advice(Action.LOWER, allowed, settings, over)
    score = running_score(scored_grades(reps), rules)[-1]
    counted = f"{summary.good} even, {summary.bad} uneven, {summary.ungraded} ungraded; score {score}"
    why_not = _why_not_raise(reps, summary, settings, context, rules)
    if why_not or settings.load is None:
        return _advice(Action.KEEP, settings.load, settings, [f"{counted}.", *why_not])
    most = min(
        ceiling(settings.one_rm, context.day, rules)[0],
        _lowest_lately(settings, context) * (1 + rules.raise_most_in_4_weeks),
    )
    higher = raised(settings.load, _step(settings), most, rules)
    if higher is None:
        return _advice(
            Action.KEEP,
            settings.load,
            settings,
            [f"{counted}. The next plate would be too much."],
        )
    hours = f"{rules.raise_hours_apart:.0f} h or more apart"
    reason = f"Two even sessions at {settings.load:g} {settings.unit}, {hours}: you may go to {higher:g}."
    return _advice(Action.MAY_RAISE, higher, settings, [reason])


def _lowest_lately(settings: SetSettings, context: LoadContext) -> float:
    """Lowest load of the last four weeks: the base of "at most +10 % in 4 weeks"."""
    day = context.day if context.day is not None else 0.0
    lately = [past.load for past in context.past if day - past.day <= 28]
    return min([*lately, settings.load or 0.0])


def _why_not_raise(
    reps: Sequence[RepReport],
    summary: SetSummary,
    settings: SetSettings,
    context: LoadContext,
    rules: LoadRules,
) -> list[str]:
    """Why the load may not rise yet; empty when it may. Without a kept history it never may."""
    if settings.load is None or context.day is None:
        return [
            "It may rise after two even sessions at this load, at least 48 h apart (the history shows them)."
        ]
    means = [abs(mean) for mean in summary.mean_pct.values() if np.isfinite(mean)]
    now = PastSet(
        context.day,
        context.session,
        settings.load,
        summary.good + summary.bad,
        summary.bad,
        max(means, default=0.0),
    )
    return [
        *_sessions_not_even([*context.past, now], rules),
        *_too_soon([*context.past, now], context.day, rules),
    ]


def _sessions_not_even(sets: Sequence[PastSet], rules: LoadRules) -> list[str]:
    numbers = sorted({past.session for past in sets})[-rules.raise_sessions :]
    sessions = [[past for past in sets if past.session == number] for number in numbers]
    load = sets[-1].load
    if len(sessions) < rules.raise_sessions:
        return [f"It may rise after {rules.raise_sessions} even sessions at {load:g}; this is the first."]
    if any(past.load != load for session in sessions for past in session):
        return [f"Not every set of the last two sessions was at {load:g}."]
    gap = (min(past.day for past in sessions[-1]) - max(past.day for past in sessions[-2])) * 24.0
    if gap < rules.raise_hours_apart:
        return [f"The last two sessions lie {gap:.0f} h apart; {rules.raise_hours_apart:.0f} h are needed."]
    graded = sum(past.graded for session in sessions for past in session)
    bad = sum(past.bad for session in sessions for past in session)
    worst = max(past.max_mean_pct for session in sessions for past in session)
    faults = []
    if graded < rules.raise_graded_reps:
        faults.append(f"{graded} graded reps in two sessions; {rules.raise_graded_reps} are needed.")
    if bad > rules.raise_max_bad:
        faults.append(f"{bad} uneven reps in two sessions; at most {rules.raise_max_bad}.")
    if worst > rules.raise_max_mean_pct:
        faults.append(f"A set mean of {worst:.0f} %; at most {rules.raise_max_mean_pct:.0f} %.")
    if any(past.pain for session in sessions for past in session):
        faults.append("There was pain in the last two sessions.")
    return faults


def _too_soon(sets: Sequence[PastSet], day: float, rules: LoadRules) -> list[str]:
    lowerings = [past.day for past in sets if past.lowered_after]
    if lowerings and day - max(lowerings) < rules.raise_days_after_lowering:
        since = day - max(lowerings)
        return [f"Lowered {since:.0f} days ago; {rules.raise_days_after_lowering:.0f} days are needed."]
    return []
