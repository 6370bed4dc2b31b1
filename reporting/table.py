"""The table of reps in a report that is filed, and the notes that explain it. Plain text, unescaped."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.types import RepReport, SetReport
from reporting import text as report_text
from reporting import value_text
from reporting.lift_text import is_counted, list_lift_columns, list_lift_notes


@dataclass(frozen=True)
class ReportCell:
    """One cell of the table. mark: "good", "bad", "ungraded", "beyond" or "": the style it gets."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class ReportTable:
    """Header, one row per rep, and lines under it that explain it."""

    header: tuple[str, ...]
    rows: tuple[tuple[ReportCell, ...], ...]
    notes: tuple[str, ...]


def build_report_table(report: SetReport) -> ReportTable:
    """What is known of every rep, in the words of the page."""
    if is_counted(report):
        return _build_counted_table(report)
    codes = value_text.assign_reason_codes(report.reps)
    quantities = [f"{QUANTITIES[key].label}, %" for key in Quantity]
    return ReportTable(
        header=("Rep", "At", "Grade", *quantities, "On the left foot", "Why"),
        rows=tuple(_build_row(rep, codes) for rep in report.reps),
        notes=(
            value_text.describe_table_key(report.reps),
            *(
                f"{value_text.MISSING} {code}: {report_text.make_sentence(reason)}"
                for reason, code in codes.items()
            ),
        ),
    )


def _build_counted_table(report: SetReport) -> ReportTable:
    """The reps of a lift in which nothing is graded."""
    columns = list_lift_columns(report)
    return ReportTable(
        header=("Rep", *(heading for heading, _ in columns)),
        rows=tuple(
            (ReportCell(str(rep.rep)), *(ReportCell(cell(rep)) for _, cell in columns)) for rep in report.reps
        ),
        notes=tuple(list_lift_notes(report)),
    )


def _build_row(rep: RepReport, codes: Mapping[str, str]) -> tuple[ReportCell, ...]:
    values = [value_text.format_value(value, codes.get(value.reason, "")) for value in rep.values.values()]
    split = value_text.format_whole(rep.split_left_pct)
    return (
        ReportCell(str(rep.rep)),
        ReportCell(f"{rep.bottom_s:.1f} s"),
        ReportCell(value_text.format_grade(rep), rep.grade.value),
        # The mark is the text's own, so that colour and exclamation mark can never disagree.
        *(ReportCell(value, "beyond" if value.endswith("!") else "") for value in values),
        ReportCell(split if split == value_text.MISSING else f"{split} %"),
        ReportCell(report_text.describe_rep_notes(rep)),
    )
