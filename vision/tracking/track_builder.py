"""Collects averaged poses and builds the PoseTrack of them, in pixels of the original frames."""

import numpy as np
from numpy.typing import NDArray

from analysis.pose.landmarks import N_LANDMARKS
from analysis.pose.track import PoseTrack
from vision.tracking.mirror_averaging import AveragedPose
from vision.video.reader import Frame

# Frames made room for at first: what the file states, within reason. Room takes memory once written to.
_SHAPES: dict[str, tuple[int, ...]] = {
    "time_s": (),
    "image_px": (N_LANDMARKS, 2),
    "world_m": (N_LANDMARKS, 3),
    "visibility": (N_LANDMARKS,),
    "spread_px": (N_LANDMARKS,),
}
_FEWEST, _MOST = 1024, 200_000


class TrackBuilder:
    """Collects one row per frame, NaN where the lifter was not seen.

    Parameters
    ----------
    size_px : tuple of int
        (width, height) of the original frames.
    frames_expected : int, optional
        How many there will be, if that is known.
    """

    def __init__(self, size_px: tuple[int, int], frames_expected: int | None = None) -> None:
        capacity = min(max(frames_expected or 0, _FEWEST), _MOST)
        self._size_px = size_px
        self._arrays = {name: np.empty((capacity, *shape)) for name, shape in _SHAPES.items()}
        self._count = 0
        self._cuts: list[int] = []

    def __len__(self) -> int:
        return self._count

    def add_frame(self, frame: Frame, cut: bool, averaged: AveragedPose | None) -> None:
        """Append the next frame.

        Parameters
        ----------
        frame : Frame
            Its time and scale are used.
        cut : bool
            Whether a new shot begins with it.
        averaged : AveragedPose or None
            In px of the scaled image; None where the lifter was not seen.
        """
        index = self._count
        # doubled when full: the file's own frame count is a guess
        if index == len(self._arrays["time_s"]):
            self._arrays = {name: _double_length(array) for name, array in self._arrays.items()}
        self._count += 1
        self._arrays["time_s"][index] = frame.time_s
        if cut and index:
            self._cuts.append(index)
        for name, row in _make_rows(averaged, np.array(frame.scale)).items():
            self._arrays[name][index] = row

    def erase_from(self, first: int) -> None:
        """Set frames from index `first` to the last one to NaN: they turned out to be of somebody else."""
        for name, array in self._arrays.items():
            if name != "time_s":
                array[first : self._count] = np.nan

    def build_track(self, warnings: tuple[str, ...]) -> PoseTrack:
        """Build the track. Nothing is copied: the builder must not be used afterwards."""
        return PoseTrack(
            **{name: array[: self._count] for name, array in self._arrays.items()},
            size_px=self._size_px,
            cut_frames=tuple(self._cuts),
            warnings=warnings,
        )


def _make_rows(
    averaged: AveragedPose | None, scale: NDArray[np.float64]
) -> dict[str, NDArray[np.float64] | float]:
    if averaged is None:
        return dict.fromkeys(("image_px", "world_m", "visibility", "spread_px"), np.nan)
    return {
        # pixel centres: pixel 0 of the scaled image reaches from -0.5 to 0.5, as in the original
        "image_px": (averaged.pose.image_px + 0.5) * scale - 0.5,
        "world_m": averaged.pose.world_m,
        "visibility": averaged.pose.visibility,
        "spread_px": np.linalg.norm(averaged.spread_px * scale, axis=1),
    }


def _double_length(array: NDArray[np.float64]) -> NDArray[np.float64]:
    longer = np.empty((2 * len(array), *array.shape[1:]))
    longer[: len(array)] = array
    return longer
