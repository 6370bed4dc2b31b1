"""Which part of a body a piece of clothing covers, as fields (V,) that fall through 0.5 at the hem."""

from __future__ import annotations

import numpy as np

from tools.people.looks import Outfit
from tools.people.mesh import BodyMesh

Array = np.ndarray


def _measure_along_limb(body: BodyMesh, start: str, end: str) -> Array:
    """(V,) position along a limb of either side: 0 at one joint, 1 at the next."""
    a, b = body.joints_m[start], body.joints_m[end]
    mirrored = body.vertices_m * [1, 1, 1]
    mirrored[:, 0] = np.abs(mirrored[:, 0])
    return ((mirrored - a) @ (b - a)) / ((b - a) @ (b - a))


def compute_leg_share(body: BodyMesh) -> Array:
    """(V,) position along the thigh: 0 at the hip joint, 1 at the knee."""
    return _measure_along_limb(body, "joint-l-upper-leg", "joint-l-knee")


def _compute_arm_weight(body: BodyMesh) -> Array:
    """(V,) how much a vertex belongs to an arm."""
    return body.sum_bone_weights(("upperarm", "lowerarm", "wrist", "finger", "metacarpal"))


def compute_hanging_share(body: BodyMesh) -> Array:
    """(V,) where a shirt hangs free: towards its hem and its sleeve ends."""
    joints, y = body.joints_m, body.vertices_m[:, 1]
    high, low = joints["joint-l-shoulder"][1] - 0.1 * body.scale, joints["joint-pelvis"][1]
    torso = np.clip((high - y) / (high - low), 0, 1) ** 1.2
    sleeve = np.clip(_measure_along_limb(body, "joint-l-shoulder", "joint-l-elbow"), 0, 1)
    arm = np.clip(_compute_arm_weight(body), 0, 1)
    return torso * (1 - arm) + 0.9 * sleeve * arm


def compute_shirt_field(body: BodyMesh, outfit: Outfit) -> Array:
    """(V,) above 0.5 inside the shirt."""
    s, v, joints = body.scale, body.vertices_m, body.joints_m
    x, y, z = np.abs(v[:, 0]), v[:, 1], v[:, 2]
    neck = joints["joint-neck"][1] - 0.012 * s - outfit.neckline_m * s * np.clip(z / (0.1 * s), 0, 1)
    collar = (neck - (y - 0.3 * np.clip(x - 0.05 * s, 0, None))) / (0.08 * s) + 0.5
    hem = (y - joints["joint-pelvis"][1] - outfit.shirt_hem_m * s) / (0.25 * s) + 0.5
    sleeve = (outfit.sleeve - _measure_along_limb(body, "joint-l-shoulder", "joint-l-elbow")) / 0.6 + 0.5
    above_waist = y > joints["joint-pelvis"][1] + 0.25 * s
    on_arm = (_compute_arm_weight(body) > 0.3) | (above_waist & (x > 1.02 * joints["joint-l-shoulder"][0]))
    field = np.minimum(collar, np.where(on_arm, sleeve, hem))
    field[body.sum_bone_weights(("wrist", "finger", "metacarpal", "head")) > 0.6] = 0
    return np.clip(field, 0, 1)


def compute_bottoms_field(body: BodyMesh, outfit: Outfit) -> Array:
    """(V,) above 0.5 inside shorts or leggings; `bottoms_leg` is 1 at the knee, 2 at the ankle."""
    s, y = body.scale, body.vertices_m[:, 1]
    waist = (body.joints_m["joint-pelvis"][1] + outfit.waist_m * s - y) / (0.25 * s) + 0.5
    thigh = compute_leg_share(body)
    shin = _measure_along_limb(body, "joint-l-knee", "joint-l-ankle")
    down = np.where(y < body.joints_m["joint-l-knee"][1], 1 + np.clip(shin, 0, None), np.clip(thigh, None, 1))
    field = np.minimum(waist, (outfit.bottoms_leg - down) / 0.7 + 0.5)
    field[_compute_arm_weight(body) > 0.2] = 0
    return np.clip(field, 0, 1)


def compute_foot_field(body: BodyMesh) -> Array:
    """(V,) 1 where the foot is inside the shoe."""
    ankle = body.joints_m["joint-l-ankle"][1]
    inside = (body.vertices_m[:, 1] < 1.0 * ankle) & (body.sum_bone_weights(("foot", "toe")) > 0.3)
    return inside.astype(float)


def compute_hair_field(body: BodyMesh, outfit: Outfit) -> Array:
    """(V,) above 0.5 on the hairy part of the head, ears and face left free."""
    s, v, joints = body.scale, body.vertices_m, body.joints_m
    eye = joints["joint-l-eye"]
    line = eye[1] + (0.074 - 0.022 * outfit.hair_low) * s + 0.9 * np.abs(v[:, 0]) ** 2 / s
    line = line - (0.155 + 0.05 * outfit.hair_low) * s * np.clip(
        (eye[2] - 0.045 * s - v[:, 2]) / (0.09 * s), 0, 1
    )
    field = (v[:, 1] - line) / (0.1 * s) + 0.5
    ear = (np.abs(v[:, 0]) > 0.070 * s) & (v[:, 1] < eye[1] + 0.028 * s) & (v[:, 1] > eye[1] - 0.07 * s)
    ear &= v[:, 2] > joints["joint-head"][2] - 0.03 * s
    field[ear & (outfit.hair_low < 0.9)] = 0
    head = body.sum_bone_weights(("head", "temporalis", "oculi", "special", "neck03"))
    field[head < 0.4] = 0
    return np.clip(field, 0, 1) * outfit.has_hair
