"""The landmarks of a live set: a bounded store of single poses and of mirror-averaged poses.

While every frame is also detected mirrored, the mean of both poses counts. If the computer cannot keep up,
the
mirrored detection is dropped, and standing and reps must not be compared across the two kinds: so the single
pose is stored next to the mean, and a stretch is given out either as means or as single poses.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.pose.landmarks import N_LANDMARKS
from analysis.pose.track import FloatArray, PoseTrack

# Of one landmark: x, y px; world x, y, z m; visibility; spread px.
X_Y, WORLD, VISIBILITY, SPREAD = slice(0, 2), slice(2, 5), 5, 6
COLUMNS = 7

# Ten minutes at 30 frames per second: longer than any set. 33 MB, allocated at once, so it never grows.
MAX_ROWS = 18_000


@dataclass(frozen=True, eq=False)
class LandmarkFrame:
    """The pose of one frame.

    Attributes
    ----------
    image_px
        (33, 2) px, x right, y down.
    world_m
        (33, 3) metres, origin at mid-hip.
    visibility
        (33,) 0..1.
    spread_px
        (33,) half the distance between the pose and its mirrored one, px; None for a single pose.
    """

    image_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray
    spread_px: FloatArray | None = None


# (first, stop) rows, counted from the first frame of the session however many were dropped since.
Range = tuple[int, int]


class LandmarkBuffer:
    """Rows are numbered from the first frame on; the oldest may be dropped, at most `max_rows` are stored.

    Attributes
    ----------
    size_px
        (width, height) of the image.
    first, stop
        Rows that are stored: first..stop-1.
    cuts
        Rows at which another camera position begins.
    """

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
        """Whether no row can be added."""
        return not self.room

    @property
    def bytes_held(self) -> int:
        """Size of all arrays: the same from the first frame to the last."""
        arrays = (self._time_s, self._mirrored, self._mean, self._plain)
        return sum(array.nbytes for array in arrays)

    def add_frame(
        self, time_s: float, mean: LandmarkFrame | None, plain: LandmarkFrame | None, mirrored: bool
    ) -> int:
        """Add the next frame.

        Parameters
        ----------
        time_s
            s, after that of the last row.
        mean, plain
            The mirror-averaged pose and the single one; None where the lifter was not seen.
        mirrored
            The frame was also detected mirrored, and `mean` is of both poses.

        Returns
        -------
        int
            Its row number.

        Raises
        ------
        ValueError
            When the buffer is full.
        """
        if self.full:
            raise ValueError("the buffer is full")
        at = len(self)
        self._time_s[at], self._mirrored[at] = time_s, mirrored
        _write_pose(self._mean[at], mean)
        _write_pose(self._plain[at], plain)
        self.stop += 1
        return self.stop - 1

    def fill_gap(self, time_s: float, gap_s: float, most_rows: int, mirrored: bool) -> None:
        """Add unseen rows before a frame that comes more than `gap_s` after the last one, at most
        `most_rows`.
        """
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
        """Turn rows from `row` on into unseen ones: another person was detected there."""
        rows = self._slice_rows(row, self.stop)
        self._mean[rows], self._plain[rows] = np.nan, np.nan

    def drop_before(self, row: int) -> None:
        """Drop the rows before `row`. What stays is moved, so this is cheap only if done seldom."""
        gone = min(max(0, row - self.first), len(self))
        if not gone:
            return
        left = len(self) - gone
        for array in (self._time_s, self._mirrored, self._mean, self._plain):
            array[:left] = array[gone : gone + left]
        self.first += gone
        self.cuts = [cut for cut in self.cuts if cut > self.first]

    def read_times_s(self, first: int, stop: int) -> FloatArray:
        """(n,) s, of rows first..stop-1 as far as they are stored."""
        return self._time_s[self._slice_rows(first, stop)]

    def find_row(self, time_s: float) -> int:
        """The first stored row at or after this time."""
        return self.first + int(np.searchsorted(self._time_s[: len(self)], time_s - 1e-9))

    def is_mirror_averaged(self, ranges: Sequence[Range]) -> bool:
        """Whether every frame of these ranges was also detected mirrored."""
        return all(bool(self._mirrored[self._slice_rows(*one)].all()) for one in ranges)

    def build_track(
        self, ranges: Sequence[Range], mirrored: bool, warnings: tuple[str, ...] = ()
    ) -> PoseTrack:
        """Join ranges of rows to one track, one after the other in rising order.

        Earlier ranges are moved in time to end just before the next, with a gap in which nothing is seen:
        too long to
        be bridged by cleaning. The times are those of the last range.

        Parameters
        ----------
        ranges
            (first, stop) rows of each stretch.
        mirrored
            Means of both poses, else single poses.
        warnings
            Sentences for the track.

        Returns
        -------
        PoseTrack
            The track; only one range alone keeps its cuts.
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


# Longer than what cleaning bridges (0.15 s).
GAP_S = 0.25


def _join_stretches(
    earlier_s: FloatArray, earlier: FloatArray, time_s: FloatArray, rows: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Two stretches with an unseen frame at each side of the gap, so that no neighbour's time includes it."""
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
