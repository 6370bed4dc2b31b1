"""A day of the programme on one page: every part with what to do, what is done, and why."""

from datetime import datetime

from coaching.plan.drill_part import plan_drills
from coaching.plan.exercises import ProgrammePart
from coaching.plan.isometric_part import plan_isometric_holds
from coaching.plan.milestones import build_calendar
from coaching.plan.mobility_part import plan_mobility
from coaching.plan.pain_part import plan_pain_gate
from coaching.plan.single_leg_part import plan_single_leg_work
from coaching.plan.two_legged_part import plan_bands, plan_bilateral_lifts
from coaching.plan.types import PartPlan, Status, TodayPlan
from coaching.plan.weaker_side_part import plan_weaker_side
from coaching.plan.weaning import judge_weaning
from coaching.plan.weaning_part import plan_weaning
from coaching.progress.streaks import count_clean_streak
from coaching.records.lifter import Lifter
from coaching.records.log_queries import Day, check_training_day
from coaching.records.pain import Gate, judge_pain_gate
from coaching.records.records import Records
from coaching.records.sessions import is_two_legged
from coaching.weaker_side.verdict import judge_programme_side


def plan_today(lifter: Lifter, records: Records, now: datetime) -> TodayPlan:
    """Plan the day of `now` from what was logged by then. The same records always give the same plan.

    Parameters
    ----------
    lifter
        Preferences: unit, bar, sessions a week, own lifts.
    records
        The lifter's log; entries after `now` are left out.
    now
        Wall time; its day is "today".

    Returns
    -------
    TodayPlan
        All nine parts. Only the pain question has a task until it is answered; after "yes" none has.

    References
    ----------
    Contreras, B. (2013). How to Fix Glute Imbalances (docs/sources.md), explained in docs/programme.md.
    """
    earlier = records.select_until(now)
    training, why_rest = check_training_day(lifter, earlier, now)
    day = Day(
        lifter=lifter,
        records=earlier,
        now=now,
        side=judge_programme_side(lifter, earlier, now),
        weaning=judge_weaning(lifter, earlier, now),
        training=training,
        why_rest=why_rest,
    )
    dates = build_calendar(lifter, earlier, now, day.side.severity)
    answer = judge_pain_gate(earlier, now)
    first = plan_pain_gate(day, answer)
    if answer is not Gate.CLEAR:
        parts = (first, *_close_parts(answer))
    elif not _has_begun(earlier, now):
        parts = (first, *_plan_before_start(day))
    else:
        parts = (
            first,
            plan_isometric_holds(day),
            plan_drills(day),
            plan_bilateral_lifts(day),
            plan_bands(day),
            plan_single_leg_work(day),
            plan_mobility(day),
            plan_weaker_side(day),
            plan_weaning(day, dates),
        )
    return TodayPlan(
        at=now,
        gate=answer,
        headline=_write_headline(answer, parts),
        parts=parts,
        side=day.side,
        weaning=day.weaning,
        calendar=dates,
        streak=count_clean_streak(one for one in earlier.sets if is_two_legged(one)),
    )


def _has_begun(records: Records, now: datetime) -> bool:
    start = records.programme.started
    return start is not None and now.date() >= start


def _close_parts(answer: Gate) -> list[PartPlan]:
    """Every other part before the pain question is answered, or on a day with pain: nothing to do."""
    status = Status.WAITING if answer is Gate.NOT_ASKED else Status.BLOCKED
    why = "Answer the pain question first." if answer is Gate.NOT_ASKED else "Pain today: no training."
    return [
        PartPlan(part, status, why=(why,)) for part in ProgrammePart if part is not ProgrammePart.PAIN_GATE
    ]


def _plan_before_start(day: Day) -> list[PartPlan]:
    """Before the first day: the evidence on the weaker side, and nothing to do."""
    why = ("The programme has not begun: choose its first day.",)
    return [
        plan_weaker_side(day)
        if part is ProgrammePart.WEAKER_SIDE
        else PartPlan(part, Status.NOT_TODAY, why=why)
        for part in ProgrammePart
        if part is not ProgrammePart.PAIN_GATE
    ]


def _write_headline(answer: Gate, parts: tuple[PartPlan, ...]) -> str:
    if answer is Gate.NOT_ASKED:
        return "First: any pain in movement?"
    if answer is Gate.PAIN:
        return "Pain today: no training. Rest, and see below when to ask a professional."
    left = [part.title for part in parts if part.status in (Status.TODO, Status.PARTLY)]
    return f"Still to do: {'; '.join(left)}." if left else "Nothing left to do today."
