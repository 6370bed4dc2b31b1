"""The lifter's own frontal plane: levelled landmarks, x to the lifter's left, y up; and standing lengths."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.pose.geometry import (
    compute_distance,
    compute_frame_median,
    compute_midpoint,
    rotate_points,
)
from analysis.pose.landmarks import Joint, Landmark, Side
from analysis.pose.track import FloatArray, PoseTrack
from analysis.settings import View


@dataclass(frozen=True)
class Plane:
    """Landmarks in the levelled frontal plane of the lifter.

    Attributes
    ----------
    points
        (T, 33, 2) px: [..., 0] grows towards the lifter's left, [..., 1] upwards.
    """

    points: FloatArray

    def __getitem__(self, landmark: Landmark) -> FloatArray:
        """(T, 2) of one landmark."""
        return self.points[:, landmark]

    def select_joint(self, joint: Joint, side: Side) -> FloatArray:
        """(T, 2) px of one joint of one side."""
        return self[joint.select_landmark(side)]

    def find_middle(self, joint: Joint) -> FloatArray:
        """(T, 2) px half-way between the left and right of a joint."""
        left, right = joint.pair
        return compute_midpoint(self[left], self[right])


def build_frontal_plane(track: PoseTrack, view: View, roll_deg: float) -> Plane:
    """Turn the image level, then so that x grows to the lifter's left and y upwards.

    Parameters
    ----------
    track
        Landmarks in px, x right, y down.
    view
        REAR turns x round; any other view is taken as FRONT, where the lifter's left lies at larger x.
    roll_deg
        As in CameraReport: + = the image has to be turned clockwise to be level.

    Returns
    -------
    Plane
        Points in px about the middle of the image, in a plane that no camera roll or view changes.
    """
    # From the front the lifter's left lies at larger x, from behind at smaller x.
    towards_left = -1.0 if view is View.REAR else 1.0
    centre = (np.asarray(track.size_px, float) - 1.0) / 2.0
    level = rotate_points(track.image_px - centre, roll_deg)
    return Plane(level * [towards_left, -1.0])


@dataclass(frozen=True)
class Spans:
    """Standing lengths that the signals are a share of, px.

    Attributes
    ----------
    leg
        Height of mid-hip over mid-ankle.
    hips
        Distance between the hip joints.
    stance
        Distance between the ankles.
    thigh
        Hip-to-knee length of each side.
    """

    leg: float
    hips: float
    stance: float
    thigh: dict[Side, float]


def measure_standing_spans(plane: Plane, standing: NDArray[np.bool_]) -> Spans:
    """Median lengths over quiet standing.

    Parameters
    ----------
    plane
        The levelled landmarks.
    standing
        (T,) frames of quiet standing.

    Returns
    -------
    Spans
        Lengths in px; NaN where a joint was unseen in all of them.
    """

    def measure_length(first: FloatArray, second: FloatArray) -> float:
        return float(compute_frame_median(compute_distance(first, second)[:, None], standing)[0])

    rise = (plane.find_middle(Joint.HIP) - plane.find_middle(Joint.ANKLE))[:, 1]
    return Spans(
        leg=float(compute_frame_median(rise[:, None], standing)[0]),
        hips=measure_length(plane[Landmark.LEFT_HIP], plane[Landmark.RIGHT_HIP]),
        stance=measure_length(plane[Landmark.LEFT_ANKLE], plane[Landmark.RIGHT_ANKLE]),
        thigh={
            side: measure_length(plane.select_joint(Joint.HIP, side), plane.select_joint(Joint.KNEE, side))
            for side in Side
        },
    )
