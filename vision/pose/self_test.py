"""Whether this computer can do the work: which codecs there are, and a second of the pose model."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.codec import Codec
from numpy.typing import NDArray

from vision.pose.estimator import make_mediapipe_backend
from vision.video.reader import open_clip
from vision.video.writer import FORMATS

READS = {"H.264": "h264", "HEVC": "hevc", "VP9": "vp9", "AV1": "av1", "MJPEG": "mjpeg"}
_TEST_S = 1.0
_TEST_FRAMES = 60
_GREY = 128


@dataclass(frozen=True)
class SelfTest:
    """What the pose model did in about a second.

    Attributes
    ----------
    frames : int
        Frames that were read.
    seen : int
        Frames of them with somebody in them.
    seconds : float
        How long that took, in s.
    """

    frames: int
    seen: int
    seconds: float


def list_missing_decoders() -> list[str]:
    """List the video formats that cannot be read.

    Returns
    -------
    list of str
        Names as people write them; empty where all can be read.
    """
    return [name for name, codec in READS.items() if not _has_codec(codec, "r")]


def list_missing_encoders() -> list[str]:
    """List the kinds of annotated clip that cannot be written.

    Returns
    -------
    list of str
        File extensions, with the dot; empty where all can be written.
    """
    return [extension for extension, made in FORMATS.items() if not _has_codec(made.codec, "w")]


def run_self_test(model: str, clip: Path | None) -> SelfTest:
    """Run the pose model for about a second.

    Parameters
    ----------
    model : str
        A name in `vision.pose.models.MODELS`.
    clip : Path or None
        A clip to read; None: grey images.

    Returns
    -------
    SelfTest
        How many frames were read, and how fast.

    Raises
    ------
    ModelError
        The model cannot be started.
    VideoError
        The clip cannot be read.
    """
    frames, seen = 0, 0
    with closing(make_mediapipe_backend(model).open_estimator()) as estimator:
        started = time.perf_counter()
        for image, time_s in _read_test_frames(clip):
            seen += estimator.detect_pose(image, int(time_s * 1000)) is not None
            frames += 1
            if frames >= _TEST_FRAMES or time.perf_counter() - started > _TEST_S:
                break
        return SelfTest(frames, seen, time.perf_counter() - started)


def _read_test_frames(clip: Path | None) -> Iterator[tuple[NDArray[np.uint8], float]]:
    if clip is None:
        grey = np.full((640, 360, 3), _GREY, np.uint8)
        yield from ((grey, index / 30.0) for index in range(_TEST_FRAMES))
        return
    with open_clip(clip) as opened:
        for frame in opened:
            yield frame.image_rgb, frame.time_s


def _has_codec(codec: str, mode: str) -> bool:
    try:
        Codec(codec, mode)  # type: ignore[arg-type]
    except (av.codec.codec.UnknownCodecError, ValueError):
        return False
    return True
