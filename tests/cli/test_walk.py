"""The walk of one clip through `evenrep analyze`: as docs/architecture.md gives it, without a call up."""

import functools
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from typer.testing import CliRunner

from cli.app import app
from history.store import Store
from tests.fixtures.lifters import EVEN, recording, squat
from tests.fixtures.source_tree import PACKAGES
from vision.overlay import clip_overlay
from vision.tracking import clip_tracking

ROOT = Path(__file__).resolve().parents[2]
STEP = re.compile(r"`([\w/]+\.py)`\s+`([\w.]+)`")
LEVEL = {name: level for level, name in enumerate(PACKAGES)}
COMMANDS = "cli/commands/"
Call = tuple[str, str]

# What is handed down to be called from below: how far the work is, and whether to stop.
HANDED_DOWN = {"show_tracking", "show_frame_count", "is_requested"}
# These two wrap a command: they are called in its place, then call it.
WRAPPERS = (COMMANDS, "cli/errors.py", "cli/set_options.py")


def read_described_walk() -> list[Call]:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    walk = text.partition("<!-- walk:start")[2].partition("<!-- walk:end -->")[0]
    return [(found[1], found[2]) for found in STEP.finditer(walk)]


class Trace:
    """Which functions of ours are called, in order of their first call, and which of these calls go up."""

    def __init__(self) -> None:
        self.calls: dict[Call, None] = {}
        self.upward: list[str] = []

    def note_call(self, frame: FrameType, event: str, _argument: object) -> None:
        if event != "call" or (callee := find_own_file(frame.f_code.co_filename)) is None:
            return
        name = frame.f_code.co_qualname
        if name.endswith(">"):  # the top level of a file, a lambda, or a generator that is handed down
            return
        self.calls.setdefault((callee, name))
        caller = find_own_file(frame.f_back.f_code.co_filename) if frame.f_back else None
        if caller and frame.f_code.co_name not in HANDED_DOWN and is_above(callee, caller):
            self.upward.append(f"{caller} calls {callee} {name}")


@functools.cache
def find_own_file(file_name: str) -> str | None:
    """Path below the repository, of product code only."""
    path = Path(file_name)
    if not path.is_relative_to(ROOT):
        return None
    where = path.relative_to(ROOT)
    return where.as_posix() if where.parts[0] in LEVEL else None


@functools.cache
def is_above(callee: str, caller: str) -> bool:
    """In a higher package; or, within cli, a command called by what commands share."""
    if callee.startswith("cli/") and caller.startswith("cli/"):
        return callee.startswith(COMMANDS) and not caller.startswith(WRAPPERS)
    return LEVEL[callee.partition("/")[0]] > LEVEL[caller.partition("/")[0]]


@contextmanager
def traced() -> Iterator[Trace]:
    trace, before = Trace(), sys.getprofile()
    sys.setprofile(trace.note_call)
    try:
        yield trace
    finally:
        sys.setprofile(before)


def test_a_clip_walks_as_described_and_nothing_calls_back_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the pose model and the drawing of frames are stand-ins."""
    clip, known = tmp_path / "squat.mp4", recording(squat((EVEN,) * 2))
    clip.write_bytes(b"clip")
    with Store.open() as store:
        store.add_lifter("Anna")

    def track_clip(*_: object, **__: object) -> object:
        trace.calls.setdefault(("vision/tracking/clip_tracking.py", "track_clip"))
        return known

    def write_overlay(*_: object, **__: object) -> None:
        trace.calls.setdefault(("vision/overlay/clip_overlay.py", "write_overlay"))

    monkeypatch.setattr(clip_tracking, "track_clip", track_clip)
    monkeypatch.setattr(clip_overlay, "write_overlay", write_overlay)
    arguments = ["analyze", clip, "--save", "--json", tmp_path / "a.json", "--overlay", tmp_path / "b.mp4"]
    with traced() as trace:
        result = CliRunner().invoke(app, [str(each) for each in arguments])
    assert result.exit_code == 0, result.output
    described = read_described_walk()
    assert len(described) > 15
    assert [call for call in trace.calls if call in set(described)] == described
    assert not trace.upward
