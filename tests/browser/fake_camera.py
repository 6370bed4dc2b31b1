"""A sample clip as a camera: a motion-JPEG file that Chromium plays, at 30 frames a second, over and over."""

from itertools import takewhile
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
    frames = read_film(sample, last_s)
    return [frames[index] for index in film_order(len(frames), standing_s)]


def film_order(frames: int, standing_s: float) -> list[int]:
    """Which frames of a sample a film shows, one after the other."""
    still = list(range(round(STILL_S * FRAMES_PER_S)))
    sway = [*still, *reversed(still)]
    return [*(sway * round(standing_s * FRAMES_PER_S / len(sway))), *range(frames)]


def write_frames(frames: list[np.ndarray], target: Path) -> None:
    with av.open(str(target), "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", rate=FRAMES_PER_S, options={"q:v": "3"})
        stream.width, stream.height = frames[0].shape[1::-1]
        stream.pix_fmt = "yuvj420p"
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, "rgb24")))
        container.mux(stream.encode())


def read_film(sample: Path, last_s: float) -> list[np.ndarray]:
    """As a webcam would see it: an upright clip in the middle of a lying picture."""
    with open_clip(sample) as clip:
        return [
            webcam_picture(frame.image_rgb) for frame in takewhile(lambda one: one.time_s <= last_s, clip)
        ]


def webcam_picture(image_rgb: np.ndarray) -> np.ndarray:
    width, height = SIZE_PX
    scale, left, top = _place(image_rgb.shape[1], image_rgb.shape[0])
    small = cv2.resize(image_rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    picture = cv2.resize(image_rgb[:, :8], (width, height), interpolation=cv2.INTER_AREA)  # the wall goes on
    picture[top : top + small.shape[0], left : left + small.shape[1]] = small
    return picture


def placed_px(image_px: np.ndarray, size_px: tuple[int, int]) -> np.ndarray:
    """(..., 2) px of a clip's frame -> px of the webcam's picture of it."""
    scale, left, top = _place(*size_px)
    return (image_px + 0.5) * scale - 0.5 + np.array([left, top])


def _place(width: int, height: int) -> tuple[float, int, int]:
    """(scale, left, top) of a clip's frame in the webcam's picture."""
    scale = min(SIZE_PX[0] / width, SIZE_PX[1] / height)
    return scale, (SIZE_PX[0] - round(width * scale)) // 2, (SIZE_PX[1] - round(height * scale)) // 2
