"""Draws one quantity on one frame: the measured lines, the sides in words. Nothing covers the body."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage

from analysis.pose.cleaning import clean_track
from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import FloatArray, PoseTrack
from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT, Quantity
from analysis.report.pipeline import correct_mirroring, list_shot_limits
from analysis.report.segment import apply_view_override
from analysis.report.types import SetReport, Standing, Value
from reporting.value_text import format_magnitude
from vision.overlay.body import BodyDrawing, draw_balance, draw_hips, draw_skeleton
from vision.overlay.drawing import (
    PALETTE,
    Color,
    Image,
    draw_arrow,
    draw_dashed_line,
    draw_disc,
    draw_line,
    draw_outlined_line,
    draw_ring,
)
from vision.overlay.drawing import Rect as Place
from vision.overlay.lettering import LINE_HEIGHT, draw_label, draw_text, fit_text

# Behind a still that is drawn without its clip, and where the frame ends before the still does.
GROUND: Color = (38, 44, 50)

# (width, height) of the image in a still: all alike, for they stand side by side.
SIZE_PX = (660, 900)

# Height of the title above the image.
TEXT_PX = 30
BAND_PX = 62

# Left free around the body, in units of its height.
MARGIN = 0.13


@dataclass(frozen=True)
class StillScene:
    """The lifter at one moment.

    points   (33, 2) px of the upright original frame, the lifter's own sides, NaN = unseen
    size_px  (width, height) of that frame
    level    (2,) along true level, towards the right of the frame
    to_left  (2,) the same or its opposite: towards the lifter's own left
    """

    points: FloatArray
    size_px: tuple[int, int]
    level: FloatArray
    to_left: FloatArray


def find_scenes(track: PoseTrack, report: SetReport, times_s: Collection[float]) -> dict[float, StillScene]:
    """Where the lifter's joints are at some times of the clip, as the analysis saw them."""
    first, stop = list_shot_limits(track)[report.shot - 1]
    time_s, points = track.time_s[first:stop], _compute_named_points(track.slice_frames(first, stop), report)
    roll = np.radians(np.nan_to_num(report.camera.roll_deg)) * (-1.0 if report.settings.mirrored else 1.0)
    level = np.array([np.cos(roll), -np.sin(roll)])
    left, right = (points[:, landmark, 0] for landmark in Joint.HIP.pair)
    # Which way the lifter faces: seen from the front the own left is on the right of the frame. The median
    # holds where single frames are occluded or swapped.
    across = (left - right)[np.isfinite(left - right)]
    to_left = level if not len(across) or np.median(across) >= 0 else -level
    return {
        time: StillScene(points[int(np.argmin(np.abs(time_s - time)))], track.size_px, level, to_left)
        for time in times_s
    }


def draw_still(frame: Image | None, scene: StillScene, value: Value, title: str) -> Image:
    """A new image, cropped to the lifter, under its title; without a frame, a skeleton on plain ground."""
    corner, scale = _choose_crop(scene)
    image = _crop_frame(frame, scene, corner, scale)
    points = (scene.points - corner) * scale
    inside = Place(0, 0, *SIZE_PX).shrink_by(TEXT_PX // 2)
    body = BodyDrawing(points, scene.level, scene.to_left, TEXT_PX, inside)
    if frame is None:
        draw_skeleton(image, body)
    _draw_measure(image, body, value)
    _write_sides(image, body)
    return np.vstack([_draw_title_band(title), image])


def format_still_title(value: Value, rep: int) -> str:
    """ "Lateral shift 18 % left · rep 6"."""
    side = f" {value.side}" if value.side else ""
    about = "≈ " if value.standing is Standing.INDICATION else ""
    return f"{QUANTITIES[value.quantity].label} {about}{format_magnitude(value.pct)} %{side} · rep {rep}"


def _compute_named_points(shot: PoseTrack, report: SetReport) -> FloatArray:
    """(T, 33, 2) px of the clip as it is, with the lifter's own sides, cleaned as for the analysis."""
    settings = report.settings
    # Cleaned as for the analysis, so that lines and numbers come from the same points.
    points = apply_view_override(clean_track(correct_mirroring(shot, settings)), settings.view).image_px
    return points * [-1.0, 1.0] + [shot.size_px[0] - 1.0, 0.0] if settings.mirrored else points


def _choose_crop(scene: StillScene) -> tuple[FloatArray, float]:
    """(corner (2,) px of the original, scale): what part of the original the still shows."""
    low, high = np.nanmin(scene.points, axis=0), np.nanmax(scene.points, axis=0)
    tall = float(high[1] - low[1])
    low, high = low - MARGIN * tall, high + MARGIN * tall
    width, height = SIZE_PX
    scale = float(min(width / (high[0] - low[0]), height / (high[1] - low[1])))
    shown = np.array(SIZE_PX) / scale
    corner = (low + high - shown) / 2
    # Near the edge of the frame the crop moves inwards: better more room on one side than an empty strip.
    farthest = np.maximum(np.array(scene.size_px) - shown, 0.0)
    fits = shown <= scene.size_px
    return np.where(fits, np.clip(corner, 0.0, farthest), corner), scale


def _crop_frame(frame: Image | None, scene: StillScene, corner: FloatArray, scale: float) -> Image:
    """The part of the frame that begins at `corner`, scaled; plain ground where the frame ends."""
    canvas = PillowImage.new("RGB", SIZE_PX, GROUND)
    if frame is not None:
        per_px = np.array(frame.shape[1::-1]) / scene.size_px
        first = np.maximum(corner, 0.0)
        stop = np.minimum(corner + np.array(SIZE_PX) / scale, scene.size_px)
        width, height = (max(round(float(side)), 1) for side in (stop - first) * scale)
        (x0, y0), (x1, y1) = (map(float, point * per_px) for point in (first, stop))
        part = PillowImage.fromarray(frame)
        part = part.resize((width, height), PillowImage.Resampling.BICUBIC, (x0, y0, x1, y1))
        at = np.round((first - corner) * scale).astype(int)
        canvas.paste(part, tuple(at.tolist()))
    return np.array(canvas)


def _draw_title_band(title: str) -> Image:
    width = SIZE_PX[0]
    band: NDArray[np.uint8] = np.full((BAND_PX, width, 3), PALETTE.dark, np.uint8)
    text, size = fit_text(title, TEXT_PX, width - TEXT_PX, TEXT_PX // 2)
    draw_text(band, text, (TEXT_PX / 2, (BAND_PX - LINE_HEIGHT * size) / 2), size, PALETTE.ink)
    return band


def _draw_measure(image: Image, body: BodyDrawing, value: Value) -> None:
    if value.quantity is Quantity.HIP_DROP:
        draw_hips(image, body, value.pct, THRESHOLD_PCT, "")
    elif value.quantity is Quantity.KNEE_VALGUS:
        _draw_knees(image, body, value)
    elif value.quantity is Quantity.LATERAL_SHIFT:
        draw_balance(image, body, value.pct, THRESHOLD_PCT, "")
    else:
        _draw_turn(image, body, value)


def _draw_knees(image: Image, body: BodyDrawing, value: Value) -> None:
    """A plumb line over mid-foot, and how far each knee reaches from it; an arrow at the one that is in."""
    foot, knees = body.compute_midpoint(Joint.ANKLE), body.select_pair(Joint.KNEE)
    highest = max(float((foot - knee) @ body.down) for knee in knees)
    top = foot - body.down * (highest + 2 * body.text_px)
    draw_dashed_line(image, foot, top, PALETTE.ink, 0.08 * body.text_px, body.text_px / 2)
    for side, knee in zip(Side, knees, strict=True):
        # The value belongs to the knee on its side; the other one is drawn as even.
        color = _choose_color(value) if side is value.side else PALETTE.even
        plumb = foot + body.down * float((knee - foot) @ body.down)
        draw_outlined_line(image, plumb, knee, color, 0.16 * body.text_px)
        draw_disc(image, knee, 0.34 * body.text_px, PALETTE.dark)
        draw_disc(image, knee, 0.26 * body.text_px, color)
        if side is value.side and abs(value.pct) > THRESHOLD_PCT:
            draw_ring(image, knee, 0.75 * body.text_px, color, 0.16 * body.text_px)
            start = knee + side.sign * body.to_left * 2.4 * body.text_px
            draw_arrow(image, start, knee + side.sign * body.to_left * 0.9 * body.text_px, color, 6.0)


def _draw_turn(image: Image, body: BodyDrawing, value: Value) -> None:
    """The hips, and which of them is in front: the turn itself could only be seen from above."""
    hips = body.select_pair(Joint.HIP)
    draw_outlined_line(image, hips[0], hips[1], _choose_color(value), 0.16 * body.text_px)
    for side, hip in zip(Side, hips, strict=True):
        forward = side is value.side
        radius = (0.6 if forward else 0.3) * body.text_px
        draw_disc(image, hip, radius * 1.25, PALETTE.dark)
        draw_disc(image, hip, radius, _choose_color(value) if forward else PALETTE.ink)
        if forward:
            away = hip + side.sign * body.to_left * 4.2 * body.text_px
            draw_line(
                image, hip, away - side.sign * body.to_left * 2.2 * body.text_px, _choose_color(value), 2.0
            )
            draw_label(image, "forward", away, body.text_px, PALETTE.ink, body.within)


def _write_sides(image: Image, body: BodyDrawing) -> None:
    """The words "left" and "right" outside the lifter's own feet."""
    for side in Side:
        out = side.sign * body.to_left
        feet = body.points[
            [
                Joint.ANKLE.select_landmark(side),
                Joint.TOE.select_landmark(side),
                Joint.HEEL.select_landmark(side),
            ]
        ]
        if np.isfinite(feet).all(axis=1).any():
            beyond = np.nanmax((feet - body.compute_midpoint(Joint.ANKLE)) @ out)
            at = body.compute_midpoint(Joint.ANKLE) + out * (beyond + 1.9 * body.text_px)
            draw_label(image, side.value, at, body.text_px, PALETTE.ink, body.within)


def _choose_color(value: Value) -> Color:
    if value.standing is Standing.INDICATION:
        return PALETTE.ungraded
    return PALETTE.uneven if abs(value.pct) > THRESHOLD_PCT else PALETTE.even
