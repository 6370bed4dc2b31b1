"""What is drawn on the lifter: skeleton, level hips, knee tracks, plumb line, weight between the feet."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.pose.landmarks import BONES, Joint, Side
from vision.overlay.drawing import (
    PALETTE,
    Color,
    Image,
    Rect,
    draw_arrow,
    draw_dashed_line,
    draw_disc,
    draw_line,
    draw_outlined_line,
    draw_ring,
    tint_polygon,
)
from vision.overlay.lettering import draw_label, measure_text_width

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class BodyStyle:
    """Widths in units of the text size; lengths in units of the body part they belong to."""

    # Half hip widths that the hip line runs to each side: a lever makes the tilt visible.
    bone: float = 0.11
    joint: float = 0.17
    heavy: float = 0.2
    dash: float = 0.5
    hip_line: float = 2.3
    # The level line runs on beyond the hip line by this.
    level_line: float = 1.35
    # Below this share of its limit a value gets no arrow and no number: it would only be noise.
    min_arrow: float = 0.35


STYLE = BodyStyle()


@dataclass(frozen=True)
class BodyDrawing:
    """The lifter in one frame.

    Attributes
    ----------
    points : ndarray of float64, shape (33, 2)
        px of the canvas, under the lifter's own sides; NaN: not drawn.
    level : ndarray of float64, shape (2,)
        Unit vector along true level, towards the right of the image; down is at right angles to it.
    to_left : ndarray of float64, shape (2,)
        The same or its opposite: towards the lifter's own left.
    text_px : int
        Size of ordinary text on this canvas, px: all line widths follow it.
    within : Rect
        Where labels may stand.
    """

    points: FloatArray
    level: FloatArray
    to_left: FloatArray
    text_px: int
    within: Rect

    @property
    def down(self) -> FloatArray:
        """(2,) unit vector along gravity, as the image shows it."""
        return np.array([-self.level[1], self.level[0]])

    def select_pair(self, joint: Joint) -> FloatArray:
        """(2, 2) left and right."""
        return self.points[list(joint.pair)]

    def compute_midpoint(self, joint: Joint) -> FloatArray:
        """(2,) halfway between left and right; NaN unless both are seen."""
        return np.asarray(self.select_pair(joint).mean(axis=0))


def draw_skeleton(image: Image, body: BodyDrawing) -> None:
    """Draw bones and joints in white on dark: without colour, which is left for even and uneven.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    body : BodyDrawing
        The lifter.
    """
    width = STYLE.bone * body.text_px
    for start, end in BONES:
        draw_line(image, body.points[start], body.points[end], PALETTE.dark, 2 * width)
    for start, end in BONES:
        draw_line(image, body.points[start], body.points[end], PALETTE.ink, width)
    for joint in (Joint.SHOULDER, Joint.HIP, Joint.KNEE, Joint.ANKLE):
        for point in body.select_pair(joint):
            draw_disc(image, point, STYLE.joint * body.text_px * 1.35, PALETTE.dark)
            draw_disc(image, point, STYLE.joint * body.text_px, PALETTE.ink)


def draw_hips(image: Image, body: BodyDrawing, value: float, limit: float, label: str) -> None:
    """Draw the hip line and level through mid-hip, with the wedge between them.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    body : BodyDrawing
        The lifter.
    value : float
        Hip drop, percent of the hip width, + = left hip lower; NaN: the landmarks' own line.
    limit : float
        Magnitude above which it counts as uneven, percent.
    label : str
        Written at the lower end once the value is worth it.
    """
    middle, (left, right) = body.compute_midpoint(Joint.HIP), body.select_pair(Joint.HIP)
    reach = STYLE.hip_line * np.abs((left - right) @ body.level) / 2
    drop = value / 100 if np.isfinite(value) else _compute_slope(left - right, body)
    across, lower = body.to_left * reach, body.down * drop * reach
    ends = middle + across, middle - across
    tilted = ends[0] + lower, ends[1] - lower
    color = _choose_color(value, limit)
    for end, low in zip(ends, tilted, strict=True):
        tint_polygon(image, [middle, end, low], color, 0.55)
    width, beyond = STYLE.bone * body.text_px, across * STYLE.level_line
    draw_dashed_line(
        image, middle - beyond, middle + beyond, PALETTE.ink, 0.6 * width, STYLE.dash * body.text_px
    )
    draw_outlined_line(image, tilted[0], tilted[1], color, STYLE.heavy * body.text_px)
    if _is_worth_showing(value, limit):
        side = 0 if value > 0 else 1
        away = (across if value > 0 else -across) / max(reach, 1e-9)
        at = tilted[side] + away * (0.7 * body.text_px + measure_text_width(label, body.text_px) / 2)
        draw_label(image, label, at, body.text_px, color, body.within)


def draw_knees(image: Image, body: BodyDrawing, trail: FloatArray, value: float, limit: float) -> None:
    """Draw where each knee has been in this rep, and an arrow at the knee that comes in too far.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    body : BodyDrawing
        The lifter.
    trail : ndarray of float64, shape (n, 2, 2)
        px: the frames of the rep so far, left and right knee; fades with age.
    value : float
        Knee valgus, percent, + = the left knee further in.
    limit : float
        Magnitude above which it counts as uneven, percent.
    """
    inward = Side.from_sign(value) if _is_worth_showing(value, limit) else None
    for index, side in enumerate(Side):
        flagged = side is inward and abs(value) > limit
        color = PALETTE.uneven if flagged else _choose_color(0.0 if np.isfinite(value) else value, limit)
        _draw_trail(image, trail[:, index], color, STYLE.heavy * body.text_px)
        knee = body.points[Joint.KNEE.select_landmark(side)]
        draw_disc(image, knee, STYLE.joint * body.text_px * 1.3, color)
        if flagged:
            draw_ring(image, knee, 0.75 * body.text_px, PALETTE.dark, 0.34 * body.text_px)
            draw_ring(image, knee, 0.75 * body.text_px, color, 0.2 * body.text_px)
            _draw_inward_arrow(image, body, knee, side, color)


def _draw_inward_arrow(image: Image, body: BodyDrawing, knee: FloatArray, side: Side, color: Color) -> None:
    inward = -side.sign * body.to_left
    start = knee + inward * 1.1 * body.text_px
    draw_arrow(image, start, start + inward * 1.7 * body.text_px, color, STYLE.heavy * body.text_px)


def _draw_trail(image: Image, trail: FloatArray, color: Color, width: float) -> None:
    """A line that grows from thin and dim to full; steps over unseen frames."""
    ages = np.linspace(0.25, 1.0, max(len(trail) - 1, 1))
    for start, end, age in zip(trail[:-1], trail[1:], ages, strict=False):
        draw_line(image, start, end, _dim_color(color, age), width * age)


def draw_balance(image: Image, body: BodyDrawing, value: float, limit: float, label: str) -> None:
    """Draw a plumb line from mid-stance, the body's own centre line, and a scale between the feet.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    body : BodyDrawing
        The lifter.
    value : float
        Lateral shift, percent, + = to the left: 0 is over mid-stance, 100 over the left ankle. NaN leaves
        the marker out.
    limit : float
        Magnitude above which it counts as uneven, percent: the tolerated band on the scale.
    label : str
        Written below the marker once the value is worth it.
    """
    foot, hip, shoulder = (body.compute_midpoint(joint) for joint in (Joint.ANKLE, Joint.HIP, Joint.SHOULDER))
    width = STYLE.bone * body.text_px
    height = (foot - shoulder) @ body.down
    draw_dashed_line(
        image, foot, foot - body.down * height, PALETTE.ink, 0.6 * width, STYLE.dash * body.text_px
    )
    draw_outlined_line(image, shoulder, hip, _choose_color(value, limit), width)
    _draw_scale(image, body, foot, value, limit, label)


def _draw_scale(
    image: Image, body: BodyDrawing, foot: FloatArray, value: float, limit: float, label: str
) -> None:
    left, right = body.select_pair(Joint.ANKLE)
    half = np.abs((left - right) @ body.level) / 2
    foot = foot + body.down * 1.1 * body.text_px
    to_left = body.to_left * half
    size = body.text_px
    draw_outlined_line(image, foot - to_left, foot + to_left, PALETTE.soft_ink, 0.12 * size)
    for end in (-limit / 100, limit / 100):
        tick = foot + to_left * end
        draw_outlined_line(
            image, tick - body.down * 0.3 * size, tick + body.down * 0.3 * size, PALETTE.ink, 0.1 * size
        )
    if np.isfinite(value):
        marker = foot + to_left * np.clip(value / 100, -1.0, 1.0)
        color = _choose_color(value, limit)
        draw_outlined_line(image, foot, marker, color, 0.3 * size)
        draw_disc(image, marker, 0.5 * size, PALETTE.dark)
        draw_disc(image, marker, 0.38 * size, color)
    if _is_worth_showing(value, limit):
        at = foot + to_left * np.clip(value / 100, -1, 1) + body.down * 1.5 * size  # clear of the shins
        draw_label(image, label, at, size, _choose_color(value, limit), body.within)


def draw_sides(image: Image, body: BodyDrawing) -> None:
    """Draw the letters L and R at the lifter's own feet.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    body : BodyDrawing
        The lifter.
    """
    for side in Side:
        ankle = body.points[Joint.ANKLE.select_landmark(side)]
        at = ankle + side.sign * body.to_left * 1.3 * body.text_px - body.down * 0.3 * body.text_px
        draw_label(image, side.name[0], at, body.text_px, PALETTE.ink, body.within)


def _compute_slope(across: FloatArray, body: BodyDrawing) -> float:
    """Drop of the left end per unit of width, off level; NaN where unseen."""
    run = abs(float(across @ body.level))
    return float(across @ body.down) / run if run > 0 else float("nan")


def _choose_color(value: float, limit: float) -> Color:
    if not np.isfinite(value):
        return PALETTE.ungraded
    return PALETTE.uneven if abs(value) > limit else PALETTE.even


def _is_worth_showing(value: float, limit: float) -> bool:
    return bool(abs(value) > STYLE.min_arrow * limit)


def _dim_color(color: Color, by: float) -> Color:
    return tuple(round(part * (0.35 + 0.65 * by)) for part in color)  # type: ignore[return-value]
