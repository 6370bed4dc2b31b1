"""`evenrep report`: clips, saved tracks or saved results into one report that can be filed."""

import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import UsageError
from analysis.settings import SetSettings
from cli.commands.analyze import TRACK_END, AnalyzeRequest, determine_exit_code, read_recording
from cli.console import print_line
from cli.outputs import STDOUT, Outputs, check_outputs, open_output
from cli.progress_bar import StopSignal, stop_on_interrupt
from reporting.text import describe_verdict
from services import analysis as analysis_service

if TYPE_CHECKING:
    from analysis.quantities.definitions import Quantity
    from analysis.report.types import SetReport
    from reporting.content import ReportContent
    from vision.overlay.drawing import Image

RESULT_END = ".json"
"""A file whose name ends so is a saved result."""


@dataclass(frozen=True)
class ReportRequest:
    """What the command line asks for. `job.outputs` holds pdf and html."""

    job: AnalyzeRequest
    lifter: str = ""
    note: str = ""
    today: str = field(default_factory=lambda: date.today().isoformat())


def run_report(wanted: ReportRequest) -> int:
    """Writes one report of all sets; returns 0, or the exit code of the first clip in which none was graded.

    Any error ends it before a file is written: a report that lacks a set would be filed as if whole.
    """
    job = wanted.job
    _check_report_job(job)
    codes: list[int] = []
    contents: list[ReportContent] = []
    with stop_on_interrupt() as stop:
        for clip in job.clips:
            codes.append(_add_clip_content(clip, wanted, stop, contents))
        stop.raise_if_requested()
        _write_report_files(contents, job)
    return next((code for code in codes if code), 0)


def _check_report_job(job: AnalyzeRequest) -> None:
    targets = [path for path in (job.outputs.pdf, job.outputs.html) if path]
    if not targets:
        raise UsageError("Say where the report goes: --pdf FILE, --html FILE, or both.")
    if STDOUT in targets:
        raise UsageError("A report goes to a file, not to standard output.")
    results = [clip.name for clip in job.clips if clip.suffix.lower() == RESULT_END]
    if results and job.settings != SetSettings():
        raise UsageError(
            f"{results[0]} is analysed already: options of the set (--mirrored, --view, --load, …) need the "
            "clip or its saved track."
        )
    check_outputs(job.outputs, job.clips)


def _add_clip_content(
    clip: Path, wanted: ReportRequest, stop: StopSignal, contents: "list[ReportContent]"
) -> int:
    if clip.suffix.lower() == RESULT_END:
        reports = analysis_service.read_reports(clip)
        drawn: list[dict[Quantity, Image]] = [{} for _ in reports]
    else:
        recording = read_recording(clip, wanted.job, stop)
        reports = analysis_service.analyze_recording(recording, wanted.job.settings)
        film = None if clip.suffix.lower() == TRACK_END else clip
        drawn = [analysis_service.draw_report_stills(film, recording, report) for report in reports]
    stop.raise_if_requested()
    for report, stills in zip(reports, drawn, strict=True):
        contents.append(
            analysis_service.build_report_content(report, wanted.today, stills, wanted.lifter, wanted.note)
        )
        _print_verdict(report, wanted.job)
    return determine_exit_code(clip, reports)


def _print_verdict(report: "SetReport", job: AnalyzeRequest) -> None:
    if not job.quiet:
        print_line(f"{report.clip.name}: {describe_verdict(report)}", sys.stdout)


def _write_report_files(contents: "list[ReportContent]", job: AnalyzeRequest) -> None:
    for kind in ("pdf", "html"):
        target: Path | None = getattr(job.outputs, kind)
        if target:
            with open_output(target) as stream:
                analysis_service.write_report(contents, kind, stream)
            if not job.quiet:
                print_line(f"Wrote {target}", sys.stdout)


def make_report_outputs(pdf: Path | None, html: Path | None) -> Outputs:
    """Only these two."""
    return Outputs(pdf=pdf, html=html)
