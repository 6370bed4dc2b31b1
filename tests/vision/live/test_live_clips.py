"""Sample clips through a live session, from pixels: the reps of the offline analysis, and its values."""

from pathlib import Path

import pytest

from analysis.report.pipeline import analyze_recording
from services.calibration import load_shipped_stages
from tests.analysis.live.test_live_set import SOON_S, expect_same
from tests.fixtures.live import play
from tests.fixtures.tracks import TrackStore
from vision.live.session import LiveOptions, LiveSession
from vision.video.reader import open_clip

CLIPS = sorted((Path(__file__).resolve().parents[3] / "sample_videos").glob("*.mp4"))
FROM_PIXELS = ("left_knee_in_front", "even_rear")
"""Read live as well, which takes as long as the set lasts; the others from the landmarks of the clip."""


@pytest.mark.slow
@pytest.mark.parametrize("clip", CLIPS, ids=lambda path: path.stem)
def test_the_landmarks_of_a_clip_give_live_what_they_give_offline(clip: Path, track_store: TrackStore):
    recording = track_store.clip(clip)
    (report,) = analyze_recording(recording, stages=load_shipped_stages())
    played = play(recording.track, stages=load_shipped_stages())
    assert report.reps
    expect_same(played.reps, list(report.reps))
    assert max(played.verdicts_after_s) <= SOON_S


@pytest.mark.slow
@pytest.mark.parametrize("clip", [path for path in CLIPS if path.stem in FROM_PIXELS], ids=lambda p: p.stem)
def test_the_pixels_of_a_clip_give_live_what_they_give_offline(clip: Path, track_store: TrackStore):
    (report,) = analyze_recording(track_store.clip(clip), stages=load_shipped_stages())
    every_frame = LiveOptions(real_time=False)
    with LiveSession(options=every_frame, stages=load_shipped_stages()) as session, open_clip(clip) as frames:
        late_s = []
        for frame in frames:
            state = session.push_frame(frame.image_rgb, frame.time_s)
            if state.newest is not None:
                late_s.append(state.time_s - state.newest.end_s)
        (finished,) = session.finish_set()
    expect_same(session.state.reps, list(report.reps))
    assert max(late_s) <= SOON_S
    expect_same(session.state.reps, list(finished.reps))
    assert finished.summary.reps == report.summary.reps
    assert finished.model == report.model
