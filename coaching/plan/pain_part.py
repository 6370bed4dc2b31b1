"""Part 0: the pain question, its answer, and when somebody else has to look."""

from coaching.plan.exercises import ProgrammePart
from coaching.plan.types import PartPlan, Status, Task
from coaching.records.log_queries import Day
from coaching.records.pain import COMES_BACK, QUESTION, SEE_A_PROFESSIONAL, Gate, PainRules, list_pain_days


def plan_pain_gate(day: Day, gate: Gate, rules: PainRules = PainRules()) -> PartPlan:
    """Open until answered; pain that keeps coming back is said even on a day without."""
    often = list_pain_days(day.records, day.now)
    comes_back = (COMES_BACK.format(days=len(often)),) if len(often) >= rules.often_days else ()
    if gate is Gate.NOT_ASKED:
        question = Task("pain_question", QUESTION)
        why = ("Asked before anything else.",)
        return PartPlan(ProgrammePart.PAIN_GATE, Status.TODO, (question,), why, watch=comes_back)
    if gate is Gate.PAIN:
        return PartPlan(
            ProgrammePart.PAIN_GATE,
            Status.BLOCKED,
            why=(*comes_back, *SEE_A_PROFESSIONAL),
            logged=("Pain was told today: no training today.",),
        )
    return PartPlan(ProgrammePart.PAIN_GATE, Status.DONE, logged=("No pain today.",), watch=comes_back)
