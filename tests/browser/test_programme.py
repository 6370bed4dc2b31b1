"""Save a set, History, Today with its guided timer, drills and hip test, Progress: all through the page.

Only Anna's earlier weeks are put into the history beforehand; everything of today is done in the browser.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.pose.landmarks import Side
from coaching.records.records import Direction, ProgrammeRecord, Records
from history.store import Store
from history.types import NewSet
from tests.browser.conftest import Clip, Server, serve
from tests.fixtures.browser.visitor import DESKTOP, PHONE, Visitor, visiting
from tests.fixtures.history import a_set
from tests.fixtures.lift_builders import bridge
from tests.fixtures.lifters import Film, recording
from vision.tracking.track_io import save_recording
from web.jobs.cache import compute_sha256

LOCAL = {"127.0.0.1"}
HOLD_MS = 60_000
LYING = Film(size_px=(1400, 1400), fps=15.0)
CHARTS = "[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Anna, three weeks into the programme, the right side weaker as told, two sets of earlier weeks."""
    folder = tmp_path / "data"
    now = datetime.now()
    with Store.open(folder / "history.sqlite3") as store:
        anna = store.change_lifter(replace(store.add_lifter("Anna"), weaker_side=Side.RIGHT))
        store.save_programme(anna.id, ProgrammeRecord((now - timedelta(days=20)).date()))
        for days in (18, 8):
            store.save_sets(anna.id, [NewSet(a_set(load=60.0), at=now - timedelta(days=days))])
    return folder


@pytest.fixture
def bridges(tmp_path: Path) -> Path:
    """A clip whose track is at hand: four bridges, one of them on the left. No sample shows a drill."""
    clip = tmp_path / "bridges.mp4"
    clip.write_bytes(b"known by its checksum, never opened")
    tracks = tmp_path / "tracks"
    tracks.mkdir()
    made = recording(bridge((Side.RIGHT,) * 3 + (Side.LEFT,), LYING), clip.name)
    save_recording(
        replace(made, clip=replace(made.clip, sha256=compute_sha256(clip))), tracks / "bridges.npz"
    )
    return clip


@pytest.fixture
def served(data: Path, bridges: Path, tmp_path: Path) -> Iterator[Server]:
    """Squats are really read; only the drill's track is at hand."""
    temp = tmp_path / "served"
    temp.mkdir()
    tracks = str(bridges.parent / "tracks")
    yield from serve(
        "tests/fixtures/browser/served.py", temp, EVENREP_DATA_DIR=str(data), EVENREP_TRACKS=tracks
    )


def go(visitor: Visitor, name: str, heading: str) -> None:
    visitor.page.goto(f"{visitor.url}/{name}")
    visitor.page.get_by_role("heading", name=heading, exact=True).wait_for()
    visitor.still()


def follow(visitor: Visitor, name: str, heading: str, part: str = "") -> None:
    """By a link, without loading the page anew: what the tab knows stays. `part` of the day holds it."""
    link = visitor.page.locator(f"a[href$='{name}']:visible")
    if part and not link.count():
        visitor.page.get_by_text(part).click()
    link.first.click()
    visitor.page.get_by_role("heading", name=heading, exact=True).wait_for()
    visitor.still()


def press(visitor: Visitor, button: str) -> None:
    visitor.page.get_by_role("button", name=button, exact=True).click()


def records(data: Path) -> Records:
    with Store.open(data / "history.sqlite3") as store:
        (anna,) = store.list_lifters()
        return store.load_records(anna.id)


def analyse_and_save(visitor: Visitor, clip: Clip) -> None:
    """Really read by the model, then saved for Anna."""
    visitor.arrive()
    visitor.drop(clip.path)
    visitor.start("lite")
    visitor.verdict()
    visitor.settle()
    visitor.choose("Who lifted?", "Anna")
    press(visitor, "Save")
    visitor.page.get_by_text("Saved.", exact=True).wait_for()


def hold_once(visitor: Visitor, artefacts: Path) -> None:
    """One hold with the guided timer, then stop and log."""
    page = visitor.page
    press(visitor, "Start")
    page.get_by_text("HOLD", exact=True).wait_for(timeout=HOLD_MS)
    page.get_by_role("timer").screenshot(path=str(artefacts / "timer.png"))
    page.get_by_text("1 of 30 holds done").wait_for(timeout=HOLD_MS)
    press(visitor, "Pause")
    page.get_by_role("button", name="Continue", exact=True).wait_for()
    press(visitor, "Stop and log")
    page.get_by_text(re.compile(r"Logged: \d+ holds? on the right side")).first.wait_for()


def drill_by_hand_and_by_clip(visitor: Visitor, clip: Path, artefacts: Path) -> None:
    page = visitor.page
    visitor.still()
    follow(visitor, "drills", "Light drills", "2. Low-load drills")
    for done in (1, 2, 3):
        press(visitor, "Log a set")
        page.get_by_text(f"{done} of 8 sets done").wait_for()
        visitor.still()
    page.get_by_role("timer").wait_for()
    page.get_by_text("Count from a clip").click()
    page.locator("input[type=file]").set_input_files(str(clip))
    page.get_by_text("Wrong side: 1 of 4 reps were on the left").wait_for()
    visitor.still()
    visitor.picture(artefacts / "drill-counted.png")
    press(visitor, "Log 3 reps on the right")
    page.get_by_text("4 of 8 sets done").wait_for()
    follow(visitor, "today", "Today")


def type_a_hip(visitor: Visitor, artefacts: Path) -> None:
    """Typed: 45° left, 30° right."""
    page = visitor.page
    follow(visitor, "mobility", "Hip mobility", "6. Hip mobility")
    for side, angle in (("Left", "45"), ("Right", "30")):
        for trial in (1, 2, 3):
            page.get_by_label(f"{side} {trial}, °").fill(angle)
    press(visitor, "Save these trials")
    page.get_by_text("the right side is restricted").first.wait_for()
    page.get_by_role("button", name="Done", exact=True).first.wait_for()
    visitor.still()
    visitor.picture(artefacts / "mobility-treat.png")


def test_from_a_saved_set_to_progress(
    chromium: Any, served: Server, data: Path, uneven: Clip, bridges: Path, artefacts: Path, tmp_path: Path
) -> None:
    with visiting(chromium, served.url, DESKTOP) as visitor:
        page = visitor.page
        analyse_and_save(visitor, uneven)
        follow(visitor, "history", "History")
        page.get_by_text(uneven.path.name).wait_for()
        assert page.get_by_role("button", name="Open", exact=True).count() == 3

        follow(visitor, "today", "Today")
        visitor.picture(artefacts / "today-question.png")
        press(visitor, "No pain")
        page.get_by_role("button", name="Start", exact=True).wait_for()
        visitor.still()
        visitor.picture(artefacts / "today-desktop.png")
        hold_once(visitor, artefacts)
        drill_by_hand_and_by_clip(visitor, bridges, artefacts)
        type_a_hip(visitor, artefacts)

        kept = records(data)
        held, *drills = kept.exercises
        assert (held.exercise, held.side) == ("isometric_standing", Side.RIGHT)
        assert 1 <= held.holds < 10, "as many as were done before it was stopped"
        assert [(one.side, one.reps, one.by_camera) for one in drills] == [
            *[(Side.RIGHT, 10, False)] * 3,
            (Side.RIGHT, 3, True),
        ]
        assert {(one.direction, one.side, one.trials_deg) for one in kept.mobility} == {
            (Direction.FLEXION, Side.LEFT, (45.0,) * 3),
            (Direction.FLEXION, Side.RIGHT, (30.0,) * 3),
        }

        follow(visitor, "progress", "Progress")
        page.get_by_text("Even reps over weeks").wait_for()
        page.locator(CHARTS).nth(5).wait_for()
        page.get_by_role("heading", name="Hip mobility").wait_for()
        visitor.picture(artefacts / "progress-desktop.png")
        assert visitor.download("PDF", tmp_path).read_bytes().startswith(b"%PDF")
        table = pd.read_csv(io.BytesIO(visitor.download("CSV, one row per week", tmp_path).read_bytes()))
        assert table["good"].sum() == 2 * 5 + uneven.report["set"]["good"], "the set of today counts"
        assert table["isometrics_days"].sum() == table["drills_days"].sum() == 1
        assert visitor.hosts <= LOCAL


def test_a_phone_stops_for_pain(chromium: Any, served: Server, data: Path, artefacts: Path) -> None:
    with visiting(chromium, served.url, PHONE) as visitor:
        page = visitor.page
        go(visitor, "today", "Today")
        page.get_by_role("button", name="No pain", exact=True).click()
        page.get_by_role("button", name="Start", exact=True).wait_for()
        visitor.still()
        visitor.picture(artefacts / "today-phone.png")
        for name, heading in (("drills", "Light drills"), ("mobility", "Hip mobility"), ("today", "Today")):
            go(visitor, name, heading)
            page.get_by_role("button", name="Stop: I feel pain").wait_for()
            visitor.still()
            visitor.picture(artefacts / f"{name}-phone.png")
            main = page.locator("[data-testid=stMain]")
            wide = main.evaluate("main => main.scrollWidth - main.clientWidth")
            assert wide <= 0, f"nothing of {name} hangs over the edge of a phone"
        page.get_by_role("button", name="Stop: it hurts").click()
        page.get_by_text("Pain today: no training").wait_for()
        assert page.get_by_role("button", name="Start", exact=True).count() == 0
        assert [one.pain for one in records(data).pains] == [False, True]
        visitor.picture(artefacts / "today-pain-phone.png")
        go(visitor, "progress", "Progress")
        page.locator(CHARTS).nth(5).wait_for()
        visitor.picture(artefacts / "progress-phone.png")
