"""Collects joined readings and makes the PoseTrack of them, in pixels of the original picture."""

import numpy as np
from numpy.typing import NDArray

from analysis.landmarks import N_LANDMARKS
from analysis.track import PoseTrack
from vision.joining import Joined
from vision.video import Frame

_COLUMNS = 2 + 3 + 1 + 2  # image, world, visibility, spread per axis
_FIRST_CAPACITY = 1024


class TrackMaker:
    """One row per frame, NaN where the lifter was not seen."""

    def __init__(self, size_px: tuple[int, int]) -> None:
        self._size_px = size_px
        self._rows: NDArray[np.float64] = np.full((_FIRST_CAPACITY, N_LANDMARKS, _COLUMNS), np.nan)
        self._times: list[float] = []
        self._cuts: list[int] = []

    def __len__(self) -> int:
        return len(self._times)

    def add(self, frame: Frame, cut: bool, joined: Joined | None) -> None:
        index = len(self._times)
        if index == len(self._rows):
            self._rows = np.concatenate([self._rows, np.full_like(self._rows, np.nan)])
        self._times.append(frame.time_s)
        if cut and index:
            self._cuts.append(index)
        if joined is not None:
            scale = np.array(frame.scale)
            row = self._rows[index]
            # pixel centres: pixel 0 of the scaled picture reaches from -0.5 to 0.5, as in the original
            row[:, 0:2] = (joined.reading.image_px + 0.5) * scale - 0.5
            row[:, 2:5] = joined.reading.world_m
            row[:, 5] = joined.reading.visibility
            row[:, 6:8] = joined.spread_px * scale

    def erase(self, first: int) -> None:
        """Frames from `first` to the last one turned out to be somebody else's."""
        self._rows[first : len(self._times)] = np.nan

    def track(self, warnings: tuple[str, ...]) -> PoseTrack:
        rows = self._rows[: len(self._times)]
        return PoseTrack(
            time_s=np.array(self._times),
            image_px=rows[:, :, 0:2].copy(),
            world_m=rows[:, :, 2:5].copy(),
            visibility=rows[:, :, 5].copy(),
            size_px=self._size_px,
            spread_px=np.hypot(rows[:, :, 6], rows[:, :, 7]),
            cut_frames=tuple(self._cuts),
            warnings=warnings,
        )
