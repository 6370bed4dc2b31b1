"""The report: everything that is known about one set, as plain values. JSON, tables, pages are made of it."""

from dataclasses import dataclass
from enum import StrEnum
from math import nan

import numpy as np
from numpy.typing import NDArray

from analysis.pose.landmarks import Side
from analysis.pose.track import ClipInfo, FloatArray, ModelInfo
from analysis.quantities.definitions import Quantity
from analysis.settings import SetSettings, Unit, View


class Grade(StrEnum):
    """Even, uneven, or not judged."""

    GOOD = "good"
    BAD = "bad"
    UNGRADED = "ungraded"


class Phase(StrEnum):
    """The half of a rep."""

    DOWN = "down"
    UP = "up"


class Action(StrEnum):
    """What to do with the load."""

    KEEP = "keep"
    END_SET = "end_set"
    LOWER = "lower"
    MAY_RAISE = "may_raise"
    NONE = "none"


class Standing(StrEnum):
    """What a quantity's value may be used for."""

    GRADED = "graded"
    INDICATION = "indication"  # shown with its interval; bad only where the interval excludes the threshold
    UNGRADED = "ungraded"  # NaN, with the reason


@dataclass(frozen=True)
class Value:
    """One quantity of one rep. NaN where ungraded.

    Attributes
    ----------
    pct, low_pct, high_pct
        estimate and its 95 % interval, percent, + = the lifter's left
    deg
        the angle, degrees, for quantities that are one; else NaN
    phase
        the half of the rep whose mean was the larger; None where ungraded
    reason
        why it is not graded; "" where it is
    """

    quantity: Quantity
    pct: float
    low_pct: float
    high_pct: float
    deg: float
    phase: Phase | None
    standing: Standing
    reason: str = ""

    @property
    def side(self) -> Side | None:
        return Side.from_sign(self.pct)


@dataclass(frozen=True)
class RepReport:
    """One repetition. Times in seconds of the clip, depth in percent of standing hip height.

    Attributes
    ----------
    reasons
        for bad: the faults in words; for ungraded: why not
    flags
        `close_call`, `watch`, `left_out:<quantity>`, `both_knees_in`
    split_left_pct
        estimated share of the load on the left foot, percent (50 = even); NaN if unknown
    knee_separation_ratio
        knee distance at depth / the set's good reps'; NaN if unknown
    trunk_lean_deg
        side lean of the trunk at depth against standing, + = to the left; never graded
    pelvis_shift_pct
        mid-hip offset per half stance at depth against standing, + = left; never graded
    fppa_left_deg, fppa_right_deg
        frontal-plane projection angle, + = knee in, over the frames in which the projected thigh is
        at least 60 % of its standing length; NaN elsewhere
    hip_line_deg
        tilt of the hip line at depth against standing, as read, + = left hip lower; never graded, and
        about half of the true tilt; NaN in lifts that don't show it
    side
        the leg stood on (or in front), in lifts on one leg; None elsewhere, or where unclear
    pelvic_drop_deg, _low_, _high_
        the free hip below that of the standing leg, at depth against standing on both feet, with its
        95 % interval; a screening number, never graded; NaN where not read
    """

    rep: int
    start_s: float
    bottom_s: float
    end_s: float
    down_s: float
    up_s: float
    depth_pct: float
    grade: Grade
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    values: dict[Quantity, Value]
    split_left_pct: float
    knee_separation_ratio: float
    trunk_lean_deg: float
    pelvis_shift_pct: float
    fppa_left_deg: float
    fppa_right_deg: float
    hip_line_deg: float = nan
    side: Side | None = None
    pelvic_drop_deg: float = nan
    pelvic_drop_low_deg: float = nan
    pelvic_drop_high_deg: float = nan


@dataclass(frozen=True)
class CameraReport:
    """What the camera allows to be graded. Angles in degrees; NaN where they could not be estimated.

    Attributes
    ----------
    roll_deg
        + = the picture has to be turned clockwise to be level
    yaw_deg
        + = the camera stands to the lifter's left of straight in front (or straight behind)
    reasons
        sentences: why nothing is graded (empty when gradable), with what to change
    warnings
        sentences: what widened the intervals or left a quantity out
    """

    view: View
    roll_deg: float
    yaw_deg: float
    yaw_sd_deg: float
    person_height_pct: float
    frame_rate: float
    gradable: bool
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class SideClaim:
    """Whether a set leans to one side. `side` is None when inconsistent or too few reps.

    Attributes
    ----------
    sentence
        "You shift to your left (12 % on average, 6 of 6 reps)." or why no claim is made
    """

    quantity: Quantity
    side: Side | None
    mean_pct: float
    standard_error_pct: float
    same_side_share: float
    reps: int
    sentence: str


@dataclass(frozen=True)
class SideSummary:
    """One leg's reps in a lift on one leg.

    Attributes
    ----------
    clean
        reps whose pelvic drop was read and is not flagged
    unread
        reps whose pelvic drop could not be read; both are 0 in a lift that has none
    depth_pct, pelvic_drop_deg
        means over its reps; the interval does not shrink with their number
    """

    side: Side
    reps: int
    clean: int
    unread: int
    depth_pct: float
    pelvic_drop_deg: float
    pelvic_drop_low_deg: float
    pelvic_drop_high_deg: float


@dataclass(frozen=True)
class SetSummary:
    """Counts and means of a set. Means are over graded reps, percent, + = left; NaN without any."""

    reps: int
    good: int
    bad: int
    ungraded: int
    incomplete: int
    mean_pct: dict[Quantity, float]
    claims: dict[Quantity, SideClaim]


@dataclass(frozen=True)
class Advice:
    """What to do with the load, and why in numbers. `new_load` in `unit`, None when none is named."""

    action: Action
    new_load: float | None
    unit: Unit
    reasons: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class FrameSeries:
    """The set frame by frame, for charts, the overlay and the per-frame table. Unseen is NaN.

    Attributes
    ----------
    time_s
        (T,)  s, of the clip
    depth_pct
        (T,)  percent of standing hip height
    rep
        (T,)  number of the rep a frame belongs to, 0 between reps
    standing
        (T,)  True where the frame serves as quiet-standing baseline
    pct
        quantity -> (T,) percent, + = left; single frames jitter, so they are never graded
    """

    time_s: FloatArray
    depth_pct: FloatArray
    rep: NDArray[np.int64]
    standing: NDArray[np.bool_]
    pct: dict[Quantity, FloatArray]


@dataclass(frozen=True)
class SetReport:
    """All that is known of one set: one shot of one clip.

    Attributes
    ----------
    shot, shots
        1-based number of the shot within the clip; a clip without cuts is shot 1 of 1
    frames
        frame by frame; never part of the JSON
    corrections
        sentences: what the person put right by hand; the warnings begin with them
    measured_by
        the calibration that turned readings into numbers
    sides
        each leg's reps in a lift on one leg, left first; empty in all others
    """

    clip: ClipInfo
    model: ModelInfo
    settings: SetSettings
    camera: CameraReport
    reps: tuple[RepReport, ...]
    summary: SetSummary
    advice: Advice
    warnings: tuple[str, ...]
    frames: FrameSeries
    shot: int = 1
    shots: int = 1
    corrections: tuple[str, ...] = ()
    measured_by: str = ""
    sides: tuple[SideSummary, ...] = ()
