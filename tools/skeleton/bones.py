"""A squatting skeleton with planted feet and bones of one length left and right, seen by a pinhole camera.

Two postures share everything that does not move: bones, feet, camera. Every parameter is either even (the
same in a mirror) or odd (changes its sign there), so whatever is fitted symmetrically reads out oddly.
Lengths are shares of the standing leg as filmed, angles radians; x to the lifter's left, y up, z forwards,
origin half-way between the ankles.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import FloatArray
from analysis.quantities.signals import CENTRE_FROM_TOP, FOOT_MASS, SEGMENT_MASSES, SHANK_MASS, THIGH_MASS

JOINTS = (Joint.SHOULDER, Joint.HIP, Joint.KNEE, Joint.ANKLE, Joint.HEEL, Joint.TOE)
"""Those that are fitted, in the order of every joint axis below; the side axis is (left, right)."""

POSTURES = ("still", "deep")
SHOULDER, HIP, KNEE, ANKLE = (
    JOINTS.index(joint) for joint in (Joint.SHOULDER, Joint.HIP, Joint.KNEE, Joint.ANKLE)
)
SIGNS = np.array([side.sign for side in Side], float)
HEAD_ALONG_TRUNK = 1.35
"""Where the head's mass sits on the line from the hips to the shoulders, in trunk lengths."""


@dataclass(frozen=True)
class Parameter:
    """What is usual for one parameter: mean and spread; odd ones are zero in an even body."""

    usual: float
    spread: float
    odd: bool = False


SHARED: dict[str, Parameter] = {
    "thigh": Parameter(0.53, 0.04),
    "shank": Parameter(0.51, 0.04),
    "half_hips": Parameter(0.11, 0.015),
    "trunk": Parameter(0.62, 0.08),
    "half_shoulders": Parameter(0.20, 0.03),
    "heel_back": Parameter(0.05, 0.03),
    "heel_below": Parameter(0.05, 0.03),
    "toe_ahead": Parameter(0.18, 0.05),
    "toe_below": Parameter(0.07, 0.03),
    "half_stance": Parameter(0.25, 0.30),
    "stagger": Parameter(0.0, 0.02, odd=True),
    "step": Parameter(0.0, 0.01, odd=True),
    "toe_out": Parameter(0.30, 0.20),
    "toe_out_more": Parameter(0.0, 0.07, odd=True),
    "closeness": Parameter(0.27, 0.08),
    "pitch": Parameter(0.0, 0.12),
    "roll": Parameter(0.0, 0.02, odd=True),
    "yaw": Parameter(0.0, 0.12, odd=True),
    "aside": Parameter(0.0, 0.5, odd=True),
    "above": Parameter(0.0, 1.0),
}
"""stagger, step: left ankle ahead of and over mid-foot. closeness: legs per distance, reversed. pitch: +
= camera looks down. roll: what levelling left over. yaw: + = camera stands to the lifter's left. aside,
above: mid-foot from the middle of the picture."""

MOVING: dict[str, Parameter] = {
    "shank_out": Parameter(0.0, 0.6),
    "shank_out_more": Parameter(0.0, 0.15, odd=True),
    "shank_ahead": Parameter(0.2, 0.5),
    "shank_ahead_more": Parameter(0.0, 0.2, odd=True),
    "thigh_out": Parameter(0.0, 0.6),
    "thigh_out_more": Parameter(0.0, 0.2, odd=True),
    "thigh_back": Parameter(0.5, 0.8),
    "thigh_back_more": Parameter(0.0, 0.2, odd=True),
    "lean": Parameter(0.3, 0.6),
    "trunk_side": Parameter(0.0, 0.1, odd=True),
    "trunk_turn": Parameter(0.0, 0.1, odd=True),
}
"""shank_…, thigh_…: direction from the ankle up, and from the knee up; out: to the own side; `_more`: the
left leg more by this, the right less. trunk_side: + = left shoulder lower; trunk_turn: + = left forward."""

PARAMETERS: dict[str, Parameter] = SHARED | {
    f"{posture}.{name}": parameter for posture in POSTURES for name, parameter in MOVING.items()
}
PLACE = {name: index for index, name in enumerate(PARAMETERS)}
USUAL = np.array([parameter.usual for parameter in PARAMETERS.values()])
SPREAD = np.array([parameter.spread for parameter in PARAMETERS.values()])
ODD = np.array([parameter.odd for parameter in PARAMETERS.values()])

Named = Mapping[str, FloatArray]


def name_parameters(values: FloatArray) -> dict[str, FloatArray]:
    """(B, n) parameter sets -> name -> (B,)."""
    return dict(zip(PARAMETERS, values.T, strict=True))


def compute_posture_m(of: Named, posture: str) -> FloatArray:
    """(B, 6 joints, 2 sides, 3) of one posture, in leg lengths."""
    zero = np.zeros_like(of["thigh"])
    legs = []
    for sign in SIGNS:
        turn = {
            name: of[f"{posture}.{name}"] + sign * of[f"{posture}.{name}_more"]
            for name in ("shank_out", "shank_ahead", "thigh_out", "thigh_back")
        }
        ankle = np.stack([sign * of["half_stance"], sign * of["step"], sign * of["stagger"]], axis=-1)
        shank = _build_direction(sign * turn["shank_out"], turn["shank_ahead"])
        thigh = _build_direction(sign * turn["thigh_out"], -turn["thigh_back"])
        knee = ankle + of["shank"][:, None] * shank
        hip = knee + of["thigh"][:, None] * thigh
        ahead = compute_toes_direction(of, sign)
        heel = ankle - of["heel_back"][:, None] * ahead - _build_upward(of["heel_below"], zero)
        toe = ankle + of["toe_ahead"][:, None] * ahead - _build_upward(of["toe_below"], zero)
        legs.append([hip, knee, ankle, heel, toe])
    middle = (legs[0][0] + legs[1][0]) / 2.0
    up, left = _compute_trunk(of, posture)
    shoulders = middle + of["trunk"][:, None] * up
    joints = [
        np.stack([shoulders + sign * of["half_shoulders"][:, None] * left, *leg], axis=1)
        for sign, leg in zip(SIGNS, legs, strict=True)
    ]
    return np.stack(joints, axis=2)


def compute_toes_direction(of: Named, sign: float) -> FloatArray:
    """(B, 3) horizontal direction of one foot's toes."""
    out = of["toe_out"] + sign * of["toe_out_more"]
    return np.stack([sign * np.sin(out), np.zeros_like(out), np.cos(out)], axis=-1)


def _build_direction(left: FloatArray, ahead: FloatArray) -> FloatArray:
    """(B, 3) unit vectors: upwards, bent by `left` to the left and `ahead` forwards."""
    return np.stack([np.sin(left), np.cos(left) * np.cos(ahead), np.cos(left) * np.sin(ahead)], axis=-1)


def _build_upward(height: FloatArray, zero: FloatArray) -> FloatArray:
    return np.stack([zero, height, zero], axis=-1)


def _compute_trunk(of: Named, posture: str) -> tuple[FloatArray, FloatArray]:
    """(B, 3) up and left of a stiff trunk that leans forward, then bends aside, then turns."""
    lean, side, turn = (of[f"{posture}.{name}"] for name in ("lean", "trunk_side", "trunk_turn"))
    up = np.stack([np.sin(side) * np.cos(lean), np.cos(side) * np.cos(lean), np.sin(lean)], axis=-1)
    left = np.stack([np.cos(side), -np.sin(side), np.zeros_like(side)], axis=-1)
    return _rotate_about_vertical(up, turn), _rotate_about_vertical(left, turn)


def _rotate_about_vertical(points: FloatArray, turn: FloatArray) -> FloatArray:
    """(B, 3) turned about the vertical, + = left forward."""
    cos, sin = np.cos(turn), np.sin(turn)
    x, y, z = np.moveaxis(points, -1, 0)
    return np.stack([cos * x - sin * z, y, sin * x + cos * z], axis=-1)


def project_skeleton(of: Named, points: FloatArray, behind: bool) -> FloatArray:
    """(B, 6, 2, 3) -> (B, 6, 2, 2): towards the lifter's left and up from the middle of the picture."""

    def widen_parameter(name: str) -> FloatArray:
        return of[name][:, None, None]

    facing = -1.0 if behind else 1.0
    x, y, z = np.moveaxis(points, -1, 0)
    cos, sin = np.cos(widen_parameter("yaw")), np.sin(widen_parameter("yaw"))
    across, near = cos * x - facing * sin * z, sin * x + facing * cos * z
    cos, sin = np.cos(widen_parameter("pitch")), np.sin(widen_parameter("pitch"))
    up, near = cos * y - sin * near, sin * y + cos * near
    cos, sin = np.cos(widen_parameter("roll")), np.sin(widen_parameter("roll"))
    across, up = cos * across - sin * up, sin * across + cos * up
    size = 1.0 / (1.0 - widen_parameter("closeness") * near)
    return np.stack(
        [(across + widen_parameter("aside")) * size, (up + widen_parameter("above")) * size], axis=-1
    )


def compute_skeleton_centre_of_mass(points: FloatArray) -> FloatArray:
    """(B, 6, 2, 3) -> (B, 3) after Winter; the head on the line of the trunk."""
    shoulder, hip, knee, ankle = (points[:, joint].mean(axis=1) for joint in (SHOULDER, HIP, KNEE, ANKLE))
    head = hip + HEAD_ALONG_TRUNK * (shoulder - hip)
    body = SEGMENT_MASSES["head"] * head + SEGMENT_MASSES["trunk"] * (hip + shoulder) / 2.0
    body = body + SEGMENT_MASSES["arms"] * shoulder
    thigh, shank = hip + CENTRE_FROM_TOP * (knee - hip), knee + CENTRE_FROM_TOP * (ankle - knee)
    return np.asarray(body + 2.0 * (THIGH_MASS * thigh + SHANK_MASS * shank + FOOT_MASS * ankle))


def measure_knee_off_plane(of: Named, body: FloatArray, side: int, sign: float) -> FloatArray:
    """(B,) how far a knee lies inwards of the plane of hip, ankle and toes."""
    hip, knee, ankle = (body[:, joint, side] for joint in (HIP, KNEE, ANKLE))
    across = np.cross(hip - ankle, compute_toes_direction(of, sign))
    return np.asarray(-sign * ((knee - ankle) * across).sum(axis=1) / np.linalg.norm(across, axis=1))
