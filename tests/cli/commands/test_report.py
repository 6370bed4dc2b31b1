"""`evenrep report`: from clips, tracks and results; exit codes; a whole report or none."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from analysis.errors import NotAVideo, TrackError
from analysis.report.json_writer import report_to_dict
from analysis.report.types import SetReport
from analysis.settings import SetSettings
from cli.app import app
from reporting.images import stills
from services import analysis as analysis_service
from tests.fixtures.reports import EIGHT_REPS, build_report, build_side_view

FEW = EIGHT_REPS[5:7]


class Engine:
    """Stands in for tracking and analysis: a clip's name says what becomes of it."""

    def __init__(self) -> None:
        self.stills_from: list[Path | None] = []
        self.settings: list[SetSettings] = []

    def track_clip(self, path: Path, *_: object) -> str:
        if "broken" in path.name:
            raise NotAVideo(f"{path.name} is not a video that can be read. Choose another file.")
        return path.name

    def load_recording(self, path: Path) -> str:
        if "bad" in path.name:
            raise TrackError(f"{path.name} is not a saved track, or it is damaged.")
        return path.name

    def analyze_recording(self, recording: str, settings: SetSettings) -> tuple[SetReport, ...]:
        self.settings.append(settings)
        return (build_side_view() if "side" in recording else build_report(FEW, settings, name=recording),)

    def read_frames_at(self, clip: Path, times_s: list[float]) -> dict[float, object]:
        self.stills_from.append(clip if times_s else None)
        return {}

    def draw_report_stills(self, *_: object) -> dict[object, object]:
        return {}


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> Engine:
    stand_in = Engine()
    for name in ("track_clip", "load_recording", "analyze_recording", "read_frames_at"):
        monkeypatch.setattr(analysis_service, name, getattr(stand_in, name))
    monkeypatch.setattr(stills, "draw_report_stills", stand_in.draw_report_stills)
    monkeypatch.setattr(stills, "list_still_times", lambda _report: [1.5])
    return stand_in


@pytest.fixture
def run(pretended: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, ["report", *map(str, arguments)])


def words_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def save_result(path: Path, *reports: SetReport) -> Path:
    dicts = [report_to_dict(report) for report in reports]
    path.write_text(json.dumps(dicts[0] if len(dicts) == 1 else dicts), "utf-8")
    return path


def test_a_clip_becomes_a_pdf_and_a_page(run: Callable[..., Result], pretended: Engine) -> None:
    result = run("a.mp4", "--pdf", "a.pdf", "--html", "a.html", "--lifter", "A. <B>", "--load", "60")
    assert result.exit_code == 0
    assert "a.mp4: 0 of 2 reps even." in result.stdout
    assert "Wrote a.pdf" in result.stdout
    assert "A. <B>" in words_of(Path("a.pdf"))
    assert "A. &lt;B&gt;" in Path("a.html").read_text("utf-8")
    assert pretended.settings[0].load == 60.0
    assert pretended.stills_from == [Path("a.mp4")]


def test_a_saved_track_has_no_film(run: Callable[..., Result], pretended: Engine) -> None:
    assert run("a.npz", "--html", "a.html", "-q").output == ""
    assert pretended.stills_from == [None]


def test_a_saved_result_says_the_same(run: Callable[..., Result]) -> None:
    report = build_report(FEW)
    save_result(Path("set.json"), report)
    assert run("set.json", "--pdf", "a.pdf").exit_code == 0
    text = words_of(Path("a.pdf"))
    assert "21 left ±4 !" in text
    assert report.clip.sha256 in text.replace(" ", "")


def test_several_sets_are_one_report(run: Callable[..., Result]) -> None:
    save_result(Path("two.json"), build_report(FEW, name="x.mp4"), build_side_view())
    result = run("two.json", "b.mp4", "--pdf", "a.pdf")
    assert result.exit_code == 0
    text = words_of(Path("a.pdf"))
    assert all(name in text for name in ("x.mp4", "side.mp4", "b.mp4"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("a.mp4",), 2, "--pdf FILE"),
        (("a.mp4", "--pdf", "-"), 2, "not to standard output"),
        (("a.mp4", "--pdf", "a.mp4"), 2, "one of the clips"),
        (("a.mp4", "--pdf", "x", "--html", "x"), 2, "two names"),
        (("r.json", "--pdf", "a.pdf", "--load", "60"), 2, "analysed already"),
        (("broken.mp4", "--pdf", "a.pdf"), 3, "not a video"),
        (("a.mp4", "broken.mp4", "--pdf", "a.pdf"), 3, "not a video"),
        (("a.mp4", "--pdf", "no/such/folder/a.pdf"), 6, "folder"),
        (("bad.npz", "--pdf", "a.pdf"), 7, "not a saved track"),
        (("missing.json", "--pdf", "a.pdf"), 7, "no file"),
        (("empty.json", "--pdf", "a.pdf"), 7, "not a result of EvenRep"),
        (("broken.json", "--pdf", "a.pdf"), 7, "no JSON"),
        (("deep.json", "--pdf", "a.pdf"), 7, "deep.json"),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_nothing(
    run: Callable[..., Result], arguments: tuple[str, ...], code: int, said: str
) -> None:
    Path("empty.json").write_text("{}", "utf-8")
    Path("broken.json").write_text("{", "utf-8")
    Path("deep.json").write_text("[" * 100_000, "utf-8")
    result = run(*arguments)
    assert result.exit_code == code
    assert said in " ".join(re_joined(result.stderr).split())
    assert not Path("a.pdf").exists()
    assert not list(Path().glob(".*part*"))


def re_joined(text: str) -> str:
    """What a box around an error has torn apart."""
    return text.replace("│", " ").replace("\n", " ")


def test_nothing_graded_is_told_by_the_exit_code_and_still_written(run: Callable[..., Result]) -> None:
    result = run("side.mp4", "--pdf", "a.pdf")
    assert result.exit_code == 4
    assert "Filmed from the side" in words_of(Path("a.pdf"))


def test_an_old_report_stays_after_an_error(run: Callable[..., Result]) -> None:
    Path("a.pdf").write_text("old")
    assert run("broken.mp4", "--pdf", "a.pdf").exit_code == 3
    assert Path("a.pdf").read_text() == "old"
