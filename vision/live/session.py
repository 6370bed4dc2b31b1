"""LiveSession: a camera's frames in, one after the other; what to do, every rep's verdict, a report out."""

import threading
from contextlib import AbstractContextManager
from dataclasses import replace

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
from vision.live.feed import LiveDependencies, LiveFeed, LiveOptions
from vision.live.frame_sizes import check_frame
from vision.live.recording import build_live_recording
from vision.live.state import LivePhase, LiveState, make_unseen_joints
from vision.video.orientation import Image

__all__ = ["LiveOptions", "LiveSession"]

# Least visibility of a joint that is drawn, as in cleaning.
TOO_LONG = "The set was ended: it lasted longer than a live set can be. Start a new one."
SHOWN_FROM = 0.5


class LiveSession(AbstractContextManager["LiveSession"]):
    """One live set. Any thread may call any method. Always close it (`with`): the model takes memory.

    Parameters
    ----------
    settings : SetSettings
        What the lifter entered about the set.
    options : LiveOptions
        How the camera's frames are read.
    context : LoadContext
        What earlier sets mean for the load.
    stages : Stages
        The measuring stages, calibration among them.
    dependencies : LiveDependencies
        Pose model and clock; tests put their own here.
    live_set_settings : LiveSetSettings
        Of the running set: when it is measured, how long it may last.

    Raises
    ------
    ModelError
        The pose model is missing or damaged; the message says what to do. The model itself is started when
        somebody is in the picture.
    """

    def __init__(
        self,
        settings: SetSettings = SetSettings(),
        options: LiveOptions = LiveOptions(),
        context: LoadContext = LoadContext(),
        stages: Stages = Stages(),
        dependencies: LiveDependencies = LiveDependencies(),
        live_set_settings: LiveSetSettings = LiveSetSettings(),
    ) -> None:
        self._settings, self._context, self._stages = settings, context, stages
        self._name = options.name
        self._lock = threading.RLock()
        self._feed = LiveFeed(settings, options, context, stages, dependencies, live_set_settings)
        self._over = False
        self._state = LiveState(guide=(STAND_HERE,), hold_left_s=options.hold_s, figures=self._feed.figures)

    @property
    def state(self) -> LiveState:
        """As of the last push. Never waits for the pose model."""
        return self._state

    def push_frame(self, frame_rgb: Image, time_s: float) -> LiveState:
        """Take the next frame of the camera.

        Push every frame: those that come too late are left out here. After the set has ended or the session
        was closed, frames are ignored.

        Parameters
        ----------
        frame_rgb : ndarray of uint8, shape (h, w, 3)
            RGB as the camera gives it, never flipped.
        time_s : float
            Its time stamp by the camera's own clock, in s.

        Returns
        -------
        LiveState
            The set after this frame.

        Raises
        ------
        ModelError
            The pose model stops.
        VideoError
            It is no image. After either the set is over, and the poses so far stay.
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
        """End the set: the last rep is measured and the model freed; the recording stays.

        Parameters
        ----------
        pain : bool
            Whether it ends because it hurt.

        Returns
        -------
        LiveState
            The ended set.
        """
        with self._lock:
            if pain:
                self._settings = replace(self._settings, pain=True)
                if self._feed.live_set is not None:
                    self._feed.live_set.record_pain()
            self._end_once("")
            return self._state

    def make_recording(self) -> Recording:
        """Make an ordinary Recording of the set so far, to be saved or analysed.

        Returns
        -------
        Recording
            Landmarks of every frame that was read.

        Raises
        ------
        NothingToGrade
            There was no frame yet.
        """
        with self._lock:
            live_set = self._feed.live_set
            if live_set is None or not len(live_set.buffer):
                raise NothingToGrade("Nobody was seen yet. Stand in front of the camera, from head to feet.")
            return build_live_recording(live_set, self._name, self._feed.warnings)

    def finish_set(self) -> tuple[SetReport, ...]:
        """End the set and analyse it like a clip.

        Returns
        -------
        tuple of SetReport
            One per lift found, as `evenrep analyze` would report it.

        Raises
        ------
        NothingToGrade
            Nobody was seen.
        """
        self.end_set()
        return analyze_recording(self.make_recording(), self._settings, self._context, self._stages)

    def close(self) -> None:
        """Free model and threads. May be called twice; everything but pushing frames still works."""
        with self._lock:
            self._over = True
            self._feed.close()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _process_frame(self, frame: Image, time_s: float) -> None:
        if not self._feed.take_frame(frame, time_s):
            self._state = replace(self._state, newest=None, figures=self._feed.figures)
            return
        live_set = self._feed.live_set
        assert live_set is not None, "a frame that was taken begins the set"
        self._state = self._build_state(live_set, _find_phase(live_set))
        if live_set.buffer.full:
            self._end_once(TOO_LONG)

    def _end_once(self, why: str) -> None:
        """Measure the last rep and free the model; a second time does nothing but add advice after pain."""
        live_set, ended = self._feed.live_set, self._state.phase is LivePhase.SET_ENDED
        self.close()
        if ended:
            if live_set is not None:  # only pain can have come to it
                self._state = replace(self._state, advice=live_set.advice)
        elif live_set is None:
            self._state = replace(self._state, phase=LivePhase.SET_ENDED, guide=(), why_ended=why)
        else:
            live_set.flush()
            self._state = replace(self._build_state(live_set, LivePhase.SET_ENDED), guide=(), why_ended=why)

    def _build_state(self, live_set: LiveSet, phase: LivePhase) -> LiveState:
        feed = self._feed
        return LiveState(
            time_s=feed.time_s,
            phase=phase,
            guide=live_set.guide,
            hold_left_s=live_set.hold_left_s,
            reps=live_set.reps,
            newest=live_set.newest,
            advice=live_set.advice,
            camera=live_set.camera,
            joints_px=_select_visible_joints(feed),
            size_px=feed.size_px,
            depth_pct=100.0 * live_set.depth,
            figures=feed.figures,
            warnings=(*live_set.warnings, *feed.warnings),
        )


def _find_phase(live_set: LiveSet) -> LivePhase:
    if live_set.moving:
        return LivePhase.MOVING
    if live_set.reps:
        return LivePhase.BETWEEN_REPS
    if live_set.guide:
        return LivePhase.SET_UP
    return LivePhase.READY if live_set.held else LivePhase.HOLD_STILL


def _select_visible_joints(feed: LiveFeed) -> FloatArray:
    """(33, 2) px of the frame as pushed; NaN where the model is not sure."""
    pose, sizes = feed.select_shown_pose()
    if pose is None or sizes is None:
        return make_unseen_joints()
    return np.where(
        (pose.visibility >= SHOWN_FROM)[:, None], sizes.convert_to_frame_px(pose.image_px), np.nan
    )
