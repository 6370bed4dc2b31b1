"""The lift on the page: chosen before the wait, changed after it."""

import pytest
from streamlit.testing.v1 import AppTest

from analysis.pose.landmarks import Side
from tests.fixtures import app_fakes
from tests.fixtures.app_fakes import (
    app,
    check_clips,
    engine,
    finish_reading,
    get_only_set,
    read_page,
    upload_clips,
)
from tests.fixtures.lift_builders import LegMove, hinge, one_leg

__all__ = ["app", "engine"]

L, R = Side.LEFT, Side.RIGHT


@pytest.fixture(autouse=True)
def _lifters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app_fakes.TRACKS, b"hinge", hinge())
    monkeypatch.setitem(app_fakes.TRACKS, b"steps", one_leg((LegMove(L, drop=8.0), LegMove(R)), step=True))


def started(app: AppTest, content: bytes, lift: str) -> AppTest:
    upload_clips(app, ("set.mp4", content))
    app.selectbox(key="lift").set_value(lift).run()
    app.button(key="start").click().run()
    return finish_reading(app)


@pytest.mark.slow
def test_without_a_choice_it_is_a_squat(app: AppTest) -> None:
    check_clips(app, ("set.mp4", b"even"))
    assert get_only_set(app).settings.lift == "squat"


def test_a_chosen_lift_says_how_to_film_it(app: AppTest) -> None:
    upload_clips(app, ("set.mp4", b"hinge"))
    app.selectbox(key="lift").set_value("hip_thrust").run()
    assert "Film hip thrusts from the feet" in read_page(app)


def test_a_counted_lift_from_the_choice_to_its_result(app: AppTest) -> None:
    started(app, b"hinge", "rdl")
    assert "3 Romanian deadlifts counted, not graded." in read_page(app)
    assert "What happened in each rep" not in [heading.value for heading in app.subheader]
    assert not app.exception


def test_each_leg_is_told(app: AppTest) -> None:
    started(app, b"steps", "step_down")
    assert "Left leg: 1 step-down" in read_page(app)
    assert "screening number, not a grade" in read_page(app)
    assert not app.exception


@pytest.mark.slow
def test_the_lift_and_the_leg_can_be_put_right_after_the_wait(app: AppTest) -> None:
    check_clips(app, ("set.mp4", b"steps"))
    entry = get_only_set(app)
    app.selectbox(key=f"fix-lift-{entry.id}").set_value("step_down").run()
    assert "Left leg: 1 step-down" in read_page(app)
    app.selectbox(key=f"fix-side-{entry.id}").set_value("Right").run()
    assert "Right leg: 2 step-downs" in read_page(app)
    assert entry.settings.side is R
    assert not app.exception
