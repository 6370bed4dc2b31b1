"""The annotated clip: every frame at its time with its own drawing, or no clip at all."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from analysis.errors import Cancelled, NotAVideo, OutputError
from analysis.pose.landmarks import MIRROR_INDEX, Landmark
from analysis.pose.track import PoseTrack
from tests.fixtures.overlay_scene import (
    FRAMES,
    RATE,
    live,
    picture,
    rep,
    track_of,
)
from vision.overlay.clip_overlay import Overlay, OverlayPlan, write_overlay
from vision.overlay.track_matching import is_left_on_right, match_frame, smooth_for_drawing
from vision.video.writer import VideoWriter

# --- the track ------------------------------------------------------------------------------------------


def test_smoothing_takes_out_tremble_and_moves_nothing_in_time() -> None:
    track = track_of(frames=200)
    tremble = np.where(np.arange(200) % 2, 3.0, -3.0)[:, None, None]
    wave = 100 * np.sin(np.arange(200) / 15)[:, None, None]
    clean = smooth_for_drawing(track.replace_fields(image_px=track.image_px + tremble + wave), 0.05)
    error = (clean - track.image_px - wave)[10:-10]
    assert np.nanmax(np.abs(error)) < 1.5


def test_smoothing_invents_nothing_and_loses_nothing() -> None:
    track = track_of()
    points = track.image_px.copy()
    points[10:14] = np.nan
    clean = smooth_for_drawing(track.replace_fields(image_px=points), 0.05)
    assert np.array_equal(np.isnan(clean), np.isnan(points))
    assert np.nanmax(np.abs(clean - points)) < 1e-9


def test_smoothing_does_not_reach_over_a_cut() -> None:
    track = track_of()
    points = track.image_px.copy()
    points[20:] += 300
    clean = smooth_for_drawing(track.replace_fields(image_px=points, cut_frames=(20,)), 0.05)
    assert np.nanmax(np.abs(clean - points)) < 1e-9


@pytest.mark.parametrize(
    ("time_s", "index"), [(0.0, 0), (0.024, 0), (0.026, 1), (1.95, 39), (2.04, 39), (2.2, None)]
)
def test_frames_are_matched_by_time(time_s: float, index: int | None) -> None:
    assert match_frame(track_of(), time_s, 0.1) == index


def test_each_shot_says_for_itself_which_way_the_lifter_faces() -> None:
    points = track_of().image_px.copy()
    points[20:] = points[20:][:, MIRROR_INDEX]
    points[5] = points[5][MIRROR_INDEX]
    assert is_left_on_right(points, (20,)).tolist() == [True] * 20 + [False] * 20


# --- the clip -------------------------------------------------------------------------------------------


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Grey pictures at the times of `track_of`, one longer step in the middle."""
    path = tmp_path / "clip.mp4"
    with VideoWriter(path, (180, 320)) as writer:
        for time_s in clip_times():
            writer.write_frame(picture((180, 320)), time_s)
    return path


def clip_times() -> np.ndarray:
    times = np.arange(FRAMES) / RATE
    times[20:] += 0.03
    return times


def small_plan() -> OverlayPlan:
    track = track_of((180, 320)).replace_fields(time_s=clip_times())
    return OverlayPlan(track, (rep(),), live(), summary_lines=("1 rep",))


def frames_of(path: Path) -> Iterator[av.VideoFrame]:
    with av.open(str(path)) as container:
        yield from container.decode(video=0)


@pytest.mark.parametrize("name", ["out.mp4", "out.webm"])
def test_the_annotated_clip_has_every_frame_at_its_time(clip: Path, tmp_path: Path, name: str) -> None:
    seen: list[tuple[int, int | None]] = []
    out = write_overlay(clip, small_plan(), tmp_path / name, lambda done, total: seen.append((done, total)))
    frames = list(frames_of(out))
    assert [frame.time for frame in frames] == pytest.approx(list(clip_times()), abs=1e-3)
    assert (frames[0].width, frames[0].height) == Overlay(small_plan(), (180, 320)).layout.canvas
    assert seen[-1] == (FRAMES, FRAMES)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["clip.mp4", name])


def test_stopping_leaves_no_clip(clip: Path, tmp_path: Path) -> None:
    asked = iter([False] * 5 + [True])
    with pytest.raises(Cancelled):
        write_overlay(clip, small_plan(), tmp_path / "out.mp4", should_stop=lambda: next(asked))
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_the_clip_itself_is_never_overwritten(clip: Path) -> None:
    before = clip.read_bytes()
    with pytest.raises(OutputError, match="another name"):
        write_overlay(clip, small_plan(), clip.parent / "." / "clip.mp4")
    assert clip.read_bytes() == before


def test_a_clip_that_is_none_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_text("not a clip")
    with pytest.raises(NotAVideo):
        write_overlay(tmp_path / "clip.mp4", small_plan(), tmp_path / "out.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_an_unknown_extension_is_said_before_any_work(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="avi"):
        write_overlay(clip, small_plan(), tmp_path / "out.avi")


@pytest.mark.slow
@pytest.mark.shared
def test_a_real_clip_gets_its_skeleton(shared_clips: Path, tmp_path: Path) -> None:
    """One joint placed on the wall of a real phone clip with uneven time steps: the dot is always there."""
    source = shared_clips / "lnewco_7037_front.mov"
    times = np.array([frame.time for frame in frames_of(source)])
    points = np.full((len(times), 33, 2), np.nan)
    points[:, Landmark.LEFT_SHOULDER] = 200, 600
    track = PoseTrack(times, points, np.zeros((len(times), 33, 3)), np.ones((len(times), 33)), (1080, 1920))
    out = write_overlay(source, OverlayPlan(track), tmp_path / "out.mp4")
    frames = list(frames_of(out))
    assert [frame.time for frame in frames] == pytest.approx(list(times), abs=1e-3)
    assert (frames[0].width, frames[0].height) == (720, 1280)
    dots = [frame.to_ndarray(format="rgb24")[400, 133] for frame in frames]
    assert np.min(dots) > 235
