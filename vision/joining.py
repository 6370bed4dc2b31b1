"""Two readings of a frame, one of its mirror image, become one; where they name two people, none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.boxes import Box
from vision.estimator import FloatArray, PoseReading
from vision.lock import Lock, Sighting


@dataclass(frozen=True)
class JoinSettings:
    """When two readings are of one person."""

    min_overlap: float = 0.4
    """Of the boxes. Two readings of one person overlap by 0.8 and more, of two people side by side by 0."""
    max_lead: float = 0.35
    """Of the body's size: one reading alone is believed only this near to the last place."""


@dataclass(frozen=True)
class Joined:
    """One frame's pose, in scaled pixels, and half the distance of the two readings it is the mean of."""

    reading: PoseReading
    spread_px: FloatArray  # (33, 2) per axis


@dataclass(frozen=True)
class Verdict:
    """What both sightings of a frame say to their followers.

    lock       where the lifter is; None where that is not known any better
    wrong      (original, mirrored): who followed somebody else
    disagreed  the two were of different people
    """

    index: int
    lock: Lock | None
    wrong: tuple[bool, bool] = (False, False)
    disagreed: bool = False


class Joiner:
    """Takes the sightings of frame after frame of one shot. Exchanging the two exchanges only `wrong`."""

    def __init__(self, lock: Lock | None = None, settings: JoinSettings | None = None) -> None:
        self._settings = settings or JoinSettings()
        self._lock = lock

    def join(self, index: int, time_s: float, sightings: Sequence[Sighting]) -> tuple[Joined | None, Verdict]:
        """None (NaN later) unless all readings see one person: a single one carries the model's own bias."""
        for sighting in sightings:
            if sighting.void_since is not None:
                self._lock = sighting.lock
                return None, Verdict(index, sighting.lock, wrong=(True, True))
        seen = [sighting.reading for sighting in sightings if sighting.reading is not None]
        boxes = [Box.around(reading.image_px) for reading in seen]
        if len(seen) < len(sightings):
            return None, Verdict(index, self._half_seen(boxes, time_s))
        if len(seen) == 1:
            return alone(seen[0]), Verdict(index, Lock(boxes[0], time_s, alone=False))
        if boxes[0].overlap(boxes[1]) < self._settings.min_overlap:
            return None, Verdict(index, self._lock, self._wrong(boxes), disagreed=True)
        self._lock = Lock(boxes[0].mean(boxes[1]), time_s, alone=False)
        return mean_of(*seen), Verdict(index, self._lock)

    def _half_seen(self, boxes: list[Box], time_s: float) -> Lock | None:
        """The one that still sees somebody leads the other, as long as that is where the lifter was."""
        if not boxes or self._lock is None:
            return None
        reach = self._settings.max_lead * self._lock.box.size
        if boxes[0].distance(self._lock.box) > reach:
            return None
        self._lock = Lock(boxes[0], time_s, alone=False)
        return self._lock

    def _wrong(self, boxes: list[Box]) -> tuple[bool, bool]:
        if self._lock is None:
            return False, False
        overlaps = [self._lock.box.overlap(box) for box in boxes]
        least = self._settings.min_overlap
        return overlaps[0] < min(least, overlaps[1]), overlaps[1] < min(least, overlaps[0])


def mean_of(first: PoseReading, second: PoseReading) -> Joined:
    """The mean of two readings in the same pixels, with half their distance per axis."""
    return Joined(
        PoseReading(
            (first.image_px + second.image_px) / 2,
            (first.world_m + second.world_m) / 2,
            (first.visibility + second.visibility) / 2,
        ),
        np.abs(first.image_px - second.image_px) / 2,
    )


def alone(reading: PoseReading) -> Joined:
    """A reading without its mirrored twin: the spread is not known."""
    return Joined(reading, np.full_like(reading.image_px, np.nan))
