"""What a live set looks like at one moment: plain values, nothing drawn, nothing said aloud."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

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
    """How the machine keeps up.

    pushed, processed, skipped  frames handed in, read by the model, left out because it was still busy
    frames_per_s                processed, over the last seconds; NaN at first
    push_ms, inference_ms       median time of a push, and of the pose model's part of it; NaN at first
    model, mirror               in use now; mirror: every frame is also read mirrored
    testing                     the self-test that chooses them is still running
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
    """(33, 2) NaN: no joint is seen."""
    return np.full((N_LANDMARKS, 2), np.nan)


@dataclass(frozen=True, eq=False)
class LiveState:
    """One moment of a live set.

    time_s       s since the session's first frame, of the newest one
    phase        where the set is
    guide        sentences: what to change now, most urgent first; empty = all gates pass
    hold_left_s  how long to stand still until the baseline is taken; 0 from then on
    reps         every rep finished so far, graded as in the offline report; renumbered if one is taken back
    newest       the rep that was finished by this very push, else None
    advice       why the set should end now (two bad in a row, the alarm, pain); None while it may go on
    camera       what the camera allows, as last judged; None before anybody was judged
    joints_px    (33, 2) px of the frame as pushed; NaN where unseen
    size_px      (width, height) of that frame
    depth_pct    how deep the lifter is, percent of standing hip height; NaN where unknown
    warnings     sentences about this set so far: what was not counted, what the machine left out
    why_ended    why the set ended, if not by the person: a sentence, else ""
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

    def hide_verdicts(self) -> Self:
        """For practising without feedback: nothing of how the reps were. Their number stays in `len(reps)`
        only after the set has ended; before, a door that shows a count takes it from the full state."""
        return replace(self, reps=(), newest=None, advice=None)
