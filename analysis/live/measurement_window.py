"""Which rows of a live set's buffer are measured for a rep: its own, and standing from before it."""

from dataclasses import dataclass

from analysis.live.landmark_buffer import LandmarkBuffer, Range
from analysis.reps.detection import RepSettings


@dataclass(frozen=True)
class WindowSettings:
    """How much standing is measured with a rep.

    Attributes
    ----------
    lead_s
        s before the first rep, as much as offline.
    pause_s, pauses
        s before later reps, and of so many reps before: one pause alone is short.
    """

    lead_s: float = 3.0
    pause_s: float = 1.5
    pauses: int = 5


class MeasurementWindow:
    """Records every rep that was found, and chooses the rows that the next one is measured from.

    Attributes
    ----------
    valid_from
        The first row that can be compared with the next ones.
    last_end_row
        Where the last rep, or what looked like one, ended.
    """

    def __init__(self, buffer: LandmarkBuffer, reps: RepSettings, settings: WindowSettings) -> None:
        self._buffer, self._reps, self._settings = buffer, reps, settings
        self._pauses: list[Range] = []
        self.valid_from = self.last_end_row = 0

    @property
    def last_end_s(self) -> float:
        """s, in a buffer that is not empty."""
        return self._read_time_s(self.last_end_row)

    def reset(self) -> None:
        """From the next row on nothing is compared with what was before."""
        self._pauses.clear()
        self.valid_from = self.last_end_row = self._buffer.stop

    def clamp_to_buffer(self) -> None:
        """The buffer has dropped its oldest rows."""
        self.last_end_row = max(self.last_end_row, self._buffer.first)
        self.valid_from = max(self.valid_from, self._buffer.first)

    def list_rep_ranges(self, start_row: int | None, time_s: float) -> list[Range]:
        """The standing of the reps before, then the rep with its lead. `start_row` None: its start was not
        seen.
        """
        if start_row is None:
            start_row = self._buffer.find_row(time_s - self._reps.max_s)
        first = self._find_lead_start(start_row)
        valid = [one for one in self._pauses if one[0] >= max(self._buffer.first, self.valid_from)]
        return [*(one for one in valid if one[1] <= first), (first, self._buffer.stop)]

    def list_look_back_ranges(self, time_s: float) -> list[Range]:
        """Rows that may hold a rep whose start was not noticed; empty if they are too short for one."""
        first = max(self._buffer.find_row(time_s - self._reps.max_s), self.last_end_row, self.valid_from)
        if first >= self._buffer.stop or time_s - self._read_time_s(first) <= self._reps.min_s:
            return []
        return [(first, self._buffer.stop)]

    def add_counted_rep(self, start_s: float, end_s: float) -> None:
        """Record a rep that counts."""
        start_row = self._buffer.find_row(start_s)
        self._pauses.append((self._find_lead_start(start_row), start_row + 1))
        self._pauses = self._pauses[-self._settings.pauses :]
        self.last_end_row = self._buffer.find_row(end_s)

    def mark_passed(self, end_s: float) -> None:
        """A movement that ended then, counted or not, is not measured again."""
        self.last_end_row = max(self.last_end_row, self._buffer.find_row(end_s))

    def _find_lead_start(self, start_row: int) -> int:
        """First row of the standing before a rep: not into the rep before, not before what is valid."""
        lead_s = self._settings.pause_s if self._pauses else self._settings.lead_s
        start_s = self._read_time_s(max(start_row, self._buffer.first))
        return max(
            self._buffer.find_row(start_s - lead_s), self.last_end_row, self.valid_from, self._buffer.first
        )

    def _read_time_s(self, row: int) -> float:
        return float(self._buffer.read_times_s(row, row + 1)[0])
