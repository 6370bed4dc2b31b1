"""Pictures of a live camera, as the connection to the browser hands them over: in, as arrays; out, small."""

from fractions import Fraction

import av
import numpy as np

from vision.drawing import Image

SHOWN_LONG_PX = 480
"""Longest side of the picture that goes back to the browser: enough to place oneself, cheap to encode."""
_DARK_PX = (480, 360)


def rgb_of(frame: av.VideoFrame) -> Image:
    """(H, W, 3) uint8, never flipped."""
    return frame.to_ndarray(format="rgb24")


def time_of(frame: av.VideoFrame) -> float | None:
    """s, by the camera's own clock; None for a frame without a time stamp."""
    if frame.pts is None or frame.time_base is None:
        return None
    return float(frame.pts * Fraction(frame.time_base))


def small_picture(frame: av.VideoFrame) -> av.VideoFrame:
    """A copy of at most SHOWN_LONG_PX, never enlarged, with even sides."""
    scale = min(1.0, SHOWN_LONG_PX / max(frame.width, frame.height))
    width, height = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
    return frame.reformat(width=width, height=height, format="yuv420p")


def dark_picture() -> av.VideoFrame:
    """Before the first frame."""
    width, height = _DARK_PX
    return av.VideoFrame.from_ndarray(np.zeros((height, width, 3), np.uint8), "rgb24").reformat(
        format="yuv420p"
    )
