"""Notices that a rep begins and ends, one depth at a time: the hysteresis of `find_reps`, made incremental.

It only says when to measure: what counts as a rep, and where it begins and ends, is decided by `find_reps`
on the
smoothed frames, as offline.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from analysis.reps.detection import RepSettings


@dataclass(frozen=True)
class RepDetectorSettings:
    """When to measure a finished rep.

    Attributes
    ----------
    settle_s
        s after the hips are up: the smoothing needs some frames beyond the end, and the standing that follows
        adds to the baseline; the grade still comes within half a second.
    again_s, looks
        If the smoothed rep is not finished yet: measured again after so many s, so often.
    early
        Share of standing height: single frames jitter, so they may trigger this much too early.
    median_of
        Number of frames whose median depth counts.
    """

    settle_s: float = 0.3
    again_s: float = 0.1
    looks: int = 2
    early: float = 0.01
    median_of: int = 3


class RepDetector:
    """The state of one rep. Rows are those of the landmark buffer.

    Attributes
    ----------
    down
        Within a rep, its last measurement included.
    start_row
        Last standing row before it; None if that was not seen.
    down_since_s
        When the descent was noticed, s.
    """

    def __init__(
        self, reps: RepSettings = RepSettings(), settings: RepDetectorSettings = RepDetectorSettings()
    ) -> None:
        self._reps, self._settings = reps, settings
        self.reset()

    def reset(self) -> None:
        """Forget everything: a rep must begin with standing again."""
        self.down = False
        self.start_row: int | None = None
        self.down_since_s = float("nan")
        self._standing_row: int | None = None
        self._recent: deque[float] = deque(maxlen=self._settings.median_of)
        self._finished = self._reps.finished + self._settings.early
        self._ended_s: float | None = None
        self._looks = 0

    def add_depth(self, row: int, time_s: float, depth: float) -> None:
        """The depth of the next frame, share of standing hip height; NaN neither starts nor ends a rep."""
        if not np.isfinite(depth):
            return
        # A median of three frames: it ignores one wrong pose and lags by a single frame.
        self._recent.append(depth)
        depth = float(np.median(self._recent))
        if depth < self._reps.standing:
            self._standing_row = row
        if not self.down and depth > self._reps.down:
            self.down, self.start_row, self.down_since_s = True, self._standing_row, time_s
        elif self.down and self._ended_s is None and depth < self._finished:
            self._ended_s = time_s

    def is_due(self, time_s: float) -> bool:
        """Whether it is time to measure the rep."""
        if self._ended_s is None:
            return False
        wait_s = self._settings.settle_s + self._looks * self._settings.again_s
        return time_s >= self._ended_s + wait_s - 1e-9

    @property
    def ending(self) -> bool:
        """The hips are up; the last measurement is still to come."""
        return self._ended_s is not None

    def is_too_long(self, time_s: float) -> bool:
        """Down for longer than any rep: this is something else."""
        return self.down and time_s - self.down_since_s > self._reps.max_s

    def keep_waiting(self) -> bool:
        """Count one measurement; True while it is worth waiting for more frames."""
        self._looks += 1
        return self._looks < self._settings.looks

    def mark_unfinished(self) -> None:
        """Measured, and the smoothed hips are not up yet: try again, or wait until they are clearly up."""
        self._looks += 1
        if self._looks >= self._settings.looks:
            self._looks, self._ended_s = 0, None
            self._finished -= 2.0 * self._settings.early

    def mark_finished(self, end_row: int, time_s: float) -> None:
        """The rep ends at `end_row`. A lifter who is already on the way down again is in the next one."""
        standing = end_row if self._standing_row is None else max(end_row, self._standing_row)
        recent = self._recent
        self.reset()
        self._recent, self._standing_row = recent, standing
        if recent and float(np.median(recent)) > self._reps.down:
            self.down, self.start_row, self.down_since_s = True, standing, time_s
