"""Parts 0, 7 and 8: the pain question, which side is weaker and how to find out, weaning and the calendar."""

from dataclasses import dataclass

from coaching.days import Day
from coaching.exercises import EXPLOSIVE, Part, name_of
from coaching.milestones import Calendar, Outcome
from coaching.pain import COMES_BACK, QUESTION, SEE_A_PROFESSIONAL, Gate, PainRules, pain_days
from coaching.plan_types import PartPlan, Status, Task
from coaching.sessions import sessions
from coaching.weaning import Stage, WeaningRules

SIDE_TEST_HOW = (
    "Step-up or one-leg bridge, the same on both sides: clean repetitions until the form fails, not until the "
    "muscle does; begin with the other side each time."
)
HEAVY_STEPS = (0.80, 0.85, 0.90)
HEAVIEST_STEPS = (0.95, 1.00)
"""Shares of the 1RM on the way back: heavy, then explosive, then heaviest."""


@dataclass(frozen=True)
class ReturnRules:
    """A step is taken when so many clean sessions (or days, of explosive work) have gone well."""

    sessions: int = 2
    days: int = 2


def pain_gate(day: Day, gate: Gate, rules: PainRules = PainRules()) -> PartPlan:
    """The question, its answer, and when somebody else has to look."""
    often = pain_days(day.records, day.now)
    comes_back = (COMES_BACK.format(days=len(often)),) if len(often) >= rules.often_days else ()
    if gate is Gate.NOT_ASKED:
        return PartPlan(
            Part.PAIN_GATE,
            Status.TODO,
            (Task("pain_question", QUESTION),),
            ("Asked before anything else.",),
            watch=comes_back,
        )
    if gate is Gate.PAIN:
        return PartPlan(
            Part.PAIN_GATE,
            Status.BLOCKED,
            why=(*comes_back, *SEE_A_PROFESSIONAL),
            logged=("Pain was told today: no training today.",),
        )
    return PartPlan(Part.PAIN_GATE, Status.DONE, logged=("No pain today.",), watch=comes_back)


def weaker_side_part(day: Day) -> PartPlan:
    """The verdict with its evidence; while a side is open, what would tell."""
    verdict = day.side.now
    why = [verdict.sentence, *(one.sentence for one in verdict.evidence)]
    if verdict.side is None and day.side.side is not None:
        why.insert(1, f"The programme goes on for the {day.side.side} side, named before, until weaning.")
    if verdict.side is not None or day.side.side is not None or not day.training:
        return PartPlan(Part.WEAKER_SIDE, Status.DONE if verdict.judged else Status.NOT_TODAY, why=tuple(why))
    recent = [one for one in day.records.side_tests if (day.now.date() - one.at.date()).days in range(14)]
    days = {one.at.date() for one in recent}
    today = sum(one.at.date() == day.now.date() for one in recent)
    if verdict.judged or (len(days) >= 2 and not today):
        return PartPlan(Part.WEAKER_SIDE, Status.DONE if verdict.judged else Status.NOT_TODAY, why=tuple(why))
    task = Task(
        "side_test", "Side test: clean reps of each leg", logged=today, by_camera=True, how=SIDE_TEST_HOW
    )
    status = Status.DONE if task.done else Status.TODO
    return PartPlan(Part.WEAKER_SIDE, status, (task,), tuple(why))


def weaning_part(day: Day, dates: Calendar | None) -> PartPlan:
    """How far the weaning is, the calendar, and after it the way back to heavy and explosive lifts."""
    why = [*day.weaning.why, *_calendar(dates)]
    flat = () if dates is None else tuple(one.sentence for one in dates.past if one.outcome is Outcome.FLAT)
    if day.weaning.stage is Stage.DROPPED:
        step = next_step(day)
        why.append(step.text if step else "Every step back to heavy and explosive lifts is taken.")
        tasks = (step,) if step and day.training else ()
        return PartPlan(Part.WEANING, Status.TODO if tasks else Status.DONE, tasks, tuple(why), watch=flat)
    if day.weaning.ready and day.training:
        text = "Film today's lifts without looking at the grades"
        looked = [
            one for one in sessions(day.lifter, day.records, day.now) if one.at.date() == day.now.date()
        ]
        done = any(not one.feedback and one.counted for one in looked)
        task = Task("no_feedback", text, logged=int(done), by_camera=True, feedback=False)
        return PartPlan(Part.WEANING, Status.DONE if done else Status.TODO, (task,), tuple(why), watch=flat)
    return PartPlan(Part.WEANING, Status.NOT_TODAY, why=tuple(why), watch=flat)


def next_step(day: Day, rules: ReturnRules = ReturnRules()) -> Task | None:
    """The first step on the way back that is not yet taken; None when all are."""
    for share in HEAVY_STEPS:
        if not _lifted(day, share, rules):
            return _heavy_task(share, rules)
    for row in EXPLOSIVE:
        went_well = {
            one.at.date()
            for one in day.records.exercises
            if one.exercise == row.key and not one.form_failed and _since(day, one.at.timestamp())
        }
        if len(went_well) < rules.days:
            text = f"Next: {row.name}, 3 × 5, on {rules.days} days, every landing even"
            return Task(
                row.key, text, sets=3, reps=(3, 5), logged=len(day.logged_of(row.key, None)), how=row.how
            )
    for share in HEAVIEST_STEPS:
        if not _lifted(day, share, rules):
            return _heavy_task(share, rules)
    return None


def _heavy_task(share: float, rules: ReturnRules) -> Task:
    return Task(
        "heavy",
        f"Next: lifts at {share:.0%} of 1RM in {rules.sessions} sessions, {WeaningRules().clean_share:.0%} even",
        by_camera=True,
        feedback=False,
    )


def _lifted(day: Day, share: float, rules: ReturnRules) -> bool:
    clean = [
        one
        for one in sessions(day.lifter, day.records, day.now)
        if (one.one_rm_share or 0.0) >= share - 1e-9
        and one.counts.clean_share >= WeaningRules().clean_share
        and not one.pain
        and _since(day, one.at.timestamp())
    ]
    return len(clean) >= rules.sessions


def _since(day: Day, moment: float) -> bool:
    return day.weaning.since is None or moment >= day.weaning.since.timestamp()


def _calendar(dates: Calendar | None) -> list[str]:
    if dates is None:
        return []
    found = [f"Day {dates.day} of the programme."]
    if dates.milestone and dates.severity:
        found.append(f"A {dates.severity} imbalance: up to {dates.milestone:%d %B %Y}; balanced by about ")
        found[-1] += f"{dates.balanced_by:%d %B %Y}."
    found += [one.sentence for one in dates.past]
    if dates.next_checkpoint:
        found.append(f"Next look back: {dates.next_checkpoint:%d %B %Y}.")
    return found


def in_one_line(parts: tuple[PartPlan, ...]) -> str:
    """ "Still to do: Isometric holds; Two-legged lifts (Squat)."."""
    left = [part for part in parts if part.status in (Status.TODO, Status.PARTLY)]
    if not left:
        return "Nothing is left to do today."
    return "Still to do: " + "; ".join(part.title for part in left) + "."


def lifts_named(part: PartPlan) -> str:
    """Names of a part's exercises."""
    return ", ".join(dict.fromkeys(name_of(task.exercise) for task in part.tasks))
