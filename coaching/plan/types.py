"""A day's plan as plain values: what to do, what is logged, and why. Pages and the command line show it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from analysis.pose.landmarks import Side
from analysis.settings import Unit
from coaching.plan.exercises import TITLES, ProgrammePart
from coaching.plan.milestones import Calendar
from coaching.plan.weaning import Weaning
from coaching.progress.streaks import Streak
from coaching.records.pain import Gate
from coaching.weaker_side.verdict import ProgrammeSide


class Status(StrEnum):
    """How a part stands today."""

    TODO = "todo"
    PARTLY = "partly"  # begun
    DONE = "done"
    NOT_TODAY = "not_today"  # a day off, or nothing to do; `why` says which
    WAITING = "waiting"  # the pain question comes first
    BLOCKED = "blocked"  # pain today
    DROPPED = "dropped"  # weaned off


@dataclass(frozen=True)
class Task:
    """One thing to do.

    exercise    key of an exercise, of a lift, or of a measurement ("mobility_flexion", "side_test")
    sets, reps  so many sets of `reps[0]` to `reps[1]` repetitions; (0, 0) where it is timed
    seconds     of one hold, of a plank, of a massage; 0 where it is counted
    rest_s      between its sets or holds
    load        in `unit`; 0 is bodyweight; None where no load is named
    logged      sets (or holds, or trials) of it that are logged today
    feedback    for filmed sets: False where the lifter should not see the grades until it is over
    """

    exercise: str
    text: str
    side: Side | None = None
    sets: int = 1
    reps: tuple[int, int] = (0, 0)
    seconds: float = 0.0
    rest_s: float = 0.0
    load: float | None = None
    unit: Unit = Unit.KG
    logged: int = 0
    by_camera: bool = False
    feedback: bool = True
    how: str = ""

    @property
    def done(self) -> bool:
        return self.logged >= self.sets


class TimedStepKind(StrEnum):
    """What a step of a guided timer is."""

    READY = "ready"
    HOLD = "hold"
    REST = "rest"
    CHANGE = "change"


@dataclass(frozen=True)
class TimedStep:
    """One step of a guided timer.

    number, of   which hold of its position; 0 between positions
    exercise     key of the exercise it belongs to
    """

    moment: TimedStepKind
    seconds: float
    text: str
    exercise: str
    side: Side | None
    number: int = 0
    of: int = 0


@dataclass(frozen=True)
class PartPlan:
    """One part of the programme today.

    why      sentences: why this, why not today, in numbers
    logged   sentences: what was done today
    watch    sentences: what was logged against the rules
    """

    part: ProgrammePart
    status: Status
    tasks: tuple[Task, ...] = ()
    why: tuple[str, ...] = ()
    logged: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    timer: tuple[TimedStep, ...] = ()

    @property
    def title(self) -> str:
        return TITLES[self.part]


@dataclass(frozen=True)
class TodayPlan:
    """The day. `parts` are all nine, in their order; `headline` is the first sentence to show."""

    at: datetime
    gate: Gate
    headline: str
    parts: tuple[PartPlan, ...]
    side: ProgrammeSide
    weaning: Weaning
    calendar: Calendar | None
    streak: Streak

    def get_part(self, part: ProgrammePart) -> PartPlan:
        return self.parts[part]


def judge_status(tasks: tuple[Task, ...]) -> Status:
    """Done when every task is, partly when anything is logged."""
    if tasks and all(task.done for task in tasks):
        return Status.DONE
    return Status.PARTLY if any(task.logged for task in tasks) else Status.TODO
