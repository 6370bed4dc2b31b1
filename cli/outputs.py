"""Where results go: each output file is whole or not there, and never an input or another output.

An existing file is overwritten, at the very end and at once. "-" is standard output. A path that is no
regular file (a pipe, /dev/null) is written to directly.
"""

import errno
import io
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from analysis.errors import OutputError, UsageError
from reporting import exports
from vision.atomic_write import atomic_write

if TYPE_CHECKING:
    from analysis.report.types import SetReport

STDOUT = Path("-")
NAME_FIELD = "{name}"
_DEFAULT_ENDS = {"overlay": "-overlay.mp4", "track": ".npz"}


@dataclass(frozen=True)
class Outputs:
    """The files asked for. `overlay` and `track` are one per clip, the others one for all clips."""

    json: Path | None = None
    csv: Path | None = None
    frames_csv: Path | None = None
    parquet: Path | None = None
    xlsx: Path | None = None
    overlay: Path | None = None
    track: Path | None = None
    pdf: Path | None = None
    html: Path | None = None

    @property
    def on_stdout(self) -> bool:
        return STDOUT in (self.json, self.csv, self.frames_csv)

    def resolve_clip_path(self, kind: str, clip: Path) -> Path | None:
        """The overlay or track file of this clip: {name} filled in, a folder completed."""
        target: Path | None = getattr(self, kind)
        if target is None or target == STDOUT:
            return target
        if NAME_FIELD in str(target):
            return Path(str(target).replace(NAME_FIELD, clip.stem))
        return target / f"{clip.stem}{_DEFAULT_ENDS[kind]}" if _is_folder(target) else target


def check_outputs(outputs: Outputs, clips: Sequence[Path]) -> None:
    """Before any work: raises UsageError for paths that clash, OutputError for those not writable."""
    targets = [*_list_targets(outputs, clips)]
    for option, target in targets:
        if target == STDOUT and option not in ("--json", "--csv", "--frames-csv"):
            raise UsageError(f"{option} - : only --json, --csv and --frames-csv can go to standard output.")
    _check_distinct(targets, clips)
    for option, target in targets:
        if target != STDOUT:
            _check_writable(target, make_folder=option in ("--overlay", "--track"))


def write_outputs(reports: "Sequence[SetReport]", outputs: Outputs) -> None:
    """JSON and tables of all sets. Raises OutputError; what was written before stays, whole."""
    from analysis.report import json_writer, tables

    if outputs.json:
        with open_output(outputs.json) as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n", write_through=True)
            json_writer.write_json(reports, text)
            text.detach()  # closing the wrapper would close the stream, which others still flush
    for kind in ("csv", "parquet", "xlsx"):
        if target := getattr(outputs, kind):
            with open_output(target) as stream:
                exports.write_table(tables.tabulate_reps(reports), kind, stream)
    if outputs.frames_csv:
        with open_output(outputs.frames_csv) as stream:
            exports.write_table(tables.tabulate_frames(reports), "csv", stream)


@contextmanager
def open_output(target: Path) -> Iterator[BinaryIO]:
    """A binary stream whose content appears at `target` only when all of it is written."""
    with _translate_os_errors(target):
        if target == STDOUT:
            yield from _write_to_stdout()
        elif target.exists() and not target.is_file():
            with target.open("wb") as stream:
                yield stream
        else:
            goal = target.resolve()  # a link stays a link
            with atomic_write(goal) as part:
                with part.open("wb") as stream:
                    yield stream
                    stream.flush()
                    os.fsync(stream.fileno())
                if goal.exists():  # a file that others may read stays readable for them
                    part.chmod(stat.S_IMODE(goal.stat().st_mode))


def _write_to_stdout() -> Iterator[BinaryIO]:
    """All at once, so that a failure half-way prints nothing."""
    content = io.BytesIO()
    yield content
    sys.stdout.flush()
    sys.stdout.buffer.write(content.getvalue())
    sys.stdout.flush()


@contextmanager
def _translate_os_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # the reading program has ended (`| head`): not an error
    except OSError as error:
        raise _make_write_error(target, error) from error


def _make_write_error(target: Path, error: OSError) -> OutputError:
    where = "standard output" if target == STDOUT else str(target)
    remedies = {
        errno.ENOSPC: "The disk is full: free some space.",
        errno.EDQUOT: "The disk quota is used up: free some space.",
        errno.EROFS: "The disk is read-only: choose another folder.",
        errno.EACCES: "No permission: choose another folder, or change its permissions.",
        errno.EPERM: "No permission: choose another folder, or change its permissions.",
        errno.ENOENT: "The folder does not exist: make it first.",
        errno.EISDIR: "That is a folder: give a file name.",
        errno.ENAMETOOLONG: "The name is too long: choose a shorter one.",
    }
    remedy = remedies.get(error.errno or 0, f"{error.strerror or error}.")
    return OutputError(f"Cannot write {where}. {remedy}")


def _list_targets(outputs: Outputs, clips: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """(option, file) of every file that will be written; per-clip ones for each clip."""
    for field in fields(outputs):
        target: Path | None = getattr(outputs, field.name)
        option = "--" + field.name.replace("_", "-")
        if target is None:
            continue
        if field.name not in _DEFAULT_ENDS:
            yield option, target
            continue
        if len(clips) > 1 and NAME_FIELD not in str(target) and not _is_folder(target):
            raise UsageError(
                f"{option} {target} would be one file for {len(clips)} clips: "
                f"give a folder (ending in /) or a name with {NAME_FIELD}, such as out/{NAME_FIELD}"
                f"{_DEFAULT_ENDS[field.name]}."
            )
        for clip in clips:
            filled = outputs.resolve_clip_path(field.name, clip)
            assert filled is not None
            yield option, filled


def _check_distinct(targets: Sequence[tuple[str, Path]], clips: Sequence[Path]) -> None:
    inputs = {clip.resolve() for clip in clips}
    taken: dict[Path, str] = {}
    for option, target in targets:
        place = target if target == STDOUT else target.resolve()
        if place in inputs or any(_is_same_file(place, clip) for clip in inputs):
            raise UsageError(f"{option} {target} is one of the clips: give the result another name.")
        if place in taken and not _is_device(place):
            raise UsageError(f"{taken[place]} and {option} would both write {target}: give two names.")
        taken[place] = option


def _check_writable(target: Path, make_folder: bool) -> None:
    folder = target.resolve().parent
    with _translate_os_errors(target):
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if make_folder and not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
        if not folder.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        if not os.access(folder, os.W_OK) and not _is_device(target):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _is_folder(target: Path) -> bool:
    """An existing folder, or a name without an extension that is to become one."""
    return target.is_dir() or (not target.suffix and not target.exists())


def _is_device(target: Path) -> bool:
    return target.exists() and not target.is_file() and not target.is_dir()


def _is_same_file(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.samefile(other)
    return False
