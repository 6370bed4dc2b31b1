"""A lifter who lives by the plan for sixteen weeks: asked every day, filmed, advised, and getting stronger.

The right leg is the weaker one: what is too heavy makes the lifter shift to the left. How heavy that is
rises from week to week. Chance comes from a seed, days are told; nothing else is left to the simulation.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from analysis.grading import summarize_set
from analysis.load import advise_on_load
from analysis.load_rules import LoadContext
from analysis.report import analyze_recording
from analysis.report_types import Action, SetReport
from analysis.settings import SetSettings
from coaching.context import load_context, settings_for
from coaching.exercises import ProgrammePart
from coaching.from_report import Occasion, session_at, set_record
from coaching.lifter import Lifter
from coaching.pain import Gate
from coaching.plan_types import Task, TodayPlan
from coaching.records import Direction, ExerciseRecord, Records
from coaching.today import today
from tests.analysis.build_report import NAN, build_camera, build_rep, build_report
from tests.builders import EXACT, Fault, Film, recording, squat
from tests.coaching.log import at, log, measured, next_id, no_pain, one_rm, pain

Camera = Callable[[list[float], SetSettings, LoadContext], SetReport]
DAYS = 16 * 7
REPS = 8


def filmed(shifts: list[float], settings: SetSettings, context: LoadContext) -> SetReport:
    """A built track of reps with these lateral shifts, through the whole pipeline."""
    track = squat([Fault(lateral_shift=shift) for shift in shifts], Film(fps=15.0, top_s=0.6))
    return analyze_recording(recording(track), settings, context, EXACT)[0]


def told(shifts: list[float], settings: SetSettings, context: LoadContext) -> SetReport:
    """The same set as a report made by hand: quick, for what does not concern the pipeline."""
    reps = tuple(build_rep(number, (0.0, 0.0, shift, NAN)) for number, shift in enumerate(shifts, start=1))
    advice = advise_on_load(reps, summarize_set(reps, 0), build_camera(), settings, context)
    return build_report(reps, settings, build_camera(), advice=advice)


@dataclass
class FilmedFirst:
    """The first weeks from built tracks, through the whole pipeline; the rest by hand, for time's sake."""

    left: int = 18

    def __call__(self, shifts: list[float], settings: SetSettings, context: LoadContext) -> SetReport:
        self.left -= 1
        return (filmed if self.left >= 0 else told)(shifts, settings, context)


@dataclass(frozen=True)
class Person:
    """Whom the simulation trains.

    clean_load   up to here reps are even on day 0 (kg), and so much more each day
    weak_shift   where a rep beyond that goes, percent, + = left: from the weaker leg to the stronger
    pain_days    answers the morning's question with yes
    """

    lifter: Lifter = Lifter("sim", lifts=("squat",))
    one_rm: float = 100.0
    first_load: float = 80.0
    clean_load: float = 62.0
    clean_load_a_day: float = 0.5
    weak_shift: float = 21.0
    pain_days: tuple[int, ...] = (100,)
    seed: int = 1


@dataclass
class Life:
    """What happened: the log, the plan of every morning, every set with its facts."""

    person: Person
    records: Records
    plans: dict[int, TodayPlan] = field(default_factory=dict)
    contexts: list[LoadContext] = field(default_factory=list)
    reports: list[SetReport] = field(default_factory=list)


def live(person: Person, camera: Camera, days: int = DAYS) -> Life:
    """Every day: the question, the plan, and what it asks for."""
    life = Life(person, log(one_rms=(one_rm(person.one_rm),)))
    chance = np.random.default_rng(person.seed)
    for day in range(days):
        answer = pain(day, 7.0) if day in person.pain_days else no_pain(day, 7.0)
        _keep(life, pains=(answer,))
        plan = today(person.lifter, life.records, at(day, 8.0))
        life.plans[day] = plan
        if plan.gate is Gate.CLEAR:
            _homework(life, plan, day)
            for task in plan.part(ProgrammePart.BILATERAL).tasks:
                _train(life, task, day, camera, chance)
    return life


def _keep(life: Life, **more: tuple[object, ...]) -> None:
    known = {name: (*getattr(life.records, name), *new) for name, new in more.items()}
    life.records = replace(life.records, **known)  # type: ignore[arg-type]


def _homework(life: Life, plan: TodayPlan, day: int) -> None:
    """Holds, drills, bands, single-leg work as asked, and a hip test without findings."""
    done = []
    for part in (
        ProgrammePart.ISOMETRICS,
        ProgrammePart.DRILLS,
        ProgrammePart.BANDS,
        ProgrammePart.SINGLE_LEG,
    ):
        for task in plan.part(part).tasks:
            if part is ProgrammePart.ISOMETRICS:
                done.append(_entry(task, day, holds=task.sets, seconds=task.seconds))
            else:
                done += [_entry(task, day, reps=task.reps[0]) for _ in range(task.sets)]
    directions = {task.exercise for task in plan.part(ProgrammePart.MOBILITY).tasks}
    hips = [
        record
        for name in sorted(directions)
        if name.startswith("mobility_")
        for record in measured(day, Direction(name.removeprefix("mobility_")), (40.0,) * 3, (41.0,) * 3)
    ]
    _keep(life, exercises=tuple(done), mobility=tuple(hips))


def _entry(task: Task, day: int, **amount: float) -> ExerciseRecord:
    return ExerciseRecord(next_id(), at(day, 9.0), task.exercise, task.side, **amount)  # type: ignore[arg-type]


def _train(life: Life, task: Task, day: int, camera: Camera, chance: np.random.Generator) -> None:
    """As many sets as the plan asks for, each with the load that the one before allowed; stops when told."""
    person = life.person
    load = task.load if any(one.lift == task.exercise for one in life.records.sets) else person.first_load
    for number in range(task.sets):
        if load is None:
            return
        now = at(day, 17.0 + number / 10)
        context = load_context(person.lifter, life.records, task.exercise, now, load)
        facts = settings_for(person.lifter, life.records, task.exercise, load, now)
        report = camera(_shifts(person, load, day, chance), facts, context)
        occasion = Occasion(next_id(), now, session_at(life.records, now), feedback=task.feedback)
        _keep(life, sets=(set_record(report, occasion),))
        life.contexts.append(context)
        life.reports.append(report)
        # what may be lifted more is for the next session; what must come down comes down at once
        load = report.advice.new_load if report.advice.action is Action.LOWER else load


def _shifts(person: Person, load: float, day: int, chance: np.random.Generator) -> list[float]:
    """Lateral shift of each rep; the further above what is clean, the more of them go to the strong side."""
    beyond = load - (person.clean_load + person.clean_load_a_day * day)
    uneven = 1.0 / (1.0 + np.exp(-(beyond - 4.0) / 2.5)) if person.weak_shift else 0.0
    return [
        round(
            float(
                person.weak_shift + chance.normal(0, 1.5) if chance.random() < uneven else chance.normal(2, 2)
            ),
            2,
        )
        for _ in range(REPS)
    ]
