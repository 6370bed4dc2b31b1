"""Whether the computer keeps up: which frames are left out, whether they are mirrored too, which model.

The first two seconds with somebody in the picture are the self-test: on the real frames, with whatever else
this computer is doing. Mirroring is given up first, then the larger model. Later only mirroring can go.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from vision.pose.models import ModelName


@dataclass(frozen=True)
class PaceSettings:
    """When the computer is too slow.

    Attributes
    ----------
    max_lag_s : float
        A frame that has waited for longer is left out: the next one is there already.
    most_left_s : float
        After so long without a frame the next one is read however late: the delay is not ours then.
    closest_s : float
        Frames nearer than this to the last one are left out: 60 a second show no more than 30.
    enough_fps : float
        The computer has to keep up with this, or with what the camera gives if that is less.
    least_share : float
        Share of those frames that must be read: 24 of 30 lose nothing (15 a second measure the same).
    test_s, half_s : float
        Length of the self-test, and when it may give up mirroring.
    warm_up : int
        Frames not counted after every change: the first ones are slow.
    over_reads, least_reads : int
        Reads over which the median cost is taken; of fewer than `least_reads` it says nothing.
    test_reads : int
        Least number of reads in the self-test, which must end on slow computers too.
    """

    max_lag_s: float = 0.15
    most_left_s: float = 0.5
    closest_s: float = 0.022
    enough_fps: float = 30.0
    least_share: float = 0.8
    test_s: float = 2.0
    half_s: float = 1.0
    warm_up: int = 3
    over_reads: int = 45
    least_reads: int = 10
    test_reads: int = 3


class Pace:
    """Decides what the computer can do.

    Ask `should_read` before each frame, call `record_read_time` after each read.

    Parameters
    ----------
    model : str or None
        Pose model; None: the self-test chooses.
    mirror : bool or None
        Whether frames are read mirrored too; None: as long as the computer keeps up.
    real_time : bool
        False: every frame is read and nothing is given up.
    clock : callable
        Seconds of a clock that never runs back.
    settings : PaceSettings
        When the computer is too slow.

    Attributes
    ----------
    model : str
        The pose model to use now.
    mirror : bool
        Whether to read frames mirrored too now.
    testing : bool
        Whether the self-test is still running.
    """

    def __init__(
        self,
        model: str | None,
        mirror: bool | None,
        real_time: bool,
        clock: Callable[[], float],
        settings: PaceSettings = PaceSettings(),
    ) -> None:
        self.model = model or ModelName.FULL.value
        self.mirror = mirror is not False
        self._may_change = real_time and model is None
        self._may_drop = real_time and mirror is None
        self._real_time, self._clock, self._settings = real_time, clock, settings
        self.testing = self._may_change or self._may_drop
        self._test_began_s: float | None = None
        self._costs_s: deque[float] = deque(maxlen=settings.over_reads)
        self._steps_s: deque[float] = deque(maxlen=settings.over_reads)
        self._warming = settings.warm_up
        self._offset_s: float | None = None
        self._last_pushed_s: float | None = None
        self._last_read_s: float | None = None

    def should_read(self, time_s: float) -> bool:
        """Whether this frame is to be read; `time_s` is its time, s of the stream."""
        if self._last_pushed_s is not None and time_s > self._last_pushed_s:
            self._steps_s.append(time_s - self._last_pushed_s)
        self._last_pushed_s = time_s
        if self._real_time and self._is_late(time_s) and not self._is_gap_too_long(time_s):
            return False
        if self._real_time and self._is_near(time_s):
            return False
        self._last_read_s = time_s
        return True

    def reset_delay(self) -> None:
        """Forget how late frames usually are: the stream's time was corrected."""
        self._offset_s = None

    def record_read_time(self, seconds: float) -> bool:
        """Record how long it took to read one frame with somebody in it.

        Parameters
        ----------
        seconds : float
            Both threads together, as the caller waited, in s.

        Returns
        -------
        bool
            True if `model` or `mirror` has changed.
        """
        if self._warming:
            self._warming -= 1
            return False
        if self._test_began_s is None:
            self._test_began_s = self._clock()
        self._costs_s.append(seconds)
        if self.testing:
            return self._judge_self_test(self._clock() - self._test_began_s)
        return (
            len(self._costs_s) >= self._settings.least_reads and self._is_too_slow() and self._drop_mirror()
        )

    @property
    def camera_fps(self) -> float:
        """Frames per second as they were handed in; NaN at first."""
        return 1.0 / median(self._steps_s) if len(self._steps_s) > 1 else float("nan")

    def _is_gap_too_long(self, time_s: float) -> bool:
        """Leaving out does not help where encoder or network hold frames up: that is usual then."""
        left = self._last_read_s is not None and time_s - self._last_read_s > self._settings.most_left_s
        if left:
            self._offset_s = None
        return left

    def _is_near(self, time_s: float) -> bool:
        return self._last_read_s is not None and time_s - self._last_read_s < self._settings.closest_s

    def _is_late(self, time_s: float) -> bool:
        """Late by more than what the quickest frame so far took to get here (which may drift slowly)."""
        offset_s = self._clock() - time_s
        drift_s = 0.001 * (self._steps_s[-1] if self._steps_s else 0.0)
        usual_s = offset_s if self._offset_s is None else min(offset_s, self._offset_s + drift_s)
        self._offset_s = usual_s
        return offset_s - usual_s > self._settings.max_lag_s

    def _judge_self_test(self, since_s: float) -> bool:
        """Ends with the first answer after `test_s`; mirroring may go earlier, to leave time for the rest."""
        if since_s < self._settings.half_s or len(self._costs_s) < self._settings.test_reads:
            return False
        if self._is_too_slow() and self._drop_mirror():
            return True
        if since_s < self._settings.test_s:
            return False
        self.testing = False
        return self._is_too_slow() and self._take_smaller_model()

    def _is_too_slow(self) -> bool:
        fps = min(self._settings.enough_fps, self.camera_fps) if self._steps_s else self._settings.enough_fps
        return median(self._costs_s) > 1.0 / (self._settings.least_share * fps)

    def _drop_mirror(self) -> bool:
        if not (self.mirror and self._may_drop):
            return False
        self.mirror = False
        self._begin_counting()
        return True

    def _take_smaller_model(self) -> bool:
        if not self._may_change or self.model == ModelName.LITE:
            return False
        self.model = ModelName.LITE.value
        self._begin_counting()
        return True

    def _begin_counting(self) -> None:
        self._costs_s.clear()
        self._warming = self._settings.warm_up
