"""Text on pictures: large enough, never cut off by the picture's edge, every letter known to the font."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.fixtures.overlay_scene import (
    FRAMES,
    GRADES,
    SIZES,
    live,
    picture,
    plan_of,
    rep,
    track_of,
)
from vision.overlay import drawing, lettering
from vision.overlay.clip_overlay import Overlay, OverlayPlan
from vision.overlay.drawing import Color, Image, Rect

LONG = (
    "A sentence that goes on for much longer than any panel on any phone could ever be wide, Überlänge ±15 %"
)


def long_plan(size: tuple[int, int]) -> OverlayPlan:
    marks = tuple(
        replace(
            rep(grade, number, number * 0.1), end_s=number * 0.1 + 0.1, headline=LONG, details=(LONG,) * 4
        )
        for number, grade in zip(range(98, 128), GRADES * 10, strict=True)
    )
    times = np.arange(FRAMES) * 0.33
    values = tuple(replace(value, label=LONG, left_word=LONG) for value in live())
    return OverlayPlan(track_of(size).replace_fields(time_s=times), marks, values, summary_lines=(LONG,) * 6)


@pytest.fixture
def inked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Rect, Rect]]:
    """(place of each bitmap of text, picture) as they are laid down."""
    found: list[tuple[Rect, Rect]] = []
    original = drawing.blend_color

    def blend(image: Image, coverage: np.ndarray, at: tuple[int, int], color: Color) -> None:
        height, width = image.shape[:2]
        found.append((Rect(*at, coverage.shape[1], coverage.shape[0]), Rect(0, 0, width, height)))
        original(image, coverage, at, color)

    monkeypatch.setattr(lettering, "blend_color", blend)
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("plan_maker", [plan_of, long_plan])
def test_text_never_runs_out_of_the_picture(
    inked: list[tuple[Rect, Rect]],
    size: tuple[int, int],
    plan_maker: Callable[[tuple[int, int]], OverlayPlan],
) -> None:
    overlay = Overlay(plan_maker(size), size)
    for index in range(0, FRAMES, 3):
        overlay.draw_overlay(picture(size), index)
    assert len(inked) > 50
    assert [place for place, whole in inked if not contains(whole, place)] == []


def contains(whole: Rect, place: Rect) -> bool:
    return (
        whole.x <= place.x
        and whole.y <= place.y
        and place.right <= whole.right
        and place.bottom <= whole.bottom
    )


@pytest.mark.parametrize("size", SIZES)
def test_text_is_large_enough_for_a_phone(size: tuple[int, int]) -> None:
    layout = Overlay(plan_of(size), size).layout
    assert layout.min_text_px >= 0.022 * layout.canvas[1]


def test_text_is_made_smaller_before_it_is_cut() -> None:
    width = lettering.measure_text_width("Right hip lower", 30)
    assert lettering.fit_text("Right hip lower", 30, width, 20) == ("Right hip lower", 30)
    text, size = lettering.fit_text("Right hip lower", 30, round(0.8 * width), 20)
    assert text == "Right hip lower"
    assert 20 <= size < 30
    text, size = lettering.fit_text("Right hip lower", 30, round(0.4 * width), 20)
    assert text.endswith("…")
    assert size == 20
    assert lettering.measure_text_width(text, size) <= round(0.4 * width)


@pytest.mark.parametrize("letter", "±°%≈–…äöüßéèñçåøłž→←≥≤×−")
def test_the_font_knows_the_letters_that_we_say(letter: str) -> None:
    missing = lettering.render_text("\uffff", 40)
    assert not np.array_equal(lettering.render_text(letter, 40), missing)
