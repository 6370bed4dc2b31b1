"""A live session and a camera made by hand: a test says what the session sees, and lets frames come."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from analysis.report_types import Action, Advice
from analysis.settings import SetSettings, Unit
from analysis.track import Recording
from tests.analysis.build_report import build_rep
from tests.builders import EVEN, Fault, recording, squat
from ui.live_camera import CameraStatus
from ui.live_places import LiveSlots
from ui.live_run import LiveRun
from vision.live_state import LiveFigures, LivePhase, LiveState

NAN = float("nan")
WAIT_S = 20.0
FIGURES = LiveFigures(90, 90, 0, 30.0, 20.0, 18.0, "lite", False)
KNEE_IN = build_rep(2, (2.0, 22.0, 4.0, NAN))
END = Advice(Action.END_SET, None, Unit.KG, ("2 uneven reps in a row (up to rep 2): end the set there.",))

SET_UP = LiveState(phase=LivePhase.SET_UP, guide=("Step back: you fill 95 % of the picture.", "Too dark."))
HOLD = LiveState(phase=LivePhase.HOLD_STILL, hold_left_s=1.4, figures=FIGURES)
READY = LiveState(phase=LivePhase.READY, hold_left_s=0.0, figures=FIGURES)
ONE_EVEN = LiveState(phase=LivePhase.BETWEEN_REPS, reps=(build_rep(1),), figures=FIGURES)
THEN_BAD = replace(ONE_EVEN, reps=(build_rep(1), KNEE_IN))
ENOUGH = replace(THEN_BAD, advice=END)


class FakeSession:
    """Is in `sees` at every push; notes what is done to it."""

    def __init__(self, settings: SetSettings = SetSettings()) -> None:
        self.settings = settings
        self.sees = READY
        self.fails: Exception | None = None
        self.times_s: list[float] = []
        self.pushed, self.closed = threading.Event(), 0
        self.painful = False
        self.thread = threading.current_thread()

    def push_frame(self, frame_rgb: np.ndarray, time_s: float) -> LiveState:
        self.times_s.append(time_s)
        self.pushed.set()
        if self.fails is not None:
            raise self.fails
        return self.sees

    def end_set(self, pain: bool = False) -> LiveState:
        self.painful = pain
        return replace(self.sees, phase=LivePhase.SET_ENDED)

    def make_recording(self) -> Recording:
        return recording(squat((EVEN, Fault(lateral_shift=40.0), EVEN)), "live")

    def finish_set(self) -> tuple[()]:
        return ()

    def close(self) -> None:
        self.closed += 1


class FakeFrame:
    """A dark picture with its time."""

    def __init__(self, time_s: float | None) -> None:
        self.time_s = time_s

    def read(self) -> tuple[np.ndarray, float | None]:
        return np.zeros((4, 6, 3), np.uint8), self.time_s


class FakeCamera:
    """In place of `live_camera.camera`: pressing Start and Stop is setting `playing`."""

    def __init__(self) -> None:
        self.playing = False
        self.run: LiveRun | None = None
        self.shown_mirrored: bool | None = None
        self._time_s = 0.0

    def __call__(self, run: LiveRun, mirrored: bool, playing: bool | None) -> CameraStatus:
        self.shown_mirrored = mirrored
        if playing is False:
            self.playing = False
        if self.run is None or not self.playing:
            self.run = run
        return CameraStatus(self.playing, False)

    def start(self) -> None:
        self.playing = True
        assert self.run is not None
        self.run.on_connected()

    def stop(self) -> None:
        self.playing = False
        assert self.run is not None
        self.run.end_run()

    def film(self, session: FakeSession, state: LiveState) -> None:
        """A frame in which the session sees this, looked at."""
        assert self.run is not None
        session.sees = state
        session.pushed.clear()
        self._time_s += 0.1
        self.run.take_frame(FakeFrame(self._time_s))
        assert session.pushed.wait(WAIT_S)
        wait_for(lambda: self.run is None or self.run.state is state or self.run.over.is_set())

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Frames keep coming meanwhile."""
        ended = threading.Event()

        def film() -> None:
            while not ended.wait(0.1):
                self._time_s += 0.1
                assert self.run is not None
                self.run.take_frame(FakeFrame(self._time_s))

        thread = threading.Thread(target=film, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


def wait_for(reached: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(int(WAIT_S / 0.01)):
        if reached():
            return
        pause.wait(0.01)
    assert reached()


def new_run(session: FakeSession, places: LiveSlots | None = None, **more: float) -> LiveRun:
    """A run whose session is this one."""
    return LiveRun(SetSettings(), lambda _settings: session, places or LiveSlots(1), **more)
