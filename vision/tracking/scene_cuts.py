"""Scene cuts, found in small grey images."""

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class SceneCutSettings:
    """When two frames in a row are not of one shot."""

    # Mean difference of two frames in grey levels (of 255, mean brightness removed). Measured on eight phone
    # clips: at most 3.9 within a clip, at least 10.9 from one clip to another, most in the same room.
    min_change: float = 8.0
    # And this many times the median of the last frames: a hand-held camera changes much all the time.
    times_usual: float = 4.0
    # In frames: half a second at 30 a second.
    usual_over: int = 15
    # Large things decide, not grain.
    side_px: int = 32


class SceneCutDetector:
    """Says of each frame in turn whether it begins a new shot. A mirrored clip has the same cuts.

    Parameters
    ----------
    settings : SceneCutSettings, optional
        When two frames in a row are not of one shot.
    """

    def __init__(self, settings: SceneCutSettings | None = None) -> None:
        self._settings = settings or SceneCutSettings()
        self._last: NDArray[np.float32] | None = None
        self._changes: deque[float] = deque(maxlen=self._settings.usual_over)

    def is_cut(self, image_rgb: NDArray[np.uint8]) -> bool:
        """Compare the next frame, (h, w, 3) RGB of any size, with the one before.

        Returns
        -------
        bool
            True for the first frame of a new shot; False for the very first frame.
        """
        side = self._settings.side_px
        # four rows for each row of the small image are plenty: every seventh of 960, every fourth of 540
        rows = image_rgb[:: max(1, len(image_rgb) // (4 * side))]
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
