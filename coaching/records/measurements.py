"""What a lifter measures now and then: hip mobility, clean reps of each leg, the 1RM, body mass."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from analysis.errors import RecordError
from analysis.pose.landmarks import Side
from analysis.settings import Unit
from coaching.records.validation import check_range, check_wall_time


class Direction(StrEnum):
    """The six ways a hip is moved in the mobility test."""

    FLEXION = "flexion"
    EXTENSION = "extension"
    ABDUCTION = "abduction"
    ADDUCTION = "adduction"
    INTERNAL_ROTATION = "internal_rotation"
    EXTERNAL_ROTATION = "external_rotation"


@dataclass(frozen=True)
class SideTestRecord:
    """Clean repetitions of one single-leg exercise on each side, each ended when the form failed.

    Attributes
    ----------
    id, at
        Its key in the history, and when it was done.
    exercise
        Key of the exercise, the same for both sides.
    left_clean, right_clean
        Reps up to the failure of form, 0–1000.
    by_camera
        The camera counted.

    Raises
    ------
    RecordError
        The time has a zone, or a number is out of range.
    """

    id: str
    at: datetime
    exercise: str
    left_clean: int
    right_clean: int
    by_camera: bool = False

    def __post_init__(self) -> None:
        check_wall_time(self.at)
        check_range("left_clean", self.left_clean, 0, 1000)
        check_range("right_clean", self.right_clean, 0, 1000)


@dataclass(frozen=True)
class MobilityRecord:
    """One direction of one hip.

    Attributes
    ----------
    id, at
        Its key in the history, and when it was measured.
    direction, side
        Which movement of which hip.
    trials_deg
        The angle of each trial, degrees, −30 to 180.
    by_camera
        Measured in the image; else typed from a goniometer.
    retest
        Taken right after massage and stretching.

    Raises
    ------
    RecordError
        The time has a zone, there is no trial, or an angle is out of range.
    """

    id: str
    at: datetime
    direction: Direction
    side: Side
    trials_deg: tuple[float, ...]
    by_camera: bool = False
    retest: bool = False

    def __post_init__(self) -> None:
        check_wall_time(self.at)
        if not self.trials_deg:
            raise RecordError("Enter the angle of at least one trial, in degrees.")
        # Below zero: a stiff hip may not reach the neutral position. Above 180° it is a typing error.
        for angle in self.trials_deg:
            check_range("trial", angle, -30, 180)


@dataclass(frozen=True)
class OneRmRecord:
    """A tested one-repetition maximum, or a hard set from which it is estimated.

    Attributes
    ----------
    id, at
        Its key in the history, and when it was done.
    lift
        Key of the lift.
    load, unit
        What was lifted.
    reps
        1 for a tested maximum; 2–10: the most reps that were possible with this load.

    Raises
    ------
    RecordError
        The time has a zone, or a number is out of range.
    """

    id: str
    at: datetime
    lift: str
    load: float
    unit: Unit
    reps: int = 1

    def __post_init__(self) -> None:
        check_wall_time(self.at)
        check_range("load", self.load, 0, 2000)
        if not 1 <= self.reps <= 10:
            raise RecordError("Enter a set of 1 to 10 reps: a 1RM cannot be estimated from more.")


@dataclass(frozen=True)
class BodyMassRecord:
    """The lifter's body mass on one day.

    Attributes
    ----------
    id, at
        Its key in the history, and when it was measured.
    mass, unit
        20–800, in that unit.

    Raises
    ------
    RecordError
        The time has a zone, or the mass is out of range.
    """

    id: str
    at: datetime
    mass: float
    unit: Unit

    def __post_init__(self) -> None:
        check_wall_time(self.at)
        check_range("mass", self.mass, 20, 800)
