"""Collects joined readings and makes the PoseTrack of them, in pixels of the original picture."""

import numpy as np
from numpy.typing import NDArray

from analysis.pose.landmarks import N_LANDMARKS
from analysis.pose.track import PoseTrack
from vision.tracking.mirror_averaging import AveragedPose
from vision.video.reader import Frame

_SHAPES: dict[str, tuple[int, ...]] = {
    "time_s": (),
    "image_px": (N_LANDMARKS, 2),
    "world_m": (N_LANDMARKS, 3),
    "visibility": (N_LANDMARKS,),
    "spread_px": (N_LANDMARKS,),
}
_FEWEST, _MOST = 1024, 200_000
"""Frames made room for at first: what the file says, within reason. Room takes memory once written to."""


class TrackBuilder:
    """One row per frame, NaN where the lifter was not seen."""

    def __init__(self, size_px: tuple[int, int], frames_expected: int | None = None) -> None:
        capacity = min(max(frames_expected or 0, _FEWEST), _MOST)
        self._size_px = size_px
        self._arrays = {name: np.empty((capacity, *shape)) for name, shape in _SHAPES.items()}
        self._count = 0
        self._cuts: list[int] = []

    def __len__(self) -> int:
        return self._count

    def add_frame(self, frame: Frame, cut: bool, joined: AveragedPose | None) -> None:
        """The next frame; `joined` is None where the lifter was not seen."""
        index = self._count
        if index == len(self._arrays["time_s"]):
            self._arrays = {name: _double_length(array) for name, array in self._arrays.items()}
        self._count += 1
        self._arrays["time_s"][index] = frame.time_s
        if cut and index:
            self._cuts.append(index)
        for name, row in _make_rows(joined, np.array(frame.scale)).items():
            self._arrays[name][index] = row

    def erase_from(self, first: int) -> None:
        """Frames from `first` to the last one turned out to be somebody else's."""
        for name, array in self._arrays.items():
            if name != "time_s":
                array[first : self._count] = np.nan

    def build_track(self, warnings: tuple[str, ...]) -> PoseTrack:
        """What was collected; the maker is of no use afterwards, for nothing is copied."""
        return PoseTrack(
            **{name: array[: self._count] for name, array in self._arrays.items()},
            size_px=self._size_px,
            cut_frames=tuple(self._cuts),
            warnings=warnings,
        )


def _make_rows(
    joined: AveragedPose | None, scale: NDArray[np.float64]
) -> dict[str, NDArray[np.float64] | float]:
    if joined is None:
        return dict.fromkeys(("image_px", "world_m", "visibility", "spread_px"), np.nan)
    return {
        # pixel centres: pixel 0 of the scaled picture reaches from -0.5 to 0.5, as in the original
        "image_px": (joined.reading.image_px + 0.5) * scale - 0.5,
        "world_m": joined.reading.world_m,
        "visibility": joined.reading.visibility,
        "spread_px": np.linalg.norm(joined.spread_px * scale, axis=1),
    }


def _double_length(array: NDArray[np.float64]) -> NDArray[np.float64]:
    longer = np.empty((2 * len(array), *array.shape[1:]))
    longer[: len(array)] = array
    return longer
