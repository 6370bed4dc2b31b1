"""Every page and state of the web app, without a browser."""

import subprocess
import sys

import pytest
from streamlit.testing.v1 import AppTest

from tests.fixtures.app_fakes import (
    APP,
    Engine,
    app,
    check_clips,
    engine,
    finish_drawing,
    finish_reading,
    get_only_set,
    get_tab,
    open_page,
    read_page,
    upload_clips,
)

__all__ = ["app", "engine"]


def test_the_start_page_says_what_it_does_and_where_clips_go(app: AppTest) -> None:
    assert "Was every rep even?" in read_page(app)
    assert "Nothing is sent anywhere" in read_page(app)
    assert not app.exception


def test_a_dropped_clip_is_shown_with_the_lifter_before_the_wait(app: AppTest) -> None:
    upload_clips(app, ("squat.mp4", b"even"))
    assert "squat.mp4" in app.subheader[0].value.replace("\\", "")
    assert app.button(key="start").label == "Check this set"
    assert "L and R mark the lifter's own left" in read_page(app)


@pytest.mark.slow
def test_from_a_clip_to_its_verdict(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"even"))
    assert "All 5 reps even." in read_page(app)
    assert not app.exception


def test_what_was_found_is_shown_in_the_order_of_the_questions(app: AppTest) -> None:
    finish_drawing(check_clips(app, ("squat.mp4", b"shifted")))
    text = read_page(app)
    assert "3 of 5 reps even." in text
    headings = [heading.value for heading in app.subheader]
    assert headings == [
        "What happened in each rep",
        "The annotated clip",
        "All numbers",
        "Save to history",
        "Download",
        "Fix mistakes",
    ]
    assert not app.exception


@pytest.mark.slow
def test_progress_is_told_and_cancel_stops_it(app: AppTest, engine: Engine) -> None:
    engine.go_on.clear()
    upload_clips(app, ("squat.mp4", b"even"))
    app.button(key="start").click().run()
    entry = get_only_set(app)
    assert "Reading your clip" in read_page(app)
    app.button(key=f"cancel-{entry.id}").click().run()
    assert entry.job is not None
    assert entry.job.ended.wait(10)
    app.run()
    assert "Stopped" in read_page(app)
    engine.go_on.set()
    app.button(key=f"again-{entry.id}").click().run()
    assert "All 5 reps even." in read_page(finish_reading(app))


def test_what_is_no_video_is_said_with_the_remedy(app: AppTest) -> None:
    upload_clips(app, ("notes.mp4", b"text"))
    assert "is not a video" in read_page(app)
    assert app.button(key="start").disabled


def test_a_damaged_clip_is_told_and_can_be_removed(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"damaged"))
    assert "could not be read" in read_page(app)
    assert "Copy it again from the phone" in read_page(app)
    app.button(key=f"drop-{get_only_set(app).id}").click().run()
    assert not get_tab(app).sets


def test_a_fault_of_ours_shows_no_traceback(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"broken"))
    assert "Something went wrong inside EvenRep" in read_page(app)
    assert "Traceback" not in read_page(app)
    assert not app.exception


def test_nobody_squats(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"standing"))
    assert "No repetition was found." in read_page(app)
    assert not app.exception


def test_a_view_that_cannot_be_graded_says_what_to_change(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"oblique"))
    assert "Nothing could be graded." in read_page(app)
    assert "straight in front" in read_page(app)
    assert not app.exception


@pytest.mark.slow
def test_each_part_of_a_cut_clip_is_a_set(app: AppTest) -> None:
    finish_drawing(check_clips(app, ("squat.mp4", b"cut")))
    assert "All 2 reps even." in read_page(app)
    app.segmented_control(key=f"shot-{get_only_set(app).id}").set_value(1).run()
    assert "part 2 of 2" in read_page(app)
    assert "0 of 3 reps even." in read_page(app)
    assert not app.exception


@pytest.mark.slow
def test_the_place_in_the_queue_is_told(app: AppTest, engine: Engine) -> None:
    engine.go_on.clear()
    upload_clips(app, ("squat.mp4", b"even"))
    app.button(key="start").click().run()
    other = AppTest.from_file(str(APP), default_timeout=60).run()
    upload_clips(other, ("mine.mp4", b"shifted"))
    other.button(key="start").click().run()
    assert "1 clip before yours" in other.get("progress")[0].proto.text
    engine.go_on.set()
    assert "3 of 5 reps even." in read_page(finish_reading(other))


@pytest.mark.slow
def test_several_clips_are_read_and_listed(app: AppTest) -> None:
    check_clips(app, ("one.mp4", b"even"), ("two.mp4", b"shifted"))
    assert [entry.clip.name for entry in get_tab(app).sets.values()] == ["two.mp4", "one.mp4"]
    assert app.selectbox[0].label == "Set"


@pytest.mark.slow
def test_the_same_clip_again_comes_from_the_cache(app: AppTest, engine: Engine) -> None:
    check_clips(app, ("squat.mp4", b"even"))
    open_page(app, "check")
    check_clips(app, ("copy.mp4", b"even"))
    assert len(engine.read_with) == 1
    assert "copy.mp4" in read_page(app)
    assert "All 5 reps even." in read_page(app)


@pytest.mark.slow
def test_another_model_reads_anew(app: AppTest, engine: Engine) -> None:
    check_clips(app, ("squat.mp4", b"even"))
    open_page(app, "check")
    upload_clips(app, ("squat.mp4", b"even"))
    app.segmented_control(key="model").set_value("lite").run()
    app.button(key="start").click().run()
    finish_reading(app)
    assert [reading.model for reading in engine.read_with] == ["full", "lite"]


@pytest.mark.slow
def test_load_and_unit_reach_the_advice_and_are_remembered(app: AppTest) -> None:
    upload_clips(app, ("squat.mp4", b"shifted"))
    app.number_input(key="load").set_value(60.0).run()
    app.button(key="start").click().run()
    finish_reading(app)
    assert "60 kg" in read_page(app)
    open_page(app, "check")
    upload_clips(app, ("squat.mp4", b"even"))
    assert app.number_input(key="load").value == 60.0


@pytest.mark.slow
def test_a_mirrored_clip_exchanges_the_sides(app: AppTest) -> None:
    check_clips(app, ("squat.mp4", b"shifted"))
    assert "Shift to the left" in read_page(app)
    app.toggle(key=f"fix-mirrored-{get_only_set(app).id}").set_value(True).run()
    assert "Shift to the right" in read_page(app)
    assert "mirrored clip corrected" in read_page(app)


@pytest.mark.slow
def test_another_person_can_be_pointed_at(app: AppTest, engine: Engine) -> None:
    engine.people = 2
    upload_clips(app, ("squat.mp4", b"even"))
    app.radio[0].set_value(1).run()
    app.button(key="start").click().run()
    finish_reading(app)
    (reading,) = engine.read_with
    assert reading.person_at == (0.0, 100.0, 65.0)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["<b>x</b>.mp4", "../../etc/passwd.mp4", "=cmd().mp4"])
def test_names_of_files_do_no_harm(app: AppTest, name: str) -> None:
    check_clips(app, (name, b"even"))
    entry = get_only_set(app)
    assert get_tab(app).folder in entry.clip.path.parents
    assert "<b>x" not in read_page(app)


def test_pages_without_a_set_say_how_to_get_one(app: AppTest) -> None:
    assert "No set yet" in read_page(open_page(app, "result"))
    assert "Two sets are needed" in read_page(open_page(app, "compare"))
    assert not app.exception


def test_how_it_works(app: AppTest) -> None:
    text = read_page(open_page(app, "about"))
    for told in ("How it works", "15 %", "temporary folder", "not validated against motion capture"):
        assert told in text


@pytest.mark.slow
def test_two_sets_side_by_side(app: AppTest) -> None:
    check_clips(app, ("before.mp4", b"shifted"), ("after.mp4", b"even"))
    open_page(app, "compare")
    text = read_page(app)
    assert not app.exception
    assert "3 of 5 reps even." in text
    assert "All 5 reps even." in text
    app.selectbox(key="names").set_value("Before and after").run()
    assert "Before: " in read_page(app)
    app.segmented_control(key="compare-quantity").set_value("lateral_shift").run()
    assert not app.exception


def test_the_first_paint_does_not_wait_for_the_engine() -> None:
    """The start page imports nothing that reads clips, nor what only results need."""
    heavy = ("mediapipe", "cv2", "av", "scipy", "altair", "openpyxl", "reportlab", "vl_convert")
    code = f"import sys, web.pages.check; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=APP.parent, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
