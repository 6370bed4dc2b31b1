"""The first frame that shows the lifter, with everybody in it: for a check before the long wait."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.errors import Cancelled
from vision.pose.estimator import Backend, PoseDetection, make_mediapipe_backend
from vision.pose.models import ModelName
from vision.tracking.boxes import Box
from vision.tracking.lifter_selection import LifterSelector
from vision.tracking.person_tracker import TrackedBox
from vision.video.limits import VideoLimits
from vision.video.orientation import Image
from vision.video.reader import Clip, Frame, open_clip

# Whoever has not come into view by then is not waited for.
LONGEST_LOOK_S = 10.0
# Overlap of two boxes that are one person's.
SAME_PERSON = 0.3


@dataclass(frozen=True)
class VisiblePerson:
    """Somebody in the preview's image.

    Attributes
    ----------
    box : Box
        Around head, trunk and legs, px of the image.
    landmarks_px : ndarray of float64, shape (33, 2)
        px of the image, the model's own left and right; NaN where only the box is known.
    """

    box: Box
    landmarks_px: NDArray[np.float64]


@dataclass(frozen=True)
class ClipPreview:
    """One frame of a clip and the people in it.

    Attributes
    ----------
    image_rgb : ndarray of uint8, shape (h, w, 3)
        RGB, upright, scaled down.
    time_s : float
        Time of the frame, s of the clip.
    scale : tuple of float
        (x, y) pixels of the clip per pixel of the image.
    people : tuple of VisiblePerson
        Everybody, from left to right.
    lifter : int or None
        Index in `people` of the person that tracking will follow; None if nobody is seen.
    seconds, frames : float or None, int or None
        Length of the clip as the file states it; None if it does not.
    """

    image_rgb: Image
    time_s: float
    scale: tuple[float, float]
    people: tuple[VisiblePerson, ...]
    lifter: int | None
    seconds: float | None
    frames: int | None

    def locate_person(self, index: int) -> tuple[float, float, float]:
        """Locate a person as `TrackingSettings.person_at` takes it.

        Parameters
        ----------
        index : int
            Index in `people`.

        Returns
        -------
        tuple of float
            (s, px, px): time in the clip, and the middle of the person in the clip's own pixels.
        """
        x, y = self.people[index].box.centre
        return (self.time_s, x * self.scale[0], y * self.scale[1])


def make_clip_preview(
    path: str | Path,
    model: str = ModelName.LITE,
    limits: VideoLimits | None = None,
    should_stop: Callable[[], bool] | None = None,
    backend: Backend | None = None,
) -> ClipPreview:
    """Look for the lifter in the first ten seconds of a clip.

    Parameters
    ----------
    path : str or Path
        The clip.
    model : str
        Pose model; the quickest is good enough to see who is there.
    limits : VideoLimits, optional
        How long and how large the clip may be.
    should_stop : callable, optional
        Asked before every frame; True stops the search.
    backend : Backend, optional
        Replaces MediaPipe.

    Returns
    -------
    ClipPreview
        The first frame with the lifter; the clip's first frame if nobody is seen.

    Raises
    ------
    VideoError, ModelError
        The clip cannot be read, the model not be started; each with the remedy.
    Cancelled
        `should_stop` said so.
    """
    backend = backend or make_mediapipe_backend(model)
    with open_clip(path, limits) as clip:
        frame, target = _find_lifter_frame(clip, backend, should_stop or (lambda: False))
        people = _find_everyone(frame, backend) if target else []
        if target and not any(_is_same_person(target, person) for person in people):
            # the search by single images missed somebody that the selection saw in other frames
            people.append(VisiblePerson(target.box, np.full((33, 2), np.nan)))
        people.sort(key=lambda person: person.box.centre[0])
        lifter = (
            max(range(len(people)), key=lambda i: people[i].box.compute_overlap(target.box))
            if target
            else None
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
    """The frame in which the selector saw the chosen person; the clip's first frame if there is nobody."""
    first: Frame | None = None
    with closing(LifterSelector(backend, mirror=False)) as selector:
        for task in selector.make_tasks(_read_frames_until(clip, LONGEST_LOOK_S, should_stop)):
            first = first or task.frame
            if task.target is not None and task.frame.time_s >= task.target.time_s:
                return task.frame, task.target
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
    with closing(backend.open_finder()) as finder:
        poses: list[PoseDetection] = finder.find_people(frame.image_rgb)
    return [VisiblePerson(Box.from_landmarks(pose.image_px), pose.image_px) for pose in poses]


def _is_same_person(target: TrackedBox, person: VisiblePerson) -> bool:
    return person.box.compute_overlap(target.box) >= SAME_PERSON
