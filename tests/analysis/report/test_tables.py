"""What JSON and tables hold of a built report: every field, null for unknown, the same digits everywhere."""

import io
import json
import math
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.quantities.definitions import Quantity
from analysis.report import json_writer as report_json
from analysis.report import tables as export
from analysis.report.types import SetReport
from analysis.settings import SetSettings, Unit
from tests.fixtures.reports import NAN, build_camera, build_rep, build_report, build_side_view

FORMULAS = ["=cmd|' /C calc'!A0.mp4", "+1+1.mp4", "-2+3.mp4", "@SUM(A1).mp4"]
FORMULAS += ["\t=1.mp4", "\r=1.mp4", "＝1.mp4", " =1.mp4"]


def no_tokens(_token: str) -> None:
    pytest.fail("NaN or Infinity in the JSON")


def written_json(*reports: SetReport) -> object:
    stream = io.StringIO()
    report_json.write_json(reports, stream)
    return json.loads(stream.getvalue(), parse_constant=no_tokens)


def csv_of(*reports: SetReport) -> str:
    stream = io.BytesIO()
    export.write_csv(export.tabulate_reps(reports), stream)
    return stream.getvalue().decode("utf-8")


def test_every_field_of_the_contract_is_there() -> None:
    data = report_json.report_to_dict(build_report())
    parts = ["schema", "clip", "model", "lift", "load", "camera", "reps", "set", "advice", "warnings"]
    assert list(data) == [*parts, "corrections"]
    assert data["schema"] == "evenrep.set/1"
    assert set(data["clip"]) == (
        {"name", "sha256", "duration_s", "frames", "width_px", "height_px", "mirrored", "shot", "shots"}
        | {"view_told"}
    )
    assert set(data["model"]) == {"name", "sha256", "mirror_averaged", "measured_by"}
    assert data["load"] == {"load": 60.0, "one_rm": 90.0, "body_mass": None, "unit": "kg"}
    assert set(data["camera"]) == (
        {"view", "roll_deg", "yaw_deg", "yaw_sd_deg", "person_height_pct", "frame_rate", "gradable"}
        | {"reasons", "warnings"}
    )
    assert set(data["advice"]) == {"action", "new_load", "unit", "reasons"}


def test_a_rep_holds_seven_fields_per_quantity() -> None:
    rep = report_json.report_to_dict(build_report())["reps"][0]
    ends = ("pct", "low_pct", "high_pct", "phase", "deg", "standing", "reason")
    assert set(rep) == (
        {"rep", "start_s", "bottom_s", "end_s", "down_s", "up_s", "depth_pct", "grade", "reasons", "flags"}
        | {f"{key}_{end}" for key in Quantity for end in ends}
        | {"split_left_pct", "knee_separation_ratio", "trunk_lean_deg", "pelvis_shift_pct"}
        | {"fppa_left_deg", "fppa_right_deg"}
    )
    assert rep["knee_valgus_deg"] is None  # no angle
    assert rep["hip_drop_deg"] == 1.15  # atan(2 %)
    assert rep["hip_drop_low_pct"] == -2.0


def test_summary_counts_means_and_claims() -> None:
    summary = report_json.report_to_dict(build_report())["set"]
    assert {name: summary[name] for name in ("reps", "good", "bad", "ungraded", "incomplete")} == (
        {"reps": 8, "good": 5, "bad": 2, "ungraded": 1, "incomplete": 0}
    )
    assert summary["mean_lateral_shift_pct"] == 12.0
    assert summary["mean_hip_rotation_pct"] is None
    assert summary["claims"]["lateral_shift"]["side"] == "left"
    assert set(summary["claims"]["hip_drop"]) == (
        {"side", "mean_pct", "standard_error_pct", "same_side_share", "reps", "sentence"}
    )


def test_enumerations_are_the_words_of_the_contract() -> None:
    data = written_json(build_report())
    assert data["camera"]["view"] == "front"
    assert data["advice"]["action"] == "end_set"
    assert {rep["grade"] for rep in data["reps"]} == {"good", "bad", "ungraded"}


def test_unknown_is_null_and_the_json_is_strict() -> None:
    camera = build_camera(yaw_deg=math.inf, yaw_sd_deg=NAN, roll_deg=-math.inf)
    data = written_json(build_report(camera=camera))
    assert data["camera"]["yaw_deg"] is data["camera"]["roll_deg"] is data["camera"]["yaw_sd_deg"] is None
    assert data["reps"][7]["hip_drop_pct"] is None
    assert data["reps"][7]["hip_drop_reason"] == "not yet calibrated"


def test_one_set_is_an_object_several_an_array() -> None:
    assert written_json(build_report())["clip"]["name"] == "squat.mp4"
    assert [data["clip"]["shot"] for data in written_json(build_report(), build_report(shot=2))] == [1, 2]
    assert written_json() == []


def test_a_name_that_is_not_utf8_can_be_written() -> None:
    assert written_json(build_report(name="squat\udcff.mp4"))["clip"]["name"] == "squat?.mp4"


def test_numpy_numbers_can_be_written() -> None:
    settings = SetSettings(load=np.float64(60.0), unit=Unit.LB)
    reps = (build_rep(np.int64(1), (np.float64(2.0), np.float64(3.0), np.float64(4.0), NAN)),)
    assert written_json(build_report(reps, settings))["reps"][0]["rep"] == 1


@given(st.floats())
def test_rounded_is_finite_never_minus_zero_and_stays(value: float) -> None:
    number = report_json.round_number("hip_drop_pct", value)
    if number is None:
        assert not math.isfinite(value)
    else:
        assert math.copysign(1, number) == 1 or number < 0
        assert report_json.round_number("hip_drop_pct", number) == number


def test_tables_hold_the_numbers_of_the_json() -> None:
    report = build_report()
    table = export.tabulate_reps([report])
    for row, rep in zip(table.to_dict("records"), written_json(report)["reps"], strict=True):
        for name, value in rep.items():
            if isinstance(value, list):
                assert row[name] == "; ".join(value)
            elif value is None:
                assert pd.isna(row[name])
            else:
                assert row[name] == value, name


def test_table_columns_are_clip_shot_and_the_keys_of_a_rep() -> None:
    rep = report_json.report_to_dict(build_report())["reps"][0]
    assert list(export.tabulate_reps([build_report()]).columns) == ["clip", "shot", *rep, "corrections"]


def test_a_set_without_reps_keeps_columns_and_types() -> None:
    full, empty = export.tabulate_reps([build_report()]), export.tabulate_reps([build_side_view()])
    assert len(empty) == 0
    assert dict(empty.dtypes) == dict(full.dtypes)
    assert full["hip_rotation_pct"].dtype == np.float64  # unknown in every row, a number all the same
    assert dict(export.tabulate_reps([]).dtypes) == dict(full.dtypes)


def test_several_sets_stand_under_each_other() -> None:
    table = export.tabulate_reps([build_report(name="a.mp4"), build_report(name="b.mp4", shot=2)])
    assert list(table.groupby(["clip", "shot"]).size().items()) == [(("a.mp4", 1), 8), (("b.mp4", 2), 8)]


def test_csv_round_trip() -> None:
    report = build_report()
    back = pd.read_csv(io.StringIO(csv_of(report)))
    table = export.tabulate_reps([report])
    numbers = table.select_dtypes("number").columns
    pd.testing.assert_frame_equal(back[numbers], table[numbers], check_dtype=False, check_exact=True)
    assert list(back["grade"]) == list(table["grade"])


def test_csv_writes_unknown_as_an_empty_cell() -> None:
    assert "nan" not in csv_of(build_report()).lower()
    assert "None" not in csv_of(build_report())
    assert "<NA>" not in csv_of(build_report())


def test_parquet_round_trip_is_exact() -> None:
    table = export.tabulate_reps([build_report(name="=1+1.mp4"), build_report()])
    stream = io.BytesIO()
    export.write_parquet(table, stream)
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(stream.getvalue())), table)


def test_xlsx_round_trip() -> None:
    table = export.tabulate_reps([build_report()])
    stream = io.BytesIO()
    export.write_xlsx(table, stream)
    back = pd.read_excel(io.BytesIO(stream.getvalue()))
    numbers = table.select_dtypes("number").columns
    pd.testing.assert_frame_equal(back[numbers], table[numbers], check_dtype=False, check_exact=True)
    assert openpyxl.load_workbook(io.BytesIO(stream.getvalue())).active.freeze_panes == "A2"


@pytest.mark.parametrize("name", FORMULAS)
def test_csv_and_xlsx_run_no_formula(name: str) -> None:
    table = export.tabulate_reps([build_report(name=name)])
    as_csv, as_xlsx = io.BytesIO(), io.BytesIO()
    export.write_csv(table, as_csv)
    export.write_xlsx(table, as_xlsx)
    read = pd.read_csv(io.BytesIO(as_csv.getvalue()), dtype=str)
    assert set(read["clip"].str[0]) == {"'"}
    cell = openpyxl.load_workbook(io.BytesIO(as_xlsx.getvalue())).active["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_negative_numbers_are_not_escaped() -> None:
    read = pd.read_csv(io.StringIO(csv_of(build_report((build_rep(1, (-20.0, -1.0, -2.0, NAN)),)))))
    assert read["hip_drop_pct"][0] == -20.0
    stream = io.BytesIO()
    export.write_xlsx(export.tabulate_reps([build_report((build_rep(1, (-20.0, -1.0, -2.0, NAN)),))]), stream)
    sheet = openpyxl.load_workbook(io.BytesIO(stream.getvalue())).active
    column = [cell.value for cell in sheet[1]].index("hip_drop_pct")
    assert (sheet[2][column].value, sheet[2][column].data_type) == (-20.0, "n")


def test_control_characters_do_not_break_the_workbook() -> None:
    stream = io.BytesIO()
    export.write_xlsx(export.tabulate_reps([build_report(name="a\x00\x1b[31mb.mp4")]), stream)
    assert pd.read_excel(io.BytesIO(stream.getvalue()))["clip"][0] == "a  [31mb.mp4"


def test_frame_table_has_a_row_per_frame_with_all_series() -> None:
    report = build_report()
    table = export.tabulate_frames([report, build_report(name="b.mp4")])
    assert len(table) == 2 * len(report.frames.time_s)
    assert list(table.columns) == (
        ["clip", "shot", "time_s", "depth_pct", "rep", "standing", *(f"{key}_pct" for key in Quantity)]
    )
    assert table["standing"].dtype == bool
    assert table["hip_rotation_pct"].isna().all()
    assert set(table["rep"]) == set(range(9))


def test_frame_times_keep_microseconds() -> None:
    report = build_report()
    thirds = np.arange(len(report.frames.time_s)) / 30.0
    object.__setattr__(report.frames, "time_s", thirds)
    assert export.tabulate_frames([report])["time_s"][1] == 0.033333


def test_frame_table_of_nothing_has_its_columns() -> None:
    assert list(export.tabulate_frames([]).columns) == list(export.tabulate_frames([build_report()]).columns)


def field_names(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for item in value.values() for name in field_names(item)}
    if isinstance(value, list):
        return {name for item in value for name in field_names(item)}
    return set()


def test_every_field_is_documented(root: Path) -> None:
    document = (root / "docs" / "json.md").read_text("utf-8")
    general = set()
    for name in field_names(report_json.report_to_dict(build_report())):
        for key in Quantity:
            name = name.replace(key, "<quantity>")
        general.add(name)
    assert not {name for name in general if name not in document}
