"""Frames of a live camera: two threads look at the same one, and nothing flips, enlarges or touches it."""

import threading
from fractions import Fraction

import av
import numpy as np
import pytest

from vision.live.browser_frames import (
    SHOWN_LONG_PX,
    PreviewConverter,
    RgbConverter,
    make_dark_frame,
    read_frame_time,
)


def camera_frame(width: int = 640, height: int = 480, pts: int | None = 9000) -> av.VideoFrame:
    """As the connection gives it; white on the left, black on the right."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[:, : width // 2] = 255
    frame = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format="yuv420p")
    frame.pts, frame.time_base = pts, Fraction(1, 90_000)
    return frame


def test_a_frame_becomes_its_array_unflipped() -> None:
    picture = RgbConverter()(camera_frame())
    assert picture.shape == (480, 640, 3)
    assert picture.dtype == np.uint8
    assert picture[:, :300].mean() > 250
    assert picture[:, 340:].mean() < 5


@pytest.mark.parametrize(
    ("size", "shown"),
    [((640, 480), (480, 360)), ((480, 640), (360, 480)), ((320, 240), (320, 240)), ((1281, 719), (480, 270))],
)
def test_what_is_shown_is_small_and_even_and_never_enlarged(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    small = PreviewConverter()(camera_frame(*size))
    assert (small.width, small.height) == shown
    assert max(shown) <= SHOWN_LONG_PX
    assert small.format.name == "yuv420p"
    assert small.to_ndarray(format="rgb24")[:, : shown[0] // 2 - 20].mean() > 250


@pytest.mark.parametrize("size", [(640, 480), (320, 240)])
def test_the_time_of_what_is_shown_is_not_that_of_what_is_measured(size: tuple[int, int]) -> None:
    frame = camera_frame(*size)
    small = PreviewConverter()(frame)
    small.pts = 1
    assert read_frame_time(frame) == pytest.approx(0.1)


def test_times() -> None:
    assert read_frame_time(camera_frame(pts=0)) == 0.0
    assert read_frame_time(camera_frame(pts=None)) is None


def test_sizes_may_change_from_frame_to_frame() -> None:
    to_rgb, to_small = RgbConverter(), PreviewConverter()
    for size in ((320, 240), (640, 480), (480, 640), (320, 240)):
        assert to_rgb(camera_frame(*size)).shape == (size[1], size[0], 3)
        assert max(to_small(camera_frame(*size)).width, 1) <= SHOWN_LONG_PX


def test_two_threads_read_the_same_frame_without_waiting_for_each_other() -> None:
    """A frame's own conversion locked up here, for ever, within seconds."""
    frames = [camera_frame() for _ in range(60)]
    done = []

    def read(convert: RgbConverter | PreviewConverter) -> None:
        for frame in frames:
            convert(frame)
        done.append(convert)

    threads = [
        threading.Thread(target=read, args=(each,), daemon=True)
        for each in (RgbConverter(), PreviewConverter())
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30.0)
    assert len(done) == 2


def test_before_the_first_frame_it_is_dark() -> None:
    dark = make_dark_frame()
    assert dark.format.name == "yuv420p"
    assert dark.to_ndarray(format="rgb24").max() < 5
