"""The angles that mobility tests measure, frame by frame, on each side."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.camera.checks import estimate_facing
from analysis.errors import NothingToGrade
from analysis.pose.geometry import (
    compute_direction_deg,
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


def _measure_shank_angles(track: PoseTrack, settings: MobilitySettings) -> dict[Side, FloatArray]:
    """Side -> (T,) degrees of the shank from vertical, + = foot outwards (the hip turned inwards).

    Vertical is how both shanks hang at rest, on average: so a tilted camera is levelled.
    """
    plane = _build_plane(track)
    hanging = {
        side: plane.select_joint(Joint.ANKLE, side) - plane.select_joint(Joint.KNEE, side) for side in Side
    }
    rest = find_resting_frames(track.time_s, track.seen, settings)
    tilts = [
        compute_overall_median(90.0 + compute_direction_deg(vector), rest) for vector in hanging.values()
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
        side = compute_overall_median(down[:, 0] * ahead[:, 1] - down[:, 1] * ahead[:, 0])
        if np.isfinite(side) and side:
            return float(np.sign(side))
    return NAN


def _build_plane(track: PoseTrack) -> Plane:
    """As filmed, x to the lifter's left."""
    view = estimate_facing(track, np.ones(len(track), bool))
    return build_frontal_plane(track, View.REAR if view is View.REAR else View.FRONT, 0.0)


def find_resting_frames(
    time_s: FloatArray, seen: NDArray[np.bool_], settings: MobilitySettings
) -> NDArray[np.bool_]:
    """(T,) the first `rest_s` in which something is seen."""
    begin = time_s[int(seen.argmax())]
    return np.asarray(seen & (time_s <= begin + settings.rest_s))


def _wrap_degrees(degrees: FloatArray) -> FloatArray:
    """Into -180..180."""
    return np.asarray((degrees + 180.0) % 360.0 - 180.0)


def compute_middle(track: PoseTrack, joint: Joint) -> FloatArray:
    """(T, 2) px half-way between the left and right of a joint."""
    return np.asarray(track.image_px[:, joint.pair].mean(axis=1))


def compute_overall_median(values: FloatArray, where: NDArray[np.bool_] | None = None) -> float:
    """NaN-ignoring median of a (T,) signal, over the chosen frames if given."""
    chosen = np.ones(len(values), bool) if where is None else where
    return float(compute_frame_median(values[:, None], chosen)[0])


ANGLES: dict[str, Callable[[PoseTrack, MobilitySettings], dict[Side, FloatArray]]] = {
    "shank": _measure_shank_angles,
    "thigh": _measure_thigh_angles,
    "trunk": _measure_thigh_to_trunk_angles,
}
