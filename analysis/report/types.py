"""The report: everything that is known about one set, as plain values. JSON, tables, pages use it."""

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
    """Even (`good`), uneven (`bad`) or not graded. Data says good and bad, sentences even and uneven."""

    GOOD = "good"
    BAD = "bad"
    UNGRADED = "ungraded"


class Phase(StrEnum):
    """The half of a rep: down or up."""

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
    """What a quantity's value may be used for: graded, shown as an indication, or not measured."""

    GRADED = "graded"
    INDICATION = "indication"  # shown with its interval; bad only where the interval excludes the threshold
    UNGRADED = "ungraded"  # NaN, with the reason


@dataclass(frozen=True)
class Value:
    """One quantity of one rep. NaN where ungraded.

    Attributes
    ----------
    quantity
        Which one.
    pct, low_pct, high_pct
        Estimate and its 95 % interval, percent, + = the lifter's left.
    deg
        The angle, degrees, for quantities that are one; else NaN.
    phase
        The half of the rep whose mean was the larger; None where ungraded.
    standing
        What the value may be used for.
    reason
        Why it is not graded; "" where it is.
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
        """The side that the value points to; None for 0 and NaN."""
        return Side.from_sign(self.pct)


@dataclass(frozen=True)
class RepReport:
    """One repetition. Times in seconds of the clip, angles in degrees, NaN where unknown.

    Attributes
    ----------
    rep
        Number within the set, from 1.
    start_s, bottom_s, end_s, down_s, up_s
        s. Times in the clip, and how long the way down and up took.
    depth_pct
        Percent of standing hip height, or of what the lift's row says.
    grade, reasons
        Even, uneven or ungraded; the faults in words, or why it is not graded.
    flags
        `close_call`, `watch`, `left_out:<quantity>`, `both_knees_in`, `pelvic_drop`.
    values
        Every quantity -> its value.
    split_left_pct
        Estimated share of the load on the left foot, percent (50 = even).
    knee_separation_ratio
        Knee distance at depth / that of the set's even reps.
    trunk_lean_deg
        Side lean of the trunk at depth against standing, + = to the left; never graded.
    pelvis_shift_pct
        Mid-hip offset per half stance at depth against standing, + = left; never graded.
    fppa_left_deg, fppa_right_deg
        Frontal-plane projection angle, + = knee in, over the frames in which the projected thigh is at least
        60 % of its standing length.
    hip_line_deg
        Tilt of the hip line at depth against standing, before calibration, + = left hip lower; never graded,
        and about half of the true tilt; NaN in lifts that don't show it.
    side
        The leg stood on (or in front), in lifts on one leg; None elsewhere, or where unclear.
    pelvic_drop_deg, pelvic_drop_low_deg, pelvic_drop_high_deg
        The free hip below that of the standing leg, at depth against standing on both feet, with its 95 %
        interval; a screening number, never graded.
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
    view
        Where the lifter was filmed from.
    roll_deg
        + = the image has to be turned clockwise to be level.
    yaw_deg, yaw_sd_deg
        + = the camera stands to the lifter's left of straight in front (or straight behind); its standard
        error.
    person_height_pct
        Percent of the image height that the standing lifter fills.
    frame_rate
        Median frames per second.
    gradable, reasons
        Whether anything is graded; sentences why not, with what to change.
    warnings
        Sentences: what widened the intervals or left a quantity out.
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
    """Whether a set leans to one side, in one quantity.

    Attributes
    ----------
    quantity
        Which one.
    side
        None when inconsistent or for too few reps.
    mean_pct, standard_error_pct
        Mean over the graded reps, percent, + = left, and its standard error in percentage points.
    same_side_share
        Share of the reps on the side of the mean, 0..1.
    reps
        Number of graded reps.
    sentence
        "You shift to your left (12 % on average, 6 of 6 reps)." or why no side is named.
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
    side, reps
        The leg, and its number of reps.
    clean
        Reps whose pelvic drop was measured and is not flagged.
    unread
        Reps whose pelvic drop could not be measured; both are 0 in a lift without this screening.
    depth_pct, pelvic_drop_deg, pelvic_drop_low_deg, pelvic_drop_high_deg
        Means over its reps, percent and degrees; the interval does not shrink with their number.
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
    """Counts and means of a set.

    Attributes
    ----------
    reps, good, bad, ungraded, incomplete
        Number of reps in all, even, uneven, ungraded, and cut off by the clip.
    mean_pct
        Quantity -> mean over graded reps, percent, + = left; NaN without any.
    claims
        Quantity -> whether the set leans to one side.
    """

    reps: int
    good: int
    bad: int
    ungraded: int
    incomplete: int
    mean_pct: dict[Quantity, float]
    claims: dict[Quantity, SideClaim]


@dataclass(frozen=True)
class Advice:
    """What to do with the load, and why in numbers.

    Attributes
    ----------
    action
        Keep, end the set, lower, may raise, or no advice.
    new_load, unit
        The load to use next; None when none is named.
    reasons
        Sentences.
    """

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
        (T,) s, of the clip.
    depth_pct
        (T,) percent of standing hip height.
    rep
        (T,) number of the rep a frame belongs to, 0 between reps.
    standing
        (T,) True where the frame serves as quiet-standing baseline.
    pct
        Quantity -> (T,) percent, + = left; single frames jitter, so they are never graded.
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
    clip, model, settings
        What was filmed, which pose model detected the landmarks, and what the person entered.
    camera, reps, summary, advice
        What the camera allows, every repetition, their counts and means, and the load advice.
    warnings
        Sentences about what was left out or is less certain, those about corrections first.
    frames
        Frame by frame; never part of the JSON.
    shot, shots
        1-based number of the shot within the clip; a clip without cuts is shot 1 of 1.
    corrections
        Sentences: what the person changed by hand.
    measured_by
        Name of the calibration.
    sides
        Each leg's reps in a lift on one leg, left first; empty in all others.
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
