"""A person at the live page, and what a browser knows of its camera."""

import re
from collections.abc import Callable
from typing import Any

from tests.browser.visitor import Visitor

BUSY_MS = 240_000
"""A camera plays in real time; on a busy machine the model may need a second turn of it."""
HIDDEN_TOO_MS = 250
"""A tab that is not in front draws nothing: what is asked at every redraw is never asked there."""

READING = re.compile(r"frames a second\.|how fast this computer is")

_NOTE_STREAMS = """
(() => {
  const devices = navigator.mediaDevices;
  if (!devices) return;
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    (window.top.evenrepTracks ??= []).push(...stream.getTracks());
    return stream;
  };
})();
"""


_REFUSE = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', '%s') }"


class LiveVisitor(Visitor):
    """Notes every track of a camera that the page was given."""

    def __init__(self, context: Any, url: str) -> None:
        super().__init__(context, url)
        self.page.add_init_script(_NOTE_STREAMS)

    @property
    def camera(self) -> Any:
        return self.page.frame_locator("iframe[title*=webrtc]")

    @property
    def board(self) -> Any:
        return self.page.locator(".er-board")

    def have_no_camera(self, why: str) -> None:
        """From the next arrival on the browser gives none, with this name of an error."""
        self.page.add_init_script(_REFUSE % why)

    def pull_out_the_camera(self) -> None:
        """No more pictures; the page is not told."""
        self.page.evaluate("() => window.evenrepTracks.forEach(track => track.stop())")

    def arrive(self) -> None:
        self.page.goto(f"{self.url}/live")
        self.page.get_by_role("heading", name="Live check").wait_for(timeout=BUSY_MS)

    @property
    def _start(self) -> Any:
        return self.camera.get_by_role("button", name="Start the camera")

    @property
    def _stop(self) -> Any:
        return self.camera.get_by_role("button", name="Stop", exact=True)

    def ask_for_the_camera(self) -> None:
        """Presses the button, whatever comes of it."""
        self._start.wait_for(timeout=BUSY_MS)
        self.still()
        self._start.click(timeout=BUSY_MS)

    def start_camera(self) -> None:
        """Until it runs: a page that was just loaded may not take the first press in."""
        self._start.wait_for(timeout=BUSY_MS)
        self.still()
        self.until(self._press_start, self._stop)

    def _press_start(self) -> None:
        if self._start.count():
            self._start.click(timeout=BUSY_MS)

    def stop_camera(self) -> None:
        self._stop.click(timeout=BUSY_MS)

    def wait_for_board(self, text: str) -> str:
        """Until the board says so; all that it says then."""
        told = self.board.filter(has_text=text)
        told.wait_for(timeout=BUSY_MS)
        return str(told.inner_text())

    def wait_until_looked_at(self) -> None:
        """Until the model reads frames."""
        self.page.get_by_text(READING).wait_for(timeout=BUSY_MS)

    def wait_for_cue(self, words: str) -> None:
        self.page.wait_for_function(
            "words => [...(window.evenrepCues ?? new Map()).values()].some(cue => cue.say.includes(words))",
            arg=words,
            timeout=BUSY_MS,
            polling=HIDDEN_TOO_MS,
        )

    def cues(self) -> list[dict[str, Any]]:
        """What was to be heard so far, in its order."""
        return list(self.page.evaluate("() => [...(window.evenrepCues ?? new Map()).values()]"))

    def wait_until_released(self, tracks: int) -> None:
        """Until the browser has let go of every camera track it gave; there have been so many."""
        self.page.wait_for_function(
            "count => { const tracks = window.evenrepTracks ?? [];"
            " return tracks.length >= count && tracks.every(track => track.readyState === 'ended') }",
            arg=tracks,
            timeout=BUSY_MS,
            polling=HIDDEN_TOO_MS,
        )

    def readable_from_three_metres(self, least_px: float) -> None:
        """The board's words are large, and no part of them or of the page is out of sight."""
        words = self.board.locator(".er-words")
        assert float(words.evaluate("words => parseFloat(getComputedStyle(words).fontSize)")) >= least_px
        wide = self.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, "the page scrolls sideways"
        for side in ("Width", "Height"):
            over = self.board.evaluate(f"board => board.scroll{side} - board.client{side}")
            assert over <= 0, "the board's words are cut off"
        below = self.board.evaluate("board => board.getBoundingClientRect().bottom - window.innerHeight")
        assert below <= 0, "the board goes on below the window"

    def wait_for_notes(self, server: Any, wanted: list[str]) -> None:
        """Until the program has opened and closed its sessions so."""
        self._until(lambda: server.live_notes[-len(wanted) :] == wanted)

    def wait_until_nothing_is_open(self, server: Any) -> None:
        """Until the program has closed every session that it opened."""
        self._until(lambda: server.live_notes.count("opened") == server.live_notes.count("closed"))

    def _until(self, reached: Callable[[], bool]) -> None:
        for _ in range(BUSY_MS // 250):
            if reached():
                return
            self.page.wait_for_timeout(250)
        assert reached()
