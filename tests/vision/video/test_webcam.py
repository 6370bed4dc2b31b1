"""Cameras that work, that are not there, and that are pulled out. No test needs one."""

import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import CameraError, VideoError
from tests.fixtures.make_clips import write_clip
from vision.video.webcam import PlayedClip, Webcam, WebcamSettings, open_webcam

QUICK = WebcamSettings(first_s=0.3, gone_s=0.05)


class FakeCapture:
    """Gives so many pictures, of rising brightness, then refuses; `opened` as OpenCV says it."""

    def __init__(self, pictures: int = 3, opened: bool = True) -> None:
        self.left, self.opened = pictures, opened
        self.released = threading.Event()
        self.read_by: set[str] = set()

    def isOpened(self) -> bool:  # noqa: N802
        return self.opened

    def read(self) -> tuple[bool, object]:
        self.read_by.add(threading.current_thread().name)
        if self.left <= 0:
            return False, None
        self.left -= 1
        return True, np.full((4, 6, 3), (10, 20, 30), np.uint8)  # OpenCV: blue, green, red

    def release(self) -> None:
        self.released.set()


def test_frames_come_in_colour_with_rising_times_and_then_the_camera_is_gone():
    capture = FakeCapture(3)
    camera = Webcam(capture, 2, QUICK)
    waiting = iter(camera)
    frames = [next(waiting) for _ in range(3)]
    with pytest.raises(CameraError, match="stopped giving images"):
        next(waiting)
    camera.close()
    assert frames[0].image_rgb[0, 0].tolist() == [30, 20, 10]
    assert [one.time_s for one in frames] == sorted(one.time_s for one in frames)
    assert capture.released.is_set()
    assert capture.read_by == {"evenrep-camera"}


def test_a_camera_that_never_gives_an_image_is_reported():
    camera = Webcam(FakeCapture(0), 0, QUICK)
    with pytest.raises(CameraError, match="gives no image"):
        next(iter(camera))
    camera.close()


def test_a_camera_that_does_not_open_is_let_go_of():
    capture = FakeCapture(opened=False)
    with pytest.raises(CameraError, match=r"[Cc]amera 98"):
        Webcam(capture, 98, QUICK)
    assert capture.released.is_set()


def test_stopping_ends_the_frames_without_an_error_and_releases_the_camera():
    capture = FakeCapture(10**9)
    camera = Webcam(capture, 0, QUICK)
    frames = iter(camera)
    next(frames)
    camera.stop()
    assert list(frames) == []
    camera.close()
    assert capture.released.wait(5.0)


def test_who_is_slow_gets_the_newest_pictures_not_all():
    capture = FakeCapture(10**9)
    camera = Webcam(capture, 0, QUICK)
    frames = iter(camera)
    first = next(frames)
    taken = threading.Event()
    honest = capture.read

    def counted() -> tuple[bool, object]:
        if capture.left < 10**9 - 200:
            taken.set()
        return honest()

    capture.read = counted  # type: ignore[method-assign]
    assert taken.wait(10.0)
    waiting = [next(frames) for _ in range(QUICK.waiting)]
    camera.close()
    assert waiting[0].time_s > first.time_s


@pytest.mark.skipif(sys.platform != "linux", reason="device files are Linux's")
def test_a_camera_that_is_not_there_is_named():
    with pytest.raises(CameraError, match=r"There is no camera 97 .*plug it in.*--camera"), open_webcam(97):
        raise AssertionError("it opened")


def test_a_missing_camera_counts_as_an_unreadable_video():
    assert issubclass(CameraError, VideoError)
    assert CameraError.exit_code == 3


def test_a_clip_gives_all_its_frames_with_their_times(tmp_path: Path):
    clip = write_clip(tmp_path / "clip.mp4")
    frames = list(PlayedClip(clip, real_time=False))
    assert len(frames) > 1
    assert frames[0].time_s == 0.0


def test_a_clip_stops_when_asked(tmp_path: Path):
    clip = PlayedClip(write_clip(tmp_path / "clip.mp4"), real_time=True)
    frames = iter(clip)
    next(frames)
    clip.stop()
    assert list(frames) == []
