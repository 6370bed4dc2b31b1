"""The invariants where the filming itself is changed and tracked again: slow, so on two clips.

`python -m benchmarks.invariants` runs all of them on all clips and prints the table.
"""

from pathlib import Path

import pytest

from tests.fixtures.invariant_clips import CLIP_INVARIANTS, check_on_clip
from tests.fixtures.invariants import Invariant, read
from tests.fixtures.tracks import TrackStore

pytestmark = pytest.mark.slow
CLIPS = ("left_shift_front", "even_rear")


@pytest.mark.parametrize("name", CLIPS)
@pytest.mark.parametrize("invariant", CLIP_INVARIANTS, ids=lambda invariant: invariant.key)
def test_the_invariant_holds_on_the_clip(
    invariant: Invariant, name: str, sample_videos: Path, track_store: TrackStore
):
    outcome = check_on_clip(invariant, sample_videos / f"{name}.mp4", track_store)
    assert outcome is not None
    assert outcome.same_reps
    assert outcome.regraded == 0
    assert outcome.worst_pp <= invariant.clip_pp


@pytest.mark.parametrize("name", CLIPS)
def test_before_the_first_rep_there_is_none(name: str, sample_videos: Path, track_store: TrackStore):
    recorded = track_store.clip(sample_videos / f"{name}.mp4")
    first = read([recorded]).reps[0]
    standing = recorded.track.slice_frames(0, int((recorded.track.time_s < first.start_s).sum()))
    assert standing.duration_s > 1.0
    assert read([type(recorded)(standing, recorded.clip, recorded.model)]).reps == ()
