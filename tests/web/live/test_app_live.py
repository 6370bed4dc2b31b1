"""The live page in every state, without browser, camera or model."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from analysis.errors import ModelError
from analysis.settings import SetSettings
from services import analysis as analysis_service
from tests.fixtures.app_fakes import APP, Engine, app, engine, get_tab, open_page, read_page
from tests.fixtures.live_fakes import (
    ENOUGH,
    HOLD,
    ONE_EVEN,
    READY,
    SET_UP,
    THEN_BAD,
    WAIT_S,
    FakeCamera,
    FakeSession,
    wait_for,
)
from web.live import board as live_board
from web.live import camera as live_camera
from web.pages import live as live_page

__all__ = ["app", "engine"]


class Stage:
    """The page with everything that it needs in a test's hands."""

    def __init__(self, app: AppTest) -> None:
        self.app = app
        self.camera = FakeCamera()
        self.sessions: list[FakeSession] = []
        self.browser_says = "granted"
        self.cues: list[str] = []

    @property
    def session(self) -> FakeSession:
        return self.sessions[-1]

    def open_live(self, settings: SetSettings) -> FakeSession:
        self.sessions.append(FakeSession(settings))
        return self.sessions[-1]

    def play_cue(self, cue, *_rest) -> str:  # type: ignore[no-untyped-def]
        if cue:
            self.cues.append(cue.say)
        return self.browser_says

    def begin(self) -> None:
        opened = len(self.sessions)
        self.camera.start()
        wait_for(lambda: len(self.sessions) > opened)
        self.app.run()

    def sees(self, state) -> str:  # type: ignore[no-untyped-def]
        """What can be read once the session sees this."""
        self.camera.film(self.session, state)
        self.app.run()
        assert not self.app.exception
        return read_page(self.app)

    def after_the_end(self) -> str:
        run = self.camera.run
        assert run is not None
        assert run.over.wait(WAIT_S)
        self.app.run()
        self.app.run()
        assert not self.app.exception
        return read_page(self.app)


@pytest.fixture
def stage(app: AppTest, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    made = Stage(app)
    monkeypatch.setattr(analysis_service, "open_live_session", made.open_live)
    monkeypatch.setattr(live_camera, "show_camera", made.camera)
    monkeypatch.setattr(live_board, "play_cue", made.play_cue)
    monkeypatch.setattr(live_page, "is_page_at_rest", lambda: True)
    open_page(app, "live")
    yield made
    run = get_tab(app).live
    if run is not None:
        run.end_run()
        assert run.over.wait(WAIT_S)


def test_before_the_start_it_says_what_happens_and_where_pictures_go(stage: Stage) -> None:
    text = read_page(stage.app)
    assert "Live check" in text
    assert "on this computer and nowhere else" in text
    assert "Nothing is saved unless you save it" in text
    assert not stage.app.exception
    assert not stage.sessions


def test_the_way_through_a_set(stage: Stage) -> None:
    stage.begin()
    assert "Getting ready" in read_page(stage.app)
    assert "Step back" in stage.sees(SET_UP)
    assert "Stand still" in stage.sees(HOLD)
    assert "Go" in stage.sees(READY)
    assert "Even" in stage.sees(ONE_EVEN)
    text = stage.sees(THEN_BAD)
    assert "knee in" in text
    assert "left" in text
    assert "So far: 1 even, 1 uneven." in text
    assert "End the set" in stage.sees(ENOUGH)
    assert stage.cues[-1] == "Left knee in. End the set."
    stage.app.button(key="live-end").click().run()
    text = stage.after_the_end()
    assert "2 of 3 reps even." in text
    assert "There is no annotated clip" in text
    assert stage.session.closed
    assert get_tab(stage.app).live is None


@pytest.mark.slow
def test_the_result_of_a_live_set_has_the_exports_of_any_other(stage: Stage) -> None:
    stage.begin()
    stage.sees(ONE_EVEN)
    stage.camera.stop()
    stage.after_the_end()
    (entry,) = get_tab(stage.app).sets.values()
    buttons = {button.proto.label for button in stage.app.get("download_button")}
    assert {"CSV", "Excel", "Parquet", "JSON", "PDF report", "Web page (HTML)"} <= buttons
    assert "Annotated clip" not in buttons
    assert entry.clip.name.startswith("live ")
    assert entry.video is None


@pytest.mark.slow
def test_pain_stops_the_set_and_forbids_advice(stage: Stage) -> None:
    stage.begin()
    stage.sees(ONE_EVEN)
    stage.app.button(key="live-pain").click().run()
    assert "Pain: end the set." in stage.after_the_end()


def test_without_feedback_there_is_a_count_and_no_verdict(stage: Stage) -> None:
    stage.app.toggle(key="live-quiet").set_value(True).run()
    stage.begin()
    text = stage.sees(ENOUGH)
    assert "Rep 2" in text
    for told in ("knee", "uneven", "So far", "End the set</"):
        assert told not in text
    assert set(stage.cues) == {"Go."}


def test_stopped_before_a_rep_and_started_again(stage: Stage) -> None:
    for turn in (1, 2):
        stage.begin()
        stage.sees(READY)
        stage.camera.stop()
        assert "No rep was seen." in stage.after_the_end()
        assert len(stage.sessions) == turn
        assert stage.session.closed
    assert not get_tab(stage.app).sets


def test_a_fault_is_told_and_the_reps_before_it_are_kept(stage: Stage) -> None:
    stage.begin()
    stage.sees(ONE_EVEN)
    stage.session.fails = ModelError("The pose model stopped. Start again.")
    stage.camera.film(stage.session, ONE_EVEN)
    text = stage.after_the_end()
    assert "The pose model stopped" in text
    assert len(get_tab(stage.app).sets) == 1
    assert not stage.camera.playing
    assert stage.session.closed


def test_a_fault_of_ours_is_a_message_and_no_frozen_picture(stage: Stage) -> None:
    stage.begin()
    stage.sees(READY)
    stage.session.fails = ZeroDivisionError("a fault of ours")
    stage.camera.film(stage.session, READY)
    text = stage.after_the_end()
    assert "Something went wrong inside EvenRep" in text
    assert "Traceback" not in text
    assert not stage.camera.playing


def test_a_silent_camera_is_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_board, "SILENT_S", -1.0)
    stage.begin()
    assert "No picture" in stage.sees(READY)


def test_a_camera_that_may_not_be_used_is_explained(stage: Stage) -> None:
    for said, remedy in (
        ("denied", "does not let this page use the camera"),
        ("none", "Plug one in"),
        ("busy", "Close that program"),
        ("insecure", "http://localhost"),
    ):
        stage.browser_says = said
        stage.app.run()
        assert remedy in read_page(stage.app).replace("\\", "")


def test_the_mirror_is_only_in_the_picture(stage: Stage) -> None:
    assert stage.camera.shown_mirrored is True
    stage.app.toggle(key="live-mirror").set_value(False).run()
    assert stage.camera.shown_mirrored is False
    stage.begin()
    assert stage.session.settings.mirrored is False


def test_load_told_before_the_set_reaches_the_session(stage: Stage) -> None:
    stage.app.number_input(key="load").set_value(60.0).run()
    stage.begin()
    assert stage.session.settings.load == 60.0


def test_a_closed_page_ends_its_run(stage: Stage) -> None:
    stage.begin()
    stage.sees(READY)
    mine, run = get_tab(stage.app), stage.camera.run
    assert run is not None
    mine.app.end_session(mine.id)
    assert run.over.wait(WAIT_S)
    assert stage.session.closed


def test_of_two_tabs_the_second_is_told_and_the_first_goes_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.begin()
    stage.sees(READY)
    second = Stage(AppTest.from_file(str(APP), default_timeout=60.0).run())
    monkeypatch.setattr(live_camera, "show_camera", second.camera)
    open_page(second.app, "live")
    with stage.camera.going_on():
        second.camera.start()
        text = second.after_the_end()
    assert "Another live check is running" in text
    assert not second.camera.playing
    assert len(stage.sessions) == 1
    monkeypatch.setattr(live_camera, "show_camera", stage.camera)
    assert "Even" in stage.sees(ONE_EVEN)


@pytest.mark.slow
def test_the_page_loads_no_model_before_the_camera_starts() -> None:
    code = "import sys, web.pages.live; print([name for name in ('mediapipe',) if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=APP.parent, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
