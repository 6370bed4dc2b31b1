"""PoseTrack: one person's landmarks over a clip, the only thing that crosses from video to analysis."""

from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from analysis.errors import TrackError
from analysis.pose.landmarks import MIRROR_INDEX, N_LANDMARKS

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class PoseTrack:
    """One person's landmarks over a clip. Unseen is NaN, never zero.

    Parameters
    ----------
    time_s
        (T,) s, strictly rising: the true presentation times, not frame number / frame rate.
    image_px
        (T, 33, 2) pixels of the upright original image, x right, y down.
    world_m
        (T, 33, 3) metres in MediaPipe's camera-aligned axes, origin at mid-hip.
    visibility
        (T, 33) 0..1, as the pose model gives it.
    size_px
        (width, height) of the upright original image.
    spread_px
        (T, 33) half the distance between the pose of the frame and that of its mirror image; NaN where
        only one of them was detected. None: all NaN.
    cut_frames
        Frame indices at which a new shot begins (0 is not among them).
    warnings
        Sentences about how the track was made.

    Raises
    ------
    TrackError
        When the arrays do not fit together or the times do not rise.
    """

    time_s: FloatArray
    image_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray
    size_px: tuple[int, int]
    spread_px: FloatArray | None = None
    cut_frames: tuple[int, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        frames = len(self.time_s)
        shapes = {
            "time_s": (frames,),
            "image_px": (frames, N_LANDMARKS, 2),
            "world_m": (frames, N_LANDMARKS, 3),
            "visibility": (frames, N_LANDMARKS),
        }
        if self.spread_px is None:
            object.__setattr__(self, "spread_px", np.full((frames, N_LANDMARKS), np.nan))
        shapes["spread_px"] = (frames, N_LANDMARKS)
        for name, shape in shapes.items():
            array = np.asarray(getattr(self, name), dtype=np.float64)
            if array.shape != shape:
                raise TrackError(f"PoseTrack.{name} has shape {array.shape}; it must be {shape}.")
            object.__setattr__(self, name, array)
        if frames and not np.isfinite(self.time_s).all():
            raise TrackError("PoseTrack.time_s holds a time that is not a number.")
        # Speeds are differences over true time: two frames at one time would be infinitely fast.
        if (np.diff(self.time_s) <= 0).any():
            raise TrackError("PoseTrack.time_s must rise from frame to frame.")
        if min(self.size_px) <= 0:
            raise TrackError(f"PoseTrack.size_px must be positive, not {self.size_px}.")
        if any(not 0 < cut < frames for cut in self.cut_frames):
            raise TrackError(f"PoseTrack.cut_frames {self.cut_frames} lie outside 1..{frames - 1}.")

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def duration_s(self) -> float:
        """Seconds from the first frame to the last; 0 for fewer than two frames."""
        return float(self.time_s[-1] - self.time_s[0]) if len(self) > 1 else 0.0

    @property
    def frame_rate(self) -> float:
        """Median frames per second; NaN for fewer than two frames."""
        return float(1.0 / np.median(np.diff(self.time_s))) if len(self) > 1 else float("nan")

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(T,) frames in which the lifter was found at all."""
        return np.asarray(np.any(np.isfinite(self.image_px).all(axis=2), axis=1))

    def replace_fields(self, **changes: object) -> Self:
        """A new track with some fields exchanged; checked again, so it may raise TrackError."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def slice_frames(self, first: int, stop: int) -> Self:
        """Frames first..stop-1 as a track of their own; times stay, cuts are renumbered."""
        cuts = tuple(cut - first for cut in self.cut_frames if first < cut < stop)
        sliced = {
            name: getattr(self, name)[first:stop]
            for name in ("time_s", "image_px", "world_m", "visibility", "spread_px")
        }
        return self.replace_fields(**sliced, cut_frames=cuts)

    def select_frames(self, frames: NDArray[np.bool_]) -> Self:
        """The chosen (T,) frames alone, as if the others had not been filmed; cuts are dropped."""
        chosen = {
            name: getattr(self, name)[frames]
            for name in ("time_s", "image_px", "world_m", "visibility", "spread_px")
        }
        return self.replace_fields(**chosen, cut_frames=())

    def mirror_track(self) -> Self:
        """The track of the same lift filmed in a mirror.

        Returns
        -------
        Self
            x flipped in pixels and in metres, left and right landmarks exchanged: every signed quantity
            changes its sign. Applying it twice gives the original track.
        """
        # Pixel centres run from 0 to width - 1, so the mirror axis lies at (width - 1) / 2.
        width = self.size_px[0]
        image = self.image_px[:, MIRROR_INDEX] * [-1.0, 1.0] + [width - 1.0, 0.0]
        spread = self.spread_px[:, MIRROR_INDEX] if self.spread_px is not None else None
        return self.replace_fields(
            image_px=image,
            world_m=self.world_m[:, MIRROR_INDEX] * [-1.0, 1.0, 1.0],
            visibility=self.visibility[:, MIRROR_INDEX],
            spread_px=spread,
        )

    def unmirror_track(self) -> Self:
        """The track of a mirrored (selfie) clip as if it had been filmed unmirrored."""
        return self.mirror_track()


@dataclass(frozen=True)
class ClipInfo:
    """What was filmed: enough to recognise the file again without storing it.

    Parameters
    ----------
    name
        File name without folders.
    sha256
        Checksum of the file, hexadecimal.
    duration_s
        s.
    frames
        Number of frames that were decoded.
    width_px, height_px
        Size of the upright image, rotation applied.
    """

    name: str
    sha256: str
    duration_s: float
    frames: int
    width_px: int
    height_px: int


@dataclass(frozen=True)
class ModelInfo:
    """Which pose model detected the landmarks.

    Parameters
    ----------
    name
        "lite", "full" or "heavy".
    sha256
        Checksum of the model file, hexadecimal.
    mirror_averaged
        Each frame was also detected mirrored and both poses averaged.
    """

    name: str
    sha256: str
    mirror_averaged: bool = True


@dataclass(frozen=True)
class Recording:
    """A track and where it came from: what a saved track holds, and what a report is computed from.

    Parameters
    ----------
    track
        The landmarks.
    clip
        The file they were detected in.
    model
        The pose model that detected them.
    """

    track: PoseTrack
    clip: ClipInfo
    model: ModelInfo
