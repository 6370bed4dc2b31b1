"""While the person waits: a progress bar on standard error, and Ctrl-C that stops the work in order."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from analysis.errors import Cancelled
from analysis.wording import format_clock
from cli.console import replace_control_characters

if TYPE_CHECKING:
    from vision.tracking.clip_tracking import TrackingProgress


class StopSignal:
    """Whether the person wants the work to end. Long work asks `is_requested`; short steps raise after."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def request_stop(self) -> None:
        self._asked.set()

    def is_requested(self) -> bool:
        return self._asked.is_set()

    def raise_if_requested(self) -> None:
        """Raises Cancelled if the person asked for the end."""
        if self._asked.is_set():
            raise Cancelled("Stopped.")


@contextmanager
def stop_on_interrupt() -> Iterator[StopSignal]:
    """The first Ctrl-C (or SIGTERM) asks the work to end, so that files are tidied up; the second ends it."""
    stop = StopSignal()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if stop.is_requested():
            raise KeyboardInterrupt
        stop.request_stop()

    if threading.current_thread() is not threading.main_thread():  # Python allows handlers only there
        yield stop
        return
    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class ProgressBar:
    """One line that fills; nothing at all where nobody watches (no terminal, or --quiet)."""

    def __init__(self, progress: Progress | None, title: str) -> None:
        self._progress = progress
        self._title = replace_control_characters(title)
        self._task = progress.add_task(self._title, total=None, note="") if progress else None

    def show_tracking(self, state: "TrackingProgress") -> None:
        """As `track_clip` reports it."""
        left = "" if state.seconds_left is None else f", {format_clock(state.seconds_left)} left"
        rate = f"{state.frames_per_s:.0f} frames/s" if state.frames_per_s > 0 else state.stage
        self._update_bar(state.frames_done, state.frames_total, f"{rate}{left}")

    def show_frame_count(self, done: int, total: int | None) -> None:
        """As `write_overlay` reports it."""
        self._update_bar(done, total, f"{done} frames")

    def show_bytes(self, what: str, done: int, total: int) -> None:
        """As `build_model` reports it."""
        size = f"{done / 1e6:.1f}" + (f" of {total / 1e6:.1f}" if total else "")
        self._update_bar(done, total or None, f"{what}, {size} MB")

    def _update_bar(self, done: int, total: int | None, note: str) -> None:
        if self._progress is not None and self._task is not None:
            total = None if total is None else max(total, done)
            self._progress.update(self._task, completed=done, total=total, note=note)


@contextmanager
def show_progress_bar(title: str, quiet: bool = False) -> Iterator[ProgressBar]:
    """A progress bar on standard error that goes away when the work is done."""
    console = Console(file=sys.stderr, markup=False, highlight=False, emoji=False)
    if quiet or not console.is_terminal or console.is_dumb_terminal:
        yield ProgressBar(None, title)
        return
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), TextColumn("{task.fields[note]}"))
    with Progress(*columns, console=console, transient=True, refresh_per_second=5) as progress:
        yield ProgressBar(progress, title)
