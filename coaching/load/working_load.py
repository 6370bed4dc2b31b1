"""With which load a lift begins today: the last advice, held down by ceilings and by a return after pain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise, takewhile

from analysis.load.rules import (
    WITHOUT_BAR,
    LoadContext,
    LoadRules,
    choose_plate_step,
    find_empty_bar_mass,
    find_highest_allowed_load,
    round_down_to_step,
)
from analysis.report.types import Action
from analysis.settings import SetSettings, Unit
from coaching.load.context import (
    build_load_context,
    compute_max_mean_pct,
    convert_load,
    drop_warm_ups,
    make_settings_from_records,
)
from coaching.load.one_rm import find_one_rm
from coaching.records.lifter import Lifter, convert_mass
from coaching.records.records import Records, SetRecord

START_SHARE = 0.5
"""Of the 1RM, where a lift is begun: low to medium, well under the ceiling of the first week."""
BARBELL = ("squat", "deadlift", "hip_thrust")
EASIER = {"squat": "goblet_squat", "deadlift": "rdl"}
"""What takes the place of a lift whose empty bar is too much."""


@dataclass(frozen=True)
class LoadSuggestion:
    """The load to begin with, in `unit`: 0 is bodyweight, None where an easier lift should take its place."""

    load: float | None
    unit: Unit
    why: str


def suggest_load(lifter: Lifter, records: Records, lift: str, now: datetime) -> LoadSuggestion:
    """What to begin a lift with. Never above a ceiling, never above what the last advice allowed."""
    known = records.select_until(now)
    context = build_load_context(lifter, known, lift, now)
    settings = make_settings_from_records(lifter, known, lift, None, now)
    sets = [one for one in known.sets if one.lift == lift and one.side is None and not one.check]
    told = [one for one in sets if one.load is not None]
    counted = drop_warm_ups(told, None, context.session, lifter)
    load, why = (
        _suggest_from_last_set(lifter, counted[-1])
        if counted
        else _suggest_first_load(lifter, known, lift, now)
    )
    if load is None or (load == 0 and lift in BARBELL and not lifter.bodyweight_only):
        load, why = _return_to_empty_bar(lifter, known, lift, counted, load, why)
    if load is None:
        return LoadSuggestion(None, lifter.unit, why)
    return _limit_load(lift, load, why, settings, context)


def _suggest_first_load(lifter: Lifter, records: Records, lift: str, now: datetime) -> tuple[float, str]:
    """A lift that was never done: half of the 1RM if it is known, else as light as it can be."""
    one_rm = find_one_rm(records, lift, now, lifter.unit)
    if lifter.bodyweight_only or (lift in WITHOUT_BAR and one_rm is None):
        return 0.0, "The first time: bodyweight, until it is felt and even."
    if one_rm is None:
        return lifter.bar_mass, "The first time: the empty bar."
    half = round_down_to_step(START_SHARE * one_rm.load, lifter.plate_step, lifter.bar_mass)
    about = "about " if one_rm.estimated else ""
    lightest = lifter.bar_mass if lift in BARBELL else 0.0
    return max(half, lightest), f"The first time: half of the 1RM ({about}{one_rm.load:g} {lifter.unit})."


def _suggest_from_last_set(lifter: Lifter, last: SetRecord) -> tuple[float | None, str]:
    """As the last set's advice said; where it named no load, the load of that set."""
    used, when = convert_load(lifter, last), f"{last.at:%d %B}"
    advised = None if last.advised_load is None else convert_mass(last.advised_load, last.unit, lifter.unit)
    if last.action is Action.LOWER and advised is None:
        return None, " ".join([f"Last time ({when}): lower.", *last.reasons[-1:]])
    if last.action is Action.LOWER:
        return min(advised or 0.0, used), " ".join([f"Lowered on {when}.", *last.reasons[:1]])
    if last.action is Action.MAY_RAISE and advised is not None:
        return advised, " ".join([f"It may rise since {when}.", *last.reasons[:1]])
    if last.action is Action.END_SET and advised is not None:
        return min(advised, used), " ".join([f"As last time ({when}).", *last.reasons[:1]])
    return used, " ".join([f"As last time ({when}).", *last.reasons[:1]])


def _return_to_empty_bar(
    lifter: Lifter,
    records: Records,
    lift: str,
    counted: Sequence[SetRecord],
    load: float | None,
    why: str,
) -> tuple[float | None, str]:
    """The empty bar again after two even sessions of the easier lift or of bodyweight; else as advised."""
    unloaded = list(takewhile(lambda one: one.load == 0, reversed(counted)))
    since = counted[-1].at if counted else None
    easier = [
        one
        for one in records.sets
        if since and one.lift == EASIER.get(lift) and one.side is None and one.at >= since and not one.check
    ]
    for name, sets in ((EASIER.get(lift, ""), easier), ("bodyweight", unloaded[::-1])):
        if has_two_even_sessions(sets):
            return lifter.bar_mass, f"Two even sessions of {name.replace('_', ' ')}: back to the empty bar."
    return load, why


def has_two_even_sessions(sets: Sequence[SetRecord], rules: LoadRules = LoadRules()) -> bool:
    """Whether the last two sessions of these sets would allow a rise, as the rules of the load have it."""
    numbers = sorted({one.session for one in sets})[-rules.raise_sessions :]
    lately = [one for one in sets if one.session in numbers]
    if len(numbers) < rules.raise_sessions or any(one.pain for one in lately):
        return False
    begins = [min(one.at for one in lately if one.session == number) for number in numbers]
    hours = min((after - before).total_seconds() / 3600 for before, after in pairwise(begins))
    return (
        hours >= rules.raise_hours_apart
        and sum(one.graded for one in lately) >= rules.raise_graded_reps
        and sum(one.bad for one in lately) <= rules.raise_max_bad
        and max(map(compute_max_mean_pct, lately)) <= rules.raise_max_mean_pct
    )


def _limit_load(
    lift: str, load: float, why: str, settings: SetSettings, context: LoadContext
) -> LoadSuggestion:
    highest, limit = find_highest_allowed_load(settings, context)
    if load <= highest:
        return LoadSuggestion(load, settings.unit, why)
    bar = find_empty_bar_mass(settings, context)
    lower = round_down_to_step(highest, choose_plate_step(settings), bar)
    held = f"Held down by {limit}: at most {highest:g} {settings.unit}."
    if lift in BARBELL and 0 < lower < bar:
        return LoadSuggestion(None, settings.unit, f"{held} That is less than the empty bar.")
    return LoadSuggestion(lower, settings.unit, held)
