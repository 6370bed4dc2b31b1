"""A day's plan as plain values: what to do, what is logged, and why. Pages and the command line show it.

`evenrep today --json` writes these classes field by field: renaming a field would rename a key of its schema.
"""

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

    Attributes
    ----------
    exercise
        Key of an exercise, of a lift, or of a measurement ("mobility_flexion", "side_test").
    text
        The task in a line.
    side
        The side that works; None: both together.
    sets, reps
        So many sets of `reps[0]` to `reps[1]` repetitions; (0, 0) where it is timed.
    seconds
        Length of one hold, plank or massage; 0 where repetitions are counted.
    rest_s
        Between its sets or holds, s.
    load, unit
        0 is bodyweight; None where no load is named.
    logged
        Sets (or holds, or trials) of it that are logged today.
    by_camera
        The camera can do the counting or measuring.
    feedback
        For filmed sets: False where the lifter should not see the grades until the set is over.
    how
        How it is done, in a sentence.
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
        """Whether all of its sets are logged."""
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

    Attributes
    ----------
    moment
        What kind of step it is.
    seconds
        How long it lasts.
    text
        What to do, in a line.
    exercise, side
        Key of the exercise it belongs to, and the side that works.
    number, of
        Which hold of its position, counted from 1; both 0 between positions.
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

    Attributes
    ----------
    part, status
        Which part, and how it stands.
    tasks
        What to do; empty where there is nothing today.
    why
        Sentences: why this, or why not today, in numbers.
    logged
        Sentences: what was done today.
    watch
        Sentences: warnings, such as what was logged against the rules.
    timer
        Steps of the guided timer; only the holds have one.
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
        """The name of the part."""
        return TITLES[self.part]


@dataclass(frozen=True)
class TodayPlan:
    """The plan of one day.

    Attributes
    ----------
    at
        The moment for which it was made; wall time.
    gate
        The answer to the pain question.
    headline
        The first sentence to show.
    parts
        All nine, in their order.
    side
        The side that the programme works on.
    weaning
        How much of the special work is left.
    calendar
        None while the programme has not started.
    streak
        Even reps in a row.
    """

    at: datetime
    gate: Gate
    headline: str
    parts: tuple[PartPlan, ...]
    side: ProgrammeSide
    weaning: Weaning
    calendar: Calendar | None
    streak: Streak

    def get_part(self, part: ProgrammePart) -> PartPlan:
        """Get one part of the plan; its number is its place."""
        return self.parts[part]


def judge_status(tasks: tuple[Task, ...]) -> Status:
    """Judge how a part stands from its tasks.

    Parameters
    ----------
    tasks
        Of one part.

    Returns
    -------
    Status
        DONE when every task is done, PARTLY when anything is logged, else TODO; TODO without tasks.
    """
    if tasks and all(task.done for task in tasks):
        return Status.DONE
    return Status.PARTLY if any(task.logged for task in tasks) else Status.TODO
