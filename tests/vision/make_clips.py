"""Tiny clips whose content is known: a red patch top left, blue bottom right, and each frame's own grey."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

SIZE = (96, 64)  # width, height
MS = Fraction(1, 1000)


def picture(index: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    """(h, w, 3) uint8; top left quarter red, bottom right blue, grey of 40 + 3 * index between."""
    width, height = size
    image = np.full((height, width, 3), 40 + 3 * (index % 60), np.uint8)
    image[: height // 2, : width // 2] = (220, 20, 20)
    image[height // 2 :, width // 2 :] = (20, 20, 220)
    return image


def can_encode(codec: str) -> bool:
    try:
        av.codec.Codec(codec, "w")
    except av.codec.codec.UnknownCodecError:
        return False
    return True


def needs(codec: str) -> None:
    if not can_encode(codec):
        pytest.skip(f"this PyAV cannot write {codec}")


def write_clip(
    path: Path,
    stamps: Sequence[int] = tuple(range(0, 400, 40)),
    codec: str = "mpeg4",
    pix_fmt: str = "yuv420p",
    size: tuple[int, int] = SIZE,
    time_base: Fraction = MS,
    rotation: int = 0,
    aspect: Fraction | None = None,
    options: dict[str, str] | None = None,
    muxer: dict[str, str] | None = None,
) -> Path:
    """One frame per stamp, in units of `time_base`."""
    needs(codec)
    with av.open(str(path), "w", options=muxer or {}) as container:
        stream = container.add_stream(codec, rate=25, options=options or {})
        stream.width, stream.height, stream.pix_fmt = *size, pix_fmt
        stream.codec_context.time_base = time_base
        stream.codec_context.max_b_frames = 0
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if rotation:
            stream.set_display_rotation(rotation)
        for index, stamp in enumerate(stamps):
            frame = av.VideoFrame.from_ndarray(picture(index, size), format="rgb24")
            frame.pts, frame.time_base = stamp, time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_sound(path: Path) -> Path:
    """A second of silence and no picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 44100), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def is_red(pixel: np.ndarray) -> bool:
    return bool(pixel[0] > 150 and pixel[1] < 110 and pixel[2] < 110)


def is_blue(pixel: np.ndarray) -> bool:
    return bool(pixel[2] > 150 and pixel[0] < 110 and pixel[1] < 110)
