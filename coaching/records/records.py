"""What is kept of a lifter's training, as plain values: history stores these, everything else reads them.

Every time is the lifter's own wall time without a zone: "today" is what the clock on the wall says. Every
record has an `id`, a text that its keeper chose; it decides only the order of records with the same time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from analysis.report.types import Action, Grade, Standing
from analysis.settings import Unit, View
from coaching.records.measurements import BodyMassRecord as BodyMassRecord
from coaching.records.measurements import Direction as Direction
from coaching.records.measurements import MobilityRecord as MobilityRecord
from coaching.records.measurements import OneRmRecord as OneRmRecord
from coaching.records.measurements import SideTestRecord as SideTestRecord
from coaching.records.validation import check_range, check_wall_time


class Severity(StrEnum):
    """How marked the imbalance is; it sets the milestone."""

    MILD = "mild"
    SEVERE = "severe"


@dataclass(frozen=True)
class ReadValue:
    """One quantity of one rep that was read: percent, + = left, with its 95 % interval."""

    pct: float
    low_pct: float
    high_pct: float
    standing: Standing = Standing.GRADED


@dataclass(frozen=True)
class RepRecord:
    """One repetition.

    flags            as in RepReport: `close_call`, `watch`, `both_knees_in`, `left_out:<quantity>`
    values           what was read; a quantity that was not is absent, never 0
    pelvic_drop_deg  single-leg lifts: drop of the free side's hip, degrees; None where not measured
    side             single-leg lifts: the leg that the camera saw stand; None elsewhere or where unclear
    """

    rep: int
    grade: Grade
    flags: tuple[str, ...] = ()
    values: dict[Quantity, ReadValue] = field(default_factory=dict)
    pelvic_drop_deg: float | None = None
    side: Side | None = None


@dataclass(frozen=True)
class SetRecord:
    """One set.

    session   sets of one training share a number; later trainings have higher ones
    lift      key of the lift: "squat", "goblet_squat", "deadlift", "rdl", "hip_thrust", "back_extension",
              "single_leg_squat", "step_down", "split_squat"
    side      the working leg of a single-leg lift, where it was told; else the reps tell (coaching/records/single_leg_reps.py)
    load      on the bar or held, in `unit`; 0 is bodyweight; None: not told
    feedback  the lifter saw or heard the grades during the set
    pain      the lifter felt pain, or pressed stop for it
    check     a light set that was repeated as it was, to learn how far the numbers scatter
    gradable  the camera allowed grading
    action, advised_load, reasons   the advice that was given after the set
    """

    id: str
    at: datetime
    session: int
    lift: str
    load: float | None
    unit: Unit
    reps: tuple[RepRecord, ...] = ()
    side: Side | None = None
    view: View = View.UNKNOWN
    feedback: bool = True
    pain: bool = False
    check: bool = False
    gradable: bool = True
    action: Action = Action.NONE
    advised_load: float | None = None
    reasons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_wall_time(self.at)
        check_range("load", self.load, 0, 2000)

    @property
    def good(self) -> int:
        return sum(rep.grade is Grade.GOOD for rep in self.reps)

    @property
    def bad(self) -> int:
        return sum(rep.grade is Grade.BAD for rep in self.reps)

    @property
    def graded(self) -> int:
        return self.good + self.bad


@dataclass(frozen=True)
class PainRecord:
    """An answer to "Any pain in movement?", or pain told at any other time.

    level  0–10 if the lifter gave one
    where  in the lifter's own words
    """

    id: str
    at: datetime
    pain: bool
    level: int | None = None
    where: str = ""

    def __post_init__(self) -> None:
        check_wall_time(self.at)
        check_range("level", self.level, 0, 10)


@dataclass(frozen=True)
class ExerciseRecord:
    """Something done for the programme that is no graded set: holds, drills, bands, core, stretching.

    exercise     key of a row of `exercises.EXERCISES`
    side         the side that worked; None for both together
    reps, holds, seconds   how much; 0 where it does not apply. `seconds` is the length of one hold, of
                 a plank, of a massage
    clean_reps   of `reps`; None where nobody counted
    form_failed  it was ended because the form failed
    felt         the lifter felt the glute work; None: not asked
    by_camera    the camera counted
    direction    massage and stretching: the restricted direction they were for
    """

    id: str
    at: datetime
    exercise: str
    side: Side | None = None
    reps: int = 0
    holds: int = 0
    seconds: float = 0.0
    clean_reps: int | None = None
    load: float | None = None
    unit: Unit = Unit.KG
    form_failed: bool = False
    felt: bool | None = None
    by_camera: bool = False
    direction: Direction | None = None

    def __post_init__(self) -> None:
        check_wall_time(self.at)
        for name, most in (("reps", 1000), ("holds", 1000), ("seconds", 7200), ("load", 2000)):
            check_range(name, getattr(self, name), 0, most)
        check_range("clean_reps", self.clean_reps, 0, self.reps)


@dataclass(frozen=True)
class ProgrammeRecord:
    """What the lifter told of the programme itself.

    started   its first day (day 0); None: not begun, there is history only
    severity  as told by the lifter or a professional; None: judged from the measurements
    """

    started: date | None = None
    severity: Severity | None = None


@dataclass(frozen=True)
class Records:
    """Everything kept of one lifter, each kind in order of time."""

    sets: tuple[SetRecord, ...] = ()
    pains: tuple[PainRecord, ...] = ()
    exercises: tuple[ExerciseRecord, ...] = ()
    side_tests: tuple[SideTestRecord, ...] = ()
    mobility: tuple[MobilityRecord, ...] = ()
    one_rms: tuple[OneRmRecord, ...] = ()
    body_masses: tuple[BodyMassRecord, ...] = ()
    programme: ProgrammeRecord = ProgrammeRecord()

    def __post_init__(self) -> None:
        for name in TIMED:
            object.__setattr__(self, name, tuple(sort_records(getattr(self, name))))

    def select_until(self, now: datetime) -> "Records":
        """What was known at that time; the programme is as it is today."""
        known = {name: tuple(one for one in getattr(self, name) if one.at <= now) for name in TIMED}
        return Records(programme=self.programme, **known)


TIMED = ("sets", "pains", "exercises", "side_tests", "mobility", "one_rms", "body_masses")
"""The fields of Records that hold records with a time."""

AnyRecord = (
    SetRecord | PainRecord | ExerciseRecord | SideTestRecord | MobilityRecord | OneRmRecord | BodyMassRecord
)


def sort_records(records: Iterable[AnyRecord]) -> list[AnyRecord]:
    """By time; those of the same time by id."""
    return sorted(records, key=lambda record: (record.at, record.id))
