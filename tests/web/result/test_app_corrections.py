"""Correcting the machine: the result follows at once, and says so."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from tests.fixtures.app_fakes import (
    Engine,
    app,
    check_clips,
    engine,
    finish_drawing,
    finish_reading,
    get_only_set,
    read_page,
)
from web.result.exports import render_json_file

__all__ = ["app", "engine"]


def test_a_rep_left_out_changes_the_numbers_and_is_stated(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"shifted"))
    entry = get_only_set(app)
    third = entry.build_uncorrected_reports()[0].reps[2]
    app.pills(key=f"leave-out-{entry.id}-0").set_value([third.bottom_s]).run()
    assert not app.exception
    assert "3 of 4 reps even." in read_page(app)
    assert "Corrected by hand" in read_page(app)
    assert json.loads(render_json_file(entry.build_reports()))["corrections"]


@pytest.mark.slow
def test_undo_brings_everything_back(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"shifted"))
    entry = get_only_set(app)
    found = entry.build_uncorrected_reports()[0].reps
    app.pills(key=f"leave-out-{entry.id}-0").set_value([found[0].bottom_s]).run()
    app.button(key=f"undo-{entry.id}").click().run()
    assert "3 of 5 reps even." in read_page(app)
    assert "Corrected by hand" not in read_page(app)


@pytest.mark.slow
def test_two_reps_become_one_and_one_two(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"even"))
    entry = get_only_set(app)
    found = entry.build_uncorrected_reports()[0].reps
    app.pills(key=f"join-{entry.id}-0").set_value([(found[0].bottom_s, found[1].bottom_s)]).run()
    assert len(entry.build_reports()[0].reps) == 4
    app.button(key=f"undo-{entry.id}").click().run()
    app.button(key=f"div-do-{entry.id}").click().run()
    assert not app.exception
    assert len(entry.build_reports()[0].reps) == 6


@pytest.mark.slow
def test_what_cannot_be_is_said_and_changes_nothing(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"even"))
    entry = get_only_set(app)
    first = entry.build_uncorrected_reports()[0].reps[0]
    app.slider(key=f"div-at-{entry.id}-1").set_value(first.start_s).run()
    app.button(key=f"div-do-{entry.id}").click().run()
    assert app.error
    assert len(entry.build_reports()[0].reps) == 5


@pytest.mark.slow
def test_nothing_is_read_again_for_a_correction(app: AppTest, engine: Engine) -> None:
    check_clips(app, ("squat.mp4", b"shifted"))
    entry = get_only_set(app)
    app.toggle(key=f"fix-mirrored-{entry.id}").set_value(True).run()
    app.selectbox(key=f"fix-view-{entry.id}").set_value("From the front").run()
    assert len(engine.read_with) == 1


@pytest.mark.slow
def test_pictures_are_drawn_anew_after_a_correction(app: AppTest) -> None:
    finish_drawing(check_clips(app, ("squat.mp4", b"shifted")))
    entry = get_only_set(app)
    before = entry.drawing.clip
    assert before is not None
    app.toggle(key=f"fix-mirrored-{entry.id}").set_value(True).run()
    assert entry.drawing.clip is not before
    assert entry.drawing.clip is not None
    assert entry.drawing.clip.ended.wait(10)
    assert entry.drawing.clip.result != before.result


@pytest.mark.slow
def test_another_person_is_read_anew(app: AppTest, engine: Engine) -> None:
    engine.people = 2
    check_clips(app, ("squat.mp4", b"even"))
    entry = get_only_set(app)
    app.toggle(key=f"show-who-{entry.id}").set_value(True).run()
    app.radio(key=f"fix-who-{entry.id}").set_value(1).run()
    app.button(key=f"reread-{entry.id}").click().run()
    finish_reading(app)
    assert [reading.person_at for reading in engine.read_with] == [None, (0.0, 100.0, 65.0)]
    assert "All 5 reps even." in read_page(app)


@pytest.mark.slow
def test_a_set_can_be_deleted_with_its_clip(app: AppTest) -> None:
    finish_drawing(check_clips(app, ("squat.mp4", b"even")))
    entry = get_only_set(app)
    app.button(key=f"delete-{entry.id}").click().run()
    assert not entry.clip.path.exists()
    assert "Was every rep even?" in read_page(app)
