"""The table of real clips: a coach's side is compared with what is read, and the laws' outcomes are told."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.quantities.definitions import Quantity
from analysis.report.pipeline import analyze_recording
from analysis.report.stages import Stages
from benchmarks import real_clips
from benchmarks.real_clips import agrees_with_coach, measure_out_of_range
from benchmarks.real_clips_table import LEFT, RIGHT, Row, format_clip_table, format_clips_json
from tests.fixtures.invariants import Outcome
from tests.fixtures.lifters import EXACT, Fault, recording, squat

REPORT = analyze_recording(recording(squat([Fault(hip_drop=-20, lateral_shift=8)] * 2)), stages=EXACT)[0]
MOVED = Outcome("mirror", 2, 2, dict.fromkeys(Quantity, 0.4))


def row(clip: str, **changes: object) -> Row:
    sides = {Quantity.HIP_DROP: True, Quantity.KNEE_VALGUS: None}
    stable = dict.fromkeys(("half_size", "half_rate", "roll_right", "roll_left", "recompressed"), MOVED)
    return replace(Row(clip, REPORT, sides, MOVED, MOVED, stable, None), **changes)


@pytest.mark.parametrize(
    ("key", "side", "beyond", "expected"),
    [
        (Quantity.HIP_DROP, RIGHT, 12.0, True),
        (Quantity.HIP_DROP, LEFT, 0.0, False),
        (Quantity.HIP_DROP, RIGHT, 25.0, False),
        (Quantity.LATERAL_SHIFT, LEFT, 0.0, True),
    ],
)
def test_the_side_and_the_size_must_both_agree(key: Quantity, side: float, beyond: float, expected: bool):
    assert agrees_with_coach(REPORT, key, side, beyond) is expected


def test_what_was_not_read_neither_agrees_nor_disagrees():
    report = replace(REPORT, reps=())
    assert agrees_with_coach(report, Quantity.HIP_DROP, LEFT, 0.0) is None


def test_the_table_tells_reading_remark_and_departure():
    printed = "\n".join(format_clip_table([row("lnewco_7037_front")]))
    assert "-20.0 ± 2.0" in printed
    assert "hip drop agrees; knee valgus not read" in printed
    assert printed.splitlines()[-1].split()[1:3] == ["0.4", "0.4"]


def test_lost_reps_and_ungraded_clips_are_told_as_such():
    lost = Outcome("mirror", 2, 1)
    blind = Outcome("mirror", 2, 2, dict.fromkeys(Quantity, float("nan")))
    last = list(format_clip_table([row("some clip", mirror=lost, mirror_raw=blind, stable={})]))[-1]
    assert "reps 1/2" in last
    assert "not graded" in last


def test_a_side_view_that_is_graded_is_an_outcry():
    assert "GRADED ALL THE SAME" in "\n".join(format_clip_table([row("side_view")]))


def test_json_holds_no_nan():
    content = json.loads(format_clips_json([row("lnewco_7037_front", mirror=None)]))
    (clip,) = content["clips"]
    assert clip["laws_pp"]["mirror"] is None
    assert clip["mean_pct"]["hip_drop"] == pytest.approx(-20.0, abs=0.5)


def test_an_estimator_without_a_range_has_none():
    assert measure_out_of_range(recording(squat()), Stages(estimator=EXACT.estimator)) is None


def test_no_clip_at_all_is_wrong_usage(tmp_path: Path):
    with pytest.raises(SystemExit) as ended:
        real_clips.main([str(tmp_path)])
    assert ended.value.code == 2


def test_a_clip_that_is_none_is_told_with_its_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    clip = tmp_path / "torn.mp4"
    clip.write_bytes(b"no video")
    assert real_clips.main([str(clip), "--kept", str(tmp_path)]) == 3
    assert "torn.mp4" in capsys.readouterr().err
