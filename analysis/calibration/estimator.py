"""From raw signals to calibrated quantities with a 95 % interval: the interface a better estimator can
implement.

`Estimator` is the interface. `analysis.calibration.regression_estimator` is the one that ships. `GainTable`
is the plain one that it is compared with: one gain and one spread per view and quantity
(docs/decisions/0005-interim-gain-table.md).
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
"""Half a 95 % interval in standard errors (normal distribution)."""


@dataclass(frozen=True, eq=False)
class EstimatorInput:
    """Everything an estimator may look at: one stance of one shot, cleaned and levelled.

    Attributes
    ----------
    track
        Cleaned landmarks of the stance, T frames.
    plane
        The same in the levelled frontal plane.
    spans
        Standing lengths, px.
    camera
        The judged camera.
    raw
        Quantity -> (T,) raw signal, percent, + = the lifter's left, standing not yet subtracted.
    standing
        (T,) quiet-standing baseline frames.
    depth
        (T,) share of standing hip height.
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
    """One quantity over some frames: value and 95 % interval in percent. NaN where ungraded, then with the
    reason.
    """

    pct: float
    low_pct: float
    high_pct: float
    standing: Standing
    reason: str = ""


class Estimator(Protocol):
    """Estimates the four quantities of a scene. Must be odd: a mirrored scene gives mirrored values."""

    @property
    def name(self) -> str:
        """How the report names the calibration."""
        ...

    def estimate_means(self, scene: EstimatorInput, frames: NDArray[np.bool_]) -> dict[Quantity, Estimate]:
        """Calibrated mean over the chosen frames, standing subtracted, with its interval.

        Parameters
        ----------
        scene
            One stance.
        frames
            (T,) frames to average, usually one phase of a rep.

        Returns
        -------
        dict[Quantity, Estimate]
            Every quantity -> percent, + = the lifter's left; ungraded, with the reason, where there is none.
        """
        ...

    def estimate_series(self, scene: EstimatorInput) -> dict[Quantity, FloatArray]:
        """Every frame's value, standing subtracted: for drawing, never for grading, because single frames
        jitter.

        Returns
        -------
        dict[Quantity, FloatArray]
            Every quantity -> (T,) percent, + = the lifter's left; NaN where unseen or not calibrated.
        """
        ...


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


FINE_YAW_DEG = 4.0
"""Up to here the spread in the table holds; a camera further off-axis widens every interval."""

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


NOISE_HZ = 2.0
"""Jitter and sway give about this many independent samples per second."""


def compute_standing_error(scene: EstimatorInput, series: FloatArray) -> float:
    """Standard error of this clip's standing, in the unit of the series: its jitter over its length."""
    return compute_jitter_error(series[scene.standing], float(np.median(np.diff(scene.track.time_s))))


def compute_jitter_error(still: FloatArray, frame_s: float) -> float:
    """Standard error of the mean of a standing series.

    Parameters
    ----------
    still
        (n,) the series in quiet standing; NaN are passed over.
    frame_s
        Time between its frames, s.

    Returns
    -------
    float
        In the unit of the series; 0 for fewer than two seen frames, where no scatter is known.
    """
    seen = still[np.isfinite(still)]
    if len(seen) < 2:
        return 0.0
    return float(np.std(seen) / np.sqrt(max(1.0, NOISE_HZ * len(seen) * frame_s)))


def make_ungraded_estimate(reason: str) -> Estimate:
    """No number, and why."""
    nan = float("nan")
    return Estimate(nan, nan, nan, Standing.UNGRADED, reason)
