"""Inputs of the calibrated estimator: scale-free, levelled features of a few frames against standing.

Odd features change sign when the image is mirrored (left minus right, or a midline's offset); even ones do
not (widths, heights, depth). Lengths are shares of the standing leg; + = the lifter's left, up, or backwards.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimator import EstimatorInput
from analysis.pose.geometry import compute_distance, compute_frame_median, rotate_points
from analysis.pose.landmarks import Joint, Landmark, Side
from analysis.pose.track import FloatArray
from analysis.quantities.definitions import Quantity
from analysis.quantities.signals import compute_lateral_shift_raw
from analysis.settings import View

BODY = (Joint.SHOULDER, Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
BONE_ENDS = {
    "trunk": (Joint.SHOULDER, Joint.HIP),
    "thigh": (Joint.HIP, Joint.KNEE),
    "shank": (Joint.KNEE, Joint.ANKLE),
    "foot": (Joint.HEEL, Joint.TOE),
}
RAW = (Quantity.HIP_DROP, Quantity.KNEE_VALGUS, Quantity.LATERAL_SHIFT)


@dataclass(frozen=True, eq=False)
class Features:
    """Features of a phases or frames, in the order of `list_feature_names`.

    Attributes
    ----------
    odd
        (a, n) features that change sign in a mirror.
    even
        (a, m) features that do not.
    """

    odd: FloatArray
    even: FloatArray


@dataclass(frozen=True, eq=False)
class FrameFeatures:
    """Every frame's features of a scene: name -> (T,), odd and even ones apart."""

    odd: dict[str, FloatArray]
    even: dict[str, FloatArray]


def compute_frame_features(scene: EstimatorInput) -> FrameFeatures:
    """Every frame's features.

    Parameters
    ----------
    scene
        One stance, T frames.

    Returns
    -------
    FrameFeatures
        Name -> (T,) shares of the standing leg; NaN where a joint is unseen. Names: `dy_` height difference
        left minus right, `mx_` offset of the middle, `dz_` depth difference, `w_` width, `h_` height, `len_`
        length of a limb, `raw_` the raw signals; a leading `w` in `wdy_` and `wmx_` marks the model's own
        3-D.
    """
    leg = scene.spans.leg
    points = (scene.plane.points - scene.plane.find_middle(Joint.ANKLE)[:, None]) / leg
    world = _compute_world_points(scene)
    odd: dict[str, FloatArray] = {}
    even: dict[str, FloatArray] = {}
    for joint in (*BODY, Joint.EAR):
        left, right = (points[:, landmark] for landmark in joint.pair)
        name = joint.name.lower()
        odd[f"dy_{name}"] = left[:, 1] - right[:, 1]
        if joint is not Joint.ANKLE:
            odd[f"mx_{name}"] = (left[:, 0] + right[:, 0]) / 2.0
        odd[f"dz_{name}"] = np.subtract(*(world[:, landmark, 2] for landmark in joint.pair))
        if joint is Joint.EAR:
            continue
        odd[f"wdy_{name}"] = np.subtract(*(world[:, landmark, 1] for landmark in joint.pair))
        if joint is not Joint.ANKLE:
            odd[f"wmx_{name}"] = (world[:, joint.pair[0], 0] + world[:, joint.pair[1], 0]) / 2.0
        even[f"w_{name}"] = left[:, 0] - right[:, 0]
        even[f"h_{name}"] = (left[:, 1] + right[:, 1]) / 2.0
        even[f"z_{name}"] = (world[:, joint.pair[0], 2] + world[:, joint.pair[1], 2]) / 2.0
    for name, (first, second) in BONE_ENDS.items():
        lengths = [
            compute_distance(points[:, first.select_landmark(side)], points[:, second.select_landmark(side)])
            for side in Side
        ]
        odd[f"len_{name}"] = lengths[0] - lengths[1]
        even[f"len_{name}"] = (lengths[0] + lengths[1]) / 2.0
    odd["nose"] = points[:, Landmark.NOSE, 0]
    even["h_nose"] = points[:, Landmark.NOSE, 1]
    toes = [
        points[:, Joint.TOE.select_landmark(side)] - points[:, Joint.HEEL.select_landmark(side)]
        for side in Side
    ]
    odd["toe_x"], odd["toe_y"] = toes[0][:, 0] + toes[1][:, 0], toes[0][:, 1] - toes[1][:, 1]
    even["toe_x"], even["toe_y"] = toes[0][:, 0] - toes[1][:, 0], toes[0][:, 1] + toes[1][:, 1]
    raw = dict(scene.raw) | {Quantity.LATERAL_SHIFT: compute_lateral_shift_raw(scene.plane, scene.spans)}
    odd |= {f"raw_{quantity}": raw[quantity] / 100.0 for quantity in RAW}
    even["depth"] = scene.depth
    return FrameFeatures(odd, even)


def summarize_frames(
    found: FrameFeatures, standing: NDArray[np.bool_], frames: NDArray[np.bool_]
) -> Features:
    """One row of features: standing medians, and the mean of the chosen frames against them.

    Parameters
    ----------
    found
        Features of every frame.
    standing, frames
        (T,) quiet standing, and the frames to average.

    Returns
    -------
    Features
        (1, n) odd and (1, m) even features; NaN where a feature is unseen.
    """

    def summarize_series(named: dict[str, FloatArray]) -> list[float]:
        values = []
        for name, series in named.items():
            still = float(compute_frame_median(series[:, None], standing)[0])
            chosen = series[frames & np.isfinite(series)]
            moved = float(chosen.mean()) if len(chosen) else float("nan")
            values.append(moved - still)
            if not name.startswith("raw_"):
                values.append(still)
        return values

    return Features(np.array([summarize_series(found.odd)]), np.array([summarize_series(found.even)]))


def compute_features_per_frame(
    found: FrameFeatures, standing: NDArray[np.bool_], frames: NDArray[np.bool_]
) -> Features:
    """Each of the a chosen frames as `summarize_frames` would give it alone.

    Parameters
    ----------
    found
        Features of every frame.
    standing, frames
        (T,) quiet standing, and the a frames to choose.

    Returns
    -------
    Features
        (a, n) odd and (a, m) even features.
    """

    def stack_series(named: dict[str, FloatArray]) -> FloatArray:
        columns = []
        for name, series in named.items():
            still = float(compute_frame_median(series[:, None], standing)[0])
            columns.append(series[frames] - still)
            if not name.startswith("raw_"):
                columns.append(np.full(int(frames.sum()), still))
        return np.stack(columns, axis=1)

    return Features(stack_series(found.odd), stack_series(found.even))


def list_feature_names(found: FrameFeatures) -> tuple[list[str], list[str]]:
    """(odd, even) names in the order of `summarize_frames`: `d_…` against standing, `st_…` in standing."""

    def expand_names(named: dict[str, FloatArray]) -> list[str]:
        result = []
        for name in named:
            result.append(f"d_{name}")
            if not name.startswith("raw_"):
                result.append(f"st_{name}")
        return result

    return expand_names(found.odd), expand_names(found.even)


def _compute_world_points(scene: EstimatorInput) -> FloatArray:
    """(T, 33, 3) the model's own 3-D in shares of its leg: to the lifter's left, up, backwards."""
    towards_left = -1.0 if scene.camera.view is View.REAR else 1.0
    level = scene.track.world_m.copy()
    level[..., :2] = rotate_points(level[..., :2], scene.camera.roll_deg)
    world = level * [towards_left, -1.0, towards_left]
    hip, ankle = (world[:, list(joint.pair)].mean(axis=1) for joint in (Joint.HIP, Joint.ANKLE))
    leg = float(compute_frame_median(compute_distance(hip, ankle)[:, None], scene.standing)[0])
    return np.asarray((world - ankle[:, None]) / leg)
