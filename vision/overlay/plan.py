"""What the overlay draws: the track, the reps with their verdicts in words, the live values. Plain data."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.errors import TrackError
from analysis.pose.track import FloatArray, PoseTrack

RepGrade = Literal["good", "bad", "ungraded"]

# Where on the body a value is drawn: the hip line, the knees, or the weight between the feet.
Part = Literal["hips", "knees", "balance"]


@dataclass(frozen=True)
class RepMark:
    """One repetition and its verdict.

    Attributes
    ----------
    number : int
        1, 2, 3 ...
    start_s, bottom_s, end_s : float
        s of the clip.
    grade : RepGrade or None
        None while the rep is still going on (live view).
    headline : str
        The main finding: "Shift to the left 22 %".
    details : tuple of str
        Further lines; the first two are shown.
    values : tuple of float
        The rep's own graded values in the order of `OverlayPlan.live_values`, NaN = ungraded; shown instead
        of the live ones once the rep is over. Empty: the live ones stay.
    """

    number: int
    start_s: float
    bottom_s: float
    end_s: float
    grade: RepGrade | None
    headline: str = ""
    details: tuple[str, ...] = ()
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class LiveValue:
    """A signed quantity over the clip, + = the lifter's left.

    Attributes
    ----------
    label, unit : str
        For people.
    values : ndarray of float64, shape (T,)
        In `unit`, one per frame of the track; NaN = unseen.
    limit : float
        Magnitude above which it counts as uneven, in `unit`.
    left_word, right_word : str
        Written after a positive number ("12 % left"), and after a negative one.
    part : Part or None
        Where it is drawn on the body; None: only as a bar.
    indication : bool
        Whether it is too uncertain to grade: it never counts as uneven, its bar is hollow, its number has a
        "≈".

    Raises
    ------
    TrackError
        The limit is not positive.
    """

    label: str
    unit: str
    values: FloatArray
    limit: float
    left_word: str = "left"
    right_word: str = "right"
    part: Part | None = None
    indication: bool = False

    def __post_init__(self) -> None:
        if self.limit <= 0:
            raise TrackError(f"The limit of {self.label} must be positive, not {self.limit}.")
        object.__setattr__(self, "values", np.asarray(self.values, dtype=np.float64))

    def format_value(self, value: float) -> str:
        """Format as "12 % left"; "–" for NaN, without a side where it rounds to 0."""
        if not np.isfinite(value):
            return "–"
        number = round(abs(value))
        side = f" {self.left_word if value > 0 else self.right_word}" if number else ""
        about = "≈ " if self.indication and number else ""
        unit = self.unit if self.unit == "°" else f" {self.unit}"
        return f"{about}{number}{unit}{side}"

    def is_over(self, value: float) -> bool:
        """Whether a value counts as uneven; NaN does not, nor does an indication."""
        return bool(abs(value) > self.limit) and not self.indication


@dataclass(frozen=True)
class OverlayPlan:
    """Everything that is drawn onto one clip.

    Attributes
    ----------
    track : PoseTrack
        In the clip's own pixels, with the model's own left and right: never relabelled for a mirrored clip.
    reps : tuple of RepMark
        In order of time.
    live_values : tuple of LiveValue
        One bar each.
    mirrored : bool
        The clip is a selfie: the model's "left" is the lifter's right. The drawing stays on the given
        pixels, letters and words name the lifter's own sides.
    roll_deg : float
        As in CameraReport: + = the image has to be turned clockwise to be level. Level and plumb lines are
        drawn turned by it.
    summary_lines : tuple of str
        Of the set; shown while no rep is going on.

    Raises
    ------
    TrackError
        Values do not fit the track or each other.
    """

    track: PoseTrack
    reps: tuple[RepMark, ...] = ()
    live_values: tuple[LiveValue, ...] = ()
    mirrored: bool = False
    roll_deg: float = 0.0
    summary_lines: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for live in self.live_values:
            if live.values.shape != (len(self.track),):
                raise TrackError(
                    f"{live.label} has {live.values.shape} values for a track of {len(self.track)} frames."
                )
        for rep in self.reps:
            if rep.values and len(rep.values) != len(self.live_values):
                raise TrackError(
                    f"Rep {rep.number} has {len(rep.values)} values for {len(self.live_values)}."
                )

    def find_rep(self, time_s: float, hold_s: float) -> RepMark | None:
        """Find the rep going on at `time_s`, else the one that ended less than `hold_s` ago."""
        begun = [rep for rep in self.reps if rep.start_s <= time_s]
        return begun[-1] if begun and time_s < begun[-1].end_s + hold_s else None

    def find_live_value(self, part: Part) -> LiveValue | None:
        """Find the value that is drawn at a part of the body, if there is one."""
        return next((value for value in self.live_values if value.part == part), None)
