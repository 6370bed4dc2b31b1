"""How it looks and who can use it: screenshots to be looked at, accessibility, the keyboard."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Clip, Server
from tests.fixtures.browser.visitor import DESKTOP, PHONE, Visitor, visiting

SIZES = {"desktop": DESKTOP, "phone": PHONE}
SERIOUS = ("serious", "critical")
NOT_OURS: dict[str, str] = {}
"""CSS selectors of Streamlit's own chrome -> the fault that it has there."""


def faults(visitor: Visitor, axe: str) -> list[str]:
    """Serious and critical findings of axe-core on the page as it is now."""
    visitor.page.evaluate(axe)
    found = visitor.page.evaluate(
        "excluded => axe.run({exclude: excluded.map(s => [s])}, {resultTypes: ['violations']})",
        list(NOT_OURS),
    )
    return [
        f"{fault['impact']}: {fault['id']}: {node['html'][:160]} ({node['target']})"
        for fault in found["violations"]
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_screens(
    chromium: Any,
    quick_app: Server,
    uneven: Clip,
    even: Clip,
    axe: str,
    artefacts: Path,
    size: str,
    dark: bool,
) -> None:
    """Every page, photographed and examined."""
    name = f"{size}-{'dark' if dark else 'light'}"
    with visiting(chromium, quick_app.url, SIZES[size], dark) as visitor:
        found = []

        def page(number: str) -> None:
            visitor.still()
            visitor.picture(artefacts / f"{name}-{number}.png")
            found.extend(f"{number}: {fault}" for fault in faults(visitor, axe))

        visitor.arrive()
        page("1-start")
        visitor.drop(uneven.path, even.path)
        page("2-first-look")
        visitor.start()
        visitor.verdict()
        visitor.settle()
        page("3-result")
        visitor.page.get_by_text("Reps: leave out, join, split").click()
        visitor.page.get_by_text("Mirrored, view, lift, load").click()
        page("4-corrections")
        visitor.page.get_by_role("link", name="Compare sets").click()
        visitor.page.get_by_role("heading", name="Compare two sets").wait_for()
        visitor.page.get_by_role("radiogroup", name="Quantity").wait_for()
        page("5-compare")
        wide = visitor.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, "the page scrolls sideways"
        assert not found, "\n".join(found)


def test_everything_can_be_reached_with_the_keyboard(chromium: Any, quick_app: Server, uneven: Clip) -> None:
    """Tab from the top of the result comes by everything that can be pressed."""
    with visiting(chromium, quick_app.url) as visitor:
        visitor.check(uneven.path)
        visitor.settle()
        reached = set()
        for _ in range(120):
            visitor.page.keyboard.press("Tab")
            reached.add(
                visitor.page.evaluate(
                    "() => (document.activeElement.getAttribute('aria-label') || '')"
                    " + '|' + document.activeElement.innerText"
                )
            )
        text = "\n".join(reached)
        for label in ("PDF report", "CSV", "JSON", "Reps: leave out", "Delete this set", "Check another set"):
            assert label in text


def test_a_sample_by_keyboard_alone(chromium: Any, quick_app: Server) -> None:
    """From the first page to a clip being read without a mouse."""
    with visiting(chromium, quick_app.url) as visitor:
        visitor.arrive()
        visitor.page.get_by_role("button", name="Try a sample").focus()
        visitor.page.keyboard.press("Enter")
        visitor.page.get_by_role("button", name="Cancel").wait_for()
        visitor.page.get_by_role("button", name="Cancel").click()
        visitor.page.get_by_role("heading", name="Stopped").wait_for()
