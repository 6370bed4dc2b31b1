"""What the page asks of the engine, imported when asked: the first paint must not wait for a pose model.

Only these cross from the page to the engine, so a test can put its own in their place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.settings import SetSettings
from ui.jobs import Job

if TYPE_CHECKING:
    from analysis.corrections import Corrections
    from analysis.quantities import Quantity
    from analysis.report_types import SetReport
    from analysis.track import Recording
    from vision.drawing import Image
    from vision.first_look import FirstLook

MODELS = ("lite", "full", "heavy")


@dataclass(frozen=True)
class Reading:
    """How a clip is read: all that a new choice of which means waiting again."""

    model: str = "full"
    mirror: bool = True
    person_at: tuple[float, float, float] | None = None


def look(path: Path, job: "Job[FirstLook]") -> "FirstLook":
    """The picture in which the lifter is first seen, read with the quickest model."""
    from vision.first_look import first_look

    return first_look(path, should_stop=job.should_stop)


def read(path: Path, reading: Reading, job: "Job[Recording]") -> "Recording":
    """The lifter's track; reports `vision.tracking.Progress` to the job."""
    from vision.tracking import TrackingSettings, track_clip

    settings = TrackingSettings(model=reading.model, mirror=reading.mirror, person_at=reading.person_at)
    return track_clip(path, settings, progress=job.report, should_stop=job.should_stop)


def analyse(
    recording: "Recording", settings: SetSettings, corrections: "Corrections | None"
) -> "tuple[SetReport, ...]":
    """A report per shot; without corrections the very call that the command line makes."""
    from analysis.corrections import analyse_corrected
    from analysis.report import analyse as analyse_as_found
    from ui.calibration import stages_for

    stages = stages_for(recording.model)
    if not corrections:
        return analyse_as_found(recording, settings, stages=stages)
    return analyse_corrected(recording, settings, corrections, stages=stages)


def draw_clip(
    clip: Path, recording: "Recording", reports: "Sequence[SetReport]", out: Path, job: Job[Path]
) -> Path:
    """The annotated clip; reports (frames done, frames expected or None) to the job."""
    from ui.overlay_plan import overlay_plan
    from vision.overlay import write_overlay

    plan = overlay_plan(recording.track, reports)
    return write_overlay(
        clip, plan, out, lambda done, total: job.report((done, total)), should_stop=job.should_stop
    )


def draw_stills(clip: Path | None, recording: "Recording", report: "SetReport") -> "dict[Quantity, Image]":
    """The frame that shows each quantity's largest value, with what was measured drawn on it."""
    from ui.stills import stills

    return stills(clip, recording, report)


def model_is_here(model: str) -> bool:
    """Whether a pose model can be chosen: `heavy` has to be built first."""
    from vision.models import ModelMissing, model_path

    try:
        return model_path(model).is_file()
    except ModelMissing:
        return False
