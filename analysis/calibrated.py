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
from analysis.errors import ModelError
from analysis.features import (
    Features,
    FrameFeatures,
    each_frame,
    frame_features,
    summarise_frames,
    summarised_names,
)
from analysis.geometry import mean_of
from analysis.quantities import Quantity
from analysis.report_types import Standing
from analysis.settings import View
from analysis.signals import lateral_shift_raw
from analysis.track import FloatArray

SCHEMA = "evenrep.calibration/2"
ODD_CLIP, EVEN_CLIP = 6.0, 3.0
"""Features further out than this many spreads count as this far: no extrapolation by a wild landmark."""

ROWS_AT_ONCE = 512
"""A long set against thousands of anchors is read in pieces, so that memory stays flat."""

NAMES = ("odd_names", "even_names")
SHIFT = list(Quantity).index(Quantity.LATERAL_SHIFT)

MAX_OUT_OF_RANGE = 0.25
"""A lifter with more than this share of even features beyond every training body is not graded."""


@dataclass(frozen=True, eq=False)
class ViewModel:
    """The arrays of one view. n odd features, m even ones, k training phases, 4 quantities.

    odd_scale (n,), even_mean (m,), even_scale (m,)   standardisation
    ridge (n, 4)                                      percent per standardised odd feature
    anchors_odd (k, n), anchors_even (k, m), dual (k, 4)  the kernel part
    base (4,)                                         share of each raw reading taken as it stands
    ridge_share (4,)                                  of the ridge in the result; the kernel has the rest
    kernel (4,)                                       c0, even length, c2, odd length
    even_low (m,), even_high (m,)                     range of the training people
    sd (4,), sd_share (4,), sd_per_yaw (4,), sd_per_depth (4,), sd_per_strange (4,)
                                                      spread about the truth, percentage points
    """

    odd_names: tuple[str, ...]
    even_names: tuple[str, ...]
    odd_scale: FloatArray
    even_mean: FloatArray
    even_scale: FloatArray
    ridge: FloatArray
    anchors_odd: FloatArray
    anchors_even: FloatArray
    dual: FloatArray
    base: FloatArray
    ridge_share: FloatArray
    kernel: FloatArray
    even_low: FloatArray
    even_high: FloatArray
    sd: FloatArray
    sd_share: FloatArray
    sd_per_yaw: FloatArray
    sd_per_depth: FloatArray
    sd_per_strange: FloatArray

    def features(self, scene: Scene) -> FrameFeatures:
        """What this model looks at. Raises ModelError when it was fitted to other features."""
        found = frame_features(scene)
        if summarised_names(found) != (list(self.odd_names), list(self.even_names)):
            raise ModelError("The calibration file was made for another version of EvenRep: reinstall it.")
        return found

    def predict(self, features: Features) -> FloatArray:
        """(a, 4) percent for (a, n) features; NaN where a feature is unseen. Exactly odd in features.odd."""
        parts = range(0, len(features.odd), ROWS_AT_ONCE)
        pieces = [
            self._predict(Features(features.odd[i : i + ROWS_AT_ONCE], features.even[i : i + ROWS_AT_ONCE]))
            for i in parts
        ]
        return np.concatenate(pieces) if pieces else np.zeros((0, len(Quantity)))

    def _predict(self, features: Features) -> FloatArray:
        odd, even = self.standardise(features)
        near = odd_kernel(odd, even, self.anchors_odd, self.anchors_even, self.kernel)
        linear, local = odd @ self.ridge, near @ self.dual
        return np.asarray(self._plain(features) + local + self.ridge_share * (linear - local))

    def _plain(self, features: Features) -> FloatArray:
        """(a, 4) percent: the raw readings at their usual gain, which the rest corrects."""
        plain = np.zeros((len(features.odd), len(Quantity)))
        for column, quantity in enumerate(Quantity):
            if self.base[column]:
                reading = features.odd[:, self.odd_names.index(f"d_raw_{quantity}")]
                plain[:, column] = 100.0 * self.base[column] * reading
        return plain

    def standardise(self, features: Features) -> tuple[FloatArray, FloatArray]:
        """Odd features in spreads about zero, even ones in spreads about their mean, both held in bounds."""
        odd = np.clip(features.odd / self.odd_scale, -ODD_CLIP, ODD_CLIP)
        even = np.clip((features.even - self.even_mean) / self.even_scale, -EVEN_CLIP, EVEN_CLIP)
        return odd, even

    def depth(self, features: Features) -> FloatArray:
        """(a,) depth of the phase, share of the leg."""
        return np.asarray(features.even[:, self.even_names.index("d_depth")])

    def strangeness(self, features: Features) -> FloatArray:
        """(a,) how unlike the average training person this one is: 1 is as unlike as they are on average."""
        return np.asarray(np.sqrt((self.standardise(features)[1] ** 2).mean(axis=1)))

    def out_of_range(self, features: Features) -> FloatArray:
        """(a,) share of even features outside what the training people showed."""
        outside = (features.even < self.even_low) | (features.even > self.even_high)
        return np.asarray(outside.mean(axis=1))


def odd_kernel(
    odd: FloatArray, even: FloatArray, anchors_odd: FloatArray, anchors_even: FloatArray, shape: FloatArray
) -> FloatArray:
    """(a, k) kernel that changes sign with `odd` and varies smoothly with `even`.

    <o, o'> (c0 + R(e, e')) / n + c2 [G(o - o') - G(o + o')] R(e, e'), R and G Gaussians per feature.
    """
    c0, even_length, c2, odd_length = shape
    linear = odd @ anchors_odd.T
    context = np.exp(-_squared(even, anchors_even) / (2.0 * even_length**2 * even.shape[1]))
    size = (odd**2).sum(axis=1)[:, None] + (anchors_odd**2).sum(axis=1)
    width = 2.0 * odd_length**2 * odd.shape[1]
    local = np.exp(-(size - 2.0 * linear) / width) - np.exp(-(size + 2.0 * linear) / width)
    return np.asarray(linear / odd.shape[1] * (c0 + context) + c2 * local * context)


def _squared(first: FloatArray, second: FloatArray) -> FloatArray:
    """(a, k) squared distances."""
    cross = first @ second.T
    return np.asarray(
        np.maximum((first**2).sum(axis=1)[:, None] + (second**2).sum(axis=1) - 2.0 * cross, 0.0)
    )


@dataclass(frozen=True, eq=False)
class CalibratedEstimator:
    """Reads a scene through the model of its view. Hip rotation is an indication: see MEASUREMENT rules.

    name  what the report calls it: version and size of what it was made from
    """

    views: Mapping[View, ViewModel]
    name: str = "calibrated"

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Self:
        """From the artefact's arrays, named `<view>.<field>`. Raises ModelError for another version."""
        schema = str(arrays["schema"]) if "schema" in arrays else "none"
        if schema != SCHEMA:
            raise ModelError(f"The calibration file is {schema}, not {SCHEMA}: reinstall EvenRep.")
        views = {}
        for view in (View.FRONT, View.REAR):
            own = {key.split(".", 1)[1]: value for key, value in arrays.items() if key.startswith(f"{view}.")}
            names = {key: tuple(own[key].astype(str).tolist()) for key in NAMES}
            numbers = {key: np.asarray(value, np.float64) for key, value in own.items() if key not in NAMES}
            views[view] = ViewModel(**names, **numbers)  # type: ignore[arg-type]  # two kinds of fields
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
