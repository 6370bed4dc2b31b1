"""Part 2: four light drills for the weaker side, most days of the week; never hard, 20 reps at most."""

from dataclasses import dataclass
from datetime import timedelta

from analysis.pose.landmarks import Side
from analysis.wording import format_count
from coaching.plan.exercises import CAMERA_COUNTS, DRILLS, Exercise, ProgrammePart
from coaching.plan.types import PartPlan, Status, Task, judge_status
from coaching.plan.weaning import WeaningStage
from coaching.records.log_queries import Day, list_days_with
from coaching.records.records import ExerciseRecord


@dataclass(frozen=True)
class DrillRules:
    """The circuit of drills, as in the glute-imbalance article (docs/sources.md).

    Attributes
    ----------
    rounds
        Sets of each drill.
    least_reps, most_reps
        Repetitions of a set.
    rest_s
        Between sets, s.
    least_days_a_week
        From so many days on, one may be free.
    clean_share
        Share of clean reps (0–1) from which a set went well.
    """

    rounds: int = 2
    least_reps: int = 10
    most_reps: int = 20
    rest_s: float = 30.0
    least_days_a_week: int = 5
    clean_share: float = 0.9


def plan_drills(day: Day, rules: DrillRules = DrillRules()) -> PartPlan:
    """Plan today's circuit; a free day is allowed once five of the last six are done.

    Parameters
    ----------
    day
        The day and everything logged by then.
    rules
        Rounds, repetitions, rest and days a week.

    Returns
    -------
    PartPlan
        Without tasks while no side is weaker, and after weaning.
    """
    side = day.side.side
    if day.weaning.stage is WeaningStage.DROPPED:
        return PartPlan(
            ProgrammePart.DRILLS, Status.DROPPED, why=day.weaning.why, watch=_find_rule_breaks(day, rules)
        )
    if side is None:
        return PartPlan(ProgrammePart.DRILLS, Status.NOT_TODAY, why=(day.side.now.sentence,))
    rounds = max(1, rules.rounds // 2) if day.weaning.stage is WeaningStage.HALVED else rules.rounds
    tasks = tuple(_make_task(day, row, side, rounds, rules) for row in DRILLS)
    keys = [row.key for row in DRILLS]
    before = list_days_with(day.records, keys, day.now - timedelta(days=1), 6)
    status = judge_status(tasks)
    why = [
        f"Four drills, {format_count(rounds, 'round')}, {side} side only: no band, no weight, stop well "
        f"before failure, {rules.rest_s:.0f} s rest. It takes 5 to 10 minutes. The stronger side does none.",
        f"Done on {len(before) or 'none'} of the last 6 days; "
        f"the plan is {rules.least_days_a_week} to 7 days a week.",
    ]
    if status is Status.TODO and len(before) >= rules.least_days_a_week:
        # The tasks stay listed: a free day is an offer, and more than five days are welcome.
        status = Status.NOT_TODAY
        why.append("You may take today off.")
    if day.weaning.stage is WeaningStage.HALVED:
        why += day.weaning.why
    done = sum(task.logged for task in tasks)
    logged = (f"{format_count(done, 'set')} on the {side} side today.",) if done else ()
    return PartPlan(ProgrammePart.DRILLS, status, tasks, tuple(why), logged, _find_rule_breaks(day, rules))


def _make_task(day: Day, row: Exercise, side: Side, rounds: int, rules: DrillRules) -> Task:
    reps = _choose_next_reps(day, row.key, side, rules)
    return Task(
        row.key,
        f"{row.name}, {side} side: {rounds} × {reps}, never more than {rules.most_reps}",
        side,
        rounds,
        (reps, rules.most_reps),
        rest_s=rules.rest_s,
        load=0.0,
        unit=day.lifter.unit,
        logged=len(day.list_logged(row.key, side)),
        by_camera=row.key in CAMERA_COUNTS,
        how=row.how,
    )


def _choose_next_reps(day: Day, exercise: str, side: Side, rules: DrillRules) -> int:
    """One more than on the last day if that went well, two fewer if the form failed; 10 to 20."""
    earlier = [
        one
        for one in day.records.exercises
        if one.exercise == exercise and one.side is side and one.at.date() < day.now.date()
    ]
    if not earlier:
        return rules.least_reps
    last = earlier[-1]
    # Down faster than up: cheating is learned as fast as moving well.
    change = -2 if last.form_failed else int(_was_clean(last, rules))
    return min(rules.most_reps, max(rules.least_reps, last.reps + change))


def _was_clean(one: ExerciseRecord, rules: DrillRules) -> bool:
    # Without a count of clean reps the lifter's own "form failed" box decides.
    return one.clean_reps is None or one.clean_reps >= rules.clean_share * one.reps


def _find_rule_breaks(day: Day, rules: DrillRules) -> tuple[str, ...]:
    """What was logged today against the rules of this part."""
    names = {row.key: row.name for row in DRILLS}
    found = []
    for one in day.logged:
        if one.exercise not in names:
            continue
        name = names[one.exercise]
        if day.side.side and one.side is day.side.side.other:
            found.append(f"{name} was logged for the stronger side, which does none.")
        if one.reps > rules.most_reps:
            found.append(f"{name}: {format_count(one.reps, 'rep')}; never more than {rules.most_reps}.")
        if one.load:
            found.append(f"{name}: {one.load:g} {one.unit}; these drills use no weight.")
    return tuple(dict.fromkeys(found))
