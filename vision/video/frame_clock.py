"""Strictly rising seconds out of whatever time stamps a file holds."""

from dataclasses import dataclass
from fractions import Fraction

from analysis.wording import format_count


@dataclass(frozen=True)
class FrameClockSettings:
    """When a time stamp is believed."""

    # No phone leaves out that much while filming: a longer gap is a damaged stamp or two joined files.
    max_gap_s: float = 30.0
    # Frames a little out of order are left out; a longer step back is a file that starts to count again.
    max_step_back_s: float = 1.0
    # Phones drop to ten frames a second in the dark, not to two: a longer pause is lost frames.
    max_silence_s: float = 0.5


class FrameClock:
    """Converts one frame's stamp after the other; counts what had to be corrected.

    Phones film at a variable frame rate, so that frame number over frame rate is not the time: the stamps
    are used wherever they can be believed.

    Parameters
    ----------
    time_base : Fraction
        Seconds per tick of a stamp.
    start_s : float
        The stamp that counts as zero, in s.
    period_s : float
        Usual time between two frames, in s; used where a frame has no stamp.
    settings : FrameClockSettings
        When a stamp is believed.

    Attributes
    ----------
    last_s : float or None
        Time of the last frame, s since the start; None before the first.
    dropped, guessed, joined : int
        Frames left out for a repeated or backward stamp; frames without a stamp; jumps that were closed.
    longest_gap_s : float
        Longest step between two frames within one part, in s.
    """

    def __init__(
        self, time_base: Fraction, start_s: float, period_s: float, settings: FrameClockSettings
    ) -> None:
        self._time_base = time_base
        self._offset_s = -start_s
        self._period_s = period_s
        self._settings = settings
        self.last_s: float | None = None
        self.dropped = 0
        self.guessed = 0
        self.joined = 0
        self.longest_gap_s = 0.0

    def convert_stamp(self, stamp: int | None) -> float | None:
        """Convert one stamp.

        Parameters
        ----------
        stamp : int or None
            The frame's time stamp in ticks of the time base; None if it has none.

        Returns
        -------
        float or None
            Seconds since the clip's start, later than the frame before; None: leave the frame out.
        """
        if stamp is None:
            self.guessed += 1
            self.last_s = 0.0 if self.last_s is None else self.last_s + self._period_s
            return self.last_s
        time_s = float(stamp * self._time_base) + self._offset_s
        if self.last_s is not None:
            step_s = time_s - self.last_s
            if step_s > self._settings.max_gap_s or step_s < -self._settings.max_step_back_s:
                # the later part follows the earlier one by one usual step: the time between was not filmed
                self.joined += 1
                self._offset_s += self.last_s + self._period_s - time_s
                time_s = self.last_s + self._period_s
            elif step_s <= 0:
                self.dropped += 1
                return None
            else:
                self.longest_gap_s = max(self.longest_gap_s, step_s)
        self.last_s = time_s
        return time_s

    def list_warnings(self) -> list[str]:
        """List what the reader should know of the time stamps, in sentences."""
        found = []
        if self.dropped:
            frames = format_count(self.dropped, "frame")
            found.append(f"{frames} with a repeated or backward time stamp left out.")
        if self.guessed:
            frames = format_count(self.guessed, "frame")
            found.append(f"{frames} without a time stamp: the usual frame time was assumed.")
        if self.joined:
            found.append("The time stamps jump inside the clip; the parts were joined without the gap.")
        if self.longest_gap_s > self._settings.max_silence_s:
            found.append(f"Frames are missing in the clip: up to {self.longest_gap_s:.1f} s at a time.")
        return found
