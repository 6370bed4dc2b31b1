"""A person at the page: what they do, and what they see. Notes every host that the page asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
PATIENT_MS = 60_000
READING_MS = 400_000
TRIES, LOOKS, LOOK_MS = 5, 30, 100


AnyVisitor = TypeVar("AnyVisitor", bound="Visitor")


class Visitor:
    """One browser context: nothing is shared with another."""

    def __init__(self, context: Any, url: str) -> None:
        self.url = url
        self.context = context
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENT_MS)
        self.asked: set[str] = set()
        self.page.on("request", lambda request: self.asked.add(request.url))
        self.page.on("websocket", lambda socket: self.asked.add(socket.url))

    @property
    def hosts(self) -> set[str]:
        """Every host that was asked; blob: and data: are the page's own."""
        asked = {urlsplit(url) for url in self.asked}
        return {part.hostname or part.scheme for part in asked if part.scheme not in ("blob", "data")}

    def arrive(self) -> None:
        self.page.goto(self.url)
        self.page.get_by_role("heading", name="Was every rep even?").wait_for()

    def drop(self, *clips: Path) -> None:
        """Chooses the files and waits for the first look at the last of them."""
        self.page.locator("input[type=file]").set_input_files([str(clip) for clip in clips])
        self.page.get_by_text("L and R mark").nth(len(clips) - 1).wait_for()
        self.still()

    def start(self, model: str | None = None) -> None:
        if model:
            self.page.get_by_text("Load, body mass, pose model").click()
            self.until(
                lambda: self.page.get_by_role("radio", name=model).click(),
                self.page.get_by_role("radio", name=model, checked=True),
            )
        self.page.get_by_role("button", name="Check th").click()

    def until(self, act: Callable[[], None], done: Any) -> None:
        """Acts as a person does: again, where the page was just drawn anew and did not take it in."""
        for _ in range(TRIES):
            act()
            for _ in range(LOOKS):
                if done.count():
                    return
                self.page.wait_for_timeout(LOOK_MS)
        done.wait_for()

    def choose(self, question: str, answer: str) -> None:
        """In a list that opens when it is pressed; it closes when the page is drawn anew."""
        option = self.page.get_by_role("option", name=answer, exact=True)
        self.until(lambda: self.page.get_by_role("combobox", name=question).click(), option)
        option.click()
        self.still()

    def verdict(self) -> str:
        """Waits until the clip is read."""
        heading = self.page.locator(".er-verdict h1")
        heading.wait_for(timeout=READING_MS)
        return str(heading.inner_text())

    def check(self, *clips: Path) -> str:
        """From the start page to the verdict."""
        self.arrive()
        self.drop(*clips)
        self.start()
        return self.verdict()

    def settle(self) -> None:
        """Waits until stills and clip are drawn and nothing runs any more."""
        self.page.locator("video").wait_for(timeout=READING_MS)
        self.page.get_by_text("Drawing the moment").wait_for(state="detached")
        self.still()

    def still(self) -> None:
        """Waits until no script runs."""
        self.page.locator("[data-test-script-state=running]").wait_for(state="detached")

    def download(self, name: str, folder: Path) -> Path:
        """Presses the button; the file under the name that the page gives it."""
        self.still()
        button = self.page.get_by_role("button", name=name, exact=True)
        with self.page.expect_download() as coming:
            button.click()
        path = folder / str(coming.value.suggested_filename)
        coming.value.save_as(path)
        return path

    def picture(self, path: Path) -> None:
        """The whole page: Streamlit scrolls inside, so the window is made as long as what it holds."""
        size = self.page.viewport_size
        main = self.page.locator("[data-testid=stMain]")
        length = int(main.evaluate("element => element.scrollHeight"))
        self.page.set_viewport_size({"width": size["width"], "height": min(length + 40, 8000)})
        self.still()
        self.page.screenshot(path=str(path), animations="disabled")
        self.page.set_viewport_size(size)


@contextmanager
def visiting(
    chromium: Any,
    url: str,
    size: dict[str, int] = DESKTOP,
    dark: bool = False,
    kind: type[AnyVisitor] = Visitor,  # type: ignore[assignment]
    permissions: tuple[str, ...] | None = None,
) -> Iterator[AnyVisitor]:
    """A visitor who comes and goes. permissions: all that the browser allows; None: it was not told."""
    context = chromium.new_context(
        viewport=size,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        accept_downloads=True,
    )
    if permissions is not None:
        context.grant_permissions(list(permissions))
    try:
        yield kind(context, url)
    finally:
        context.close()
