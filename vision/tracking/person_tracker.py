"""Stays with one person: checks each pose against the lifter's last known place, size and clothes."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from vision.pose.estimator import PoseDetection, PoseEstimator
from vision.tracking.boxes import Box
from vision.tracking.reidentification import PersonAppearance, Reidentifier, compute_colour_histogram
from vision.video.orientation import Image, mirror_image

# Everybody in an image; what `PersonFinder.find_people` does.
FindPeople = Callable[[Image], list[PoseDetection]]


@dataclass(frozen=True)
class PersonTrackerSettings:
    """What one person can do between two frames. Shares are of the body's size (longer side of its box)."""

    # The body's centre may move this far in no time: jitter of the model.
    max_step: float = 0.12
    # Body sizes a second: a drop into the squat reaches 0.7, a brisk walk 1.
    max_speed: float = 1.5
    # After being lost, the lifter is back only this near to the last place.
    max_search: float = 0.5
    # Between a deep squat and standing, the longer side of the box changes by about this.
    max_growth: float = 1.6
    # Left visible to each side of the box while searching: elbows, and a step to the side.
    mask_sideways: float = 0.30
    # Above and below: a lifter lost at the bottom stands up again, arms overhead.
    mask_up_down: float = 0.35


@dataclass(frozen=True)
class TrackedBox:
    """Where the lifter was last seen.

    Attributes
    ----------
    box : Box
        px of the scaled, unmirrored image.
    time_s : float
        When, s of the clip.
    alone : bool
        Whether nobody else was in the picture then: the whole image may be searched.
    """

    box: Box
    time_s: float
    alone: bool = True


@dataclass(frozen=True)
class Detection:
    """What a tracker found in one frame.

    Attributes
    ----------
    pose : PoseDetection or None
        The lifter, in unmirrored px of the scaled image; None: not seen, or it was somebody else.
    invalid_from : int or None
        Index of the frame from which on its earlier detections were of somebody else; None: they stand.
    target : TrackedBox or None
        Where it looks next.
    """

    pose: PoseDetection | None
    invalid_from: int | None = None
    target: TrackedBox | None = None


class PersonTracker:
    """Keeps one estimator on the lifter, in one orientation of the frames (original or mirrored).

    Everything here is in px of the unmirrored scaled image, and treats left and right alike.

    Parameters
    ----------
    estimator : PoseEstimator
        Follows whoever is nearest to the last pose; not always the lifter.
    find_people : callable
        Finds everybody in an image; asked when the lifter is lost or has moved away.
    flip : bool
        Whether the estimator gets mirrored frames.
    settings : PersonTrackerSettings, optional
        What one person can do between two frames.

    Attributes
    ----------
    id_switches : int
        How often the estimator followed somebody else.
    """

    def __init__(
        self,
        estimator: PoseEstimator,
        find_people: FindPeople,
        flip: bool,
        settings: PersonTrackerSettings | None = None,
    ) -> None:
        self._estimator = estimator
        self._find_people = find_people
        self._flip = flip
        self._settings = settings or PersonTrackerSettings()
        self._target: TrackedBox | None = None
        self._identity: Reidentifier | None = None
        self._following = False
        self._index = -1
        self._sure_from = 0
        self._last_ms = -1
        self._seen_s = 0.0
        self.id_switches = 0

    def start_following(self, target: TrackedBox | None) -> None:
        """Begin a new shot: forget everything.

        Parameters
        ----------
        target : TrackedBox or None
            The lifter to begin with; None: nobody is found in this shot yet.
        """
        self._reset_tracking()
        self._target = target
        if target is not None:
            self._identity, self._seen_s = Reidentifier(target.box), target.time_s

    def correct_target(self, index: int, target: TrackedBox, wrong: bool) -> None:
        """Take in what both trackers' poses of an earlier frame show together.

        Parameters
        ----------
        index : int
            Index of that frame.
        target : TrackedBox
            Where the lifter was: this tracker searches there if it is lost.
        wrong : bool
            Whether this tracker followed somebody else in that frame.
        """
        if index < self._sure_from:
            return  # about the person followed before the last reset
        if wrong:
            self._reset_tracking()
        if not self._following:
            self._target = target

    def track_lifter(self, image_rgb: Image, time_s: float) -> Detection:
        """Track the lifter into the next frame.

        Parameters
        ----------
        image_rgb : ndarray of uint8, shape (h, w, 3)
            RGB, never mirrored: this tracker mirrors it if it has to.
        time_s : float
            Time of the frame, s of the clip.

        Returns
        -------
        Detection
            The lifter, in unmirrored px, or None.
        """
        self._index += 1
        if self._target is None or self._identity is None:
            return Detection(None)
        if not self._following and self._identity.should_search(time_s, self._seen_s):
            self._search_lifter(image_rgb, time_s, self._identity)
        # the estimator takes whoever is largest: while searching it is shown the lifter's surroundings only
        shown = (
            image_rgb
            if self._following or self._target.alone
            else self._mask_surroundings(image_rgb, self._target.box)
        )
        pose = self._detect_pose(shown, time_s)
        if pose is None:
            self._mark_lost()
            return Detection(None)
        box = Box.from_landmarks(pose.image_px)
        lost_s = 0.0 if self._following else time_s - self._seen_s
        if not (
            self._can_be_lifter(box, time_s, self._target)
            and self._identity.is_plausible_return(lost_s, image_rgb, pose)
        ):
            self.id_switches += 1
            self._reset_tracking()
            self._mark_lost()
            return Detection(None)
        if self._identity.should_check_others(time_s, box) and self._is_taken_over(image_rgb, pose, box):
            return self._return_to_anchor(time_s, self._identity)
        self._following, self._seen_s = True, time_s
        self._target = TrackedBox(box, time_s)
        self._identity.update_from_pose(self._index, time_s, box, image_rgb, pose)
        return Detection(pose, target=self._target)

    def _reset_tracking(self) -> None:
        self._estimator.reset()
        self._following = False
        self._sure_from = self._index + 1

    def _mark_lost(self) -> None:
        self._following = False
        if self._target is not None:
            self._target = replace(self._target, alone=False)

    def _return_to_anchor(self, time_s: float, identity: Reidentifier) -> Detection:
        """The estimator went along with somebody else: search where the lifter stood."""
        self.id_switches += 1
        self._reset_tracking()
        self._target = TrackedBox(identity.anchor_box, time_s, alone=False)
        return Detection(None, identity.last_index_at_anchor + 1, self._target)

    def _is_taken_over(self, image_rgb: Image, pose: PoseDetection, box: Box) -> bool:
        assert self._identity is not None
        followed = PersonAppearance(box, compute_colour_histogram(image_rgb, pose))
        return self._identity.is_taken_over(followed, self._find_everyone(image_rgb))

    def _search_lifter(self, image_rgb: Image, time_s: float, identity: Reidentifier) -> None:
        if found := identity.find_lost_lifter(self._find_everyone(image_rgb)):
            self._target = TrackedBox(found.box, time_s, alone=False)

    def _find_everyone(self, image_rgb: Image) -> list[PersonAppearance]:
        poses = self._find_people(mirror_image(image_rgb) if self._flip else image_rgb)
        if self._flip:
            poses = [pose.mirror_pose(image_rgb.shape[1]) for pose in poses]
        return [
            PersonAppearance(Box.from_landmarks(r.image_px), compute_colour_histogram(image_rgb, r))
            for r in poses
        ]

    def _detect_pose(self, image_rgb: Image, time_s: float) -> PoseDetection | None:
        # MediaPipe wants rising whole milliseconds; frames of fast cameras may share one
        self._last_ms = max(round(time_s * 1000), self._last_ms + 1)
        if not self._flip:
            return self._estimator.detect_pose(image_rgb, self._last_ms)
        pose = self._estimator.detect_pose(mirror_image(image_rgb), self._last_ms)
        return pose.mirror_pose(image_rgb.shape[1]) if pose else None

    def _can_be_lifter(self, box: Box, time_s: float, last: TrackedBox) -> bool:
        rules = self._settings
        may_move = rules.max_step + rules.max_speed * abs(time_s - last.time_s)
        if not self._following:
            may_move = min(may_move, rules.max_search)
        growth = box.size / last.box.size
        near = box.compute_distance(last.box) <= may_move * last.box.size
        return near and 1 / rules.max_growth <= growth <= rules.max_growth

    def _mask_surroundings(self, image_rgb: Image, box: Box) -> Image:
        """Paint everything black but the lifter's surroundings."""
        area = box.grow_by(self._settings.mask_sideways, self._settings.mask_up_down)
        height, width = image_rgb.shape[:2]
        # pixel i covers i-0.5 .. i+0.5: rounding outward keeps the mask of a mirrored frame mirrored
        left, right = max(0, int(np.floor(area.left))), min(width, int(np.ceil(area.right)) + 1)
        top, bottom = max(0, int(np.floor(area.top))), min(height, int(np.ceil(area.bottom)) + 1)
        masked = np.zeros_like(image_rgb)
        masked[top:bottom, left:right] = image_rgb[top:bottom, left:right]
        return masked
