"""Keeps to one person: judges each reading against the lifter's last known place, size and clothes."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from vision.pose.estimator import PoseEstimator, PoseReading
from vision.tracking.boxes import Box
from vision.tracking.reidentification import PersonAppearance, Reidentifier, compute_colour_histogram
from vision.video.orientation import Image, mirror_image


@dataclass(frozen=True)
class PersonTrackerSettings:
    """What one person can do between two pictures. Shares are of the body's size."""

    max_step: float = 0.12
    """The body's centre may move this far in no time: jitter of the model."""
    max_speed: float = 1.5
    """Body sizes a second: a drop into the squat reaches 0.7, a brisk walk 1."""
    max_search: float = 0.5
    """After being lost, the lifter is back only this near to the last place."""
    max_growth: float = 1.6
    """Between a deep squat and standing, the longer side of the box changes by about this."""
    mask_sideways: float = 0.30
    """Left visible beside the box while searching: elbows, and a step to the side."""
    mask_up_down: float = 0.35
    """Above and below: a lifter lost at the bottom stands up again, arms overhead."""


@dataclass(frozen=True)
class TrackedBox:
    """Where the lifter was last seen. `alone`: nobody else was in the picture when the lock was made."""

    box: Box
    time_s: float
    alone: bool = True


@dataclass(frozen=True)
class Detection:
    """What a follower says of one frame.

    reading     the lifter, in unmirrored pixels of the scaled picture; None = not seen, or someone else
    void_since  index from which on its earlier sightings were of somebody else; None = they stand
    lock        where it looks next
    """

    reading: PoseReading | None
    void_since: int | None = None
    lock: TrackedBox | None = None


class LookAround(Protocol):
    """Everybody in a picture; what `PersonFinder.find` does."""

    def __call__(self, image_rgb: Image) -> list[PoseReading]: ...


class PersonTracker:
    """One estimator kept on the locked person, in one picture orientation (original or mirrored).

    Everything here is in pixels of the unmirrored scaled picture, and treats left and right alike.
    """

    def __init__(
        self,
        estimator: PoseEstimator,
        look_around: LookAround,
        flip: bool,
        settings: PersonTrackerSettings | None = None,
    ) -> None:
        self._estimator = estimator
        self._look_around = look_around
        self._flip = flip
        self._settings = settings or PersonTrackerSettings()
        self._lock: TrackedBox | None = None
        self._identity: Reidentifier | None = None
        self._following = False
        self._index = -1
        self._sure_from = 0
        self._last_ms = -1
        self._seen_s = 0.0
        self.strangers = 0

    def start_following(self, lock: TrackedBox | None) -> None:
        """A new shot: forget everything, begin with this lifter (None: nobody in this shot yet)."""
        self._reset_tracking()
        self._lock = lock
        if lock is not None:
            self._identity, self._seen_s = Reidentifier(lock.box), lock.time_s

    def correct_lock(self, index: int, lock: TrackedBox, wrong: bool) -> None:
        """What both readings of an earlier frame say: search here, if this follower was wrong or is lost."""
        if index < self._sure_from:
            return  # it is about whom we followed before
        if wrong:
            self._reset_tracking()
        if not self._following:
            self._lock = lock

    def track_lifter(self, image_rgb: Image, time_s: float) -> Detection:
        """The lifter in the next picture."""
        self._index += 1
        if self._lock is None or self._identity is None:
            return Detection(None)
        if not self._following and self._identity.should_search(time_s, self._seen_s):
            self._search_lifter(image_rgb, time_s, self._identity)
        shown = (
            image_rgb
            if self._following or self._lock.alone
            else self._mask_surroundings(image_rgb, self._lock.box)
        )
        reading = self._detect_pose(shown, time_s)
        if reading is None:
            self._mark_lost()
            return Detection(None)
        box = Box.from_landmarks(reading.image_px)
        lost_s = 0.0 if self._following else time_s - self._seen_s
        if not (
            self._can_be_lifter(box, time_s, self._lock)
            and self._identity.is_plausible_return(lost_s, image_rgb, reading)
        ):
            self.strangers += 1
            self._reset_tracking()
            self._mark_lost()
            return Detection(None)
        if self._identity.should_look_around(time_s, box) and self._is_taken_over(image_rgb, reading, box):
            return self._return_to_anchor(time_s, self._identity)
        self._following, self._seen_s = True, time_s
        self._lock = TrackedBox(box, time_s)
        self._identity.update_from_pose(self._index, time_s, box, image_rgb, reading)
        return Detection(reading, lock=self._lock)

    def _reset_tracking(self) -> None:
        self._estimator.reset()
        self._following = False
        self._sure_from = self._index + 1

    def _mark_lost(self) -> None:
        self._following = False
        if self._lock is not None:
            self._lock = replace(self._lock, alone=False)

    def _return_to_anchor(self, time_s: float, identity: Reidentifier) -> Detection:
        """Somebody else took the estimator along: search where the lifter stood."""
        self.strangers += 1
        self._reset_tracking()
        self._lock = TrackedBox(identity.home, time_s, alone=False)
        return Detection(None, identity.last_home_index + 1, self._lock)

    def _is_taken_over(self, image_rgb: Image, reading: PoseReading, box: Box) -> bool:
        assert self._identity is not None
        followed = PersonAppearance(box, compute_colour_histogram(image_rgb, reading))
        return self._identity.is_taken_over(followed, self._find_everyone(image_rgb))

    def _search_lifter(self, image_rgb: Image, time_s: float, identity: Reidentifier) -> None:
        if found := identity.find_lost_lifter(self._find_everyone(image_rgb)):
            self._lock = TrackedBox(found.box, time_s, alone=False)

    def _find_everyone(self, image_rgb: Image) -> list[PersonAppearance]:
        readings = self._look_around(mirror_image(image_rgb) if self._flip else image_rgb)
        if self._flip:
            readings = [reading.mirror_pose(image_rgb.shape[1]) for reading in readings]
        return [
            PersonAppearance(Box.from_landmarks(r.image_px), compute_colour_histogram(image_rgb, r))
            for r in readings
        ]

    def _detect_pose(self, image_rgb: Image, time_s: float) -> PoseReading | None:
        self._last_ms = max(round(time_s * 1000), self._last_ms + 1)
        if not self._flip:
            return self._estimator.detect_pose(image_rgb, self._last_ms)
        reading = self._estimator.detect_pose(mirror_image(image_rgb), self._last_ms)
        return reading.mirror_pose(image_rgb.shape[1]) if reading else None

    def _can_be_lifter(self, box: Box, time_s: float, last: TrackedBox) -> bool:
        rules = self._settings
        may_move = rules.max_step + rules.max_speed * abs(time_s - last.time_s)
        if not self._following:
            may_move = min(may_move, rules.max_search)
        growth = box.size / last.box.size
        near = box.compute_distance(last.box) <= may_move * last.box.size
        return near and 1 / rules.max_growth <= growth <= rules.max_growth

    def _mask_surroundings(self, image_rgb: Image, box: Box) -> Image:
        """Black outside the lifter's surroundings."""
        area = box.grow_by(self._settings.mask_sideways, self._settings.mask_up_down)
        height, width = image_rgb.shape[:2]
        # pixel i covers i-0.5 .. i+0.5: rounding outward keeps the mask of a mirrored picture mirrored
        left, right = max(0, int(np.floor(area.left))), min(width, int(np.ceil(area.right)) + 1)
        top, bottom = max(0, int(np.floor(area.top))), min(height, int(np.ceil(area.bottom)) + 1)
        masked = np.zeros_like(image_rgb)
        masked[top:bottom, left:right] = image_rgb[top:bottom, left:right]
        return masked
