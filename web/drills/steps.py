"""The drills as a circuit: which one comes next, and how those that a camera can count are filmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.pose.landmarks import Side

if TYPE_CHECKING:
    from analysis.lifts.drills import DrillCount
    from coaching.plan.types import Task


@dataclass(frozen=True)
class FilmingSetup:
    """drill: as analysis.drills names it; film: how, in sentences."""

    drill: str
    film: str


FILMED = {
    "single_leg_bridge": FilmingSetup(
        "bridge",
        "Film from your feet or from the side, hips and feet in view. One foot stays on the floor, the other "
        "leg in the air. Lie still for a second before the first rep.",
    ),
    "side_lying_abduction": FilmingSetup(
        "abduction",
        "Put the phone in front of you, level with your hips, the whole body in the picture. Begin with the "
        "legs together and keep still for a second.",
    ),
}
"""By the exercise's key. The others are counted by hand: one camera does not tell them apart."""


@dataclass(frozen=True)
class Step:
    """The next set. number: which set of the whole circuit, from 1, of so many; round: from 1."""

    task: "Task"
    round: int
    number: int
    of: int


def find_next_step(tasks: "Sequence[Task]") -> Step | None:
    """All drills once, then all again: the first of those with the fewest sets; None when all is done."""
    open_ = [task for task in tasks if not task.done]
    if not open_:
        return None
    task = min(open_, key=lambda one: one.logged)
    done = sum(min(one.logged, one.sets) for one in tasks)
    return Step(task, task.logged + 1, done + 1, sum(one.sets for one in tasks))


def count_reps_to_log(found: "DrillCount", side: Side) -> int:
    """Reps of the side that should work, never more than the programme allows."""
    from analysis.lifts.drills import MOST_REPS

    return min(found.count_on_side(side), MOST_REPS)
