"""Wider intervals for landmarks that were detected in another way than those the calibration was fitted to.

Calibration is on the model `full`, with each frame also detected mirrored and both poses averaged: that
removes the model's own left/right bias. A single pose has that bias, and `lite` has more of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimator import Z_95, Estimate, Estimator, EstimatorInput
from analysis.pose.track import FloatArray, ModelInfo
from analysis.quantities.definitions import Quantity
from analysis.report.types import Standing
from analysis.settings import View


@dataclass(frozen=True)
class PoseSource:
    """How poses are detected.

    Attributes
    ----------
    model
        "lite", "full" or "heavy".
    mirrored
        Each frame is also detected mirrored, and both poses are averaged.
    """

    model: str = "full"
    mirrored: bool = True


# Percentage points per quantity, in the order of `Quantity`.
Spread = tuple[float, float, float, float]

_LITE = {View.FRONT: (2.9, 0.5, 1.7, 2.2), View.REAR: (2.5, 3.8, 1.5, 2.9)}
_LITE_PLAIN = {View.FRONT: (6.4, 5.1, 2.0, 3.8), View.REAR: (5.7, 7.2, 3.7, 6.9)}

# By how much such poses of some 90 unseen rendered people err beyond the calibrated ones, per view
# (tools.fit_calibration prints it; `lite` never less than `full`). `heavy` was not fitted: it is treated as
# `lite`.
EXTRA_SD_PCT: dict[PoseSource, dict[View, Spread]] = {
    PoseSource("full", mirrored=False): {View.FRONT: (5.3, 5.1, 1.0, 3.8), View.REAR: (5.2, 2.7, 2.1, 6.9)},
    PoseSource("lite", mirrored=True): _LITE,
    PoseSource("lite", mirrored=False): _LITE_PLAIN,
    PoseSource("heavy", mirrored=True): _LITE,
    PoseSource("heavy", mirrored=False): _LITE_PLAIN,
}


def widen_intervals(estimator: Estimator, source: PoseSource) -> Estimator:
    """The estimator for landmarks of this source.

    Parameters
    ----------
    estimator
        Calibrated on the model `full`, mirror-averaged.
    source
        How the landmarks were detected.

    Returns
    -------
    Estimator
        The estimator itself where it was calibrated for this source, else one with wider intervals.
    """
    extra = EXTRA_SD_PCT.get(source)
    return WidenedEstimator(estimator, extra) if extra else estimator


def build_pose_source(model: ModelInfo) -> PoseSource:
    """How the landmarks of a recording were detected."""
    return PoseSource(model.name, model.mirror_averaged)


@dataclass(frozen=True)
class WidenedEstimator:
    """An estimator whose values stay and whose intervals grow by a spread per view.

    Attributes
    ----------
    inner
        The estimator that gives the values.
    sd_pct
        View -> extra standard error of each quantity, percentage points.
    """

    inner: Estimator
    sd_pct: Mapping[View, Spread]

    @property
    def name(self) -> str:
        return self.inner.name

    def estimate_means(self, scene: EstimatorInput, frames: NDArray[np.bool_]) -> dict[Quantity, Estimate]:
        estimates = self.inner.estimate_means(scene, frames)
        extra = self.sd_pct.get(scene.camera.view)
        if extra is None:
            return estimates
        return {key: _widen_interval(estimates[key], sd) for key, sd in zip(Quantity, extra, strict=True)}

    def estimate_series(self, scene: EstimatorInput) -> dict[Quantity, FloatArray]:
        return self.inner.estimate_series(scene)


def _widen_interval(estimate: Estimate, sd_pct: float) -> Estimate:
    if estimate.standing is Standing.UNGRADED:
        return estimate
    # Independent errors: their squares add up.
    more = Z_95 * sd_pct
    low = estimate.pct - float(np.hypot(estimate.pct - estimate.low_pct, more))
    high = estimate.pct + float(np.hypot(estimate.high_pct - estimate.pct, more))
    return Estimate(estimate.pct, low, high, estimate.standing, estimate.reason)
