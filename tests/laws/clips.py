"""The laws on clips: the pixels are changed, and what comes out is tracked and analysed anew.

Tracking is slow, so every track is kept (tracks.py) under the clip, the change, the model and the code.
"""

import inspect
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from analysis.shot import Stages
from analysis.track import Recording
from tests.builders import recording
from tests.laws.laws import (
    LAWS,
    Found,
    Law,
    Outcome,
    compare,
    cut_time_s,
    read,
    roll_within_limits,
    rolled_size,
)
from tests.tracks import TrackStore
from ui.calibration import load_shipped_stages
from vision.estimator import make_mediapipe_backend
from vision.tracking import TrackingSettings, track_clip, track_frames
from vision.video import Clip, Frame, open_clip
from vision.writer import VideoWriter

CLIP_LAWS = tuple(law for law in LAWS if np.isfinite(law.clip_pp))
"""Where the filming itself can be changed; the others are of the track alone."""

Image = np.ndarray
Frames = Callable[[Iterator[Frame]], Iterator[Frame]]


@dataclass
class Retaken:
    """A clip as the tracker would get it, had it been filmed otherwise."""

    clip: Clip
    name: str
    size_px: tuple[int, int]
    frames: Frames

    @property
    def frames_expected(self) -> int | None:
        return None

    @property
    def warnings(self) -> tuple[str, ...]:
        return ()

    def __iter__(self) -> Iterator[Frame]:
        for index, frame in enumerate(self.frames(iter(self.clip))):
            yield replace(frame, index=index)


def each(picture: Callable[[Image], Image]) -> Frames:
    """Every picture changed alike."""
    return lambda frames: (
        replace(frame, image_rgb=np.ascontiguousarray(picture(frame.image_rgb))) for frame in frames
    )


def rolled_picture(by_deg: float) -> Callable[[Image], Image]:
    """The picture as a rolled camera sees it, on a canvas that holds all of it; its edge runs on outside."""

    def roll(image: Image) -> Image:
        height, width = image.shape[:2]
        canvas = rolled_size((width, height), by_deg)
        matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), by_deg, 1.0)
        matrix[:, 2] += (np.array(canvas) - [width, height]) / 2
        return cv2.warpAffine(image, matrix, canvas, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    return roll


def between(first_s: float, last_s: float) -> Frames:
    """A part of the clip, its times counted from its own beginning."""

    def part(frames: Iterator[Frame]) -> Iterator[Frame]:
        start_s = None
        for frame in frames:
            if first_s <= frame.time_s < last_s:
                start_s = frame.time_s if start_s is None else start_s
                yield replace(frame, time_s=frame.time_s - start_s)

    return part


def every(so_many: int) -> Frames:
    """Only every so manieth picture."""
    return lambda frames: (frame for index, frame in enumerate(frames) if index % so_many == 0)


def last_first(frames: Iterator[Frame]) -> Iterator[Frame]:
    """The clip backwards; kept as fine JPEGs meanwhile, since the pictures themselves fill the memory."""
    kept = [
        (frame.time_s, frame.scale, cv2.imencode(".jpg", frame.image_rgb, [cv2.IMWRITE_JPEG_QUALITY, 98])[1])
        for frame in frames
    ]
    end_s = kept[-1][0]
    for time_s, scale, picture in reversed(kept):
        yield Frame(0, end_s - time_s, cv2.imdecode(picture, cv2.IMREAD_COLOR_BGR), scale)


def retake(path: Path, law: Law, original: Recording, found: Found) -> tuple[Recording, ...]:
    """The clip filmed otherwise and tracked; nothing where the law does not apply."""
    rolls = {"roll_right": 8.0, "roll_left": -8.0}
    if law.key == "half_size":
        return (_half_size(path),)
    if law.key in rolls:
        by_deg = roll_within_limits(rolls[law.key], found.roll_deg)
        size = rolled_size(original.track.size_px, by_deg)
        return (_track(path, law.key, each(rolled_picture(by_deg)), size),)
    if law.key == "cut":
        time_s = cut_time_s(found)
        halves = [] if time_s is None else [between(0.0, time_s), between(time_s, np.inf)]
        return tuple(_track(path, law.key, half) for half in halves)
    frames = {
        "mirror": each(lambda image: image[:, ::-1]),
        "half_rate": every(max(1, round(original.track.frame_rate / 15.0))),
        "reverse": last_first,
    }[law.key]
    return (_track(path, law.key, frames),)


def _track(path: Path, name: str, frames: Frames, size_px: tuple[int, int] | None = None) -> Recording:
    with open_clip(path) as clip:
        retaken = Retaken(clip, f"{path.stem}.{name}", size_px or clip.size_px, frames)
        settings = TrackingSettings()
        track = track_frames(retaken, settings, make_mediapipe_backend(settings.model))
    return recording(track, retaken.name)


def _half_size(path: Path) -> Recording:
    """A new file with half the width and height."""
    with tempfile.TemporaryDirectory() as folder:
        smaller = Path(folder, "half.mp4")
        with open_clip(path, long_side_px=None) as clip:
            size = tuple(side // 2 for side in clip.size_px)
            with VideoWriter(smaller, size, 1.0 / clip.period_s) as writer:
                for frame in clip:
                    picture = cv2.resize(frame.image_rgb, size, interpolation=cv2.INTER_AREA)
                    writer.write_frame(picture, frame.time_s)
        return track_clip(smaller)


def check_on_clip(law: Law, path: Path, store: TrackStore, stages: Stages | None = None) -> Outcome | None:
    """The law on one clip; None where it does not apply."""
    original = store.clip(path)
    stages = stages or load_shipped_stages()
    found = read([original], stages)
    how = inspect.getsource(inspect.getmodule(check_on_clip))  # type: ignore[arg-type]
    key = (law.key, f"{found.roll_deg:.3f}", str(cut_time_s(found)), how)
    changed = store.tracks(path, key, lambda: retake(path, law, original, found))
    return compare(law, found, read(changed, stages)) if changed else None
