"""A clip becomes a Recording: poses of every frame and its mirror image, averaged, of one lifter only."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from analysis.errors import Cancelled, NothingToGrade
from analysis.pose.track import ModelInfo, PoseTrack, Recording
from vision.pose.estimator import Backend, make_mediapipe_backend
from vision.pose.models import MODELS, ModelName
from vision.tracking.lifter_selection import FrameTask, LifterSelector, PersonAt
from vision.tracking.pose_pipeline import FrameCounts, read_poses
from vision.tracking.track_builder import TrackBuilder
from vision.video.limits import VideoLimits
from vision.video.reader import Frame, open_clip


@dataclass(frozen=True)
class TrackingSettings:
    """How a clip is tracked."""

    # Name of the pose model, as in `vision.pose.models.MODELS`.
    model: str = ModelName.FULL
    # Detect the pose in the mirrored frame too: the average cancels the model's own left/right bias
    # (docs/decisions/0004). False halves the work.
    mirror: bool = True
    # Share of frames without the lifter above which the report warns of it.
    limits: VideoLimits = field(default_factory=VideoLimits)
    warn_unseen: float = 0.05
    # (s, px, px) of the clip: where the lifter stands, if somebody pointed at them.
    person_at: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class TrackingProgress:
    """How far tracking is.

    Attributes
    ----------
    frames_done : int
        Frames that are tracked.
    frames_total : int or None
        Frames of the clip; None where the file does not state its length.
    frames_per_s : float
        Speed so far, frames per second of waiting.
    seconds_left : float or None
        Time left, in s; None where the length is not known.
    stage : str
        What is done now, for people: one of the STAGE_ texts.
    """

    frames_done: int
    frames_total: int | None
    frames_per_s: float
    seconds_left: float | None
    stage: str


class FrameSource(Protocol):
    """What tracking needs of a clip: frames in their order, and after the last one its warnings."""

    @property
    def name(self) -> str: ...
    @property
    def size_px(self) -> tuple[int, int]: ...
    @property
    def frames_expected(self) -> int | None: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...
    def __iter__(self) -> Iterator[Frame]: ...


STAGE_LOOK = "Looking for the lifter"
STAGE_READ = "Detecting the pose"
STAGE_DONE = "Done"


def track_clip(
    path: str | Path,
    settings: TrackingSettings | None = None,
    progress: Callable[[TrackingProgress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    backend: Backend | None = None,
) -> Recording:
    """Track the lifter through a clip. The same clip gives the same arrays.

    Parameters
    ----------
    path : str or Path
        The clip.
    settings : TrackingSettings, optional
        Model, mirroring, limits, and where the lifter stands if somebody pointed at them.
    progress : callable, optional
        Called from this thread once per frame.
    should_stop : callable, optional
        Asked often; True stops tracking.
    backend : Backend, optional
        Replaces MediaPipe.

    Returns
    -------
    Recording
        Landmarks over the clip in its own pixels and in metres, one row per frame, and where they come
        from. A frame is NaN unless both its poses, original and mirrored, are of the lifter.

    Raises
    ------
    VideoError, ModelError
        The clip cannot be read, the model not be started; each with the remedy.
    NothingToGrade
        Nobody was seen.
    Cancelled
        `should_stop` said so.
    """
    settings = settings or TrackingSettings()
    backend = backend or make_mediapipe_backend(settings.model)
    with open_clip(path, settings.limits) as clip:
        track = track_frames(clip, settings, backend, progress, should_stop)
        info = clip.info
    model = MODELS[ModelName(settings.model)]
    return Recording(track, info, ModelInfo(model.name.value, model.sha256, settings.mirror))


def track_frames(
    clip: FrameSource,
    settings: TrackingSettings,
    backend: Backend,
    progress: Callable[[TrackingProgress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> PoseTrack:
    """Track the lifter through the frames of an open clip.

    Parameters
    ----------
    clip : FrameSource
        Frames in their order.
    settings, backend, progress, should_stop
        As for `track_clip`.

    Returns
    -------
    PoseTrack
        The landmarks, with the clip's and tracking's warnings.

    Raises
    ------
    NothingToGrade, Cancelled, VideoError, ModelError
        As for `track_clip`.
    """
    builder, counts, others_seen = TrackBuilder(clip.size_px, clip.frames_expected), FrameCounts(), False
    pointed_at = PersonAt(*settings.person_at) if settings.person_at else None
    meter = _Meter(clip.frames_expected, progress)

    def make_tasks() -> Generator[FrameTask, None, None]:
        nonlocal others_seen
        with closing(LifterSelector(backend, settings.mirror, pointed_at=pointed_at)) as selector:
            yield from selector.make_tasks(clip)
            others_seen = selector.others_seen

    def raise_if_stopped() -> None:
        if should_stop is not None and should_stop():
            raise Cancelled("Stopped. Nothing was saved; start again whenever you like.")

    raise_if_stopped()
    meter.show_progress(0, STAGE_LOOK)
    for result in read_poses(make_tasks, backend, settings.mirror, counts, raise_if_stopped):
        builder.add_frame(result.task.frame, result.task.cut, result.averaged)
        if result.invalid_from is not None:
            builder.erase_from(result.invalid_from)
        meter.show_progress(len(builder), STAGE_READ)
    track = builder.build_track(clip.warnings)
    if not track.seen.any():
        raise NothingToGrade(
            f"Nobody was seen in {clip.name}. Film the whole body from the front, feet and head in the "
            "picture, in good light."
        )
    meter.show_progress(len(builder), STAGE_DONE)
    return track.replace_fields(warnings=clip.warnings + _list_warnings(track, settings, counts, others_seen))


def _list_warnings(
    track: PoseTrack, settings: TrackingSettings, counts: FrameCounts, others: bool
) -> tuple[str, ...]:
    found = []
    unseen = 1.0 - float(np.mean(track.seen))
    if unseen > settings.warn_unseen:
        found.append(f"The lifter was not seen in {100 * unseen:.0f} % of the frames.")
    if others or counts.id_switches or counts.disagreed:
        lifter = (
            "the person you pointed at"
            if settings.person_at
            else "the person nearest its centre at the start"
        )
        found.append(
            f"Somebody else was in the picture: {lifter} was followed. Film alone for surer numbers."
        )
    if track.cut_frames:
        times = ", ".join(f"{track.time_s[cut]:.1f} s" for cut in track.cut_frames)
        found.append(f"The clip is cut at {times}: each part was analysed by itself.")
    return tuple(found)


class _Meter:
    """Speed and time left, from this thread's clock."""

    def __init__(self, total: int | None, progress: Callable[[TrackingProgress], None] | None) -> None:
        self._total, self._progress = total, progress
        self._start = time.monotonic()

    def show_progress(self, done: int, stage: str) -> None:
        if self._progress is None:
            return
        total = done if stage == STAGE_DONE else max(self._total, done) if self._total else None
        speed = done / max(time.monotonic() - self._start, 1e-6)
        left = (total - done) / speed if total is not None and speed > 0 else None
        self._progress(TrackingProgress(done, total, speed, left, stage))
