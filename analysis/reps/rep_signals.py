"""How far a lifter is from where the rep begins: one (T,) signal per kind of lift, and the reps in it.

Depth is 0 at rest (standing, or hips down) and grows with the movement, whichever way that goes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.lifts.catalogue import HINGE_REPS, Lift, Signal
from analysis.pose.cleaning import find_runs
from analysis.pose.geometry import compute_distance, compute_frame_median
from analysis.pose.landmarks import Joint
from analysis.pose.track import FloatArray, PoseTrack
from analysis.quantities.frontal_plane import Plane
from analysis.quantities.signals import compute_hip_rise
from analysis.reps.baseline import BaselineSettings, find_quiet_frames
from analysis.reps.detection import FoundReps, Rep, RepSettings, find_reps
from analysis.reps.stance import measure_leg_length_px

# Shoulders higher over the knees than this share of the shank: standing up or walking, no hip thrust.
UPRIGHT_SHARE = 1.0

# A pull whose clip begins or ends below this share of lock-out is cut off; above, the lifter just stands.
CUT_OFF_SHARE = 0.9


@dataclass(frozen=True)
class RestSettings:
    """Where rest is looked for: quantiles of the height, first guess; then quiet frames there."""

    high_quantile: float = 0.95
    low_quantile: float = 0.10


def compute_depth_series(
    lift: Lift,
    time_s: FloatArray,
    plane: Plane,
    quiet: BaselineSettings = BaselineSettings(),
    rest: RestSettings = RestSettings(),
) -> FloatArray:
    """How far the lifter is from where a rep of this lift begins.

    Parameters
    ----------
    lift
        A row of the catalogue; its `signal` says what moves.
    time_s
        (T,) s.
    plane
        The levelled landmarks.
    quiet, rest
        What counts as quiet, and where rest is looked for first.

    Returns
    -------
    FloatArray
        (T,) depth in the unit of the lift's row, 0 at rest; NaN where unseen.
    """
    rise, scale = _RISES[lift.signal](plane)
    if not np.isfinite(rise).any():
        return np.full(len(time_s), np.nan)
    to_depth = _convert_to_share_of_rest if lift.signal in (Signal.HIPS, Signal.TRUNK) else _divide_by_scale
    sign = 1.0 if lift.signal is Signal.THRUST else -1.0
    quantile = rest.low_quantile if lift.signal is Signal.THRUST else rest.high_quantile
    rough = to_depth(rise, float(np.nanquantile(rise, quantile)), scale, sign)
    # A thrust rests at its lowest: a depth below 0 is jitter, not movement.
    still = find_quiet_frames(time_s, np.maximum(rough, 0.0) if sign > 0 else rough, quiet)
    resting = float(compute_frame_median(rise[:, None], still)[0])
    return rough if np.isnan(resting) else to_depth(rise, resting, scale, sign)


def find_lift_reps(lift: Lift, time_s: FloatArray, depth: FloatArray, usual: RepSettings) -> FoundReps:
    """Reps in a depth signal, by the lift's own thresholds, or by `usual`, those of the squat, where it has
    none.
    """
    settings = lift.rep_settings or usual
    if lift.signal is Signal.TRUNK and lift.starts_low:
        return _find_pulls(time_s, depth, settings)
    return find_reps(time_s, depth, settings)


def compute_rep_signal(lift: Lift, depth: FloatArray) -> FloatArray:
    """The signal in which a rep of this lift is deepest: depth; in lifts from the floor, the height over the
    floor.
    """
    if lift.signal is Signal.TRUNK and lift.starts_low:
        return measure_floor_depth(depth) - depth
    return depth


def measure_floor_depth(bend: FloatArray) -> float:
    """How deep the lifter bends to the bar on the floor: the median of all bends; NaN without any."""
    with np.errstate(invalid="ignore"):
        bent = find_runs(bend > HINGE_REPS.down)
    return float(np.median([np.nanmax(bend[first:stop]) for first, stop in bent])) if bent else float("nan")


def measure_upright_px(track: PoseTrack, lift: Lift) -> FloatArray:
    """A length that is greatest in standing, however the camera is rolled: the trunk, or the leg.

    Returns
    -------
    FloatArray
        (T,) px.
    """
    if lift.signal is not Signal.TRUNK:
        return measure_leg_length_px(track)
    shoulder, hip = (track.image_px[:, joint.pair].mean(axis=1) for joint in (Joint.SHOULDER, Joint.HIP))
    return compute_distance(shoulder, hip)


def _find_pulls(time_s: FloatArray, bend: FloatArray, settings: RepSettings) -> FoundReps:
    """Reps from the floor to the floor. Bending down to the bar and standing up without it do not count."""
    floor = measure_floor_depth(bend)
    if np.isnan(floor):
        return FoundReps((), (), ())
    found = find_reps(time_s, floor - bend, _scale_settings(settings, floor))
    cut_off = tuple(rep for rep in found.incomplete if _is_cut_off(rep, floor - bend, floor))
    return replace(found, incomplete=cut_off)


def _scale_settings(settings: RepSettings, by: float) -> RepSettings:
    names = ("standing", "down", "finished", "min_prominence")
    return replace(settings, **{name: by * getattr(settings, name) for name in names})


def _is_cut_off(rep: Rep, height: FloatArray, floor: float) -> bool:
    """Whether the clip begins or ends in the middle of a pull, not in standing before or after the set."""
    return bool(max(height[rep.start], height[rep.end]) < CUT_OFF_SHARE * floor)


def _convert_to_share_of_rest(rise: FloatArray, resting: float, _scale: float, _sign: float) -> FloatArray:
    return np.asarray(1.0 - rise / resting)


def _divide_by_scale(rise: FloatArray, resting: float, scale: float, sign: float) -> FloatArray:
    return np.asarray(sign * (rise - resting) / scale)


def _compute_overall_median(values: FloatArray, seen: NDArray[np.bool_] | None = None) -> float:
    everywhere = np.ones(len(values), bool) if seen is None else seen
    return float(compute_frame_median(values[:, None], everywhere)[0])


def _measure_hip_rise(plane: Plane) -> tuple[FloatArray, float]:
    return compute_hip_rise(plane), 1.0


def _measure_trunk_rise(plane: Plane) -> tuple[FloatArray, float]:
    return (plane.find_middle(Joint.SHOULDER) - plane.find_middle(Joint.HIP))[:, 1], 1.0


def _measure_thrust_rise(plane: Plane) -> tuple[FloatArray, float]:
    shank = _compute_overall_median((plane.find_middle(Joint.KNEE) - plane.find_middle(Joint.ANKLE))[:, 1])
    rise = (plane.find_middle(Joint.HIP) - plane.find_middle(Joint.ANKLE))[:, 1]
    sat_up = (plane.find_middle(Joint.SHOULDER) - plane.find_middle(Joint.KNEE))[:, 1]
    with np.errstate(invalid="ignore"):
        return np.where(sat_up > UPRIGHT_SHARE * shank, np.nan, rise), shank


def _measure_shoulder_rise(plane: Plane) -> tuple[FloatArray, float]:
    left, right = Joint.SHOULDER.pair
    return _measure_trunk_rise(plane)[0], _compute_overall_median(compute_distance(plane[left], plane[right]))


def _measure_stance_hip_rise(plane: Plane) -> tuple[FloatArray, float]:
    """Mid-hip in the image: which foot stands is only known once the reps are."""
    return plane.find_middle(Joint.HIP)[:, 1], measure_standing_leg_px(plane)


def measure_standing_leg_px(plane: Plane) -> float:
    """Hip-to-ankle length of a straight leg, px: nearly the longest that either leg is seen."""
    left, right = (
        compute_distance(plane[hip], plane[ankle])
        for hip, ankle in zip(Joint.HIP.pair, Joint.ANKLE.pair, strict=True)
    )
    longer = np.fmax(left, right)
    quantile = RestSettings().high_quantile
    return float(np.nanquantile(longer, quantile)) if np.isfinite(longer).any() else float("nan")


_RISES: dict[Signal, Callable[[Plane], tuple[FloatArray, float]]] = {
    Signal.HIPS: _measure_hip_rise,
    Signal.TRUNK: _measure_trunk_rise,
    Signal.THRUST: _measure_thrust_rise,
    Signal.SHOULDERS: _measure_shoulder_rise,
    Signal.STANCE_HIP: _measure_stance_hip_rise,
}
