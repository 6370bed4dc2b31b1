"""`evenrep report`: clips, saved tracks or saved results into one report that can be filed."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.errors import UsageError
from analysis.settings import SetSettings
from cli.clips import determine_exit_code, find_first_failure, is_saved_track, read_recording
from cli.console import print_line
from cli.errors import exit_with_code
from cli.options import (
    REPORT_FILES,
    Debug,
    MirrorOption,
    Model,
    ModelOption,
    QuietOption,
    make_file_option,
)
from cli.outputs import STDOUT, Outputs, check_outputs, open_output
from cli.progress_bar import StopSignal, stop_on_interrupt
from cli.set_options import with_set_options
from services import analysis as analysis_service
from services.analysis import ReadingOptions
from services.package_info import read_version

if TYPE_CHECKING:
    from analysis.quantities.definitions import Quantity
    from analysis.report.types import SetReport
    from reporting.content import ReportContent
    from vision.overlay.drawing import Image

# Ending of a saved result.
RESULT_END = ".json"


@exit_with_code
@with_set_options()
def report(
    clips: Annotated[
        list[Path],
        typer.Argument(
            metavar="CLIP", readable=False, help="Videos, saved tracks (.npz), or saved results (.json)."
        ),
    ],
    pdf: Annotated[
        Path | None, make_file_option("--pdf", "One to two A4 pages per set.", REPORT_FILES)
    ] = None,
    html: Annotated[
        Path | None, make_file_option("--html", "The same as one page, which needs no network.", REPORT_FILES)
    ] = None,
    lifter: Annotated[
        str, typer.Option(metavar="TEXT", help="Name of the lifter, printed on the report.")
    ] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="A note, printed on the report.")] = "",
    model: ModelOption = Model.FULL,
    mirror: MirrorOption = True,
    settings: SetSettings = SetSettings(),
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Make a report to file or to hand over: verdict, table, charts, stills, how it was measured."""
    reading, outputs = ReadingOptions(model.value, mirror), Outputs(pdf=pdf, html=html)
    return run_report(ReportRequest(tuple(clips), settings, reading, outputs, lifter, note, quiet))


@dataclass(frozen=True)
class ReportRequest:
    """What the command line asks for. `outputs` holds pdf and html."""

    clips: tuple[Path, ...]
    settings: SetSettings
    reading: ReadingOptions
    outputs: Outputs
    lifter: str = ""
    note: str = ""
    quiet: bool = False
    date: str = field(default_factory=lambda: date.today().isoformat())


def run_report(request: ReportRequest) -> int:
    """Write one report of all sets; return 0, or the exit code of the first clip without a graded rep.

    Any error ends it before a file is written: a report that lacks a set would be filed as if it were whole.
    """
    _check_request(request)
    codes: list[int] = []
    contents: list[ReportContent] = []
    with stop_on_interrupt() as stop:
        # No clip is skipped here: the first error leaves the command, before any file is written.
        for clip in request.clips:
            reports, stills = _load_result(clip) or _analyze_clip(clip, request, stop)
            stop.raise_if_requested()
            contents += _build_contents(reports, stills, request)
            codes.append(determine_exit_code(clip, reports))
        stop.raise_if_requested()
        _write_report_files(contents, request)
    return find_first_failure(codes)


def _check_request(request: ReportRequest) -> None:
    targets = [path for path in (request.outputs.pdf, request.outputs.html) if path]
    if not targets:
        raise UsageError("Say where the report goes: --pdf FILE, --html FILE, or both.")
    if STDOUT in targets:
        raise UsageError("A report goes to a file, not to standard output.")
    results = [clip.name for clip in request.clips if _is_saved_result(clip)]
    if results and request.settings != SetSettings():
        raise UsageError(
            f"{results[0]} is analysed already: options of the set (--mirrored, --view, --load, …) need the "
            "clip or its saved track."
        )
    check_outputs(request.outputs, request.clips)


def _is_saved_result(clip: Path) -> bool:
    return clip.suffix.lower() == RESULT_END


def _load_result(clip: Path) -> "tuple[tuple[SetReport, ...], list[Mapping[Quantity, Image]]] | None":
    """The sets of a saved result, which has no stills; None for a clip or a track."""
    from services.saved_results import read_reports

    if not _is_saved_result(clip):
        return None
    reports = read_reports(clip)
    return reports, [{} for _ in reports]


def _analyze_clip(
    clip: Path, request: ReportRequest, stop: StopSignal
) -> "tuple[tuple[SetReport, ...], list[Mapping[Quantity, Image]]]":
    """The sets of a clip or a saved track, and the stills of each set."""
    from reporting.images.stills import draw_report_stills, list_still_times

    recording = read_recording(clip, request.reading, request.quiet, stop)
    reports = analysis_service.analyze_recording(recording, request.settings)
    stills: list[Mapping[Quantity, Image]] = []
    for each in reports:
        times = [] if is_saved_track(clip) else list_still_times(each)
        frames = analysis_service.read_frames_at(clip, times)
        stills.append(draw_report_stills(frames, recording, each))
    return reports, stills


def _build_contents(
    reports: "tuple[SetReport, ...]", stills: "list[Mapping[Quantity, Image]]", request: ReportRequest
) -> "list[ReportContent]":
    """What is written of each set; prints its verdict."""
    from reporting.content import build_report_content
    from reporting.text import describe_verdict

    contents = []
    for each, drawn in zip(reports, stills, strict=True):
        contents.append(
            build_report_content(each, request.date, read_version(), drawn, request.lifter, request.note)
        )
        if not request.quiet:
            print_line(f"{each.clip.name}: {describe_verdict(each)}", sys.stdout)
    return contents


def _write_report_files(contents: "list[ReportContent]", request: ReportRequest) -> None:
    from reporting.exports import write_report

    for kind in ("pdf", "html"):
        target: Path | None = getattr(request.outputs, kind)
        if target:
            with open_output(target) as stream:
                write_report(contents, kind, stream)
            if not request.quiet:
                print_line(f"Wrote {target}", sys.stdout)
