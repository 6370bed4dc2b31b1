"""How far off-axis the camera stands: a weighted sum of what a quietly standing body shows."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.pose.geometry import compute_distance, compute_frame_median, rotate_points
from analysis.pose.landmarks import Joint
from analysis.pose.track import PoseTrack
from analysis.settings import View

# Pairs of joints that show how the body is turned. Not the head: people look where they like.
PAIRS = (Joint.SHOULDER, Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)

LIMBS = {
    "thigh": (Joint.HIP, Joint.KNEE),
    "shank": (Joint.KNEE, Joint.ANKLE),
    "foot": (Joint.HEEL, Joint.TOE),
}


@dataclass(frozen=True)
class YawFit:
    """How camera yaw is estimated in one view: a weighted sum of cues, learned from rendered people.

    Attributes
    ----------
    weights
        Cue (a key of `compute_yaw_cues`) -> degrees of yaw for each unit of it.
    sd_deg
        Degrees. Spread about the ground truth, of people that the weights were not learned from.
    """

    weights: Mapping[str, float]
    sd_deg: float


# tools.fit_yaw on 688 people within ±15°. Level shoulders and the head would fit rendered people better
# still; but real shoulders are seldom level, and people look where they like.
YAW_FITS: dict[View, YawFit] = {
    View.FRONT: YawFit(
        {"turn_shoulder": 0.289, "turn_hip": 0.021, "mid_toe": -81.6, "level_toe": -63.3}, 1.9
    ),
    View.REAR: YawFit({"turn_hip": 0.330, "level_ankle": -79.1, "mid_toe": 46.9}, 2.5),
}

# For a trunk turned further than this its own angle counts: the weights above were not fitted to it.
FAR_TURNED_DEG = 25.0

# Ankles this much apart in height, as a share of the leg, are no perspective: a foot is lifted.
LIFTED = 0.1


def compute_yaw_cues(
    track: PoseTrack, standing: NDArray[np.bool_], view: View, roll_deg: float
) -> dict[str, float]:
    """What a `YawFit` weighs, each from medians over quiet standing, levelled.

    Parameters
    ----------
    track
        Cleaned landmarks.
    standing
        (T,) frames of quiet standing.
    view
        FRONT or REAR: which image direction is the lifter's left.
    roll_deg
        Camera roll, + = the image has to be turned clockwise to be level.

    Returns
    -------
    dict[str, float]
        Cue -> number; NaN where unseen. All grow with a camera further to the lifter's left, and change their
        sign in a mirror:

        - `turn_…`: degrees by which a pair of joints is turned against the camera, in the model's own depth
        - `level_…`: how much higher the left of a pair lies in the image, share of the leg
        - `mid_…`: how far the middle of a pair lies to the left of mid-ankle, share of the leg
        - `long_…`: how much longer the left limb looks, share of the leg
        - `feet`: how far the toes lie to one side of the heels, share of the leg
    """
    towards_left = -1.0 if view is View.REAR else 1.0
    place = rotate_points(compute_frame_median(track.image_px, standing), roll_deg) * [towards_left, -1.0]
    middle = {joint: place[list(joint.pair)].mean(axis=0) for joint in PAIRS}
    place, leg = place - middle[Joint.ANKLE], float(compute_distance(middle[Joint.HIP], middle[Joint.ANKLE]))
    world = compute_frame_median(track.world_m, standing)
    world[:, :2] = rotate_points(world[:, :2], roll_deg)
    cues: dict[str, float] = {}
    for joint in PAIRS:
        left, right = joint.pair
        name = joint.name.lower()
        across, away = towards_left * (world[left] - world[right])[0], (world[left] - world[right])[2]
        cues[f"turn_{name}"] = float(np.degrees(np.arctan2(-away, abs(across))))
        cues[f"level_{name}"] = float(place[left, 1] - place[right, 1]) / leg
        if joint not in (Joint.ANKLE, Joint.SHOULDER):  # the image is levelled by these two
            cues[f"mid_{name}"] = float(place[left, 0] + place[right, 0]) / 2.0 / leg
    for name, ends in LIMBS.items():
        lengths = [compute_distance(place[ends[0].pair[side]], place[ends[1].pair[side]]) for side in (0, 1)]
        cues[f"long_{name}"] = float(lengths[0] - lengths[1]) / leg
    cues["feet"] = towards_left * (cues["mid_heel"] - cues["mid_toe"])
    return cues


def estimate_yaw(
    track: PoseTrack, standing: NDArray[np.bool_], view: View, roll_deg: float
) -> tuple[float, float]:
    """How far the camera stands to one side of straight in front (or straight behind).

    Parameters
    ----------
    track
        Cleaned landmarks.
    standing
        (T,) frames of quiet standing.
    view
        FRONT or REAR; any other gives NaN.
    roll_deg
        Camera roll as in CameraReport; NaN counts as level.

    Returns
    -------
    tuple[float, float]
        (degrees, standard deviation in degrees), + = the camera stands to the lifter's left; NaN when unseen.
    """
    # A camera off-axis makes an even squat look uneven, so its angle gates the grades
    # (docs/measurement.md section 5); the spread says how sure the gate is.
    fit = YAW_FITS.get(view)
    if fit is None:
        return float("nan"), float("nan")
    cues = compute_yaw_cues(track, standing, view, float(np.nan_to_num(roll_deg)))
    trunk = (cues["turn_shoulder"] + cues["turn_hip"]) / 2.0
    mixed = sum(weight * cues[name] for name, weight in fit.weights.items())
    # A lifted foot moves the ankle cues without any yaw.
    if not np.isfinite(mixed) or abs(trunk) > FAR_TURNED_DEG or abs(cues["level_ankle"]) > LIFTED:
        return trunk, 2.0 * fit.sd_deg
    return float(mixed), fit.sd_deg
