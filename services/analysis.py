"""The heavy functions by name, imported when first called: `evenrep --help` must not wait for a pose model.

Only these cross from the command line to the engine, so a test can put its own in their place.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

if TYPE_CHECKING:
    import pandas as pd

    from analysis.lifts.drills import DrillCount
    from analysis.lifts.mobility import MobilityReading
    from analysis.pose.landmarks import Side
    from analysis.pose.track import PoseTrack, Recording
    from analysis.quantities.definitions import Quantity
    from analysis.report.types import SetReport
    from analysis.settings import SetSettings
    from reporting.content import ReportContent
    from vision.live.session import LiveSession
    from vision.overlay.clip_overlay import OverlayPlan
    from vision.overlay.drawing import Image
    from vision.tracking.clip_tracking import TrackingProgress
    from vision.video.webcam import PlayedClip, Webcam

ShouldStop = Callable[[], bool]


def track_clip(
    path: Path,
    model: str,
    mirror: bool,
    progress: "Callable[[TrackingProgress], None] | None",
    should_stop: ShouldStop,
) -> "Recording":
    from vision.tracking.clip_tracking import TrackingSettings
    from vision.tracking.clip_tracking import track_clip as run

    settings = TrackingSettings(model=model, mirror=mirror)
    return run(path, settings, progress=progress, should_stop=should_stop)


def load_recording(path: Path) -> "Recording":
    from vision.tracking.track_io import load_recording as run

    return run(path)


def save_recording(recording: "Recording", path: Path) -> None:
    from vision.tracking.track_io import save_recording as run

    run(recording, path)


def pack_recording(recording: "Recording") -> bytes:
    """The bytes of `save_recording`'s file."""
    from vision.tracking.track_io import pack_recording as run

    return run(recording)


def analyze_recording(recording: "Recording", settings: "SetSettings") -> "tuple[SetReport, ...]":
    from analysis.report.pipeline import analyze_recording as run
    from services.calibration import load_shipped_stages

    return run(recording, settings, stages=load_shipped_stages())


def count_drill(track: "PoseTrack", drill: str, only: "Side | None") -> "DrillCount":
    from analysis.lifts.drills import count_drill as run
    from analysis.lifts.drills import parse_drill

    return run(track, parse_drill(drill), only)


def measure_mobility(track: "PoseTrack", test: str) -> "dict[Side, MobilityReading]":
    from analysis.lifts.mobility import measure_mobility as run
    from analysis.lifts.mobility_tests import parse_mobility_test

    return run(track, parse_mobility_test(test))


def build_overlay_plan(recording: "Recording", reports: "Sequence[SetReport]") -> "OverlayPlan":
    from reporting.images.overlay_plan import build_overlay_plan as run

    return run(recording.track, reports)


def write_overlay(
    clip: Path,
    plan: "OverlayPlan",
    out: Path,
    progress: Callable[[int, int | None], None] | None,
    should_stop: ShouldStop,
) -> None:
    from vision.overlay.clip_overlay import write_overlay as run

    run(clip, plan, out, progress=progress, should_stop=should_stop)


def list_overlay_extensions() -> tuple[str, ...]:
    from vision.video.writer import FORMATS

    return tuple(FORMATS)


def read_reports(path: Path) -> "tuple[SetReport, ...]":
    """Of a result that `evenrep analyze --json` wrote. Raises ResultError."""
    from services.saved_results import read_reports as run

    return run(path)


def draw_report_stills(
    clip: Path | None, recording: "Recording", report: "SetReport"
) -> "dict[Quantity, Image]":
    from reporting.images.stills import draw_report_stills as run

    return run(clip, recording, report)


def build_report_content(
    report: "SetReport", date: str, stills: "Mapping[Quantity, Image]", lifter: str, note: str
) -> "ReportContent":
    from reporting.content import build_report_content as run
    from services.package_info import read_version

    return run(report, date, read_version(), stills, lifter, note)


def write_report(contents: "Sequence[ReportContent]", kind: str, stream: BinaryIO) -> None:
    """`kind` is pdf or html."""
    if kind == "pdf":
        from reporting.pdf import write_pdf

        write_pdf(contents, stream)
    else:
        from reporting.html import write_html

        write_html(contents, stream)


def open_live_session(
    settings: "SetSettings", model: str | None, mirror: bool | None, real_time: bool, name: str
) -> "LiveSession":
    from services.calibration import load_shipped_stages
    from vision.live.session import LiveOptions
    from vision.live.session import LiveSession as Session

    options = LiveOptions(model=model, mirror=mirror, real_time=real_time, name=name)
    return Session(settings, options, stages=load_shipped_stages())


def open_webcam(index: int) -> "AbstractContextManager[Webcam]":
    """Raises CameraError when it is opened."""
    from vision.video.webcam import open_webcam as run

    return run(index)


def open_played_clip(clip: Path, real_time: bool) -> "PlayedClip":
    from vision.video.webcam import PlayedClip as Played

    return Played(clip, real_time)


def write_json(reports: "Sequence[SetReport]", stream: TextIO) -> None:
    from analysis.report.json_writer import write_json as run

    run(reports, stream)


def tabulate_reps(reports: "Sequence[SetReport]") -> "pd.DataFrame":
    from analysis.report.tables import tabulate_reps as run

    return run(reports)


def tabulate_frames(reports: "Sequence[SetReport]") -> "pd.DataFrame":
    from analysis.report.tables import tabulate_frames as run

    return run(reports)


def write_table(table: "pd.DataFrame", kind: str, stream: BinaryIO) -> None:
    """`kind` is csv, parquet or xlsx."""
    from analysis.report import tables as export

    {"csv": export.write_csv, "parquet": export.write_parquet, "xlsx": export.write_xlsx}[kind](table, stream)
