"""Part 0: the pain question, its answer, and when to see a professional."""

from coaching.plan.exercises import ProgrammePart
from coaching.plan.types import PartPlan, Status, Task
from coaching.records.log_queries import Day
from coaching.records.pain import COMES_BACK, QUESTION, SEE_A_PROFESSIONAL, Gate, PainRules, list_pain_days


def plan_pain_gate(day: Day, gate: Gate, rules: PainRules = PainRules()) -> PartPlan:
    """Plan the pain question: open until it is answered.

    Parameters
    ----------
    day
        The day and everything logged by then.
    gate
        Today's answer.
    rules
        How often pain may come back before a professional has to see it.

    Returns
    -------
    PartPlan
        Pain that keeps coming back is a warning even on a day without pain.
    """
    often = list_pain_days(day.records, day.now)
    comes_back = (COMES_BACK.format(days=len(often)),) if len(often) >= rules.often_days else ()
    if gate is Gate.NOT_ASKED:
        question = Task("pain_question", QUESTION)
        why = ("Answer this before anything else.",)
        return PartPlan(ProgrammePart.PAIN_GATE, Status.TODO, (question,), why, watch=comes_back)
    if gate is Gate.PAIN:
        return PartPlan(
            ProgrammePart.PAIN_GATE,
            Status.BLOCKED,
            why=(*comes_back, *SEE_A_PROFESSIONAL),
            logged=("You reported pain: no training today.",),
        )
    return PartPlan(ProgrammePart.PAIN_GATE, Status.DONE, logged=("No pain today.",), watch=comes_back)
