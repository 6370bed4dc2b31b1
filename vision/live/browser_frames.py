"""Frames of a live camera, as the connection to the browser hands them over: in, as arrays; out, small.

Two threads look at the same frame: one measures it, one sends a small copy back. A frame's own conversion is
not made for that (both then wait for each other for ever), so each of the two has a converter of its own.
"""

from fractions import Fraction
from typing import cast

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from vision.overlay.drawing import Image

# Longest side of the image that goes back to the browser: enough to place oneself, cheap to encode.
SHOWN_LONG_PX = 480
_DARK_PX = (480, 360)


class RgbConverter:
    """Converts frames to arrays. One per thread."""

    def __init__(self) -> None:
        self._converter = VideoReformatter()

    def __call__(self, frame: av.VideoFrame) -> Image:
        """Convert a frame.

        Parameters
        ----------
        frame : av.VideoFrame
            As it came from the browser.

        Returns
        -------
        ndarray of uint8, shape (h, w, 3)
            RGB, never flipped.
        """
        return cast(Image, self._converter.reformat(frame, format="rgb24", threads=1).to_ndarray())


class PreviewConverter:
    """Makes small copies of frames. One per thread."""

    def __init__(self) -> None:
        self._converter = VideoReformatter()

    def __call__(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Make a small copy.

        Parameters
        ----------
        frame : av.VideoFrame
            As it came from the browser; it stays as it is.

        Returns
        -------
        av.VideoFrame
            At most SHOWN_LONG_PX on its longer side, never enlarged, with even sides, as video coding needs.
        """
        scale = min(1.0, SHOWN_LONG_PX / max(frame.width, frame.height))
        width, height = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
        small = self._converter.reformat(frame, width=width, height=height, format="yuv420p", threads=1)
        # the connection writes its own time into what it sends: never into the frame that is measured
        return av.VideoFrame.from_ndarray(small.to_ndarray(), "yuv420p") if small is frame else small


def read_frame_time(frame: av.VideoFrame) -> float | None:
    """Read a frame's time stamp.

    Parameters
    ----------
    frame : av.VideoFrame
        As it came from the browser.

    Returns
    -------
    float or None
        s by the camera's own clock; None for a frame without a time stamp.
    """
    if frame.pts is None or frame.time_base is None:
        return None
    return float(frame.pts * Fraction(frame.time_base))


def make_dark_frame() -> av.VideoFrame:
    """Make a dark grey frame, to be sent before the camera's first.

    Returns
    -------
    av.VideoFrame
        360 px high, 480 px wide.
    """
    width, height = _DARK_PX
    # yuv420p: luma 16 is black, chroma 128 is no colour
    grey = np.full((height * 3 // 2, width), 128, np.uint8)
    grey[:height] = 16
    return av.VideoFrame.from_ndarray(grey, "yuv420p")
