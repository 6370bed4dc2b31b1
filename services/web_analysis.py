"""What the page asks of the engine, imported when asked: the first paint must not wait for a pose model.

Only these cross from the page to the engine, so a test can put its own in their place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.settings import SetSettings
from web.jobs.pool import Job

if TYPE_CHECKING:
    from analysis.pose.track import Recording
    from analysis.quantities.definitions import Quantity
    from analysis.report.corrections import Corrections
    from analysis.report.types import SetReport
    from vision.overlay.drawing import Image
    from vision.tracking.clip_preview import ClipPreview
    from web.live.run import LiveLike

MODELS = ("lite", "full", "heavy")


@dataclass(frozen=True)
class ReadingOptions:
    """How a clip is read: all that a new choice of which means waiting again."""

    model: str = "full"
    mirror: bool = True
    person_at: tuple[float, float, float] | None = None


def preview_clip(path: Path, job: "Job[ClipPreview]") -> "ClipPreview":
    """The picture in which the lifter is first seen, read with the quickest model."""
    from vision.tracking.clip_preview import make_clip_preview

    return make_clip_preview(path, should_stop=job.should_stop)


def track_clip_for_job(path: Path, reading: ReadingOptions, job: "Job[Recording]") -> "Recording":
    """The lifter's track; reports `vision.tracking.clip_tracking.Progress` to the job."""
    from vision.tracking.clip_tracking import TrackingSettings, track_clip

    settings = TrackingSettings(model=reading.model, mirror=reading.mirror, person_at=reading.person_at)
    return track_clip(path, settings, progress=job.report_progress, should_stop=job.should_stop)


def analyze_with_corrections(
    recording: "Recording", settings: SetSettings, corrections: "Corrections | None"
) -> "tuple[SetReport, ...]":
    """A report per shot; without corrections the very call that the command line makes."""
    from analysis.report.corrections import analyze_corrected_recording
    from analysis.report.pipeline import analyze_recording as analyse_as_found
    from services.calibration import load_shipped_stages

    stages = load_shipped_stages()
    if not corrections:
        return analyse_as_found(recording, settings, stages=stages)
    return analyze_corrected_recording(recording, settings, corrections, stages=stages)


def open_live(settings: SetSettings) -> "LiveLike":
    """A live session. Raises ModelError."""
    from services.calibration import load_shipped_stages
    from vision.live.session import LiveOptions, LiveSession

    return LiveSession(settings, LiveOptions(), stages=load_shipped_stages())


def draw_clip(
    clip: Path, recording: "Recording", reports: "Sequence[SetReport]", out: Path, job: Job[Path]
) -> Path:
    """The annotated clip; reports (frames done, frames expected or None) to the job."""
    from reporting.images.overlay_plan import build_overlay_plan
    from vision.overlay.clip_overlay import write_overlay

    plan = build_overlay_plan(recording.track, reports)
    return write_overlay(
        clip, plan, out, lambda done, total: job.report_progress((done, total)), should_stop=job.should_stop
    )


def draw_stills(clip: Path | None, recording: "Recording", report: "SetReport") -> "dict[Quantity, Image]":
    """The frame that shows each quantity's largest value, with what was measured drawn on it.

    clip  None: no pictures were kept, so the lines are drawn on an empty ground
    """
    from reporting.images.stills import draw_report_stills

    return draw_report_stills(clip, recording, report)


def is_model_available(model: str) -> bool:
    """Whether a pose model can be chosen: `heavy` has to be built first."""
    from vision.pose.models import ModelMissing, find_model_path

    try:
        return find_model_path(model).is_file()
    except ModelMissing:
        return False
