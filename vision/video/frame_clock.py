"""Strictly rising seconds out of whatever time stamps a file holds."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class ClockSettings:
    """When a time stamp is believed."""

    max_gap_s: float = 30.0
    """No phone leaves out that much while filming: a longer gap is a damaged stamp or two joined files."""
    max_step_back_s: float = 1.0
    """Frames a little out of order are left out; a longer step back is a file that starts counting anew."""
    max_silence_s: float = 0.5
    """Phones drop to ten frames a second in the dark, not to two: a longer pause is lost frames."""


class Clock:
    """Reads one frame's stamps after the other; keeps count of what had to be put right."""

    def __init__(self, time_base: Fraction, start_s: float, period_s: float, settings: ClockSettings) -> None:
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
        """Seconds since the clip's start, later than the frame before; None = leave the frame out."""
        if stamp is None:
            self.guessed += 1
            self.last_s = 0.0 if self.last_s is None else self.last_s + self._period_s
            return self.last_s
        time_s = float(stamp * self._time_base) + self._offset_s
        if self.last_s is not None:
            step_s = time_s - self.last_s
            if step_s > self._settings.max_gap_s or step_s < -self._settings.max_step_back_s:
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
        """What a person should know, in sentences."""
        found = []
        if self.dropped:
            found.append(
                f"{_format_frame_count(self.dropped)} with a repeated or backward time stamp left out."
            )
        if self.guessed:
            found.append(
                f"{_format_frame_count(self.guessed)} without a time stamp: the usual frame time was assumed."
            )
        if self.joined:
            found.append("The time stamps jump inside the clip; the parts were joined without the gap.")
        if self.longest_gap_s > self._settings.max_silence_s:
            found.append(f"Frames are missing in the clip: up to {self.longest_gap_s:.1f} s at a time.")
        return found


def _format_frame_count(count: int) -> str:
    return "1 frame" if count == 1 else f"{count} frames"
