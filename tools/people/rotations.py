"""Small batched rotations: (T, 3) vectors and (T, 3, 3) matrices, column vectors, right-handed."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

Array = np.ndarray


def normalize_vectors(v: Array) -> Array:
    """(..., 3) -> unit vectors (..., 3)."""
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-12)


def build_rotation(
    yaw_deg: Array | float = 0.0, roll_deg: Array | float = 0.0, pitch_deg: Array | float = 0.0
) -> Array:
    """(T,) degrees -> (T, 3, 3): yaw about +y, then roll about +z, then pitch about +x (forward lean +).

    Right-handed: a positive yaw takes the lifter's left backwards, a positive roll lifts it.
    """
    angles = np.stack(np.broadcast_arrays(*map(np.atleast_1d, (yaw_deg, roll_deg, pitch_deg))), axis=-1)
    return Rotation.from_euler("YZX", angles.astype(float), degrees=True).as_matrix()


def build_axis_rotation(axis: Array, angle_rad: Array | float) -> Array:
    """(T, 3) or (3,) axes and (T,) angles -> (T, 3, 3)."""
    axis, angle = np.atleast_2d(normalize_vectors(axis)), np.atleast_1d(angle_rad)
    return Rotation.from_rotvec(axis * angle[:, None]).as_matrix()


def find_smallest_rotation(a: Array, b: Array) -> Array:
    """(T, 3), (T, 3) -> (T, 3, 3): the smallest rotation that takes direction a to direction b."""
    a, b = np.broadcast_arrays(np.atleast_2d(normalize_vectors(a)), np.atleast_2d(normalize_vectors(b)))
    axis = np.cross(a, b)
    sine = np.linalg.norm(axis, axis=-1)
    angle = np.arctan2(sine, np.sum(a * b, axis=-1))
    return build_axis_rotation(
        np.where(sine[:, None] > 1e-9, axis, [1.0, 0.0, 0.0]), np.where(sine > 1e-9, angle, 0.0)
    )


def interpolate_rotations(a: Array, b: Array, share: float) -> Array:
    """(T, 3, 3) rotations a and b -> the rotation that lies `share` of the way from a to b."""
    step = Rotation.from_matrix(np.swapaxes(a, -1, -2) @ b).as_rotvec()
    return a @ Rotation.from_rotvec(step * share).as_matrix()


def build_bone_frame(along: Array, side: Array) -> Array:
    """(T, 3) bone direction, (T, 3) rough side -> (T, 3, 3) with columns side, along, side x along."""
    y = normalize_vectors(along)
    x = normalize_vectors(side - y * np.sum(side * y, axis=-1, keepdims=True))
    return np.stack([x, y, np.cross(x, y)], axis=-1)


def apply_rotation(rotation: Array, v: Array) -> Array:
    """(T, 3, 3) on (3,) or (T, 3) -> (T, 3)."""
    return np.einsum("tij,...j->ti", rotation, v) if v.ndim == 1 else np.einsum("tij,tj->ti", rotation, v)
