"""One run of the live check: frames of the camera in, the state to be shown out. Nothing of Streamlit.

The camera's connection hands frames over and must never wait: a thread of our own reads them. That thread
opens the session and closes it, whatever happens; a run never holds a Session of the page.
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
from ui.live_places import SILENT_S, Places
from vision.live_state import LivePhase

if TYPE_CHECKING:
    import numpy as np

    from analysis.report_types import SetReport
    from analysis.track import Recording
    from vision.live_state import LiveState

LOG = logging.getLogger("evenrep")

GONE_S = 20.0
"""Then the camera is taken for gone, camera and model are let go of. A glance at another app takes less."""

_WAITING_FRAMES = 3
"""Frames that may wait: evens out how they arrive. More would only make every verdict later."""


class LiveLike(Protocol):
    """What a run needs of `vision.live.LiveSession`."""

    def push(self, frame_rgb: "np.ndarray", time_s: float) -> "LiveState": ...
    def end_set(self, pain: bool = False) -> "LiveState": ...
    def finish(self) -> "tuple[SetReport, ...]": ...
    def recording(self) -> "Recording": ...
    def close(self) -> None: ...


class Frame(Protocol):
    """A frame that can be read later, in our own thread."""

    def read(self) -> "tuple[np.ndarray, float | None]":
        """(H, W, 3) RGB, and its time, s; None where the camera does not say."""
        ...


class Stage(StrEnum):
    """Where a run is."""

    WAITING = "waiting"  # no camera yet
    OPENING = "opening"  # the pose model is being loaded
    RUNNING = "running"
    ENDING = "ending"  # no more frames; the report is being made
    OVER = "over"  # model and camera are let go of


class LiveRun:
    """From the first frame to the recording of a set.

    open_session  makes the session; called in the run's own thread
    name          tells this run's cues from another's
    stage, state  may be read at any time
    error         why the run ended early, else None
    recording     of the set, once OVER; None where nobody was seen
    """

    def __init__(
        self,
        settings: SetSettings,
        open_session: Callable[[SetSettings], LiveLike],
        places: Places,
        clock: Callable[[], float] = time.monotonic,
        wait_s: float = SILENT_S,
        gone_s: float = GONE_S,
    ) -> None:
        self.settings = settings
        self.name = secrets.token_hex(4)
        self.stage = Stage.WAITING
        self.state: LiveState | None = None
        self.error: Exception | None = None
        self.recording: Recording | None = None
        self.pain = False
        self.camera_lost = False
        self.frames = 0
        self.over = threading.Event()
        self._open, self._places, self._clock = open_session, places, clock
        self._wait_s, self._gone_s = wait_s, gone_s
        self._inbox: deque[Frame] = deque(maxlen=_WAITING_FRAMES)
        self._changed = threading.Condition()
        self._ending = False
        self._thread: threading.Thread | None = None
        self._last_frame_s = clock()
        self._started_s = clock()

    def take(self, frame: Frame) -> None:
        """The camera's newest frame; never waits. The first one begins the run."""
        with self._changed:
            if self._ending or self.over.is_set():
                return
            self.frames += 1
            self._last_frame_s = self._clock()
            self._inbox.append(frame)
            self._begin()
            self._changed.notify()

    def connected(self) -> None:
        """The camera is there, its first frame about to come: the model can be loaded meanwhile."""
        with self._changed:
            self._last_frame_s = self._clock()
            if not self._ending:
                self._begin()

    def end(self, pain: bool = False) -> None:
        """No more frames are looked at; what was seen becomes the recording. Does not wait."""
        with self._changed:
            self.pain = self.pain or pain
            self._ending = True
            if self._thread is None:
                self._finish()
            self._changed.notify()

    @property
    def silent_s(self) -> float:
        """Since the last frame; 0 where none is expected."""
        expected = self.stage in (Stage.OPENING, Stage.RUNNING)
        return self._clock() - self._last_frame_s if expected else 0.0

    @property
    def reps(self) -> int:
        return len(self.state.reps) if self.state is not None else 0

    def _begin(self) -> None:
        if self._thread is None:
            self.stage = Stage.OPENING
            self._thread = threading.Thread(target=self._serve, daemon=True, name="evenrep-live")
            self._thread.start()

    def _serve(self) -> None:
        try:
            with self._places.one(self, self._wait_s):
                self._run(self._open(self.settings))
        except Exception as error:
            if not isinstance(error, EvenRepError):
                LOG.error("A live check failed", exc_info=error)
            self.error = error
        finally:
            with self._changed:
                self._finish()

    def _run(self, session: LiveLike) -> None:
        try:
            try:
                self._read(session)
            finally:
                self.stage = Stage.ENDING
                self.state = session.end_set(self.pain)
                session.close()  # the model goes first: the report does not need it
                self.recording = self._recorded(session)
        finally:
            session.close()

    def _read(self, session: LiveLike) -> None:
        self.stage = Stage.RUNNING
        start_s = self._clock()
        while (frame := self._next()) is not None:
            picture, told_s = frame.read()
            self.state = session.push(picture, self._clock() - start_s if told_s is None else told_s)
            if self.state.phase is LivePhase.SET_ENDED:
                return

    def _next(self) -> Frame | None:
        """None when the set has ended, or the camera is gone."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._inbox or self._ending, self._gone_s):
                self.camera_lost = self._ending = True
            return None if self._ending else self._inbox.popleft()

    def _recorded(self, session: LiveLike) -> "Recording | None":
        if not self.frames or self.state is None or not self.state.reps:
            return None
        try:
            return session.recording()
        except NothingToGrade:
            return None

    def _finish(self) -> None:
        self._ending = True
        self._inbox.clear()
        self.stage = Stage.OVER
        self.over.set()

    def told_settings(self) -> SetSettings:
        """The settings as they are now: pain may have come into it."""
        return replace(self.settings, pain=self.settings.pain or self.pain)
