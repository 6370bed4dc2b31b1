"""The load a lift begins with today: from the last advice, limited by ceilings and by a return after pain."""

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

# What takes the place of a lift when the empty bar is too heavy.
_START_SHARE = 0.5  # of the 1RM: low to medium, well under the ceiling of the first week (70 %)
_BARBELL = ("squat", "deadlift", "hip_thrust")
EASIER = {"squat": "goblet_squat", "deadlift": "rdl"}


@dataclass(frozen=True)
class LoadSuggestion:
    """The load to begin with.

    Attributes
    ----------
    load, unit
        0 is bodyweight; None where an easier lift should take the place of this one.
    why
        The reason, in a sentence.
    """

    load: float | None
    unit: Unit
    why: str


def suggest_load(lifter: Lifter, records: Records, lift: str, now: datetime) -> LoadSuggestion:
    """Suggest the load of today's first set: never above a ceiling, nor above the last advice.

    Parameters
    ----------
    lifter
        Unit, bar and plates.
    records
        The lifter's log; entries after `now` are left out.
    lift
        Key of a two-legged lift.
    now
        Wall time.

    Returns
    -------
    LoadSuggestion
    """
    earlier = records.select_until(now)
    context = build_load_context(lifter, earlier, lift, now)
    settings = make_settings_from_records(lifter, earlier, lift, None, now)
    sets = [one for one in earlier.sets if one.lift == lift and one.side is None and not one.check]
    with_load = [one for one in sets if one.load is not None]
    counted = drop_warm_ups(with_load, None, context.session, lifter)
    load, why = (
        _suggest_from_last_set(lifter, counted[-1])
        if counted
        else _suggest_first_load(lifter, earlier, lift, now)
    )
    # Below the bar, or down to bodyweight in a lift that has a bar: is it time to go back to the empty bar?
    if load is None or (load == 0 and lift in _BARBELL and not lifter.bodyweight_only):
        load, why = _return_to_empty_bar(lifter, earlier, lift, counted, load, why)
    if load is None:
        return LoadSuggestion(None, lifter.unit, why)
    return _limit_load(lift, load, why, settings, context)


def _suggest_first_load(lifter: Lifter, records: Records, lift: str, now: datetime) -> tuple[float, str]:
    """A lift that was never done: half of the 1RM if there is one, else as light as it can be."""
    one_rm = find_one_rm(records, lift, now, lifter.unit)
    if lifter.bodyweight_only or (lift in WITHOUT_BAR and one_rm is None):
        return 0.0, "First time, so with bodyweight until you feel the glutes work and the reps are even."
    if one_rm is None:
        return lifter.bar_mass, "First time, so with the empty bar."
    half = round_down_to_step(_START_SHARE * one_rm.load, lifter.plate_step, lifter.bar_mass)
    about = "about " if one_rm.estimated else ""
    lightest = lifter.bar_mass if lift in _BARBELL else 0.0
    return max(half, lightest), f"First time, so at half of the 1RM ({about}{one_rm.load:g} {lifter.unit})."


def _suggest_from_last_set(lifter: Lifter, last: SetRecord) -> tuple[float | None, str]:
    """The load of the last set's advice; where it named none, the load of that set."""
    used, when = convert_load(lifter, last), f"{last.at:%d %B}"
    advised = None if last.advised_load is None else convert_mass(last.advised_load, last.unit, lifter.unit)
    if last.action is Action.LOWER and advised is None:
        return None, " ".join([f"Last advice ({when}): go lighter.", *last.reasons[-1:]])
    if last.action is Action.LOWER:
        # The lifter may have gone lighter than advised already; lowering must never add load.
        return min(advised or 0.0, used), " ".join([f"Lighter since {when}.", *last.reasons[:1]])
    if last.action is Action.MAY_RAISE and advised is not None:
        return advised, " ".join([f"More load allowed since {when}.", *last.reasons[:1]])
    if last.action is Action.END_SET and advised is not None:
        return min(advised, used), " ".join([f"Same load as last time ({when}).", *last.reasons[:1]])
    return used, " ".join([f"Same load as last time ({when}).", *last.reasons[:1]])


def _return_to_empty_bar(
    lifter: Lifter,
    records: Records,
    lift: str,
    counted: Sequence[SetRecord],
    load: float | None,
    why: str,
) -> tuple[float | None, str]:
    """Back to the empty bar after two even sessions of the easier lift or with bodyweight; else unchanged."""
    # Only sets since this lift was last done: an easier lift of long ago says nothing about the way back.
    unloaded = list(takewhile(lambda one: one.load == 0, reversed(counted)))
    since = counted[-1].at if counted else None
    easier = [
        one
        for one in records.sets
        if since and one.lift == EASIER.get(lift) and one.side is None and one.at >= since and not one.check
    ]
    name = EASIER.get(lift, "").replace("_", " ")
    for done, sets in ((f"of {name}", easier), ("with bodyweight", unloaded[::-1])):
        if _has_two_even_sessions(sets):
            return lifter.bar_mass, f"Two even sessions {done}: back to the empty bar."
    return load, why


def _has_two_even_sessions(sets: Sequence[SetRecord], rules: LoadRules = LoadRules()) -> bool:
    """Whether the last two sessions of these sets would allow a rise by the rules of load advice."""
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
    limited = f"At most {highest:g} {settings.unit}: {limit}."
    # A barbell cannot weigh less than its bar: then an easier lift has to take its place.
    if lift in _BARBELL and 0 < lower < bar:
        return LoadSuggestion(None, settings.unit, f"{limited} That is less than the empty bar.")
    return LoadSuggestion(lower, settings.unit, limited)
