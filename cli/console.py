"""Text onto a terminal or into a pipe, whatever the stream can show. No report in here: quick to import."""

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.errors import OutputError

# Piped text is not wrapped: one sentence, one line, for grep.
_PLAIN_WIDTH = 10_000

_ASCII = str.maketrans(
    {"✓": "+", "✗": "x", "○": "o", "±": "+-", "–": "-", "−": "-", "…": "...", "°": " deg", "·": "|", "→": ">"}
    | {"“": '"', "”": '"', "’": "'", "×": "x", "─": "-"}
)


def make_console(stream: TextIO) -> Console:
    """Colours and lines on a terminal; none of them, and no wrapping, in a pipe or a file."""
    console = Console(file=stream, markup=False, highlight=False, emoji=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(
            file=stream, markup=False, highlight=False, emoji=False, width=_PLAIN_WIDTH, color_system=None
        )
    return console


@contextmanager
def open_buffered_console(stream: TextIO) -> Iterator[Console]:
    """A console whose lines reach the stream all at once at the end. Raises OutputError if it is full."""
    console = make_console(stream)
    try:
        with console.capture() as capture:
            yield console
        _write_lines(capture.get(), stream)
    except BrokenPipeError:
        raise  # who reads has seen enough: not an error
    except OSError as error:
        raise OutputError(
            f"Cannot print ({error.strerror or error}). Free some space and try again."
        ) from error


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], stream: TextIO) -> None:
    """Any small table in the same dress."""
    with open_buffered_console(stream) as console:
        table = make_console_table(console)
        for name in header:
            table.add_column(name, no_wrap=name != header[-1])
        for row in rows:
            table.add_row(*(Text(replace_control_characters(cell)) for cell in row))
        console.print(table)


def print_line(text: str, stream: TextIO, style: str = "") -> None:
    """One paragraph, wrapped at words on a terminal, safe to show whatever a file is called."""
    with open_buffered_console(stream) as console:
        console.print(Text(replace_control_characters(text), style=style))


def replace_control_characters(text: str) -> str:
    """Without control characters, which could repaint the terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text)


def _write_lines(text: str, stream: TextIO) -> None:
    """Ends of lines stripped; letters that the terminal's encoding lacks are spelled in ASCII."""
    lines = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    try:
        lines.encode(stream.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        lines = lines.translate(_ASCII).encode("ascii", "replace").decode()
    stream.write(lines)
    stream.flush()


def replace_unencodable_output() -> None:
    """A name with undecodable bytes must not stop a report from being printed."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, io.UnsupportedOperation, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def make_console_table(console: Console) -> Table:
    """A line under the header on a terminal, aligned columns in a pipe."""
    lines = box.SIMPLE_HEAD if console.is_terminal else None
    return Table(box=lines, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
