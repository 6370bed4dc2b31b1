"""Frames of a browser's camera, for the live page: converted for measuring, and small for showing.

The frames themselves are PyAV's; the web app passes them on and never looks into them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vision.overlay.drawing import Image

# An av.VideoFrame: only `vision` may import the library that its type belongs to.
BrowserFrame = Any


def make_rgb_converter() -> "Callable[[BrowserFrame], Image]":
    """Make a converter from camera frames to arrays that are measured.

    Returns
    -------
    callable
        BrowserFrame -> (h, w, 3) uint8 RGB, never flipped. For one thread: two threads that share a
        converter, or use the frame's own, wait for each other for ever.
    """
    from vision.live.browser_frames import RgbConverter

    return RgbConverter()


def make_small_converter() -> Callable[[BrowserFrame], BrowserFrame]:
    """Make a converter from camera frames to the small copies that are sent back to the browser.

    Returns
    -------
    callable
        BrowserFrame -> BrowserFrame, never enlarged. For one thread.
    """
    from vision.live.browser_frames import PreviewConverter

    return PreviewConverter()


def read_frame_time(frame: BrowserFrame) -> float | None:
    """Read when a frame was taken.

    Parameters
    ----------
    frame
        As the camera's connection hands it over.

    Returns
    -------
    float or None
        s, by the camera's own clock; None for a frame without a time stamp.
    """
    from vision.live.browser_frames import read_frame_time as run

    return run(frame)


def make_dark_frame() -> BrowserFrame:
    """Make the frame that is shown until the camera has sent its first one.

    Returns
    -------
    BrowserFrame
    """
    from vision.live.browser_frames import make_dark_frame as run

    return run()
