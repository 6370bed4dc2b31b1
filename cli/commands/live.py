"""`evenrep live`: a camera or a clip in, verdicts rep by rep, the ordinary report at the end."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol, TextIO

import typer

from analysis.errors import EvenRepError, NothingToGrade, UsageError
from analysis.settings import SetSettings
from cli.clips import determine_exit_code
from cli.errors import exit_with_code, print_error
from cli.options import (
    CameraOption,
    Debug,
    FeedbackOption,
    LiveMirrorOption,
    LiveModel,
    LiveModelOption,
    QuietOption,
    make_file_option,
)
from cli.outputs import STDOUT, Outputs, check_outputs, write_outputs
from cli.progress_bar import StopSignal, stop_on_interrupt
from cli.set_options import with_set_options
from services import analysis as analysis_service

if TYPE_CHECKING:
    from analysis.report.types import SetReport
    from vision.live.session import LiveSession
    from vision.live.state import LiveState
    from vision.video.webcam import LiveFrame


@exit_with_code
@with_set_options(without=("lift", "side"))
def live(
    camera: CameraOption = 0,
    clip: Annotated[
        Path | None,
        typer.Option("--clip", metavar="FILE", readable=False, help="A video in place of the camera."),
    ] = None,
    real_time: Annotated[
        bool, typer.Option("--real-time", help="Play --clip at its own pace and leave out late frames.")
    ] = False,
    json_lines: Annotated[
        bool, typer.Option("--json-lines", help="One event a line on standard output (docs/json.md).")
    ] = False,
    feedback: FeedbackOption = True,
    json: Annotated[Path | None, make_file_option("--json", "The whole set, as analyze writes it.")] = None,
    csv: Annotated[Path | None, make_file_option("--csv", "One row per rep.")] = None,
    track: Annotated[Path | None, make_file_option("--track", "The tracked pose (.npz).")] = None,
    model: LiveModelOption = LiveModel.AUTO,
    mirror: LiveMirrorOption = None,
    settings: SetSettings = SetSettings(),
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Check a set as it is lifted: a verdict after every rep, without a browser. Ctrl-C ends the set.

    No image of the camera is stored; --track stores the pose (numbers only).
    """
    return run_live(
        LiveRequest(
            camera=camera,
            clip=clip,
            real_time=real_time,
            settings=settings,
            model=model.chosen,
            mirror=mirror,
            feedback=feedback,
            json_lines=json_lines,
            outputs=Outputs(json, csv, track=track),
            quiet=quiet,
        )
    )


class LiveSource(Protocol):
    """Frames, until it is stopped."""

    def __iter__(self) -> "Iterator[LiveFrame]": ...
    def stop(self) -> None: ...


class LiveDisplay(Protocol):
    """Shows the set while it is lifted."""

    def show_state(self, state: "LiveState") -> None: ...
    def on_set_end(self, state: "LiveState", reports: "Sequence[SetReport]") -> None: ...


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


def run_live(request: LiveRequest) -> int:
    """Run until the clip ends, the camera goes, or Ctrl-C; return the exit code.

    The set that was lifted until then is always reported and written, whatever ended it.
    """
    _check_request(request)
    with ExitStack() as stack:
        stop = stack.enter_context(stop_on_interrupt())
        source = _open_source(request, stack)
        session = stack.enter_context(
            analysis_service.open_live_session(
                request.settings, request.model, request.mirror, request.keeps_up, request.name
            )
        )
        with _open_view(request) as view:
            error = _run_set(source, session, view, stop)
        return _finish_set(request, session, view, error)


def _check_request(request: LiveRequest) -> None:
    if request.real_time and request.clip is None:
        raise UsageError("--real-time needs --clip: a camera always plays in real time.")
    if request.json_lines and STDOUT in (request.outputs.json, request.outputs.csv):
        raise UsageError("--json-lines goes to standard output: give the other result a file name.")
    check_outputs(request.outputs, (request.clip,) if request.clip else ())


def _open_source(request: LiveRequest, stack: ExitStack) -> LiveSource:
    if request.clip is not None:
        return analysis_service.open_played_clip(request.clip, request.real_time)
    return stack.enter_context(analysis_service.open_webcam(request.camera))


@contextmanager
def _open_view(request: LiveRequest) -> "Iterator[LiveDisplay]":
    from cli.live_json_lines import LiveJsonLines
    from cli.live_view import open_live_view

    if request.json_lines:
        yield LiveJsonLines(sys.stdout, request.feedback)
    elif request.quiet:
        yield _SilentDisplay()
    else:
        with open_live_view(_choose_text_stream(request), request.feedback) as view:
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
    request: LiveRequest, session: "LiveSession", view: LiveDisplay, error: EvenRepError | None
) -> int:
    """The last rep, the report and the files; then what went wrong, if anything."""
    from cli.terminal import print_report

    state = session.end_set()
    reports, nothing = _collect_reports(session)
    view.on_set_end(state, reports)
    if not request.quiet:
        for report in reports:
            print_report(report, _choose_text_stream(request), titled=len(reports) > 1)
    if reports:
        _save_outputs(request, session, reports)
    ended_by = error or nothing
    if ended_by is not None:
        print_error(ended_by)
        return ended_by.exit_code
    return determine_exit_code(Path(request.name), reports)


def _collect_reports(session: "LiveSession") -> "tuple[tuple[SetReport, ...], EvenRepError | None]":
    try:
        return session.finish_set(), None
    except NothingToGrade as error:
        return (), error


def _save_outputs(request: LiveRequest, session: "LiveSession", reports: "tuple[SetReport, ...]") -> None:
    write_outputs(reports, request.outputs)
    if track := request.outputs.resolve_clip_path("track", Path(request.name)):
        analysis_service.save_recording(session.make_recording(), track)


def _choose_text_stream(request: LiveRequest) -> TextIO:
    """Out of the way of data on standard output."""
    return sys.stderr if request.json_lines or request.outputs.on_stdout else sys.stdout


class _SilentDisplay:
    """Shows nothing."""

    def show_state(self, state: "LiveState") -> None: ...
    def on_set_end(self, state: "LiveState", reports: "Sequence[SetReport]") -> None: ...
