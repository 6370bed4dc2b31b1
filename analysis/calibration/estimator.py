"""From raw readings to true quantities with a 95 % interval: the seam behind which a better one slips in.

`Estimator` is the interface. What ships is analysis.calibrated. `GainTable` is the plain one it is held
against: one gain and one spread per view and quantity (docs/decisions/).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.pose.geometry import compute_frame_mean
from analysis.pose.track import FloatArray, PoseTrack
from analysis.quantities.definitions import Quantity
from analysis.quantities.signals import Plane, Spans
from analysis.report.types import CameraReport, Standing
from analysis.settings import View

Z_95 = 1.96


@dataclass(frozen=True, eq=False)
class EstimatorInput:
    """Everything an estimator may look at: one stance of one shot, cleaned and levelled.

    raw       quantity -> (T,) raw readings, percent, + = left, not yet minus standing
    standing  (T,) quiet-standing baseline frames
    depth     (T,) share of standing hip height
    """

    track: PoseTrack
    plane: Plane
    spans: Spans
    camera: CameraReport
    raw: Mapping[Quantity, FloatArray]
    standing: NDArray[np.bool_]
    depth: FloatArray

    def select_frames(self, frames: NDArray[np.bool_]) -> "EstimatorInput":
        """The scene with the chosen (T,) frames alone; spans and camera stay."""
        return replace(
            self,
            track=self.track.select_frames(frames),
            plane=Plane(self.plane.points[frames]),
            raw={key: series[frames] for key, series in self.raw.items()},
            standing=self.standing[frames],
            depth=self.depth[frames],
        )


@dataclass(frozen=True)
class Estimate:
    """One quantity over some frames, percent. NaN where ungraded, then with the reason."""

    pct: float
    low_pct: float
    high_pct: float
    standing: Standing
    reason: str = ""


class Estimator(Protocol):
    """Reads the four quantities out of a scene. Must be odd: a mirrored scene gives mirrored values."""

    @property
    def name(self) -> str:
        """What the report calls it."""
        ...

    def estimate_means(self, scene: EstimatorInput, frames: NDArray[np.bool_]) -> dict[Quantity, Estimate]:
        """Mean true value over the chosen (T,) frames, minus standing, with its interval."""
        ...

    def estimate_series(self, scene: EstimatorInput) -> dict[Quantity, FloatArray]:
        """(T,) value of every frame, minus standing: for drawing, never for grading."""
        ...


@dataclass(frozen=True)
class Gain:
    """One row of the table: value = raw / gain - yaw_leak · yaw · depth - other_leak · the other raw reading.

    other, other_leak  a reading that leaks into this one, and how much of it (percent per percent)
    yaw_leak        percent per degree of camera yaw at full depth: knees that travel forwards seem to
                    travel sideways to a camera that stands aside
    sd_pct          spread about the truth of people the table was not made from, percentage points
    sd_share        … growing by this share of the value
    sd_per_yaw_pct  … and by this for each degree of yaw beyond what is fine
    ungraded        why this quantity is not graded in this view; "" where it is
    """

    gain: float
    yaw_leak: float
    sd_pct: float
    sd_share: float
    sd_per_yaw_pct: float = 0.0
    other: Quantity | None = None
    other_leak: float = 0.0
    ungraded: str = ""


FINE_YAW_DEG = 4.0
"""Up to here the spread in the table holds; a camera further aside widens every interval."""

NOT_CALIBRATED = "not yet calibrated"
KNEES_FROM_BEHIND = "knees at depth are hidden from behind: film from the front to grade them"

GAINS: dict[tuple[View, Quantity], Gain] = {
    (View.FRONT, Quantity.HIP_DROP): Gain(0.40, 0.0, 5.8, 0.1, 0.2, Quantity.LATERAL_SHIFT, 0.35),
    (View.REAR, Quantity.HIP_DROP): Gain(0.65, 0.0, 5.5, 0.15, 0.3),
    (View.FRONT, Quantity.KNEE_VALGUS): Gain(0.91, 2.2, 3.6, 0.1, 0.7),
    (View.REAR, Quantity.KNEE_VALGUS): Gain(0.83, -1.2, 5.0, 0.2, 0.5, ungraded=KNEES_FROM_BEHIND),
    (View.FRONT, Quantity.LATERAL_SHIFT): Gain(0.94, 0.0, 2.1, 0.05, 0.2, Quantity.HIP_DROP, 0.15),
    (View.REAR, Quantity.LATERAL_SHIFT): Gain(0.95, 0.0, 2.9, 0.05, 0.3),
    (View.FRONT, Quantity.HIP_ROTATION): Gain(1.0, 0.0, 14.0, 0.0, ungraded=NOT_CALIBRATED),
    (View.REAR, Quantity.HIP_ROTATION): Gain(1.0, 0.0, 14.0, 0.0, ungraded=NOT_CALIBRATED),
}
"""Fitted on 80 rendered people (216 phases from the front, 104 from behind, one person left out at a time),
mirror-averaged `full` landmarks. Hip drop from behind scatters so much that its gain is the one of least
error (0.65, which shows large drops too small), not the one that would show them at full size (0.4)."""


@dataclass(frozen=True)
class GainTable:
    """The interim estimator: divide by the gain, add up the spreads."""

    gains: Mapping[tuple[View, Quantity], Gain] = field(default_factory=lambda: GAINS)
    name: str = "table of gains"

    def estimate_means(self, scene: EstimatorInput, frames: NDArray[np.bool_]) -> dict[Quantity, Estimate]:
        return {quantity: self._estimate_mean(scene, quantity, frames) for quantity in Quantity}

    def estimate_series(self, scene: EstimatorInput) -> dict[Quantity, FloatArray]:
        return {quantity: self._compute_series(scene, quantity) for quantity in Quantity}

    def _compute_series(self, scene: EstimatorInput, quantity: Quantity) -> FloatArray:
        row = self.gains.get((scene.camera.view, quantity))
        if row is None or row.ungraded:
            return np.full(len(scene.depth), np.nan)
        leak = row.yaw_leak * scene.camera.yaw_deg * scene.depth
        if row.other is not None:
            leak = leak + row.other_leak * _subtract_standing(scene, row.other)
        return _subtract_standing(scene, quantity) / row.gain - leak

    def _estimate_mean(
        self, scene: EstimatorInput, quantity: Quantity, frames: NDArray[np.bool_]
    ) -> Estimate:
        row = self.gains.get((scene.camera.view, quantity))
        if row is None:
            return make_ungraded_estimate("only front and rear views are calibrated")
        if row.ungraded:
            return make_ungraded_estimate(row.ungraded)
        series = self._compute_series(scene, quantity)
        value = compute_frame_mean(series, frames)
        if np.isnan(value):
            return make_ungraded_estimate("not seen")
        half = Z_95 * self._compute_spread(scene, row, series, value)
        return Estimate(value, value - half, value + half, Standing.GRADED)

    def _compute_spread(self, scene: EstimatorInput, row: Gain, series: FloatArray, value: float) -> float:
        """Standard error of one value, percentage points: the table's, the yaw's, the clip's own."""
        parts = [
            row.sd_pct,
            row.sd_share * value,
            row.sd_per_yaw_pct * max(0.0, abs(scene.camera.yaw_deg) - FINE_YAW_DEG),
            compute_standing_error(scene, series),
        ]
        return float(np.sqrt(np.nansum(np.square(parts))))


def _subtract_standing(scene: EstimatorInput, quantity: Quantity) -> FloatArray:
    """(T,) raw reading minus its standing mean."""
    raw = scene.raw[quantity]
    return raw - compute_frame_mean(raw, scene.standing)


NOISE_HZ = 2.0
"""Jitter and sway are independent about this often a second."""


def compute_standing_error(scene: EstimatorInput, series: FloatArray) -> float:
    """How well this clip's standing is known, in the unit of the series: its unrest over its length."""
    return compute_jitter_error(series[scene.standing], float(np.median(np.diff(scene.track.time_s))))


def compute_jitter_error(still: FloatArray, frame_s: float) -> float:
    """Standard error of the mean of a standing series, its frames `frame_s` apart; NaN are passed over."""
    seen = still[np.isfinite(still)]
    if len(seen) < 2:
        return 0.0
    return float(np.std(seen) / np.sqrt(max(1.0, NOISE_HZ * len(seen) * frame_s)))


def make_ungraded_estimate(reason: str) -> Estimate:
    """No number, and why."""
    nan = float("nan")
    return Estimate(nan, nan, nan, Standing.UNGRADED, reason)
