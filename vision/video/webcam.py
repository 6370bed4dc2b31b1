"""A camera of this computer, and a clip in a camera's place: frames with their times, for a live set.

A thread of its own keeps reading the camera: the newest frame is at hand however long the last one takes.
"""

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2

from analysis.errors import CameraError
from vision.video.orientation import Image
from vision.video.reader import open_clip


@dataclass(frozen=True)
class WebcamSettings:
    """What a camera is asked for, and when it counts as gone.

    Attributes
    ----------
    size_px : tuple of int
        (width, height) asked for; the camera gives what it can.
    fps : float
        Frames per second asked for.
    first_s : float
        Longest wait for the first frame, in s: some cameras need seconds to wake up.
    gone_s : float
        Longest wait for a later frame, in s.
    waiting : int
        Frames that may wait to be read; older ones are left out.
    """

    size_px: tuple[int, int] = (1280, 720)
    fps: float = 30.0
    first_s: float = 10.0
    gone_s: float = 2.0
    waiting: int = 4


@dataclass(frozen=True)
class LiveFrame:
    """One frame of a camera.

    Attributes
    ----------
    image_rgb : ndarray of uint8, shape (h, w, 3)
        RGB, never flipped: the model's left must stay the lifter's left.
    time_s : float
        Time by the source's own clock, in s; only differences mean something.
    """

    image_rgb: Image
    time_s: float


class Capture(Protocol):
    """The part of cv2.VideoCapture that is used here."""

    def isOpened(self) -> bool: ...  # noqa: N802  its name
    def read(self) -> "tuple[bool, Any]": ...
    def release(self) -> None: ...


def open_capture(index: int, settings: WebcamSettings = WebcamSettings()) -> Capture:
    """Open a camera with OpenCV and ask it for size and rate. OpenCV's own log lines are silenced.

    Parameters
    ----------
    index : int
        Number of the camera, 0 for the first.
    settings : WebcamSettings
        Size and rate to ask for.

    Returns
    -------
    Capture
        May not be open: see `Webcam`.
    """
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    capture = cv2.VideoCapture(index)
    # raw 720p is 10 frames/s over USB 2: ask for JPEG
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, settings.size_px[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, settings.size_px[1])
    capture.set(cv2.CAP_PROP_FPS, settings.fps)
    return capture


class Webcam:
    """Frames of a camera: iterate over it; the iteration ends after `stop`.

    Parameters
    ----------
    capture : Capture
        An open capture; it belongs to this object from now on.
    index : int
        Number of the camera, for the messages.
    settings : WebcamSettings
        How long to wait for frames.

    Raises
    ------
    CameraError
        The capture is not open (it is released then), or, while iterating, the camera gives no more frames.
    """

    def __init__(self, capture: Capture, index: int = 0, settings: WebcamSettings = WebcamSettings()) -> None:
        self._capture, self._index, self._settings = capture, index, settings
        if not capture.isOpened():
            capture.release()
            raise CameraError(_describe_open_failure(index))
        self._frames: deque[LiveFrame] = deque(maxlen=settings.waiting)
        self._changed = threading.Condition()
        self._ended = self._failed = False
        self._thread = threading.Thread(target=self._take_frames, name="evenrep-camera", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[LiveFrame]:
        wait_s = self._settings.first_s
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._frames or self._ended or self._failed, wait_s)
                if self._ended:
                    return
                if not self._frames:
                    raise CameraError(_describe_lost_camera(self._index, wait_s == self._settings.first_s))
                frame = self._frames.popleft()
            wait_s = self._settings.gone_s
            yield frame

    def stop(self) -> None:
        """End the iteration; may be called from any thread, and from a signal handler."""
        # no lock: a signal handler may interrupt the thread that holds it
        self._ended = True

    def close(self) -> None:
        """Release the camera."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join(self._settings.gone_s)

    def _take_frames(self) -> None:
        """The camera's own thread: it alone touches the capture, and releases it."""
        refused_since_s: float | None = None
        try:
            while not self._ended:
                taken, image_bgr = self._capture.read()
                now_s = time.monotonic()
                if taken:
                    refused_since_s = None
                    # OpenCV gives blue first
                    self._put_frame(LiveFrame(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2RGB), now_s))
                elif now_s - (refused_since_s := refused_since_s or now_s) > self._settings.gone_s:
                    return
                else:
                    threading.Event().wait(0.01)  # some cameras refuse a frame now and then
        finally:
            self._capture.release()
            with self._changed:
                self._failed = True
                self._changed.notify_all()

    def _put_frame(self, frame: LiveFrame) -> None:
        with self._changed:
            self._frames.append(frame)
            self._changed.notify_all()


@contextmanager
def open_webcam(index: int, settings: WebcamSettings = WebcamSettings()) -> Iterator[Webcam]:
    """Open a camera for the length of a `with` block.

    Parameters
    ----------
    index : int
        Number of the camera, 0 for the first.
    settings : WebcamSettings
        What to ask it for.

    Yields
    ------
    Webcam
        Released at the end of the block.

    Raises
    ------
    CameraError
        The camera cannot be opened; the message says what to do.
    """
    camera = Webcam(open_capture(index, settings), index, settings)
    try:
        yield camera
    finally:
        camera.close()


class PlayedClip:
    """A clip's frames in the place of a camera's; `stop` ends it.

    Parameters
    ----------
    path : Path
        The clip.
    real_time : bool
        True: each frame comes no sooner than a camera would give it. False: as fast as they decode.
    """

    def __init__(self, path: Path, real_time: bool) -> None:
        self._path, self._real_time = path, real_time
        self._stopped = threading.Event()

    def __iter__(self) -> Iterator[LiveFrame]:
        """Yield the frames; raises VideoError where the clip cannot be read."""
        with open_clip(self._path) as clip:
            began_s = time.monotonic()
            for frame in clip:
                early_s = frame.time_s - (time.monotonic() - began_s) if self._real_time else 0.0
                if self._stopped.wait(early_s) if early_s > 0.0 else self._stopped.is_set():
                    return
                yield LiveFrame(frame.image_rgb, frame.time_s)

    def stop(self) -> None:
        """End the iteration; may be called from any thread."""
        self._stopped.set()


def _describe_open_failure(index: int) -> str:
    """The message for a camera that does not open."""
    other = "Choose another with --camera 1, 2 …"
    device = Path(f"/dev/video{index}")
    if sys.platform == "linux":
        if not device.exists():
            return f"There is no camera {index} ({device} is missing): plug it in. {other}"
        if not os.access(device, os.R_OK | os.W_OK):
            return (
                f"No permission to use camera {index}: add yourself to the group that owns {device} "
                f"(often: sudo usermod -aG video $USER), then log in again. {other}"
            )
    return (
        f"Camera {index} cannot be opened. Is it plugged in? Does another program use it? Does the system "
        f"allow this terminal to use it (privacy settings, Camera)? {other}"
    )


def _describe_lost_camera(index: int, never_came: bool) -> str:
    if never_came:
        return (
            f"Camera {index} gives no image. Close other programs that use it, check the system's privacy "
            "settings, or choose another with --camera 1, 2 …"
        )
    return f"Camera {index} stopped giving images: is it still plugged in? The set was ended there."
