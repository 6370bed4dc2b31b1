"""The calibrated estimator: the inverse of what the pose model shows of rendered people with known joints.

Odd by construction: every weight multiplies an odd feature (or an odd kernel), so a mirrored lifter gets
mirrored numbers exactly. The arrays are data, made by tools/fit_calibration.py and passed in by the caller.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimator import (
    FINE_YAW_DEG,
    Z_95,
    Estimate,
    EstimatorInput,
    compute_jitter_error,
    make_ungraded_estimate,
)
from analysis.calibration.features import Features, compute_features_per_frame, summarize_frames
from analysis.calibration.model_file import ViewModel, build_view_model
from analysis.errors import ModelError
from analysis.pose.geometry import compute_frame_mean
from analysis.pose.track import FloatArray
from analysis.quantities.definitions import Quantity
from analysis.quantities.signals import compute_lateral_shift_raw
from analysis.report.types import Standing
from analysis.settings import View
from analysis.wording import format_pct

SCHEMA = "evenrep.calibration/2"
SHIFT = list(Quantity).index(Quantity.LATERAL_SHIFT)

# A lifter with more than this share of even features beyond every training body is not graded.
MAX_OUT_OF_RANGE = 0.25


@dataclass(frozen=True, eq=False)
class CalibratedEstimator:
    """Estimates a scene with the model of its view.

    Hip rotation is never more than an indication (docs/measurement.md section 5).

    Attributes
    ----------
    views
        FRONT and REAR -> fitted model.
    name
        How the report names it: version and number of people it was fitted to.

    References
    ----------
    docs/decisions/0007-calibration-on-rendered-people.md, docs/decisions/0008-two-fits-averaged.md
    """

    views: Mapping[View, ViewModel]
    name: str = "calibrated"

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Self:
        """Build the estimator from the arrays of a calibration file.

        Parameters
        ----------
        arrays
            Name -> array: `schema`, `name`, and `<view>.…` of each view.

        Raises
        ------
        ModelError
            For a file of another version.
        """
        schema = str(arrays["schema"]) if "schema" in arrays else "none"
        if schema != SCHEMA:
            raise ModelError(f"The calibration file is {schema}, not {SCHEMA}: reinstall EvenRep.")
        views = {view: build_view_model(arrays, f"{view}.") for view in (View.FRONT, View.REAR)}
        return cls(views, str(arrays["name"]))

    def estimate_means(self, scene: EstimatorInput, frames: NDArray[np.bool_]) -> dict[Quantity, Estimate]:
        """Value and interval of each quantity over the chosen frames; ungraded outside the calibrated range.

        Parameters
        ----------
        scene
            One stance, T frames.
        frames
            (T,) frames to average, usually one phase of a rep.

        Returns
        -------
        dict[Quantity, Estimate]
            Every quantity -> percent, + = the lifter's left.

        Raises
        ------
        ModelError
            When the calibration was fitted to other features.
        """
        model = self.views.get(scene.camera.view)
        if model is None:
            return {
                key: make_ungraded_estimate("only front and rear views are calibrated") for key in Quantity
            }
        # Only the frames that count are computed: otherwise the whole set would be, once for every rep.
        near = frames | scene.standing
        narrow, chosen = scene.select_frames(near), frames[near]
        found = model.compute_features(narrow)
        features = summarize_frames(found, narrow.standing, chosen)
        out = float(model.compute_out_of_range_share(features)[0])
        if out > MAX_OUT_OF_RANGE:
            share = format_pct(100.0 * out)
            reason = f"{share} of this body's proportions and pose lie outside what was calibrated"
            return {key: make_ungraded_estimate(reason) for key in Quantity}
        bar = _compute_bar_shift(narrow)
        values = model.predict(features)[0]
        values[SHIFT] += compute_frame_mean(bar, chosen)
        still = model.predict(compute_features_per_frame(found, narrow.standing, narrow.standing))
        still[:, SHIFT] += bar[narrow.standing]
        frame_s = float(np.median(np.diff(scene.track.time_s)))
        unsure = np.array([compute_jitter_error(series, frame_s) for series in still.T])
        half = Z_95 * np.hypot(_compute_spreads(model, scene, values, features), unsure)
        estimates = zip(Quantity, values.tolist(), half.tolist(), strict=True)
        return {key: _make_estimate(key, value, width) for key, value, width in estimates}

    def estimate_series(self, scene: EstimatorInput) -> dict[Quantity, FloatArray]:
        """Every frame estimated as if it were a phase: for drawing, never for grading."""
        model = self.views.get(scene.camera.view)
        if model is None:
            return {key: np.full(len(scene.depth), np.nan) for key in Quantity}
        every = np.ones(len(scene.depth), bool)
        values = model.predict(
            compute_features_per_frame(model.compute_features(scene), scene.standing, every)
        )
        values[:, SHIFT] += _compute_bar_shift(scene)
        return dict(zip(Quantity, values.T, strict=True))


def _compute_bar_shift(scene: EstimatorInput) -> FloatArray:
    """(T,) what the bar adds to the lateral shift, percent, against standing.

    The features leave the bar out: its load acts at mid-shoulder, which the pose model places well.
    """
    added = scene.raw[Quantity.LATERAL_SHIFT] - compute_lateral_shift_raw(scene.plane, scene.spans)
    return added - compute_frame_mean(added, scene.standing)


def _compute_spreads(
    model: ViewModel, scene: EstimatorInput, values: FloatArray, features: Features
) -> FloatArray:
    """(4,) standard error of unseen people, percentage points.

    Grows with the value, with yaw, with depth and with the out-of-distribution score.
    """
    parts = np.stack(
        [
            model.sd,
            model.sd_share * values,
            model.sd_per_yaw * max(0.0, abs(scene.camera.yaw_deg) - FINE_YAW_DEG),
            model.sd_per_depth * model.select_depth(features)[0],
            model.sd_per_strange * model.compute_ood_score(features)[0],
        ]
    )
    return np.asarray(np.sqrt(np.square(parts).sum(axis=0)))


def _make_estimate(quantity: Quantity, value: float, half: float) -> Estimate:
    if not np.isfinite(value):
        return make_ungraded_estimate("not seen")
    # Hip rotation is the least certain of the four: shown with its interval, and graded only by all of it.
    standing = Standing.INDICATION if quantity is Quantity.HIP_ROTATION else Standing.GRADED
    return Estimate(value, value - half, value + half, standing)
