"""Frames of a camera, whatever size they come in: one size for the model, one for the recording."""

from dataclasses import dataclass

import cv2
import numpy as np

from analysis.errors import VideoError
from analysis.live.landmark_buffer import LandmarkFrame
from analysis.pose.track import FloatArray
from vision.pose.estimator import PoseReading
from vision.video.orientation import Image
from vision.video.reader import DEFAULT_LONG_SIDE_PX

SAME_SHAPE = 0.02
"""Widths per height this near to each other: one camera that changed its resolution, not one that turned."""
MOST_PIXELS = 8192 * 4320


def check_frame(frame_rgb: Image) -> Image:
    """The frame, if it is one. Raises VideoError."""
    if not isinstance(frame_rgb, np.ndarray) or frame_rgb.ndim != 3 or frame_rgb.shape[2] != 3:
        raise VideoError("A live frame must be an RGB picture of shape (height, width, 3).")
    if frame_rgb.dtype != np.uint8 or min(frame_rgb.shape[:2]) < 2:
        raise VideoError("A live frame must hold 8-bit colours and at least 2 × 2 pixels.")
    if frame_rgb.shape[0] * frame_rgb.shape[1] > MOST_PIXELS:
        raise VideoError("A live frame is larger than 8K: ask the camera for 1080p or less.")
    return frame_rgb


@dataclass(frozen=True)
class FrameSizes:
    """Of one stretch of frames, (width, height) px: as pushed, as read by the model, as recorded."""

    pushed: tuple[int, int]
    read: tuple[int, int]
    recorded: tuple[int, int]

    @classmethod
    def from_frame(
        cls,
        frame_rgb: Image,
        recorded: tuple[int, int] | None = None,
        long_side_px: int = DEFAULT_LONG_SIDE_PX,
    ) -> "FrameSizes":
        """`recorded` as begun; None: this frame begins the recording."""
        height, width = frame_rgb.shape[:2]
        shrink = min(1.0, long_side_px / max(width, height))
        read = (max(2, round(width * shrink)), max(2, round(height * shrink)))
        return cls((width, height), read, recorded or (width, height))

    def has_size_of(self, frame_rgb: Image) -> bool:
        return frame_rgb.shape[1::-1] == self.pushed

    def has_same_shape(self, other: "FrameSizes") -> bool:
        """Whether it is the same picture at another resolution."""
        mine, theirs = (sizes.pushed[0] / sizes.pushed[1] for sizes in (self, other))
        return abs(mine / theirs - 1.0) <= SAME_SHAPE

    def scale_frame(self, frame_rgb: Image) -> Image:
        """As the model reads it."""
        if self.read == self.pushed:
            return frame_rgb
        return cv2.resize(frame_rgb, self.read, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]

    def convert_to_frame_px(self, image_px: FloatArray) -> FloatArray:
        """(..., 2) px of the picture read -> px of the frame as pushed."""
        return (image_px + 0.5) * (np.array(self.pushed) / self.read) - 0.5

    def convert_pose(self, reading: PoseReading, spread_px: FloatArray | None = None) -> LandmarkFrame:
        """In px of the recording. A camera that was turned is fitted into it, as large as it goes."""
        scale = np.array(self.recorded) / self.read
        if abs(scale[0] / scale[1] - 1.0) > SAME_SHAPE:
            scale = np.full(2, scale.min())
        aside = (np.array(self.recorded) - scale * self.read) / 2.0
        spread = None if spread_px is None else np.linalg.norm(spread_px * scale, axis=1)
        image_px = (reading.image_px + 0.5) * scale - 0.5 + aside
        return LandmarkFrame(image_px, reading.world_m, reading.visibility, spread)
