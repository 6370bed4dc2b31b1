"""Drawing on an RGB image in place: smooth lines, dashes, arrows, panels, icons. Knows no reps.

Here `image` is always (h, w, 3) uint8 RGB and drawn on in place, points and widths are in px, colours RGB.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Literal, NamedTuple

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

# (height, width, 3) RGB.
Image = NDArray[np.uint8]

# (x, y) px, with fractions; NaN = nowhere.
Point = Sequence[float] | NDArray[np.float64]

# RGB, 0..255.
Color = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """Colours after Okabe and Ito, distinct for every kind of colour vision; never the only sign of a grade.

    References
    ----------
    M. Okabe, K. Ito, Color Universal Design, 2008.
    """

    even: Color = (86, 180, 233)  # sky blue
    uneven: Color = (245, 152, 20)  # orange, a little deeper than theirs so that white text stands on it
    ungraded: Color = (170, 170, 170)
    ink: Color = (255, 255, 255)
    soft_ink: Color = (200, 205, 210)
    dark: Color = (16, 20, 24)


PALETTE = Palette()


class Rect(NamedTuple):
    """A place in an image, px: top left corner and size."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def shrink_by(self, by: int) -> "Rect":
        """The rectangle without `by` px at each side; at least 0 px wide and high."""
        return Rect(self.x + by, self.y + by, max(self.width - 2 * by, 0), max(self.height - 2 * by, 0))

    def select_pixels(self, image: Image) -> Image:
        """The view of `image` that lies under this rectangle."""
        return image[max(self.y, 0) : max(self.bottom, 0), max(self.x, 0) : max(self.right, 0)]


# cv2 takes sub-pixel positions as integers of 1/16 px; without them slow movement trembles.
_SHIFT = 4

# Beyond this cv2's fixed-point positions overflow.
_FARTHEST_PX = 16_000


def _convert_to_fixed_point(points: ArrayLike) -> NDArray[np.int32]:
    clipped = np.clip(np.asarray(points, dtype=np.float64), -_FARTHEST_PX, _FARTHEST_PX)
    return np.round(clipped * (1 << _SHIFT)).astype(np.int32)


def _convert_point(point: Point) -> tuple[int, int] | None:
    """One point in fixed position, None where it is not a number: ten times as quick as on arrays."""
    x, y = float(point[0]), float(point[1])
    if not (isfinite(x) and isfinite(y)):
        return None
    low, high = -_FARTHEST_PX, _FARTHEST_PX
    return round(min(max(x, low), high) * (1 << _SHIFT)), round(min(max(y, low), high) * (1 << _SHIFT))


def draw_line(image: Image, start: Point, end: Point, color: Color, width: float) -> None:
    """Draw one smooth line.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    start, end : Point
        px, with fractions; nothing is drawn if one is NaN.
    color : Color
        RGB.
    width : float
        px, at least one.
    """
    first, last = _convert_point(start), _convert_point(end)
    if first and last:
        cv2.line(image, first, last, color, max(round(width), 1), cv2.LINE_AA, _SHIFT)


def draw_outlined_line(image: Image, start: Point, end: Point, color: Color, width: float) -> None:
    """Draw a line with a dark edge, to be seen on bright and dark clothes alike.

    Parameters
    ----------
    image, start, end, color, width
        As for `draw_line`; the edge adds to the width.
    """
    draw_line(image, start, end, PALETTE.dark, width * 1.9)
    draw_line(image, start, end, color, width)


def draw_dashed_line(image: Image, start: Point, end: Point, color: Color, width: float, dash: float) -> None:
    """Draw a dashed line with dark edges.

    Parameters
    ----------
    image, start, end, color, width
        As for `draw_line`.
    dash : float
        Length of a dash and of a gap, px.
    """
    first, last = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    length = float(np.hypot(*(last - first)))
    if not np.isfinite(length) or length == 0:
        return
    step = (last - first) / length
    for at in np.arange(0.0, min(length, _FARTHEST_PX), 2 * max(dash, 1.0)):
        draw_outlined_line(image, first + step * at, first + step * min(at + dash, length), color, width)


def draw_disc(image: Image, center: Point, radius: float, color: Color) -> None:
    """Draw a filled circle.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    center : Point
        px; nothing is drawn if it is NaN.
    radius : float
        px.
    color : Color
        RGB.
    """
    point = _convert_point(center)
    if point:
        cv2.circle(image, point, round(radius * (1 << _SHIFT)), color, -1, cv2.LINE_AA, _SHIFT)


def draw_ring(image: Image, center: Point, radius: float, color: Color, width: float) -> None:
    """Draw a circle's outline.

    Parameters
    ----------
    image, center, radius, color
        As for `draw_disc`.
    width : float
        Of the outline, px.
    """
    point = _convert_point(center)
    if point:
        thickness = max(round(width), 1)
        cv2.circle(image, point, round(radius * (1 << _SHIFT)), color, thickness, cv2.LINE_AA, _SHIFT)


def draw_polygon(image: Image, corners: ArrayLike, color: Color) -> None:
    """Draw a filled convex polygon.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    corners : array_like, shape (n, 2)
        px; nothing is drawn if one is NaN.
    color : Color
        RGB.
    """
    points = np.asarray(corners, dtype=np.float64)
    if np.isfinite(points).all():
        cv2.fillConvexPoly(image, _convert_to_fixed_point(points), color, cv2.LINE_AA, _SHIFT)


def draw_arrow(image: Image, start: Point, end: Point, color: Color, width: float) -> None:
    """Draw a line with a filled head at `end`, dark-edged.

    Parameters
    ----------
    image, start, end, color, width
        As for `draw_line`.
    """
    first, last = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    length = float(np.hypot(*(last - first)))
    if not np.isfinite(length) or length == 0:
        return
    along = (last - first) / length
    across = np.array([-along[1], along[0]])
    for color_now, grow in ((PALETTE.dark, 0.5 * width), (color, 0.0)):
        half = 2.2 * width + grow
        neck = last - along * 3.2 * width
        draw_line(image, first, neck, color_now, width + 2 * grow)
        back = neck - along * grow
        draw_polygon(image, [last + along * grow, back + across * half, back - across * half], color_now)


def blend_color(image: Image, coverage: NDArray[np.uint8], at: tuple[int, int], color: Color) -> None:
    """Lay a colour onto an image as far as a mask says.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    coverage : ndarray of uint8, shape (m, n)
        0 leaves the image as it is, 255 covers it.
    at : tuple of int
        (x, y) of the mask's top left corner, px; what lies outside the image is cut off.
    color : Color
        RGB.
    """
    x, y = at
    rows = slice(max(-y, 0), max(min(coverage.shape[0], image.shape[0] - y), 0))
    columns = slice(max(-x, 0), max(min(coverage.shape[1], image.shape[1] - x), 0))
    part = coverage[rows, columns]
    if part.size:
        under = image[y + rows.start : y + rows.stop, x + columns.start : x + columns.stop]
        paint = np.empty_like(under)
        paint[:] = color
        alpha = cv2.cvtColor(part, cv2.COLOR_GRAY2RGB)
        above = cv2.multiply(paint, alpha, scale=1 / 255)
        cv2.add(cv2.multiply(under, 255 - alpha, scale=1 / 255), above, dst=under)


def tint_polygon(image: Image, corners: ArrayLike, color: Color, opacity: float) -> None:
    """Fill a convex polygon translucently.

    Parameters
    ----------
    image, corners, color
        As for `draw_polygon`.
    opacity : float
        0..1.
    """
    points = np.asarray(corners, dtype=np.float64)
    if not np.isfinite(points).all():
        return
    low = np.maximum(np.floor(points.min(axis=0)).astype(int) - 2, 0)
    high = np.minimum(np.ceil(points.max(axis=0)).astype(int) + 3, image.shape[1::-1])
    if (high > low).all():
        coverage = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
        cv2.fillConvexPoly(
            coverage, _convert_to_fixed_point(points - low), round(255 * opacity), cv2.LINE_AA, _SHIFT
        )
        blend_color(image, coverage, (int(low[0]), int(low[1])), color)


def darken_rectangle(image: Image, place: Rect, opacity: float) -> None:
    """Darken a rectangle so that text stands out and what lies behind is still seen.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    place : Rect
        px.
    opacity : float
        0 leaves the image as it is, 1 covers it.
    """
    under = place.select_pixels(image)
    if under.size:
        under[:] = cv2.convertScaleAbs(under, alpha=1.0 - opacity, beta=opacity * PALETTE.dark[1])


def fill_rectangle(image: Image, place: Rect, color: Color) -> None:
    """A filled rectangle."""
    place.select_pixels(image)[:] = color


def hatch_rectangle(image: Image, place: Rect, color: Color, pitch: int) -> None:
    """Draw diagonal stripes `pitch` px wide over a rectangle: the pattern for "uneven" without colour."""
    under = place.select_pixels(image)
    height, width = under.shape[:2]
    blend_color(under, _make_stripes(height, width, pitch), (0, 0), color)


@lru_cache(maxsize=256)
def _make_stripes(height: int, width: int, pitch: int) -> NDArray[np.uint8]:
    """Coverage of diagonal stripes `pitch` px wide."""
    rows, columns = np.ogrid[:height, :width]
    return np.where((rows + columns) % (2 * pitch) < pitch, 255, 0).astype(np.uint8)


Icon = Literal["check", "warning", "dash"]


def draw_icon(image: Image, kind: Icon, center: tuple[float, float], radius: float, color: Color) -> None:
    """Draw a check mark in a disc, an exclamation mark in a triangle, or a dash in a ring.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    kind : {"check", "warning", "dash"}
        Three different outlines, so that the grade is seen without colour.
    center : tuple of float
        (x, y) px.
    radius : float
        px.
    color : Color
        RGB.
    """
    x, y = center
    stroke = radius * 0.24
    if kind == "check":
        draw_disc(image, center, radius, color)
        tip = (x - 0.12 * radius, y + 0.42 * radius)
        draw_line(image, (x - 0.5 * radius, y + 0.05 * radius), tip, PALETTE.dark, stroke)
        draw_line(image, tip, (x + 0.5 * radius, y - 0.4 * radius), PALETTE.dark, stroke)
    elif kind == "warning":
        corners = [(x, y - 1.15 * radius), (x + 1.2 * radius, y + radius), (x - 1.2 * radius, y + radius)]
        draw_polygon(image, corners, color)
        draw_line(image, (x, y - 0.35 * radius), (x, y + 0.3 * radius), PALETTE.dark, stroke)
        draw_disc(image, (x, y + 0.68 * radius), stroke * 0.62, PALETTE.dark)
    elif kind == "dash":
        draw_ring(image, center, radius * 0.9, color, stroke * 0.8)
        draw_line(image, (x - 0.4 * radius, y), (x + 0.4 * radius, y), color, stroke * 0.8)
