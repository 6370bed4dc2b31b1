"""From a clip to its reports: the one way that the command line and the web app reach vision and analysis.

A clip takes four steps, one after another: read it (`track_clip` or `load_recording`), analyse it
(`analyze_recording`), add what the history knows and save it (both in `services.history`).

Every function imports its engine when it is called: `evenrep --help` and the first page of the web app
must not wait for a pose model. A test can therefore replace any of them by name.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.lifts.drills import DrillCount
    from analysis.lifts.mobility import MobilityReading
    from analysis.pose.landmarks import Side
    from analysis.pose.track import PoseTrack, Recording
    from analysis.report.corrections import Corrections
    from analysis.report.types import SetReport
    from analysis.settings import SetSettings
    from vision.live.session import LiveSession
    from vision.overlay.drawing import Image
    from vision.overlay.plan import OverlayPlan
    from vision.tracking.clip_preview import ClipPreview
    from vision.tracking.clip_tracking import TrackingProgress
    from vision.video.webcam import PlayedClip, Webcam

# Asked before every frame; True ends the work with `Cancelled`.
ShouldStop = Callable[[], bool]

# Longer side of the frames that stills are cut from.
STILL_LONG_SIDE_PX = 1280


@dataclass(frozen=True)
class ReadingOptions:
    """How a clip is read. A change of any of them means reading the clip again.

    Parameters
    ----------
    model
        Name of the pose model: lite, full or heavy.
    mirror
        Detect the pose in every frame and in its mirror image and average them: removes the model's own
        left/right bias, takes twice the time.
    person_at
        (s, px, px) of the clip: when and where the person stands who is the lifter; None: found by tracking.
    """

    model: str = "full"
    mirror: bool = True
    person_at: tuple[float, float, float] | None = None


def preview_clip(path: Path, should_stop: ShouldStop) -> "ClipPreview":
    """Find the first frame that shows the lifter, with the quickest model.

    Parameters
    ----------
    path
        The video.
    should_stop
        See `ShouldStop`.

    Returns
    -------
    ClipPreview
        The frame and everybody in it.

    Raises
    ------
    VideoError, ModelError, Cancelled
    """
    from vision.tracking.clip_preview import make_clip_preview

    return make_clip_preview(path, should_stop=should_stop)


def track_clip(
    path: Path,
    reading: ReadingOptions,
    progress: "Callable[[TrackingProgress], None] | None",
    should_stop: ShouldStop,
) -> "Recording":
    """Track the lifter's pose through a video.

    Parameters
    ----------
    path
        The video.
    reading
        Which model, mirrored too or not, which person.
    progress
        Called with how far the work is; None: nobody asks.
    should_stop
        See `ShouldStop`.

    Returns
    -------
    Recording
        The track, and which clip and model it comes from.

    Raises
    ------
    VideoError
        The file is missing, no video, or too large.
    NothingToGrade
        Nobody was seen.
    ModelError, Cancelled
    """
    from vision.tracking.clip_tracking import TrackingSettings
    from vision.tracking.clip_tracking import track_clip as run

    settings = TrackingSettings(model=reading.model, mirror=reading.mirror, person_at=reading.person_at)
    return run(path, settings, progress=progress, should_stop=should_stop)


def load_recording(path: Path) -> "Recording":
    """Load a track that `save_recording` wrote.

    Parameters
    ----------
    path
        The .npz file.

    Raises
    ------
    TrackError
        It is no saved track, damaged, or of a newer EvenRep.
    """
    from vision.tracking.track_io import load_recording as run

    return run(path)


def save_recording(recording: "Recording", path: Path) -> None:
    """Save a track, to be analysed again without the video.

    Parameters
    ----------
    recording
        What `track_clip` returned.
    path
        The .npz file; replaced if it exists.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    from vision.tracking.track_io import save_recording as run

    run(recording, path)


def pack_recording(recording: "Recording") -> bytes:
    """Convert a recording to the bytes of the file that `save_recording` writes.

    Parameters
    ----------
    recording
        What `track_clip` returned.
    """
    from vision.tracking.track_io import pack_recording as run

    return run(recording)


def analyze_recording(
    recording: "Recording", settings: "SetSettings", corrections: "Corrections | None" = None
) -> "tuple[SetReport, ...]":
    """Analyse a recording with the calibration that ships.

    Parameters
    ----------
    recording
        The tracked pose of one clip.
    settings
        What the person entered about the set.
    corrections
        What the person changed in the reps that were found; None or empty: nothing.

    Returns
    -------
    tuple of SetReport
        One per shot of the clip.

    Raises
    ------
    NothingToGrade
        Nobody was seen in any shot.
    ModelError
        The calibration file is missing or damaged.
    """
    from analysis.report.corrections import analyze_corrected_recording
    from analysis.report.pipeline import analyze_recording as run
    from services.calibration import load_shipped_stages

    stages = load_shipped_stages()
    # Without corrections the very same call for page and terminal: their results are identical.
    if not corrections:
        return run(recording, settings, stages=stages)
    return analyze_corrected_recording(recording, settings, corrections, stages=stages)


def count_drill(track: "PoseTrack", drill: str, only: "Side | None") -> "DrillCount":
    """Count the reps of a drill on each side.

    Parameters
    ----------
    track
        The lifter's pose, not mirrored.
    drill
        Key of a drill (`analysis.lifts.drills.Drill`).
    only
        The one side that should do the drill: reps of the other become a warning. None: both.
    """
    from analysis.lifts.drills import count_drill as run
    from analysis.lifts.drills import parse_drill

    return run(track, parse_drill(drill), only)


def measure_mobility(track: "PoseTrack", test: str) -> "dict[Side, MobilityReading]":
    """Measure how far each hip moves.

    Parameters
    ----------
    track
        The lifter's pose, not mirrored.
    test
        Key of a test (`analysis.lifts.mobility_tests.MobilityTest`).

    Returns
    -------
    dict of Side to MobilityReading
        Angles in degrees; for a side that was not measured, the reason.
    """
    from analysis.lifts.mobility import measure_mobility as run
    from analysis.lifts.mobility_tests import parse_mobility_test

    return run(track, parse_mobility_test(test))


def read_frames_at(clip_path: Path, times_s: Collection[float]) -> "dict[float, Image]":
    """Read the frames of a clip at given times, in one pass that ends with the last of them.

    Parameters
    ----------
    clip_path
        The video.
    times_s
        s, times of frames of the clip's own track.

    Returns
    -------
    dict of float to (h, w, 3) uint8 RGB
        By time; a time after the last frame is missing.

    Raises
    ------
    VideoError
        The clip cannot be read.
    """
    from vision.video.reader import open_clip

    found: dict[float, Image] = {}
    # A saved track has no clip to open: callers pass no times for it.
    if not times_s:
        return found
    with open_clip(clip_path, long_side_px=STILL_LONG_SIDE_PX) as clip:
        for frame in clip:
            for time_s in times_s:
                # A saved time can be off its frame by rounding: a quarter of a frame is well above that and
                # well below the step to the next frame.
                if time_s not in found and frame.time_s >= time_s - clip.period_s / 4:
                    found[time_s] = frame.image_rgb
            if len(found) == len(set(times_s)):
                break
    return found


def write_overlay(
    clip: Path,
    plan: "OverlayPlan",
    out: Path,
    progress: Callable[[int, int | None], None] | None,
    should_stop: ShouldStop,
) -> Path:
    """Write the clip with the findings drawn on it, without sound.

    Parameters
    ----------
    clip
        The video that the plan's track was read from.
    plan
        What is drawn (`reporting.images.overlay_plan`).
    out
        The new clip; its ending chooses the format.
    progress
        Called with (frames done, frames expected or None).
    should_stop
        See `ShouldStop`.

    Returns
    -------
    Path
        `out`, which is whole; after any error it is as it was before.

    Raises
    ------
    VideoError, OutputError, Cancelled
    """
    from vision.overlay.clip_overlay import write_overlay as run

    return run(clip, plan, out, progress=progress, should_stop=should_stop)


def list_overlay_extensions() -> tuple[str, ...]:
    """List the endings of file names that `write_overlay` can write, each with its dot."""
    from vision.video.writer import FORMATS

    return tuple(FORMATS)


def open_live_session(
    settings: "SetSettings",
    model: str | None = None,
    mirror: bool | None = None,
    real_time: bool = True,
    name: str = "live",
) -> "LiveSession":
    """Open a live session, which takes frames and gives a verdict after every rep; close it after use.

    Parameters
    ----------
    settings
        What the person entered about the set.
    model, mirror
        As in `ReadingOptions`; None: the most exact that this computer runs fast enough.
    real_time
        Frames come at their own pace, so that late ones are left out.
    name
        Name of the clip in the report.

    Raises
    ------
    ModelError
    """
    from services.calibration import load_shipped_stages
    from vision.live.session import LiveOptions
    from vision.live.session import LiveSession as Session

    options = LiveOptions(model=model, mirror=mirror, real_time=real_time, name=name)
    return Session(settings, options, stages=load_shipped_stages())


def open_webcam(index: int) -> "AbstractContextManager[Webcam]":
    """Open a camera of this computer, to be used in a `with`; it gives frames until it is stopped.

    Parameters
    ----------
    index
        Number of the camera, from 0.

    Raises
    ------
    CameraError
        When it is entered: no such camera, or in use by another program.
    """
    from vision.video.webcam import open_webcam as run

    return run(index)


def open_played_clip(clip: Path, real_time: bool) -> "PlayedClip":
    """Open a clip that stands in for a camera.

    Parameters
    ----------
    clip
        The video.
    real_time
        Frames come at the clip's own pace, as from a camera; else as fast as they are read.

    Raises
    ------
    VideoError
        When its first frame is asked for.
    """
    from vision.video.webcam import PlayedClip as Played

    return Played(clip, real_time)
