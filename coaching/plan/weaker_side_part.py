"""Part 7: the verdict on the sides with its evidence; while it is open, a test that would tell."""

from coaching.plan.exercises import ProgrammePart
from coaching.plan.types import PartPlan, Status, Task
from coaching.records.log_queries import Day

TEST_EVERY_DAYS = 14
TEST_DAYS = 2
SIDE_TEST_HOW = (
    "Step-up or one-leg bridge, the same on both sides: clean repetitions until the form fails, not until "
    "the muscle does; begin with the other side each time."
)


def plan_weaker_side(day: Day) -> PartPlan:
    """Evidence comes from what is filmed anyway; a side test is asked for only where it is not enough."""
    verdict = day.side.now
    why = [verdict.sentence, *(one.sentence for one in verdict.evidence)]
    if verdict.side is None and day.side.side is not None:
        why.insert(1, f"The programme goes on for the {day.side.side} side, named before, until weaning.")
    task = _plan_side_test(day)
    if task is None:
        status = Status.DONE if verdict.judged else Status.NOT_TODAY
        return PartPlan(ProgrammePart.WEAKER_SIDE, status, why=tuple(why))
    return PartPlan(ProgrammePart.WEAKER_SIDE, Status.DONE if task.done else Status.TODO, (task,), tuple(why))


def _plan_side_test(day: Day) -> Task | None:
    """A test on a lifting day while no side is named and the rest of the evidence leaves it open."""
    verdict = day.side.now
    still_open = not verdict.judged or verdict.certainty > 0.5
    if day.side.side is not None or not still_open or not day.training:
        return None
    ages = [(day.now.date() - one.at.date()).days for one in day.records.side_tests]
    recent = {age for age in ages if age < TEST_EVERY_DAYS}
    if len(recent) >= TEST_DAYS and 0 not in recent:
        return None
    return Task(
        "side_test",
        "Side test: clean reps of each leg",
        logged=ages.count(0),
        by_camera=True,
        how=SIDE_TEST_HOW,
    )
