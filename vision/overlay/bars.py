"""The panel of bars: a row per quantity with its tolerated band and the value in words."""

from dataclasses import dataclass

import numpy as np

from vision.overlay.drawing import PALETTE, Image, Rect, darken_rectangle, fill_rectangle, hatch_rectangle
from vision.overlay.layout import CAPTION_HEIGHT, PANEL_OPACITY, ROW_HEIGHT, Layout
from vision.overlay.lettering import LINE_HEIGHT, draw_text, fit_text, measure_text_width
from vision.overlay.plan import LiveValue

# A bar's end is at this many times the limit.
BAR_LIMITS = 2.0
# Of the panel's width.
MIN_BAR_SHARE, MAX_NAME_SHARE = 0.3, 0.35
TRACK_COLOR, BAND_COLOR = (58, 64, 70), (96, 104, 112)


def draw_values(
    image: Image,
    layout: Layout,
    live: tuple[LiveValue, ...],
    values: list[float],
    caption: str,
    left_is_right: bool,
) -> None:
    """Draw a row per quantity: name, bar with its tolerated band, value in words.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    layout : Layout
        Where the panel is.
    live : tuple of LiveValue
        The quantities.
    values : list of float
        One value per quantity, in its unit, + = the lifter's left; NaN: unseen.
    caption : str
        Says whether the values are of now or of a rep.
    left_is_right : bool
        Whether the lifter's left is at the bars' right end, as in an image from the front.
    """
    if not live:
        return
    darken_rectangle(image, layout.values, PANEL_OPACITY)
    rows = _plan_rows(layout, live, left_is_right)
    _draw_caption(image, rows, caption)
    for row, (value, now) in enumerate(zip(live, values, strict=True)):
        top = rows.inner.y + round((CAPTION_HEIGHT + ROW_HEIGHT * row) * layout.text_px)
        _draw_row(image, rows, top, value, now)


@dataclass(frozen=True)
class _Rows:
    """How the rows of bars are set: one text size for all, and the place of the first bar."""

    inner: Rect
    size: int
    bar: Rect
    min_size: int
    left_is_right: bool


def _plan_rows(layout: Layout, live: tuple[LiveValue, ...], left_is_right: bool) -> _Rows:
    """The largest text with which the longest name and words leave the bar its share of the width."""
    inner, size = layout.compute_content_rect(layout.values), layout.text_px
    while True:
        names = max(measure_text_width(value.label, size) for value in live)
        words = max(
            measure_text_width(value.format_value(sign * 88.0), size) for value in live for sign in (1, -1)
        )
        left = inner.width - names - words - size
        if left >= MIN_BAR_SHARE * inner.width or size <= layout.min_text_px:
            break
        size -= 1
    names = min(names, round(MAX_NAME_SHARE * inner.width))
    width = max(min(left, inner.width - names - size), round(MIN_BAR_SHARE * inner.width))
    bar = Rect(inner.x + names + size // 2, inner.y, width, round(ROW_HEIGHT * layout.text_px))
    return _Rows(inner, size, bar, layout.min_text_px, left_is_right)


def _draw_caption(image: Image, rows: _Rows, caption: str) -> None:
    """Above the bars: which end is which of the lifter's own sides."""
    size, top, bar = rows.min_size, rows.inner.y, rows.bar
    ends = ("R", "L") if rows.left_is_right else ("L", "R")
    words, fitted = fit_text(caption, size, bar.x - rows.inner.x - size // 3, size * 2 // 3)
    draw_text(image, words, (rows.inner.x, top), fitted, PALETTE.soft_ink)
    draw_text(image, ends[0], (bar.x, top), size, PALETTE.soft_ink)
    draw_text(image, ends[1], (bar.right, top), size, PALETTE.soft_ink, "right")


def _draw_row(image: Image, rows: _Rows, top: int, live: LiveValue, now: float) -> None:
    size, over = rows.size, live.is_over(now)
    place = rows.bar._replace(y=top)
    text_top = top + (place.height - round(LINE_HEIGHT * size)) // 2
    label, fitted = fit_text(live.label, size, place.x - rows.inner.x - size // 3, rows.min_size)
    draw_text(image, label, (rows.inner.x, text_top), fitted, PALETTE.ink)
    color = (PALETTE.uneven if over else PALETTE.ink) if np.isfinite(now) else PALETTE.soft_ink
    words_left = place.right + size // 2
    words, fitted = fit_text(live.format_value(now), size, rows.inner.right - words_left, rows.min_size)
    draw_text(image, words, (words_left, text_top), fitted, color)
    slim = place.shrink_by(round(0.14 * place.height))._replace(x=place.x, width=place.width)
    _draw_bar(image, slim, live, now if rows.left_is_right else -now)


def _draw_bar(image: Image, place: Rect, live: LiveValue, now: float) -> None:
    """From the middle to the value: inside the band a slim plain bar, outside a full-height striped one."""
    middle = place.x + place.width // 2
    fill_rectangle(image, place, TRACK_COLOR)
    band = round(place.width / 2 / BAR_LIMITS)
    fill_rectangle(image, Rect(middle - band, place.y, 2 * band, place.height), BAND_COLOR)
    if np.isfinite(now):
        reach = round(np.clip(now / live.limit, -BAR_LIMITS, BAR_LIMITS) * band)
        slim = 0 if live.is_over(now) else place.height // 4
        bar = Rect(middle + min(reach, 0), place.y + slim, max(abs(reach), 1), place.height - 2 * slim)
        fill_rectangle(image, bar, PALETTE.uneven if live.is_over(now) else PALETTE.even)
        if live.is_over(now):
            hatch_rectangle(image, bar, (176, 100, 0), max(place.height // 4, 2))
        if live.indication:
            fill_rectangle(image, bar.shrink_by(max(place.height // 9, 1)), TRACK_COLOR)
    for x in (middle - band, middle, middle + band):
        fill_rectangle(image, Rect(x - 1, place.y - 2, 2, place.height + 4), PALETTE.ink)
