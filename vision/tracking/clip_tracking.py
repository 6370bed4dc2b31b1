"""A clip becomes a Recording: every frame read as it is and mirrored, averaged, the lifter locked."""

import time
from collections.abc import Callable, Generator, Iterator
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
    """How a clip is read."""

    model: str = ModelName.FULL
    mirror: bool = True
    """Read every frame mirrored too: takes the model's own left/right bias out. False halves the work."""
    limits: VideoLimits = field(default_factory=VideoLimits)
    warn_unseen: float = 0.05
    """Share of frames without the lifter above which the reader is told."""
    person_at: tuple[float, float, float] | None = None
    """(s, px, px) of the clip: where the lifter stands, where the person had to say it."""


@dataclass(frozen=True)
class TrackingProgress:
    """How far it is. `frames_total` and `seconds_left` are None where the file does not say its length."""

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
STAGE_READ = "Reading the pose"
STAGE_DONE = "Done"


def track_clip(
    path: str | Path,
    settings: TrackingSettings | None = None,
    progress: Callable[[TrackingProgress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    backend: Backend | None = None,
) -> Recording:
    """The lifter's landmarks over the clip, and where they come from. The same clip gives the same arrays.

    A frame is NaN unless both its readings, original and mirrored, are of the locked lifter. `progress` is
    called from this thread once per frame; `should_stop` often. `backend` replaces MediaPipe.
    Raises VideoError, ModelError, NothingToGrade (nobody seen) or Cancelled, each with the remedy.
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
    """The PoseTrack of an open clip; see `track_clip`."""
    maker, tally, others_seen = TrackBuilder(clip.size_px, clip.frames_expected), FrameCounts(), False
    told = PersonAt(*settings.person_at) if settings.person_at else None
    meter = _Meter(clip.frames_expected, progress)

    def make_tasks() -> Generator[FrameTask, None, None]:
        nonlocal others_seen
        with LifterSelector(backend, settings.mirror, told=told) as scout:
            yield from scout.make_tasks(clip)
            others_seen = scout.others_seen

    def raise_if_stopped() -> None:
        if should_stop is not None and should_stop():
            raise Cancelled("Stopped. Nothing was kept; start again whenever you like.")

    raise_if_stopped()
    meter.show_progress(0, STAGE_LOOK)
    for result in read_poses(make_tasks, backend, settings.mirror, tally, raise_if_stopped):
        maker.add_frame(result.job.frame, result.job.cut, result.joined)
        if result.void_since is not None:
            maker.erase_from(result.void_since)
        meter.show_progress(len(maker), STAGE_READ)
    track = maker.build_track(clip.warnings)
    if not track.seen.any():
        raise NothingToGrade(
            f"Nobody was seen in {clip.name}. Film the whole body from the front, feet and head in the "
            "picture, in good light."
        )
    meter.show_progress(len(maker), STAGE_DONE)
    return track.replace_fields(warnings=clip.warnings + _list_warnings(track, settings, tally, others_seen))


def _list_warnings(
    track: PoseTrack, settings: TrackingSettings, tally: FrameCounts, others: bool
) -> tuple[str, ...]:
    found = []
    unseen = 1.0 - float(np.mean(track.seen))
    if unseen > settings.warn_unseen:
        found.append(f"The lifter was not seen in {100 * unseen:.0f} % of the frames.")
    if others or tally.strangers or tally.disagreed:
        whom = (
            "the person you pointed at"
            if settings.person_at
            else "the person nearest its centre at the start"
        )
        found.append(f"Somebody else was in the picture: {whom} was followed. Film alone for surer numbers.")
    if track.cut_frames:
        times = ", ".join(f"{track.time_s[cut]:.1f} s" for cut in track.cut_frames)
        found.append(f"The clip is cut at {times}: each part was read by itself.")
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
