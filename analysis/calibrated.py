"""The calibrated estimator: what rendered people with known truth were read as, turned round.

Odd by construction: every weight multiplies an odd feature (or an odd kernel), so a mirrored lifter gets
mirrored numbers exactly. The arrays are data, made by tools/fit_calibration.py and handed in by the caller.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import FINE_YAW_DEG, Z_95, Estimate, Scene, not_graded, unrest
from analysis.calibration_model import ViewModel, view_model
from analysis.errors import ModelError
from analysis.features import Features, each_frame, summarise_frames
from analysis.geometry import mean_of
from analysis.quantities import Quantity
from analysis.report_types import Standing
from analysis.settings import View
from analysis.signals import lateral_shift_raw
from analysis.track import FloatArray

SCHEMA = "evenrep.calibration/2"
SHIFT = list(Quantity).index(Quantity.LATERAL_SHIFT)

MAX_OUT_OF_RANGE = 0.25
"""A lifter with more than this share of even features beyond every training body is not graded."""


@dataclass(frozen=True, eq=False)
class CalibratedEstimator:
    """Reads a scene through the model of its view. Hip rotation is an indication: see MEASUREMENT rules.

    name  what the report calls it: version and size of what it was made from
    """

    views: Mapping[View, ViewModel]
    name: str = "calibrated"

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Self:
        """From the artefact's arrays, named `<view>.…`. Raises ModelError for another version."""
        schema = str(arrays["schema"]) if "schema" in arrays else "none"
        if schema != SCHEMA:
            raise ModelError(f"The calibration file is {schema}, not {SCHEMA}: reinstall EvenRep.")
        views = {view: view_model(arrays, f"{view}.") for view in (View.FRONT, View.REAR)}
        return cls(views, str(arrays["name"]))

    def estimate(self, scene: Scene, frames: NDArray[np.bool_]) -> dict[Quantity, Estimate]:
        """Value and interval of each quantity over the chosen frames; ungraded outside the range."""
        model = self.views.get(scene.camera.view)
        if model is None:
            return {key: not_graded("only front and rear views are calibrated") for key in Quantity}
        near = frames | scene.standing
        narrow, chosen = scene.only(near), frames[near]
        found = model.features(narrow)
        features = summarise_frames(found, narrow.standing, chosen)
        out = float(model.out_of_range(features)[0])
        if out > MAX_OUT_OF_RANGE:
            reason = f"{out:.0%} of this body's proportions and pose lie outside what was calibrated"
            return {key: not_graded(reason) for key in Quantity}
        bar = _bar_shift(narrow)
        values = model.predict(features)[0]
        values[SHIFT] += mean_of(bar, chosen)
        still = model.predict(each_frame(found, narrow.standing, narrow.standing))
        still[:, SHIFT] += bar[narrow.standing]
        frame_s = float(np.median(np.diff(scene.track.time_s)))
        unsure = np.array([unrest(series, frame_s) for series in still.T])
        half = Z_95 * np.hypot(_spreads(model, scene, values, features), unsure)
        estimates = zip(Quantity, values.tolist(), half.tolist(), strict=True)
        return {key: _estimate(key, value, width) for key, value, width in estimates}

    def over_time(self, scene: Scene) -> dict[Quantity, FloatArray]:
        """Every frame read as if it were a phase: for drawing, never for grading."""
        model = self.views.get(scene.camera.view)
        if model is None:
            return {key: np.full(len(scene.depth), np.nan) for key in Quantity}
        every = np.ones(len(scene.depth), bool)
        values = model.predict(each_frame(model.features(scene), scene.standing, every))
        values[:, SHIFT] += _bar_shift(scene)
        return dict(zip(Quantity, values.T, strict=True))


def _bar_shift(scene: Scene) -> FloatArray:
    """(T,) what the bar adds to the lateral shift: its load acts at mid-shoulder, which is read well."""
    added = scene.raw[Quantity.LATERAL_SHIFT] - lateral_shift_raw(scene.plane, scene.spans)
    return added - mean_of(added, scene.standing)


def _spreads(model: ViewModel, scene: Scene, values: FloatArray, features: Features) -> FloatArray:
    """(4,) standard error of unseen people, percentage points; grows with value, yaw, depth, strangeness."""
    parts = np.stack(
        [
            model.sd,
            model.sd_share * values,
            model.sd_per_yaw * max(0.0, abs(scene.camera.yaw_deg) - FINE_YAW_DEG),
            model.sd_per_depth * model.depth(features)[0],
            model.sd_per_strange * model.strangeness(features)[0],
        ]
    )
    return np.asarray(np.sqrt(np.square(parts).sum(axis=0)))


def _estimate(quantity: Quantity, value: float, half: float) -> Estimate:
    if not np.isfinite(value):
        return not_graded("not seen")
    standing = Standing.INDICATION if quantity is Quantity.HIP_ROTATION else Standing.GRADED
    return Estimate(value, value - half, value + half, standing)
