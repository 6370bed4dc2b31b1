"""Somebody drawn by hand in a grey picture, and what is to be said of them: for the overlay's tests."""

import numpy as np
import pytest

from analysis.landmarks import Joint, Side
from analysis.track import PoseTrack
from vision import lettering
from vision.drawing import Image, Rect
from vision.overlay import (
    LayoutSettings,
    LiveValue,
    OverlayPlan,
    OverlaySettings,
    RepGrade,
    RepMark,
    draw_frame,
)

GRADES: tuple[RepGrade, ...] = ("good", "bad", "ungraded")
FRAMES, RATE = 40, 20.0
BOTTOM = 15
GREY = 120
SIZES = [(320, 568), (480, 854), (720, 1280), (1920, 1080)]

FRONT_VIEW = {
    Joint.EAR: (0.03, 0.20),
    Joint.SHOULDER: (0.09, 0.30),
    Joint.ELBOW: (0.13, 0.38),
    Joint.WRIST: (0.10, 0.30),
    Joint.HIP: (0.06, 0.52),
    Joint.KNEE: (0.08, 0.68),
    Joint.ANKLE: (0.08, 0.84),
    Joint.HEEL: (0.08, 0.86),
    Joint.TOE: (0.11, 0.87),
}
"""(distance from the middle line, height from the top), in picture heights."""


def standing(size: tuple[int, int]) -> np.ndarray:
    """(33, 2) px: somebody in the middle of the picture, seen from the front; the face is not seen."""
    points = np.full((33, 2), np.nan)
    for joint, (aside, down) in FRONT_VIEW.items():
        for side in Side:
            points[joint.select_landmark(side)] = size[0] / 2 + side.sign * aside * size[1], down * size[1]
    return points


def track_of(size: tuple[int, int] = (720, 1280), frames: int = FRAMES) -> PoseTrack:
    points = np.repeat(standing(size)[None], frames, axis=0)
    return PoseTrack(np.arange(frames) / RATE, points, np.zeros((frames, 33, 3)), np.ones((frames, 33)), size)


def rep(grade: RepGrade | None = "bad", number: int = 1, start_s: float = 0.25) -> RepMark:
    return RepMark(
        number, start_s, start_s + 0.5, start_s + 0.75, grade, "Right hip lower, 22 %", ("Right knee in",)
    )


def live(value: float = 20.0, frames: int = FRAMES) -> tuple[LiveValue, ...]:
    values = np.full(frames, value)
    return (
        LiveValue("Hips", "%", values, 15.0, "left lower", "right lower", "hips"),
        LiveValue("Knees", "%", values, 15.0, "left in", "right in", "knees"),
        LiveValue("Shift", "%", values, 15.0, part="balance"),
        LiveValue("Turn", "%", values, 15.0, "left front", "right front", indication=True),
    )


def plan_of(size: tuple[int, int] = (720, 1280), grade: RepGrade | None = "bad") -> OverlayPlan:
    return OverlayPlan(track_of(size), (rep(grade),), live(), summary_lines=("1 rep", "1 uneven"))


def picture(size: tuple[int, int] = (720, 1280)) -> Image:
    return np.full((size[1], size[0], 3), GREY, np.uint8)


def changed(image: Image, place: Rect) -> np.ndarray:
    """(h, w) where something was drawn onto the grey picture."""
    return (place.select_pixels(image) != GREY).any(axis=2)


BARE = OverlaySettings(layout=LayoutSettings(keep_clear=False))
"""The picture stays where it is: canvas px are picture px."""


def drawn(track: PoseTrack, roll_deg: float = 0.0) -> Image:
    """Only the body: no reps, no values, so no panels."""
    return draw_frame(picture(track.size_px), 0, OverlayPlan(track, roll_deg=roll_deg), BARE)


def written_places(monkeypatch: pytest.MonkeyPatch) -> dict[str, Rect]:
    """Place of each text that is written from now on."""
    places: dict[str, Rect] = {}
    original = lettering.draw_text

    def write(canvas: Image, text: str, *rest: object) -> Rect:
        places[text] = original(canvas, text, *rest)  # type: ignore[arg-type]
        return places[text]

    monkeypatch.setattr(lettering, "draw_text", write)
    monkeypatch.setattr("vision.overlay_verdict.draw_text", write)
    monkeypatch.setattr("vision.overlay_bars.draw_text", write)
    return places
