"""Strictly rising seconds since a stream's first frame, whatever its time stamps do."""

import math
from fractions import Fraction

from vision.video.frame_clock import FrameClock, FrameClockSettings

# Assumed between two frames without a usable time stamp.
PERIOD_S = 1.0 / 30.0
MICROSECONDS = Fraction(1, 1_000_000)


class StreamClock:
    """Converts a stream's time stamps, frame after frame.

    Attributes
    ----------
    jumped : bool
        Whether the last frame's stamp did not follow the one before, and was corrected.
    interrupted : bool
        Whether it came much later: what happened in between was not seen.
    """

    def __init__(self) -> None:
        self._clock: FrameClock | None = None
        self._last_stamp_s = 0.0
        self.jumped = self.interrupted = False

    def convert_stamp(self, stamp_s: float) -> float | None:
        """Convert the next frame's stamp.

        Parameters
        ----------
        stamp_s : float
            By the camera's own clock, in s; NaN or infinite if it has none.

        Returns
        -------
        float or None
            s since the first frame; None: the frame repeats or precedes the one before, leave it out.
        """
        usable = math.isfinite(stamp_s) and abs(stamp_s) < 1e12
        if self._clock is None:
            start_s = stamp_s if usable else 0.0
            self._clock = FrameClock(MICROSECONDS, start_s, PERIOD_S, FrameClockSettings())
        joined = self._clock.joined
        time_s = self._clock.convert_stamp(round(stamp_s * 1e6) if usable else None)
        self.jumped = self._clock.joined > joined
        self.interrupted = self.jumped and usable and stamp_s > self._last_stamp_s
        if usable:
            self._last_stamp_s = stamp_s
        return time_s

    @property
    def joins(self) -> int:
        """How often the stamps had to be corrected."""
        return self._clock.joined if self._clock else 0
