"""Signals over time in the lifter's own frontal plane: PoseTrack in, (T,) arrays out, NaN = unseen.

All are *raw signals*: what the landmarks show, before calibration. Positive = the lifter's left.
"""

import numpy as np

from analysis.pose.geometry import (
    average_seen,
    compute_direction_deg,
    compute_distance,
    compute_midpoint,
)
from analysis.pose.landmarks import Joint, Landmark, Side
from analysis.pose.track import FloatArray, PoseTrack
from analysis.quantities.definitions import Quantity
from analysis.quantities.frontal_plane import Plane, Spans
from analysis.settings import View

# Knee spread never counts as less than this share of the stance, so knees together can't divide by zero.
MIN_KNEE_SPREAD = 0.7

# The frontal-plane projection angle (FPPA) is shown only while the projected thigh keeps this share of its
# standing length: a thigh that points at the camera has no frontal angle (docs/measurement.md section 1).
MIN_THIGH_SHARE = 0.6

# Where each mass acts: the head at the ear midpoint, the trunk half-way between mid-hip and mid-shoulder,
# both arms at mid-shoulder, each foot at its ankle.
# Segment masses as shares of the body's mass, thigh and shank centres as shares of the segment from its upper
# end: Winter D. A. (2009), Biomechanics and Motor Control of Human Movement, 4th ed., table 4.1.
SEGMENT_MASSES: dict[str, float] = {"head": 0.081, "trunk": 0.497, "arms": 0.100}
THIGH_MASS, SHANK_MASS, FOOT_MASS = 0.100, 0.0465, 0.0145
CENTRE_FROM_TOP = 0.433

# m. Hips that lie closer than this in the model's own coordinates stand sideways: no tangent there.
MIN_DEPTH_WIDTH_M = 0.02


def compute_hip_rise(plane: Plane) -> FloatArray:
    """(T,) px: height of mid-hip over mid-ankle; of the seen side alone where only one leg is seen."""
    sides = [
        (plane.select_joint(Joint.HIP, side) - plane.select_joint(Joint.ANKLE, side))[:, 1] for side in Side
    ]
    return average_seen(*sides)


def compute_knee_reach(plane: Plane, side: Side) -> FloatArray:
    """How far a knee lies outwards of the mid-ankle point.

    Returns
    -------
    FloatArray
        (T,) px, + = to its own side; the knee nearer to the middle has the smaller reach.
    """
    return side.sign * (plane.select_joint(Joint.KNEE, side) - plane.find_middle(Joint.ANKLE))[:, 0]


def compute_center_of_mass(plane: Plane, bar_share: float = 0.0) -> FloatArray:
    """Centre of mass of the body, and of a barbell if there is one.

    Parameters
    ----------
    plane
        The levelled landmarks.
    bar_share
        Bar mass / (bar + body mass), 0..1. The bar acts at mid-shoulder.

    Returns
    -------
    FloatArray
        (T, 2) px, x to the lifter's left, y up; NaN where a joint is unseen.

    References
    ----------
    Winter D. A. (2009). Biomechanics and Motor Control of Human Movement, 4th ed., table 4.1.
    """
    hip, shoulder = plane.find_middle(Joint.HIP), plane.find_middle(Joint.SHOULDER)
    body = SEGMENT_MASSES["head"] * plane.find_middle(Joint.EAR)
    body = (
        body + SEGMENT_MASSES["trunk"] * compute_midpoint(hip, shoulder) + SEGMENT_MASSES["arms"] * shoulder
    )
    for side in Side:
        at = {joint: plane.select_joint(joint, side) for joint in (Joint.HIP, Joint.KNEE, Joint.ANKLE)}
        thigh = at[Joint.HIP] + CENTRE_FROM_TOP * (at[Joint.KNEE] - at[Joint.HIP])
        shank = at[Joint.KNEE] + CENTRE_FROM_TOP * (at[Joint.ANKLE] - at[Joint.KNEE])
        body = body + THIGH_MASS * thigh + SHANK_MASS * shank + FOOT_MASS * at[Joint.ANKLE]
    return (1.0 - bar_share) * body + bar_share * shoulder


def compute_hip_drop_raw(plane: Plane, spans: Spans) -> FloatArray:
    """Tilt of the hip line: 100 · (right hip height - left) / standing hip distance.

    Returns
    -------
    FloatArray
        (T,) percent, + = left hip lower. The pose model shows about half of a true tilt.
    """
    return 100.0 * (plane[Landmark.RIGHT_HIP] - plane[Landmark.LEFT_HIP])[:, 1] / spans.hips


def compute_knee_valgus_raw(plane: Plane, spans: Spans) -> FloatArray:
    """Which knee lies further in: 100 · (right reach - left) / (sum of both, at least 0.7 of the stance).

    Returns
    -------
    FloatArray
        (T,) percent, + = left knee further in.
    """
    # Against the feet: on an even squat a yaw of 10° moves a knee measured against the line from hip to ankle
    # by 22 %, one measured against the feet by 9 to 12 % (docs/measurement.md section 1).
    left, right = (compute_knee_reach(plane, side) for side in Side)
    spread = np.maximum(left + right, MIN_KNEE_SPREAD * spans.stance)
    return 100.0 * (right - left) / spread


def compute_lateral_shift_raw(plane: Plane, spans: Spans, bar_share: float = 0.0) -> FloatArray:
    """Centre of mass off the mid-ankle point: 200 · offset / stance.

    Parameters
    ----------
    plane, spans
        The levelled landmarks and their standing lengths.
    bar_share
        Bar mass / (bar + body mass), 0..1.

    Returns
    -------
    FloatArray
        (T,) percent, + = to the left. 15 % is a split of 57.5 / 42.5 between the feet.
    """
    # The centre of mass, not the pelvis: a yaw of 10° moves it by 1.2 %, mid-hip by 20 %.
    offset = (compute_center_of_mass(plane, bar_share) - plane.find_middle(Joint.ANKLE))[:, 0]
    return 200.0 * offset / spans.stance


def compute_hip_rotation_raw(track: PoseTrack, view: View) -> FloatArray:
    """Turn of the hip line in the model's own depth: tangent against the image plane.

    Saved for the record and for calibration studies only: it carries no signal of the true rotation
    (docs/measurement.md section 1).

    Returns
    -------
    FloatArray
        (T,) percent, + = left hip forward; NaN for a body turned sideways.
    """
    left, right = Joint.HIP.pair
    towards_left = -1.0 if view is View.REAR else 1.0
    across = towards_left * (track.world_m[:, left] - track.world_m[:, right])[:, 0]
    backwards = towards_left * (track.world_m[:, left] - track.world_m[:, right])[:, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(across > MIN_DEPTH_WIDTH_M, -100.0 * backwards / across, np.nan)


def compute_raw_signals(
    track: PoseTrack, plane: Plane, view: View, spans: Spans, bar_share: float = 0.0
) -> dict[Quantity, FloatArray]:
    """The four quantities before calibration, and before standing is subtracted.

    Parameters
    ----------
    track
        Cleaned landmarks; only hip rotation needs their depth.
    plane, spans
        The levelled landmarks and their standing lengths.
    view
        FRONT or REAR.
    bar_share
        Bar mass / (bar + body mass), 0..1.

    Returns
    -------
    dict[Quantity, FloatArray]
        Quantity -> (T,) percent, + = the lifter's left; NaN where unseen.
    """
    return {
        Quantity.HIP_DROP: compute_hip_drop_raw(plane, spans),
        Quantity.KNEE_VALGUS: compute_knee_valgus_raw(plane, spans),
        Quantity.LATERAL_SHIFT: compute_lateral_shift_raw(plane, spans, bar_share),
        Quantity.HIP_ROTATION: compute_hip_rotation_raw(track, view),
    }


def compute_pelvis_shift_pct(plane: Plane, spans: Spans) -> FloatArray:
    """Mid-hip off the mid-ankle point, per half stance. A camera off-axis changes it: shown, never graded.

    Returns
    -------
    FloatArray
        (T,) percent, + = to the left.
    """
    return 200.0 * (plane.find_middle(Joint.HIP) - plane.find_middle(Joint.ANKLE))[:, 0] / spans.stance


def compute_trunk_lean_deg(plane: Plane) -> FloatArray:
    """(T,) side lean of the line from mid-hip to mid-shoulder against vertical, degrees; + = to the left."""
    spine = plane.find_middle(Joint.SHOULDER) - plane.find_middle(Joint.HIP)
    return 90.0 - compute_direction_deg(spine)


def compute_knee_separation(plane: Plane, spans: Spans) -> FloatArray:
    """(T,) distance between the knees as a share of the standing distance between the ankles."""
    return compute_distance(plane[Landmark.LEFT_KNEE], plane[Landmark.RIGHT_KNEE]) / spans.stance


def compute_fppa_deg(plane: Plane, spans: Spans, side: Side) -> FloatArray:
    """Frontal-plane projection angle (FPPA) of one leg: shank against thigh, as the image shows them.

    Parameters
    ----------
    plane, spans
        The levelled landmarks and their standing lengths.
    side
        Which leg.

    Returns
    -------
    FloatArray
        (T,) degrees, + = knee in; NaN while the thigh points at the camera.

    References
    ----------
    Willson J. D., Davis I. S. (2008). Utility of the frontal plane projection angle in females with
    patellofemoral pain. J Orthop Sports Phys Ther 38(10), 606-615.
    """
    hip, knee, ankle = (plane.select_joint(joint, side) for joint in (Joint.HIP, Joint.KNEE, Joint.ANKLE))
    thigh, shank = knee - hip, ankle - knee
    turn = compute_direction_deg(shank) - compute_direction_deg(thigh)
    turn = (turn + 180.0) % 360.0 - 180.0
    with np.errstate(invalid="ignore"):
        shown = compute_distance(hip, knee) >= MIN_THIGH_SHARE * spans.thigh[side]
    return np.where(shown, side.sign * turn, np.nan)
