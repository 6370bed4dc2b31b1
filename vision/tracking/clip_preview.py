"""The first picture that shows the lifter, with everybody in it: what a person can check before the wait."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.errors import Cancelled
from vision.pose.estimator import Backend, PoseReading, make_mediapipe_backend
from vision.pose.models import ModelName
from vision.tracking.boxes import Box
from vision.tracking.lifter_selection import LifterSelector
from vision.tracking.person_tracker import TrackedBox
from vision.video.limits import VideoLimits
from vision.video.orientation import Image
from vision.video.reader import Clip, Frame, open_clip

LONGEST_LOOK_S = 10.0
"""Whoever has not come into the picture by then is not waited for."""
SAME_PERSON = 0.3


@dataclass(frozen=True)
class VisiblePerson:
    """Somebody in the picture, in its pixels. landmarks_px (33, 2): the model's own left and right."""

    box: Box
    landmarks_px: NDArray[np.float64]


@dataclass(frozen=True)
class ClipPreview:
    """
    image_rgb  (h, w, 3) uint8, upright, scaled down
    time_s     of the picture, s of the clip
    scale      (x, y) pixels of the clip per pixel of the picture
    people     everybody, from left to right
    lifter     index of whom tracking will follow; None if nobody is seen
    seconds, frames  of the clip as the file states it; None if it does not
    """

    image_rgb: Image
    time_s: float
    scale: tuple[float, float]
    people: tuple[VisiblePerson, ...]
    lifter: int | None
    seconds: float | None
    frames: int | None

    def locate_person(self, index: int) -> tuple[float, float, float]:
        """(s, px, px) of the clip that `TrackingSettings.person_at` takes to follow this person."""
        x, y = self.people[index].box.centre
        return (self.time_s, x * self.scale[0], y * self.scale[1])


def make_clip_preview(
    path: str | Path,
    model: str = ModelName.LITE,
    limits: VideoLimits | None = None,
    should_stop: Callable[[], bool] | None = None,
    backend: Backend | None = None,
) -> ClipPreview:
    """Looks until somebody is seen, ten seconds at most. Raises VideoError, ModelError or Cancelled."""
    backend = backend or make_mediapipe_backend(model)
    with open_clip(path, limits) as clip:
        frame, lock = _find_lifter_frame(clip, backend, should_stop or (lambda: False))
        people = _find_everyone(frame, backend) if lock else []
        if lock and not any(_is_same_person(lock, person) for person in people):
            people.append(VisiblePerson(lock.box, np.full((33, 2), np.nan)))
        people.sort(key=lambda person: person.box.centre[0])
        lifter = (
            max(range(len(people)), key=lambda i: people[i].box.compute_overlap(lock.box)) if lock else None
        )
        return ClipPreview(
            frame.image_rgb,
            frame.time_s,
            frame.scale,
            tuple(people),
            lifter,
            clip.expected_s,
            clip.frames_expected,
        )


def _find_lifter_frame(
    clip: Clip, backend: Backend, should_stop: Callable[[], bool]
) -> tuple[Frame, TrackedBox | None]:
    """The frame in which the scout saw whom it chose; the clip's first frame if nobody."""
    first: Frame | None = None
    with LifterSelector(backend, mirror=False) as scout:
        for job in scout.make_tasks(_read_frames_until(clip, LONGEST_LOOK_S, should_stop)):
            first = first or job.frame
            if job.lock is not None and job.frame.time_s >= job.lock.time_s:
                return job.frame, job.lock
    assert first is not None, "an open clip has a frame"
    return first, None


def _read_frames_until(clip: Clip, last_s: float, should_stop: Callable[[], bool]) -> Iterator[Frame]:
    for frame in clip:
        if should_stop():
            raise Cancelled("Stopped.")
        yield frame
        if frame.time_s > last_s:
            return


def _find_everyone(frame: Frame, backend: Backend) -> list[VisiblePerson]:
    with backend.open_finder() as finder:
        readings: list[PoseReading] = finder.find_people(frame.image_rgb)
    return [VisiblePerson(Box.from_landmarks(reading.image_px), reading.image_px) for reading in readings]


def _is_same_person(lock: TrackedBox, person: VisiblePerson) -> bool:
    return person.box.compute_overlap(lock.box) >= SAME_PERSON
