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
    """Clean repetitions of one single-leg exercise on each side, each ended when the form failed."""

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
    """One direction of one hip: the angle of each trial, degrees.

    by_camera  measured in the picture; else typed from a goniometer
    retest     taken right after massage and stretching
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
            raise RecordError("Give the angle of at least one trial, in degrees.")
        for angle in self.trials_deg:
            check_range("trial", angle, -30, 180)


@dataclass(frozen=True)
class OneRmRecord:
    """What the lifter can lift once: `reps` = 1, or the most reps (2–10) of a hard set with it."""

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
            raise RecordError("Give a set of 1 to 10 reps: more do not tell what can be lifted once.")


@dataclass(frozen=True)
class BodyMassRecord:
    """The lifter's mass, in `unit`."""

    id: str
    at: datetime
    mass: float
    unit: Unit

    def __post_init__(self) -> None:
        check_wall_time(self.at)
        check_range("mass", self.mass, 20, 800)
