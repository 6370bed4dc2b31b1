"""A pose model that knows a film by heart: every frame bears its number, so nothing has to be recognised.

What a page does with a camera is then seen on any machine, however busy: reading a frame takes no time.
"""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from benchmarks.barcode import draw_number, read_number
from tests.browser.fake_camera import SIZE_PX, film_order, placed_px, read_film, write_frames
from vision.estimator import Backend, PoseReading
from vision.trackfile import load_recording

TRACKS = Path(__file__).resolve().parents[1] / "data"
STANDING_S, LAST_S = 6.0, 9.3


def write_known_film(sample: Path, folder: Path) -> tuple[Path, Path]:
    """The beginning of a sample, every frame with its number; and what is to be seen in each frame."""
    film, poses = folder / f"{sample.stem}.mjpeg", folder / f"{sample.stem}.npz"
    frames = read_film(sample, LAST_S)
    order = film_order(len(frames), STANDING_S)
    write_frames([draw_number(frames[index], number) for number, index in enumerate(order)], film)
    track = load_recording(TRACKS / poses.name).track
    image_px = placed_px(track.image_px, track.size_px)[order]
    np.savez(poses, image_px=image_px, world_m=track.world_m[order], visibility=track.visibility[order])
    return film, poses


@dataclass
class KnownFilm:
    """The poses of a film; `backend` is what a session takes in the place of MediaPipe."""

    image_px: np.ndarray
    world_m: np.ndarray
    visibility: np.ndarray
    newest: int = 0

    @classmethod
    def load(cls, poses: Path) -> Self:
        with np.load(poses) as kept:
            return cls(kept["image_px"], kept["world_m"], kept["visibility"])

    @property
    def backend(self) -> Backend:
        return Backend(lambda: _Knows(self), lambda: _Knows(self))

    def reading(self, image_rgb: np.ndarray) -> PoseReading:
        """Of a picture as filmed, or flipped; one whose number is blurred is the one before."""
        plain, flipped = read_number(image_rgb), read_number(image_rgb[:, ::-1])
        number = plain if plain is not None else flipped if flipped is not None else self.newest
        self.newest = number = min(number, len(self.image_px) - 1)
        width = image_rgb.shape[1]
        scale = width / SIZE_PX[0]
        image_px = (self.image_px[number] + 0.5) * scale - 0.5
        reading = PoseReading(image_px, self.world_m[number], self.visibility[number])
        return reading.mirror_pose(width) if plain is None and flipped is not None else reading


class _Knows:
    """Finder and estimator in one."""

    def __init__(self, film: KnownFilm) -> None:
        self._film = film

    def detect_pose(self, image_rgb: np.ndarray, time_ms: int) -> PoseReading | None:
        return self._film.reading(image_rgb)

    def find_people(self, image_rgb: np.ndarray) -> list[PoseReading]:
        return [self._film.reading(image_rgb)]

    def reset(self) -> None: ...
    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
