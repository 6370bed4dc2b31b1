"""The landmarks of a live set: a bounded store that keeps both what one reading says and what two say.

While every frame is also read mirrored, the mean of the two readings counts. If the machine cannot keep that
up, the second reading is dropped, and standing and reps must not be compared across the two: so the first
reading is kept beside the mean, and a stretch is given out either as means or as first readings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.pose.landmarks import N_LANDMARKS
from analysis.pose.track import FloatArray, PoseTrack

X_Y, WORLD, VISIBILITY, SPREAD = slice(0, 2), slice(2, 5), 5, 6
COLUMNS = 7
"""Of one landmark: x, y px; world x, y, z m; visibility; spread px."""

MAX_ROWS = 18_000
"""Ten minutes at 30 frames a second: longer than any set. 33 MB, taken at once so that nothing grows."""


@dataclass(frozen=True, eq=False)
class LandmarkFrame:
    """One reading: image_px (33, 2), world_m (33, 3), visibility (33,), spread_px (33,) or None."""

    image_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray
    spread_px: FloatArray | None = None


Range = tuple[int, int]
"""(first, stop) rows, counted from the first frame of the session however many were forgotten since."""


class LandmarkBuffer:
    """Rows are numbered from the first frame on; the oldest may be forgotten, at most `max_rows` are kept."""

    def __init__(self, size_px: tuple[int, int], max_rows: int = MAX_ROWS) -> None:
        self.size_px = size_px
        self.first = 0
        self.stop = 0
        self.cuts: list[int] = []
        self._time_s = np.zeros(max_rows)
        self._mirrored = np.zeros(max_rows, bool)
        shape = (max_rows, N_LANDMARKS, COLUMNS)
        self._mean, self._plain = np.full(shape, np.nan, np.float32), np.full(shape, np.nan, np.float32)

    def __len__(self) -> int:
        return self.stop - self.first

    @property
    def room(self) -> int:
        """Rows that can still be added."""
        return len(self._time_s) - len(self)

    @property
    def full(self) -> bool:
        return not self.room

    @property
    def bytes_held(self) -> int:
        """Of all arrays: the same from the first frame to the last."""
        arrays = (self._time_s, self._mirrored, self._mean, self._plain)
        return sum(array.nbytes for array in arrays)

    def add_frame(
        self, time_s: float, mean: LandmarkFrame | None, plain: LandmarkFrame | None, mirrored: bool
    ) -> int:
        """The next frame; returns its row. `mirrored`: it was read twice, and `mean` is of both readings."""
        if self.full:
            raise ValueError("the tape is full")
        at = len(self)
        self._time_s[at], self._mirrored[at] = time_s, mirrored
        _write_pose(self._mean[at], mean)
        _write_pose(self._plain[at], plain)
        self.stop += 1
        return self.stop - 1

    def fill_gap(self, time_s: float, gap_s: float, most_rows: int, mirrored: bool) -> None:
        """Before a frame that comes more than `gap_s` after the last: meanwhile nothing was seen."""
        if not len(self):
            return
        last_s = float(self._time_s[len(self) - 1])
        if time_s - last_s <= gap_s:
            return
        recent_s = self.read_times_s(self.stop - 30, self.stop)
        period_s = float(np.median(np.diff(recent_s))) if len(recent_s) > 1 else gap_s
        rows = min(int((time_s - last_s) / period_s), most_rows)
        for unseen_s in np.linspace(last_s, time_s, rows + 2)[1:-1].tolist():
            if self.room > 1:
                self.add_frame(unseen_s, None, None, mirrored)

    def mark_cut(self) -> None:
        """The next frame shows something else: another camera position."""
        if len(self):
            self.cuts.append(self.stop)

    def erase_from(self, row: int) -> None:
        """From `row` on nobody was seen after all."""
        rows = self._slice_rows(row, self.stop)
        self._mean[rows], self._plain[rows] = np.nan, np.nan

    def drop_before(self, row: int) -> None:
        """Rows before `row` are let go of; cheap if it is done seldom (what stays is moved)."""
        gone = min(max(0, row - self.first), len(self))
        if not gone:
            return
        left = len(self) - gone
        for array in (self._time_s, self._mirrored, self._mean, self._plain):
            array[:left] = array[gone : gone + left]
        self.first += gone
        self.cuts = [cut for cut in self.cuts if cut > self.first]

    def read_times_s(self, first: int, stop: int) -> FloatArray:
        """(n,) s, of rows first..stop-1 as far as they are kept."""
        return self._time_s[self._slice_rows(first, stop)]

    def find_row(self, time_s: float) -> int:
        """The first kept row at or after this time."""
        return self.first + int(np.searchsorted(self._time_s[: len(self)], time_s - 1e-9))

    def is_mirror_averaged(self, ranges: Sequence[Range]) -> bool:
        """Whether every frame of these ranges was read twice."""
        return all(bool(self._mirrored[self._slice_rows(*one)].all()) for one in ranges)

    def build_track(
        self, ranges: Sequence[Range], mirrored: bool, warnings: tuple[str, ...] = ()
    ) -> PoseTrack:
        """The ranges one after the other, in rising order; the times are those of the last one.

        Earlier ranges are moved in time to end just before the next, with a gap in which nothing is seen:
        too long to be bridged by cleaning. One range alone keeps its cuts.
        """
        parts = [self._read_rows(*one, mirrored) for one in ranges]
        time_s, rows = parts[-1]
        for earlier_s, earlier in reversed(parts[:-1]):
            time_s, rows = _join_stretches(earlier_s, earlier, time_s, rows)
        first = max(ranges[0][0], self.first)
        cuts = tuple(cut - first for cut in self.cuts if 0 < cut - first < len(time_s))
        return PoseTrack(
            time_s=time_s,
            image_px=rows[..., X_Y],
            world_m=rows[..., WORLD],
            visibility=rows[..., VISIBILITY],
            size_px=self.size_px,
            spread_px=rows[..., SPREAD],
            cut_frames=cuts if len(ranges) == 1 else (),
            warnings=warnings,
        )

    def _read_rows(self, first: int, stop: int, mirrored: bool) -> tuple[FloatArray, FloatArray]:
        inside = self._slice_rows(first, stop)
        rows = self._mean if mirrored else self._plain
        return self._time_s[inside].copy(), rows[inside].astype(np.float64)

    def _slice_rows(self, first: int, stop: int) -> slice:
        return slice(max(0, first - self.first), max(0, min(stop, self.stop) - self.first))


GAP_S = 0.25
"""Longer than what cleaning bridges (0.15 s)."""


def _join_stretches(
    earlier_s: FloatArray, earlier: FloatArray, time_s: FloatArray, rows: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Two stretches with an unseen frame at each side of the gap, so that no neighbour counts for it."""
    if not len(earlier_s):
        return time_s, rows
    step_s = float(np.median(np.diff(time_s))) if len(time_s) > 1 else GAP_S / 10.0
    shifted = earlier_s - earlier_s[-1] + time_s[0] - GAP_S - 2.0 * step_s
    unseen_s = np.array([shifted[-1] + step_s, time_s[0] - step_s])
    unseen = np.full((2, *rows.shape[1:]), np.nan)
    return np.concatenate([shifted, unseen_s, time_s]), np.concatenate([earlier, unseen, rows])


def _write_pose(row: NDArray[np.float32], pose: LandmarkFrame | None) -> None:
    row[:] = np.nan
    if pose is None:
        return
    row[:, X_Y], row[:, WORLD], row[:, VISIBILITY] = pose.image_px, pose.world_m, pose.visibility
    if pose.spread_px is not None:
        row[:, SPREAD] = pose.spread_px
