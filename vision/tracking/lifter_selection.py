"""Chooses the person to follow: the one nearest the centre in the first steady second of a shot."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

import numpy as np

from vision.pose.estimator import Backend, PersonFinder, PoseDetection
from vision.tracking.boxes import Box
from vision.tracking.person_tracker import TrackedBox
from vision.tracking.scene_cuts import SceneCutDetector
from vision.video.orientation import Image, mirror_image
from vision.video.reader import Frame


@dataclass(frozen=True)
class LifterSelectionSettings:
    """How the first second is searched."""

    # Long enough to see who stands and who walks through.
    look_s: float = 1.0
    # Frames held back meanwhile: 70 MB at 960 x 540. Slow motion gets a shorter look.
    max_frames: int = 45
    # Frames searched for everybody, each also mirrored.
    looks: int = 4
    # Afterwards everybody is looked for this often, for the report's warning. Who walks through needs 2 s or
    # more; one look costs half of what a frame costs.
    again_s: float = 2.0
    # Share of the looks in which a lifter is seen, where anybody is that often.
    min_seen: float = 0.5
    # In body sizes: whoever moves more within the look is walking.
    max_drift: float = 0.25
    # Overlap of two boxes that are one person's.
    same_person: float = 0.3


@dataclass(frozen=True)
class PersonAt:
    """Where somebody pointed at the lifter.

    Attributes
    ----------
    time_s : float
        s of the clip.
    x_px, y_px : float
        px of the original upright frame.
    """

    time_s: float
    x_px: float
    y_px: float


@dataclass(frozen=True)
class FrameTask:
    """A frame to be tracked.

    Attributes
    ----------
    frame : Frame
        The frame.
    starts : bool
        Whether it is the first of a shot, or of a newly found lifter.
    cut : bool
        Whether it is the first after a scene cut.
    target : TrackedBox or None
        The lifter to follow; None while nobody is found.
    """

    frame: Frame
    starts: bool
    cut: bool
    target: TrackedBox | None


@dataclass
class _Person:
    """One person over the looks."""

    boxes: list[Box] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)

    def compute_drift(self) -> float:
        first = self.boxes[0]
        return max(abs(box.centre[0] - first.centre[0]) for box in self.boxes) / first.size

    def compute_centre_offset(self, width_px: int) -> float:
        return float(np.mean([abs(box.centre[0] - (width_px - 1) / 2) for box in self.boxes]))


class LifterSelector:
    """Hands frames on with the lifter to follow. Open it in `contextlib.closing`.

    Parameters
    ----------
    backend : Backend
        Opens the finder of people.
    mirror : bool
        Whether each frame is searched mirrored too, so that a mirrored clip gives the mirrored choice.
    settings : LifterSelectionSettings, optional
        How the first second is searched.
    pointed_at : PersonAt, optional
        Where somebody pointed at the lifter.

    Attributes
    ----------
    others_seen : bool
        Whether anybody else was seen so far.
    """

    def __init__(
        self,
        backend: Backend,
        mirror: bool,
        settings: LifterSelectionSettings | None = None,
        pointed_at: PersonAt | None = None,
    ) -> None:
        self._settings = settings or LifterSelectionSettings()
        self._pointed_at = pointed_at
        self._finder: PersonFinder = backend.open_finder()
        self._mirror = mirror
        self.others_seen = False
        self._looked_s = 0.0

    def make_tasks(self, frames: Iterable[Frame]) -> Generator[FrameTask, None, None]:
        """Yield each frame in its order, with the lifter to follow.

        Until somebody is found, frames are held back, at most a second's worth.

        Parameters
        ----------
        frames : iterable of Frame
            The clip.

        Yields
        ------
        FrameTask
        """
        cuts, held, target = SceneCutDetector(), list[Frame](), None
        cut_index = -1
        for frame in frames:
            if cuts.is_cut(frame.image_rgb):
                yield from self._release_frames(held, cut_index)
                held, target, cut_index = [], None, frame.index
            if target is not None:
                self._check_for_others(frame)
                yield FrameTask(frame, False, False, target)
                continue
            held.append(frame)
            if self._has_enough_frames(held):
                target = yield from self._release_frames(held, cut_index)
                held = []
        yield from self._release_frames(held, cut_index)

    def _check_for_others(self, frame: Frame) -> None:
        if frame.time_s - self._looked_s >= self._settings.again_s:
            self._looked_s = frame.time_s
            self.others_seen |= len(self._finder.find_people(frame.image_rgb)) > 1

    def _has_enough_frames(self, held: list[Frame]) -> bool:
        long = held[-1].time_s - held[0].time_s >= self._settings.look_s
        return long or len(held) >= self._settings.max_frames

    def _release_frames(
        self, held: list[Frame], cut_index: int
    ) -> Generator[FrameTask, None, TrackedBox | None]:
        target = self.choose_lifter(held)
        self._looked_s = held[-1].time_s if held else self._looked_s
        for position, frame in enumerate(held):
            yield FrameTask(frame, position == 0, frame.index == cut_index, target)
        return target

    def choose_lifter(self, held: list[Frame]) -> TrackedBox | None:
        """Choose the lifter among the people in these frames.

        Parameters
        ----------
        held : list of Frame
            About a second of one shot.

        Returns
        -------
        TrackedBox or None
            Where the lifter is at first; None if nobody is seen.
        """
        people: list[_Person] = []
        count = min(self._settings.looks, len(held))
        for index in np.linspace(0, len(held) - 1, count).round().astype(int) if count else ():
            self._add_boxes(people, self._find_people(held[index]), held[index].time_s)
        if not people:
            return None
        if self._pointed_at and held[0].time_s <= self._pointed_at.time_s <= held[-1].time_s:
            return self._choose_nearest(people, self._pointed_at, held[0].scale)
        # seen only now and then: a reflection, a poster, somebody who passes
        most = max(len(person.boxes) for person in people)
        people = [person for person in people if len(person.boxes) >= self._settings.min_seen * most]
        alone = len(people) == 1
        self.others_seen |= not alone
        width = held[0].image_rgb.shape[1]
        # who stands before who walks, then the nearest to the centre, then the largest; rounded, so that a
        # mirrored clip does not decide otherwise by the last digit
        best = min(
            people,
            key=lambda p: (
                p.compute_drift() > self._settings.max_drift,
                round(p.compute_centre_offset(width), 3),
                -p.boxes[0].size,
            ),
        )
        return TrackedBox(best.boxes[0], best.times_s[0], alone)

    def _choose_nearest(
        self, people: list[_Person], pointed_at: PersonAt, scale: tuple[float, float]
    ) -> TrackedBox:
        """The person nearest to the place pointed at, in the look nearest to its time."""
        point = (pointed_at.x_px / scale[0], pointed_at.y_px / scale[1])

        def compute_point_distance(person: _Person) -> float:
            look = min(range(len(person.boxes)), key=lambda i: abs(person.times_s[i] - pointed_at.time_s))
            x, y = person.boxes[look].centre
            return float(np.hypot(x - point[0], y - point[1]) / person.boxes[look].size)

        best = min(people, key=compute_point_distance)
        self.others_seen |= len(people) > 1
        return TrackedBox(best.boxes[0], best.times_s[0], alone=len(people) == 1)

    def _find_people(self, frame: Frame) -> list[Box]:
        image = frame.image_rgb
        found = [Box.from_landmarks(pose.image_px) for pose in self._finder.find_people(image)]
        # each image is searched mirrored too, so that a mirrored clip has the same people
        if not self._mirror:
            return found
        width = image.shape[1]
        twins = [
            Box.from_landmarks(r.mirror_pose(width).image_px)
            for r in self._finder.find_people(mirror_image(image))
        ]
        return _merge_boxes(found, twins, self._settings.same_person)

    def _add_boxes(self, people: list[_Person], boxes: list[Box], time_s: float) -> None:
        for box in boxes:
            near = [p for p in people if p.times_s[-1] != time_s and self._is_same_person(p.boxes[-1], box)]
            person = min(near, key=lambda p: p.boxes[-1].compute_distance(box), default=None)
            if person is None:
                person = _Person()
                people.append(person)
            person.boxes.append(box)
            person.times_s.append(time_s)

    def _is_same_person(self, box: Box, other: Box) -> bool:
        return box.compute_overlap(other) >= self._settings.same_person

    def close(self) -> None:
        """Free the finder's model."""
        self._finder.close()


def _merge_boxes(boxes: list[Box], twins: list[Box], same_person: float) -> list[Box]:
    """The same people seen twice, once each: the mean of both boxes, or the one there is."""
    merged, left = list[Box](), list(twins)
    for box in boxes:
        twin = max(left, key=box.compute_overlap, default=None)
        if twin is not None and box.compute_overlap(twin) >= same_person:
            left.remove(twin)
            merged.append(box.average_with(twin))
        else:
            merged.append(box)
    return merged + left


class LazyPersonFinder:
    """A PersonFinder that is opened only when somebody is looked for: most clips never need it.

    Parameters
    ----------
    backend : Backend
        Opens the finder.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._finder: PersonFinder | None = None

    def find_people(self, image_rgb: Image) -> list[PoseDetection]:
        """Detect everyone in the (h, w, 3) RGB image."""
        if self._finder is None:
            self._finder = self._backend.open_finder()
        return self._finder.find_people(image_rgb)

    def close(self) -> None:
        """Free the finder's model, if it was ever opened."""
        if self._finder is not None:
            self._finder.close()
