"""What the skeleton fitted to standing and one phase says: odd read-outs for a calibration.

The legs are a closed chain over planted feet: if their bones keep one length, knees and feet tell where the
hips are even where the hip landmarks themselves are unsure. The read-outs are pulled towards what is usual,
so they are evidence to be calibrated, never numbers to show.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimator import EstimatorInput
from analysis.pose.geometry import compute_frame_median
from analysis.pose.track import FloatArray
from analysis.quantities.signals import MIN_KNEE_SPREAD
from analysis.settings import View
from tools.skeleton.bones import (
    HIP,
    JOINTS,
    KNEE,
    POSTURES,
    SIGNS,
    USUAL,
    Named,
    compute_posture_m,
    compute_skeleton_centre_of_mass,
    measure_knee_off_plane,
    name_parameters,
    project_skeleton,
)
from tools.skeleton.fit import FitSettings, Observed, fit_skeleton


def observe_postures(scene: EstimatorInput, frames: NDArray[np.bool_]) -> Observed:
    """Median of standing, mean of the chosen frames; NaN where a joint was never seen."""
    points = scene.plane.points[:, [joint.pair for joint in JOINTS]] / scene.spans.leg
    seen = np.isfinite(points) & frames[:, None, None, None]
    with np.errstate(invalid="ignore"):
        mean = np.where(seen, points, 0.0).sum(axis=0) / seen.sum(axis=0)
    yaw = np.radians(np.nan_to_num(scene.camera.yaw_deg))
    return Observed(
        np.stack([compute_frame_median(points, scene.standing), mean]),
        float(yaw),
        scene.camera.view is View.REAR,
    )


def compute_skeleton_readouts(
    scene: EstimatorInput, frames: NDArray[np.bool_], settings: FitSettings = FitSettings()
) -> dict[str, float]:
    """Named odd read-outs of the fitted skeleton over the chosen (T,) frames; NaN where a joint is unseen."""
    observed = observe_postures(scene, frames)
    if not np.isfinite(observed.places).all():
        return dict.fromkeys(READOUTS, float("nan"))
    return compute_readouts(fit_skeleton(observed, settings), observed)


def compute_readouts(values: FloatArray, observed: Observed) -> dict[str, float]:
    """What the fitted skeleton says, percent, + = left: the deep posture against the standing one."""
    of = name_parameters(values[None])
    still, deep = (_describe_posture(of, posture, observed) for posture in POSTURES)
    found = {f"sk_{name}": deep[name] - still[name] for name in still}
    found |= {f"sk_st_{name}": still[name] for name in still}
    return found | {f"sk_{name}": float(100.0 * of[name][0]) for name in ("yaw", "stagger", "step")}


def _describe_posture(of: Named, posture: str, observed: Observed) -> dict[str, float]:
    """One posture: the four quantities, what the trunk and knees do, and what the landmarks say else."""
    body = compute_posture_m(of, posture)
    line = (body[:, HIP, 0] - body[:, HIP, 1])[0]
    left, right = SIGNS * body[0, KNEE, :, 0]
    spread = max(left + right, MIN_KNEE_SPREAD * 2.0 * of["half_stance"][0])
    aside = [measure_knee_off_plane(of, body, side, sign)[0] for side, sign in enumerate(SIGNS)]
    off = (observed.places[POSTURES.index(posture)] - project_skeleton(of, body, observed.behind)[0]).sum(
        axis=1
    )
    said = {
        "hip_drop": -line[1] / (2.0 * of["half_hips"][0]),
        "hip_rotation": line[2] / line[0],
        "knee_valgus": (right - left) / spread,
        "lateral_shift": compute_skeleton_centre_of_mass(body)[0, 0] / of["half_stance"][0],
        "trunk_side": of[f"{posture}.trunk_side"][0],
        "trunk_turn": of[f"{posture}.trunk_turn"][0],
        "knee_aside": aside[0] - aside[1],
        "off_hip_x": off[HIP, 0],
        "off_knee_x": off[KNEE, 0],
    }
    return {name: float(100.0 * value) for name, value in said.items()}


def _list_readout_names() -> tuple[str, ...]:
    empty = Observed(np.zeros((2, len(JOINTS), 2, 2)), 0.0, False)
    return tuple(compute_readouts(USUAL, empty))


READOUTS = _list_readout_names()
"""Names of the read-outs, in order."""
