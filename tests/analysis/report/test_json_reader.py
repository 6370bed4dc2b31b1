"""A report that was written as JSON and read again is the same, but for its frames."""

import json
import math

import pytest

from analysis.errors import ResultError
from analysis.report.json_reader import report_from_dict, reports_from_json
from analysis.report.json_writer import report_to_dict
from analysis.report.types import SetReport
from analysis.settings import SetSettings, View
from tests.fixtures.reports import build_camera, build_report, build_side_view

REPORTS = {
    "eight reps": build_report(),
    "side view": build_side_view(),
    "entered": build_report(
        settings=SetSettings(True, View.REAR, load=60.0, body_mass=80.0), shot=2, shots=3
    ),
    "camera unknown": build_report(camera=build_camera(yaw_deg=float("nan"), warnings=("Widened.",))),
}


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_written_read_and_written_again_is_the_same(report: SetReport) -> None:
    written = json.loads(json.dumps(report_to_dict(report)))
    back = report_from_dict(written)
    assert report_to_dict(back) == written
    assert len(back.frames.time_s) == 0


def test_one_set_or_several() -> None:
    one = report_to_dict(build_report())
    assert len(reports_from_json(one)) == 1
    assert len(reports_from_json([one, one])) == 2
    assert reports_from_json([]) == ()


@pytest.mark.parametrize("data", [None, 1, "text", {}, {"schema": "other/1"}, [[]]])
def test_what_is_no_result_is_said(data: object) -> None:
    with pytest.raises(ResultError, match="not a result of EvenRep"):
        reports_from_json(data)


def test_another_version_is_said() -> None:
    with pytest.raises(ResultError, match="another version"):
        report_from_dict({"schema": "evenrep.set/2"})


@pytest.mark.parametrize("part", ["clip", "model", "load", "camera", "reps", "set", "advice", "warnings"])
@pytest.mark.parametrize("damage", [None, 7, {"a": 1}, [3]])
def test_a_damaged_result_is_said(part: str, damage: object) -> None:
    data = report_to_dict(build_report())
    if part == "warnings" and isinstance(damage, dict | list):
        damage = "text"
    with pytest.raises(ResultError, match="damaged"):
        report_from_dict(data | {part: damage})


def test_numbers_that_no_float_or_count_can_hold_are_damage() -> None:
    for part, name, number in (
        ("camera", "roll_deg", 10**400),
        ("advice", "new_load", 10**400),
        ("set", "good", float("inf")),
    ):
        data = report_to_dict(build_report())
        data[part] = {**data[part], name: number}  # type: ignore[dict-item]
        with pytest.raises(ResultError, match="damaged"):
            report_from_dict(data)


@pytest.mark.parametrize("change", [{"name": None}, {"sha256": 3}, {"duration_s": "long"}, {"frames": None}])
def test_a_clip_that_is_described_wrongly_is_damage(change: dict[str, object]) -> None:
    data = report_to_dict(build_report())
    data["clip"] = {**data["clip"], **change}  # type: ignore[dict-item]
    with pytest.raises(ResultError, match="damaged"):
        report_from_dict(data)


def test_unknown_numbers_come_back_as_nan() -> None:
    data = report_to_dict(build_report())
    data["clip"] = {**data["clip"], "duration_s": None}  # type: ignore[dict-item]
    assert math.isnan(report_from_dict(data).clip.duration_s)
