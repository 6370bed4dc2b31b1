"""The MakeHuman base mesh with its targets and rig, as numpy arrays.

A person is a `Recipe`: a list of (target, weight) on the neutral mesh, and a standing height.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from tools.people.assets import fetch_data_folder

Array = np.ndarray
DRAWN_GROUPS = ("body", "helper-l-eye", "helper-r-eye")


@dataclass(frozen=True)
class Recipe:
    """How a body differs from the neutral mesh."""

    targets: tuple[tuple[str, float], ...]  # (path below targets/ without ending, weight)
    height_m: float


@dataclass(frozen=True)
class BodyMesh:
    """One body in its rest pose: upright, arms half down, x to its left, y up, z forward, floor y = 0."""

    vertices_m: Array  # (V, 3), helpers included
    triangles: dict[str, Array]  # group -> (F, 3) vertex indices
    joints_m: dict[str, Array]  # MakeHuman joint -> (3,)
    bones: tuple[str, ...]
    parent: dict[str, str | None]
    head_m: dict[str, Array]  # bone -> (3,) its proximal end
    weights: Array  # (V, B), rows sum to 1
    groups: dict[str, Array]  # group -> vertex indices
    height_m: float

    @property
    def hip_width_m(self) -> float:
        return float(self.joints_m["joint-l-upper-leg"][0] - self.joints_m["joint-r-upper-leg"][0])

    @property
    def scale(self) -> float:
        """Size against a 1.75 m person."""
        return self.height_m / 1.75

    def sum_bone_weights(self, prefixes: tuple[str, ...]) -> Array:
        """(V,): summed weight of the bones whose names start with one of the prefixes."""
        picked = [i for i, bone in enumerate(self.bones) if bone.startswith(prefixes)]
        return self.weights[:, picked].sum(axis=1)


@lru_cache(maxsize=1)
def _load_base_mesh() -> tuple[Array, dict[str, Array]]:
    """Neutral vertices (V, 3) in decimetres and the triangles of the drawn groups."""
    vertices, faces, group = [], {}, ""
    for line in (fetch_data_folder() / "3dobjs" / "base.obj").read_text().splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append([float(x) for x in rest.split()[:3]])
        elif kind == "g":
            group = rest.strip()
        elif kind == "f" and group in DRAWN_GROUPS:
            corners = [int(part.split("/")[0]) - 1 for part in rest.split()]
            fan = [(corners[0], corners[k], corners[k + 1]) for k in range(1, len(corners) - 1)]
            faces.setdefault(group, []).extend(fan)
    return np.array(vertices), {name: np.array(rows) for name, rows in faces.items()}


@lru_cache(maxsize=256)
def _load_target(name: str) -> tuple[Array, Array]:
    """Vertex indices (N,) and their offsets (N, 3) in decimetres."""
    with gzip.open(fetch_data_folder() / "targets" / f"{name}.target.gz", "rt") as lines:
        rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    table = np.array(rows, dtype=float).reshape(-1, 4)
    return table[:, 0].astype(int), table[:, 1:]


@lru_cache(maxsize=8)
def _load_json(name: str) -> dict:
    return json.loads(Path(fetch_data_folder() / name).read_text())


def _load_group_indices() -> dict[str, Array]:
    groups = _load_json("mesh_metadata/basemesh_vertex_groups.json")
    return {name: np.concatenate([np.arange(a, b + 1) for a, b in spans]) for name, spans in groups.items()}


def build_body(recipe: Recipe) -> BodyMesh:
    """The body that a recipe describes."""
    neutral, triangles = _load_base_mesh()
    vertices = neutral.copy()
    for name, weight in recipe.targets:
        index, offset = _load_target(name)
        vertices[index] += weight * offset
    groups = _load_group_indices()
    skin = vertices[groups["body"]]
    vertices -= [0.0, skin[:, 1].min(), 0.0]
    vertices *= recipe.height_m / np.ptp(skin[:, 1])
    rig = _load_json("rigs/standard/rig.default.json")
    joints = {
        name: vertices[index].mean(axis=0) for name, index in groups.items() if name.startswith("joint-")
    }
    return BodyMesh(
        vertices_m=vertices,
        triangles=triangles,
        joints_m=joints,
        bones=tuple(rig),
        parent={name: bone["parent"] or None for name, bone in rig.items()},
        head_m={name: _locate_bone_end(bone["head"], vertices, joints) for name, bone in rig.items()},
        weights=_load_skinning_weights(tuple(rig), vertices, groups["body"]),
        groups=groups,
        height_m=recipe.height_m,
    )


def _locate_bone_end(how: dict, vertices: Array, joints: dict[str, Array]) -> Array:
    """The rig tells each bone's end by a joint cube, a vertex, or the mean of some vertices."""
    match how["strategy"]:
        case "CUBE":
            return joints[how["cube_name"]]
        case "VERTEX":
            return vertices[how["vertex_index"]]
        case "MEAN":
            return vertices[how["vertex_indices"]].mean(axis=0)
        case other:
            raise ValueError(f"Unknown bone end strategy {other!r} in the rig file.")


def _load_skinning_weights(bones: tuple[str, ...], vertices: Array, body: Array) -> Array:
    """(V, B) skinning weights; helper vertices without any take those of the nearest skin vertex."""
    weights = np.zeros((len(vertices), len(bones)), np.float32)
    column = {name: i for i, name in enumerate(bones)}
    for name, pairs in _load_json("rigs/standard/weights.default.json")["weights"].items():
        if name in column and pairs:
            table = np.array(pairs)
            weights[table[:, 0].astype(int), column[name]] = table[:, 1]
    known = weights.sum(axis=1) > 0
    donors = body[known[body]]
    missing = np.flatnonzero(~known)
    _, nearest = cKDTree(vertices[donors]).query(vertices[missing])
    weights[missing] = weights[donors[nearest]]
    return weights / weights.sum(axis=1, keepdims=True)
