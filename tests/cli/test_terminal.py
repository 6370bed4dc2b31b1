"""The printed report: what stands in it, in which order, plain in a pipe and legible at 80 columns."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.errors import OutputError
from analysis.quantities.definitions import Quantity
from analysis.report.types import Action, Advice, Grade, SetReport, Standing
from analysis.settings import SetSettings, Unit
from cli.console import make_console, print_line, print_table
from cli.terminal import print_report
from tests.fixtures.reports import (
    EIGHT_REPS,
    NAN,
    build_camera,
    build_rep,
    build_report,
    build_side_view,
)

GOLDEN = Path(__file__).with_name("plain_report.txt")
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _usual_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")


def plain(report: SetReport, titled: bool = False) -> str:
    stream = io.StringIO()
    print_report(report, stream, titled)
    return stream.getvalue()


def on_terminal(report: SetReport) -> str:
    stream = Terminal()
    print_report(report, stream)
    return stream.getvalue()


def test_the_plain_report_is_the_golden_one() -> None:
    report = build_report(
        warnings=("Only 0.5 s of quiet standing: stand still for 2 s before the first rep.",)
    )
    assert plain(report, titled=True) == GOLDEN.read_text("utf-8")


def test_order_is_verdict_advice_reps_sides_camera_warnings_limits() -> None:
    text = plain(build_report(warnings=("The picture shook.",)))
    wanted = ["5 of 7 reps even", "→ End the set", "Reps 6 and 7 were bad", "Rep  Grade"]
    wanted += ["You shift to your left (", "Filmed from the front", "! The picture shook.", "The 15 % rule"]
    places = [text.index(words) for words in wanted]
    assert places == sorted(places)


@pytest.mark.parametrize("width", [60, 80, 100, 118, 140])
def test_no_line_is_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = ESCAPE.sub("", on_terminal(build_report())).splitlines()
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("width", [76, 80, 118, 140])
def test_every_number_survives_the_width(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = ESCAPE.sub("", on_terminal(build_report()))
    for words in ("18 left ±4 !", "16 left ±4 !", "○ ungraded", "✗ uneven", "left knee in"):
        assert words in text
    assert "…" not in text  # nothing was cut off


def test_colour_never_stands_alone() -> None:
    coloured = on_terminal(build_report())
    assert "\x1b[32m✓ even" in coloured
    assert "\x1b[1;31m✗ uneven" in coloured
    assert re.search(r"\x1b\[1;31m18 left ±4 !", coloured)


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    codes = {
        code for found in ESCAPE.findall(on_terminal(build_report())) for code in re.findall(r"\d+", found)
    }
    assert not codes & {str(code) for code in (*range(30, 48), *range(90, 108))}


def test_a_pipe_gets_no_escape_codes_and_no_wrapping() -> None:
    text = plain(build_report())
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())
    assert max(map(len, text.splitlines())) > 140


def test_a_terminal_without_the_letters_gets_ascii() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    print_report(build_report(), stream)
    text = raw.getvalue().decode("ascii")
    assert "18 left +-4 !" in text
    assert "x uneven" in text
    assert "?" not in text


def test_a_refused_clip_says_why_once() -> None:
    text = plain(build_side_view())
    assert text.startswith("Nothing could be graded. Filmed from the side: film from straight in front")
    assert text.count("film from straight in front") == 1
    assert "Rep  Grade" not in text


def test_reps_of_a_refused_clip_are_counted_not_tabled() -> None:
    refused = build_camera(gradable=False, reasons=("The camera stands 54° to one side.",))
    text = plain(
        build_report(tuple(build_rep(n, (NAN,) * 4, grade=Grade.UNGRADED) for n in (1, 2)), camera=refused)
    )
    assert "Found 2 reps, at 2.4 and 5.4 s, not graded." in text
    assert "Rep  Grade" not in text


def test_brackets_are_explained_only_where_there_are_any() -> None:
    assert "In brackets" not in plain(build_report())
    rep = build_rep(1, (1.0, 2.0, 3.0, 4.0))
    rotation = replace(rep.values[Quantity.HIP_ROTATION], standing=Standing.INDICATION)
    rep = replace(rep, values=rep.values | {Quantity.HIP_ROTATION: rotation})
    text = plain(build_report((rep,)))
    assert "In brackets: an indication" in text
    assert "(4 left ±4)" in text


def test_each_missing_value_has_a_letter_and_each_letter_a_reason() -> None:
    text = plain(build_report())
    assert "– a" in text
    assert "– a  not yet calibrated" in text


def test_incomplete_reps_are_told() -> None:
    report = build_report()
    report = replace(report, summary=replace(report.summary, incomplete=1))
    assert "1 incomplete rep not counted." in plain(report)


def test_unknown_numbers_do_not_appear() -> None:
    camera = build_camera(yaw_deg=float("nan"), roll_deg=float("nan"), yaw_sd_deg=float("nan"))
    advice = Advice(Action.KEEP, None, Unit.KG, ("All even.",))
    text = plain(build_report(EIGHT_REPS[:2], SetSettings(), camera, advice=advice))
    assert "nan" not in text.replace("mean +nan", "")
    assert "Filmed from the front, person 71 %" in text


def test_square_brackets_are_text() -> None:
    assert "[red]a.mp4" in plain(build_report(name="[red]a.mp4"), titled=True)


def test_small_tables_and_lines_are_plain_in_a_pipe() -> None:
    stream = io.StringIO()
    print_table(("Model", "Size"), [("lite", "5.8 MB"), ("full", "9.4 MB")], stream)
    print_line("a\x1b[2Jb", stream, "bold red")
    assert stream.getvalue() == "Model  Size\nlite   5.8 MB\nfull   9.4 MB\na�[2Jb\n"
    assert not make_console(stream).is_terminal


def test_a_full_stream_is_an_output_error() -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        print_line("a", Full())
