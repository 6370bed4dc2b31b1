"""The way of one clip through `evenrep analyze`: seven steps one after another, none of which calls another.

read -> analyse -> advise from the history -> print -> draw -> save to the history -> exit code
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from analysis.errors import Cancelled, EvenRepError, ModelError
from analysis.settings import SetSettings
from cli.clips import determine_exit_code, read_recording
from cli.console import print_line
from cli.errors import print_error
from cli.outputs import Outputs
from cli.progress_bar import StopSignal, show_progress_bar
from services import analysis as analysis_service
from services.analysis import ReadingOptions
from services.history import HistorySession, SaveOptions

if TYPE_CHECKING:
    from analysis.pose.track import Recording
    from analysis.report.types import SetReport


@dataclass(frozen=True)
class AnalyzeRequest:
    """What the command line asks for."""

    clips: tuple[Path, ...]
    settings: SetSettings = field(default_factory=SetSettings)
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    outputs: Outputs = field(default_factory=Outputs)
    saving: SaveOptions = field(default_factory=lambda: SaveOptions(save=False))
    quiet: bool = False

    @property
    def report_stream(self) -> TextIO:
        """Where the report goes: out of the way of data on standard output."""
        return sys.stderr if self.outputs.on_stdout else sys.stdout


@dataclass(eq=False)
class ClipResult:
    """One clip on its way through the steps.

    recording  its tracked pose, as long as a step needs it
    analyzed   its sets, with the advice that needs no history
    reports    its sets with the final advice, as they are printed, written and saved
    exit_code  None until the clip is through, or has failed
    """

    clip: Path
    recording: "Recording | None" = None
    analyzed: "tuple[SetReport, ...]" = ()
    reports: "tuple[SetReport, ...]" = ()
    exit_code: int | None = None


Step = Callable[[ClipResult], None]


def apply_step(step: Step, results: Iterable[ClipResult], name_clips: bool) -> Iterator[ClipResult]:
    """Apply one step to each clip as it comes; a clip that failed passes by, the others go on.

    Chained generators take a clip through all steps before the next one is read. So what was saved of one
    clip counts as history for the next clip of the same command, Ctrl-C costs no more than the clip at hand,
    and one track is in memory at a time.
    """
    for result in results:
        if result.exit_code is None:
            try:
                step(result)
            except (Cancelled, ModelError):
                raise  # every other clip would end the same way
            except EvenRepError as error:
                print_error(error, result.clip if name_clips else None)
                result.exit_code, result.recording = error.exit_code, None
        yield result


class ClipSteps:
    """The steps of one command, with what they share; each may raise EvenRepError."""

    def __init__(self, request: AnalyzeRequest, stop: StopSignal, history: HistorySession | None) -> None:
        self._request, self._stop, self._history = request, stop, history

    def read(self, result: ClipResult) -> None:
        """Track the lifter or load the saved track, and save the track where it was asked for."""
        request = self._request
        result.recording = read_recording(result.clip, request.reading, request.quiet, self._stop)
        if track := request.outputs.resolve_clip_path("track", result.clip):
            analysis_service.save_recording(result.recording, track)

    def analyze(self, result: ClipResult) -> None:
        """Find, measure and grade the reps."""
        assert result.recording is not None
        result.analyzed = analysis_service.analyze_recording(result.recording, self._request.settings)

    def advise_from_history(self, result: ClipResult) -> None:
        """Replace the advice by the one that the lifter's history allows."""
        reports = result.analyzed
        if self._history is not None:
            reports = self._history.add_history_advice(reports)
        # Ctrl-C during the analysis: a set that nobody waits for is neither printed nor saved.
        self._stop.raise_if_requested()
        result.reports = reports

    def print_reports(self, result: ClipResult) -> None:
        """Print the report of every set."""
        from cli.terminal import print_report

        request = self._request
        if request.quiet:
            return
        titled = len(request.clips) > 1 or len(result.reports) > 1
        for report in result.reports:
            print_report(report, request.report_stream, titled)

    def write_overlay(self, result: ClipResult) -> None:
        """Write the clip with the findings drawn on it, where it was asked for."""
        from reporting.images.overlay_plan import build_overlay_plan

        overlay = self._request.outputs.resolve_clip_path("overlay", result.clip)
        if overlay is None:
            return
        assert result.recording is not None
        with show_progress_bar(f"Drawing {overlay.name}", self._request.quiet) as shown:
            plan = build_overlay_plan(result.recording.track, result.reports)
            analysis_service.write_overlay(
                result.clip, plan, overlay, shown.show_frame_count, self._stop.is_requested
            )

    def save_to_history(self, result: ClipResult) -> None:
        """Save the sets to the lifter's history, where it was asked for."""
        request = self._request
        if self._history is None or not request.saving.save:
            return
        assert result.recording is not None
        saved = self._history.save_clip_sets(result.reports, result.recording, result.clip)
        if not request.quiet:
            print_line(saved, request.report_stream)

    def finish(self, result: ClipResult) -> None:
        """Find the exit code, which says whether there was anything to grade; let go of the track."""
        result.exit_code = determine_exit_code(result.clip, result.reports)
        result.recording = None
