"""With which load a lift begins today: the last advice, held down by ceilings and by a return after pain."""

from dataclasses import dataclass
from datetime import datetime

from analysis.load_rules import LoadContext, highest_allowed, on_step, plate_step
from analysis.report_types import Action
from analysis.settings import SetSettings, Unit
from coaching.context import load_context, load_in, settings_for, without_warm_ups
from coaching.lifter import Lifter, convert
from coaching.one_rm import one_rm_of
from coaching.records import Records, SetRecord

START_SHARE = 0.5
"""Of the 1RM, where a lift is begun: low to medium, well under the ceiling of the first week."""
BARBELL = ("squat", "deadlift", "hip_thrust")
HELD = ("goblet_squat", "rdl", "back_extension")


@dataclass(frozen=True)
class LoadSuggestion:
    """The load to begin with, in `unit`: 0 is bodyweight, None where an easier lift should take its place."""

    load: float | None
    unit: Unit
    why: str


def suggest_load(lifter: Lifter, records: Records, lift: str, now: datetime) -> LoadSuggestion:
    """What to begin a lift with. Never above a ceiling, never above what the last advice allowed."""
    known = records.until(now)
    context = load_context(lifter, known, lift, now)
    settings = settings_for(lifter, known, lift, None, now)
    sets = [one for one in known.sets if one.lift == lift and one.side is None and not one.check]
    told = [one for one in sets if one.load is not None]
    counted = without_warm_ups(told, None, context.session, lifter)
    load, why = _from_last(lifter, counted[-1]) if counted else _first(lifter, known, lift, now)
    if load is None:
        return LoadSuggestion(None, lifter.unit, why)
    return _held_down(load, why, settings, context)


def _first(lifter: Lifter, records: Records, lift: str, now: datetime) -> tuple[float, str]:
    """A lift that was never done: half of the 1RM if it is known, else as light as it can be."""
    one_rm = one_rm_of(records, lift, now, lifter.unit)
    if lifter.bodyweight_only or (lift in HELD and one_rm is None):
        return 0.0, "The first time: bodyweight, until it is felt and even."
    if one_rm is None:
        return lifter.bar_mass, "The first time: the empty bar."
    half = on_step(START_SHARE * one_rm.load, lifter.plate_step, lifter.bar_mass)
    about = "about " if one_rm.estimated else ""
    lightest = lifter.bar_mass if lift in BARBELL else 0.0
    return max(half, lightest), f"The first time: half of the 1RM ({about}{one_rm.load:g} {lifter.unit})."


def _from_last(lifter: Lifter, last: SetRecord) -> tuple[float | None, str]:
    """As the last set's advice said; where it named no load, the load of that set."""
    used, when = load_in(lifter, last), f"{last.at:%d %B}"
    advised = None if last.advised_load is None else convert(last.advised_load, last.unit, lifter.unit)
    if last.action is Action.LOWER and advised is None:
        return None, " ".join([f"Last time ({when}): lower.", *last.reasons[-1:]])
    if last.action is Action.LOWER:
        return min(advised or 0.0, used), " ".join([f"Lowered on {when}.", *last.reasons[:1]])
    if last.action is Action.MAY_RAISE and advised is not None:
        return advised, " ".join([f"It may rise since {when}.", *last.reasons[:1]])
    if last.action is Action.END_SET and advised is not None:
        return min(advised, used), " ".join([f"As last time ({when}).", *last.reasons[:1]])
    return used, " ".join([f"As last time ({when}).", *last.reasons[:1]])


def _held_down(load: float, why: str, settings: SetSettings, context: LoadContext) -> LoadSuggestion:
    highest, limit = highest_allowed(settings, context)
    if load <= highest:
        return LoadSuggestion(load, settings.unit, why)
    lower = on_step(highest, plate_step(settings), context.bar or 0.0)
    return LoadSuggestion(lower, settings.unit, f"Held down by {limit}: at most {highest:g} {settings.unit}.")
