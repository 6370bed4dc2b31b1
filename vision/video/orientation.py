"""Turns a decoded frame upright by the display matrix that phones write instead of turning the pixels."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


def mirror_image(image: Image) -> Image:
    """Mirror an image left to right.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB or any other channels.

    Returns
    -------
    ndarray of uint8, shape (h, w, 3)
        A contiguous copy, as MediaPipe needs it.
    """
    # ten times quicker than copying image[:, ::-1]
    return cv2.flip(image, 1)  # type: ignore[return-value]


@dataclass(frozen=True)
class Orientation:
    """What to do with a stored frame so that it stands upright: transpose first, then flip."""

    transpose: bool = False
    flip_x: bool = False
    flip_y: bool = False

    @classmethod
    def from_matrix(cls, matrix: bytes | None) -> "Orientation":
        """Read FFmpeg's display matrix.

        Parameters
        ----------
        matrix : bytes or None
            3 x 3 int32, row by row; None where the file has none.

        Returns
        -------
        Orientation
            The nearest quarter turn, mirrored if the matrix says so; upright for None and for nonsense.
        """
        if matrix is None or len(matrix) < 36:
            return cls()
        a, b, _, c, d = np.frombuffer(matrix, dtype=np.int32)[:5].tolist()
        if not (a or b or c or d):
            return cls()
        if abs(a) + abs(d) >= abs(b) + abs(c):
            return cls(False, a < 0, d < 0)
        return cls(True, c < 0, b < 0)

    def compute_upright_size(self, width: int, height: int) -> tuple[int, int]:
        """Swap width and height where the frame is turned by a quarter: (width, height), px."""
        return (height, width) if self.transpose else (width, height)

    def turn_upright(self, image: Image) -> Image:
        """Turn an (h, w, 3) image; contiguous, and the same array where nothing turns."""
        if self.transpose:
            image = cv2.transpose(image)  # type: ignore[assignment]
        if self.flip_x or self.flip_y:
            # cv2.flip: 0 turns upside down, 1 mirrors, -1 does both
            code = -1 if self.flip_x and self.flip_y else int(self.flip_x)
            image = cv2.flip(image, code)  # type: ignore[assignment]
        return np.ascontiguousarray(image)
