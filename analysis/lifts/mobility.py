"""Hip mobility from one camera where one plane shows it: the largest held angle of up to three trials.

Rotation: sitting, the shank against vertical, from the front. Abduction and adduction: the thigh against
the perpendicular of the hip line, from the front. Flexion and extension: the thigh against the trunk, from
the side.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimator import Z_95
from analysis.camera.checks import estimate_facing
from analysis.errors import NothingToGrade
from analysis.lifts.mobility_tests import MOBILITY, MobilityTest, MobilityTestInfo
from analysis.pose.cleaning import CleaningSettings, clean_track, find_runs
from analysis.pose.geometry import (
    compute_direction_deg,
    compute_distance,
    compute_frame_median,
    rotate_points,
)
from analysis.pose.landmarks import Joint, Landmark, Side
from analysis.pose.track import FloatArray, PoseTrack
from analysis.quantities.frontal_plane import Plane, build_frontal_plane
from analysis.settings import View

NAN = float("nan")


@dataclass(frozen=True)
class MobilitySettings:
    """How a trial is found and held.

    Attributes
    ----------
    trials
        So many count, the first ones.
    rest_s
        s at the beginning of the clip in which the leg rests.
    hold_s, hold_deg
        An angle counts once it is held for so many s within so many degrees.
    least_deg
        Degrees. A smaller movement from rest does not count.
    apart_share
        Between two trials the leg comes back below this share of the way.
    width_share
        Shoulders or hips per trunk: seen from the front above this, from the side below.
    max_roll_deg
        Degrees. A camera tilted further is refused where vertical matters.
    """

    trials: int = 3
    rest_s: float = 1.0
    hold_s: float = 0.5
    hold_deg: float = 4.0
    least_deg: float = 4.0
    apart_share: float = 0.5
    width_share: float = 0.45
    max_roll_deg: float = 10.0


@dataclass(frozen=True)
class MobilityReading:
    """One side of one test, degrees. NaN, with the reason, where nothing was held or seen.

    Attributes
    ----------
    test, side
        What was measured.
    trials_deg
        The largest held angle of each trial, in order.
    best_deg, low_deg, high_deg
        The largest of them, with its 95 % interval.
    reason
        Why there is no angle; "" where there is one.
    """

    test: MobilityTest
    side: Side
    trials_deg: tuple[float, ...]
    best_deg: float
    low_deg: float
    high_deg: float
    reason: str = ""


def measure_mobility(
    track: PoseTrack, test: MobilityTest, settings: MobilitySettings = MobilitySettings()
) -> dict[Side, MobilityReading]:
    """Measure one mobility test on both sides of one clip.

    Parameters
    ----------
    track
        Landmarks as the pose model gave them, left and right as the lifter has them (a mirrored clip
        unmirrored).
    test
        Which test.
    settings
        How a trial is found and held.

    Returns
    -------
    dict[Side, MobilityReading]
        Left and right -> degrees, + = the way the test goes; a side that was not moved, or not seen, is NaN
        with
        the reason.

    Raises
    ------
    NothingToGrade
        When nobody is seen, or for a view that doesn't show this test; the message says how to film it.
    """
    row = MOBILITY[test]
    # A leg that moves across the other is the test, not a swap of left and right.
    seen = clean_track(track, replace(CleaningSettings(), repair_swaps=False))
    _check_view(seen, row, settings)
    angles = _ANGLES[row.axis](seen, settings)
    return {side: _measure_side(test, side, seen.time_s, row.sign * angles[side], settings) for side in Side}


def _check_view(track: PoseTrack, row: MobilityTestInfo, settings: MobilitySettings) -> None:
    trunk = _compute_overall_median(
        compute_distance(_compute_middle(track, Joint.SHOULDER), _compute_middle(track, Joint.HIP))
    )
    pairs = (Joint.SHOULDER.pair, Joint.HIP.pair)
    widths = [
        _compute_overall_median(compute_distance(track.image_px[:, a], track.image_px[:, b]))
        for a, b in pairs
    ]
    if np.isnan(trunk):
        raise NothingToGrade(f"Nobody was seen in full. {row.film}")
    wide = max(width for width in widths if np.isfinite(width)) > settings.width_share * trunk
    if wide != row.front:
        seen, wanted = ("front", "side") if wide else ("side", "front")
        raise NothingToGrade(f"{row.label} is measured from the {wanted}, not from the {seen}. {row.film}")


def _measure_shank_angles(track: PoseTrack, settings: MobilitySettings) -> dict[Side, FloatArray]:
    """Side -> (T,) degrees of the shank from vertical, + = foot outwards (the hip turned inwards).

    Vertical is how both shanks hang at rest, on average: so a tilted camera is levelled.
    """
    plane = _build_plane(track)
    hanging = {
        side: plane.select_joint(Joint.ANKLE, side) - plane.select_joint(Joint.KNEE, side) for side in Side
    }
    rest = _find_resting_frames(track.time_s, track.seen, settings)
    tilts = [
        _compute_overall_median(90.0 + compute_direction_deg(vector), rest) for vector in hanging.values()
    ]
    seen = [angle for angle in tilts if np.isfinite(angle)]
    roll = float(np.mean(seen)) if seen else NAN
    if abs(roll) > settings.max_roll_deg:
        raise NothingToGrade(
            f"The lower legs hang {abs(roll):.0f}° off vertical: level the phone, let both legs hang for "
            "2 s, and film again."
        )
    return {
        side: side.sign * (90.0 + compute_direction_deg(rotate_points(vector, -roll)))
        for side, vector in hanging.items()
    }


def _measure_thigh_angles(track: PoseTrack, _settings: MobilitySettings) -> dict[Side, FloatArray]:
    """Side -> (T,) degrees of the thigh from the perpendicular of the hip line, + = outwards."""
    plane = _build_plane(track)
    left, right = Joint.HIP.pair
    across = compute_direction_deg(plane[left] - plane[right])
    found = {}
    for side in Side:
        thigh = compute_direction_deg(
            plane.select_joint(Joint.KNEE, side) - plane.select_joint(Joint.HIP, side)
        )
        found[side] = side.sign * _wrap_degrees(thigh - (across - 90.0))
    return found


def _measure_thigh_to_trunk_angles(track: PoseTrack, _settings: MobilitySettings) -> dict[Side, FloatArray]:
    """Side -> (T,) degrees of the thigh from the trunk's line, + = forwards (flexed)."""
    plane = Plane(track.image_px * [1.0, -1.0])
    down = plane.find_middle(Joint.HIP) - plane.find_middle(Joint.SHOULDER)
    forwards = _find_forward_sign(plane, down)
    found = {}
    for side in Side:
        thigh = plane.select_joint(Joint.KNEE, side) - plane.select_joint(Joint.HIP, side)
        found[side] = forwards * _wrap_degrees(compute_direction_deg(thigh) - compute_direction_deg(down))
    return found


def _find_forward_sign(plane: Plane, down: FloatArray) -> float:
    """+1 where turning from the trunk's line anticlockwise goes forwards, -1 where clockwise; NaN if unseen.

    The nose lies before the ears; where the face is not seen, the toes before the heels.
    """
    for front, back in (
        (plane[Landmark.NOSE], plane.find_middle(Joint.EAR)),
        (plane.find_middle(Joint.TOE), plane.find_middle(Joint.HEEL)),
    ):
        ahead = front - back
        side = _compute_overall_median(down[:, 0] * ahead[:, 1] - down[:, 1] * ahead[:, 0])
        if np.isfinite(side) and side:
            return float(np.sign(side))
    return NAN


def _measure_side(
    test: MobilityTest, side: Side, time_s: FloatArray, angle: FloatArray, settings: MobilitySettings
) -> MobilityReading:
    if not np.isfinite(angle).any():
        return _make_missing_result(test, side, f"the {side} leg was not seen")
    rest = _compute_overall_median(angle, _find_resting_frames(time_s, np.isfinite(angle), settings))
    held = _compute_held_angles(time_s, angle, settings)
    most = float(np.nanmax(held)) if np.isfinite(held).any() else NAN
    if not most - rest >= settings.least_deg:
        return _make_missing_result(test, side, f"the {side} leg was not moved and held")
    trials = _find_trials(time_s, angle, held, rest + settings.apart_share * (most - rest), settings)
    best = max(trials)
    # The model's error is common to all trials: only their scatter shrinks with their number.
    spread = float(np.std(trials, ddof=1)) / len(trials) ** 0.5 if len(trials) > 1 else 0.0
    half = Z_95 * float(np.hypot(MOBILITY[test].sd_deg, spread))
    return MobilityReading(test, side, trials, best, best - half, best + half)


def _compute_held_angles(time_s: FloatArray, angle: FloatArray, settings: MobilitySettings) -> FloatArray:
    """(T,) mean angle of the `hold_s` around a frame where it was held steadily and seen; NaN elsewhere."""
    half = settings.hold_s / 2.0
    first = np.searchsorted(time_s, time_s - half - 1e-9)
    stop = np.searchsorted(time_s, time_s + half + 1e-9)
    held = np.full(len(angle), np.nan)
    for index, (start, end) in enumerate(zip(first.tolist(), stop.tolist(), strict=True)):
        part = angle[start:end]
        whole = time_s[index] - time_s[0] >= half and time_s[-1] - time_s[index] >= half
        if whole and np.isfinite(part).all() and np.ptp(part) <= settings.hold_deg:
            held[index] = part.mean()
    return held


def _find_trials(
    time_s: FloatArray, angle: FloatArray, held: FloatArray, half_way: float, settings: MobilitySettings
) -> tuple[float, ...]:
    """The largest held angle of each of the first stretches beyond half-way."""
    with np.errstate(invalid="ignore"):
        beyond = ~(angle < half_way)  # an unseen moment doesn't make two trials of one
    found = [
        float(np.nanmax(held[first:stop]))
        for first, stop in find_runs(beyond)
        if np.nanmax(held[first:stop], initial=-np.inf) > half_way
    ]
    return tuple(found[: settings.trials])


def _make_missing_result(test: MobilityTest, side: Side, reason: str) -> MobilityReading:
    return MobilityReading(test, side, (), NAN, NAN, NAN, reason)


def _build_plane(track: PoseTrack) -> Plane:
    """As filmed, x to the lifter's left."""
    view = estimate_facing(track, np.ones(len(track), bool))
    return build_frontal_plane(track, View.REAR if view is View.REAR else View.FRONT, 0.0)


def _find_resting_frames(
    time_s: FloatArray, seen: NDArray[np.bool_], settings: MobilitySettings
) -> NDArray[np.bool_]:
    """(T,) the first `rest_s` in which something is seen."""
    begin = time_s[int(seen.argmax())]
    return np.asarray(seen & (time_s <= begin + settings.rest_s))


def _wrap_degrees(degrees: FloatArray) -> FloatArray:
    """Into -180..180."""
    return np.asarray((degrees + 180.0) % 360.0 - 180.0)


def _compute_middle(track: PoseTrack, joint: Joint) -> FloatArray:
    return np.asarray(track.image_px[:, joint.pair].mean(axis=1))


def _compute_overall_median(values: FloatArray, where: NDArray[np.bool_] | None = None) -> float:
    chosen = np.ones(len(values), bool) if where is None else where
    return float(compute_frame_median(values[:, None], chosen)[0])


_ANGLES: dict[str, Callable[[PoseTrack, MobilitySettings], dict[Side, FloatArray]]] = {
    "shank": _measure_shank_angles,
    "thigh": _measure_thigh_angles,
    "trunk": _measure_thigh_to_trunk_angles,
}
