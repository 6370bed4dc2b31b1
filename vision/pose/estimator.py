"""PoseEstimator and PersonFinder, and MediaPipe behind them: the one file that imports mediapipe."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.pose.landmarks import MIRROR_INDEX
from vision.pose.models import verify_model
from vision.pose.stderr_filter import StderrFilter

Image = NDArray[np.uint8]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class PoseDetection:
    """One person's landmarks in one image, as the model gives them.

    Attributes
    ----------
    image_px : ndarray of float64, shape (33, 2)
        x right, y down, px of the image given; the first pixel's centre is (0, 0).
    world_m : ndarray of float64, shape (33, 3)
        Metres, aligned with the camera (x right, y down, z away from it), origin at mid-hip.
    visibility : ndarray of float64, shape (33,)
        0..1, how sure the model is that the landmark is seen.
    """

    image_px: FloatArray
    world_m: FloatArray
    visibility: FloatArray

    def mirror_pose(self, width_px: int) -> "PoseDetection":
        """Mirror the pose, as the mirrored image would show it.

        Parameters
        ----------
        width_px : int
            Width of the image that the pose was detected in.

        Returns
        -------
        PoseDetection
            x' = width - 1 - x, left and right landmarks exchanged.
        """
        # MIRROR_INDEX exchanges the names: the mirror image of a left knee looks like a right one
        return PoseDetection(
            self.image_px[MIRROR_INDEX] * [-1.0, 1.0] + [width_px - 1.0, 0.0],
            self.world_m[MIRROR_INDEX] * [-1.0, 1.0, 1.0],
            self.visibility[MIRROR_INDEX],
        )


class PoseEstimator(Protocol):
    """Follows one person from frame to frame. Open it in `contextlib.closing`."""

    def detect_pose(self, image_rgb: Image, time_ms: int) -> PoseDetection | None:
        """Detect the person followed.

        Parameters
        ----------
        image_rgb : ndarray of uint8, shape (h, w, 3)
            RGB, upright, not flipped.
        time_ms : int
            Time of the frame in ms; must rise strictly from call to call.

        Returns
        -------
        PoseDetection or None
            None where nobody is seen.
        """
        ...

    def reset(self) -> None:
        """Forget the person followed: the next frame is searched as a whole."""
        ...

    def close(self) -> None:
        """Free the model; a second time does no harm."""
        ...


class PersonFinder(Protocol):
    """Finds everyone in single images. Open it in `contextlib.closing`."""

    def find_people(self, image_rgb: Image) -> list[PoseDetection]:
        """Detect everyone in the (h, w, 3) RGB image, in no particular order."""
        ...

    def close(self) -> None:
        """Free the model; a second time does no harm."""
        ...


@dataclass(frozen=True)
class Backend:
    """The interface to a pose model: how to open its two parts. Tests put their own here.

    Attributes
    ----------
    open_estimator : callable
        Opens a PoseEstimator. Called in the thread that will use it.
    open_finder : callable
        Opens a PersonFinder.
    """

    open_estimator: Callable[[], PoseEstimator]
    open_finder: Callable[[], PersonFinder]


def make_mediapipe_backend(model: str) -> Backend:
    """Make the backend of MediaPipe with one of our model bundles.

    Parameters
    ----------
    model : str
        A name in `vision.pose.models.MODELS`.

    Returns
    -------
    Backend
        Its parts are started when they are opened.

    Raises
    ------
    ModelError
        The model is unknown, missing or damaged; the message says what to do.
    """
    path = str(verify_model(model))
    return Backend(lambda: MediaPipeEstimator(path), lambda: MediaPipeFinder(path))


class _MediaPipe:
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
            # MediaPipe keeps a landmarker that is not closed (60 MB) until the process ends
            self._landmarker.close()
            self._landmarker = None


_BLACK = np.zeros((64, 64, 3), np.uint8)


class MediaPipeEstimator(_MediaPipe):
    """VIDEO mode: looks around the last pose, searches where there is none; smoothed in time.

    Parameters
    ----------
    model_path : str
        A checked bundle: see `vision.pose.models.verify_model`.
    """

    _seen_once = False  # the first pose in a process makes MediaPipe log once more

    def __init__(self, model_path: str) -> None:
        super().__init__(model_path, "VIDEO", 1)
        self._last_ms = -1
        self._shift_ms = 0
        self._followed = False

    def detect_pose(self, image_rgb: Image, time_ms: int) -> PoseDetection | None:
        """Detect the person followed; raises ModelError where MediaPipe fails."""
        if MediaPipeEstimator._seen_once:
            return self._detect_in_video(image_rgb, time_ms)
        with StderrFilter():
            pose = self._detect_in_video(image_rgb, time_ms)
        MediaPipeEstimator._seen_once = pose is not None
        return pose

    def _detect_in_video(self, image_rgb: Image, time_ms: int) -> PoseDetection | None:
        try:
            result = self._landmarker.detect_for_video(
                self._make_mediapipe_image(image_rgb), time_ms + self._shift_ms
            )
        except (RuntimeError, ValueError) as error:
            raise _make_model_error(error) from error
        self._last_ms = time_ms
        poses = _convert_results(result, image_rgb)
        self._followed = bool(poses)
        return poses[0] if poses else None

    def reset(self) -> None:
        """Show MediaPipe a black image: it loses the person it followed and its smoothing starts again.

        A new landmarker would do the same, but what it leaves behind (5-10 MB) adds up over many resets.
        """
        if self._followed:
            self._shift_ms += 1  # time must rise: the black image takes a millisecond of its own
            self._detect_in_video(_BLACK, self._last_ms)


class MediaPipeFinder(_MediaPipe):
    """IMAGE mode, several people; each image by itself.

    Parameters
    ----------
    model_path : str
        A checked bundle: see `vision.pose.models.verify_model`.
    people : int
        At most so many are found.
    """

    def __init__(self, model_path: str, people: int = 4) -> None:
        super().__init__(model_path, "IMAGE", people)

    def find_people(self, image_rgb: Image) -> list[PoseDetection]:
        """Detect everyone; raises ModelError where MediaPipe fails."""
        try:
            with StderrFilter():
                result = self._landmarker.detect(self._make_mediapipe_image(image_rgb))
        except (RuntimeError, ValueError) as error:
            raise _make_model_error(error) from error
        return _convert_results(result, image_rgb)


def _import_mediapipe() -> Any:
    # here, not at the top: a command that reads no clip should not pay for the import
    import mediapipe  # type: ignore[import-untyped]

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


def _convert_results(result: Any, image_rgb: Image) -> list[PoseDetection]:
    height, width = image_rgb.shape[:2]
    # MediaPipe's 0..1 runs from the image's edge to its edge; ours has pixel centres at whole numbers
    return [
        PoseDetection(
            np.array([(p.x * width - 0.5, p.y * height - 0.5) for p in image]),
            np.array([(p.x, p.y, p.z) for p in world]),
            np.array([p.visibility for p in image]),
        )
        for image, world in zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
    ]


def _make_model_error(error: Exception) -> ModelError:
    return ModelError(
        f"The pose model stopped ({_select_first_line(error)}). "
        "Try again; if it stays so, report it with the clip."
    )


def _select_first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
