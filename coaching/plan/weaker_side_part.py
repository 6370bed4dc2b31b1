"""Part 7: which side is weaker, with the evidence; while that is open, a test that can decide it."""

from coaching.plan.exercises import ProgrammePart
from coaching.plan.types import PartPlan, Status, Task
from coaching.records.log_queries import Day

_TEST_EVERY_DAYS = 14
_TEST_DAYS = 2  # in that time, so that one bad day does not decide
_SIDE_TEST_HOW = (
    "Step-up or one-leg bridge, the same on both sides: count clean reps until your form fails, not until "
    "the muscle does. Start with the other side each time."
)


def plan_weaker_side(day: Day) -> PartPlan:
    """Plan the side test: only where the evidence from filmed sets is not enough.

    Parameters
    ----------
    day
        The day and everything logged by then.

    Returns
    -------
    PartPlan
        Its `why` is the verdict and every piece of evidence.
    """
    verdict = day.side.now
    why = [verdict.sentence, *(one.sentence for one in verdict.evidence)]
    if verdict.side is None and day.side.side is not None:
        why.insert(
            1, f"The programme stays with the {day.side.side} side, named earlier, until you are weaned."
        )
    task = _plan_side_test(day)
    if task is None:
        status = Status.DONE if verdict.judged else Status.NOT_TODAY
        return PartPlan(ProgrammePart.WEAKER_SIDE, status, why=tuple(why))
    return PartPlan(ProgrammePart.WEAKER_SIDE, Status.DONE if task.done else Status.TODO, (task,), tuple(why))


def _plan_side_test(day: Day) -> Task | None:
    """A test on a lifting day while no side is named and the rest of the evidence leaves it open."""
    verdict = day.side.now
    # Certainty .5 with enough evidence means that neither side stands out: there is nothing left to decide.
    still_open = not verdict.judged or verdict.certainty > 0.5
    if day.side.side is not None or not still_open or not day.training:
        return None
    ages = [(day.now.date() - one.at.date()).days for one in day.records.side_tests]
    recent = {age for age in ages if age < _TEST_EVERY_DAYS}
    # A test taken today stays in the plan, shown as done.
    if len(recent) >= _TEST_DAYS and 0 not in recent:
        return None
    return Task(
        "side_test",
        "Side test: clean reps of each leg",
        logged=ages.count(0),
        by_camera=True,
        how=_SIDE_TEST_HOW,
    )
