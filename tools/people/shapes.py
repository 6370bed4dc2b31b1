"""Simple closed shapes as (vertices (N, 3), triangles (F, 3)): lathed bars and discs, balls, boxes, shoes."""

from __future__ import annotations

import numpy as np

Array = np.ndarray
Shape = tuple[Array, Array]


def lathe_profile(profile: list[tuple[float, float]], axis: int, around: int = 28) -> Shape:
    """Turn a profile of (position along the axis, radius) about that axis (0 = x, 1 = y, 2 = z)."""
    angle = np.linspace(0, 2 * np.pi, around, endpoint=False)
    rings = []
    for along, radius in profile:
        ring = np.zeros((around, 3))
        ring[:, axis] = along
        ring[:, (axis + 1) % 3], ring[:, (axis + 2) % 3] = radius * np.cos(angle), radius * np.sin(angle)
        rings.append(ring)
    return np.concatenate(rings), _connect_rings(len(profile), around)


def _connect_rings(rings: int, around: int) -> Array:
    i, j = np.meshgrid(np.arange(rings - 1), np.arange(around), indexing="ij")
    a, b = i * around + j, i * around + (j + 1) % around
    c, d = a + around, b + around
    return np.stack([np.stack([a, b, c], -1), np.stack([b, d, c], -1)]).reshape(-1, 3)


def make_rod(length_m: float, radius_m: float, axis: int, around: int = 20) -> Shape:
    """A closed cylinder about the origin with sharp rims."""
    h, e = length_m / 2, 1e-4
    profile = [(-h, 1e-4), (-h, radius_m), (-h + e, radius_m), (h - e, radius_m), (h, radius_m), (h, 1e-4)]
    return lathe_profile(profile, axis, around)


def make_ball(radius_m: Array | float) -> Shape:
    """An ellipsoid about the origin; the radius may be (3,)."""
    polar = np.linspace(0.02, np.pi - 0.02, 12)
    v, f = lathe_profile([(-float(np.cos(p)), float(np.sin(p))) for p in polar], 1, 18)
    return v * np.asarray(radius_m), f


def make_box(low: tuple[float, float, float], high: tuple[float, float, float]) -> Shape:
    """An axis-aligned box with its own corners per face, so that its normals stay flat."""
    vertices, triangles = [], []
    lo, hi = np.array(low), np.array(high)
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        for end in (lo, hi):
            start = len(vertices)
            for a, b in ((0, 0), (1, 0), (1, 1), (0, 1)):
                p = np.zeros(3)
                p[axis], p[u], p[v] = end[axis], (lo, hi)[a][u], (lo, hi)[b][v]
                vertices.append(p)
            triangles += [(start, start + 1, start + 2), (start, start + 2, start + 3)]
    return np.array(vertices), np.array(triangles)


def make_floor(half_m: float, height_m: float) -> Shape:
    """A square of the floor about the origin, facing up."""
    x, z = np.array([-1, -1, 1, 1]) * half_m, np.array([-1, 1, 1, -1]) * half_m
    return np.stack([x, np.full(4, height_m), z], axis=1), np.array([(0, 1, 2), (0, 2, 3)])


def make_shoe(foot: Array, ankle: Array, forward: Array, sole_m: float = 0.012, heel_m: float = 0.0) -> Shape:
    """A trainer lofted around the bare foot's vertices (N, 3); no toe shows. Slices run heel to toe."""
    across = np.array([forward[2], 0.0, -forward[0]])
    along, side, up = foot @ forward, foot @ across, foot[:, 1]
    heel, toe = along.min() - 0.008, along.max() + 0.012
    where = np.linspace(heel, toe, 22)
    reach = 0.11 * (toe - heel)
    collar = 1.2 * ankle[1]
    left, right, top = [], [], []
    for s in where:
        near = np.abs(along - np.clip(s, heel + reach, toe - reach)) < reach
        low = near & (up < 0.9 * ankle[1])
        left.append(side[low].max())
        right.append(side[low].min())
        top.append(min(up[near].max() + 0.010, collar))
    left, right, top = (
        np.convolve(np.pad(x, 2, "edge"), np.ones(5) / 5, "valid") for x in (left, right, top)
    )
    share = (where - heel) / (toe - heel)
    round_off = np.sqrt(np.clip(1 - np.maximum(np.abs(share - 0.5) * 2 - 0.62, 0) ** 2 / 0.38**2, 0.0, 1))
    rings = []
    angle = np.linspace(0, np.pi, 15)
    for i, s in enumerate(where):
        middle, half = (
            (left[i] + right[i]) / 2,
            ((left[i] - right[i]) / 2 + 0.007) * (0.25 + 0.75 * round_off[i]),
        )
        tall = top[i] * (0.62 + 0.38 * round_off[i])
        x = np.concatenate([half * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.75, [-half, 0, half]])
        y = np.concatenate([tall * np.sin(angle) ** 0.7, [-sole_m - heel_m * (1 - share[i])] * 3])
        rings.append(s * forward + (middle + x)[:, None] * across + y[:, None] * np.array([0, 1.0, 0]))
    ring = len(rings[0])
    ends = [np.repeat(r.mean(axis=0)[None], ring, axis=0) for r in (rings[0], rings[-1])]
    vertices = np.concatenate([ends[0], *rings, ends[1]])
    return vertices, _connect_rings(len(where) + 2, ring)
