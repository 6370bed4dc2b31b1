"""A live set at one moment, as plain values: nothing is drawn or spoken here."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from analysis.pose.landmarks import N_LANDMARKS
from analysis.pose.track import FloatArray
from analysis.report.types import Advice, CameraReport, RepReport


class LivePhase(StrEnum):
    """Where the set is. `set_up` and `hold_still` come before it, `set_ended` is the last."""

    SET_UP = "set_up"  # something has to be changed: see `guide`
    HOLD_STILL = "hold_still"  # all gates pass: stand still for `hold_left_s`
    READY = "ready"  # the baseline is taken, no rep yet
    MOVING = "moving"  # within a rep
    BETWEEN_REPS = "between_reps"
    SET_ENDED = "set_ended"


@dataclass(frozen=True)
class LiveFigures:
    """How the computer keeps up.

    Attributes
    ----------
    pushed, processed, skipped : int
        Frames handed in, read by the model, left out because it was still busy.
    frames_per_s : float
        Frames read per second, over the last seconds; NaN at first.
    push_ms, inference_ms : float
        Median time of a push, and of the pose model's part of it, in ms; NaN at first.
    model, mirror : str, bool
        The pose model in use now, and whether every frame is read mirrored too.
    testing : bool
        Whether the self-test that chooses them is still running.
    """

    pushed: int = 0
    processed: int = 0
    skipped: int = 0
    frames_per_s: float = float("nan")
    push_ms: float = float("nan")
    inference_ms: float = float("nan")
    model: str = ""
    mirror: bool = True
    testing: bool = False


def make_unseen_joints() -> FloatArray:
    """Make joints of which none is seen.

    Returns
    -------
    ndarray of float64, shape (33, 2)
        All NaN.
    """
    return np.full((N_LANDMARKS, 2), np.nan)


@dataclass(frozen=True, eq=False)
class LiveState:
    """One moment of a live set.

    Attributes
    ----------
    time_s : float
        Time of the newest frame, s since the session's first one.
    phase : LivePhase
        Where the set is.
    guide : tuple of str
        What to change now, in sentences, most urgent first; empty: all gates pass.
    hold_left_s : float
        How long to stand still until the baseline is taken, in s; 0 from then on.
    reps : tuple of RepReport
        Every rep finished so far, graded as in the offline report; renumbered if one is withdrawn.
    newest : RepReport or None
        The rep that was finished by this very push.
    advice : Advice or None
        Why the set should end now (two uneven in a row, the alarm, pain); None while it may go on.
    camera : CameraReport or None
        What the camera allows, as last checked; None before anybody was seen.
    joints_px : ndarray of float64, shape (33, 2)
        px of the frame as pushed; NaN where unseen.
    size_px : tuple of int
        (width, height) of that frame.
    depth_pct : float
        How deep the lifter is, percent of standing hip height; NaN where unknown.
    figures : LiveFigures
        How the computer keeps up.
    warnings : tuple of str
        Sentences about this set so far: what was not counted, what the computer left out.
    why_ended : str
        Why the set ended, if not by the lifter: a sentence, else "".
    """

    time_s: float = 0.0
    phase: LivePhase = LivePhase.SET_UP
    guide: tuple[str, ...] = ()
    hold_left_s: float = float("nan")
    reps: tuple[RepReport, ...] = ()
    newest: RepReport | None = None
    advice: Advice | None = None
    camera: CameraReport | None = None
    joints_px: FloatArray = field(default_factory=make_unseen_joints)
    size_px: tuple[int, int] = (0, 0)
    depth_pct: float = float("nan")
    figures: LiveFigures = LiveFigures()
    warnings: tuple[str, ...] = ()
    why_ended: str = ""

    @property
    def green(self) -> bool:
        """Whether every gate passes."""
        return not self.guide
