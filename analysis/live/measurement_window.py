"""Which rows of a running set's tape are measured for a rep: its own, and standing kept from before it."""

from dataclasses import dataclass

from analysis.live.landmark_buffer import LandmarkBuffer, Range
from analysis.reps.detection import RepSettings


@dataclass(frozen=True)
class WindowSettings:
    """How much standing is taken in, s.

    Attributes
    ----------
    lead_s
        before the first rep, as much as offline; before later ones `pause_s`
    pauses
        … and of so many reps before: one pause alone is short
    """

    lead_s: float = 3.0
    pause_s: float = 1.5
    pauses: int = 5


class MeasurementWindow:
    """Told of every rep that was found; knows what the next one is measured from.

    Attributes
    ----------
    valid_from
        the first row that compares with what comes now
    last_end_row
        of the last rep, or of what looked like one
    """

    def __init__(self, tape: LandmarkBuffer, reps: RepSettings, settings: WindowSettings) -> None:
        self._tape, self._reps, self._settings = tape, reps, settings
        self._pauses: list[Range] = []
        self.valid_from = self.last_end_row = 0

    @property
    def last_end_s(self) -> float:
        """s; of a tape that is not empty."""
        return self._read_time_s(self.last_end_row)

    def reset(self) -> None:
        """From the next row on nothing compares with what was before."""
        self._pauses.clear()
        self.valid_from = self.last_end_row = self._tape.stop

    def clamp_to_buffer(self) -> None:
        """The tape has forgotten its oldest rows."""
        self.last_end_row = max(self.last_end_row, self._tape.first)
        self.valid_from = max(self.valid_from, self._tape.first)

    def list_rep_ranges(self, start_row: int | None, time_s: float) -> list[Range]:
        """The standing kept, then the rep with what led to it. start_row None: begun no one knows when."""
        if start_row is None:
            start_row = self._tape.find_row(time_s - self._reps.max_s)
        first = self._find_lead_start(start_row)
        kept = [one for one in self._pauses if one[0] >= max(self._tape.first, self.valid_from)]
        return [*(one for one in kept if one[1] <= first), (first, self._tape.stop)]

    def list_look_back_ranges(self, time_s: float) -> list[Range]:
        """What may hold a rep that nobody saw coming; empty if it is too short for one."""
        first = max(self._tape.find_row(time_s - self._reps.max_s), self.last_end_row, self.valid_from)
        if first >= self._tape.stop or time_s - self._read_time_s(first) <= self._reps.min_s:
            return []
        return [(first, self._tape.stop)]

    def add_counted_rep(self, start_s: float, end_s: float) -> None:
        """A rep that counts."""
        start_row = self._tape.find_row(start_s)
        self._pauses.append((self._find_lead_start(start_row), start_row + 1))
        self._pauses = self._pauses[-self._settings.pauses :]
        self.last_end_row = self._tape.find_row(end_s)

    def mark_passed(self, end_s: float) -> None:
        """Something that ended then, counted or not, is not looked at again."""
        self.last_end_row = max(self.last_end_row, self._tape.find_row(end_s))

    def _find_lead_start(self, start_row: int) -> int:
        """First row of the standing before a rep: not into the rep before, not before what is valid."""
        lead_s = self._settings.pause_s if self._pauses else self._settings.lead_s
        start_s = self._read_time_s(max(start_row, self._tape.first))
        return max(
            self._tape.find_row(start_s - lead_s), self.last_end_row, self.valid_from, self._tape.first
        )

    def _read_time_s(self, row: int) -> float:
        return float(self._tape.read_times_s(row, row + 1)[0])
