"""Frames of a camera, whatever size they come in: one size for the model, one for the recording."""

from dataclasses import dataclass

import cv2
import numpy as np

from analysis.errors import VideoError
from analysis.live.landmark_buffer import LandmarkFrame
from analysis.pose.track import FloatArray
from vision.pose.estimator import PoseDetection
from vision.video.orientation import Image
from vision.video.reader import DEFAULT_LONG_SIDE_PX

# Relative difference of two aspect ratios: below, a camera changed its resolution; above, it was turned.
SAME_SHAPE = 0.02
MOST_PIXELS = 8192 * 4320


def check_frame(frame_rgb: Image) -> Image:
    """Make sure that a live frame is an image.

    Parameters
    ----------
    frame_rgb : ndarray
        Whatever was pushed.

    Returns
    -------
    ndarray of uint8, shape (h, w, 3)
        The same array.

    Raises
    ------
    VideoError
        Another shape or type, smaller than 2 × 2 pixels, or larger than 8K.
    """
    if not isinstance(frame_rgb, np.ndarray) or frame_rgb.ndim != 3 or frame_rgb.shape[2] != 3:
        raise VideoError("A live frame must be an RGB image of shape (height, width, 3).")
    if frame_rgb.dtype != np.uint8 or min(frame_rgb.shape[:2]) < 2:
        raise VideoError("A live frame must hold 8-bit colours and at least 2 × 2 pixels.")
    if frame_rgb.shape[0] * frame_rgb.shape[1] > MOST_PIXELS:
        raise VideoError("A live frame is larger than 8K: ask the camera for 1080p or less.")
    return frame_rgb


@dataclass(frozen=True)
class FrameSizes:
    """Sizes of one stretch of frames.

    Attributes
    ----------
    pushed : tuple of int
        (width, height) of the frames as the camera gives them, px.
    read : tuple of int
        (width, height) as the pose model gets them.
    recorded : tuple of int
        (width, height) of the recording: that of its first frame.
    """

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
        """Plan the sizes for frames like this one.

        Parameters
        ----------
        frame_rgb : ndarray of uint8, shape (h, w, 3)
            A frame as pushed.
        recorded : tuple of int, optional
            (width, height) of the recording as it was begun; None: this frame begins it.
        long_side_px : int
            Bound on the longer side of what the model reads, px.

        Returns
        -------
        FrameSizes
        """
        height, width = frame_rgb.shape[:2]
        shrink = min(1.0, long_side_px / max(width, height))
        read = (max(2, round(width * shrink)), max(2, round(height * shrink)))
        return cls((width, height), read, recorded or (width, height))

    def has_size_of(self, frame_rgb: Image) -> bool:
        """Whether a frame is of the size as pushed."""
        return frame_rgb.shape[1::-1] == self.pushed

    def has_same_shape(self, other: "FrameSizes") -> bool:
        """Whether it is the same view at another resolution."""
        mine, theirs = (sizes.pushed[0] / sizes.pushed[1] for sizes in (self, other))
        return abs(mine / theirs - 1.0) <= SAME_SHAPE

    def scale_frame(self, frame_rgb: Image) -> Image:
        """Scale an (h, w, 3) frame as pushed to the size that the model reads."""
        if self.read == self.pushed:
            return frame_rgb
        return cv2.resize(frame_rgb, self.read, interpolation=cv2.INTER_AREA)  # type: ignore[return-value]

    def convert_to_frame_px(self, image_px: FloatArray) -> FloatArray:
        """Convert (..., 2) px of the image as read to px of the frame as pushed."""
        return (image_px + 0.5) * (np.array(self.pushed) / self.read) - 0.5

    def convert_pose(self, pose: PoseDetection, spread_px: FloatArray | None = None) -> LandmarkFrame:
        """Convert a pose to px of the recording.

        A camera that was turned is fitted into the recording's frame, as large as it goes.

        Parameters
        ----------
        pose : PoseDetection
            In px of the image as read.
        spread_px : ndarray of float64, shape (33, 2), optional
            Half the distance of the two poses, px of the image as read.

        Returns
        -------
        LandmarkFrame
            In px of the recording.
        """
        scale = np.array(self.recorded) / self.read
        if abs(scale[0] / scale[1] - 1.0) > SAME_SHAPE:
            scale = np.full(2, scale.min())
        # centred; half a pixel, because pixel centres are at whole numbers
        margin = (np.array(self.recorded) - scale * self.read) / 2.0
        spread = None if spread_px is None else np.linalg.norm(spread_px * scale, axis=1)
        image_px = (pose.image_px + 0.5) * scale - 0.5 + margin
        return LandmarkFrame(image_px, pose.world_m, pose.visibility, spread)
