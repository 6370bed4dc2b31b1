"""Dress a body: one mesh of skin, clothes, shoes, hair, eyes and props, all driven by the same bones.

Clothes are shells lifted off the skin. Each carries a field that falls through 0.5 at its hem; the
shader cuts there, per pixel, so hems are sharp on a coarse mesh.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import scipy.sparse as sp

from tools.people import arms, shapes
from tools.people.fields import (
    compute_bottoms_field,
    compute_foot_field,
    compute_hair_field,
    compute_hanging_share,
    compute_leg_share,
    compute_shirt_field,
)
from tools.people.looks import Outfit
from tools.people.mesh import BodyMesh
from tools.people.rotations import normalize_vectors
from tools.people.skin import Skinner, curl_fingers

Array = np.ndarray


class GarmentPart(IntEnum):
    """What a vertex belongs to; the shader colours by it."""

    SKIN = 0
    SHIRT = 1
    BOTTOMS = 2
    SHOE = 3
    HAIR = 4
    EYE = 5
    STEEL = 6
    PLATE = 7


@dataclass(frozen=True)
class Dressed:
    """The mesh that is drawn. N vertices, F triangles."""

    rest: Array  # (N, 3)
    triangles: Array  # (F, 3)
    bone: Array  # (N, 4)
    weight: Array  # (N, 4)
    part: Array  # (N,)
    field: Array  # (N,) cloth: > 0.5 is cloth; skin: > 0.5 is hidden; eye: 0 centre .. 1 rim


@dataclass(frozen=True)
class Weave:
    """How the skin's shape becomes that of a cloth over it."""

    smooth: int  # rounds that take away small shapes
    span: int = 0  # rounds that pull cloth across hollows
    even_hem: int = 0  # rounds that straighten the hem
    reach: float = 0.1  # field above which a triangle belongs to the shell


class _Builder:
    """Collects pieces."""

    def __init__(self, skinner: Skinner) -> None:
        self.skinner = skinner
        self.rest, self.triangles, self.weights, self.part, self.field = [], [], [], [], []
        self.count = 0

    def add_piece(
        self, vertices: Array, triangles: Array, weights: Array, part: GarmentPart, field: Array | float
    ) -> None:
        self.rest.append(vertices)
        self.triangles.append(triangles + self.count)
        self.weights.append(weights)
        self.part.append(np.full(len(vertices), float(part)))
        self.field.append(np.broadcast_to(np.asarray(field, float), len(vertices)))
        self.count += len(vertices)

    def add_rigid_shape(self, shape: shapes.Shape, bone: str, at: Array, part: GarmentPart) -> None:
        """Add a shape that moves rigidly with one bone."""
        vertices, triangles = shape
        self.add_piece(
            vertices + at, triangles, self.skinner.make_rigid_weights(bone, len(vertices)), part, 1.0
        )

    def build_mesh(self) -> Dressed:
        bone, weight = Skinner.keep_strongest_bones(np.concatenate(self.weights))
        rest, triangles = np.concatenate(self.rest), np.concatenate(self.triangles)
        return Dressed(rest, triangles, bone, weight, np.concatenate(self.part), np.concatenate(self.field))


def dress_body(body: BodyMesh, skinner: Skinner, outfit: Outfit, arm_position: str) -> Dressed:
    """The whole person with clothes and whatever they hold."""
    grip = {"back": 62.0, "goblet": 38.0, "chest": 12.0, "crossed": 6.0, "overhead": 50.0}
    rest = curl_fingers(body, grip.get(arm_position, 7.0))
    shirt, bottoms = compute_shirt_field(body, outfit), compute_bottoms_field(body, outfit)
    hair, foot = compute_hair_field(body, outfit), compute_foot_field(body)
    hidden = np.maximum.reduce([np.clip(shirt - 0.12, 0, 1), np.clip(bottoms - 0.12, 0, 1), foot])
    builder = _Builder(skinner)
    _add_layer(builder, body, rest, hidden, GarmentPart.SKIN)
    scale = body.scale
    bottoms_lift = (0.004 + 0.022 * outfit.bottoms_loose * compute_leg_share(body).clip(0, 1)) * scale
    _add_shell(
        builder, body, rest, bottoms, bottoms_lift, GarmentPart.BOTTOMS, Weave(smooth=12, span=8, even_hem=6)
    )
    shirt_lift = (0.009 + 0.020 * outfit.shirt_loose * compute_hanging_share(body)) * scale
    _add_shell(
        builder, body, rest, shirt, shirt_lift, GarmentPart.SHIRT, Weave(smooth=24, span=120, even_hem=8)
    )
    hair_lift = 0.016 * scale * outfit.hair_thick * np.clip((hair - 0.35) * 2.5, 0, 1)
    _add_shell(builder, body, rest, hair, hair_lift, GarmentPart.HAIR, Weave(smooth=2, even_hem=1, reach=0.3))
    _add_eyes(builder, body, rest)
    _add_shoes(builder, body, outfit)
    _add_bun(builder, body, outfit)
    _add_props(builder, body, outfit, arm_position)
    return builder.build_mesh()


def _add_layer(builder: _Builder, body: BodyMesh, rest: Array, field: Array, part: GarmentPart) -> None:
    """The skin itself, without the triangles that nothing could ever show."""
    triangles = body.triangles["body"]
    used, compact = np.unique(triangles[field[triangles].min(axis=1) < 0.9], return_inverse=True)
    builder.add_piece(rest[used], compact.reshape(-1, 3), builder.skinner.weights[used], part, field[used])


def _add_shell(
    builder: _Builder, body: BodyMesh, rest: Array, field: Array, lift: Array, part: GarmentPart, weave: Weave
) -> None:
    """A copy of the skin where the field reaches, made into cloth and lifted along its normals."""
    triangles = body.triangles["body"]
    used, compact = np.unique(triangles[field[triangles].max(axis=1) > weave.reach], return_inverse=True)
    if not len(used):
        return
    faces, vertices = compact.reshape(-1, 3), rest[used].copy()
    ring = _build_neighbour_average(faces, len(used))
    weights, edge = builder.skinner.weights[used], field[used]
    for _ in range(weave.smooth):
        vertices = vertices + 0.6 * (ring @ vertices - vertices)
        vertices = vertices - 0.6 * (ring @ vertices - vertices)
        weights = 0.5 * weights + 0.5 * (ring @ weights)
    for _ in range(weave.even_hem):
        edge = 0.5 * edge + 0.5 * (ring @ edge)
    for _ in range(weave.span):
        outward = compute_normals(vertices, faces)
        bulge = np.sum((ring @ vertices - vertices) * outward, axis=1)
        vertices = vertices + np.maximum(bulge, 0)[:, None] * outward
    vertices += compute_normals(vertices, faces) * lift[used][:, None]
    builder.add_piece(vertices, faces, weights, part, edge)


def _build_neighbour_average(faces: Array, count: int) -> sp.csr_matrix:
    """(N, N) averaging over the vertices that share an edge."""
    i = faces[:, [0, 1, 2, 1, 2, 0]].ravel()
    j = faces[:, [1, 2, 0, 0, 1, 2]].ravel()
    ring = sp.csr_matrix((np.ones(len(i)), (i, j)), shape=(count, count))
    ring.data[:] = 1
    return sp.diags(1 / np.asarray(ring.sum(axis=1)).ravel()) @ ring


def compute_normals(vertices: Array, faces: Array, gather: sp.csr_matrix | None = None) -> Array:
    """(N, 3) unit vertex normals."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    gather = build_face_gather(faces, len(vertices)) if gather is None else gather
    return normalize_vectors(gather @ np.cross(b - a, c - a))


def build_face_gather(faces: Array, count: int) -> sp.csr_matrix:
    """(N, F) sums face values into their corners."""
    columns = np.repeat(np.arange(len(faces)), 3)
    return sp.csr_matrix(
        (np.ones(len(columns), np.float32), (faces.ravel(), columns)), shape=(count, len(faces))
    )


def _add_eyes(builder: _Builder, body: BodyMesh, rest: Array) -> None:
    for group in ("helper-l-eye", "helper-r-eye"):
        used, compact = np.unique(body.triangles[group], return_inverse=True)
        offset = rest[used] - rest[used].mean(axis=0)
        rim = np.hypot(offset[:, 0], offset[:, 1]) / np.linalg.norm(offset, axis=1).max()
        rim[offset[:, 2] < 0] = 1
        builder.add_piece(
            rest[used], compact.reshape(-1, 3), builder.skinner.weights[used], GarmentPart.EYE, rim
        )


def _add_shoes(builder: _Builder, body: BodyMesh, outfit: Outfit) -> None:
    foot_weight = body.sum_bone_weights(("foot", "toe"))
    v = body.vertices_m
    skin = np.zeros(len(v), bool)
    skin[body.groups["body"]] = True
    for side, sign, extra in zip("LR", (1.0, -1.0), outfit.sole_m, strict=True):
        letter = side.lower()
        ankle, toe = body.joints_m[f"joint-{letter}-ankle"], body.joints_m[f"joint-{letter}-toe-2-1"]
        forward = normalize_vectors((toe - ankle) * [1, 0, 1])
        mine = skin & (foot_weight > 0.4) & (sign * v[:, 0] > 0) & (v[:, 1] < 1.25 * ankle[1])
        vertices, faces = shapes.make_shoe(v[mine], ankle, forward, 0.012 + extra, outfit.heel_m)
        builder.add_piece(
            vertices,
            faces,
            builder.skinner.make_rigid_weights(f"foot.{side}", len(vertices)),
            GarmentPart.SHOE,
            1.0,
        )


def _add_bun(builder: _Builder, body: BodyMesh, outfit: Outfit) -> None:
    """Hair tied behind the head: a bun, or a ponytail that hangs."""
    s, eye, middle = body.scale, body.joints_m["joint-l-eye"], body.joints_m["joint-head"]
    if outfit.tied == "bun":
        builder.add_rigid_shape(
            shapes.make_ball(0.038 * s),
            "head",
            np.array([0, eye[1] + 0.05 * s, middle[2] - 0.125 * s]),
            GarmentPart.HAIR,
        )
    if outfit.tied == "ponytail":
        at = np.array([0, eye[1] - 0.05 * s, middle[2] - 0.125 * s])
        builder.add_rigid_shape(
            shapes.make_ball(np.array([0.024, 0.105, 0.028]) * s), "head", at, GarmentPart.HAIR
        )


def _add_props(builder: _Builder, body: BodyMesh, outfit: Outfit, arm_position: str) -> None:
    if arm_position == "goblet":
        palm = arms.choose_grip(body, "goblet").palm_m
        at = np.array([0.0, palm[1], palm[2]])
        for up in (0.10, -0.06):
            builder.add_rigid_shape(
                shapes.make_rod(0.055, 0.062, 1), "spine01", at + np.array([0, up, 0]), GarmentPart.PLATE
            )
        builder.add_rigid_shape(shapes.make_rod(0.16, 0.017, 1), "spine01", at, GarmentPart.STEEL)
    if arm_position == "back" and outfit.bar:
        _add_barbell(builder, arms.locate_bar_centre(body), outfit.plates)


def _add_barbell(builder: _Builder, at: Array, plates: tuple[tuple[float, float], ...]) -> None:
    """A 2.2 m bar with (radius m, thickness m) plates on each sleeve, inner plate first."""
    builder.add_rigid_shape(shapes.make_rod(1.31, 0.014, 0), "spine01", at, GarmentPart.STEEL)
    for sign in (1.0, -1.0):
        x = np.array([sign, 0, 0])
        builder.add_rigid_shape(shapes.make_rod(0.43, 0.025, 0), "spine01", at + x * 0.875, GarmentPart.STEEL)
        builder.add_rigid_shape(shapes.make_rod(0.03, 0.037, 0), "spine01", at + x * 0.665, GarmentPart.STEEL)
        out = 0.68
        for radius, thick in plates:
            builder.add_rigid_shape(
                shapes.make_rod(thick, radius, 0, 40),
                "spine01",
                at + x * (out + thick / 2),
                GarmentPart.PLATE,
            )
            builder.add_rigid_shape(
                shapes.make_rod(thick + 0.008, 0.30 * radius, 0, 28),
                "spine01",
                at + x * (out + thick / 2),
                GarmentPart.STEEL,
            )
            out += thick + 0.004
