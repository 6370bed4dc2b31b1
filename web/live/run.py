"""One run of the live check: frames of the camera in, the state to be shown out. No Streamlit in here.

The camera's connection hands frames over and must never wait: a thread of our own reads them. That thread
opens the session and closes it, whatever happens. A run never holds a `TabSession`: it would keep it alive.
"""

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from analysis.errors import EvenRepError, NothingToGrade
from analysis.settings import SetSettings
from vision.live.state import LivePhase
from web.live.slots import SILENT_S, LiveSlots

if TYPE_CHECKING:
    import numpy as np

    from analysis.pose.track import Recording
    from analysis.report.types import SetReport
    from vision.live.state import LiveState

LOG = logging.getLogger("evenrep")

# After this without a frame the camera counts as gone, and camera and model are released. On a phone, a
# glance at another app takes less.
GONE_S = 20.0

# Frames that may wait, since they arrive unevenly. More would only delay every verdict.
_WAITING_FRAMES = 3


class LiveSessionLike(Protocol):
    """What a run needs of `vision.live.session.LiveSession`."""

    def push_frame(self, frame_rgb: "np.ndarray", time_s: float) -> "LiveState": ...
    def end_set(self, pain: bool = False) -> "LiveState": ...
    def finish_set(self) -> "tuple[SetReport, ...]": ...
    def make_recording(self) -> "Recording": ...
    def close(self) -> None: ...


class CameraFrame(Protocol):
    """A frame that is converted later, in our own thread."""

    def read(self) -> "tuple[np.ndarray, float | None]":
        """(H, W, 3) RGB, and its time, s; None where the camera does not say."""
        ...


class LiveRunStage(StrEnum):
    """Where a run is."""

    WAITING = "waiting"  # no camera yet
    OPENING = "opening"  # the pose model is being loaded
    RUNNING = "running"
    ENDING = "ending"  # no more frames; the recording is being made
    OVER = "over"  # model and camera are released


class LiveRun:
    """From the first frame to the recording of a set.

    open_session  makes the session; called in the run's own thread
    name          part of the ids of this run's cues, so that no other run has the same
    stage, state  may be read at any time
    error         why the run ended early, else None
    recording     of the set, once OVER; None where no rep was seen
    """

    def __init__(
        self,
        settings: SetSettings,
        open_session: Callable[[SetSettings], LiveSessionLike],
        slots: LiveSlots,
        clock: Callable[[], float] = time.monotonic,
        wait_s: float = SILENT_S,
        gone_s: float = GONE_S,
    ) -> None:
        self.settings = settings
        self.name = secrets.token_hex(4)
        self.stage = LiveRunStage.WAITING
        self.state: LiveState | None = None
        self.error: Exception | None = None
        self.recording: Recording | None = None
        self.pain = False
        self.camera_lost = False
        self.frames = 0
        self.over = threading.Event()
        self._open, self._slots, self._clock = open_session, slots, clock
        self._wait_s, self._gone_s = wait_s, gone_s
        # Full: the oldest frame is dropped, since only the newest shows the lifter as they are now.
        self._inbox: deque[CameraFrame] = deque(maxlen=_WAITING_FRAMES)
        self._changed = threading.Condition()
        self._ending = False
        self._thread: threading.Thread | None = None
        self._last_frame_s = clock()
        self._started_s = clock()

    def take_frame(self, frame: CameraFrame) -> None:
        """The camera's newest frame; never waits. The first one begins the run."""
        with self._changed:
            if self._ending or self.over.is_set():
                return
            self.frames += 1
            self._last_frame_s = self._clock()
            self._inbox.append(frame)
            self._start_thread()
            self._changed.notify()

    def on_connected(self) -> None:
        """The camera is connected and its first frame will follow: the model can be loaded meanwhile."""
        with self._changed:
            self._last_frame_s = self._clock()
            if not self._ending:
                self._start_thread()

    def end_run(self, pain: bool = False) -> None:
        """Ends the run; the frames so far become the recording. Does not wait for it."""
        with self._changed:
            self.pain = self.pain or pain
            self._ending = True
            if self._thread is None:
                self._mark_over()
            self._changed.notify()

    @property
    def silent_s(self) -> float:
        """s since the last frame; 0 while none is expected."""
        expected = self.stage in (LiveRunStage.OPENING, LiveRunStage.RUNNING)
        return self._clock() - self._last_frame_s if expected else 0.0

    @property
    def reps(self) -> int:
        """How many reps were seen so far."""
        return len(self.state.reps) if self.state is not None else 0

    def _start_thread(self) -> None:
        if self._thread is None:
            self.stage = LiveRunStage.OPENING
            self._thread = threading.Thread(target=self._run_in_thread, daemon=True, name="evenrep-live")
            self._thread.start()

    def _run_in_thread(self) -> None:
        try:
            with self._slots.reserve_slot(self, self._wait_s):
                self._run_session(self._open(self.settings))
        # An error would end with this thread unseen: the page shows it instead.
        except Exception as error:
            if not isinstance(error, EvenRepError):
                LOG.error("A live check failed", exc_info=error)
            self.error = error
        finally:
            with self._changed:
                self._mark_over()

    def _run_session(self, session: LiveSessionLike) -> None:
        try:
            try:
                self._read_frames(session)
            finally:
                self.stage = LiveRunStage.ENDING
                self.state = session.end_set(self.pain)
                session.close()  # frees the model's memory and cores before the recording is made
                self.recording = self._make_recording(session)
        finally:
            session.close()

    def _read_frames(self, session: LiveSessionLike) -> None:
        self.stage = LiveRunStage.RUNNING
        start_s = self._clock()
        while (frame := self._wait_for_frame()) is not None:
            image, camera_s = frame.read()
            self.state = session.push_frame(image, self._clock() - start_s if camera_s is None else camera_s)
            if self.state.phase is LivePhase.SET_ENDED:
                return

    def _wait_for_frame(self) -> CameraFrame | None:
        """None when the set has ended, or the camera is gone."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._inbox or self._ending, self._gone_s):
                self.camera_lost = self._ending = True
            return None if self._ending else self._inbox.popleft()

    def _make_recording(self, session: LiveSessionLike) -> "Recording | None":
        # Without a rep there is no result, so no recording is needed either.
        if not self.frames or self.state is None or not self.state.reps:
            return None
        try:
            return session.make_recording()
        except NothingToGrade:
            return None

    def _mark_over(self) -> None:
        self._ending = True
        self._inbox.clear()
        self.stage = LiveRunStage.OVER
        self.over.set()

    def build_current_settings(self) -> SetSettings:
        """The settings as they are now: pain may have been reported during the set."""
        return replace(self.settings, pain=self.settings.pain or self.pain)
