"""Part 1: daily holds of the weaker glute, in three positions, with a guided timer."""

from dataclasses import dataclass

from analysis.pose.landmarks import Side
from coaching.plan.exercises import HOLDS, Exercise, ProgrammePart, name_exercise
from coaching.plan.types import PartPlan, Status, Task, TimedStep, TimedStepKind, judge_status
from coaching.plan.weaning import WeaningStage
from coaching.records.log_queries import Day


@dataclass(frozen=True)
class HoldRules:
    """How many holds in each position, how long, and the rest between them, s."""

    holds: int = 10
    hold_s: float = 3.0
    rest_s: float = 5.0
    ready_s: float = 10.0
    change_s: float = 15.0


def plan_isometric_holds(day: Day, rules: HoldRules = HoldRules()) -> PartPlan:
    """Today's holds; none without a weaker side, half of them while weaning."""
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
            f"Daily: {holds} × {rules.hold_s:g} s in each of three positions, as hard as you can, {side} "
            "side. They may be repeated through the day.",
            *(day.weaning.why if day.weaning.stage is WeaningStage.HALVED else ()),
        ),
        logged=(f"{done} holds on the {side} side today.",) if done else (),
        watch=_find_wrong_side_logs(day),
        timer=build_hold_timer(side, holds, rules),
    )


def _make_task(day: Day, row: Exercise, side: Side, holds: int, rules: HoldRules) -> Task:
    logged = sum(one.holds for one in day.list_logged(row.key, side))
    text = f"{row.name}, {side} side: {holds} holds of {rules.hold_s:g} s, {rules.rest_s:g} s between"
    return Task(
        row.key, text, side, holds, seconds=rules.hold_s, rest_s=rules.rest_s, logged=logged, how=row.how
    )


def _find_wrong_side_logs(day: Day) -> tuple[str, ...]:
    side = day.side.side
    other = {one.exercise for one in day.logged if side and one.side is side.other}
    return tuple(
        f"{row.name} was logged for the stronger side: it gets none." for row in HOLDS if row.key in other
    )


def build_hold_timer(side: Side, holds: int = 10, rules: HoldRules = HoldRules()) -> tuple[TimedStep, ...]:
    """Every step of the three positions in order; no rest after the last hold of a position."""
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


def compute_timer_s(steps: tuple[TimedStep, ...]) -> float:
    """Length of a guided timer, s."""
    return sum(step.seconds for step in steps)


def format_spoken_cue(step: TimedStep) -> str:
    """ "Seated squeeze 3 of 10"."""
    return f"{name_exercise(step.exercise)} {step.number} of {step.of}" if step.of else step.text
