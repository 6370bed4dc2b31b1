"""Verdicts and values on the picture: distinguished by word and shape, not by colour alone."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import TrackError
from tests.fixtures.overlay_scene import (
    BOTTOM,
    FRAMES,
    GRADES,
    live,
    picture,
    plan_of,
    rep,
    track_of,
    written_places,
)
from vision.overlay.clip_overlay import LiveValue, Overlay, OverlayPlan, RepGrade, draw_frame
from vision.overlay.drawing import PALETTE, Image


def border(grade: RepGrade | None) -> Image:
    """The top edge of a rep's picture, as thick as a bad rep's frame."""
    overlay = Overlay(plan_of(grade=grade), (720, 1280))
    return overlay.draw_overlay(picture(), BOTTOM)[: overlay.layout.border_px]


def test_a_bad_frame_differs_in_colour_and_in_shape() -> None:
    bad, good, ungraded = border("bad"), border("good"), border("ungraded")
    assert (bad == PALETTE.uneven).all(axis=2).any()
    assert (good == PALETTE.even).all(axis=2).any()
    assert not (good == PALETTE.uneven).all(axis=2).any()
    assert stripes(bad[0]) > 10
    assert stripes(ungraded[0]) > 10
    assert stripes(good[0]) == 0
    assert thickness(bad) > thickness(good)
    assert thickness(bad) > thickness(ungraded)


def stripes(row: np.ndarray) -> int:
    """How often brightness changes along a row of pixels."""
    return int(np.count_nonzero(np.diff(row.mean(axis=1) > 80)))


def thickness(edge: Image) -> int:
    """Rows of an edge in which a bright colour stands."""
    return int(np.count_nonzero((edge[:, 250:400].max(axis=2) > 140).any(axis=1)))


@pytest.mark.parametrize(("grade", "word"), [("bad", "UNEVEN"), ("good", "EVEN"), ("ungraded", "NOT GRADED")])
def test_the_verdict_is_a_word_too(monkeypatch: pytest.MonkeyPatch, grade: RepGrade, word: str) -> None:
    places = written_places(monkeypatch)
    draw_frame(picture(), BOTTOM, plan_of(grade=grade))
    assert {"REP 1", word} <= set(places)


def test_the_three_verdicts_differ_without_colour() -> None:
    grey = {grade: draw_frame(picture(), BOTTOM, plan_of(grade=grade)).mean(axis=2) for grade in GRADES}
    for one, other in (("good", "bad"), ("good", "ungraded"), ("bad", "ungraded")):
        assert (np.abs(grey[one] - grey[other]) > 60).mean() > 0.005


def test_a_rep_going_on_has_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    places = written_places(monkeypatch)
    draw_frame(picture(), BOTTOM, plan_of(grade=None))
    assert "REP 1" in places
    assert not {"EVEN", "UNEVEN", "NOT GRADED"} & set(places)


def test_a_verdict_stays_until_the_hold_ends_or_the_next_rep_starts() -> None:
    plan = replace(
        plan_of(), reps=(rep(number=1, start_s=0.0), rep(number=2, start_s=1.25), rep(number=3, start_s=9))
    )
    shown = [plan.find_rep(time_s, 1.5) for time_s in (0.0, 1.0, 1.24, 1.25, 3.4, 3.6, 9.1)]
    assert [found.number if found else None for found in shown] == [1, 1, 1, 2, 2, None, 3]


def test_a_rep_that_is_over_shows_what_it_was_graded_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = replace(rep(), values=(-22.0, -40.0, 3.0, 1.0))
    plan = replace(plan_of(), reps=(ended,))
    places = written_places(monkeypatch)
    draw_frame(picture(), 25, plan)
    assert {"22 % right lower", "40 % right in", "3 % left", "≈ 1 % left front"} <= set(places)


def test_an_ungraded_rep_shows_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    places = written_places(monkeypatch)
    plan = replace(plan_of(), reps=(replace(rep("ungraded"), headline="Feet not seen"),))
    draw_frame(picture(), BOTTOM, plan)
    assert not [text for text in places if "%" in text]


@pytest.mark.parametrize(
    ("value", "words"),
    [(12.4, "12 % left"), (-12.4, "12 % right"), (0.3, "0 %"), (-0.3, "0 %"), (np.nan, "–")],
)
def test_values_are_said_in_words(value: float, words: str) -> None:
    assert LiveValue("Shift", "%", np.zeros(1), 15.0).format_value(value) == words


def test_nothing_unseen_or_only_indicated_counts_as_uneven() -> None:
    shift, turn = live()[2:]
    assert shift.is_over(15.1)
    assert shift.is_over(-15.1)
    assert not shift.is_over(15.0)
    assert not shift.is_over(np.nan)
    assert not turn.is_over(40.0)


def test_bars_point_as_the_picture_does() -> None:
    front, mirrored = live_bar(plan_of()), live_bar(replace(plan_of(), mirrored=True))
    assert front > 0 > mirrored


def live_bar(plan: OverlayPlan) -> float:
    """Where the orange of the bars lies from their middle, px."""
    overlay = Overlay(plan, (720, 1280))
    values = overlay.layout.values.select_pixels(overlay.draw_overlay(picture(), 1))
    bars = values[:, : round(0.56 * values.shape[1])]
    band = np.nonzero((bars == (96, 104, 112)).all(axis=2))[1]
    orange = np.nonzero((bars == PALETTE.uneven).all(axis=2))[1]
    return float(orange.mean() - np.unique(band).mean()) if len(orange) else float("nan")


def test_lines_say_even_or_uneven_only_within_a_graded_rep() -> None:
    overlay = Overlay(plan_of(), (720, 1280))
    assert has_colour(overlay, BOTTOM)
    assert not has_colour(overlay, 2)
    assert not has_colour(overlay, 30)
    assert not has_colour(Overlay(plan_of(grade="ungraded"), (720, 1280)), BOTTOM)


def has_colour(overlay: Overlay, index: int) -> bool:
    """Whether the lifter's lines are coloured; the panels and the frame are left out."""
    layout = overlay.layout
    body = overlay.draw_overlay(picture(), index)[layout.verdict.bottom : layout.values.y, 60:-60]
    return bool(any((body == color).all(axis=2).any() for color in (PALETTE.even, PALETTE.uneven)))


def test_values_that_do_not_fit_the_track_are_refused() -> None:
    with pytest.raises(TrackError, match="Hips"):
        OverlayPlan(track_of(), live_values=live(frames=FRAMES - 1))
    with pytest.raises(TrackError, match="Rep 1"):
        OverlayPlan(track_of(), (replace(rep(), values=(1.0,)),), live())
    with pytest.raises(TrackError, match="limit"):
        LiveValue("Hips", "%", np.zeros(1), 0.0)
