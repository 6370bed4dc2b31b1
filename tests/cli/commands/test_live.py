"""`evenrep live`: events, words, files and exit codes, with a pose model that knows its frames by heart."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from analysis.errors import CameraError, ModelError
from analysis.report.json_writer import rep_to_dict
from analysis.report.types import Grade
from analysis.settings import Unit
from cli.app import app
from cli.big_letters import render_big_letters
from cli.live_view import draw_board
from services import analysis as analysis_service
from tests.fixtures.lifters import EVEN, EXACT, Fault, Film, gone, squat, standing
from tests.fixtures.live import SMALL, Replayed
from vision.live.session import LiveOptions, LiveSession
from vision.live.state import LivePhase, LiveState
from vision.video.webcam import LiveFrame

BAD = Fault(lateral_shift=20.0)
FILM = Film(size_px=(180, 320), px_per_m=100.0, lead_s=2.5)


class Scene:
    """The camera and the pose model behind `evenrep live`; `on_frame` may raise, or press Ctrl-C."""

    def __init__(self, model: Replayed) -> None:
        self.model = model
        self.on_frame: Callable[[int], None] = lambda _: None
        self.asked: list[object] = []
        self.released = 0
        self.stopped = False
        self.told: dict[str, object] = {}

    def open_live_session(self, settings, model, mirror, real_time, name):  # type: ignore[no-untyped-def]
        self.told = {"settings": settings, "model": model, "mirror": mirror, "real_time": real_time}
        options = LiveOptions(model="full", real_time=False, name=name)
        return LiveSession(
            settings, options, stages=EXACT, dependencies=self.model.dependencies, live_set_settings=SMALL
        )

    @contextmanager
    def open_webcam(self, index: int) -> Iterator["Scene"]:
        self.asked.append(index)
        if index == 9:
            raise CameraError("There is no camera 9: plug it in.")
        try:
            yield self
        finally:
            self.released += 1

    def open_played_clip(self, clip: Path, real_time: bool) -> "Scene":
        self.asked.append((clip.name, real_time))
        return self

    def stop(self) -> None:
        self.stopped = True

    def __iter__(self) -> Iterator[LiveFrame]:
        for count, (image, time_s) in enumerate(self.model.frames()):
            self.on_frame(count)
            yield LiveFrame(image, time_s)


def scene_of(monkeypatch: pytest.MonkeyPatch, model: Replayed) -> Scene:
    scene = Scene(model)
    for name in ("open_live_session", "open_webcam", "open_played_clip"):
        monkeypatch.setattr(analysis_service, name, getattr(scene, name))
    return scene


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    return scene_of(monkeypatch, Replayed(squat((EVEN, BAD, BAD), FILM)))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["live", *arguments])


def events(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


class TestJsonLines:
    def test_one_event_a_line_and_nothing_else_on_standard_output(self, scene):
        result = run("--json-lines")
        assert result.exit_code == 0
        names = [event["event"] for event in events(result)]
        assert names[0] == "guide"
        assert names[-1] == "end"
        assert [name for name in names if name in ("ready", "rep", "advice", "end")] == [
            *("ready", "rep", "rep", "rep", "advice", "end")
        ]

    def test_a_rep_holds_exactly_the_keys_of_a_rep_in_analyze_json(self, scene, tmp_path: Path):
        result = run("--json-lines", "--json", str(tmp_path / "set.json"))
        analysed = json.loads((tmp_path / "set.json").read_text(encoding="utf-8"))
        reps = [event for event in events(result) if event["event"] == "rep"]
        for told, known in zip(reps, analysed["reps"], strict=True):
            assert set(told) - {"event"} == set(known)
            assert told["grade"] == known["grade"]
            assert told["bottom_s"] == pytest.approx(known["bottom_s"], abs=0.1)

    def test_the_end_holds_what_analyze_would_say(self, scene, tmp_path: Path):
        result = run("--json-lines", "--json", str(tmp_path / "set.json"))
        end = events(result)[-1]
        assert end["sets"] == [json.loads((tmp_path / "set.json").read_text(encoding="utf-8"))]
        assert (end["reps"], end["why"]) == (3, "")

    def test_advice_says_what_to_do_and_why(self, scene):
        (advice,) = [event for event in events(run("--json-lines")) if event["event"] == "advice"]
        assert advice["action"] == "end_set"
        assert "in a row" in advice["reasons"][0]

    def test_without_feedback_verdicts_come_only_when_the_set_is_over(self, scene):
        told = events(run("--json-lines", "--no-feedback"))
        names = [event["event"] for event in told]
        assert names[-5:] == ["rep", "rep", "rep", "advice", "end"]
        last_frame_s = told[-1]["time_s"]
        assert told[-2]["time_s"] == last_frame_s

    def test_words_go_to_standard_error(self, scene):
        result = run("--json-lines")
        assert "1 of 3 reps even" in result.stderr
        assert run("--json-lines", "--quiet").stderr == ""


def test_in_a_pipe_every_verdict_is_a_line_and_the_report_follows(scene):
    result = run()
    lines = result.stdout.splitlines()
    assert result.exit_code == 0, result.stdout + result.stderr
    assert any("Rep 1" in line and "Even" in line for line in lines)
    assert any("Rep 2" in line and "left" in line and "shift" in line for line in lines)
    assert any("End the set" in line for line in lines)
    assert any("1 of 3 reps even" in line for line in lines)


def test_without_feedback_no_verdict_is_shown_before_the_report(scene):
    before, _, _ = run("--no-feedback").stdout.partition("1 of 3 reps even")
    assert "Even" not in before
    assert "shift" not in before


def test_camera_and_model_are_let_go_of(scene):
    run("--camera", "2")
    assert scene.asked == [2]
    assert scene.released == 1
    assert scene.model.opened == scene.model.closed > 0


def test_a_missing_camera_is_told_with_its_own_code(scene):
    result = run("--camera", "9")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "There is no camera 9" in result.stderr


def test_a_camera_pulled_out_ends_the_set_which_is_told_and_saved(scene, tmp_path: Path):
    def pulled(frame: int) -> None:
        if frame == 330:
            raise CameraError("Camera 0 stopped giving pictures: is it still plugged in?")

    scene.on_frame = pulled
    result = run("--json", str(tmp_path / "set.json"), "--track", str(tmp_path / "set.npz"))
    assert result.exit_code == 3
    assert "still plugged in" in result.stderr
    assert len(json.loads((tmp_path / "set.json").read_text(encoding="utf-8"))["reps"]) == 2
    assert (tmp_path / "set.npz").exists()
    assert scene.released == 1


def test_ctrl_c_ends_the_set_and_prints_the_summary(scene):
    def pressed(frame: int) -> None:
        if frame == 330:
            os.kill(os.getpid(), signal.SIGINT)

    scene.on_frame = pressed
    result = run()
    assert result.exit_code == 0
    assert scene.stopped
    assert "1 of 2 reps even" in result.stdout


def test_a_model_that_breaks_is_told_after_what_was_seen(scene):
    honest = scene.model.detect

    def breaks(image):  # type: ignore[no-untyped-def]
        if scene.model.at > 330:
            raise ModelError("The pose model stopped. Try again.")
        return honest(image)

    scene.model.detect = breaks  # type: ignore[method-assign]
    result = run()
    assert result.exit_code == 5
    assert "1 of 2 reps even" in result.stdout
    assert "The pose model stopped" in result.stderr


@pytest.mark.parametrize(
    "track", [gone(standing(2.0, FILM), 0.0, 9.0), standing(4.0, FILM)], ids=["nobody", "no rep"]
)
def test_a_set_without_anything_to_grade_ends_with_its_code(monkeypatch, track):
    scene_of(monkeypatch, Replayed(track))
    result = run("--json-lines")
    assert result.exit_code == 4
    assert events(result)[-1]["event"] == "end"
    assert result.stderr.strip()


def test_options_reach_the_session(scene):
    run("--load", "60", "--unit", "lb", "--mirrored", "--model", "lite", "--no-mirror", "--quiet")
    settings = scene.told["settings"]
    assert (settings.load, settings.unit, settings.mirrored) == (60.0, Unit.LB, True)
    assert (scene.told["model"], scene.told["mirror"], scene.told["real_time"]) == ("lite", False, True)


def test_a_clip_is_read_whole_unless_it_is_played_in_real_time(scene):
    run("--clip", "squat.mp4", "--quiet")
    assert scene.told["real_time"] is False
    assert (scene.told["model"], scene.told["mirror"]) == (None, None)
    run("--clip", "squat.mp4", "--real-time", "--quiet")
    assert scene.told["real_time"] is True
    assert scene.asked == [("squat.mp4", False), ("squat.mp4", True)]


@pytest.mark.parametrize(
    "arguments", [("--real-time",), ("--json-lines", "--json", "-"), ("--camera", "-1"), ("--load", "-3")]
)
def test_options_that_do_not_go_together_are_wrong_usage(scene, arguments):
    assert run(*arguments).exit_code == 2
    assert scene.model.opened == 0


def test_a_clip_that_cannot_be_read_is_told(tmp_path: Path):
    empty = tmp_path / "empty.mp4"
    empty.touch()
    assert run("--clip", str(empty)).exit_code == 3
    assert run("--clip", str(tmp_path / "none.mp4")).exit_code == 3


# --- the board on a terminal --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def states() -> list[LiveState]:
    model = Replayed(squat((EVEN, BAD, BAD), FILM))
    options = LiveOptions(real_time=False)
    with LiveSession(
        options=options, stages=EXACT, dependencies=model.dependencies, live_set_settings=SMALL
    ) as session:
        return [session.push_frame(image, time_s) for image, time_s in model.frames()]


def shown(state: LiveState, feedback: bool = True, width: int = 80) -> str:
    console = Console(width=width, force_terminal=True, color_system=None)
    with console.capture() as capture:
        console.print(draw_board(state, feedback, width))
    return capture.get()


def test_the_word_of_a_bad_rep_is_large_and_names_its_side(states):
    state = next(state for state in states if state.newest and state.newest.grade is Grade.BAD)
    text = shown(state)
    for word in ("left", "shift"):
        for line in render_big_letters(word, 80) or ["missing"]:
            assert line in text


def test_nothing_is_wider_than_the_terminal(states):
    for width in (40, 80, 200):
        for state in states[::25]:
            assert max(map(len, shown(state, width=width).splitlines())) <= width


def test_the_board_without_feedback_names_no_side(states):
    assert states[-1].phase is not LivePhase.SET_ENDED
    text = shown(states[-1], feedback=False)
    assert "left" not in text
    for line in render_big_letters("shift", 80) or []:
        assert line not in text


def test_every_letter_of_a_headline_can_be_made_large():
    assert render_big_letters("Stand still 0123456789", 500) is not None
    assert render_big_letters("too wide for this", 10) is None
    assert render_big_letters("→", 80) is None
    assert render_big_letters("", 80) is None


def test_a_rep_by_itself_is_the_rep_of_the_set(states):
    rep = states[-1].reps[0]
    assert rep_to_dict(rep)["rep"] == 1
