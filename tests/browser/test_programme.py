"""A saved set, History, Today with its guided timer, Progress: in a real browser, on desktop and phone."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.landmarks import Side
from coaching.records import ProgrammeRecord
from history.kept import NewSet
from history.store import Store
from tests.browser.conftest import Server, serve
from tests.browser.visitor import DESKTOP, PHONE, Visitor, visiting
from tests.history.build import a_set

LOCAL = {"127.0.0.1"}
HOLD_MS = 60_000


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Anna, three weeks into the programme, the right side weaker as told, six sets saved."""
    folder = tmp_path / "data"
    now = datetime.now()
    with Store.open(folder / "history.sqlite3") as store:
        anna = store.change_lifter(replace(store.add_lifter("Anna"), weaker_side=Side.RIGHT))
        store.save_programme(anna.id, ProgrammeRecord((now - timedelta(days=20)).date()))
        for days in (18, 15, 11, 8, 5, 3):
            store.save(anna.id, [NewSet(a_set(load=62.5 - days // 4 * 2.5), at=now - timedelta(days=days))])
    return folder


@pytest.fixture
def served(data: Path, tmp_path: Path) -> Iterator[Server]:
    temp = tmp_path / "served"
    temp.mkdir()
    yield from serve("app.py", temp, EVENREP_DATA_DIR=str(data))


def go(visitor: Visitor, name: str, heading: str) -> None:
    visitor.page.goto(f"{visitor.url}/{name}")
    visitor.page.get_by_role("heading", name=heading, exact=True).wait_for()
    visitor.still()


def records(data: Path) -> Any:
    with Store.open(data / "history.sqlite3") as store:
        (anna,) = store.lifters()
        return store.records(anna.id)


def test_from_a_saved_set_to_progress(
    chromium: Any, served: Server, data: Path, artefacts: Path, tmp_path: Path
) -> None:
    with visiting(chromium, served.url, DESKTOP) as visitor:
        page = visitor.page
        go(visitor, "history", "History")
        assert page.get_by_role("button", name="Open", exact=True).count() == 6

        go(visitor, "today", "Today")
        visitor.picture(artefacts / "today-question.png")
        page.get_by_role("button", name="No pain", exact=True).click()
        page.get_by_role("button", name="Start", exact=True).wait_for()
        visitor.still()
        visitor.picture(artefacts / "today-desktop.png")

        page.get_by_role("button", name="Start", exact=True).click()
        page.get_by_text("HOLD", exact=True).wait_for(timeout=HOLD_MS)
        page.get_by_role("timer").screenshot(path=str(artefacts / "timer.png"))
        page.get_by_text("1 of 30 holds done").wait_for(timeout=HOLD_MS)
        page.get_by_role("button", name="Pause", exact=True).click()
        page.get_by_role("button", name="Go on", exact=True).wait_for()
        page.get_by_role("button", name="Stop and log", exact=True).click()
        page.get_by_text("Logged: 1 holds on the right side").first.wait_for()
        (held,) = records(data).exercises
        assert (held.exercise, held.side, held.holds) == ("isometric_standing", Side.RIGHT, 1)

        go(visitor, "progress", "Progress")
        page.get_by_text("Even reps over weeks").wait_for()
        page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").nth(
            5
        ).wait_for()
        visitor.picture(artefacts / "progress-desktop.png")
        pdf = visitor.download("PDF", tmp_path)
        assert pdf.read_bytes().startswith(b"%PDF")
        table = pd.read_csv(io.BytesIO(visitor.download("CSV, a row per week", tmp_path).read_bytes()))
        assert table["good"].sum() == 6 * 5
        assert table["isometrics_days"].sum() == 1
        assert visitor.hosts <= LOCAL


def test_a_phone_stops_for_pain(chromium: Any, served: Server, data: Path, artefacts: Path) -> None:
    with visiting(chromium, served.url, PHONE) as visitor:
        page = visitor.page
        go(visitor, "today", "Today")
        page.get_by_role("button", name="No pain", exact=True).click()
        page.get_by_role("button", name="Start", exact=True).wait_for()
        visitor.still()
        visitor.picture(artefacts / "today-phone.png")
        wide = page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth - main.clientWidth")
        assert wide <= 0, "nothing hangs over the edge of a phone"
        page.get_by_role("button", name="Stop: I feel pain").click()
        page.get_by_text("Pain today: no training").wait_for()
        assert page.get_by_role("button", name="Start", exact=True).count() == 0
        assert [one.pain for one in records(data).pains] == [False, True]
        visitor.picture(artefacts / "today-pain-phone.png")
        go(visitor, "progress", "Progress")
        page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").nth(
            5
        ).wait_for()
        visitor.picture(artefacts / "progress-phone.png")
