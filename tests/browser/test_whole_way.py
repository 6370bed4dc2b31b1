"""From a clip to everything that can be had of it, in a real browser."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from analysis.report.types import Grade
from tests.browser.conftest import Clip, Server
from tests.fixtures.browser.visitor import Visitor, visiting
from web.html_components import GRADE_WORD

LOCAL = {"127.0.0.1"}
SHOWN = (
    "rep",
    "grade",
    "hip_drop_pct",
    "knee_valgus_pct",
    "lateral_shift_pct",
    "hip_rotation_pct",
    "depth_pct",
)
HEADINGS = (
    "Rep",
    "Grade",
    "Hip drop, %",
    "Knee valgus, %",
    "Lateral shift, %",
    "Hip rotation, %",
    "Depth, %",
)


def cells(visitor: Visitor) -> list[dict[str, str]]:
    """The table as a screen reader hears it: heading -> text, one per rep."""
    grid = visitor.page.locator("[data-testid=stDataFrame] table[role=grid]")
    grid.wait_for(state="attached")
    rows: list[list[str]] = grid.evaluate(
        "grid => [...grid.querySelectorAll('tr')].map(row => [...row.children].map(cell => cell.textContent))"
    )
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]


def expected(rep: dict[str, Any]) -> dict[str, str]:
    texts = {}
    for heading, name in zip(HEADINGS, SHOWN, strict=True):
        value = rep[name]
        texts[heading] = "" if value is None else str(value) if isinstance(value, str) else f"{value:g}"
    texts["Grade"] = GRADE_WORD[Grade(rep["grade"])]
    return texts


def test_clip_to_verdict_as_the_command_line_says(
    chromium: Any, app: Server, uneven: Clip, tmp_path: Path
) -> None:
    """Really read by the model, through the page: the command line's numbers, to the digit."""
    with visiting(chromium, app.url) as visitor:
        visitor.arrive()
        visitor.drop(uneven.path)
        visitor.start("lite")
        verdict = visitor.verdict()
        report = uneven.report
        read = json.loads(visitor.download("JSON", tmp_path).read_text("utf-8"))
        assert read["model"] == report["model"]
        assert verdict.startswith(f"{report['set']['good']} of {len(report['reps'])} ")
        shown = [{heading: row[heading] for heading in HEADINGS} for row in cells(visitor)]
        assert shown == [expected(rep) for rep in report["reps"]]
        assert visitor.download("JSON", tmp_path).read_bytes() == uneven.json.read_bytes()
        assert visitor.hosts == LOCAL


@pytest.fixture
def visitor(chromium: Any, quick_app: Server, uneven: Clip) -> Any:
    """At the result of the uneven clip."""
    with visiting(chromium, quick_app.url) as somebody:
        somebody.check(uneven.path)
        yield somebody


def test_files_open(visitor: Visitor, uneven: Clip, tmp_path: Path) -> None:
    visitor.settle()
    assert visitor.download("CSV", tmp_path).read_bytes() == uneven.csv.read_bytes()
    sheet = openpyxl.load_workbook(visitor.download("Excel", tmp_path)).active
    assert sheet.max_row == 1 + len(uneven.report["reps"])
    pdf = visitor.download("PDF report", tmp_path)
    assert pdf.name == f"{uneven.path.stem}-report.pdf"
    pages = pypdf.PdfReader(pdf).pages
    assert 1 <= len(pages) <= 2
    assert "EvenRep" in pages[0].extract_text()
    html = visitor.download("Web page (HTML)", tmp_path).read_text("utf-8")
    assert "<script" not in html
    assert len(visitor.download("Annotated clip", tmp_path).read_bytes()) > 10_000
    assert visitor.hosts == LOCAL


def test_the_annotated_clip_plays(visitor: Visitor, uneven: Clip) -> None:
    visitor.settle()
    video = visitor.page.locator("video")
    video.evaluate("video => { video.muted = true; video.loop = false; return video.play() }")
    visitor.page.wait_for_function(
        "() => { const v = document.querySelector('video');"
        " return v.readyState >= 2 && v.currentTime > 0.3 && v.videoWidth > 0 }"
    )
    assert video.evaluate("video => video.error") is None


def test_jump_to_rep(visitor: Visitor, uneven: Clip) -> None:
    visitor.settle()
    start_s = uneven.report["reps"][1]["start_s"]
    visitor.page.get_by_role("radiogroup", name="Jump to rep").get_by_role("radio").nth(1).click()
    visitor.page.wait_for_function(
        f"() => Math.abs(document.querySelector('video').currentTime - {start_s}) < 2.5"
    )
    visitor.page.get_by_text("From ").first.wait_for()


def test_a_rep_left_out_changes_the_verdict(visitor: Visitor, tmp_path: Path) -> None:
    before = visitor.verdict()
    visitor.page.get_by_text("Reps: leave out, join, split").click()
    visitor.page.get_by_role("button", name="Rep 1 at").click()
    visitor.page.get_by_role("heading", name="Corrected by hand").wait_for()
    assert visitor.verdict() != before
    left = json.loads(visitor.download("JSON", tmp_path).read_text("utf-8"))
    assert len(left["reps"]) == 1
    assert left["corrections"]


def test_reload_keeps_nothing_private(visitor: Visitor, quick_app: Server, uneven: Clip) -> None:
    assert any(folder.rglob(uneven.path.name) for folder in quick_app.session_folders())
    visitor.page.reload()
    visitor.page.get_by_role("heading", name="No set yet").wait_for()
    kept = visitor.page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert uneven.path.stem not in kept
    assert uneven.path.stem not in visitor.page.url
    visitor.page.goto(quick_app.url)
    visitor.page.get_by_role("heading", name="Was every rep even?").wait_for()
    assert uneven.path.stem not in visitor.page.content()


def test_a_closed_page_takes_its_clips_along(chromium: Any, quick_app: Server, uneven: Clip) -> None:
    with visiting(chromium, quick_app.url) as visitor:
        visitor.check(uneven.path)
        folders = set(quick_app.session_folders())
        assert folders
    with visiting(chromium, quick_app.url) as somebody_else:
        somebody_else.arrive()
        for _ in range(120):
            if not any(folder.exists() for folder in folders):
                break
            somebody_else.page.wait_for_timeout(250)
        assert not any(folder.exists() for folder in folders)


def test_two_people_at_once_each_get_their_own(
    chromium: Any, quick_app: Server, even: Clip, uneven: Clip
) -> None:
    with visiting(chromium, quick_app.url) as one, visiting(chromium, quick_app.url) as other:
        one.arrive()
        other.arrive()
        one.drop(even.path)
        other.drop(uneven.path)
        one.start()
        other.start()
        for visitor, clip in ((one, even), (other, uneven)):
            report = clip.report
            good, graded = report["set"]["good"], report["set"]["good"] + report["set"]["bad"]
            told = f"All {graded} " if good == graded > 1 else f"{good} of {graded} "
            assert visitor.verdict().startswith(told)
            assert clip.path.name in visitor.page.locator(".er-kicker").inner_text()
            assert visitor.page.locator(".er-tile").count() == len(report["reps"])
