"""Strictly rising seconds since a stream's first frame, whatever its time stamps do."""

import math
from fractions import Fraction

from vision.video.frame_clock import Clock, ClockSettings

PERIOD_S = 1.0 / 30.0
"""Between two frames whose time stamps say nothing."""
MICROSECONDS = Fraction(1, 1_000_000)


class StreamTime:
    """`jumped`: the last frame's stamp did not follow the one before, and was put right.

    `interrupted`: … because it came much later: nobody knows what happened meanwhile.
    """

    def __init__(self) -> None:
        self._clock: Clock | None = None
        self._last_stamp_s = 0.0
        self.jumped = self.interrupted = False

    def convert_stamp(self, stamp_s: float) -> float | None:
        """s since the first frame; None: a frame that repeats or precedes the one before, to be left out."""
        known = math.isfinite(stamp_s) and abs(stamp_s) < 1e12
        if self._clock is None:
            start_s = stamp_s if known else 0.0
            self._clock = Clock(MICROSECONDS, start_s, PERIOD_S, ClockSettings())
        joined = self._clock.joined
        time_s = self._clock.convert_stamp(round(stamp_s * 1e6) if known else None)
        self.jumped = self._clock.joined > joined
        self.interrupted = self.jumped and known and stamp_s > self._last_stamp_s
        if known:
            self._last_stamp_s = stamp_s
        return time_s

    @property
    def joins(self) -> int:
        """How often the stamps had to be put right."""
        return self._clock.joined if self._clock else 0
