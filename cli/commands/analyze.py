"""`evenrep analyze`: takes clips through the steps of cli/analyze_steps.py, then writes the files of all."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from analysis.errors import UsageError
from analysis.settings import SetSettings
from cli.analyze_steps import AnalyzeRequest, ClipResult, ClipSteps, apply_step
from cli.clips import TRACK_END, find_first_failure, is_saved_track
from cli.console import print_line, print_table
from cli.errors import exit_with_code
from cli.options import (
    AtOption,
    Clips,
    Debug,
    KeptFeedbackOption,
    LifterOption,
    MirrorOption,
    Model,
    ModelOption,
    NoteOption,
    QuietOption,
    SaveOption,
    SessionOption,
    TrackKeptOption,
    VideoKeptOption,
    make_file_option,
)
from cli.outputs import Outputs, check_outputs, write_outputs
from cli.progress_bar import stop_on_interrupt
from cli.set_options import with_set_options
from services import analysis as analysis_service
from services.analysis import ReadingOptions
from services.history import HistorySession, SaveOptions, SetDetails, open_history

if TYPE_CHECKING:
    from analysis.report.types import SetReport


@exit_with_code
@with_set_options()
def analyze(
    clips: Clips,
    json: Annotated[
        Path | None, make_file_option("--json", "Everything, as documented in docs/json.md.")
    ] = None,
    csv: Annotated[Path | None, make_file_option("--csv", "One row per rep.")] = None,
    frames_csv: Annotated[Path | None, make_file_option("--frames-csv", "One row per frame.")] = None,
    parquet: Annotated[Path | None, make_file_option("--parquet", "One row per rep, typed.")] = None,
    xlsx: Annotated[Path | None, make_file_option("--xlsx", "One row per rep, for spreadsheets.")] = None,
    overlay: Annotated[
        Path | None,
        make_file_option("--overlay", "The clip with the findings drawn on it (.mp4, .webm, .mov)."),
    ] = None,
    track: Annotated[
        Path | None,
        make_file_option("--track", "The tracked pose (.npz), to analyse again without the video."),
    ] = None,
    model: ModelOption = Model.FULL,
    mirror: MirrorOption = True,
    settings: SetSettings = SetSettings(),
    lifter: LifterOption = "",
    save: SaveOption = False,
    session: SessionOption = "",
    at: AtOption = None,
    feedback: KeptFeedbackOption = None,
    track_kept: TrackKeptOption = True,
    video_kept: VideoKeptOption = False,
    note: NoteOption = "",
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Analyse videos of squats: is each rep even, and what to do with the load.

    Other lifts (--lift) are counted and timed per side, not graded.

    With several clips, --json, --csv and the like hold all of them.

    For --overlay and --track, give a folder or a name with {name} in it when there are several clips.
    """
    outputs = Outputs(json, csv, frames_csv, parquet, xlsx, overlay, track)
    saving = SaveOptions(lifter, save, session, SetDetails(at, feedback, note), track_kept, video_kept)
    reading = ReadingOptions(model.value, mirror)
    return analyze_clips(AnalyzeRequest(tuple(clips), settings, reading, outputs, saving, quiet))


def analyze_clips(request: AnalyzeRequest) -> int:
    """Take every clip through the steps, then write the files of all of them.

    Returns the exit code: 0, or that of the first clip that failed.
    Raises UsageError, Cancelled, ModelError and OutputError, which concern every clip.
    """
    _check_request(request)
    with stop_on_interrupt() as stop, _open_history_session(request.saving) as history:
        steps = ClipSteps(request, stop, history)
        results: Iterable[ClipResult] = (ClipResult(clip) for clip in request.clips)
        for step in (
            *(steps.read, steps.analyze, steps.advise_from_history),
            *(steps.print_reports, steps.write_overlay, steps.save_to_history, steps.finish),
        ):
            results = apply_step(step, results, name_clips=len(request.clips) > 1)
        finished = list(results)
        stop.raise_if_requested()
        reports = [report for result in finished for report in result.reports]
        if reports:
            write_outputs(reports, request.outputs)
    if len(reports) > 1 and not request.quiet:
        _print_overview(reports, request)
    return find_first_failure([result.exit_code or 0 for result in finished])


@contextmanager
def _open_history_session(saving: SaveOptions) -> Iterator[HistorySession | None]:
    """Opened before any work: a history that cannot be saved to should not cost a minute of reading."""
    if not saving.is_used:
        yield None
        return
    with open_history() as store:
        yield HistorySession(store, saving)


def _check_request(request: AnalyzeRequest) -> None:
    outputs = request.outputs
    check_outputs(outputs, request.clips)
    _check_save_options(request)
    for clip in request.clips:
        if outputs.overlay and is_saved_track(clip):
            raise UsageError(f"--overlay draws on the video; {clip.name} is a saved track: give the clip.")
        track = outputs.resolve_clip_path("track", clip)
        if track and not is_saved_track(track):
            raise UsageError(f"--track {track}: the name of a saved track ends in {TRACK_END}.")
        overlay = outputs.resolve_clip_path("overlay", clip)
        if overlay and overlay.suffix.lower() not in (ends := analysis_service.list_overlay_extensions()):
            raise UsageError(f"--overlay {overlay}: the name must end in one of {', '.join(ends)}.")


def _check_save_options(request: AnalyzeRequest) -> None:
    saving, details = request.saving, request.saving.details
    needs_saving: dict[str, object] = {
        "--session": saving.session,
        "--at": details.at,
        "--note": details.note,
        "--keep-video": saving.video,
        "--feedback": details.feedback,
    }
    for option, value in needs_saving.items():
        if value and not saving.save:
            raise UsageError(f"{option} needs --save: without it nothing is saved.")
    for clip in request.clips:
        if saving.video and is_saved_track(clip):
            raise UsageError(f"--keep-video saves the video; {clip.name} is a saved track: give the clip.")


def _print_overview(reports: "Sequence[SetReport]", request: AnalyzeRequest) -> None:
    from reporting.text import describe_verdict

    rows = [
        (
            report.clip.name + (f" {report.shot}/{report.shots}" if report.shots > 1 else ""),
            *(str(getattr(report.summary, name)) for name in ("good", "bad", "ungraded")),
            describe_verdict(report).partition(". ")[0].rstrip(".") + ".",
        )
        for report in reports
    ]
    print_line("\nAll sets", request.report_stream, "bold")
    print_table(("Clip", "Even", "Uneven", "Ungraded", "Verdict"), rows, request.report_stream)
