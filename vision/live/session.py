"""LiveSession: a camera's frames in, one after the other; what to do, every rep's verdict, a report out."""

import threading
from dataclasses import replace
from types import TracebackType
from typing import Self

import numpy as np

from analysis.errors import EvenRepError, NothingToGrade
from analysis.live.guide import STAND_HERE
from analysis.live.live_set import LiveSet, LiveSetSettings
from analysis.load.rules import LoadContext
from analysis.pose.track import FloatArray, Recording
from analysis.report.pipeline import analyze_recording
from analysis.report.stages import Stages
from analysis.report.types import SetReport
from analysis.settings import SetSettings
from vision.live.feed import LiveFeed, LiveOptions, Outside
from vision.live.frame_sizes import check_frame
from vision.live.recording import build_live_recording
from vision.live.state import LivePhase, LiveState, make_unseen_joints
from vision.video.orientation import Image

__all__ = ["LiveOptions", "LiveSession"]

TOO_LONG = "The set was ended: it has lasted longer than is kept. Start a new one."
SHOWN_FROM = 0.5
"""Least visibility of a joint that is drawn, as in cleaning."""


class LiveSession:
    """One live set; any thread may call any method. Always close it (`with`), for the model takes memory."""

    def __init__(
        self,
        settings: SetSettings = SetSettings(),
        options: LiveOptions = LiveOptions(),
        context: LoadContext = LoadContext(),
        stages: Stages = Stages(),
        outside: Outside = Outside(),
        running: LiveSetSettings = LiveSetSettings(),
    ) -> None:
        """Raises ModelError, with the remedy. The model is started when somebody is in the picture."""
        self._settings, self._context, self._stages = settings, context, stages
        self._name = options.name
        self._lock = threading.RLock()
        self._feed = LiveFeed(settings, options, context, stages, outside, running)
        self._over = False
        self._state = LiveState(guide=(STAND_HERE,), hold_left_s=options.hold_s, figures=self._feed.figures)

    @property
    def state(self) -> LiveState:
        """As of the last push. Never waits."""
        return self._state

    def push_frame(self, frame_rgb: Image, time_s: float) -> LiveState:
        """The next frame, (H, W, 3) uint8 RGB as the camera gives it (never flipped), and its time stamp, s.

        Push every frame: those that come too late are left out here. After the set has ended or the session
        was closed they are no longer looked at. Raises ModelError where the pose model stops and VideoError
        for what is no picture; the set is over then, what was read of it stays.
        """
        with self._lock:
            if not self._over:
                try:
                    self._process_frame(check_frame(frame_rgb), time_s)
                except EvenRepError as error:
                    self._end_once(str(error))
                    raise
            return self._state

    def end_set(self, pain: bool = False) -> LiveState:
        """The set is over (`pain`: because it hurt). The model is let go of; the recording stays."""
        with self._lock:
            if pain:
                self._settings = replace(self._settings, pain=True)
                if self._feed.running is not None:
                    self._feed.running.record_pain()
            self._end_once("")
            return self._state

    def make_recording(self) -> Recording:
        """The landmarks of the set so far, as an ordinary Recording: to be saved or analysed.

        Raises NothingToGrade if there was no frame yet.
        """
        with self._lock:
            running = self._feed.running
            if running is None or not len(running.buffer):
                raise NothingToGrade("Nobody was seen yet. Stand in front of the camera, from head to feet.")
            return build_live_recording(running, self._name, self._feed.warnings)

    def finish_set(self) -> tuple[SetReport, ...]:
        """Ends the set; its ordinary offline report. Raises NothingToGrade if nobody was seen."""
        self.end_set()
        return analyze_recording(self.make_recording(), self._settings, self._context, self._stages)

    def close(self) -> None:
        """Lets go of model and threads. May be called twice; `state`, `recording`, `finish` still work."""
        with self._lock:
            self._over = True
            self._feed.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _process_frame(self, frame: Image, time_s: float) -> None:
        if not self._feed.take_frame(frame, time_s):
            self._state = replace(self._state, newest=None, figures=self._feed.figures)
            return
        running = self._feed.running
        assert running is not None, "a frame that was taken begins the set"
        self._state = self._build_state(running, _find_phase(running))
        if running.buffer.full:
            self._end_once(TOO_LONG)

    def _end_once(self, why: str) -> None:
        """Once: the last rep is measured, the model let go of."""
        running, ended = self._feed.running, self._state.phase is LivePhase.SET_ENDED
        self.close()
        if ended:
            if running is not None:  # only pain can have come to it
                self._state = replace(self._state, advice=running.advice)
        elif running is None:
            self._state = replace(self._state, phase=LivePhase.SET_ENDED, guide=(), why_ended=why)
        else:
            running.flush()
            self._state = replace(self._build_state(running, LivePhase.SET_ENDED), guide=(), why_ended=why)

    def _build_state(self, running: LiveSet, phase: LivePhase) -> LiveState:
        feed = self._feed
        return LiveState(
            time_s=feed.time_s,
            phase=phase,
            guide=running.guide,
            hold_left_s=running.hold_left_s,
            reps=running.reps,
            newest=running.newest,
            advice=running.advice,
            camera=running.camera,
            joints_px=_select_visible_joints(feed),
            size_px=feed.size_px,
            depth_pct=100.0 * running.depth,
            figures=feed.figures,
            warnings=(*running.warnings, *feed.warnings),
        )


def _find_phase(running: LiveSet) -> LivePhase:
    if running.moving:
        return LivePhase.MOVING
    if running.reps:
        return LivePhase.BETWEEN_REPS
    if running.guide:
        return LivePhase.SET_UP
    return LivePhase.READY if running.held else LivePhase.HOLD_STILL


def _select_visible_joints(feed: LiveFeed) -> FloatArray:
    """(33, 2) px of the frame as pushed; NaN where the model doubts."""
    reading, sizes = feed.select_shown_pose()
    if reading is None or sizes is None:
        return make_unseen_joints()
    return np.where(
        (reading.visibility >= SHOWN_FROM)[:, None], sizes.convert_to_frame_px(reading.image_px), np.nan
    )
