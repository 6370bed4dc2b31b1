"""The images of a result, drawn by a worker: frames come from the services, findings from reporting."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from services import analysis as analysis_service
from web.jobs.pool import Job

if TYPE_CHECKING:
    from analysis.pose.track import Recording
    from analysis.quantities.definitions import Quantity
    from analysis.report.types import SetReport
    from vision.overlay.drawing import Image


def draw_clip(
    clip: Path, recording: "Recording", reports: "Sequence[SetReport]", out: Path, job: Job[Path]
) -> Path:
    """Write the annotated clip to `out`; reports (frames done, frames expected or None) to the job."""
    from reporting.images.overlay_plan import build_overlay_plan

    plan = build_overlay_plan(recording.track, reports)
    return analysis_service.write_overlay(
        clip, plan, out, lambda done, total: job.report_progress((done, total)), job.should_stop
    )


def draw_stills(clip: Path | None, recording: "Recording", report: "SetReport") -> "dict[Quantity, Image]":
    """Draw the frame that shows each quantity's largest value; without a clip, skeletons."""
    from reporting.images.stills import draw_report_stills, list_still_times

    frames = analysis_service.read_frames_at(clip, list_still_times(report)) if clip else {}
    return draw_report_stills(frames, recording, report)
