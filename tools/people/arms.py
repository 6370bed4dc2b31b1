"""Where the arms are: directions of upper arm, forearm and palm for each arm position.

Most positions are fixed to the trunk and found once, in the rest pose, by two-bone inverse kinematics
from the palm; `forward`, `side` and `overhead` hang on the world's vertical.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.people.mesh import BodyMesh
from tools.people.rotations import (
    apply_rotation,
    build_axis_rotation,
    build_rotation,
    find_smallest_rotation,
    interpolate_rotations,
    normalize_vectors,
)

Array = np.ndarray
POSITIONS = ("forward", "chest", "crossed", "overhead", "back", "goblet", "side", "swing")
TRUNK_BOUND = ("chest", "crossed", "back", "goblet")
SIGN = {"L": 1.0, "R": -1.0}


@dataclass(frozen=True)
class Grip:
    """What a hand wants, for the left side; x flips for the right. In the trunk's rest frame."""

    palm_m: Array  # (3,) where the middle of the palm goes
    elbow: Array  # (3,) direction into which the elbow points
    palm_faces: Array  # (3,)


def locate_bar_centre(body: BodyMesh) -> Array:
    """(3,) rest position of a barbell resting on the upper back, just below the neck."""
    s = body.scale
    shoulder = body.joints_m["joint-l-shoulder"]
    near = np.abs(body.vertices_m[:, 1] - shoulder[1] - 0.03 * s) < 0.03 * s
    near &= np.abs(body.vertices_m[:, 0]) < 0.12 * s
    skin = np.zeros(len(body.vertices_m), bool)
    skin[body.groups["body"]] = True
    back = body.vertices_m[near & skin][:, 2].min()
    return np.array([0.0, shoulder[1] + 0.035 * s, back - 0.022])


def measure_chest_front_m(body: BodyMesh, height_m: float) -> float:
    """z of the front of the chest near the midline at a height."""
    v = body.vertices_m[body.groups["body"]]
    near = (np.abs(v[:, 1] - height_m) < 0.04) & (np.abs(v[:, 0]) < 0.1 * body.scale)
    return float(v[near][:, 2].max())


def choose_grip(body: BodyMesh, position: str) -> Grip:
    """The left hand's wish for a trunk-bound position."""
    s, shoulder = body.scale, body.joints_m["joint-l-shoulder"]
    x, y = shoulder[0], shoulder[1]
    front = measure_chest_front_m(body, y - 0.08 * s)
    wishes = {
        "chest": ([0.012 * s, y - 0.1 * s, front + 0.10 * s], [0.7, -1.0, 0.1], [-1.0, 0.1, -0.2]),
        "crossed": ([-0.72 * x, y - 0.01 * s, front + 0.045 * s], [0.3, -0.75, 0.75], [-0.2, 0.0, -1.0]),
        "goblet": ([0.045 * s, y - 0.09 * s, front + 0.11 * s], [0.5, -1.0, 0.0], [-1.0, 0.2, 0.0]),
        "back": (
            locate_bar_centre(body) + np.array([1.9 * x, 0.0, -0.01]),
            [0.25, -1.0, -0.45],
            [0.0, 0.2, 1.0],
        ),
    }
    palm, elbow, faces = (np.array(v, float) for v in wishes[position])
    return Grip(palm, elbow, faces)


def compute_arm_directions(
    body: BodyMesh,
    position: str,
    side: str,
    trunk: Array,
    lean_deg: Array,
    shoulder_rest: Array,
    swing: Array | float = 0.0,
) -> tuple[Array, Array, Array]:
    """(T, 3) world directions of upper arm, forearm and palm for a trunk rotation (T, 3, 3).

    swing  (T,) 0..1: how far arms that hang in standing have come up to the front
    """
    if position == "swing":
        ends = [
            compute_arm_directions(body, name, side, trunk, lean_deg, shoulder_rest)
            for name in ("side", "forward")
        ]
        share = np.broadcast_to(swing, len(trunk))[:, None]
        return tuple(
            normalize_vectors((1 - share) * down + share * up) for down, up in zip(*ends, strict=True)
        )
    flip = np.array([SIGN[side], 1.0, 1.0])
    if position in TRUNK_BOUND:
        grip = choose_grip(body, position)
        upper, fore = solve_arm_reach(body, side, shoulder_rest, grip.palm_m * flip, grip.elbow * flip)
        return (
            apply_rotation(trunk, upper),
            apply_rotation(trunk, fore),
            apply_rotation(trunk, grip.palm_faces * flip),
        )
    hanging = {
        "forward": ([0.05, 0.02, 1.0], [-0.04, 0.05, 1.0], [0.1, -1.0, 0.0], 1.0),
        "side": ([0.2, -0.97, 0.02], [0.1, -0.97, 0.2], [-1.0, 0.0, 0.1], 1.0),
        "overhead": ([0.36, 0.93, 0.03], [0.18, 0.97, 0.05], [0.0, 0.0, 1.0], 0.75),
    }
    upper, fore, faces, upright = hanging[position]
    held = trunk @ build_rotation(pitch_deg=-upright * lean_deg)  # yaws and tilts with the trunk, leans less
    return tuple(apply_rotation(held, normalize_vectors(np.array(v) * flip)) for v in (upper, fore, faces))


def solve_arm_reach(
    body: BodyMesh, side: str, shoulder: Array, palm: Array, elbow_towards: Array
) -> tuple[Array, Array]:
    """Unit vectors of upper arm and forearm that bring the palm to a point, the hand in line."""
    joints = {name: body.joints_m[f"joint-{side.lower()}-{name}"] for name in ("shoulder", "elbow", "hand")}
    upper_m = np.linalg.norm(joints["elbow"] - joints["shoulder"])
    fore_m = np.linalg.norm(joints["hand"] - joints["elbow"])
    fore_m += 0.95 * np.linalg.norm(locate_palm_at_rest(body, side) - joints["hand"])
    gap = palm - shoulder
    far = np.clip(np.linalg.norm(gap), abs(upper_m - fore_m) + 0.01, 0.995 * (upper_m + fore_m))
    line = normalize_vectors(gap)
    along = (upper_m**2 - fore_m**2 + far**2) / (2 * far)
    aside = np.sqrt(max(upper_m**2 - along**2, 0.0))
    bend = normalize_vectors(elbow_towards - line * (elbow_towards @ line))
    elbow = along * line + aside * bend
    return normalize_vectors(elbow), normalize_vectors(far * line - elbow)


def locate_palm_at_rest(body: BodyMesh, side: str) -> Array:
    """(3,) middle of the palm in the rest pose: among the wrist and the knuckles."""
    knuckles = [body.head_m[f"finger{i}-1.{side}"] for i in (2, 3, 4, 5)]
    return 0.35 * body.head_m[f"wrist.{side}"] + 0.65 * np.mean(knuckles, axis=0)


def compute_palm_normal_at_rest(body: BodyMesh, side: str) -> Array:
    """(3,) unit vector out of the palm in the rest pose."""
    wrist = body.head_m[f"wrist.{side}"]
    index, little = (body.head_m[f"finger{i}-1.{side}"] - wrist for i in (2, 5))
    return normalize_vectors(np.cross(index, little)) * SIGN[side] * -1.0


def compute_arm_rotations(
    body: BodyMesh, side: str, clavicle: Array, upper: Array, fore: Array, palm_faces: Array
) -> dict[str, Array]:
    """Bone -> (T, 3, 3) for one arm; the forearm turns gradually so that the palm faces its way."""
    letter = side.lower()
    shoulder, elbow, hand = (body.joints_m[f"joint-{letter}-{n}"] for n in ("shoulder", "elbow", "hand"))
    upper_r = (
        find_smallest_rotation(apply_rotation(clavicle, normalize_vectors(elbow - shoulder)), upper)
        @ clavicle
    )
    fore_r = find_smallest_rotation(apply_rotation(upper_r, normalize_vectors(hand - elbow)), fore) @ upper_r
    twist = _compute_twist_rad(
        fore, apply_rotation(fore_r, compute_palm_normal_at_rest(body, side)), palm_faces
    )
    return {
        f"upperarm01.{side}": interpolate_rotations(clavicle, upper_r, 0.85),
        f"upperarm02.{side}": upper_r,
        f"lowerarm01.{side}": build_axis_rotation(fore, 0.3 * twist) @ fore_r,
        f"lowerarm02.{side}": build_axis_rotation(fore, 0.75 * twist) @ fore_r,
        f"wrist.{side}": build_axis_rotation(fore, twist) @ fore_r,
    }


def _compute_twist_rad(axis: Array, now: Array, wanted: Array) -> Array:
    """(T,) angle about the axis from one direction to another, within what a forearm can do."""
    a = now - axis * np.sum(now * axis, axis=1, keepdims=True)
    b = wanted - axis * np.sum(wanted * axis, axis=1, keepdims=True)
    angle = np.arctan2(np.sum(np.cross(a, b) * axis, axis=1), np.sum(a * b, axis=1))
    return np.clip(angle, -1.9, 1.9)
