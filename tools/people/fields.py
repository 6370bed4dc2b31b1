"""Which part of a body a piece of clothing covers, as fields (V,) that fall through 0.5 at the hem."""

from __future__ import annotations

import numpy as np

from tools.people.looks import Outfit
from tools.people.mesh import Body

Array = np.ndarray


def _along(body: Body, start: str, end: str) -> Array:
    """(V,) position along a limb of either side: 0 at one joint, 1 at the next."""
    a, b = body.joints_m[start], body.joints_m[end]
    mirrored = body.vertices_m * [1, 1, 1]
    mirrored[:, 0] = np.abs(mirrored[:, 0])
    return ((mirrored - a) @ (b - a)) / ((b - a) @ (b - a))


def leg_share(body: Body) -> Array:
    """(V,) position along the thigh: 0 at the hip joint, 1 at the knee."""
    return _along(body, "joint-l-upper-leg", "joint-l-knee")


def _arm_weight(body: Body) -> Array:
    """(V,) how much a vertex belongs to an arm."""
    return body.weight_of(("upperarm", "lowerarm", "wrist", "finger", "metacarpal"))


def hanging_share(body: Body) -> Array:
    """(V,) where a shirt hangs free: towards its hem and its sleeve ends."""
    joints, y = body.joints_m, body.vertices_m[:, 1]
    high, low = joints["joint-l-shoulder"][1] - 0.1 * body.scale, joints["joint-pelvis"][1]
    torso = np.clip((high - y) / (high - low), 0, 1) ** 1.2
    sleeve = np.clip(_along(body, "joint-l-shoulder", "joint-l-elbow"), 0, 1)
    arm = np.clip(_arm_weight(body), 0, 1)
    return torso * (1 - arm) + 0.9 * sleeve * arm


def shirt_field(body: Body, outfit: Outfit) -> Array:
    """(V,) above 0.5 inside the shirt."""
    s, v, joints = body.scale, body.vertices_m, body.joints_m
    x, y, z = np.abs(v[:, 0]), v[:, 1], v[:, 2]
    neck = joints["joint-neck"][1] - 0.012 * s - outfit.neckline_m * s * np.clip(z / (0.1 * s), 0, 1)
    collar = (neck - (y - 0.3 * np.clip(x - 0.05 * s, 0, None))) / (0.08 * s) + 0.5
    hem = (y - joints["joint-pelvis"][1] - outfit.shirt_hem_m * s) / (0.25 * s) + 0.5
    sleeve = (outfit.sleeve - _along(body, "joint-l-shoulder", "joint-l-elbow")) / 0.6 + 0.5
    above_waist = y > joints["joint-pelvis"][1] + 0.25 * s
    on_arm = (_arm_weight(body) > 0.3) | (above_waist & (x > 1.02 * joints["joint-l-shoulder"][0]))
    field = np.minimum(collar, np.where(on_arm, sleeve, hem))
    field[body.weight_of(("wrist", "finger", "metacarpal", "head")) > 0.6] = 0
    return np.clip(field, 0, 1)


def bottoms_field(body: Body, outfit: Outfit) -> Array:
    """(V,) above 0.5 inside shorts or leggings; `bottoms_leg` is 1 at the knee, 2 at the ankle."""
    s, y = body.scale, body.vertices_m[:, 1]
    waist = (body.joints_m["joint-pelvis"][1] + outfit.waist_m * s - y) / (0.25 * s) + 0.5
    thigh = leg_share(body)
    shin = _along(body, "joint-l-knee", "joint-l-ankle")
    down = np.where(y < body.joints_m["joint-l-knee"][1], 1 + np.clip(shin, 0, None), np.clip(thigh, None, 1))
    field = np.minimum(waist, (outfit.bottoms_leg - down) / 0.7 + 0.5)
    field[_arm_weight(body) > 0.2] = 0
    return np.clip(field, 0, 1)


def foot_field(body: Body) -> Array:
    """(V,) 1 where the foot is inside the shoe."""
    ankle = body.joints_m["joint-l-ankle"][1]
    inside = (body.vertices_m[:, 1] < 1.0 * ankle) & (body.weight_of(("foot", "toe")) > 0.3)
    return inside.astype(float)


def hair_field(body: Body, outfit: Outfit) -> Array:
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
    head = body.weight_of(("head", "temporalis", "oculi", "special", "neck03"))
    field[head < 0.4] = 0
    return np.clip(field, 0, 1) * outfit.has_hair
