"""`evenrep live`: a camera or a clip in, verdicts rep by rep, the ordinary report at the end."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from analysis.errors import EvenRepError, NothingToGrade
from analysis.settings import SetSettings
from ui import engine
from ui.job import graded_code, tell_error
from ui.live_lines import JsonLines
from ui.live_view import live_view
from ui.outputs import STDOUT, Outputs, UsageError, check_outputs, write_outputs
from ui.terminal import print_report
from ui.waiting import Stop, stop_on_interrupt
from vision.live_state import LiveState

if TYPE_CHECKING:
    from analysis.report_types import SetReport
    from vision.live import LiveSession
    from vision.webcam import LiveFrame


class Source(Protocol):
    """Frames, until it is stopped."""

    def __iter__(self) -> "Iterator[LiveFrame]": ...
    def stop(self) -> None: ...


class View(Protocol):
    """What is told while the set is lifted."""

    def show(self, state: LiveState) -> None: ...
    def end(self, state: LiveState, reports: "Sequence[SetReport]") -> None: ...


@dataclass(frozen=True)
class LiveJob:
    """What the command line asks for. `real_time`: a clip comes as a camera would give it, else as it can."""

    camera: int = 0
    clip: Path | None = None
    real_time: bool = False
    settings: SetSettings = field(default_factory=SetSettings)
    model: str | None = None
    mirror: bool | None = None
    feedback: bool = True
    json_lines: bool = False
    outputs: Outputs = field(default_factory=Outputs)
    quiet: bool = False

    @property
    def name(self) -> str:
        return self.clip.name if self.clip else "live"

    @property
    def keeps_up(self) -> bool:
        """Whether frames come at their own pace, so that late ones are left out."""
        return self.clip is None or self.real_time


def run_live(job: LiveJob) -> int:
    """Until the clip ends, the camera goes, or Ctrl-C; returns the exit code.

    The set that was lifted until then is always told and saved, whatever ended it.
    """
    _check(job)
    with ExitStack() as stack:
        stop = stack.enter_context(stop_on_interrupt())
        source = _source(job, stack)
        session = stack.enter_context(
            engine.live_session(job.settings, job.model, job.mirror, job.keeps_up, job.name)
        )
        with _view(job) as view:
            error = _lift(source, session, view, stop)
        return _told(job, session, view, error)


def _check(job: LiveJob) -> None:
    if job.real_time and job.clip is None:
        raise UsageError("--real-time: a camera always is; it goes with --clip.")
    if job.json_lines and STDOUT in (job.outputs.json, job.outputs.csv):
        raise UsageError("--json-lines goes to standard output: give the other result a file of its own.")
    check_outputs(job.outputs, (job.clip,) if job.clip else ())


def _source(job: LiveJob, stack: ExitStack) -> Source:
    if job.clip is not None:
        return engine.played_clip(job.clip, job.real_time)
    return stack.enter_context(engine.webcam(job.camera))


@contextmanager
def _view(job: LiveJob) -> "Iterator[View]":
    if job.json_lines:
        yield JsonLines(sys.stdout, job.feedback)
    elif job.quiet:
        yield _Quiet()
    else:
        with live_view(_words_go_to(job), job.feedback) as view:
            yield view


def _lift(source: Source, session: "LiveSession", view: View, stop: Stop) -> EvenRepError | None:
    """Frame by frame; what ended it before the person did, if anything."""
    try:
        for frame in _until(source, stop):
            state = session.push(frame.image_rgb, frame.time_s)
            view.show(state)
            if state.why_ended:
                break
    except EvenRepError as error:
        return error
    return None


def _until(source: Source, stop: Stop) -> "Iterable[LiveFrame]":
    for frame in source:
        if stop.requested():
            source.stop()
            return
        yield frame


def _told(job: LiveJob, session: "LiveSession", view: View, error: EvenRepError | None) -> int:
    """The last rep, the report and the files; then what went wrong, if anything."""
    state = session.end_set()
    reports, nothing = _reports(session)
    view.end(state, reports)
    if not job.quiet:
        for report in reports:
            print_report(report, _words_go_to(job), titled=len(reports) > 1)
    if reports:
        _save(job, session, reports)
    ended_by = error or nothing
    if ended_by is not None:
        tell_error(ended_by)
        return ended_by.exit_code
    return graded_code(Path(job.name), reports)


def _reports(session: "LiveSession") -> "tuple[tuple[SetReport, ...], EvenRepError | None]":
    try:
        return session.finish(), None
    except NothingToGrade as error:
        return (), error


def _save(job: LiveJob, session: "LiveSession", reports: "tuple[SetReport, ...]") -> None:
    write_outputs(reports, job.outputs)
    if track := job.outputs.per_clip("track", Path(job.name)):
        engine.save_recording(session.recording(), track)


def _words_go_to(job: LiveJob) -> TextIO:
    """Out of the way of data on standard output."""
    return sys.stderr if job.json_lines or job.outputs.on_stdout else sys.stdout


class _Quiet:
    """Nothing is told."""

    def show(self, state: LiveState) -> None: ...
    def end(self, state: LiveState, reports: "Sequence[SetReport]") -> None: ...
