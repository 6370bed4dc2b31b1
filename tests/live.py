"""Live sets without a camera: tracks fed frame by frame, to the pure set or to a whole session.

The replayed pose model says of frame n what a track says of it. It tells a picture from its mirror image by
the two halves of the picture, which are of different brightness.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import numpy as np

from analysis.guide import Light
from analysis.load_rules import LoadContext
from analysis.report_types import RepReport
from analysis.running import LiveSet, LiveSetSettings
from analysis.settings import SetSettings
from analysis.shot import Stages
from analysis.tape import LandmarkFrame
from analysis.track import PoseTrack
from vision.estimator import Backend, PoseReading
from vision.live_feed import Outside

LIGHT = Light(brightness=120.0, camera_fps=30.0, read_fps=30.0)
SMALL = LiveSetSettings(max_rows=4000)


def pose_at(track: PoseTrack, frame: int) -> LandmarkFrame | None:
    """None where the lifter was not seen."""
    if not np.isfinite(track.image_px[frame]).any():
        return None
    assert track.spread_px is not None
    return LandmarkFrame(
        track.image_px[frame], track.world_m[frame], track.visibility[frame], track.spread_px[frame]
    )


@dataclass
class Played:
    """A set after a track was fed to it; for every rep the s from its end to its verdict."""

    running: LiveSet
    verdicts_after_s: list[float] = field(default_factory=list)
    newest: list[RepReport] = field(default_factory=list)
    guides: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def reps(self) -> tuple[RepReport, ...]:
        return self.running.reps


def play(
    track: PoseTrack,
    settings: SetSettings = SetSettings(),
    stages: Stages = Stages(),
    running: LiveSetSettings = SMALL,
    light: Light = LIGHT,
    context: LoadContext = LoadContext(),
) -> Played:
    """The track, frame by frame, then the end of the set."""
    played = Played(LiveSet(track.size_px, settings, context, stages, running))
    for frame, time_s in enumerate(track.time_s.tolist()):
        pose = pose_at(track, frame)
        played.running.add_frame(time_s, pose, pose, light)
        played.guides.append(played.running.guide)
        if newest := played.running.newest:
            played.verdicts_after_s.append(time_s - newest.end_s)
            played.newest.append(newest)
    played.running.flush()
    return played


@dataclass
class Replayed:
    """A pose model that has learned a track by heart; `at` is the frame that is being shown.

    opened, closed  its landmarkers so far; `seconds` is what reading a picture takes by `clock_s`
    """

    track: PoseTrack
    at: int = 0
    opened: int = 0
    closed: int = 0
    detected: int = 0
    clock_s: float = 0.0
    seconds: float = 0.0
    asked: list[str] = field(default_factory=list)
    counting: threading.Lock = field(default_factory=threading.Lock)

    @property
    def outside(self) -> Outside:
        """What a session takes in the place of MediaPipe and of the real clock."""
        return Outside(self._backend, lambda: self.clock_s)

    def _backend(self, model: str) -> Backend:
        self.asked.append(model)
        return Backend(lambda: _Estimator(self), lambda: _Finder(self))

    def frames(self, first: int = 0, stop: int | None = None) -> Iterator[tuple[np.ndarray, float]]:
        """(picture, s) of each frame; whatever reads it sees what the track says of it."""
        for frame in range(first, len(self.track) if stop is None else stop):
            self.at = frame
            yield picture(self.track.size_px), float(self.track.time_s[frame])

    def reading(self, image: np.ndarray) -> PoseReading | None:
        pose = pose_at(self.track, self.at)
        if pose is None:
            return None
        scale = image.shape[1] / self.track.size_px[0]
        reading = PoseReading((pose.image_px + 0.5) * scale - 0.5, pose.world_m, pose.visibility)
        return reading.mirror_pose(image.shape[1]) if _is_flipped(image) else reading


def picture(size_px: tuple[int, int], scale: float = 1.0) -> np.ndarray:
    """Dark on the left, bright on the right."""
    width, height = (round(side * scale) for side in size_px)
    image = np.full((height, width, 3), 100, np.uint8)
    image[:, width // 2 :] = 180
    return image


def _is_flipped(image: np.ndarray) -> bool:
    half = image.shape[1] // 2
    return bool(image[:, :half].max() > image[:, half:].max())


class _Open:
    """Counted while it is open."""

    def __init__(self, model: Replayed) -> None:
        self._model = model
        model.opened += 1
        self._is_open = True

    def close(self) -> None:
        self._model.closed += self._is_open
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Estimator(_Open):
    def detect_pose(self, image_rgb: np.ndarray, time_ms: int) -> PoseReading | None:
        assert self._is_open
        with self._model.counting:
            self._model.detected += 1
            self._model.clock_s += self._model.seconds
        return self._model.reading(image_rgb)

    def reset(self) -> None:
        assert self._is_open


class _Finder(_Open):
    def find_people(self, image_rgb: np.ndarray) -> list[PoseReading]:
        assert self._is_open
        found = self._model.reading(image_rgb)
        return [found] if found else []
