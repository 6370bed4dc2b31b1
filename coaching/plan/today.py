"""A day of the programme on one page: every part with what to do, what is done, and why."""

from datetime import datetime

from coaching.plan.drill_part import drills
from coaching.plan.exercises import ProgrammePart
from coaching.plan.isometric_part import isometrics
from coaching.plan.milestones import calendar
from coaching.plan.mobility_part import mobility
from coaching.plan.pain_part import pain_gate
from coaching.plan.single_leg_part import single_leg
from coaching.plan.two_legged_part import bands, bilateral
from coaching.plan.types import PartPlan, Status, TodayPlan
from coaching.plan.weaker_side_part import weaker_side_part
from coaching.plan.weaning import weaning
from coaching.plan.weaning_part import weaning_part
from coaching.progress.streaks import clean_streak
from coaching.records.lifter import Lifter
from coaching.records.log_queries import Day, is_training_day
from coaching.records.pain import Gate, gate
from coaching.records.records import Records
from coaching.records.sessions import is_two_legged
from coaching.weaker_side.verdict import programme_side


def today(lifter: Lifter, records: Records, now: datetime) -> TodayPlan:
    """The plan of the day of `now`, from what was logged by then. The same records give the same plan."""
    known = records.until(now)
    training, why_rest = is_training_day(lifter, known, now)
    day = Day(
        lifter=lifter,
        records=known,
        now=now,
        side=programme_side(lifter, known, now),
        weaning=weaning(lifter, known, now),
        training=training,
        why_rest=why_rest,
    )
    dates = calendar(lifter, known, now, day.side.severity)
    answer = gate(known, now)
    first = pain_gate(day, answer)
    if answer is not Gate.CLEAR:
        parts = (first, *_closed(answer))
    elif not _begun(known, now):
        parts = (first, *_not_begun(day))
    else:
        parts = (
            first,
            isometrics(day),
            drills(day),
            bilateral(day),
            bands(day),
            single_leg(day),
            mobility(day),
            weaker_side_part(day),
            weaning_part(day, dates),
        )
    return TodayPlan(
        at=now,
        gate=answer,
        headline=_headline(answer, parts),
        parts=parts,
        side=day.side,
        weaning=day.weaning,
        calendar=dates,
        streak=clean_streak(one for one in known.sets if is_two_legged(one)),
    )


def _begun(records: Records, now: datetime) -> bool:
    start = records.programme.started
    return start is not None and now.date() >= start


def _closed(answer: Gate) -> list[PartPlan]:
    """Every other part before the pain question is answered, or on a day with pain: nothing to do."""
    status = Status.WAITING if answer is Gate.NOT_ASKED else Status.BLOCKED
    why = "Answer the question on pain first." if answer is Gate.NOT_ASKED else "Pain today: no training."
    return [
        PartPlan(part, status, why=(why,)) for part in ProgrammePart if part is not ProgrammePart.PAIN_GATE
    ]


def _not_begun(day: Day) -> list[PartPlan]:
    """Before the first day: what is known of the sides, and nothing to do."""
    why = ("The programme has not begun: choose its first day.",)
    return [
        weaker_side_part(day)
        if part is ProgrammePart.WEAKER_SIDE
        else PartPlan(part, Status.NOT_TODAY, why=why)
        for part in ProgrammePart
        if part is not ProgrammePart.PAIN_GATE
    ]


def _headline(answer: Gate, parts: tuple[PartPlan, ...]) -> str:
    if answer is Gate.NOT_ASKED:
        return "First: any pain in movement?"
    if answer is Gate.PAIN:
        return "Pain today: no training. Rest, and see below when to ask a professional."
    left = [part.title for part in parts if part.status in (Status.TODO, Status.PARTLY)]
    return f"Still to do: {'; '.join(left)}." if left else "Nothing is left to do today."
