"""The verdict on a rep: panel of words, strip of badges, and the border round the image."""

from dataclasses import dataclass

import numpy as np

from vision.overlay.drawing import (
    PALETTE,
    Color,
    Icon,
    Image,
    Rect,
    darken_rectangle,
    draw_disc,
    draw_icon,
    draw_polygon,
    draw_ring,
    fill_rectangle,
    hatch_rectangle,
)
from vision.overlay.layout import (
    LINE_STEP,
    MAX_DETAILS,
    PANEL_OPACITY,
    STRIP_HEIGHT,
    TITLE_SIZE,
    Layout,
    has_strip,
)
from vision.overlay.lettering import LINE_HEIGHT, draw_text, fit_text, measure_text_width, wrap_text
from vision.overlay.plan import OverlayPlan, RepGrade, RepMark


@dataclass(frozen=True)
class GradeStyle:
    """How a grade is shown: by word, icon, colour and the pattern of the border, never by colour alone."""

    word: str
    icon: Icon
    color: Color


VERDICTS: dict[RepGrade, GradeStyle] = {
    "good": GradeStyle("EVEN", "check", PALETTE.even),
    "bad": GradeStyle("UNEVEN", "warning", PALETTE.uneven),
    "ungraded": GradeStyle("NOT GRADED", "dash", PALETTE.ungraded),
}


def draw_border(image: Image, grade: RepGrade, width: int) -> None:
    """Draw the border of a grade: uneven thick and striped, even thin and plain, ungraded thin and broken.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    grade : RepGrade
        Of the rep.
    width : int
        Of the thick border, px.
    """
    color = VERDICTS[grade].color
    thin = max(width // 2, 2)
    for place in _list_edges(image, width if grade == "bad" else thin):
        fill_rectangle(image, place, color)
        if grade == "bad":
            hatch_rectangle(image, place, PALETTE.dark, 2 * width)
        elif grade == "ungraded":
            _draw_gaps(image, place, 4 * thin)


def _list_edges(image: Image, width: int) -> list[Rect]:
    height, length = image.shape[:2]
    return [
        Rect(0, 0, length, width),
        Rect(0, height - width, length, width),
        Rect(0, width, width, height - 2 * width),
        Rect(length - width, width, width, height - 2 * width),
    ]


def _draw_gaps(image: Image, place: Rect, pitch: int) -> None:
    """Every second stretch of an edge dark."""
    wide = place.width > place.height
    for at in range(0, max(place.width, place.height), 2 * pitch):
        gap = (
            place._replace(x=place.x + at, width=pitch)
            if wide
            else place._replace(y=place.y + at, height=pitch)
        )
        fill_rectangle(image, gap, PALETTE.dark)


def draw_verdict(image: Image, layout: Layout, plan: OverlayPlan, rep: RepMark | None, time_s: float) -> None:
    """Draw the panel of words: which rep, its verdict, why; between reps the summary of the set.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w, 3)
        RGB, drawn on in place.
    layout : Layout
        Where the panel is.
    plan : OverlayPlan
        All reps and the summary.
    rep : RepMark or None
        The rep shown now.
    time_s : float
        s of the clip: badges of later reps are still empty.
    """
    darken_rectangle(image, layout.verdict, PANEL_OPACITY)
    inner = layout.compute_content_rect(layout.verdict)
    y = inner.y
    if rep is None:
        lines, color = list(plan.summary_lines), PALETTE.ink
    else:
        y += _draw_title(image, layout, inner, rep)
        lines, color = [rep.headline, *rep.details[:MAX_DETAILS]], _choose_color(rep)
    strip = round(STRIP_HEIGHT * layout.text_px) if has_strip(plan) else 0
    _draw_lines(image, layout, inner, y, inner.bottom - strip, lines, color)
    if strip:
        _draw_strip(image, layout, Rect(inner.x, inner.bottom - strip, inner.width, strip), plan, rep, time_s)


def _choose_color(rep: RepMark) -> Color:
    return VERDICTS[rep.grade].color if rep.grade else PALETTE.ink


def _draw_title(image: Image, layout: Layout, inner: Rect, rep: RepMark) -> int:
    """ "REP 3  ⚠ UNEVEN"; returns the height used, px."""
    size, x = round(TITLE_SIZE * layout.text_px), inner.x
    name, word = f"REP {rep.number}", VERDICTS[rep.grade].word if rep.grade else ""
    radius = 0.46 * size
    gap = round(0.45 * size)
    taken = measure_text_width(name, size) + 2 * gap + 2.4 * radius + measure_text_width(word, size)
    if taken > inner.width:
        size = max(int(size * inner.width / taken) - 1, layout.min_text_px)
        radius, gap = 0.46 * size, round(0.45 * size)
    x += draw_text(image, name, (x, inner.y), size, PALETTE.ink).width + gap
    if rep.grade:
        verdict = VERDICTS[rep.grade]
        draw_icon(image, verdict.icon, (x + 1.2 * radius, inner.y + 0.62 * size), radius, verdict.color)
        draw_text(image, word, (x + round(2.4 * radius) + gap, inner.y), size, verdict.color)
    return round(LINE_HEIGHT * TITLE_SIZE * layout.text_px)


def _draw_lines(
    image: Image, layout: Layout, inner: Rect, top: int, bottom: int, lines: list[str], color: Color
) -> None:
    """The first line in colour, the rest in grey, as many as there is room for; smaller before broken."""
    size = layout.text_px
    step = round(LINE_STEP * size)
    room = max((bottom - top + size // 5) // step, 0)
    if any(measure_text_width(text, size) > inner.width for text in lines):
        size = layout.min_text_px
    y = top
    for number, text in _break_lines(lines, size, inner.width, room):
        words, fitted = fit_text(text, size, inner.width, size)
        draw_text(image, words, (inner.x, y), fitted, color if number == 0 else PALETTE.soft_ink)
        y += step


def _break_lines(lines: list[str], size: int, width: int, room: int) -> list[tuple[int, str]]:
    """`lines` over at most `room` lines, with the number of each text; a long one takes what others leave."""
    shown: list[tuple[int, str]] = []
    for number, text in enumerate(lines):
        left = room - len(shown) - (len(lines) - number - 1)
        shown += [(number, part) for part in wrap_text(text, size, width, max(left, 1))]
    return shown[:room]


def _draw_strip(
    image: Image, layout: Layout, place: Rect, plan: OverlayPlan, current: RepMark | None, time_s: float
) -> None:
    """One badge per rep, filled in as the set goes on; a window around the current one if there are many."""
    pitch = round(np.clip(place.width / len(plan.reps), 1.35 * layout.text_px, 1.75 * layout.text_px))
    room = max(place.width // pitch, 1)
    begun = sum(rep.start_s <= time_s for rep in plan.reps)
    first = int(np.clip(begun - room // 2 - 1, 0, max(len(plan.reps) - room, 0)))
    for slot, rep in enumerate(plan.reps[first : first + room]):
        center = place.x + (slot + 0.5) * pitch, place.y + 0.5 * place.height
        if rep.start_s > time_s:
            draw_ring(image, center, 0.18 * layout.text_px, PALETTE.soft_ink, 0.07 * layout.text_px)
        else:
            _draw_badge(image, layout.text_px, pitch, center, rep, rep is current)


def _draw_badge(
    image: Image, size: int, pitch: int, center: tuple[float, float], rep: RepMark, current: bool
) -> None:
    """Even: a disc. Uneven: a diamond. Ungraded, or still going on: a ring."""
    x, y = center
    radius, color = min(0.62 * size, 0.42 * pitch), _choose_color(rep)
    if current:
        under = Rect(round(x - radius), round(y + 0.74 * size), round(2 * radius), max(size // 9, 2))
        fill_rectangle(image, under, PALETTE.ink)
    if rep.grade == "bad":
        reach = 1.22 * radius
        draw_polygon(image, [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], color)
    elif rep.grade == "good":
        draw_disc(image, center, radius, color)
    else:
        draw_ring(image, center, radius, color, 0.1 * size)
    filled = rep.grade in ("good", "bad")
    text, fitted = fit_text(str(rep.number), round(0.82 * size), round(1.7 * radius), round(0.5 * size))
    top = y - 0.6 * fitted
    draw_text(image, text, (x, top), fitted, PALETTE.dark if filled else color, "center")
