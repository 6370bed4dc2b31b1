"""The drills as a circuit: which one comes next, and how to film those that a camera can count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coaching.plan.types import Task


@dataclass(frozen=True)
class FilmingSetup:
    """drill: key of `analysis.lifts.drills.Drill`; how_to_film: in sentences."""

    drill: str
    how_to_film: str


# By the exercise's key. The others are counted by hand: one camera cannot distinguish their reps.
FILMED = {
    "single_leg_bridge": FilmingSetup(
        "bridge",
        "Film from your feet or from the side, hips and feet in view. One foot stays on the floor, the other "
        "leg in the air. Lie still for a second before the first rep.",
    ),
    "side_lying_abduction": FilmingSetup(
        "abduction",
        "Put the phone in front of you, level with your hips, your whole body in view. Begin with the "
        "legs together and keep still for a second.",
    ),
}


@dataclass(frozen=True)
class Step:
    """The next set.

    round       from 1
    number, of  which set of the whole circuit, from 1, and how many there are
    """

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
