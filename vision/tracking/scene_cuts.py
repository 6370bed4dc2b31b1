"""Scene cuts, from small grey pictures."""

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class SceneCutSettings:
    """When two pictures in a row are not of one shot."""

    min_change: float = 8.0
    """Mean grey levels (of 255, brightness taken out), between two pictures. Measured on eight phone clips:
    at most 3.9 within a clip, at least 10.9 from one clip to another, most in the same room."""
    times_usual: float = 4.0
    """And this many times the median of the last pictures: a hand-held camera changes much all the time."""
    usual_over: int = 15
    """Pictures: half a second at 30 a second."""
    side_px: int = 32
    """Large things decide, not grain."""


class SceneCutDetector:
    """Tells for each picture in turn whether it begins a new shot. A mirrored clip has the same cuts."""

    def __init__(self, settings: SceneCutSettings | None = None) -> None:
        self._settings = settings or SceneCutSettings()
        self._last: NDArray[np.float32] | None = None
        self._changes: deque[float] = deque(maxlen=self._settings.usual_over)

    def is_cut(self, image_rgb: NDArray[np.uint8]) -> bool:
        side = self._settings.side_px
        rows = image_rgb[:: max(1, len(image_rgb) // (4 * side))]  # every eighth of 960 is plenty, and cheap
        grey = cv2.resize(rows, (side, side), interpolation=cv2.INTER_AREA).mean(axis=2, dtype=np.float32)
        grey -= grey.mean()
        last, self._last = self._last, grey
        if last is None:
            return False
        change = float(np.abs(grey - last).mean())
        usual = float(np.median(self._changes)) if self._changes else 0.0
        cut = change > max(self._settings.min_change, self._settings.times_usual * usual)
        if cut:
            self._changes.clear()
        else:
            self._changes.append(change)
        return cut
