"""The command line with a pretended engine: exit codes, clean standard output, whole files or none."""

import errno
import json
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from analysis.errors import (
    Cancelled,
    ModelError,
    NotAVideo,
    NothingToGrade,
    OutputError,
    TrackError,
    UsageError,
)
from analysis.report import json_writer
from analysis.settings import SetSettings, Unit, View
from cli import set_options
from cli.app import app
from reporting import exports
from reporting.images import overlay_plan
from services import analysis as analysis_service
from tests.fixtures.reports import build_report, build_side_view

ROOT = Path(__file__).resolve().parents[2]
ESCAPE = "\x1b"


class FakeRecording(str):
    """A recording that knows nothing but the name of its clip."""

    track = None


class Engine:
    """Stands in for tracking and analysis: a clip's name says what becomes of it."""

    def __init__(self) -> None:
        self.settings: list[SetSettings] = []
        self.tracked: list[tuple[str, str, bool]] = []
        self.drawn: list[Path] = []
        self.while_tracking: Callable[[], None] = lambda: None

    def track_clip(self, path, reading, progress, should_stop):  # type: ignore[no-untyped-def]
        self.tracked.append((path.name, reading.model, reading.mirror))
        self.while_tracking()
        if should_stop():
            raise Cancelled("Stopped.")
        if "broken" in path.name:
            raise NotAVideo(f"{path.name} is not a video that can be read. Choose another file.")
        if "model" in path.name:
            raise ModelError("The pose model is damaged: reinstall EvenRep.")
        progress(
            SimpleNamespace(frames_done=1, frames_total=2, frames_per_s=9.0, seconds_left=1.0, stage="s")
        )
        return FakeRecording(path.name)

    def load_recording(self, path):  # type: ignore[no-untyped-def]
        if "bad" in path.name:
            raise TrackError(f"{path.name} is not a saved track, or it is damaged.")
        return FakeRecording(path.name)

    def save_recording(self, recording, path):  # type: ignore[no-untyped-def]
        path.write_text(recording)

    def analyze_recording(self, recording, settings):  # type: ignore[no-untyped-def]
        self.settings.append(settings)
        if "empty" in recording:
            raise NothingToGrade("Nobody was seen in this clip. Film the whole body.")
        if "bug" in recording:
            raise ZeroDivisionError("division by zero")
        if "side" in recording:
            return (build_side_view(),)
        shots = 2 if "shots" in recording else 1
        return tuple(
            build_report(name=recording, settings=settings, shot=shot, shots=shots)
            for shot in range(1, shots + 1)
        )

    def build_overlay_plan(self, _track, reports):  # type: ignore[no-untyped-def]
        return reports

    def write_overlay(self, _clip, _plan, out, progress, _should_stop):  # type: ignore[no-untyped-def]
        if "full" in out.name:
            raise OutputError(f"Cannot write {out}: the disk is full.")
        progress(1, None)
        self.drawn.append(out)
        out.write_bytes(b"clip")


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> Engine:
    stand_in = Engine()
    for name in ("track_clip", "load_recording", "save_recording", "analyze_recording", "write_overlay"):
        monkeypatch.setattr(analysis_service, name, getattr(stand_in, name))
    monkeypatch.setattr(overlay_plan, "build_overlay_plan", stand_in.build_overlay_plan)
    for variable in ("FORCE_COLOR", "TTY_COMPATIBLE", "NO_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    return stand_in


@pytest.fixture
def run(pretended: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, ["analyze", *map(str, arguments)])


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


# --- exit codes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clip", "code", "said"),
    [
        ("squat.mp4", 0, ""),
        ("broken.mp4", 3, "not a video"),
        ("empty.mp4", 4, "Nobody was seen"),
        ("side.mp4", 4, "Filmed from the side"),
        ("model.mp4", 5, "damaged"),
        ("bad.npz", 7, "not a saved track"),
        ("bug.mp4", 1, "something went wrong inside EvenRep (ZeroDivisionError: division by zero)"),
    ],
)
def test_exit_code_and_sentence(run: Callable[..., Result], clip: str, code: int, said: str) -> None:
    result = run(clip)
    assert result.exit_code == code
    assert said in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("a.mp4", "--load", "-5"),
        ("a.mp4", "--load", "5000"),
        ("a.mp4", "--view", "side"),
        ("a.mp4", "--json", "-", "--csv", "-"),
        ("a.mp4", "--json", "x", "--csv", "./x"),
        ("a.mp4", "--json", "a.mp4"),
        ("a.mp4", "--overlay", "a.mp4"),
        ("a.mp4", "--overlay", "a.gif"),
        ("a.mp4", "--overlay", "-"),
        ("a.mp4", "--parquet", "-"),
        ("a.mp4", "--track", "a.bin"),
        ("a.npz", "--overlay", "b.mp4"),
        ("a.mp4", "b.mp4", "--overlay", "c.mp4"),
        ("a.mp4", "b.mp4", "--track", "c.npz"),
        ("x/a.mp4", "y/a.mp4", "--track", "{name}.npz"),
        ("a.mp4", "--no-such-option"),
    ],
)
def test_wrong_usage_is_2_before_any_work(
    run: Callable[..., Result], pretended: Engine, arguments: tuple[str, ...]
) -> None:
    assert run(*arguments).exit_code == 2
    assert pretended.tracked == []


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("one_rm must be between 0 and 2000, not 5000.", "--one-rm must be between 0 and 2000, not 5000."),
        ("view must be front or rear.", "--view must be front or rear."),
        ("Only one leg can be chosen.", "Only one leg can be chosen."),
    ],
)
def test_only_the_name_of_a_field_becomes_an_option(
    monkeypatch: pytest.MonkeyPatch, message: str, shown: str
) -> None:
    def refuse(**_: object) -> SetSettings:
        raise ValueError(message)

    monkeypatch.setattr(set_options, "SetSettings", refuse)
    with pytest.raises(UsageError) as raised:
        set_options.build_set_settings()
    assert str(raised.value) == shown


def test_the_usage_error_of_several_overlays_says_what_to_give(run: Callable[..., Result]) -> None:
    assert "{name}" in run("a.mp4", "b.mp4", "--overlay", "c.mp4").stderr


@pytest.mark.parametrize("option", ["--json", "--csv", "--parquet", "--xlsx", "--frames-csv"])
def test_an_output_that_cannot_be_written_is_6_before_any_work(
    run: Callable[..., Result], pretended: Engine, option: str
) -> None:
    result = run("a.mp4", option, "nowhere/x")
    assert result.exit_code == 6
    assert "folder does not exist" in result.stderr
    assert pretended.tracked == []
    assert run("a.mp4", option, ".").exit_code == 6


def test_debug_shows_where(run: Callable[..., Result]) -> None:
    assert isinstance(run("bug.mp4", "--debug").exception, ZeroDivisionError)


# --- what reaches the engine --------------------------------------------------------------------------


def test_settings_reach_the_analysis(run: Callable[..., Result], pretended: Engine) -> None:
    told = "--load 80 --one-rm 120 --body-mass 75 --unit lb --plate-step 5 --pain --mirrored --view rear"
    assert run("a.mp4", *told.split(), "--model", "lite", "--no-mirror").exit_code == 0
    assert pretended.tracked == [("a.mp4", "lite", False)]
    assert pretended.settings == [
        SetSettings(True, View.REAR, "squat", 80.0, 120.0, 75.0, Unit.LB, 5.0, True),
    ]


def test_a_saved_track_needs_no_video(run: Callable[..., Result], pretended: Engine) -> None:
    assert run("a.npz").exit_code == 0
    assert pretended.tracked == []


# --- standard output ----------------------------------------------------------------------------------


def test_json_on_stdout_is_nothing_but_json(run: Callable[..., Result]) -> None:
    result = run("a.mp4", "--json", "-")
    assert json.loads(result.stdout)["schema"] == "evenrep.set/1"
    assert "5 of 7 reps even" in result.stderr


def test_csv_on_stdout_is_nothing_but_csv(run: Callable[..., Result]) -> None:
    result = run("a.mp4", "--csv", "-")
    assert result.stdout.startswith("clip,shot,rep,")
    assert result.stdout.count("\n") == 9


def test_nothing_is_on_stdout_when_there_is_no_report(run: Callable[..., Result]) -> None:
    assert run("broken.mp4", "--json", "-").stdout == ""


def test_quiet_says_nothing(run: Callable[..., Result]) -> None:
    result = run("a.mp4", "--quiet", "--json", "x.json")
    assert (result.stdout, result.stderr) == ("", "")


def test_quiet_still_tells_errors(run: Callable[..., Result]) -> None:
    assert "not a video" in run("broken.mp4", "--quiet").stderr
    assert "Filmed from the side" in run("side.mp4", "--quiet").stderr


def test_piped_output_has_no_colour_and_no_lines(run: Callable[..., Result]) -> None:
    output = run("a.mp4", "shots.mp4", "broken.mp4").output
    assert ESCAPE not in output
    assert not set(output) & set("─│━┃╭╮╰╯")
    assert not any(line.endswith(" ") for line in output.splitlines())


def test_a_name_cannot_repaint_the_terminal(run: Callable[..., Result]) -> None:
    output = run("a\x1b[31m\n[bold]b.mp4", "broken\x1b[2J.mp4").output
    assert ESCAPE not in output
    assert "[bold]b.mp4" in output


# --- several clips and shots --------------------------------------------------------------------------


def test_one_bad_clip_does_not_stop_the_others(run: Callable[..., Result], tmp_path: Path) -> None:
    result = run("a.mp4", "broken.mp4", "empty.mp4", "b.mp4", "--json", "all.json", "--csv", "all.csv")
    assert result.exit_code == 3  # that of the first error
    assert "broken.mp4 is not a video" in result.stderr
    assert "empty.mp4: Nobody was seen" in result.stderr
    sets = json.loads((tmp_path / "all.json").read_text("utf-8"))
    assert [one["clip"]["name"] for one in sets] == ["a.mp4", "b.mp4"]
    table = pd.read_csv(tmp_path / "all.csv")
    assert table.groupby("clip").size().to_dict() == {"a.mp4": 8, "b.mp4": 8}


def test_every_shot_is_a_set_of_its_own(run: Callable[..., Result]) -> None:
    sets = json.loads(run("shots.mp4", "--json", "-").stdout)
    assert [(one["clip"]["shot"], one["clip"]["shots"]) for one in sets] == [(1, 2), (2, 2)]


def test_a_side_view_still_gives_its_report(run: Callable[..., Result], tmp_path: Path) -> None:
    assert run("side.mp4", "--json", "x.json", "--csv", "x.csv").exit_code == 4
    assert json.loads((tmp_path / "x.json").read_text("utf-8"))["camera"]["gradable"] is False
    assert len(pd.read_csv(tmp_path / "x.csv")) == 0


def test_an_overlay_and_a_track_per_clip(run: Callable[..., Result], tmp_path: Path) -> None:
    result = run("a.mp4", "b.mov", "--overlay", "out", "--track", "t/{name}-pose.npz")
    assert result.exit_code == 0, result.output
    assert left_in(tmp_path / "out") == {"a-overlay.mp4", "b-overlay.mp4"}
    assert left_in(tmp_path / "t") == {"a-pose.npz", "b-pose.npz"}


def test_a_failed_overlay_keeps_the_report(run: Callable[..., Result], tmp_path: Path) -> None:
    assert run("a.mp4", "--overlay", "full.mp4", "--json", "x.json").exit_code == 6
    assert (tmp_path / "x.json").is_file()


# --- whole files or none ------------------------------------------------------------------------------


def test_all_kinds_of_files_and_nothing_else(run: Callable[..., Result], tmp_path: Path) -> None:
    named = {"--json": "a.json", "--csv": "a.csv", "--frames-csv": "f.csv"}
    named |= {"--parquet": "a.parquet", "--xlsx": "a.xlsx", "--track": "a.npz", "--overlay": "o.webm"}
    assert run("a.mp4", *(word for pair in named.items() for word in pair)).exit_code == 0
    assert left_in(tmp_path) == set(named.values())
    assert len(pd.read_parquet(tmp_path / "a.parquet")) == 8
    assert len(pd.read_excel(tmp_path / "a.xlsx")) == 8


def test_a_full_disk_leaves_what_was_there(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fills_the_disk(_reports: object, stream: object) -> None:
        stream.write("{")  # type: ignore[attr-defined]
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(json_writer, "write_json", fills_the_disk)
    (tmp_path / "x.json").write_text("old")
    result = run("a.mp4", "--json", "x.json")
    assert result.exit_code == 6
    assert "disk is full" in result.stderr
    assert left_in(tmp_path) == {"x.json"}
    assert (tmp_path / "x.json").read_text() == "old"


def test_a_bug_while_writing_leaves_nothing(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(_table: object, _kind: str, stream: object) -> None:
        stream.write(b"clip,")  # type: ignore[attr-defined]
        raise ValueError("stumbled")

    monkeypatch.setattr(exports, "write_table", stumbles)
    result = run("a.mp4", "--csv", "x.csv")
    assert result.exit_code == 1
    assert left_in(tmp_path) == set()


def test_an_existing_file_is_replaced_and_a_link_stays_a_link(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to("real.json")
    assert run("a.mp4", "--json", "link.json").exit_code == 0
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text("utf-8"))["lift"] == "squat"


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no /dev/null on this system")
def test_a_device_is_written_to_not_replaced(run: Callable[..., Result]) -> None:
    assert run("a.mp4", "--json", "/dev/null").exit_code == 0
    assert not Path("/dev/null").is_file()


# --- Ctrl-C -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_is_130_and_leaves_nothing(
    run: Callable[..., Result], pretended: Engine, tmp_path: Path, times: int
) -> None:
    def interrupt() -> None:
        for _ in range(times):
            os.kill(os.getpid(), signal.SIGINT)

    pretended.while_tracking = interrupt
    result = run("a.mp4", "b.mp4", "--json", "x.json", "--track", "out")
    assert result.exit_code == 130
    assert "Stopped" in result.stderr
    assert "Traceback" not in result.output
    assert not (tmp_path / "x.json").exists()
    assert left_in(tmp_path / "out") == set()
    assert [name for name, *_ in pretended.tracked] == ["a.mp4"]


def test_the_usual_ctrl_c_comes_back(run: Callable[..., Result]) -> None:
    before = signal.getsignal(signal.SIGINT)
    run("a.mp4")
    assert signal.getsignal(signal.SIGINT) is before


# --- the other commands -------------------------------------------------------------------------------


def as_program(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, **options
    )  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("arguments", [["--help"], ["analyze", "--help"], ["--version"]])
def test_help_waits_for_nothing_heavy(arguments: list[str]) -> None:
    script = (
        f"import sys; sys.argv = ['evenrep', *{arguments!r}]\n"
        "import cli\n"
        "try:\n    cli.main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "heavy = {'mediapipe', 'pandas', 'cv2', 'av', 'numpy', 'scipy', 'streamlit'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    result = as_program("-c", script)
    assert result.returncode == 0, result.stderr


def test_help_tells_the_exit_codes() -> None:
    output = CliRunner().invoke(app, ["--help"]).output
    assert all(word in output for word in ("0 analysed", "3 unreadable", "130", "analyze", "doctor"))


def test_version_is_that_of_the_project() -> None:
    result = as_program("-m", "cli.app", "--version")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert result.stdout == f"evenrep {project['project']['version']}\n"


def test_python_m_cli_tells_an_error_without_a_traceback() -> None:
    result = as_program("-m", "cli.app", "analyze", "no_such_clip.mp4")
    assert result.returncode == 3
    assert "no_such_clip.mp4" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("command", ["models", "--help"])
def test_a_full_stdout_is_told(command: str) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "cli.app", command],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert result.returncode in (1, 6)
    assert b"No space left" in result.stderr
    assert b"Traceback" not in result.stderr


def test_models_are_listed_and_verified() -> None:
    listed = CliRunner().invoke(app, ["models"])
    assert listed.exit_code == 0
    assert all(
        word in listed.output for word in ("lite", "full", "heavy", "9.4 MB", "13 ms", "checksum right")
    )
    assert CliRunner().invoke(app, ["models", "verify"]).exit_code == 0


def test_building_from_a_file_that_is_no_package_is_5(tmp_path: Path) -> None:
    (tmp_path / "pose.tgz").write_bytes(b"nothing")
    result = CliRunner().invoke(
        app, ["models", "build", "heavy", "--npm-tarball", str(tmp_path / "pose.tgz")]
    )
    assert result.exit_code == 5
    assert "pose.tgz" in result.stderr


def test_demo_takes_the_loaded_set_and_says_how_to_go_on(
    pretended: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("even_front.mp4", "loaded_mixed_front.mp4", "readme.txt"):
        (tmp_path / name).write_bytes(b"clip")
    monkeypatch.setattr("services.samples.SAMPLES_DIR", tmp_path)
    result = CliRunner().invoke(app, ["demo"])
    assert result.exit_code == 0, result.output
    assert pretended.tracked == [("loaded_mixed_front.mp4", "full", True)]
    assert pretended.settings[0].load == 60.0
    assert "evenrep analyze my_squat.mp4" in result.stderr
    CliRunner().invoke(app, ["demo", "--sample", "even_front"])
    assert pretended.settings[1].load is None
    assert "loaded_mixed_front *" in CliRunner().invoke(app, ["demo", "--list"]).stdout
    unknown = CliRunner().invoke(app, ["demo", "--sample", "nosuch"])
    assert unknown.exit_code == 3
    assert "even_front, loaded_mixed_front" in unknown.stderr


def test_building_a_model_says_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(_name: str, progress: Callable[..., None], *_files: object) -> Path:
        progress("Reading", 1, 2)
        return tmp_path / "heavy.task"

    monkeypatch.setattr("services.models.build_model", build)
    result = CliRunner().invoke(app, ["models", "build", "heavy"])
    assert result.exit_code == 0
    assert "heavy.task" in result.stdout.replace("\n", "")


def test_ctrl_c_stops_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(_name: str, progress: Callable[..., None], *_files: object) -> Path:
        os.kill(os.getpid(), signal.SIGINT)
        progress("Downloading", 1, 0)
        raise AssertionError("it went on")

    monkeypatch.setattr("services.models.build_model", build)
    assert CliRunner().invoke(app, ["models", "build", "heavy"]).exit_code == 130
