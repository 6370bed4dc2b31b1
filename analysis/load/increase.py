"""When the load may rise again: the conditions of docs/measurement.md section 7, each in a sentence."""

from collections.abc import Sequence

import numpy as np

from analysis.load.rules import (
    LoadContext,
    LoadRules,
    PastSet,
    choose_plate_step,
    find_empty_bar_mass,
    find_highest_allowed_load,
    raise_load,
    round_down_to_step,
)
from analysis.report.types import SetSummary
from analysis.settings import SetSettings, Unit
from analysis.wording import format_count, format_pct

# The smallest of the usual plates and of a fractional set; both divide the usual steps, so that every load
# that can be loaded now can still be loaded.
SMALL_PLATES = {Unit.KG: (1.25, 0.25), Unit.LB: (2.5, 0.5)}


def find_lowest_recent_load(settings: SetSettings, context: LoadContext) -> float:
    """Lowest load of the last four weeks, this set included: the base of "at most 10 % more in 4 weeks"."""
    day = context.day if context.day is not None else 0.0
    lately = [past.load for past in context.past if day - past.day <= 28]
    return min([*lately, settings.load or 0.0])


def explain_no_raise(
    summary: SetSummary,
    settings: SetSettings,
    context: LoadContext,
    rules: LoadRules,
) -> list[str]:
    """Why the load may not rise yet.

    Returns
    -------
    list[str]
        Sentences; empty when it may. Without a saved history it never may.
    """
    # A rise needs two sessions (docs/measurement.md section 7); only a saved history knows the earlier one.
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
        *_explain_uneven_sessions([*context.past, now], rules),
        *_explain_too_soon([*context.past, now], context.day, rules),
    ]


def compute_hours_between(first_day: float, second_day: float) -> float:
    """Hours between the beginnings of two sessions, to about a minute; both in days since the programme
    began.
    """
    return round((second_day - first_day) * 24.0, 2)


def _explain_uneven_sessions(sets: Sequence[PastSet], rules: LoadRules) -> list[str]:
    numbers = sorted({past.session for past in sets})[-rules.raise_sessions :]
    sessions = [[past for past in sets if past.session == number] for number in numbers]
    load = sets[-1].load
    if len(sessions) < rules.raise_sessions:
        return [f"It may rise after {rules.raise_sessions} even sessions at {load:g}; this is the first."]
    if any(past.load != load for session in sessions for past in session):
        return [f"Not every set of the last two sessions was at {load:g}."]
    gap = compute_hours_between(*(min(past.day for past in session) for session in sessions))
    if gap < rules.raise_hours_apart:
        return [f"The last two sessions were {gap:g} h apart; {rules.raise_hours_apart:.0f} h are needed."]
    graded = sum(past.graded for session in sessions for past in session)
    bad = sum(past.bad for session in sessions for past in session)
    worst = max(past.max_mean_pct for session in sessions for past in session)
    faults = []
    if graded < rules.raise_graded_reps:
        counted = format_count(graded, "graded rep")
        faults.append(f"{counted} in two sessions; {rules.raise_graded_reps} are needed.")
    if bad > rules.raise_max_bad:
        counted = format_count(bad, "uneven rep")
        faults.append(f"{counted} in two sessions; at most {rules.raise_max_bad} may be.")
    if worst > rules.raise_max_mean_pct:
        limit = format_pct(rules.raise_max_mean_pct)
        faults.append(f"One set was {format_pct(worst)} off on average; at most {limit} may be.")
    if any(past.pain for session in sessions for past in session):
        faults.append("There was pain in the last two sessions.")
    return faults


def _explain_too_soon(sets: Sequence[PastSet], day: float, rules: LoadRules) -> list[str]:
    lowerings = [past.day for past in sets if past.lowered_after]
    if lowerings and day - max(lowerings) < rules.raise_days_after_lowering:
        since = int(day - max(lowerings))
        ago = f"{format_count(since, 'day')} ago" if since else "today"
        return [f"Lowered {ago}; {rules.raise_days_after_lowering:.0f} days are needed."]
    return []


def explain_no_step(
    settings: SetSettings, context: LoadContext, most: float, limit: str, rules: LoadRules = LoadRules()
) -> list[str]:
    """What to do where a rise is earned and no step of the plates fits.

    Parameters
    ----------
    settings, context
        The load, its unit and plates; the empty bar.
    most, limit
        Highest load that a rise may reach, and what that is in words.
    rules
        The limits of a rise.

    Returns
    -------
    list[str]
        A sentence or two.
    """
    load, unit, bar = settings.load or 0.0, settings.unit, find_empty_bar_mass(settings, context)
    if load <= 0:
        highest, why = find_highest_allowed_load(settings, context, rules)
        if bar > highest:
            return [f"Two even sessions with bodyweight; the empty bar would be above {why}."]
        first = f"the empty bar, {bar:g} {unit}" if bar else "the lightest weight you have"
        return [f"Two even sessions with bodyweight: next time use {first}."]
    step = choose_plate_step(settings)
    blocked = (
        f"The next step, {round_down_to_step(load, step, bar) + step:g} {unit}, would be more than {limit}."
    )
    for plate in SMALL_PLATES[unit]:
        smaller = raise_load(load, 2 * plate, most, rules, bar)
        if 2 * plate < step and smaller is not None:
            return [
                blocked,
                f"You have earned a rise: with plates down to {plate:g} {unit} it is {smaller:g} {unit}. "
                f"Add them to your plates on the Today page (or --plate-step {2 * plate:g}). Without them "
                "the load stays: add even reps instead.",
            ]
    return [blocked, "The load stays for now: add even reps instead."]
