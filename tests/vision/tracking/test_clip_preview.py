"""The first look shows whom tracking would follow, and tracking follows whom a person points at."""

from pathlib import Path

import numpy as np
import pytest

from analysis.errors import Cancelled, NotAVideo
from tests.fixtures.fake_people import PASSER, WIDTH, FakeBackend, FakeClip, Figure, paint, squatting
from vision.tracking.clip_preview import ClipPreview, make_clip_preview
from vision.tracking.clip_tracking import TrackingSettings, track_frames
from vision.video.writer import VideoWriter

BESIDE_X = 190.0


def two_people(frames: int = 60) -> list[np.ndarray]:
    """The one in the middle squats, the other stands on the right."""
    return [paint([squatting(index), Figure(BESIDE_X, colour=PASSER)]) for index in range(frames)]


def written(folder: Path, pictures: list[np.ndarray]) -> Path:
    """A real clip of those pictures."""
    path = folder / "people.mp4"
    height, width = pictures[0].shape[:2]
    with VideoWriter(path, (width, height), 30.0) as writer:
        for index, image in enumerate(pictures):
            writer.write_frame(image, index / 30.0)
    return path


def look(monkeypatch: pytest.MonkeyPatch, path: Path) -> ClipPreview:
    """With fakes whose colours survive a video codec."""
    monkeypatch.setattr("tests.fixtures.fake_people.seen_boxes", near_boxes)
    return make_clip_preview(path, backend=FakeBackend().backend)


def near_boxes(image: np.ndarray) -> list:
    from vision.tracking.boxes import Box

    boxes = []
    for red_low, red_high, blue_low in ((120, 256, 0), (0, 90, 120)):
        visible = (image[:, :, 0] >= red_low) & (image[:, :, 0] < red_high) & (image[:, :, 2] >= blue_low)
        if np.count_nonzero(visible) > 300:
            rows, columns = np.flatnonzero(visible.any(axis=1)), np.flatnonzero(visible.any(axis=0))
            boxes.append(Box(columns[0], rows[0], columns[-1], rows[-1]))
    return boxes


def test_everybody_is_shown_from_left_to_right(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen = look(monkeypatch, written(tmp_path, two_people()))
    assert [round(person.box.centre[0], -1) for person in seen.people] == [WIDTH / 2, BESIDE_X]
    assert seen.lifter == 0
    assert seen.seconds == pytest.approx(2.0, abs=0.1)


def test_a_clip_with_nobody_is_shown_without_a_frame(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen = look(monkeypatch, written(tmp_path, [np.zeros((160, 240, 3), np.uint8)] * 40))
    assert seen.lifter is None
    assert seen.people == ()
    assert seen.image_rgb.shape == (160, 240, 3)


def test_somebody_who_comes_later_is_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = [np.zeros((160, 240, 3), np.uint8)] * 45
    seen = look(monkeypatch, written(tmp_path, empty + two_people(45)))
    assert seen.lifter == 0
    assert seen.time_s >= 1.4


def test_what_is_no_video_is_said(tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("not a video")
    with pytest.raises(NotAVideo):
        make_clip_preview(path, backend=FakeBackend().backend)


def test_it_can_be_stopped(tmp_path: Path) -> None:
    path = written(tmp_path, two_people())
    with pytest.raises(Cancelled):
        make_clip_preview(path, backend=FakeBackend().backend, should_stop=lambda: True)


@pytest.mark.parametrize("mirror", [True, False])
def test_tracking_follows_whom_the_person_points_at(mirror: bool) -> None:
    clip = FakeClip(two_people(), scale=2.0)
    settings = TrackingSettings(mirror=mirror, person_at=(0.0, 2 * BESIDE_X, 200.0))
    track = track_frames(clip, settings, FakeBackend().backend)
    assert np.nanmedian(track.image_px[:, 23:25, 0]) == pytest.approx(2 * BESIDE_X, abs=8)
    assert any("pointed at" in warning for warning in track.warnings)


def test_pointing_at_the_one_in_the_middle_changes_nothing() -> None:
    pointed_at = TrackingSettings(person_at=(0.0, WIDTH / 2, 100.0))
    tracks = [
        track_frames(FakeClip(two_people()), settings, FakeBackend().backend)
        for settings in (TrackingSettings(), pointed_at)
    ]
    np.testing.assert_array_equal(tracks[0].image_px, tracks[1].image_px)
