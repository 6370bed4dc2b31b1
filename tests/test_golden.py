"""The golden reports, and the invariants on the same frozen tracks (`python -m tests.fixtures.golden`)."""

import json
from pathlib import Path

import pytest

from tests.fixtures.golden import DATA, FROZEN, differences, frozen_tracks, golden_of, report_json
from tests.fixtures.invariants import INVARIANTS, Invariant, check_on_track
from vision.tracking.track_io import load_recording

TRACKS = [pytest.param(path, id=path.stem) for path in frozen_tracks()]


def test_every_frozen_track_is_there_with_its_report():
    missing = [name for name in FROZEN if not (DATA / f"{name}.npz").exists()]
    assert missing == []
    assert all(golden_of(path).exists() for path in frozen_tracks())


def test_the_frozen_tracks_stay_small():
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 2_000_000


@pytest.mark.parametrize("track", TRACKS)
def test_the_report_says_what_it_said(track: Path):
    golden = json.loads(golden_of(track).read_text(encoding="utf-8"))
    moved = list(differences(golden, report_json(track)))
    if moved:
        remedy = (
            "Meant? python -m tests.fixtures.golden, and say so in CHANGELOG.md under Measurement changes."
        )
        pytest.fail("\n".join([*moved, remedy]), pytrace=False)


@pytest.mark.parametrize("track", TRACKS)
@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.key)
def test_the_invariant_holds_on_a_real_track(invariant: Invariant, track: Path):
    outcome = check_on_track(invariant, load_recording(track).track)
    assert outcome is not None
    assert outcome.same_reps
    assert outcome.regraded == 0
    assert outcome.worst_pp <= invariant.track_pp


class TestDifferences:
    """What counts as moved."""

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"a": 1.0}, {"a": 1.009}),
            ([1, "x", None, True], [1.0, "x", None, True]),
            ({"a": [{"b": -2.5}]}, {"a": [{"b": -2.495}]}),
        ],
    )
    def test_a_hundredth_is_not(self, one, other):
        assert list(differences(one, other)) == []

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (1.0, 1.02),
            (None, 1.0),
            ("good", "bad"),
            (True, 1),
            (True, False),
            ([1], [1, 2]),
            ({"a": 1}, {}),
            ({}, {"a": None}),
        ],
    )
    def test_more_is(self, one, other):
        assert len(list(differences(one, other))) == 1
