"""Clips in, reports out: each clip in turn, what can be told of it is told, then the files are written."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from analysis.errors import Cancelled, EvenRepError, ModelError, NothingToGrade, UsageError
from analysis.settings import SetSettings
from cli.console import print_line, print_table
from cli.outputs import Outputs, check_outputs, write_outputs
from cli.progress_bar import StopSignal, show_progress_bar, stop_on_interrupt
from cli.terminal import print_report
from reporting.lift_text import is_counted
from reporting.text import describe_verdict
from services import analysis as analysis_service
from services.history import HistorySession, SaveOptions, open_store

if TYPE_CHECKING:
    from analysis.pose.track import Recording
    from analysis.report.types import SetReport

TRACK_END = ".npz"
"""A clip whose name ends so is a saved track."""


@dataclass(frozen=True)
class AnalyzeRequest:
    """What the command line asks for."""

    clips: tuple[Path, ...]
    settings: SetSettings = field(default_factory=SetSettings)
    model: str = "full"
    mirror: bool = True
    outputs: Outputs = field(default_factory=Outputs)
    quiet: bool = False
    keeping: SaveOptions = field(default_factory=lambda: SaveOptions(save=False))

    @property
    def report_stream(self) -> TextIO:
        """Where the report goes: out of the way of data on standard output."""
        return sys.stderr if self.outputs.on_stdout else sys.stdout


def analyze_clips(job: AnalyzeRequest) -> int:
    """Analyses every clip and writes the outputs; returns the exit code: 0, or that of the first failure.

    Raises UsageError, Cancelled, ModelError and OutputError, which concern every clip.
    """
    _check_job(job)
    reports: list[SetReport] = []
    codes: list[int] = []
    with stop_on_interrupt() as stop, _open_keeper(job.keeping) as keeper:
        for clip in job.clips:
            try:
                codes.append(_analyze_clip(clip, job, stop, reports, keeper))
            except (Cancelled, ModelError):
                raise
            except EvenRepError as error:
                print_error(error, clip if len(job.clips) > 1 else None)
                codes.append(error.exit_code)
        stop.raise_if_requested()
        if reports:
            write_outputs(reports, job.outputs)
    if len(reports) > 1 and not job.quiet:
        _print_overview(reports, job.report_stream)
    return next((code for code in codes if code), 0)


def print_error(error: BaseException, clip: Path | None = None) -> None:
    """One sentence with its remedy on standard error, naming the clip where there are several."""
    text = str(error) or type(error).__name__
    name = f"{clip.name}: " if clip and clip.name not in text else ""
    print_line(f"Error: {name}{text}", sys.stderr, "bold red")


def _check_job(job: AnalyzeRequest) -> None:
    outputs = job.outputs
    check_outputs(outputs, job.clips)
    _check_save_options(job)
    for clip in job.clips:
        if outputs.overlay and clip.suffix.lower() == TRACK_END:
            raise UsageError(f"--overlay draws on the video; {clip.name} is a saved track: give the clip.")
        track = outputs.resolve_clip_path("track", clip)
        if track and track.suffix.lower() != TRACK_END:
            raise UsageError(f"--track {track}: the name of a saved track ends in {TRACK_END}.")
        overlay = outputs.resolve_clip_path("overlay", clip)
        if overlay and overlay.suffix.lower() not in (known := analysis_service.list_overlay_extensions()):
            raise UsageError(f"--overlay {overlay}: the name must end in one of {', '.join(known)}.")


def _analyze_clip(
    clip: Path,
    job: AnalyzeRequest,
    stop: StopSignal,
    reports: "list[SetReport]",
    keeper: HistorySession | None,
) -> int:
    """Adds the clip's reports, shows them, writes track and overlay, saves; returns its exit code."""
    recording = read_recording(clip, job, stop)
    stop.raise_if_requested()
    if track := job.outputs.resolve_clip_path("track", clip):
        analysis_service.save_recording(recording, track)
    sets = analysis_service.analyze_recording(recording, job.settings)
    if keeper:
        sets = keeper.add_history_advice(sets)
    stop.raise_if_requested()
    reports.extend(sets)
    for report in sets:
        if not job.quiet:
            print_report(report, job.report_stream, titled=len(job.clips) > 1 or len(sets) > 1)
    if overlay := job.outputs.resolve_clip_path("overlay", clip):
        with show_progress_bar(f"Drawing {overlay.name}", job.quiet) as shown:
            plan = analysis_service.build_overlay_plan(recording, sets)
            analysis_service.write_overlay(clip, plan, overlay, shown.show_frame_count, stop.is_requested)
    if keeper and job.keeping.save:
        track_bytes = analysis_service.pack_recording(recording) if job.keeping.track else None
        saved = keeper.save_clip_sets(sets, track_bytes, clip if job.keeping.video else None)
        if not job.quiet:
            print_line(saved, job.report_stream)
    return determine_exit_code(clip, sets)


@contextmanager
def _open_keeper(keeping: SaveOptions) -> Iterator[HistorySession | None]:
    """Opened before any work: a history that cannot be saved to should not cost a minute of reading."""
    if not (keeping.save or keeping.lifter):
        yield None
        return
    with open_store() as store:
        yield HistorySession(store, keeping)


def _check_save_options(job: AnalyzeRequest) -> None:
    keeping = job.keeping
    only_saving: dict[str, object] = {
        "--session": keeping.session,
        "--at": keeping.at,
        "--note": keeping.note,
    }
    only_saving |= {"--keep-video": keeping.video, "--feedback": keeping.feedback}
    for option, told in only_saving.items():
        if told and not keeping.save:
            raise UsageError(f"{option} needs --save: nothing is kept without it.")
    for clip in job.clips:
        if keeping.video and clip.suffix.lower() == TRACK_END:
            raise UsageError(f"--keep-video keeps the video; {clip.name} is a saved track: give the clip.")


def read_recording(clip: Path, job: AnalyzeRequest, stop: StopSignal) -> "Recording":
    """The pose of the lifter in a clip, or what was saved of it."""
    if clip.suffix.lower() == TRACK_END:
        return analysis_service.load_recording(clip)
    with show_progress_bar(f"Reading {clip.name}", job.quiet) as shown:
        return analysis_service.track_clip(
            clip, job.model, job.mirror, shown.show_tracking, stop.is_requested
        )


def determine_exit_code(clip: Path, sets: "Sequence[SetReport]") -> int:
    """0 if a rep was graded, or counted in a lift that is not; else the reason is told: nothing to grade."""
    if any(report.summary.good + report.summary.bad or is_counted(report) for report in sets):
        return 0
    reasons = dict.fromkeys(describe_verdict(report) for report in sets)
    print_line(f"{clip.name}: {' '.join(reasons) or 'Nothing could be graded.'}", sys.stderr)
    return NothingToGrade.exit_code


def _print_overview(reports: "Sequence[SetReport]", stream: TextIO) -> None:
    rows = [
        (
            report.clip.name + (f" {report.shot}/{report.shots}" if report.shots > 1 else ""),
            *(str(getattr(report.summary, name)) for name in ("good", "bad", "ungraded")),
            describe_verdict(report).partition(". ")[0].rstrip(".") + ".",
        )
        for report in reports
    ]
    print_line("\nAll sets", stream, "bold")
    print_table(("Clip", "Good", "Bad", "Ungraded", "Verdict"), rows, stream)
