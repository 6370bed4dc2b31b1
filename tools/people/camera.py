"""A pinhole camera on a stand in front of (or behind) the lifter.

Signs: azimuth 0 = straight in front, 180 = straight behind, growing towards the lifter's left.
`yaw_deg` is what the azimuth differs by from the view's own axis (front 0, rear 180), so a yaw of the
same sign turns the lifter the same way in both views. A positive roll turns the picture's content
anticlockwise (the camera stands tilted clockwise, seen from behind it).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray
NEAR_M, FAR_M = 0.1, 40.0


@dataclass(frozen=True)
class RenderCamera:
    """Where the phone stands and how it looks."""

    yaw_deg: float
    distance_m: float
    height_m: float
    fov_deg: float  # vertical
    roll_deg: float = 0.0
    rear: bool = False
    look_at_m: tuple[float, float, float] = (0.0, 0.85, -0.05)
    size_px: tuple[int, int] = (540, 960)  # width, height

    @property
    def azimuth_deg(self) -> float:
        return self.yaw_deg + (180.0 if self.rear else 0.0)

    @property
    def eye_m(self) -> Array:
        """(3,) position in the world."""
        a = np.radians(self.azimuth_deg)
        centre = np.array(self.look_at_m) * [1, 0, 1]
        away = self.distance_m * np.array([np.sin(a), 0.0, np.cos(a)])
        return centre + away + np.array([0.0, self.height_m, 0.0])

    def compute_view_matrix(self) -> Array:
        """(4, 4) world -> camera (x right, y up, z towards the viewer)."""
        matrix = build_look_at_matrix(self.eye_m, np.array(self.look_at_m))
        c, s = np.cos(np.radians(self.roll_deg)), np.sin(np.radians(self.roll_deg))
        roll = np.eye(4)
        roll[:2, :2] = [[c, -s], [s, c]]
        return roll @ matrix

    def compute_projection_matrix(self) -> Array:
        """(4, 4) camera -> clip space."""
        width, height = self.size_px
        t = 1 / np.tan(np.radians(self.fov_deg) / 2)
        a, b = (FAR_M + NEAR_M) / (NEAR_M - FAR_M), 2 * FAR_M * NEAR_M / (NEAR_M - FAR_M)
        return np.array([[t * height / width, 0, 0, 0], [0, t, 0, 0], [0, 0, a, b], [0, 0, -1, 0]])

    def project_points(self, points_m: Array) -> Array:
        """(..., 3) world points -> (..., 2) pixels, x right, y down."""
        width, height = self.size_px
        matrix = self.compute_view_matrix()
        p = points_m @ matrix[:3, :3].T + matrix[:3, 3]
        focal = height / 2 / np.tan(np.radians(self.fov_deg) / 2)
        return np.stack(
            [width / 2 - focal * p[..., 0] / p[..., 2], height / 2 + focal * p[..., 1] / p[..., 2]], -1
        )


def build_look_at_matrix(eye: Array, at: Array) -> Array:
    """(4, 4) matrix of a camera at `eye` looking at `at`, upright."""
    z = (eye - at) / np.linalg.norm(eye - at)
    x = np.cross([0.0, 1.0, 0.0], z)
    x /= np.linalg.norm(x)
    matrix = np.eye(4)
    matrix[:3, :3] = [x, np.cross(z, x), z]
    matrix[:3, 3] = -matrix[:3, :3] @ eye
    return matrix


def build_orthographic_matrix(half_m: float, near_m: float, far_m: float) -> Array:
    """(4, 4) parallel projection of a square of +-half_m, for the shadow of a distant lamp."""
    depth = far_m - near_m
    matrix = np.diag([1 / half_m, 1 / half_m, -2 / depth, 1.0])
    matrix[2, 3] = -(far_m + near_m) / depth
    return matrix
