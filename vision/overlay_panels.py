"""What stands beside the lifter: the verdict, the strip of reps, the bars, and the frame around it all."""

from dataclasses import dataclass

import numpy as np

from vision.drawing import PALETTE, Color, Icon, Image, Rect, box, disc, hatch, icon, panel, polygon, ring
from vision.lettering import LINE_HEIGHT, fit, text_width, wrap, write
from vision.overlay_layout import (
    CAPTION_HEIGHT,
    LINE_STEP,
    MAX_DETAILS,
    PADDING,
    ROW_HEIGHT,
    STRIP_HEIGHT,
    TITLE_SIZE,
    Layout,
    has_strip,
)
from vision.overlay_plan import LiveValue, OverlayPlan, RepGrade, RepMark


@dataclass(frozen=True)
class Verdict:
    """How a grade is shown: by word, icon, colour and the pattern of the frame, never by colour alone."""

    word: str
    icon: Icon
    color: Color


VERDICTS: dict[RepGrade, Verdict] = {
    "good": Verdict("EVEN", "check", PALETTE.even),
    "bad": Verdict("UNEVEN", "warning", PALETTE.uneven),
    "ungraded": Verdict("NOT GRADED", "dash", PALETTE.ungraded),
}

PANEL_OPACITY = 0.82
BAR_LIMITS = 2.0
"""A bar's end is at this many times the limit."""


def draw_border(image: Image, grade: RepGrade, width: int) -> None:
    """Bad: a thick striped frame. Good: a thin plain one. Ungraded: a thin broken one."""
    color = VERDICTS[grade].color
    thin = max(width // 2, 2)
    for place in _edges(image, width if grade == "bad" else thin):
        box(image, place, color)
        if grade == "bad":
            hatch(image, place, PALETTE.dark, 2 * width)
        elif grade == "ungraded":
            _cut_gaps(image, place, 4 * thin)


def _edges(image: Image, width: int) -> list[Rect]:
    height, length = image.shape[:2]
    return [
        Rect(0, 0, length, width),
        Rect(0, height - width, length, width),
        Rect(0, width, width, height - 2 * width),
        Rect(length - width, width, width, height - 2 * width),
    ]


def _cut_gaps(image: Image, place: Rect, pitch: int) -> None:
    """Every second stretch of an edge dark."""
    wide = place.width > place.height
    for at in range(0, max(place.width, place.height), 2 * pitch):
        gap = (
            place._replace(x=place.x + at, width=pitch)
            if wide
            else place._replace(y=place.y + at, height=pitch)
        )
        box(image, gap, PALETTE.dark)


def draw_verdict(image: Image, layout: Layout, plan: OverlayPlan, rep: RepMark | None, time_s: float) -> None:
    """The panel of words: which rep, its verdict, why; between reps the summary of the set."""
    panel(image, layout.verdict, PANEL_OPACITY)
    inner = _inner(layout, layout.verdict)
    y = inner.y
    if rep is None:
        lines, color = list(plan.summary_lines), PALETTE.ink
    else:
        y += _draw_title(image, layout, inner, rep)
        lines, color = [rep.headline, *rep.details[:MAX_DETAILS]], _color(rep)
    strip = round(STRIP_HEIGHT * layout.text_px) if has_strip(plan) else 0
    _draw_lines(image, layout, inner, y, inner.bottom - strip, lines, color)
    if strip:
        _draw_strip(image, layout, Rect(inner.x, inner.bottom - strip, inner.width, strip), plan, rep, time_s)


def _color(rep: RepMark) -> Color:
    return VERDICTS[rep.grade].color if rep.grade else PALETTE.ink


def _draw_title(image: Image, layout: Layout, inner: Rect, rep: RepMark) -> int:
    """ "REP 3  ⚠ UNEVEN"; returns the height used, px."""
    size, x = round(TITLE_SIZE * layout.text_px), inner.x
    name, word = f"REP {rep.number}", VERDICTS[rep.grade].word if rep.grade else ""
    radius = 0.46 * size
    gap = round(0.45 * size)
    taken = text_width(name, size) + 2 * gap + 2.4 * radius + text_width(word, size)
    if taken > inner.width:
        size = max(int(size * inner.width / taken) - 1, layout.min_text_px)
        radius, gap = 0.46 * size, round(0.45 * size)
    x += write(image, name, (x, inner.y), size, PALETTE.ink).width + gap
    if rep.grade:
        verdict = VERDICTS[rep.grade]
        icon(image, verdict.icon, (x + 1.2 * radius, inner.y + 0.62 * size), radius, verdict.color)
        write(image, word, (x + round(2.4 * radius) + gap, inner.y), size, verdict.color)
    return round(LINE_HEIGHT * TITLE_SIZE * layout.text_px)


def _draw_lines(
    image: Image, layout: Layout, inner: Rect, top: int, bottom: int, lines: list[str], color: Color
) -> None:
    """The first line in colour, the rest in grey, as many as there is room for."""
    size, y = layout.text_px, top
    step = round(LINE_STEP * size)
    room = max((bottom - top + size // 5) // step, 0)
    shown = [part for text in lines for part in wrap(text, size, inner.width, max(room - len(lines) + 1, 1))]
    for number, text in enumerate(shown[:room]):
        words, fitted = fit(text, size, inner.width, layout.min_text_px)
        write(image, words, (inner.x, y), fitted, color if number == 0 else PALETTE.soft_ink)
        y += step


def _draw_strip(
    image: Image, layout: Layout, place: Rect, plan: OverlayPlan, current: RepMark | None, time_s: float
) -> None:
    """One badge per rep, filled in as the set goes on; a window around the current one if there are many."""
    pitch = round(1.75 * layout.text_px)
    room = max(place.width // pitch, 1)
    begun = sum(rep.start_s <= time_s for rep in plan.reps)
    first = int(np.clip(begun - room // 2 - 1, 0, max(len(plan.reps) - room, 0)))
    for slot, rep in enumerate(plan.reps[first : first + room]):
        center = place.x + (slot + 0.5) * pitch, place.y + 0.5 * place.height
        if rep.start_s > time_s:
            ring(image, center, 0.18 * layout.text_px, PALETTE.soft_ink, 0.07 * layout.text_px)
        else:
            _draw_badge(image, layout, center, rep, rep is current)


def _draw_badge(
    image: Image, layout: Layout, center: tuple[float, float], rep: RepMark, current: bool
) -> None:
    """Good: a disc. Bad: a diamond. Ungraded, or still going on: a ring."""
    size, (x, y) = layout.text_px, center
    radius, color = 0.62 * size, _color(rep)
    if current:
        box(
            image,
            Rect(round(x - radius), round(y + 0.74 * size), round(2 * radius), max(size // 9, 2)),
            PALETTE.ink,
        )
    if rep.grade == "bad":
        reach = 1.22 * radius
        polygon(image, [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], color)
    elif rep.grade == "good":
        disc(image, center, radius, color)
    else:
        ring(image, center, radius, color, 0.1 * size)
    filled = rep.grade in ("good", "bad")
    text, fitted = fit(str(rep.number), round(0.82 * size), round(1.7 * radius), round(0.5 * size))
    top = y - 0.6 * fitted
    write(image, text, (x, top), fitted, PALETTE.dark if filled else color, "center")


def draw_values(
    image: Image, layout: Layout, live: tuple[LiveValue, ...], values: list[float], caption: str
) -> None:
    """A row per quantity: name, bar with its tolerated band, value in words. `caption` says of when."""
    if not live:
        return
    panel(image, layout.values, PANEL_OPACITY)
    inner = _inner(layout, layout.values)
    bars = _bar_place(layout, inner, live)
    _draw_caption(image, layout, inner, bars, caption)
    for row, (value, now) in enumerate(zip(live, values, strict=True)):
        top = inner.y + round((CAPTION_HEIGHT + ROW_HEIGHT * row) * layout.text_px)
        _draw_row(image, layout, inner, bars._replace(y=top), value, now)


def _inner(layout: Layout, place: Rect) -> Rect:
    """Where a panel's content stands: clear of the frame on the picture's edge."""
    width, height = layout.canvas
    pad = round(PADDING * layout.text_px)
    left, top = max(place.x, layout.border_px) + pad, max(place.y, layout.border_px) + pad
    right, bottom = min(place.right, width - layout.border_px), min(place.bottom, height - layout.border_px)
    return Rect(left, top, max(right - pad - left, 1), max(bottom - pad - top, 1))


def _bar_place(layout: Layout, inner: Rect, live: tuple[LiveValue, ...]) -> Rect:
    """Place of the first bar: between the longest name and the longest words that can occur."""
    size = layout.min_text_px
    names = max(text_width(value.label, size) for value in live)
    words = max(text_width(value.words(sign * 88.0), size) for value in live for sign in (1, -1))
    width = max(inner.width - names - words - size, round(0.22 * inner.width))
    return Rect(inner.x + names + size // 2, inner.y, width, round(ROW_HEIGHT * layout.text_px))


def _draw_caption(image: Image, layout: Layout, inner: Rect, bars: Rect, caption: str) -> None:
    """Over the bars: which end is which of the lifter's own sides."""
    size = layout.min_text_px
    write(image, caption, (inner.x, inner.y), size, PALETTE.soft_ink)
    write(image, "R", (bars.x, inner.y), size, PALETTE.soft_ink)
    write(image, "L", (bars.right, inner.y), size, PALETTE.soft_ink, "right")


def _draw_row(image: Image, layout: Layout, inner: Rect, place: Rect, live: LiveValue, now: float) -> None:
    size, over = layout.text_px, live.is_over(now)
    words_left = place.right + size // 2
    top = place.y + (place.height - round(LINE_HEIGHT * size)) // 2
    label, fitted = fit(live.label, size, place.x - inner.x - size // 3, layout.min_text_px)
    write(image, label, (inner.x, top), fitted, PALETTE.ink)
    color = (PALETTE.uneven if over else PALETTE.ink) if np.isfinite(now) else PALETTE.soft_ink
    words, fitted = fit(live.words(now), size, inner.right - words_left, layout.min_text_px)
    write(image, words, (words_left, top), fitted, color)
    _draw_bar(image, place.inset(round(0.2 * size))._replace(x=place.x, width=place.width), live, now)


def _draw_bar(image: Image, place: Rect, live: LiveValue, now: float) -> None:
    """From the middle to the value: inside the band a slim plain bar, outside a full-height striped one."""
    middle = place.x + place.width // 2
    box(image, place, (58, 64, 70))
    band = round(place.width / 2 / BAR_LIMITS)
    box(image, Rect(middle - band, place.y, 2 * band, place.height), (96, 104, 112))
    if np.isfinite(now):
        reach = round(np.clip(now / live.limit, -BAR_LIMITS, BAR_LIMITS) * band)
        slim = 0 if live.is_over(now) else place.height // 4
        bar = Rect(middle + min(reach, 0), place.y + slim, max(abs(reach), 1), place.height - 2 * slim)
        box(image, bar, PALETTE.uneven if live.is_over(now) else PALETTE.even)
        if live.is_over(now):
            hatch(image, bar, (176, 100, 0), max(place.height // 4, 2))
        if live.indication:
            box(image, bar.inset(max(place.height // 9, 1)), (58, 64, 70))
    for x in (middle - band, middle, middle + band):
        box(image, Rect(x - 1, place.y - 2, 2, place.height + 4), PALETTE.ink)
