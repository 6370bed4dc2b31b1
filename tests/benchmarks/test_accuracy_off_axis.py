"""Even people before a camera further and further aside: built ones, so that every count is known."""

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.report.pipeline import analyze_recording
from benchmarks.accuracy_off_axis import (
    build_off_axis_json,
    format_off_axis_table,
    merge_allowed_bands,
    score_off_axis,
)
from benchmarks.accuracy_run import Way
from benchmarks.held_out_tracks import TURNED_FOLDER, HeldOutReading, save_packed_track
from tests.fixtures.lifters import EVEN, EXACT, Fault, Film, bottoms_s, recording, squat

EXACTLY = Way("exact", True, lambda made, settings: analyze_recording(made, settings, stages=EXACT), True)


def add(folder: Path, name: str, yaw_deg: float, faults: tuple[Fault, ...]) -> None:
    """A built lifter whose truth says "even", whatever is in the track."""
    save_packed_track(
        recording(squat(faults, Film(yaw_deg=yaw_deg))),
        folder / f"{name}{HeldOutReading('full', True).ending}",
    )
    rows = [
        {"rep": number, "bottom_s": bottom_s, "hip_drop_pct": 0.0}
        for number, bottom_s in enumerate(bottoms_s(faults), start=1)
    ]
    truth = {"view": "front", "camera": {"yaw_deg": yaw_deg, "roll_deg": 0}, "reps": rows}
    (folder / f"{name}.truth.json").write_text(json.dumps(truth))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    add(tmp_path, "straight", 1.0, (EVEN,) * 2)
    add(tmp_path, "straight_but_called_bad", -1.0, (EVEN, Fault(lateral_shift=25)))
    add(tmp_path, "far_aside", 40.0, (EVEN,) * 2)
    return tmp_path


def test_every_rep_is_counted_in_the_band_of_its_true_yaw(folder: Path):
    near, far = score_off_axis(folder, EXACTLY)
    assert (near.clips, near.good, near.bad, near.ungraded, near.refused) == (2, 3, 1, 0, 0)
    assert (far.clips, far.good, far.bad, far.ungraded, far.refused) == (1, 0, 0, 2, 1)
    assert near.good_share == pytest.approx(0.75)
    assert np.isnan(far.good_share)


def test_only_bands_where_anything_may_be_graded_are_promised(folder: Path):
    bands = score_off_axis(folder, EXACTLY)
    assert merge_allowed_bands(bands).clips == 2
    lines = list(format_off_axis_table(bands))
    assert len(lines) == 1 + len(bands) + 1
    assert "75.0% of the graded reps good" in lines[-1]
    assert lines[-1].endswith("FALLS SHORT")


def test_without_people_nothing_is_said(tmp_path: Path):
    assert score_off_axis(tmp_path) == ()
    assert list(format_off_axis_table(())) == []


def test_unknown_is_null_in_json(folder: Path):
    rows = json.loads(json.dumps(build_off_axis_json(score_off_axis(folder, EXACTLY)), allow_nan=False))
    assert [row["clips"] for row in rows] == [2, 1]


def test_the_frozen_people_stand_before_all_allowed_yaws_and_beyond():
    yaws = [json.loads(path.read_text())["camera"]["yaw_deg"] for path in TURNED_FOLDER.glob("*.truth.json")]
    for low, high in ((0, 4), (4, 8), (8, 15), (15, 90)):
        assert sum(low < abs(yaw) <= high for yaw in yaws) >= 4
