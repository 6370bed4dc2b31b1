"""Linear blend skinning: rest vertices follow the bones of a pose."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tools.people.mesh import BodyMesh
from tools.people.rotations import build_axis_rotation, normalize_vectors
from tools.people.squat import SquatPose

Array = np.ndarray
INFLUENCES = 4


def find_controlling_bones(body: BodyMesh, moved: Iterable[str]) -> dict[str, str]:
    """Every rig bone -> the nearest ancestor (or itself) that a pose moves."""
    known = set(moved)
    owner = {}
    for bone in body.bones:
        at: str | None = bone
        while at is not None and at not in known:
            at = body.parent[at]
        owner[bone] = at or "root"
    return owner


class Skinner:
    """Keeps the four strongest bones of each vertex."""

    def __init__(self, body: BodyMesh, moved: Iterable[str]) -> None:
        owner = find_controlling_bones(body, moved)
        self.bones = sorted(set(owner.values()))
        self.heads = np.stack([body.head_m[bone] for bone in self.bones])
        column = {bone: i for i, bone in enumerate(self.bones)}
        gather = np.zeros((len(body.bones), len(self.bones)), np.float32)
        for i, bone in enumerate(body.bones):
            gather[i, column[owner[bone]]] = 1
        self.weights = body.weights @ gather  # (V, C)

    def make_rigid_weights(self, bone: str, count: int) -> Array:
        """(count, C) weights that tie vertices rigidly to one bone."""
        weights = np.zeros((count, len(self.bones)), np.float32)
        weights[:, self.bones.index(bone)] = 1
        return weights

    @staticmethod
    def keep_strongest_bones(weights: Array) -> tuple[Array, Array]:
        """(V, C) -> bone index (V, 4) and weight (V, 4), rows summing to 1."""
        index = np.argsort(-weights, axis=1)[:, :INFLUENCES]
        weight = np.take_along_axis(weights, index, axis=1)
        return index, weight / weight.sum(axis=1, keepdims=True)

    def compute_transforms(self, pose: SquatPose, frame: int) -> Array:
        """(C, 3, 4) rest -> world of every bone at one frame."""
        rotation = np.stack([pose.rotation[bone][frame] for bone in self.bones])
        origin = np.stack([pose.origin[bone][frame] for bone in self.bones])
        move = origin - np.einsum("cij,cj->ci", rotation, self.heads)
        return np.concatenate([rotation, move[:, :, None]], axis=2).astype(np.float32)


def blend_vertices(rest: Array, index: Array, weight: Array, transforms: Array) -> Array:
    """(V, 3) rest vertices -> (V, 3) world."""
    mixed = np.einsum("vk,vkij->vij", weight, transforms[index])
    return np.einsum("vij,vj->vi", mixed[:, :, :3], rest) + mixed[:, :, 3]


def curl_fingers(body: BodyMesh, curl_deg: float) -> Array:
    """(V, 3) rest vertices with the four fingers bent by `curl_deg` at every joint, thumbs by half."""
    moved = np.zeros_like(body.vertices_m)
    rest_share = np.ones(len(body.vertices_m))
    for side in ("L", "R"):
        for finger in range(1, 6):
            for bone, matrix in _bend_finger(body, side, finger, np.radians(curl_deg)).items():
                w = body.weights[:, body.bones.index(bone)]
                moved += w[:, None] * (body.vertices_m @ matrix[:, :3].T + matrix[:, 3])
                rest_share -= w
    return moved + rest_share[:, None] * body.vertices_m


def _bend_finger(body: BodyMesh, side: str, finger: int, angle: float) -> dict[str, Array]:
    """Finger bone -> (3, 4) rest -> bent."""
    heads = [body.head_m[f"finger{finger}-{i}.{side}"] for i in (1, 2, 3)]
    wrist = body.head_m[f"wrist.{side}"]
    index, little = (body.head_m[f"finger{i}-1.{side}"] - wrist for i in (2, 5))
    palm = normalize_vectors(np.cross(index, little)) * (-1.0 if side == "L" else 1.0)
    axis = np.cross(normalize_vectors(heads[1] - heads[0]), palm)
    turn = build_axis_rotation(axis, angle * (0.45 if finger == 1 else 1.0))[0]
    chain, rotation, move = {}, np.eye(3), np.zeros(3)
    for i, head in enumerate(heads, start=1):
        move = rotation @ head + move - rotation @ turn @ head
        rotation = rotation @ turn
        chain[f"finger{finger}-{i}.{side}"] = np.column_stack([rotation, move])
    return chain
