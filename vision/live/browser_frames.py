"""Pictures of a live camera, as the connection to the browser hands them over: in, as arrays; out, small.

Two threads look at the same frame: one measures it, one sends a small copy back. A frame's own conversion is
not made for that (both then wait for each other for ever), so each of the two has a converter of its own.
"""

from fractions import Fraction
from typing import cast

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from vision.overlay.drawing import Image

SHOWN_LONG_PX = 480
"""Longest side of the picture that goes back to the browser: enough to place oneself, cheap to encode."""
_DARK_PX = (480, 360)


class ToRgb:
    """Frames as arrays. For one thread."""

    def __init__(self) -> None:
        self._converter = VideoReformatter()

    def __call__(self, frame: av.VideoFrame) -> Image:
        """(H, W, 3) uint8, never flipped."""
        return cast(Image, self._converter.reformat(frame, format="rgb24", threads=1).to_ndarray())


class ToSmall:
    """Copies of at most SHOWN_LONG_PX, never enlarged, with even sides. For one thread."""

    def __init__(self) -> None:
        self._converter = VideoReformatter()

    def __call__(self, frame: av.VideoFrame) -> av.VideoFrame:
        scale = min(1.0, SHOWN_LONG_PX / max(frame.width, frame.height))
        width, height = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
        small = self._converter.reformat(frame, width=width, height=height, format="yuv420p", threads=1)
        # the connection writes its own time into what it sends: never into the frame that is measured
        return av.VideoFrame.from_ndarray(small.to_ndarray(), "yuv420p") if small is frame else small


def read_frame_time(frame: av.VideoFrame) -> float | None:
    """s, by the camera's own clock; None for a frame without a time stamp."""
    if frame.pts is None or frame.time_base is None:
        return None
    return float(frame.pts * Fraction(frame.time_base))


def make_dark_frame() -> av.VideoFrame:
    """Before the first frame."""
    width, height = _DARK_PX
    grey = np.full((height * 3 // 2, width), 128, np.uint8)
    grey[:height] = 16
    return av.VideoFrame.from_ndarray(grey, "yuv420p")
