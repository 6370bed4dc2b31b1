"""Part 8: sessions without feedback, the calendar, and the way back to heavy and explosive lifts."""

from dataclasses import dataclass

from analysis.wording import format_count, format_pct
from coaching.plan.exercises import EXPLOSIVE, ProgrammePart
from coaching.plan.milestones import Calendar, Outcome
from coaching.plan.types import PartPlan, Status, Task
from coaching.plan.weaning import WeaningRules, WeaningStage
from coaching.records.log_queries import Day
from coaching.records.sessions import list_sessions


@dataclass(frozen=True)
class ReturnRules:
    """The way back after weaning: heavy, then explosive, then heaviest.

    Attributes
    ----------
    heavy, heaviest
        Steps as shares of the 1RM (0–1).
    sessions, days
        A step is done after so many even sessions, or days of explosive work, that went well.
    """

    heavy: tuple[float, ...] = (0.80, 0.85, 0.90)
    heaviest: tuple[float, ...] = (0.95, 1.00)
    sessions: int = 2
    days: int = 2


def plan_weaning(day: Day, dates: Calendar | None) -> PartPlan:
    """Plan what brings the weaning further today.

    Parameters
    ----------
    day
        The day and everything logged by then.
    dates
        The calendar of the programme; None before it.

    Returns
    -------
    PartPlan
        A set without feedback when it is time for one; after weaning the next step to heavy lifts.
    """
    why = (*day.weaning.why, *_describe_calendar(dates))
    last = dates.past[-1] if dates and dates.past else None
    flat = (last.sentence,) if last and last.outcome is Outcome.FLAT else ()
    if day.weaning.stage is WeaningStage.DROPPED:
        step = _find_next_return_step(day)
        why = (*why, step.text if step else "You have done every step back to heavy and explosive lifts.")
        tasks = (step,) if step and day.training else ()
        return PartPlan(ProgrammePart.WEANING, Status.TODO if tasks else Status.DONE, tasks, why, watch=flat)
    if not (day.weaning.ready and day.training):
        return PartPlan(ProgrammePart.WEANING, Status.NOT_TODAY, why=why, watch=flat)
    task = Task(
        "no_feedback",
        "Film today's lifts without looking at the grades",
        logged=int(_was_done_without_feedback(day)),
        by_camera=True,
        feedback=False,
    )
    return PartPlan(
        ProgrammePart.WEANING, Status.DONE if task.done else Status.TODO, (task,), why, watch=flat
    )


def _was_done_without_feedback(day: Day) -> bool:
    return any(
        one.at.date() == day.now.date() and one.counted and not one.feedback
        for one in list_sessions(day.lifter, day.records, day.now)
    )


def _find_next_return_step(day: Day, rules: ReturnRules = ReturnRules()) -> Task | None:
    """The first step on the way back that is not done yet; None when all are."""
    steps = (
        *(_plan_heavy_lifts(day, share, rules) for share in rules.heavy),
        *(_plan_explosive_exercise(day, row.key, rules) for row in EXPLOSIVE),
        *(_plan_heavy_lifts(day, share, rules) for share in rules.heaviest),
    )
    return next((step for step in steps if step is not None), None)


def _plan_heavy_lifts(day: Day, share: float, rules: ReturnRules) -> Task | None:
    """Lifts at this share of the 1RM; None once enough sessions went well."""
    clean_share = WeaningRules().clean_share
    clean = [
        one
        for one in list_sessions(day.lifter, day.records, day.now)
        if (one.one_rm_share or 0.0) >= share - 1e-9
        and one.counts.clean_share >= clean_share
        and not one.pain
        and (day.weaning.since is None or one.at > day.weaning.since)
    ]
    if len(clean) >= rules.sessions:
        return None
    text = (
        f"Next: lifts at {format_pct(100.0 * share)} of 1RM, {format_pct(100.0 * clean_share)} even, in "
        f"{format_count(rules.sessions, 'session')}"
    )
    return Task("heavy", f"{text} ({len(clean)} done)", by_camera=True, feedback=False)


def _plan_explosive_exercise(day: Day, key: str, rules: ReturnRules) -> Task | None:
    """An explosive exercise; None once it went well on enough days."""
    row = next(one for one in EXPLOSIVE if one.key == key)
    went_well = {
        one.at.date()
        for one in day.records.exercises
        if one.exercise == key
        and not one.form_failed
        and (day.weaning.since is None or one.at > day.weaning.since)
    }
    if len(went_well) >= rules.days:
        return None
    text = f"Next: {row.name}, 3 × 3–5, on {format_count(rules.days, 'day')}, every landing even"
    logged = len(day.list_logged(key, None))
    return Task(key, f"{text} ({len(went_well)} done)", sets=3, reps=(3, 5), logged=logged, how=row.how)


def _describe_calendar(dates: Calendar | None) -> list[str]:
    if dates is None:
        return []
    found = [f"Day {dates.day} of the programme."]
    if dates.milestone and dates.severity:
        found.append(
            f"{dates.severity.capitalize()} imbalance: the first part may take until "
            f"{dates.milestone:%d %B %Y}. Expect to be balanced by about {dates.balanced_by:%d %B %Y}."
        )
    found += [one.sentence for one in dates.past]
    if dates.next_checkpoint:
        found.append(f"Next look back: {dates.next_checkpoint:%d %B %Y}.")
    return found
