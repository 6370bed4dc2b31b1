"""Part 1: daily holds of the weaker glute, in three positions, with a guided timer."""

from dataclasses import dataclass

from analysis.pose.landmarks import Side
from analysis.wording import format_count
from coaching.plan.exercises import HOLDS, Exercise, ProgrammePart, name_exercise
from coaching.plan.types import PartPlan, Status, Task, TimedStep, TimedStepKind, judge_status
from coaching.plan.weaning import WeaningStage
from coaching.records.log_queries import Day


@dataclass(frozen=True)
class HoldRules:
    """The holds, as in the glute-imbalance article (docs/sources.md).

    Attributes
    ----------
    holds
        In each position.
    hold_s, rest_s
        Length of a hold and of the rest after it, s.
    ready_s, change_s
        Time to get into the first position, and into each next one, s.
    """

    holds: int = 10
    hold_s: float = 3.0
    rest_s: float = 5.0
    ready_s: float = 10.0
    change_s: float = 15.0


def plan_isometric_holds(day: Day, rules: HoldRules = HoldRules()) -> PartPlan:
    """Plan today's holds: none without a weaker side, half of them while weaning.

    Parameters
    ----------
    day
        The day and everything logged by then.
    rules
        Number and length of the holds.

    Returns
    -------
    PartPlan
        One task for each position, with the guided timer.
    """
    side = day.side.side
    if day.weaning.stage is WeaningStage.DROPPED:
        return PartPlan(
            ProgrammePart.ISOMETRICS, Status.DROPPED, why=day.weaning.why, watch=_find_wrong_side_logs(day)
        )
    if side is None:
        return PartPlan(ProgrammePart.ISOMETRICS, Status.NOT_TODAY, why=(day.side.now.sentence,))
    holds = rules.holds // 2 if day.weaning.stage is WeaningStage.HALVED else rules.holds
    tasks = tuple(_make_task(day, row, side, holds, rules) for row in HOLDS)
    done = sum(task.logged for task in tasks)
    return PartPlan(
        ProgrammePart.ISOMETRICS,
        judge_status(tasks),
        tasks,
        why=(
            f"Every day: {holds} × {rules.hold_s:g} s in each of three positions, as hard as you can, {side} "
            "side. You may repeat them during the day.",
            *(day.weaning.why if day.weaning.stage is WeaningStage.HALVED else ()),
        ),
        logged=(f"{format_count(done, 'hold')} on the {side} side today.",) if done else (),
        watch=_find_wrong_side_logs(day),
        timer=build_hold_timer(side, holds, rules),
    )


def _make_task(day: Day, row: Exercise, side: Side, holds: int, rules: HoldRules) -> Task:
    logged = sum(one.holds for one in day.list_logged(row.key, side))
    amount = f"{format_count(holds, 'hold')} of {rules.hold_s:g} s, {rules.rest_s:g} s between"
    text = f"{row.name}, {side} side: {amount}"
    return Task(
        row.key, text, side, holds, seconds=rules.hold_s, rest_s=rules.rest_s, logged=logged, how=row.how
    )


def _find_wrong_side_logs(day: Day) -> tuple[str, ...]:
    side = day.side.side
    other = {one.exercise for one in day.logged if side and one.side is side.other}
    return tuple(
        f"{row.name} was logged for the stronger side, which does none." for row in HOLDS if row.key in other
    )


def build_hold_timer(side: Side, holds: int = 10, rules: HoldRules = HoldRules()) -> tuple[TimedStep, ...]:
    """Build the steps of the guided timer: three positions, no rest after the last hold of each.

    Parameters
    ----------
    side
        The weaker side.
    holds
        In each position; fewer than in `rules` while weaning.
    rules
        The seconds.

    Returns
    -------
    tuple of TimedStep
        In order of time.
    """
    steps: list[TimedStep] = []
    for row in HOLDS:
        moment, seconds = (
            (TimedStepKind.CHANGE, rules.change_s) if steps else (TimedStepKind.READY, rules.ready_s)
        )
        steps.append(TimedStep(moment, seconds, f"{row.name}: get into position", row.key, side))
        for number in range(1, holds + 1):
            text = f"Squeeze the {side} glute as hard as you can"
            steps.append(TimedStep(TimedStepKind.HOLD, rules.hold_s, text, row.key, side, number, holds))
            if number < holds:
                steps.append(
                    TimedStep(TimedStepKind.REST, rules.rest_s, "Let go", row.key, side, number, holds)
                )
    return tuple(steps)


def format_spoken_cue(step: TimedStep) -> str:
    """Format what the timer announces: "Seated squeeze 3 of 10".

    Parameters
    ----------
    step
        A step of the timer.

    Returns
    -------
    str
        The text of the step where it is not part of a numbered hold.
    """
    return f"{name_exercise(step.exercise)} {step.number} of {step.of}" if step.of else step.text
