"""What a calibration file holds, per view: fits from features to the four quantities, and their spread."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimator import EstimatorInput
from analysis.calibration.features import Features, FrameFeatures, compute_frame_features, list_feature_names
from analysis.errors import ModelError
from analysis.pose.track import FloatArray
from analysis.quantities.definitions import Quantity

# Features further out than this many spreads count as this far: no extrapolation by a wild landmark.
ODD_CLIP, EVEN_CLIP = 6.0, 3.0

# A long set against thousands of anchors is computed in pieces, so that memory stays flat.
ROWS_AT_ONCE = 512

NAMES = ("odd_names", "even_names")


@dataclass(frozen=True, eq=False)
class Member:
    """One fit. n odd features, m even ones, k training phases, 4 quantities.

    Attributes
    ----------
    odd_names, even_names
        Names of the n odd and m even features.
    odd_scale, even_mean, even_scale
        (n,), (m,), (m,) standardisation.
    ridge
        (n, 4) percent per standardised odd feature.
    anchors_odd, anchors_even, dual
        (k, n), (k, m), (k, 4) the kernel part.
    base
        (4,) share of each raw signal that is taken as it stands.
    ridge_share
        (4,) share of the ridge in the result; the kernel has the rest.
    kernel
        (4,) c0, even length, c2, odd length of `compute_odd_kernel`.
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

    def predict(self, features: Features) -> FloatArray:
        """Values of some phases or frames. Exactly odd in `features.odd`.

        Returns
        -------
        FloatArray
            (a, 4) percent for (a, n) features; NaN where a feature is unseen.
        """
        parts = range(0, len(features.odd), ROWS_AT_ONCE)
        pieces = [
            self._predict_rows(
                Features(features.odd[i : i + ROWS_AT_ONCE], features.even[i : i + ROWS_AT_ONCE])
            )
            for i in parts
        ]
        return np.concatenate(pieces) if pieces else np.zeros((0, len(Quantity)))

    def _predict_rows(self, features: Features) -> FloatArray:
        odd, even = self.standardize_features(features)
        near = compute_odd_kernel(odd, even, self.anchors_odd, self.anchors_even, self.kernel)
        linear, local = odd @ self.ridge, near @ self.dual
        return np.asarray(self._scale_raw_signals(features) + local + self.ridge_share * (linear - local))

    def _scale_raw_signals(self, features: Features) -> FloatArray:
        """(a, 4) percent: the raw signals at their usual gain, which the rest corrects."""
        plain = np.zeros((len(features.odd), len(Quantity)))
        for column, quantity in enumerate(Quantity):
            if self.base[column]:
                raw = features.odd[:, self.odd_names.index(f"d_raw_{quantity}")]
                plain[:, column] = 100.0 * self.base[column] * raw
        return plain

    def standardize_features(self, features: Features) -> tuple[FloatArray, FloatArray]:
        """Odd features in spreads about zero, even ones in spreads about their mean, both held in bounds."""
        # Odd features are not centred: with a mean subtracted, mirrored input would not give mirrored output.
        odd = np.clip(features.odd / self.odd_scale, -ODD_CLIP, ODD_CLIP)
        even = np.clip((features.even - self.even_mean) / self.even_scale, -EVEN_CLIP, EVEN_CLIP)
        return odd, even


@dataclass(frozen=True, eq=False)
class ViewModel:
    """One view: fits whose mean counts, and how far that may be off. m even features, 4 quantities.

    Attributes
    ----------
    members
        The fits.
    even_low, even_high
        (m,) range of the training people.
    sd, sd_share, sd_per_yaw, sd_per_depth, sd_per_strange
        (4,) spread about the ground truth, percentage points: constant, and per unit of value, yaw, depth and
        out-of-distribution score.
    """

    members: tuple[Member, ...]
    even_low: FloatArray
    even_high: FloatArray
    sd: FloatArray
    sd_share: FloatArray
    sd_per_yaw: FloatArray
    sd_per_depth: FloatArray
    sd_per_strange: FloatArray

    def compute_features(self, scene: EstimatorInput) -> FrameFeatures:
        """The features that this model was fitted to. Raises ModelError when it was fitted to others."""
        found = compute_frame_features(scene)
        names = list_feature_names(found)
        if any(names != (list(one.odd_names), list(one.even_names)) for one in self.members):
            raise ModelError("The calibration file was made for another version of EvenRep: reinstall it.")
        return found

    def predict(self, features: Features) -> FloatArray:
        """Mean of all fits for some phases or frames. Exactly odd in `features.odd`.

        Returns
        -------
        FloatArray
            (a, 4) percent for (a, n) features; NaN where a feature is unseen.
        """
        return np.asarray(np.mean([one.predict(features) for one in self.members], axis=0))

    def select_depth(self, features: Features) -> FloatArray:
        """(a,) depth of the phase, share of the leg."""
        return np.asarray(features.even[:, self.members[0].even_names.index("d_depth")])

    def compute_ood_score(self, features: Features) -> FloatArray:
        """Out-of-distribution score: how unlike the average training person this one is.

        Returns
        -------
        FloatArray
            (a,) root mean square of the standardised even features; 1 is as unlike as training people are on
            average.
        """
        return np.asarray(np.sqrt((self.members[0].standardize_features(features)[1] ** 2).mean(axis=1)))

    def compute_out_of_range_share(self, features: Features) -> FloatArray:
        """(a,) share of even features outside the range of the training people, 0..1."""
        outside = (features.even < self.even_low) | (features.even > self.even_high)
        return np.asarray(outside.mean(axis=1))


def compute_odd_kernel(
    odd: FloatArray, even: FloatArray, anchors_odd: FloatArray, anchors_even: FloatArray, shape: FloatArray
) -> FloatArray:
    """Kernel that changes sign with `odd` and varies smoothly with `even`.

    <o, o'> (c0 + R(e, e')) / n + c2 [G(o - o') - G(o + o')] R(e, e'), R and G Gaussians per feature.

    Parameters
    ----------
    odd, even
        (a, n), (a, m) standardised features.
    anchors_odd, anchors_even
        (k, n), (k, m) those of the training phases.
    shape
        (4,) c0, even length, c2, odd length.

    Returns
    -------
    FloatArray
        (a, k) kernel values.
    """
    c0, even_length, c2, odd_length = shape
    linear = odd @ anchors_odd.T
    context = np.exp(-_compute_squared_distances(even, anchors_even) / (2.0 * even_length**2 * even.shape[1]))
    size = (odd**2).sum(axis=1)[:, None] + (anchors_odd**2).sum(axis=1)
    width = 2.0 * odd_length**2 * odd.shape[1]
    local = np.exp(-(size - 2.0 * linear) / width) - np.exp(-(size + 2.0 * linear) / width)
    return np.asarray(linear / odd.shape[1] * (c0 + context) + c2 * local * context)


def _compute_squared_distances(first: FloatArray, second: FloatArray) -> FloatArray:
    """(a, k) squared distances."""
    cross = first @ second.T
    return np.asarray(
        np.maximum((first**2).sum(axis=1)[:, None] + (second**2).sum(axis=1) - 2.0 * cross, 0.0)
    )


def build_view_model(arrays: Mapping[str, NDArray[np.generic]], start: str) -> ViewModel:
    """Build one view's model from the arrays of a calibration file.

    Parameters
    ----------
    arrays
        Name -> array.
    start
        Beginning of the names that belong to this view; after it `<field>`, and `<member>.<field>` of each
        fit.
    """
    own = {key.removeprefix(start): value for key, value in arrays.items() if key.startswith(start)}
    numbers = sorted({key.split(".")[0] for key in own if "." in key})
    shared = {key: np.asarray(value, np.float64) for key, value in own.items() if "." not in key}
    return ViewModel(tuple(_build_member(own, f"{number}.") for number in numbers), **shared)


def _build_member(arrays: Mapping[str, NDArray[np.generic]], start: str) -> Member:
    own = {key.removeprefix(start): value for key, value in arrays.items() if key.startswith(start)}
    names = {key: tuple(own[key].astype(str).tolist()) for key in NAMES}
    numbers = {key: np.asarray(value, np.float64) for key, value in own.items() if key not in NAMES}
    return Member(**names, **numbers)  # type: ignore[arg-type]  # two kinds of fields
