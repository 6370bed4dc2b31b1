"""Part 6: the mobility test when it is due, and work on a restricted side, then the test again."""

from datetime import datetime, timedelta

from analysis.pose.landmarks import Side
from analysis.wording import format_count
from coaching.plan.exercises import TREATMENT, ProgrammePart
from coaching.plan.types import PartPlan, Status, Task, judge_status
from coaching.records.log_queries import Day
from coaching.records.mobility_tests import (
    CAMERA_HOW,
    HOW,
    Mobility,
    MobilityRules,
    find_latest_tests,
    format_direction,
)
from coaching.records.records import Direction

# exercise -> (sets, seconds of one, repetitions of one).
_STRETCHES = {"stretch_static": (2, 30.0, (0, 0)), "stretch_dynamic": (2, 0.0, (10, 15))}


def plan_mobility(day: Day, rules: MobilityRules = MobilityRules()) -> PartPlan:
    """Plan the hip mobility test, and the treatment of what was restricted at the day's start.

    Parameters
    ----------
    day
        The day and everything logged by then.
    rules
        When a difference is marked, and when the test is due again.

    Returns
    -------
    PartPlan
        Trials of directions that are untested or due; massage, stretching and a retest of restricted ones.

    References
    ----------
    Treat the stiffer hip, then test again: the glute-imbalance article (docs/sources.md).
    """
    tests = find_latest_tests(day.records, day.now, rules)
    begin = datetime.combine(day.now.date(), datetime.min.time())
    # As the day began: a retest without findings must not remove the treatment that led to it from the plan.
    at_start = find_latest_tests(day.records, begin, rules)
    tasks = tuple(
        task
        for direction in Direction
        for task in _plan_direction(day, at_start[direction], tests[direction], rules)
    )
    restricted = [one.sentence for one in tests.values() if one.restricted]
    tested = [one for one in day.records.mobility if one.at.date() == day.now.date()]
    trials = sum(len(one.trials_deg) for one in tested)
    logged = (f"{format_count(trials, 'trial')} taken today.",) if tested else ()
    if not tasks:
        oldest = min(one.tested for one in tests.values() if one.tested)
        again = oldest.date() + timedelta(days=rules.repeat_days)
        why = f"No marked difference between the sides. The next test is due on {again:%d %B}."
        return PartPlan(ProgrammePart.MOBILITY, Status.NOT_TODAY, why=(why,), logged=logged)
    if not restricted:
        restricted = [
            "Six directions, both hips, three trials each: by goniometer (type the angles) or by camera."
        ]
    return PartPlan(ProgrammePart.MOBILITY, judge_status(tasks), tasks, tuple(restricted), logged)


def _plan_direction(day: Day, at_start: Mobility, latest: Mobility, rules: MobilityRules) -> list[Task]:
    """One direction: the treatment of a side that was restricted this morning, or the test if it is due."""
    direction = at_start.direction
    side = at_start.restricted
    # Found restricted by today's own test: it is treated and tested again on the same day.
    if side is None and latest.restricted and latest.tested and latest.tested.date() == day.now.date():
        side = latest.restricted
    if side is not None:
        return [
            *_plan_treatment(day, direction, side, rules),
            *_plan_trials(day, direction, rules, retest=True),
        ]
    due = at_start.tested is None or (day.now.date() - at_start.tested.date()).days >= rules.repeat_days
    return _plan_trials(day, direction, rules) if due or not at_start.complete else []


def _plan_treatment(day: Day, direction: Direction, side: Side, rules: MobilityRules) -> list[Task]:
    tasks = []
    for row in TREATMENT:
        sets, seconds, reps = _STRETCHES.get(row.key, (1, rules.massage_s, (0, 0)))
        amount = f"{reps[0]}–{reps[1]}" if reps[1] else _format_seconds(seconds)
        logged = [one for one in day.list_logged(row.key, side) if one.direction in (direction, None)]
        times = f"{sets} × " if sets > 1 else ""
        text = f"{row.name}, {side} side, for {format_direction(direction)}: {times}{amount}"
        tasks.append(Task(row.key, text, side, sets, reps, seconds, logged=len(logged), how=row.how))
    return tasks


def _format_seconds(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"


def _plan_trials(day: Day, direction: Direction, rules: MobilityRules, retest: bool = False) -> list[Task]:
    """The trials of both sides; a retest needs them after the treatment."""
    tasks = []
    for side in Side:
        taken = sum(
            len(one.trials_deg)
            for one in day.records.mobility
            if one.at.date() == day.now.date()
            and one.direction is direction
            and one.side is side
            # A retest needs trials taken after treatment; a test accepts any of today's.
            and (one.retest or not retest)
        )
        again = "Retest of " if retest else ""
        text = f"{again}{format_direction(direction)}, {side} hip: {format_count(rules.trials, 'trial')}"
        tasks.append(
            Task(
                f"mobility_{direction}",
                text[0].upper() + text[1:],
                side,
                rules.trials,
                logged=taken,
                by_camera=True,
                how=f"{HOW[direction]} By camera {CAMERA_HOW[direction]}.",
            )
        )
    return tasks
