"""Keeps to one person: judges each reading against the lifter's last known place and size."""

from dataclasses import dataclass, replace

import numpy as np

from vision.boxes import Box
from vision.estimator import PoseEstimator, PoseReading
from vision.orientation import Image, flipped


@dataclass(frozen=True)
class LockSettings:
    """What one person can do between two pictures."""

    max_step: float = 0.12
    """Share of the body's size that its centre may move in no time: jitter of the model."""
    max_speed: float = 1.5
    """Body sizes a second: a drop into the squat reaches 0.7, a brisk walk 1."""
    max_search: float = 0.5
    """Share of the body's size: after being lost, the lifter is back only this near the last place."""
    max_growth: float = 1.6
    """Between a deep squat and standing, the longer side of the box changes by about this."""
    mask_sideways: float = 0.30
    """Share of the size left visible beside the box while searching: elbows, and a step to the side."""
    mask_up_down: float = 0.35
    """Above and below: a lifter lost at the bottom stands up again, arms overhead."""


@dataclass(frozen=True)
class Lock:
    """Where the lifter was last seen. `alone`: nobody else was in the picture when the lock was made."""

    box: Box
    time_s: float
    alone: bool = True


class Follower:
    """One estimator kept on the locked person, in one picture orientation (original or mirrored).

    Everything here is in pixels of the unmirrored scaled picture, and treats left and right alike.
    """

    def __init__(self, estimator: PoseEstimator, flip: bool, settings: LockSettings | None = None) -> None:
        self._estimator = estimator
        self._flip = flip
        self._settings = settings or LockSettings()
        self._lock: Lock | None = None
        self._following = False
        self._last_ms = -1
        self.strangers = 0

    def start(self, lock: Lock | None) -> None:
        """A new shot: forget everything, begin with this lifter (None: nobody in this shot yet)."""
        self._estimator.reset()
        self._lock, self._following = lock, False

    def correct(self, lock: Lock, wrong: bool) -> None:
        """What both readings together say: search here, if this follower had lost the lifter or is wrong."""
        if wrong:
            self._estimator.reset()
            self._following = False
        if not self._following:
            self._lock = lock

    def read(self, image_rgb: Image, time_s: float) -> PoseReading | None:
        """The lifter in this picture, in its unmirrored pixels; None = not seen, or someone else."""
        if self._lock is None:
            return None
        shown = image_rgb if self._following or self._lock.alone else self._masked(image_rgb, self._lock.box)
        reading = self._detect(shown, time_s)
        if reading is None:
            self._lose()
            return None
        box = Box.around(reading.image_px)
        if not self._is_lifter(box, time_s):
            self.strangers += 1
            self._estimator.reset()
            self._lose()
            return None
        self._following = True
        self._lock = Lock(box, time_s)
        return reading

    def _lose(self) -> None:
        self._following = False
        if self._lock is not None:
            self._lock = replace(self._lock, alone=False)

    def _detect(self, image_rgb: Image, time_s: float) -> PoseReading | None:
        self._last_ms = max(round(time_s * 1000), self._last_ms + 1)
        if not self._flip:
            return self._estimator.detect(image_rgb, self._last_ms)
        reading = self._estimator.detect(flipped(image_rgb), self._last_ms)
        return reading.mirrored(image_rgb.shape[1]) if reading else None

    def _is_lifter(self, box: Box, time_s: float) -> bool:
        assert self._lock is not None
        rules, last = self._settings, self._lock.box
        passed_s = abs(time_s - self._lock.time_s)
        may_move = rules.max_step + rules.max_speed * passed_s
        if not self._following:
            may_move = min(may_move, rules.max_search)
        growth = box.size / last.size
        return (
            box.distance(last) <= may_move * last.size and 1 / rules.max_growth <= growth <= rules.max_growth
        )

    def _masked(self, image_rgb: Image, box: Box) -> Image:
        """Black outside the lifter's surroundings."""
        area = box.grown(self._settings.mask_sideways, self._settings.mask_up_down)
        height, width = image_rgb.shape[:2]
        # pixel i covers i-0.5 .. i+0.5: rounding outward keeps the mask of a mirrored picture mirrored
        left, right = max(0, int(np.floor(area.left))), min(width, int(np.ceil(area.right)) + 1)
        top, bottom = max(0, int(np.floor(area.top))), min(height, int(np.ceil(area.bottom)) + 1)
        masked = np.zeros_like(image_rgb)
        masked[top:bottom, left:right] = image_rgb[top:bottom, left:right]
        return masked
