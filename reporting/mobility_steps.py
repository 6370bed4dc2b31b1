"""The hip mobility test direction by direction: what to do in each, and all six in one table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING

from analysis.pose.landmarks import Side
from coaching.records.mobility_tests import Mobility, find_latest_tests, format_direction
from coaching.records.records import Direction, Records

if TYPE_CHECKING:
    from coaching.plan.types import Task

# By state, what to do next; a direction that is done shows its result only.
PREFIX = "mobility_"
OVERVIEW_HEADER = ("Direction", "Left", "Right", "Apart", "Result")
TO_DO = {"test": "to test", "treat": "work on it, then test again", "retest": "test again", "done": ""}


@dataclass(frozen=True)
class DirectionPlan:
    """One direction today.

    treatment  massage and stretching of the restricted side; empty where nothing is restricted
    trials     tasks of the test, or of the test after treatment; empty where none is due
    latest     the result as it stands
    """

    direction: Direction
    treatment: "tuple[Task, ...]"
    trials: "tuple[Task, ...]"
    latest: Mobility

    @property
    def state(self) -> str:
        """A key of TO_DO."""
        if all(task.done for task in self.trials):
            return "done"
        if not self.treatment:
            return "test"
        return "retest" if all(task.done for task in self.treatment) else "treat"

    @property
    def retest(self) -> bool:
        """Whether trials taken now come after treatment; before it they belong to the test itself."""
        return any(task.logged for task in self.treatment)


def plan_directions(
    tasks: "Sequence[Task]", records: Records, now: datetime
) -> dict[Direction, DirectionPlan]:
    """Sort the day's tasks of the hip mobility test by direction.

    Parameters
    ----------
    tasks
        Of the day's mobility part, in order: the treatment of a direction comes before its trials.
    records
        All of the lifter's records.
    now
        The time at which the day is looked at.

    Returns
    -------
    dict of Direction to DirectionPlan
        All six directions.
    """
    tests = find_latest_tests(records, now)
    treatment: dict[Direction, list[Task]] = {direction: [] for direction in Direction}
    trials: dict[Direction, list[Task]] = {direction: [] for direction in Direction}
    waiting: list[Task] = []
    for task in tasks:
        if task.exercise.startswith(PREFIX):
            direction = Direction(task.exercise.removeprefix(PREFIX))
            trials[direction].append(task)
            treatment[direction] += waiting
            waiting = []
        else:
            waiting.append(task)
    return {
        one: DirectionPlan(one, tuple(treatment[one]), tuple(trials[one]), tests[one]) for one in Direction
    }


def find_next_direction(plans: Mapping[Direction, DirectionPlan]) -> Direction | None:
    """Find the direction to go on with.

    Parameters
    ----------
    plans
        From `plan_directions`.

    Returns
    -------
    Direction or None
        One that was begun goes first, else the first with something to do; None when all are done.
    """
    open_ = [plan for plan in plans.values() if plan.state != "done"]
    begun = [plan for plan in open_ if plan.treatment or any(task.logged for task in plan.trials)]
    return (begun or open_)[0].direction if open_ else None


def find_result_before_treatment(records: Records, now: datetime, direction: Direction) -> Mobility:
    """Find how far a direction was restricted before it was treated.

    Parameters
    ----------
    records
        All of the lifter's records.
    now
        The latest time that counts.
    direction
        Of the hip.

    Returns
    -------
    Mobility
        The last test that was not taken after a treatment.
    """
    untreated = tuple(one for one in records.mobility if not one.retest)
    return find_latest_tests(replace(records, mobility=untreated), now)[direction]


def describe_mixed_methods(records: Records, test: Mobility) -> str:
    """Warn where the two sides of a test were measured in different ways.

    A typed angle and one from the camera are not comparable: each method has errors of its own.

    Parameters
    ----------
    records
        All of the lifter's records.
    test
        The result to be shown.

    Returns
    -------
    str
        A sentence; "" where both sides were measured in the same way.
    """
    if test.tested is None:
        return ""
    day = test.tested.date()
    ways = {
        side: {
            one.by_camera
            for one in records.mobility
            if one.direction is test.direction and one.side is side and one.at.date() == day
        }
        for side in Side
    }
    if not all(ways.values()) or len(ways[Side.LEFT] | ways[Side.RIGHT]) == 1:
        return ""
    return (
        "Some of these angles were entered by hand and some measured by camera. "
        "Compare only angles measured in the same way."
    )


def list_overview_rows(plans: Mapping[Direction, DirectionPlan]) -> list[tuple[str, ...]]:
    """List all six directions for a table.

    Parameters
    ----------
    plans
        From `plan_directions`.

    Returns
    -------
    list of tuple of str
        Cells under OVERVIEW_HEADER: both sides, their difference, and what follows from it.
    """
    return [
        (format_direction(plan.direction).capitalize(), *_format_angles(plan.latest), _describe_result(plan))
        for plan in plans.values()
    ]


def _format_angles(test: Mobility) -> tuple[str, str, str]:
    return format_degrees(test.left_deg), format_degrees(test.right_deg), format_degrees(test.difference_deg)


def _describe_result(plan: DirectionPlan) -> str:
    if plan.latest.restricted:
        verdict = f"{plan.latest.restricted} restricted"
    else:
        verdict = "not marked" if plan.latest.complete else ""
    return ": ".join(filter(None, (verdict, TO_DO[plan.state]))) or "–"


def format_degrees(angle: float) -> str:
    """ "45°"; "–" where it was not measured."""
    return f"{angle:.0f}°" if isfinite(angle) else "–"
