"""The Today page without a browser: the pain gate, what is logged, what is told of the programme."""

from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from analysis.pose.landmarks import Side
from coaching.plan.isometric_part import build_hold_timer
from coaching.plan.types import TimedStepKind
from coaching.records.lifter import Lifter
from coaching.records.records import Direction
from history.store import Store
from tests.fixtures.app_fakes import app, engine, open_page, read_page
from tests.fixtures.today_fakes import ann, button, records
from web.today.timer import convert_timer_steps, parse_holds

__all__ = ["ann", "app", "engine"]


def test_somebody_new_is_asked_about_pain_before_anything_else(app: AppTest) -> None:
    open_page(app, "today")
    app.text_input(key="today-new-name").set_value("Ann")
    button(app, "Add")
    assert "Any pain in movement?" in read_page(app)
    assert not [one for one in app.expander if "Bands" in one.label]
    button(app, "No pain")
    button(app, "Begin the programme")
    assert [one for one in app.expander if "Bands" in one.label]
    with Store.open() as store:
        (lifter,) = store.list_lifters()
    assert records(lifter).programme.started == datetime.now().date()


def test_pain_ends_the_days_training(app: AppTest, ann: Lifter) -> None:
    open_page(app, "today")
    assert [one for one in app.expander if "holds" in one.label]
    app.button(key="pain-stop").click().run()
    assert "no training" in read_page(app)
    assert "Ask a doctor" in read_page(app)
    assert not [one for one in app.expander if "holds" in one.label or "drills" in one.label]
    app.slider(key="pain-level").set_value(6)
    app.text_input(key="pain-where").set_value("left hip")
    button(app, "Save")
    last = records(ann).pains[-1]
    assert (last.pain, last.level, last.where) == (True, 6, "left hip")
    assert len(records(ann).pains) == 2


def test_holds_and_drills_are_logged_for_the_weaker_side(app: AppTest, ann: Lifter) -> None:
    open_page(app, "today")
    app.button(key="done-isometric_standing-right").click().run()
    app.number_input(key="reps-side_lying_clam-right").set_value(12)
    app.checkbox(key="failed-side_lying_clam-right").set_value(True)
    key = "set-side_lying_clam-right"
    next(one for one in app.button if one.form_id == key).click().run()
    assert not app.exception
    hold, clam = records(ann).exercises
    assert (hold.exercise, hold.side, hold.holds, hold.seconds) == ("isometric_standing", Side.RIGHT, 10, 3.0)
    assert (clam.exercise, clam.side, clam.reps, clam.form_failed) == (
        "side_lying_clam",
        Side.RIGHT,
        12,
        True,
    )
    assert not [one for one in app.number_input if "clam-left" in str(one.key)], (
        "nothing for the stronger side"
    )


def test_a_drill_takes_no_more_than_twenty_reps(app: AppTest, ann: Lifter) -> None:
    open_page(app, "today")
    assert app.number_input(key="reps-side_lying_clam-right").max == 20


def test_single_leg_sets_fill_the_ledger(app: AppTest, ann: Lifter) -> None:
    open_page(app, "today")
    keys = [str(one.key) for one in app.number_input if str(one.key).startswith("reps-bulgarian")]
    assert len(keys) == 2
    for key in keys:
        form = key.replace("reps-", "set-", 1)
        next(one for one in app.button if one.form_id == form).click().run()
    assert not app.exception
    shown_metrics = {one.label: one.value for one in app.metric}
    assert shown_metrics["Reps, right"] == "10"
    assert shown_metrics["Reps, left"] == "5"
    assert shown_metrics["For the right side (2 : 1)"] == "2.0 : 1"


def test_hip_trials_are_typed_for_both_sides(app: AppTest, ann: Lifter) -> None:
    open_page(app, "mobility")
    app.button_group[0].set_value(Direction.INTERNAL_ROTATION).run()
    for side, angle in ((Side.LEFT, 45.0), (Side.RIGHT, 30.0)):
        for trial in (1, 2, 3):
            app.number_input(key=f"internal_rotation-{side}-{trial}").set_value(angle)
    next(one for one in app.button if one.form_id == "mobility-internal_rotation").click().run()
    assert not app.exception
    assert {one.side: one.trials_deg for one in records(ann).mobility} == {
        Side.LEFT: (45.0,) * 3,
        Side.RIGHT: (30.0,) * 3,
    }
    assert "the right side is restricted" in read_page(app).replace("\\", "")


def test_what_was_logged_can_be_taken_back(app: AppTest, ann: Lifter) -> None:
    open_page(app, "today")
    app.button(key="done-isometric_standing-right").click().run()
    (hold,) = records(ann).exercises
    app.button(key=f"delete-log-{hold.id}").click().run()
    assert records(ann).exercises == ()


def test_a_one_rm_and_plates_are_kept(app: AppTest, ann: Lifter) -> None:
    open_page(app, "today")
    app.number_input(key="rm-load").set_value(100.0)
    button(app, "Save the 1RM")
    assert records(ann).one_rms[0].load == 100.0
    app.text_input(key="set-plates").set_value("20 10 2,5")
    next(one for one in app.button if one.form_id == "today-settings").click().run()
    assert not app.exception
    with Store.open() as store:
        assert store.load_lifter(ann.id).plates == (20.0, 10.0, 2.5)
        assert store.load_lifter(ann.id).weaker_side is Side.RIGHT


def test_nonsense_plates_change_nothing(app: AppTest, ann: Lifter) -> None:
    open_page(app, "today")
    app.text_input(key="set-plates").set_value("heavy ones")
    next(one for one in app.button if one.form_id == "today-settings").click().run()
    assert "Enter the plates as numbers" in read_page(app).replace("\\", "")
    with Store.open() as store:
        assert store.load_lifter(ann.id) == ann


@pytest.mark.slow
def test_the_timer_is_given_every_hold_and_believes_no_more() -> None:
    steps = build_hold_timer(Side.LEFT)
    given = convert_timer_steps(steps)
    assert sum(one["moment"] == TimedStepKind.HOLD for one in given) == 30
    assert sum(one["seconds"] for one in given if one["moment"] == TimedStepKind.HOLD) == 90.0
    assert parse_holds({"isometric_seated": 4.0}, steps) == {"isometric_seated": 4}
    assert parse_holds({"isometric_seated": 400, "squat": 3}, steps) == {"isometric_seated": 10}
    assert parse_holds("x", steps) == {}
    assert parse_holds({"isometric_prone": "many"}, steps) == {}
