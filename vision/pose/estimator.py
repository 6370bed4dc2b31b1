"""PoseEstimator and PersonFinder, and MediaPipe behind them: the one file that imports mediapipe."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.pose.landmarks import MIRROR_INDEX
from vision.pose.models import verify_model
from vision.pose.stderr_filter import StderrFilter
from vision.video.closing import Closing

Image = NDArray[np.uint8]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class PoseReading:
    """One person in one picture, as the model says it.

    image_px    (33, 2)  x right, y down, px of the picture given; the first pixel's centre is (0, 0)
    world_m     (33, 3)  metres, camera-aligned, origin at mid-hip
    visibility  (33,)    0..1
    """

    image_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray

    def mirror_pose(self, width_px: int) -> "PoseReading":
        """The reading of the same picture flipped: x' = width - 1 - x, left and right exchanged."""
        return PoseReading(
            self.image_px[MIRROR_INDEX] * [-1.0, 1.0] + [width_px - 1.0, 0.0],
            self.world_m[MIRROR_INDEX] * [-1.0, 1.0, 1.0],
            self.visibility[MIRROR_INDEX],
        )


class PoseEstimator(AbstractContextManager["PoseEstimator"], Protocol):
    """Follows one person from picture to picture."""

    def detect_pose(self, image_rgb: Image, time_ms: int) -> PoseReading | None:
        """The person followed, or None. `time_ms` must rise strictly from call to call."""
        ...

    def reset(self) -> None:
        """Forgets whom it followed: the next picture is searched afresh."""
        ...

    def close(self) -> None: ...


class PersonFinder(AbstractContextManager["PersonFinder"], Protocol):
    """Finds everyone in single pictures."""

    def find_people(self, image_rgb: Image) -> list[PoseReading]: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Backend:
    """What tracking needs of a pose model: ways to open its two parts. Tests put their own here."""

    open_estimator: Callable[[], PoseEstimator]
    open_finder: Callable[[], PersonFinder]


def make_mediapipe_backend(model: str) -> Backend:
    """MediaPipe with one of our bundles, checked. Raises ModelError, with the remedy."""
    path = str(verify_model(model))
    return Backend(lambda: MediaPipeEstimator(path), lambda: MediaPipeFinder(path))


class _MediaPipe(Closing):
    """One landmarker, always closed. Not to be shared between threads."""

    def __init__(self, model_path: str, mode: str, people: int) -> None:
        self._landmarker: Any = _open_landmarker(model_path, mode, people)

    def _make_mediapipe_image(self, image_rgb: Image) -> Any:
        # MediaPipe ignores strides: rows that are padded or flipped would come out sheared
        return _import_mediapipe().Image(
            _import_mediapipe().ImageFormat.SRGB, np.ascontiguousarray(image_rgb)
        )

    def close(self) -> None:
        if self._landmarker is not None:
            self._landmarker.close()
            self._landmarker = None


_BLACK = np.zeros((64, 64, 3), np.uint8)


class MediaPipeEstimator(_MediaPipe):
    """VIDEO mode: looks around the last pose, searches where there is none; smoothed in time."""

    _seen_once = False  # the first pose in a process makes MediaPipe log once more

    def __init__(self, model_path: str) -> None:
        super().__init__(model_path, "VIDEO", 1)
        self._last_ms = -1
        self._shift_ms = 0
        self._followed = False

    def detect_pose(self, image_rgb: Image, time_ms: int) -> PoseReading | None:
        """Raises ModelError where MediaPipe fails."""
        if MediaPipeEstimator._seen_once:
            return self._detect_in_video(image_rgb, time_ms)
        with StderrFilter():
            reading = self._detect_in_video(image_rgb, time_ms)
        MediaPipeEstimator._seen_once = reading is not None
        return reading

    def _detect_in_video(self, image_rgb: Image, time_ms: int) -> PoseReading | None:
        try:
            result = self._landmarker.detect_for_video(
                self._make_mediapipe_image(image_rgb), time_ms + self._shift_ms
            )
        except (RuntimeError, ValueError) as error:
            raise _make_model_error(error) from error
        self._last_ms = time_ms
        readings = _convert_results(result, image_rgb)
        self._followed = bool(readings)
        return readings[0] if readings else None

    def reset(self) -> None:
        """By a black picture: on it MediaPipe loses whom it followed, and its smoothing begins anew.

        A new landmarker would do the same, but what it leaves behind (5-10 MB) adds up over many resets.
        """
        if self._followed:
            self._shift_ms += 1  # the black picture takes a millisecond of its own
            self._detect_in_video(_BLACK, self._last_ms)


class MediaPipeFinder(_MediaPipe):
    """IMAGE mode, several people; each picture by itself."""

    def __init__(self, model_path: str, people: int = 4) -> None:
        super().__init__(model_path, "IMAGE", people)

    def find_people(self, image_rgb: Image) -> list[PoseReading]:
        """Raises ModelError where MediaPipe fails."""
        try:
            with StderrFilter():
                result = self._landmarker.detect(self._make_mediapipe_image(image_rgb))
        except (RuntimeError, ValueError) as error:
            raise _make_model_error(error) from error
        return _convert_results(result, image_rgb)


def _import_mediapipe() -> Any:
    import mediapipe  # type: ignore[import-untyped]  # here, not above: a command that reads no clip should not pay for it

    return mediapipe


def _open_landmarker(model_path: str, mode: str, people: int) -> Any:
    tasks = _import_mediapipe().tasks
    options = tasks.vision.PoseLandmarkerOptions(
        base_options=tasks.BaseOptions(model_asset_path=model_path),
        running_mode=tasks.vision.RunningMode[mode],
        num_poses=people,
    )
    try:
        with StderrFilter():
            return tasks.vision.PoseLandmarker.create_from_options(options)
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(
            f"The pose model {model_path} could not be started ({_select_first_line(error)}). "
            "Install EvenRep again, or report it with your system and Python version."
        ) from error


def _convert_results(result: Any, image_rgb: Image) -> list[PoseReading]:
    height, width = image_rgb.shape[:2]
    return [
        PoseReading(
            np.array([(p.x * width - 0.5, p.y * height - 0.5) for p in image]),
            np.array([(p.x, p.y, p.z) for p in world]),
            np.array([p.visibility for p in image]),
        )
        for image, world in zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
    ]


def _make_model_error(error: Exception) -> ModelError:
    return ModelError(
        f"The pose model stopped ({_select_first_line(error)}). Try again; if it stays so, report it with the clip."
    )


def _select_first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
