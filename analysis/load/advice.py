"""What to do with the load: end the set, lower, keep, may raise, or no advice; each with its numbers.

The rules of docs/measurement.md section 7. Pure: the caller says what day it is.
"""

from collections.abc import Sequence

from analysis.load.decrease import (
    choose_lowering_share,
    compute_running_score,
    explain_alarm,
    explain_bad_streak,
    explain_failed_lowering,
    find_easier_variation,
)
from analysis.load.increase import explain_no_raise, explain_no_step, find_lowest_recent_load
from analysis.load.rules import (
    LoadContext,
    LoadRules,
    choose_plate_step,
    find_empty_bar_mass,
    find_highest_allowed_load,
    lower_load,
    raise_load,
    round_down_to_step,
)
from analysis.report.types import Action, Advice, CameraReport, Grade, RepReport, SetSummary
from analysis.settings import SetSettings
from analysis.wording import format_count, format_pct


def list_scored_grades(reps: Sequence[RepReport]) -> list[Grade]:
    """Grades as the score counts them: a close call, even or uneven, weighs nothing."""
    # The next video could say the opposite of a close call (docs/measurement.md section 5).
    return [Grade.UNGRADED if "close_call" in rep.flags else rep.grade for rep in reps]


def advise_on_load(
    reps: Sequence[RepReport],
    summary: SetSummary,
    camera: CameraReport,
    settings: SetSettings,
    context: LoadContext = LoadContext(),
    rules: LoadRules = LoadRules(),
) -> Advice:
    """Advice after a set. Pain first, then what could not be judged, then lowering, keeping, raising.

    Parameters
    ----------
    reps
        The graded reps of the set, in order of time.
    summary
        Their counts and means.
    camera
        The judged camera: without grading there is no advice.
    settings
        Load, unit, plates and one-repetition maximum.
    context
        The sets before, the day of the programme, and pain today.
    rules
        The thresholds.

    Returns
    -------
    Advice
        The action, the new load in the settings' unit (None when none is named) and the reasons in numbers.

    References
    ----------
    The glute-imbalance article (see docs/sources.md) for lowering the load when reps become uneven;
    docs/measurement.md section 7 for the thresholds.
    """
    # Pain before everything: no grade may argue against it. Then failed gates: "no advice", never "keep",
    # because nothing is known (docs/measurement.md section 7).
    if settings.pain or context.pain_today:
        return _make_advice(
            Action.END_SET, None, settings, ["Pain: end the set. No load advice on a painful day."]
        )
    if not camera.gradable:
        return _make_advice(
            Action.NONE, None, settings, ["No advice: the camera did not allow grading.", *camera.reasons]
        )
    if summary.good + summary.bad == 0:
        return _make_advice(Action.NONE, None, settings, [_explain_none_graded(summary.reps)])
    alarm = explain_alarm(list_scored_grades(reps), rules)
    if alarm:
        return _advise_lowering(alarm, reps, settings, context, rules)
    streak = explain_bad_streak(reps, rules)
    if streak:
        allowed, over = _apply_ceiling(settings, context, rules)
        no_help = explain_failed_lowering(reps, settings, context, rules)
        return _make_advice(Action.END_SET, allowed, settings, [streak, *no_help, *over])
    return _keep_or_raise(reps, summary, settings, context, rules)


def _explain_none_graded(reps: int) -> str:
    if reps > 1:
        return f"No advice: none of the {reps} reps could be graded."
    return "No advice: the rep could not be graded." if reps else "No advice: no rep was found."


def _make_advice(action: Action, load: float | None, settings: SetSettings, reasons: list[str]) -> Advice:
    return Advice(action, load, settings.unit, tuple(reasons))


def _advise_lowering(
    alarm: str, reps: Sequence[RepReport], settings: SetSettings, context: LoadContext, rules: LoadRules
) -> Advice:
    share, why = choose_lowering_share(reps, rules)
    reasons = [alarm]
    reasons += explain_failed_lowering(reps, settings, context, rules)
    if settings.load is None:
        reasons.append(
            f"Lower the load by {format_pct(100.0 * share)}: {why}. Enter the load to get a target weight."
        )
        return _make_advice(Action.LOWER, None, settings, reasons)
    lowerings = sum(past.lowered_after for past in context.past if past.session == context.session)
    highest, ceiling_why = find_highest_allowed_load(settings, context, rules)
    step, bar = choose_plate_step(settings), find_empty_bar_mass(settings, context)
    new = lower_load(settings.load, share, step, bar)
    if new > highest:
        new, why = round_down_to_step(highest, step, bar), f"{why}, and {new:g} would be above {ceiling_why}"
    why = f"{why[0].upper()}{why[1:]}"
    # docs/measurement.md section 7: after two lowerings in a session the next easier variation.
    if lowerings >= rules.max_lowerings or new < bar or new <= 0.0:
        load, variation = find_easier_variation(settings, bar, highest)
        times = format_count(lowerings, "time")
        again = f" Already lowered {times} today." if lowerings >= rules.max_lowerings else ""
        return _make_advice(Action.LOWER, load, settings, [*reasons, f"{why}: go to {variation}.{again}"])
    by = 1.0 - new / settings.load
    percent = format_pct(100.0 * by)
    change = f"from {settings.load:g} to {new:g} {settings.unit} ({percent}, on the plate step)"
    return _make_advice(Action.LOWER, new, settings, [*reasons, f"{why}: lower {change}."])


def _apply_ceiling(
    settings: SetSettings, context: LoadContext, rules: LoadRules
) -> tuple[float | None, list[str]]:
    """(load, why): the entered load, or the highest allowed one, with the reason, where it is above that."""
    highest, why = find_highest_allowed_load(settings, context, rules)
    if settings.load is None or settings.load <= highest:
        return settings.load, []
    reasons = [f"{settings.load:g} {settings.unit} is above {why} ({highest:g} {settings.unit})."]
    bar = find_empty_bar_mass(settings, context)
    new = round_down_to_step(highest, choose_plate_step(settings), bar)
    if new >= bar:
        return new, reasons
    load, variation = find_easier_variation(settings, bar, highest)
    return load, [*reasons, f"Go to {variation}."]


def _keep_or_raise(
    reps: Sequence[RepReport],
    summary: SetSummary,
    settings: SetSettings,
    context: LoadContext,
    rules: LoadRules,
) -> Advice:
    allowed, over = _apply_ceiling(settings, context, rules)
    if over:
        return _make_advice(Action.LOWER, allowed, settings, over)
    score = compute_running_score(list_scored_grades(reps), rules)[-1]
    counted = f"{summary.good} even, {summary.bad} uneven, {summary.ungraded} ungraded; score {score}"
    why_not = explain_no_raise(summary, settings, context, rules)
    if why_not or settings.load is None:
        return _make_advice(Action.KEEP, settings.load, settings, [f"{counted}.", *why_not])
    most, limit = _find_raise_limit(settings, context, rules)
    step, bar = choose_plate_step(settings), find_empty_bar_mass(settings, context)
    higher = raise_load(settings.load, step, most, rules, bar)
    if higher is None:
        blocked = explain_no_step(settings, context, most, limit, rules)
        return _make_advice(Action.KEEP, settings.load, settings, [f"{counted}.", *blocked])
    hours = f"{rules.raise_hours_apart:.0f} h or more apart"
    reason = f"Two even sessions at {settings.load:g} {settings.unit}, {hours}: you may go to {higher:g}."
    return _make_advice(Action.MAY_RAISE, higher, settings, [reason])


def _find_raise_limit(settings: SetSettings, context: LoadContext, rules: LoadRules) -> tuple[float, str]:
    """(load, what it is): the lowest of what a rise has to stay under."""
    load, unit = settings.load or 0.0, settings.unit
    highest, why = find_highest_allowed_load(settings, context, rules)
    lowest = find_lowest_recent_load(settings, context)
    one_rise, four_weeks = (
        format_pct(100.0 * share) for share in (rules.raise_most, rules.raise_most_in_4_weeks)
    )
    limits = [
        (load * (1 + rules.raise_most), f"{one_rise} above {load:g} {unit}"),
        (
            lowest * (1 + rules.raise_most_in_4_weeks),
            f"{four_weeks} above the {lowest:g} {unit} of the last 4 weeks",
        ),
        (highest, f"{why} ({highest:g} {unit})"),
    ]
    return min(limits, key=lambda limit: limit[0])
