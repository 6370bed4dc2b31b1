"""What is saved of a lifter's training, as plain values: history stores these, everything else uses them.

Every time is the lifter's own wall time without a zone: "today" is what the clock on the wall says. Every
record has an `id`, a text chosen by whatever stores it; it only orders records of the same time.

The field names are the columns of the history and the keys of its exports: a renamed field is a new format.
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
    """How marked the imbalance is; it sets the milestone of the calendar.

    References
    ----------
    Up to 4 weeks if mild, up to 3 months if severe: the glute-imbalance article (docs/sources.md).
    """

    MILD = "mild"
    SEVERE = "severe"


@dataclass(frozen=True)
class ReadValue:
    """One quantity of one rep that was measured.

    Attributes
    ----------
    pct
        Percent, + = left, as in docs/measurement.md section 3.
    low_pct, high_pct
        Its 95 % interval.
    standing
        Whether it was graded or only shown.
    """

    pct: float
    low_pct: float
    high_pct: float
    standing: Standing = Standing.GRADED


@dataclass(frozen=True)
class RepRecord:
    """One repetition.

    Attributes
    ----------
    rep
        1-based number within the set.
    grade
        Even (`good`), uneven (`bad`) or not graded.
    flags
        As in RepReport: `close_call`, `watch`, `both_knees_in`, `left_out:<quantity>`.
    values
        What was measured; any other quantity is absent, never 0.
    pelvic_drop_deg
        Single-leg lifts: degrees, + = the free side's hip is lower; None where not measured.
    side
        Single-leg lifts: the leg that the camera saw stand; None elsewhere or where unclear.
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

    Attributes
    ----------
    id, at
        Its key in the history, and when it was done.
    session
        Sets of one training session share a number; later sessions have higher ones.
    lift
        Key of the lift: "squat", "goblet_squat", "deadlift", "rdl", "hip_thrust", "back_extension",
        "single_leg_squat", "step_down", "split_squat".
    load, unit
        On the bar or held; 0 is bodyweight, None: not entered.
    reps
        In order of time.
    side
        The working leg of a single-leg lift, where it was entered; else each rep has its own
        (`collect_leg_reps`).
    view
        From where it was filmed.
    feedback
        The lifter saw or heard the grades during the set.
    pain
        The lifter felt pain, or pressed stop because of it.
    check
        A light set that was repeated as it was, to learn how far the numbers scatter.
    gradable
        The camera allowed grading.
    action, advised_load, reasons
        The advice after the set; its load is in `unit`, None where it names none.

    Raises
    ------
    RecordError
        The time has a zone, or the load is out of range.
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
        """Number of even reps."""
        return sum(rep.grade is Grade.GOOD for rep in self.reps)

    @property
    def bad(self) -> int:
        """Number of uneven reps."""
        return sum(rep.grade is Grade.BAD for rep in self.reps)

    @property
    def graded(self) -> int:
        """Number of reps that could be graded."""
        return self.good + self.bad


@dataclass(frozen=True)
class PainRecord:
    """An answer to "Any pain in movement?", or pain reported at any other time.

    Attributes
    ----------
    id, at
        Its key in the history, and when it was reported.
    pain
        Yes or no.
    level
        0–10; None where the lifter gave none.
    where
        In the lifter's own words.

    Raises
    ------
    RecordError
        The time has a zone, or the level is out of range.
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
    """Work for the programme that is not a graded set: holds, drills, bands, core, stretching.

    Attributes
    ----------
    id, at
        Its key in the history, and when it was done.
    exercise
        Key of a row of `exercises.EXERCISES`.
    side
        The side that worked; None for both together.
    reps, holds, seconds
        How much; 0 where it does not apply. `seconds` is the length of one hold, plank or massage.
    clean_reps
        Of `reps`; None where they were not counted.
    load, unit
        None: not entered.
    form_failed
        It was ended because the form failed.
    felt
        The lifter felt the glute work; None: no answer.
    by_camera
        The camera counted.
    direction
        Massage and stretching: the restricted direction they were for.

    Raises
    ------
    RecordError
        The time has a zone, or a number is out of range.
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
    """What was entered about the programme itself.

    Attributes
    ----------
    started
        Its first day, day 0; None: not started yet.
    severity
        As entered by the lifter or a professional; None: judged from the measurements.
    """

    started: date | None = None
    severity: Severity | None = None


@dataclass(frozen=True)
class Records:
    """Everything saved of one lifter; each kind is sorted by time when the object is made.

    Attributes
    ----------
    sets, pains, exercises, side_tests, mobility, one_rms, body_masses
        The log, one tuple for each kind of record.
    programme
        First day and severity.
    """

    sets: tuple[SetRecord, ...] = ()
    pains: tuple[PainRecord, ...] = ()
    exercises: tuple[ExerciseRecord, ...] = ()
    side_tests: tuple[SideTestRecord, ...] = ()
    mobility: tuple[MobilityRecord, ...] = ()
    one_rms: tuple[OneRmRecord, ...] = ()
    body_masses: tuple[BodyMassRecord, ...] = ()
    programme: ProgrammeRecord = ProgrammeRecord()

    def __post_init__(self) -> None:
        # Sorted here, so that the order in which a log was entered can never change a plan or an advice.
        for name in _TIMED:
            object.__setattr__(self, name, tuple(_sort_records(getattr(self, name))))

    def select_until(self, now: datetime) -> "Records":
        """Select the records up to a time, so that a day in the past can be planned as it was then.

        Parameters
        ----------
        now
            Wall time; records of that very moment are included.

        Returns
        -------
        Records
            The programme stays as it is today: it has no history of its own.
        """
        earlier = {name: tuple(one for one in getattr(self, name) if one.at <= now) for name in _TIMED}
        return Records(programme=self.programme, **earlier)


# The fields of Records that hold records with a time.
_TIMED = ("sets", "pains", "exercises", "side_tests", "mobility", "one_rms", "body_masses")

_AnyRecord = (
    SetRecord | PainRecord | ExerciseRecord | SideTestRecord | MobilityRecord | OneRmRecord | BodyMassRecord
)


def _sort_records(records: Iterable[_AnyRecord]) -> list[_AnyRecord]:
    """By time; those of the same time by id."""
    return sorted(records, key=lambda record: (record.at, record.id))
