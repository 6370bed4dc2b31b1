"""LiveSession: a camera's frames in, one after the other; what to do, every rep's verdict, a report out."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from analysis.load_rules import LoadContext
from analysis.report_types import SetReport
from analysis.settings import SetSettings
from analysis.shot import Stages
from analysis.track import Recording
from vision.estimator import Backend, mediapipe_backend
from vision.live_state import LiveState
from vision.orientation import Image


@dataclass(frozen=True)
class LiveOptions:
    """How the camera is read.

    model      "lite" or "full"; None: chosen by the self-test of the first two seconds
    mirror     read every frame mirrored too; None: as long as the machine keeps up
    real_time  frames come from a camera: those that come while the last was still being read are left out.
               False: every frame is read, however long it takes (a clip that is not played in real time)
    hold_s     quiet standing asked for before the set
    name       what the recording is called: "live" becomes the clip's name in the report
    """

    model: str | None = None
    mirror: bool | None = None
    real_time: bool = True
    hold_s: float = 2.0
    name: str = "live"


class LiveSession:
    """One live set. Any thread may call any method; `push` from one at a time. Always close it (`with`)."""

    def __init__(
        self,
        settings: SetSettings = SetSettings(),
        options: LiveOptions = LiveOptions(),
        context: LoadContext = LoadContext(),
        stages: Stages = Stages(),
        backend_for: Callable[[str], Backend] = mediapipe_backend,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Raises ModelError, with the remedy. Nothing is opened before the first push."""
        self._lock = threading.RLock()
        self._state = LiveState()

    @property
    def state(self) -> LiveState:
        """As of the last push. Never waits."""
        return self._state

    def push(self, frame_rgb: Image, time_s: float) -> LiveState:
        """The next frame, (H, W, 3) uint8 RGB as the camera gives it (never flipped), and its time stamp, s.

        After the set has ended or the session was closed frames are no longer looked at.
        Raises ModelError where the pose model stops.
        """
        raise NotImplementedError

    def end_set(self, pain: bool = False) -> LiveState:
        """The set is over (`pain`: because it hurt). The model is let go of; the recording stays."""
        raise NotImplementedError

    def recording(self) -> Recording:
        """The landmarks of the set so far, as an ordinary Recording: to be saved or analysed."""
        raise NotImplementedError

    def finish(self) -> tuple[SetReport, ...]:
        """Ends the set; its ordinary offline report. Raises NothingToGrade if nobody was seen."""
        raise NotImplementedError

    def close(self) -> None:
        """Lets go of model and threads. May be called twice; `state`, `recording`, `finish` still work."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
