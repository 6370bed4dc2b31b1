"""The plain estimator that the calibrated one is compared with: a gain and a spread per view and quantity."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimator import (
    FINE_YAW_DEG,
    Z_95,
    Estimate,
    EstimatorInput,
    compute_standing_error,
    make_ungraded_estimate,
)
from analysis.pose.geometry import compute_frame_mean
from analysis.pose.track import FloatArray
from analysis.quantities.definitions import Quantity
from analysis.report.types import Standing
from analysis.settings import View


@dataclass(frozen=True)
class Gain:
    """One row of the table: value = raw / gain - yaw_leak · yaw · depth - other_leak · the other raw signal.

    Attributes
    ----------
    gain
        Raw percent per true percent.
    yaw_leak
        Percent per degree of camera yaw at full depth: to a camera off-axis, knees that travel forwards
        seem to travel sideways.
    sd_pct
        Percentage points. Spread about the ground truth of people that the table was not fitted to.
    sd_share
        The spread grows by this share of the value.
    sd_per_yaw_pct
        It grows by this for each degree of yaw beyond FINE_YAW_DEG.
    other, other_leak
        Another quantity whose raw signal leaks into this one, and how much of it (percent per percent).
    ungraded
        Why this quantity is not graded in this view; "" where it is.
    """

    gain: float
    yaw_leak: float
    sd_pct: float
    sd_share: float
    sd_per_yaw_pct: float = 0.0
    other: Quantity | None = None
    other_leak: float = 0.0
    ungraded: str = ""


NOT_CALIBRATED = "not yet calibrated"
KNEES_FROM_BEHIND = "knees at depth are hidden from behind: film from the front to grade them"


# A gain far below 1 for hip drop: the model shows about half of a true tilt of the pelvis, very linearly. Hip
# rotation has none: the model's depth carries no signal of it (docs/measurement.md section 1).
# Fitted on 80 rendered people (216 phases from the front, 104 from behind, one person left out at a time),
# mirror-averaged `full` landmarks. Hip drop from behind scatters so much that its gain is the one of least
# error (0.65, which shows large drops too small), not the one that would show them at full size (0.4).
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


@dataclass(frozen=True)
class GainTable:
    """The plain estimator: divide by the gain, add up the spreads.

    References
    ----------
    docs/decisions/0005-interim-gain-table.md
    """

    gains: Mapping[tuple[View, Quantity], Gain] = field(default_factory=lambda: GAINS)
    name: str = "table of gains"

    def estimate_means(self, scene: EstimatorInput, frames: NDArray[np.bool_]) -> dict[Quantity, Estimate]:
        """Calibrated mean over the chosen (T,) frames, with its interval; see `Estimator`."""
        return {quantity: self._estimate_mean(scene, quantity, frames) for quantity in Quantity}

    def estimate_series(self, scene: EstimatorInput) -> dict[Quantity, FloatArray]:
        """Every frame's value for drawing; see `Estimator`."""
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
    """(T,) raw signal minus its standing mean."""
    raw = scene.raw[quantity]
    return raw - compute_frame_mean(raw, scene.standing)
