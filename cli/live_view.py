"""A live set on a terminal: one word that is read from across the room, and below it what it is based on."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from analysis.report.types import SetReport
from cli.big_letters import render_big_letters
from cli.console import make_console, print_line, replace_control_characters
from reporting.live_text import Board, Tone, build_board, describe_figures, format_tally
from vision.live.state import LivePhase, LiveState

# s; drawing takes processor time from the pose model, which needs it to keep up.
_STYLES = {
    Tone.NEUTRAL: "bold",
    Tone.TODO: "bold yellow",
    Tone.READY: "bold cyan",
    Tone.GOOD: "bold green",
    Tone.BAD: "bold red",
    Tone.UNGRADED: "bold yellow",
    Tone.END: "bold red",
}
_REDRAWN_S = 0.12


class BoardView:
    """The whole terminal as a board, redrawn in its place."""

    def __init__(self, live: Live, feedback: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._live, self._feedback, self._clock = live, feedback, clock
        self._drawn_s = float("-inf")

    def show_state(self, state: LiveState) -> None:
        if state.newest is None and self._clock() - self._drawn_s < _REDRAWN_S:
            return
        self._drawn_s = self._clock()
        self._live.update(draw_board(state, self._feedback, self._live.console.width), refresh=True)

    def on_set_end(self, state: LiveState, reports: Sequence[SetReport]) -> None:
        """The report says the rest."""


class LineView:
    """Where there is no terminal: a line for whatever is new."""

    def __init__(self, stream: TextIO, feedback: bool) -> None:
        self._stream, self._feedback = stream, feedback
        self._printed = ""

    def show_state(self, state: LiveState) -> None:
        now = build_board(state, self._feedback)
        counting = state.phase is LivePhase.HOLD_STILL
        text = now.headline if counting else _format_in_one_line(now)
        if text != self._printed:
            self._printed = text
            print_line(text, self._stream)

    def on_set_end(self, state: LiveState, reports: Sequence[SetReport]) -> None:
        """The report says the rest."""


def draw_board(state: LiveState, feedback: bool, width: int) -> Group:
    """The board of one moment."""
    now = build_board(state, feedback)
    style = _STYLES[now.tone]
    lines = [Text(replace_control_characters(now.count), "bold"), Text()]
    for words in (now.side, f"{now.symbol} {now.headline}" if now.symbol.isdigit() else now.headline):
        lines += [*_render_large(words, width, style), Text()] if words else []
    lines += [Text(replace_control_characters(now.detail), "bold"), Text()]
    lines += [Text(replace_control_characters(f"! {text}"), "yellow") for text in state.guide[1:]]
    if feedback and state.reps:
        lines.append(Text(format_tally(state)))
    lines.append(Text(describe_figures(state.figures), "dim"))
    lines.append(Text("Ctrl-C ends the set.", "dim"))
    return Group(*lines)


@contextmanager
def open_live_view(stream: TextIO, feedback: bool) -> Iterator[BoardView | LineView]:
    """A board on a terminal, lines elsewhere. The terminal is left as it was found."""
    console: Console = make_console(stream)
    if not console.is_terminal or console.is_dumb_terminal:
        yield LineView(stream, feedback)
        return
    with Live(console=console, auto_refresh=False, transient=True) as live:
        yield BoardView(live, feedback)


def _render_large(words: str, width: int, style: str) -> list[Text]:
    """In letters of blocks where they fit; arrows and such stay out of them."""
    plain = "".join(letter for letter in words if letter.isascii()).strip()
    lines = render_big_letters(plain, width) if plain else None
    return (
        [Text(line, style) for line in lines] if lines else [Text(replace_control_characters(words), style)]
    )


def _format_in_one_line(now: Board) -> str:
    verdict = " ".join(part for part in (now.symbol, now.side, now.headline) if part)
    parts = (f"{now.count}:" if now.count else "", verdict, f"({now.detail})" if now.detail else "")
    return " ".join(part for part in parts if part)
