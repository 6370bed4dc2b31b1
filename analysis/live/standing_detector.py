"""Standing, one frame at a time: how tall, since when quiet, and whether the feet stayed where they were."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from analysis.pose.geometry import compute_distance, compute_frame_median
from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import FloatArray
from analysis.reps.baseline import BaselineSettings
from analysis.reps.stance import StanceSettings


@dataclass(frozen=True)
class StandingDetectorSettings:
    """How quickly standing is believed. The thresholds themselves are those of baseline and stance.

    Attributes
    ----------
    adopt_s
        s. Quiet for so long: this is how tall the lifter stands.
    taller
        Share of standing height. Standing up further than this from what was taken for standing starts again.
    speed_over_s, step_over_s
        s over which the movement of hips and of feet is measured.
    blink_s
        s. Unseen for longer ends quiet standing …
    unread_s
        … and so does a longer gap between frames.
    memory_s
        s for which single frames are remembered.
    """

    adopt_s: float = 0.3
    taller: float = 0.06
    speed_over_s: float = 0.2
    step_over_s: float = 0.4
    blink_s: float = 0.15
    unread_s: float = 0.5
    memory_s: float = 1.0


@dataclass(frozen=True)
class _Seen:
    time_s: float
    leg_px: float
    feet: FloatArray  # (2, 2) px, left and right ankle


# Frames of memory, however many a camera gives.
_MOST = 64


class StandingDetector:
    """Follows standing from frame to frame.

    Attributes
    ----------
    leg_px
        Hip-to-ankle distance of standing, px; NaN while unknown.
    quiet_s
        Standing quietly for so long, s.
    held
        Quiet for `hold_s` in one piece, on this spot.
    renewed
        The last frame changed what counts as standing height, or set it for the first time: earlier frames
        may
        have to be measured again.
    """

    def __init__(
        self,
        hold_s: float,
        settings: StandingDetectorSettings = StandingDetectorSettings(),
        baseline: BaselineSettings = BaselineSettings(),
        stance: StanceSettings = StanceSettings(),
    ) -> None:
        self._hold_s, self._settings, self._baseline, self._stance = hold_s, settings, baseline, stance
        self.reset()

    def reset(self) -> None:
        """Another camera position, another model: stand still again."""
        self.leg_px = float("nan")
        self.quiet_s = 0.0
        self.held = self.renewed = False
        self._memory: deque[_Seen] = deque(maxlen=_MOST)
        self._run: deque[_Seen] = deque(maxlen=_MOST)
        self._held_feet: FloatArray | None = None
        self._quiet_since_s = 0.0

    @property
    def hold_left_s(self) -> float:
        """s of quiet standing that are still needed."""
        return 0.0 if self.held else max(0.0, self._hold_s - self.quiet_s)

    def compute_depth(self, leg_px: float) -> float:
        """Depth as a share of standing hip height; NaN while that is unknown."""
        return 1.0 - leg_px / self.leg_px

    def add_frame(self, time_s: float, image_px: FloatArray, in_rep: bool) -> float:
        """Add the next frame.

        Parameters
        ----------
        time_s
            s, after that of the frame before.
        image_px
            (33, 2) px, NaN = unseen.
        in_rep
            Within a rep standing is not learned again.

        Returns
        -------
        float
            Depth, share of standing hip height; NaN while unknown.
        """
        feet = image_px[list(Joint.ANKLE.pair)]
        leg_px = _measure_leg_px(image_px)
        self.renewed = False
        if not np.isfinite(leg_px):
            if self._memory and time_s - self._memory[-1].time_s > self._settings.blink_s:
                self._end_run()
            return self.compute_depth(leg_px)
        now = _Seen(time_s, leg_px, feet)
        while self._memory and time_s - self._memory[0].time_s > self._settings.memory_s:
            self._memory.popleft()
        self._memory.append(now)
        if self._is_stepping(now):
            self._end_run()
            if not in_rep:
                self.leg_px = float("nan")
        elif not in_rep:
            self._update_standing(now)
        return self.compute_depth(leg_px)

    def _update_standing(self, now: _Seen) -> None:
        if not self._is_quiet(now):
            self._end_run()
            return
        if self._run and now.time_s - self._run[-1].time_s > self._settings.unread_s:
            self._end_run()
        if not self._run:
            self._quiet_since_s = now.time_s
        self._run.append(now)
        self.quiet_s = now.time_s - self._quiet_since_s
        if self.quiet_s >= self._settings.adopt_s:
            self._adopt_standing()
        if not self.held and self.quiet_s >= self._hold_s:
            self.held, self._held_feet = True, self._compute_resting_feet()

    def _adopt_standing(self) -> None:
        leg_px = float(np.median([seen.leg_px for seen in self._run]))
        if leg_px > (1.0 + self._settings.taller) * self.leg_px:
            self.held = False  # what came before was no standing: the hold starts again
            self.renewed = True
        self.renewed |= np.isnan(self.leg_px)
        self.leg_px = leg_px
        if (
            self.held
            and self._held_feet is not None
            and self._is_elsewhere(self._compute_resting_feet(), self._held_feet)
        ):
            self.held, self.quiet_s = False, 0.0
            self._quiet_since_s = self._run[-1].time_s

    def _is_quiet(self, now: _Seen) -> bool:
        before = self._find_frame_before(now, self._settings.speed_over_s)
        span_s = now.time_s - before.time_s
        if span_s <= 0.0:
            return False
        tall = self.leg_px if np.isfinite(self.leg_px) else now.leg_px
        slow = abs(now.leg_px - before.leg_px) / tall / span_s < self._baseline.max_speed
        return slow and not self.compute_depth(now.leg_px) >= self._baseline.max_depth

    def _is_stepping(self, now: _Seen) -> bool:
        """Whether a foot moves against the other by a step's share of the leg."""
        before = self._find_frame_before(now, self._settings.step_over_s)
        moved = float(
            compute_distance(_compute_foot_vector(now.feet), _compute_foot_vector(before.feet))
        )  # NaN: unseen feet stand
        tall = self.leg_px if np.isfinite(self.leg_px) else now.leg_px
        return moved > self._stance.step_share * tall

    def _find_frame_before(self, now: _Seen, seconds: float) -> _Seen:
        """The newest frame at least that much older, else the oldest there is."""
        older = [seen for seen in self._memory if seen.time_s <= now.time_s - seconds + 1e-9]
        return older[-1] if older else self._memory[0]

    def _compute_resting_feet(self) -> FloatArray:
        """(2, 2) where they rest; NaN where unseen."""
        return compute_frame_median(
            np.stack([seen.feet for seen in self._run]), np.ones(len(self._run), bool)
        )

    def _is_elsewhere(self, feet: FloatArray, held: FloatArray) -> bool:
        """As offline: the line between the feet differs, or both went elsewhere together."""
        width = max(float(compute_distance(held[0], held[1])), self._stance.least_width * self.leg_px)
        turned = float(compute_distance(_compute_foot_vector(feet), _compute_foot_vector(held)))
        gone = float(compute_distance(feet.mean(axis=0), held.mean(axis=0)))
        return turned > self._stance.same_share * width or gone > self._stance.elsewhere_share * width

    @property
    def still(self) -> bool:
        """Upright and quiet for long enough to be believed."""
        return self.quiet_s >= self._settings.adopt_s

    def _end_run(self) -> None:
        self._run.clear()
        self.quiet_s = 0.0


def _compute_foot_vector(feet: FloatArray) -> FloatArray:
    return np.asarray(feet[0] - feet[1])


def _measure_leg_px(image_px: FloatArray) -> float:
    """Hip-to-ankle distance, px, mean of the seen sides; NaN where neither is."""
    sides = [
        float(
            compute_distance(
                image_px[Joint.HIP.select_landmark(side)], image_px[Joint.ANKLE.select_landmark(side)]
            )
        )
        for side in Side
    ]
    seen = [length for length in sides if np.isfinite(length)]
    return float(np.mean(seen)) if seen else float("nan")
