"""Two readings of a frame, one of its mirror image, become one; where they name two people, none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.pose.estimator import FloatArray, PoseReading
from vision.tracking.boxes import Box
from vision.tracking.person_tracker import Detection, TrackedBox


@dataclass(frozen=True)
class AveragingSettings:
    """When two readings are of one person."""

    min_overlap: float = 0.4
    """Of the boxes. Two readings of one person overlap by 0.8 and more, of two people side by side by 0."""
    max_lead: float = 0.35
    """Of the body's size: one reading alone is believed only this near to the last place."""


@dataclass(frozen=True)
class AveragedPose:
    """One frame's pose, in scaled pixels, and half the distance of the two readings it is the mean of."""

    reading: PoseReading
    spread_px: FloatArray  # (33, 2) per axis


@dataclass(frozen=True)
class AveragingResult:
    """What both sightings of a frame say to their followers.

    lock       where the lifter is; None where that is not known any better
    wrong      (original, mirrored): who followed somebody else
    disagreed  the two were of different people
    """

    index: int
    lock: TrackedBox | None
    wrong: tuple[bool, bool] = (False, False)
    disagreed: bool = False


class MirrorAverager:
    """Takes the sightings of frame after frame of one shot. Exchanging the two exchanges only `wrong`."""

    def __init__(self, lock: TrackedBox | None = None, settings: AveragingSettings | None = None) -> None:
        self._settings = settings or AveragingSettings()
        self._lock = lock

    def average_detections(
        self, index: int, time_s: float, sightings: Sequence[Detection]
    ) -> tuple[AveragedPose | None, AveragingResult]:
        """None (NaN later) unless all readings see one person: a single one carries the model's own bias."""
        for sighting in sightings:
            if sighting.void_since is not None:
                self._lock = sighting.lock
                return None, AveragingResult(index, sighting.lock, wrong=(True, True))
        seen = [sighting.reading for sighting in sightings if sighting.reading is not None]
        boxes = [Box.from_landmarks(reading.image_px) for reading in seen]
        if len(seen) < len(sightings):
            return None, AveragingResult(index, self._update_lock_from_one(boxes, time_s))
        if len(seen) == 1:
            return wrap_single_pose(seen[0]), AveragingResult(
                index, TrackedBox(boxes[0], time_s, alone=False)
            )
        if boxes[0].compute_overlap(boxes[1]) < self._settings.min_overlap:
            return None, AveragingResult(index, self._lock, self._find_wrong_trackers(boxes), disagreed=True)
        self._lock = TrackedBox(boxes[0].average_with(boxes[1]), time_s, alone=False)
        return average_poses(*seen), AveragingResult(index, self._lock)

    def _update_lock_from_one(self, boxes: list[Box], time_s: float) -> TrackedBox | None:
        """The one that still sees somebody leads the other, as long as that is where the lifter was."""
        if not boxes or self._lock is None:
            return None
        reach = self._settings.max_lead * self._lock.box.size
        if boxes[0].compute_distance(self._lock.box) > reach:
            return None
        self._lock = TrackedBox(boxes[0], time_s, alone=False)
        return self._lock

    def _find_wrong_trackers(self, boxes: list[Box]) -> tuple[bool, bool]:
        if self._lock is None:
            return False, False
        overlaps = [self._lock.box.compute_overlap(box) for box in boxes]
        least = self._settings.min_overlap
        return overlaps[0] < min(least, overlaps[1]), overlaps[1] < min(least, overlaps[0])


def average_poses(first: PoseReading, second: PoseReading) -> AveragedPose:
    """The mean of two readings in the same pixels, with half their distance per axis."""
    return AveragedPose(
        PoseReading(
            (first.image_px + second.image_px) / 2,
            (first.world_m + second.world_m) / 2,
            (first.visibility + second.visibility) / 2,
        ),
        np.abs(first.image_px - second.image_px) / 2,
    )


def wrap_single_pose(reading: PoseReading) -> AveragedPose:
    """A reading without its mirrored twin: the spread is not known."""
    return AveragedPose(reading, np.full_like(reading.image_px, np.nan))
