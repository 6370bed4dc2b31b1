"""Training logs written by hand, so that a test says in one line what happened and when."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count

from analysis.landmarks import Side
from analysis.quantities import Quantity
from analysis.report_types import Action, Grade
from analysis.settings import Unit, View
from coaching.lifter import Lifter
from coaching.records import (
    Direction,
    ExerciseRecord,
    MobilityRecord,
    OneRmRecord,
    PainRecord,
    ProgrammeRecord,
    ReadValue,
    Records,
    RepRecord,
    SetRecord,
    SideTestRecord,
)

START = date(2026, 1, 5)  # a Monday
LIFTER = Lifter("ann", "Ann")
PROGRAMME = ProgrammeRecord(START)
NUMBER = count()


def at(day: float, hour: float = 10.0) -> datetime:
    """That hour of that day of the programme."""
    return datetime(START.year, START.month, START.day) + timedelta(days=day, hours=hour)


def next_id() -> str:
    return f"{next(NUMBER):06d}"


def read(pct: float, half: float = 2.0) -> ReadValue:
    return ReadValue(pct, pct - half, pct + half)


def reps(good: int, bad: int = 0, good_pct: float = 0.0, bad_pct: float = 20.0) -> tuple[RepRecord, ...]:
    """Good reps first; every quantity but lateral shift is even, and that is as told."""
    grades = [Grade.GOOD] * good + [Grade.BAD] * bad
    return tuple(
        RepRecord(
            number,
            grade,
            (),
            {
                Quantity.HIP_DROP: read(0.5),
                Quantity.LATERAL_SHIFT: read(good_pct if grade is Grade.GOOD else bad_pct),
            },
        )
        for number, grade in enumerate(grades, start=1)
    )


def a_set(
    day: float, load: float | None = 60.0, good: int = 10, bad: int = 0, **changes: object
) -> SetRecord:
    """A squat with feedback off on that day; the session is the day's number."""
    shift = {key: changes.pop(key) for key in ("good_pct", "bad_pct") if key in changes}
    known: dict[str, object] = {
        "id": next_id(),
        "at": at(day),
        "session": int(day) + 1,
        "lift": "squat",
        "load": load,
        "unit": Unit.KG,
        "reps": reps(good, bad, **shift),  # type: ignore[arg-type]
        "view": View.FRONT,
        "feedback": False,
        "action": Action.KEEP,
        "advised_load": load,
    }
    return SetRecord(**(known | changes))  # type: ignore[arg-type]


def dropping(side: Side, deg: float, count: int) -> tuple[RepRecord, ...]:
    """Reps on one leg, as the camera gives them: not graded, the pelvis dropping by so much."""
    numbers = range(1, count + 1)
    return tuple(RepRecord(number, Grade.UNGRADED, pelvic_drop_deg=deg, side=side) for number in numbers)


def no_pain(day: float, hour: float = 8.0) -> PainRecord:
    return PainRecord(next_id(), at(day, hour), False)


def pain(day: float, hour: float = 8.0, level: int | None = 4) -> PainRecord:
    return PainRecord(next_id(), at(day, hour), True, level)


def did(day: float, exercise: str, side: Side | None = Side.LEFT, **amount: object) -> ExerciseRecord:
    return ExerciseRecord(next_id(), at(day, 9.0), exercise, side, **amount)  # type: ignore[arg-type]


def side_test(day: float, left: int, right: int) -> SideTestRecord:
    return SideTestRecord(next_id(), at(day, 11.0), "step_up", left, right)


def measured(
    day: float, direction: Direction, left: Sequence[float], right: Sequence[float], **more: object
) -> tuple[MobilityRecord, MobilityRecord]:
    """Both hips, the trials of each."""
    one, other = (
        MobilityRecord(next_id(), at(day, 12.0), direction, side, tuple(trials), **more)  # type: ignore[arg-type]
        for side, trials in ((Side.LEFT, left), (Side.RIGHT, right))
    )
    return one, other


def one_rm(load: float, day: float = 0.0, lift: str = "squat", count: int = 1) -> OneRmRecord:
    return OneRmRecord(next_id(), at(day, 7.0), lift, load, Unit.KG, count)


def log(**known: object) -> Records:
    """Records of a programme that began on day 0."""
    return Records(**({"programme": PROGRAMME} | known))  # type: ignore[arg-type]


def leaning(days: Sequence[int], pct: float, load: float = 60.0, good: int = 10) -> tuple[SetRecord, ...]:
    """One set a day that shifts so far, + = left; beyond 15 % its reps are bad."""
    even = abs(pct) <= 15
    return tuple(
        a_set(day, load, good if even else 0, 0 if even else good, good_pct=pct, bad_pct=pct) for day in days
    )
