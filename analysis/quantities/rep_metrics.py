"""What one repetition measures: the mean over its deep half, down and up apart, the larger one counts.

Never a single-frame peak: an even rep with ordinary jitter would then be called uneven 46 % of the time;
with this rule 3 % (docs/measurement.md section 4).
"""

from collections.abc import Sequence

import numpy as np

from analysis.calibration.estimator import Estimate, Estimator, EstimatorInput
from analysis.pose.geometry import compute_frame_mean
from analysis.pose.landmarks import Joint, Landmark, Side
from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.quantities.signals import (
    compute_fppa_deg,
    compute_hip_drop_raw,
    compute_knee_separation,
    compute_pelvis_shift_pct,
    compute_trunk_lean_deg,
)
from analysis.report.types import Phase, Standing, Value
from analysis.reps.detection import Rep, RepSettings, find_deep_frames
from analysis.wording import format_pct

# Joints without which no quantity can be measured.
NEEDED = tuple(
    joint.select_landmark(side)
    for joint in (Joint.SHOULDER, Joint.HIP, Joint.KNEE, Joint.ANKLE)
    for side in Side
)

# Joints without which one quantity can't be measured: the head is part of the centre of mass.
ALSO_NEEDED = {Quantity.LATERAL_SHIFT: Joint.EAR.pair}

# A rep with a needed joint out of sight for longer is not graded (docs/measurement.md section 5).
MAX_UNSEEN_SHARE = 0.2


def measure_rep(
    scene: EstimatorInput,
    rep: Rep,
    estimator: Estimator,
    settings: RepSettings = RepSettings(),
    halves: tuple[Phase, Phase] = (Phase.DOWN, Phase.UP),
) -> dict[Quantity, Value]:
    """The four quantities of one rep, each from the phase in which it was larger.

    Parameters
    ----------
    scene
        The stance that the rep belongs to.
    rep
        Frame indices within the scene.
    estimator
        Turns raw signals into calibrated values.
    settings
        `deep_share` says which frames are the deep half.
    halves
        What the first and the second half of a rep are: a deadlift goes up first.

    Returns
    -------
    dict[Quantity, Value]
        Quantity -> value in percent, + = the lifter's left, with its 95 % interval; ungraded, with the
        reason,
        where a needed joint was hidden or the estimator gives none.
    """
    # Down and up apart: a shift that changes sides at the bottom would average out over the whole rep.
    phases = dict(zip(halves, find_deep_frames(scene.depth, rep, settings), strict=True))
    estimates = {phase: estimator.estimate_means(scene, frames) for phase, frames in phases.items()}
    values = {
        quantity: _choose_larger_phase(
            quantity, {phase: found[quantity] for phase, found in estimates.items()}
        )
        for quantity in Quantity
    }
    blind = {quantity: describe_hidden_joint(scene, rep, joints) for quantity, joints in ALSO_NEEDED.items()}
    return values | {quantity: make_ungraded_value(quantity, why) for quantity, why in blind.items() if why}


def describe_hidden_joint(scene: EstimatorInput, rep: Rep, needed: Sequence[Landmark] = NEEDED) -> str:
    """Which needed joint is unseen for too much of the rep, in words.

    Parameters
    ----------
    scene, rep
        The stance, and the rep's frames within it.
    needed
        Landmarks that have to be seen.

    Returns
    -------
    str
        "the left knee was out of sight for 25 % of the rep", or "" if all are seen enough.
    """
    hidden = ~np.isfinite(scene.track.image_px[rep.frames][:, list(needed)]).all(axis=2)
    shares = hidden.mean(axis=0)
    worst = int(shares.argmax())
    if shares[worst] <= MAX_UNSEEN_SHARE:
        return ""
    name = needed[worst].name.replace("_", " ").lower()
    return f"the {name} was out of sight for {format_pct(100.0 * shares[worst])} of the rep"


def make_ungraded_value(quantity: Quantity, reason: str) -> Value:
    """A quantity without a number, and why."""
    nan = float("nan")
    return Value(quantity, nan, nan, nan, nan, None, Standing.UNGRADED, reason)


def compute_secondary_values(
    scene: EstimatorInput, rep: Rep, settings: RepSettings = RepSettings()
) -> dict[str, float]:
    """What is shown next to the grades and never graded: means over the deep frames of a rep.

    Parameters
    ----------
    scene, rep
        The stance, and the rep's frames within it.
    settings
        `deep_share` says which frames are deep.

    Returns
    -------
    dict[str, float]
        Field name of RepReport -> value, in the unit that ends its name, + = the lifter's left.
    """
    down, up = find_deep_frames(scene.depth, rep, settings)
    deep = down | up
    moving = np.zeros(len(scene.depth), bool)
    moving[rep.frames] = True
    shift = compute_pelvis_shift_pct(scene.plane, scene.spans)
    hip_line = compute_hip_drop_raw(scene.plane, scene.spans)
    tilt_pct = compute_frame_mean(hip_line, deep) - compute_frame_mean(hip_line, scene.standing)
    lean = compute_trunk_lean_deg(scene.plane)
    return {
        # Against standing, as the graded quantities are; the knee distance is compared with the lifter's own
        # even reps later, when they are known.
        "pelvis_shift_pct": compute_frame_mean(shift, deep) - compute_frame_mean(shift, scene.standing),
        "trunk_lean_deg": compute_frame_mean(lean, deep) - compute_frame_mean(lean, scene.standing),
        "knee_separation_ratio": compute_frame_mean(compute_knee_separation(scene.plane, scene.spans), deep),
        "hip_line_deg": float(np.degrees(np.arctan(tilt_pct / 100.0))),
        **{
            f"fppa_{side}_deg": compute_frame_mean(compute_fppa_deg(scene.plane, scene.spans, side), moving)
            for side in Side
        },
    }


def _choose_larger_phase(quantity: Quantity, found: dict[Phase, Estimate]) -> Value:
    """The phase whose mean is larger in magnitude; ungraded, with the reason, where neither has a value."""
    measured = {
        phase: estimate
        for phase, estimate in found.items()
        if estimate.standing is not Standing.UNGRADED and np.isfinite(estimate.pct)
    }
    if not measured:
        return make_ungraded_value(quantity, next(iter(found.values())).reason)
    phase = max(measured, key=lambda name: abs(measured[name].pct))
    estimate = measured[phase]
    # Hip drop and rotation are tangents (docs/measurement.md section 3), so the angle can be shown.
    deg = float(np.degrees(np.arctan(estimate.pct / 100.0))) if QUANTITIES[quantity].has_deg else float("nan")
    return Value(
        quantity,
        estimate.pct,
        estimate.low_pct,
        estimate.high_pct,
        deg,
        phase,
        estimate.standing,
        estimate.reason,
    )
