"""Boxes around people, in pixels of the scaled image."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from analysis.pose.landmarks import LOWER_BODY, TRUNK, Landmark

# Without the arms: they come and go with the bar, the rest shows place and size.
BODY = np.array(sorted({Landmark.NOSE, *TRUNK, *LOWER_BODY}))


@dataclass(frozen=True)
class Box:
    """A rectangle in px, x right, y down; left < right, top < bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def from_landmarks(cls, image_px: NDArray[np.float64]) -> Self:
        """Put a box around head, trunk and legs.

        Parameters
        ----------
        image_px : ndarray of float64, shape (33, 2)
            Landmarks in px.

        Returns
        -------
        Box
            At least one pixel wide and high.
        """
        low = image_px[BODY].min(axis=0)
        high = np.maximum(image_px[BODY].max(axis=0), low + 1.0)
        return cls(float(low[0]), float(low[1]), float(high[0]), float(high[1]))

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def size(self) -> float:
        """The longer side: changes least as a person bends."""
        return max(self.width, self.height)

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def compute_distance(self, other: "Box") -> float:
        """Distance between the centres, px."""
        (x, y), (other_x, other_y) = self.centre, other.centre
        return float(np.hypot(x - other_x, y - other_y))

    def compute_overlap(self, other: "Box") -> float:
        """Intersection over union, 0..1."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        if width <= 0 or height <= 0:
            return 0.0
        both = width * height
        return both / (self.width * self.height + other.width * other.height - both)

    def average_with(self, other: "Box") -> "Box":
        """The box halfway between two boxes."""
        return Box(
            (self.left + other.left) / 2,
            (self.top + other.top) / 2,
            (self.right + other.right) / 2,
            (self.bottom + other.bottom) / 2,
        )

    def grow_by(self, sideways: float, up_down: float) -> "Box":
        """Grow on each side by these shares of its size (its longer side)."""
        x, y = sideways * self.size, up_down * self.size
        return Box(self.left - x, self.top - y, self.right + x, self.bottom + y)
