"""`evenrep live`: a camera or a clip in, verdicts rep by rep, the ordinary report at the end."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from analysis.errors import EvenRepError, NothingToGrade, UsageError
from analysis.settings import SetSettings
from cli.commands.analyze import determine_exit_code, print_error
from cli.live_json_lines import LiveJsonLines
from cli.live_view import open_live_view
from cli.outputs import STDOUT, Outputs, check_outputs, write_outputs
from cli.progress_bar import StopSignal, stop_on_interrupt
from cli.terminal import print_report
from services import analysis as analysis_service
from vision.live.state import LiveState

if TYPE_CHECKING:
    from analysis.report.types import SetReport
    from vision.live.session import LiveSession
    from vision.video.webcam import LiveFrame


class LiveSource(Protocol):
    """Frames, until it is stopped."""

    def __iter__(self) -> "Iterator[LiveFrame]": ...
    def stop(self) -> None: ...


class LiveDisplay(Protocol):
    """What is told while the set is lifted."""

    def show_state(self, state: LiveState) -> None: ...
    def on_set_end(self, state: LiveState, reports: "Sequence[SetReport]") -> None: ...


@dataclass(frozen=True)
class LiveRequest:
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


def run_live(job: LiveRequest) -> int:
    """Until the clip ends, the camera goes, or Ctrl-C; returns the exit code.

    The set that was lifted until then is always told and saved, whatever ended it.
    """
    _check_live_job(job)
    with ExitStack() as stack:
        stop = stack.enter_context(stop_on_interrupt())
        source = _open_source(job, stack)
        session = stack.enter_context(
            analysis_service.open_live_session(job.settings, job.model, job.mirror, job.keeps_up, job.name)
        )
        with _open_view(job) as view:
            error = _run_set(source, session, view, stop)
        return _finish_set(job, session, view, error)


def _check_live_job(job: LiveRequest) -> None:
    if job.real_time and job.clip is None:
        raise UsageError("--real-time: a camera always is; it goes with --clip.")
    if job.json_lines and STDOUT in (job.outputs.json, job.outputs.csv):
        raise UsageError("--json-lines goes to standard output: give the other result a file of its own.")
    check_outputs(job.outputs, (job.clip,) if job.clip else ())


def _open_source(job: LiveRequest, stack: ExitStack) -> LiveSource:
    if job.clip is not None:
        return analysis_service.open_played_clip(job.clip, job.real_time)
    return stack.enter_context(analysis_service.open_webcam(job.camera))


@contextmanager
def _open_view(job: LiveRequest) -> "Iterator[LiveDisplay]":
    if job.json_lines:
        yield LiveJsonLines(sys.stdout, job.feedback)
    elif job.quiet:
        yield _SilentDisplay()
    else:
        with open_live_view(_choose_text_stream(job), job.feedback) as view:
            yield view


def _run_set(
    source: LiveSource, session: "LiveSession", view: LiveDisplay, stop: StopSignal
) -> EvenRepError | None:
    """Frame by frame; what ended it before the person did, if anything."""
    try:
        for frame in _read_until_stopped(source, stop):
            state = session.push_frame(frame.image_rgb, frame.time_s)
            view.show_state(state)
            if state.why_ended:
                break
    except EvenRepError as error:
        return error
    return None


def _read_until_stopped(source: LiveSource, stop: StopSignal) -> "Iterable[LiveFrame]":
    for frame in source:
        if stop.is_requested():
            source.stop()
            return
        yield frame


def _finish_set(
    job: LiveRequest, session: "LiveSession", view: LiveDisplay, error: EvenRepError | None
) -> int:
    """The last rep, the report and the files; then what went wrong, if anything."""
    state = session.end_set()
    reports, nothing = _collect_reports(session)
    view.on_set_end(state, reports)
    if not job.quiet:
        for report in reports:
            print_report(report, _choose_text_stream(job), titled=len(reports) > 1)
    if reports:
        _save_outputs(job, session, reports)
    ended_by = error or nothing
    if ended_by is not None:
        print_error(ended_by)
        return ended_by.exit_code
    return determine_exit_code(Path(job.name), reports)


def _collect_reports(session: "LiveSession") -> "tuple[tuple[SetReport, ...], EvenRepError | None]":
    try:
        return session.finish_set(), None
    except NothingToGrade as error:
        return (), error


def _save_outputs(job: LiveRequest, session: "LiveSession", reports: "tuple[SetReport, ...]") -> None:
    write_outputs(reports, job.outputs)
    if track := job.outputs.resolve_clip_path("track", Path(job.name)):
        analysis_service.save_recording(session.make_recording(), track)


def _choose_text_stream(job: LiveRequest) -> TextIO:
    """Out of the way of data on standard output."""
    return sys.stderr if job.json_lines or job.outputs.on_stdout else sys.stdout


class _SilentDisplay:
    """Nothing is told."""

    def show_state(self, state: LiveState) -> None: ...
    def on_set_end(self, state: LiveState, reports: "Sequence[SetReport]") -> None: ...
