"""Reports as JSON and as tidy tables. Writes to streams that it is given; docs/json.md documents every field.

One rounding for all: what JSON, CSV, the terminal and the page show of a number is the same number.
Unknown is null in JSON and an empty cell in a table, never 0 and never NaN as text.
"""

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import BinaryIO, TextIO

import pandas as pd

from analysis.lifts import LIFTS
from analysis.quantities import QUANTITIES, Quantity
from analysis.report_types import (
    Advice,
    CameraReport,
    FrameSeries,
    RepReport,
    SetReport,
    SetSummary,
    SideClaim,
    SideSummary,
)

SCHEMA = "evenrep.set/1"

DECIMALS = {"pct": 2, "deg": 2, "_s": 3, "ratio": 3, "share": 3, "frame_rate": 2}
"""Digits behind the point by the end of a field's name: its unit. Finer than any interval is wide."""

FRAME_TIME_DECIMALS = 6
"""Microseconds: per-frame times are differentiated, so a millisecond would be too coarse."""

LIST_SEPARATOR = "; "
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""A spreadsheet runs a text cell that starts with one of these."""

_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f]")

_XLSX_MAX_WIDTH = 40

Json = dict[str, object]


def rounded(name: str, value: float) -> float | None:
    """The number as every output shows it; None for NaN and infinity. `name` ends in its unit."""
    if not math.isfinite(value):
        return None
    decimals = next(digits for end, digits in DECIMALS.items() if name.endswith(end))
    return round(float(value), decimals) + 0.0  # + 0.0: never "-0.0"


def report_to_dict(report: SetReport) -> Json:
    """One set as JSON-ready values, in the order of docs/json.md."""
    clip, settings = report.clip, report.settings
    duration = {"duration_s": rounded("duration_s", clip.duration_s)}
    masses = {name: _mass(getattr(settings, name)) for name in ("load", "one_rm", "body_mass")}
    parts: Json = {
        "schema": SCHEMA,
        "clip": asdict(clip)
        | duration
        | {"mirrored": settings.mirrored, "view_told": settings.view}
        | {"shot": report.shot, "shots": report.shots},
        "model": asdict(report.model) | {"measured_by": report.measured_by},
        "lift": settings.lift,
        **({"side_told": settings.side} if settings.side else {}),
        "load": masses | {"unit": settings.unit},
        "camera": _camera(report.camera),
        "reps": [_rep(rep) | _lift_extras(report, rep) for rep in report.reps],
        "set": _summary(report.summary),
        **({"sides": [_side(side) for side in report.sides]} if report.sides else {}),
        "advice": _advice(report.advice),
        "warnings": list(report.warnings),
        "corrections": list(report.corrections),
    }
    return {key: _clean(part) for key, part in parts.items()}


def rep_to_dict(rep: RepReport) -> Json:
    """One rep as it stands among `reps` of a set."""
    return {key: _clean(value) for key, value in _rep(rep).items()}


def write_json(reports: Sequence[SetReport], stream: TextIO) -> None:
    """One set as an object, several (or none) as an array; strict JSON, no NaN tokens."""
    sets = [report_to_dict(report) for report in reports]
    json.dump(sets[0] if len(sets) == 1 else sets, stream, indent=2, ensure_ascii=False, allow_nan=False)
    stream.write("\n")


def rep_table(reports: Sequence[SetReport]) -> pd.DataFrame:
    """One row per rep of every set: `clip`, `shot`, the keys of a rep in the JSON, `corrections`."""
    rows = [
        {"clip": report.clip.name, "shot": report.shot, "corrections": _cell(list(report.corrections))}
        | {key: _cell(value) for key, value in (_rep(rep) | _lift_extras(report, rep)).items()}
        for report in reports
        for rep in report.reps
    ]
    return _typed(rows, _rep_columns(reports))


def frame_table(reports: Sequence[SetReport]) -> pd.DataFrame:
    """One row per frame of every set; `rep` is 0 between reps, `standing` marks the baseline frames."""
    columns = {"clip": "string", "shot": "int64", "time_s": "float64", "depth_pct": "float64"}
    columns |= {"rep": "int64", "standing": "bool"} | {f"{key}_pct": "float64" for key in Quantity}
    tables = [_frames(report) for report in reports]
    return pd.concat(tables, ignore_index=True).astype(columns) if tables else _typed([], columns)


def write_csv(table: pd.DataFrame, stream: BinaryIO) -> None:
    """UTF-8, comma, point, one header line; text that a spreadsheet would run is escaped."""
    _without_formulas(table).to_csv(stream, index=False, encoding="utf-8", lineterminator="\n")


def write_parquet(table: pd.DataFrame, stream: BinaryIO) -> None:
    """Typed and exact: nothing is escaped, for nothing there can run."""
    table.to_parquet(stream, index=False, engine="pyarrow")


def write_xlsx(table: pd.DataFrame, stream: BinaryIO, sheet: str = "reps") -> None:
    """One sheet with a fixed header row; text that would run as a formula is escaped."""
    with pd.ExcelWriter(stream, engine="openpyxl") as writer:
        _without_formulas(table).to_excel(writer, sheet_name=sheet, index=False, freeze_panes=(1, 0))
        for column in writer.sheets[sheet].iter_cols(max_row=min(len(table) + 1, 100)):
            longest = max(len(str(cell.value if cell.value is not None else "")) for cell in column)
            width = min(longest + 2, _XLSX_MAX_WIDTH)
            writer.sheets[sheet].column_dimensions[column[0].column_letter].width = width


def _camera(camera: CameraReport) -> Json:
    numbers = ("roll_deg", "yaw_deg", "yaw_sd_deg", "person_height_pct", "frame_rate")
    return {
        "view": camera.view,
        **{name: rounded(name, getattr(camera, name)) for name in numbers},
        "gradable": camera.gradable,
        "reasons": list(camera.reasons),
        "warnings": list(camera.warnings),
    }


_REP_TIMES = ("start_s", "bottom_s", "end_s", "down_s", "up_s", "depth_pct")
_REP_EXTRAS = (
    "split_left_pct",
    "knee_separation_ratio",
    "trunk_lean_deg",
    "pelvis_shift_pct",
    "fppa_left_deg",
    "fppa_right_deg",
)


def _rep(rep: RepReport) -> Json:
    row: Json = {"rep": int(rep.rep)}
    row |= {name: rounded(name, getattr(rep, name)) for name in _REP_TIMES}
    row |= {"grade": rep.grade, "reasons": list(rep.reasons), "flags": list(rep.flags)}
    for key in Quantity:
        row |= _value(rep, key)
    return row | {name: rounded(name, getattr(rep, name)) for name in _REP_EXTRAS}


_HINGE_EXTRAS = ("hip_line_deg",)
_LEG_EXTRAS = ("side", "pelvic_drop_deg", "pelvic_drop_low_deg", "pelvic_drop_high_deg")


def _extras_of(report: SetReport) -> tuple[str, ...]:
    """Fields of a rep that only some lifts have."""
    lift = LIFTS.get(report.settings.lift)
    if lift is None:
        return ()
    return _LEG_EXTRAS if lift.one_leg else tuple(name for name in _HINGE_EXTRAS if name in lift.shown)


def _lift_extras(report: SetReport, rep: RepReport) -> Json:
    found: Json = {name: getattr(rep, name) for name in _extras_of(report)}
    return {
        name: rounded(name, value) if isinstance(value, float) else value for name, value in found.items()
    }


def _side(side: SideSummary) -> Json:
    counts: Json = {"side": side.side, "reps": side.reps, "clean": side.clean, "unread": side.unread}
    numbers = ("depth_pct", "pelvic_drop_deg", "pelvic_drop_low_deg", "pelvic_drop_high_deg")
    return counts | {name: rounded(name, getattr(side, name)) for name in numbers}


def _value(rep: RepReport, key: Quantity) -> Json:
    value = rep.values[key]
    numbers = {name: rounded(name, getattr(value, name)) for name in ("pct", "low_pct", "high_pct")}
    return {
        **{f"{key}_{name}": number for name, number in numbers.items()},
        f"{key}_phase": value.phase,
        f"{key}_deg": rounded("deg", value.deg) if QUANTITIES[key].has_deg else None,
        f"{key}_standing": value.standing,
        f"{key}_reason": value.reason,
    }


def _summary(summary: SetSummary) -> Json:
    counts = ("reps", "good", "bad", "ungraded", "incomplete")
    means = {key: summary.mean_pct.get(key, math.nan) for key in Quantity}
    return {
        **{name: int(getattr(summary, name)) for name in counts},
        **{f"mean_{key}_pct": rounded("pct", mean) for key, mean in means.items()},
        "claims": {key: _claim(claim) for key, claim in summary.claims.items()},
    }


def _claim(claim: SideClaim) -> Json:
    numbers = ("mean_pct", "standard_error_pct", "same_side_share")
    return {
        "side": claim.side,
        **{name: rounded(name, getattr(claim, name)) for name in numbers},
        "reps": int(claim.reps),
        "sentence": claim.sentence,
    }


def _advice(advice: Advice) -> Json:
    return {
        "action": advice.action,
        "new_load": _mass(advice.new_load),
        "unit": advice.unit,
        "reasons": list(advice.reasons),
    }


def _mass(value: float | None) -> float | None:
    return None if value is None else round(float(value), 2)


def _clean(value: object) -> object:
    """Plain JSON types: enumerations as their text, and text that can be written as UTF-8."""
    if isinstance(value, dict):
        return {str(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return str(value).encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _cell(value: object) -> object:
    return LIST_SEPARATOR.join(str(item) for item in value) if isinstance(value, list) else value


def _rep_columns(reports: Sequence[SetReport]) -> dict[str, str]:
    def of_quantity(key: Quantity) -> Iterator[tuple[str, str]]:
        for end in ("pct", "low_pct", "high_pct", "phase", "deg", "standing", "reason"):
            yield f"{key}_{end}", "string" if end in ("phase", "standing", "reason") else "float64"

    columns = {"clip": "string", "shot": "int64", "rep": "int64"} | dict.fromkeys(_REP_TIMES, "float64")
    columns |= dict.fromkeys(("grade", "reasons", "flags"), "string")
    columns |= dict(pair for key in Quantity for pair in of_quantity(key))
    columns |= dict.fromkeys(_REP_EXTRAS, "float64")
    used = {name for report in reports for name in _extras_of(report)}
    extras = [name for name in (*_HINGE_EXTRAS, *_LEG_EXTRAS) if name in used]
    columns |= {name: "string" if name == "side" else "float64" for name in extras}
    return columns | {"corrections": "string"}


def _typed(rows: Sequence[Json], columns: dict[str, str]) -> pd.DataFrame:
    """Types do not depend on what happens to be known: an all-unknown column stays a number."""
    return pd.DataFrame([_clean(row) for row in rows], columns=list(columns)).astype(columns)


def _frames(report: SetReport) -> pd.DataFrame:
    series: FrameSeries = report.frames
    percents = {f"{key}_pct": series.pct[key].round(DECIMALS["pct"]) + 0.0 for key in Quantity}
    return pd.DataFrame(
        {
            "clip": _clean(report.clip.name),
            "shot": report.shot,
            "time_s": series.time_s.round(FRAME_TIME_DECIMALS),
            "depth_pct": series.depth_pct.round(DECIMALS["pct"]) + 0.0,
            "rep": series.rep,
            "standing": series.standing,
            **percents,
        }
    )


def _without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    safe = table.copy()
    for name in safe.columns:
        if not (pd.api.types.is_numeric_dtype(safe[name]) or pd.api.types.is_bool_dtype(safe[name])):
            safe[name] = safe[name].map(_safe_text, na_action="ignore")
    return safe


def _safe_text(text: str) -> str:
    """Control characters become spaces (a lone CR would begin a new row); an apostrophe stops formulas."""
    line = _CONTROL.sub(" ", text)
    runs = text.startswith(FORMULA_STARTS) or line.lstrip().startswith(FORMULA_STARTS)
    return f"'{line}" if runs else line
