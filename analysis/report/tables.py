"""Reports as tidy tables: a row per rep, a row per frame. Writes to streams that the caller opens.

The numbers are those of the JSON (analysis/report/json_writer.py); unknown is an empty cell, never 0. The one
file of the package that imports pandas: a table is an export, not a measurement.
"""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import pandas as pd

from analysis.quantities.definitions import Quantity
from analysis.report.json_writer import (
    DECIMALS,
    HINGE_EXTRAS,
    LEG_EXTRAS,
    REP_EXTRAS,
    REP_TIMES,
    Json,
    build_rep_row,
    convert_to_plain_json,
    list_lift_extras,
)
from analysis.report.types import FrameSeries, SetReport

# Microseconds: per-frame times are differentiated, so a millisecond would be too coarse.
FRAME_TIME_DECIMALS = 6

# A spreadsheet runs a text cell that starts with one of these.
LIST_SEPARATOR = "; "
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")

_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f]")

_XLSX_MAX_WIDTH = 40


def tabulate_reps(reports: Sequence[SetReport]) -> pd.DataFrame:
    """One row per rep of every set.

    Parameters
    ----------
    reports
        The sets of a run, of one or several clips.

    Returns
    -------
    pd.DataFrame
        Columns `clip`, `shot`, the keys of a rep in the JSON, `corrections`; units end the column names.
    """
    rows = [
        {"clip": report.clip.name, "shot": report.shot, "corrections": _format_cell(list(report.corrections))}
        | {key: _format_cell(value) for key, value in build_rep_row(report, rep).items()}
        for report in reports
        for rep in report.reps
    ]
    return _build_typed_table(rows, _build_rep_columns(reports))


def tabulate_frames(reports: Sequence[SetReport]) -> pd.DataFrame:
    """One row per frame of every set.

    Parameters
    ----------
    reports
        The sets of a run, of one or several clips.

    Returns
    -------
    pd.DataFrame
        Columns `clip`, `shot`, `time_s`, `depth_pct`, `rep` (0 between reps), `standing` (baseline frames)
        and
        `<quantity>_pct`, + = the lifter's left.
    """
    columns = {"clip": "string", "shot": "int64", "time_s": "float64", "depth_pct": "float64"}
    columns |= {"rep": "int64", "standing": "bool"} | {f"{key}_pct": "float64" for key in Quantity}
    tables = [_tabulate_set_frames(report) for report in reports]
    return pd.concat(tables, ignore_index=True).astype(columns) if tables else _build_typed_table([], columns)


def write_csv(table: pd.DataFrame, stream: BinaryIO) -> None:
    """Write a table as CSV: UTF-8, comma, decimal point, one header line.

    Parameters
    ----------
    table
        Any table.
    stream
        Binary stream that is open for writing. Text that a spreadsheet would run as a formula is escaped.
    """
    _escape_formulas(table).to_csv(stream, index=False, encoding="utf-8", lineterminator="\n")


def write_parquet(table: pd.DataFrame, stream: BinaryIO) -> None:
    """Write a table as Parquet, typed and exact.

    Parameters
    ----------
    table
        Any table.
    stream
        Binary stream that is open for writing. Nothing is escaped, for nothing can run there.
    """
    table.to_parquet(stream, index=False, engine="pyarrow")


def write_xlsx(table: pd.DataFrame, stream: BinaryIO, sheet: str = "reps") -> None:
    """Write a table as a workbook of one sheet with a fixed header row.

    Parameters
    ----------
    table
        Any table.
    stream
        Binary stream that is open for writing. Text that would run as a formula is escaped.
    sheet
        Name of the sheet.
    """
    with pd.ExcelWriter(stream, engine="openpyxl") as writer:
        _escape_formulas(table).to_excel(writer, sheet_name=sheet, index=False, freeze_panes=(1, 0))
        for column in writer.sheets[sheet].iter_cols(max_row=min(len(table) + 1, 100)):
            longest = max(len(str(cell.value if cell.value is not None else "")) for cell in column)
            width = min(longest + 2, _XLSX_MAX_WIDTH)
            writer.sheets[sheet].column_dimensions[column[0].column_letter].width = width


def _format_cell(value: object) -> object:
    return LIST_SEPARATOR.join(str(item) for item in value) if isinstance(value, list) else value


def _build_rep_columns(reports: Sequence[SetReport]) -> dict[str, str]:
    def list_quantity_columns(key: Quantity) -> Iterator[tuple[str, str]]:
        for end in ("pct", "low_pct", "high_pct", "phase", "deg", "standing", "reason"):
            yield f"{key}_{end}", "string" if end in ("phase", "standing", "reason") else "float64"

    columns = {"clip": "string", "shot": "int64", "rep": "int64"} | dict.fromkeys(REP_TIMES, "float64")
    columns |= dict.fromkeys(("grade", "reasons", "flags"), "string")
    columns |= dict(pair for key in Quantity for pair in list_quantity_columns(key))
    columns |= dict.fromkeys(REP_EXTRAS, "float64")
    used = {name for report in reports for name in list_lift_extras(report)}
    extras = [name for name in (*HINGE_EXTRAS, *LEG_EXTRAS) if name in used]
    columns |= {name: "string" if name == "side" else "float64" for name in extras}
    return columns | {"corrections": "string"}


def _build_typed_table(rows: Sequence[Json], columns: dict[str, str]) -> pd.DataFrame:
    """Types do not depend on what happens to be known: an all-unknown column stays a number."""
    return pd.DataFrame([convert_to_plain_json(row) for row in rows], columns=list(columns)).astype(columns)


def _tabulate_set_frames(report: SetReport) -> pd.DataFrame:
    series: FrameSeries = report.frames
    percents = {f"{key}_pct": series.pct[key].round(DECIMALS["pct"]) + 0.0 for key in Quantity}
    return pd.DataFrame(
        {
            "clip": convert_to_plain_json(report.clip.name),
            "shot": report.shot,
            "time_s": series.time_s.round(FRAME_TIME_DECIMALS),
            "depth_pct": series.depth_pct.round(DECIMALS["pct"]) + 0.0,
            "rep": series.rep,
            "standing": series.standing,
            **percents,
        }
    )


def _escape_formulas(table: pd.DataFrame) -> pd.DataFrame:
    safe = table.copy()
    for name in safe.columns:
        if not (pd.api.types.is_numeric_dtype(safe[name]) or pd.api.types.is_bool_dtype(safe[name])):
            safe[name] = safe[name].map(_escape_text, na_action="ignore")
    return safe


def _escape_text(text: str) -> str:
    """Control characters become spaces (a lone CR would begin a new row); an apostrophe stops formulas."""
    line = _CONTROL.sub(" ", text)
    runs = text.startswith(FORMULA_STARTS) or line.lstrip().startswith(FORMULA_STARTS)
    return f"'{line}" if runs else line
