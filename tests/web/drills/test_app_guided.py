"""The guided pages without a browser: the drills circuit and the hip test, by hand and from a clip."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from analysis.pose.landmarks import Side
from coaching.plan.types import Task
from coaching.records.lifter import Lifter
from coaching.records.records import Direction, ExerciseRecord, MobilityRecord, Severity
from history.store import Store
from services.programme import load_lifter_day
from tests.fixtures.app_fakes import LONG_S, Engine, app, engine, get_tab, open_page, read_page
from tests.fixtures.today_fakes import ann, button, records, submit
from web.drills.steps import find_next_step
from web.today.calendar import list_milestones

__all__ = ["ann", "app", "engine"]

ROTATION = Direction.INTERNAL_ROTATION


def text(app: AppTest) -> str:
    return read_page(app).replace("\\", "")


def choose(app: AppTest, group: str, value: object) -> AppTest:
    next(one for one in app.button_group if str(one.key).startswith(group)).set_value(value)
    return app.run()


def given(app: AppTest, content: bytes) -> AppTest:
    """Gives the clip, and waits until it is read."""
    app.file_uploader[0].set_value(("clip.mp4", content, "video/mp4")).run()
    for entry in get_tab(app).test_clips.values():
        assert entry.job is not None
        assert entry.job.ended.wait(LONG_S)
    app.run()
    assert not app.exception
    return app


def log_drills(lifter: Lifter, *exercises: str) -> None:
    with Store.open() as store:
        for exercise in exercises:
            store.save_log_entry(
                lifter.id, ExerciseRecord("", datetime.now(), exercise, Side.RIGHT, reps=10, load=0.0)
            )


def test_the_circuit_goes_through_all_drills_before_the_second_round() -> None:
    tasks = [Task(name, name, Side.RIGHT, 2, (10, 20), logged=0) for name in "abcd"]
    taken = []
    while (step := find_next_step(tasks)) is not None:
        taken.append((step.task.exercise, step.round, step.number))
        tasks = [replace(one, logged=one.logged + (one.exercise == step.task.exercise)) for one in tasks]
    assert [name for name, _, _ in taken] == list("abcdabcd")
    assert [round_ for _, round_, _ in taken] == [1] * 4 + [2] * 4
    assert [number for _, _, number in taken] == list(range(1, 9))


@pytest.mark.parametrize("page", ["drills", "mobility"])
class TestGate:
    def test_the_pain_question_comes_first(self, app: AppTest, ann: Lifter, page: str) -> None:
        with Store.open() as store:
            store.delete_log_entry(records(ann).pains[0].id)
        open_page(app, page)
        assert "First answer the pain question" in text(app)
        assert not app.number_input

    def test_pain_closes_the_page(self, app: AppTest, ann: Lifter, page: str) -> None:
        open_page(app, page)
        app.button(key="pain-stop").click().run()
        assert "Pain today: no training" in text(app)
        assert not app.number_input
        assert records(ann).pains[-1].pain


class TestDrills:
    def test_a_set_by_hand_leads_to_the_next_drill(self, app: AppTest, ann: Lifter) -> None:
        open_page(app, "drills")
        assert "Side-lying leg raise, right side, round 1" in text(app)
        assert app.number_input[0].max == 20
        submit(app, "set-side_lying_abduction-right-1")
        (done,) = records(ann).exercises
        assert (done.exercise, done.side, done.reps, done.by_camera) == (
            "side_lying_abduction",
            Side.RIGHT,
            10,
            False,
        )
        assert "Clam, right side, round 1" in text(app)

    def test_the_circuit_ends(self, app: AppTest, ann: Lifter) -> None:
        names = (
            "side_lying_abduction",
            "side_lying_clam",
            "quadruped_hip_extension",
            "single_leg_bridge",
        )
        log_drills(ann, *names, *names)
        open_page(app, "drills")
        assert "The circuit is done" in " ".join(one.value for one in app.success)
        assert not app.number_input

    def test_without_a_weaker_side_there_are_none(self, app: AppTest, ann: Lifter) -> None:
        with Store.open() as store:
            store.change_lifter(replace(ann, weaker_side=None))
        open_page(app, "drills")
        assert not app.number_input
        assert app.info

    def at_the_bridge(self, app: AppTest, ann: Lifter, content: bytes) -> AppTest:
        log_drills(ann, "side_lying_abduction", "side_lying_clam", "quadruped_hip_extension")
        open_page(app, "drills")
        choose(app, "way-single_leg_bridge", "Count from a clip")
        return given(app, content)

    def test_a_clip_counts_each_side_and_warns_of_the_wrong_one(self, app: AppTest, ann: Lifter) -> None:
        self.at_the_bridge(app, ann, b"bridges")
        counted = {one.label: one.value for one in app.metric}
        assert counted == {"Reps, right leg": "3", "Reps, left leg": "1"}
        assert "Wrong side: 1 of 4 reps were on the left" in text(app)
        assert not list(get_tab(app).folder.rglob("clip.mp4")), "the clip is gone once it is read"
        button(app, "Log 3 reps on the right")
        last = records(ann).exercises[-1]
        assert (last.exercise, last.side, last.reps, last.by_camera) == (
            "single_leg_bridge",
            Side.RIGHT,
            3,
            True,
        )
        assert get_tab(app).test_clips == {}

    def test_more_than_twenty_are_never_logged(self, app: AppTest, ann: Lifter) -> None:
        self.at_the_bridge(app, ann, b"many")
        assert "20 are enough" in text(app)
        button(app, "Log 20 reps on the right")
        assert records(ann).exercises[-1].reps == 20

    def test_a_mirrored_clip_exchanges_the_sides(self, app: AppTest, ann: Lifter) -> None:
        self.at_the_bridge(app, ann, b"bridges")
        app.toggle[0].set_value(True).run()
        assert {one.label: one.value for one in app.metric}["Reps, right leg"] == "1"

    def test_what_is_no_video_is_refused_and_another_may_be_chosen(self, app: AppTest, ann: Lifter) -> None:
        self.at_the_bridge(app, ann, b"text")
        assert "is damaged" in text(app)
        button(app, "Choose another clip")
        assert app.file_uploader

    @pytest.mark.slow
    def test_a_clip_that_shows_no_drill_logs_nothing(self, app: AppTest, ann: Lifter) -> None:
        self.at_the_bridge(app, ann, b"standing")
        assert "nothing to log" in text(app)
        assert len(records(ann).exercises) == 3


class TestMobility:
    def typed(self, app: AppTest, left: float, right: float) -> None:
        for side, angle in ((Side.LEFT, left), (Side.RIGHT, right)):
            for trial in (1, 2, 3):
                app.number_input(key=f"{ROTATION}-{side}-{trial}").set_value(angle)
        submit(app, f"mobility-{ROTATION}")

    def test_a_marked_side_is_treated_then_tested_again(self, app: AppTest, ann: Lifter) -> None:
        open_page(app, "mobility")
        choose(app, "direction", ROTATION)
        self.typed(app, 45.0, 30.0)
        assert "the right side is restricted" in text(app)
        for exercise in ("massage", "stretch_static", "stretch_static", "stretch_dynamic", "stretch_dynamic"):
            app.button(key=f"done-{exercise}-right-{ROTATION}").click().run()
            assert not app.exception
        assert {one.direction for one in records(ann).exercises} == {ROTATION}
        assert "Test again" in text(app)
        self.typed(app, 45.0, 40.0)
        assert [one.retest for one in records(ann).mobility] == [False, False, True, True]
        choose(app, "direction", ROTATION)
        assert "Before treatment: Internal rotation: left 45°, right 30°" in text(app)
        assert "difference 5° (11 %): not marked" in text(app)

    def test_nothing_typed_saves_nothing(self, app: AppTest, ann: Lifter) -> None:
        open_page(app, "mobility")
        submit(app, "mobility-flexion")
        assert "Enter at least one angle" in text(app)
        assert records(ann).mobility == ()

    def test_angles_are_read_from_a_clip(self, app: AppTest, ann: Lifter) -> None:
        open_page(app, "mobility")
        choose(app, "direction", ROTATION)
        choose(app, "way", "Measure from a clip")
        given(app, b"seated")
        button(app, "Save 6 trials")
        read = {one.side: one.trials_deg for one in records(ann).mobility}
        assert read[Side.LEFT] == pytest.approx((40.0,) * 3, abs=1.0)
        assert read[Side.RIGHT] == pytest.approx((25.0,) * 3, abs=1.0)
        assert all(one.by_camera for one in records(ann).mobility)
        assert not list(get_tab(app).folder.rglob("clip.mp4"))

    def test_from_the_wrong_side_it_says_how_to_film(self, app: AppTest, ann: Lifter) -> None:
        open_page(app, "mobility")
        choose(app, "way", "Measure from a clip")
        given(app, b"seated")
        assert "is measured from the side, not from the front" in text(app)
        assert records(ann).mobility == ()

    def test_typed_and_filmed_angles_are_not_compared_silently(self, app: AppTest, ann: Lifter) -> None:
        now = datetime.now()
        with Store.open() as store:
            for side, by_camera in ((Side.LEFT, True), (Side.RIGHT, False)):
                angles = (40.0, 40.0, 40.0)
                store.save_log_entry(ann.id, MobilityRecord("", now, ROTATION, side, angles, by_camera))
        open_page(app, "mobility")
        choose(app, "direction", ROTATION)
        assert "Compare only angles measured in the same way" in text(app)

    def test_progress_shows_the_first_and_the_last_test(self, app: AppTest, ann: Lifter) -> None:
        now = datetime.now()
        with Store.open() as store:
            for days, right in ((9, 30.0), (1, 41.0)):
                for side, angle in ((Side.LEFT, 45.0), (Side.RIGHT, right)):
                    at = now - timedelta(days=days)
                    store.save_log_entry(ann.id, MobilityRecord("", at, ROTATION, side, (angle,) * 3))
        open_page(app, "progress")
        assert "<td>45° / 30°</td><td>15°</td><td>45° / 41°</td><td>4°</td><td>not marked</td>" in text(app)


def test_history_lists_what_was_logged_and_takes_it_back(app: AppTest, ann: Lifter) -> None:
    log_drills(ann, "side_lying_clam")
    open_page(app, "history")
    assert "Clam, 10 reps, right side" in text(app)
    app.button(key=f"delete-log-{records(ann).exercises[0].id}").click().run()
    assert records(ann).exercises == ()


def test_the_calendar_tells_every_look_back_in_order(app: AppTest, ann: Lifter) -> None:
    open_page(app, "today")
    assert "<strong>Today</strong>" in text(app)
    with Store.open() as store:
        day = load_lifter_day(store, ann)
    assert day.plan.calendar is not None
    told = list_milestones(replace(day.plan.calendar, severity=None, milestone=None), day.now.date())
    assert [row.day for row in told] == [0, 28, 84, 182, 182]
    assert [row.past for row in told] == [True, False, False, False, False]
    mild = replace(day.plan.calendar, severity=Severity.MILD, milestone=day.now.date() + timedelta(days=28))
    assert any("mild" in row.words for row in list_milestones(mild, day.now.date()))


def test_a_lift_of_the_day_is_taken_to_the_check_page(app: AppTest, ann: Lifter) -> None:
    open_page(app, "today")
    app.button(key="film-leg-right").click().run()
    assert not app.exception
    assert get_tab(app).lifter == ann.id
    assert app.session_state["lift"] == "single_leg_squat"
    assert app.session_state["side"] == "Right"


def test_a_fault_in_reading_is_told(app: AppTest, ann: Lifter, engine: Engine) -> None:
    open_page(app, "mobility")
    choose(app, "way", "Measure from a clip")
    given(app, b"broken")
    assert "Something went wrong inside EvenRep" in text(app)
