"""A sample clip as a camera: a motion-JPEG file that Chromium plays, at 30 frames a second, over and over."""

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np

from vision.video import open_clip

SIZE_PX = (640, 480)
FRAMES_PER_S = 30
STILL_S = 1.5
"""The samples begin with so much quiet standing."""


def camera_options(film: Path) -> tuple[str, ...]:
    """Chromium's: the file is the camera, nobody is asked, and this computer may call itself."""
    return (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
        "--allow-loopback-in-peer-connection",
    )


def write_camera_file(sample: Path, target: Path, standing_s: float, last_s: float = 1e9) -> None:
    """What a camera of `camera_film` sees."""
    write_frames(camera_film(sample, standing_s, last_s), target)


def camera_film(sample: Path, standing_s: float, last_s: float = 1e9) -> list[np.ndarray]:
    """Standing, then the sample up to `last_s`: played over and over, standing meets standing."""
    frames = list(_filmed(sample, last_s))
    still = frames[: round(STILL_S * FRAMES_PER_S)]
    sway = [*still, *reversed(still)]
    return [*(sway * round(standing_s * FRAMES_PER_S / len(sway))), *frames]


def write_frames(frames: list[np.ndarray], target: Path) -> None:
    with av.open(str(target), "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", rate=FRAMES_PER_S, options={"q:v": "3"})
        stream.width, stream.height = frames[0].shape[1::-1]
        stream.pix_fmt = "yuvj420p"
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, "rgb24")))
        container.mux(stream.encode())


def _filmed(sample: Path, last_s: float) -> Iterator[np.ndarray]:
    """As a webcam would see it: an upright clip in the middle of a lying picture."""
    with open_clip(sample) as clip:
        for frame in clip:
            if frame.time_s > last_s:
                return
            yield webcam_picture(frame.image_rgb)


def webcam_picture(image_rgb: np.ndarray) -> np.ndarray:
    width, height = SIZE_PX
    scale = min(width / image_rgb.shape[1], height / image_rgb.shape[0])
    small = cv2.resize(image_rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    picture = cv2.resize(image_rgb[:, :8], SIZE_PX, interpolation=cv2.INTER_AREA)  # the wall goes on
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    picture[top : top + small.shape[0], left : left + small.shape[1]] = small
    return picture
