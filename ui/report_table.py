"""The table of a report that is filed: a row per rep, and what explains it. Text as typed, unescaped."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.quantities import QUANTITIES, Quantity
from analysis.report_types import RepReport, SetReport
from ui import words
from ui.lift_words import is_counted, lift_columns, lift_notes


@dataclass(frozen=True)
class Cell:
    """One cell of the table. mark: "good", "bad", "ungraded", "beyond" or "": the style it gets."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Table:
    """Header, one row per rep, and lines under it that explain it."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...]


def rep_table(report: SetReport) -> Table:
    """What is known of every rep, in the words of the page."""
    if is_counted(report):
        return _counted_table(report)
    codes = words.reason_codes(report.reps)
    quantities = [f"{QUANTITIES[key].label}, %" for key in Quantity]
    return Table(
        header=("Rep", "At", "Grade", *quantities, "On the left foot", "Why"),
        rows=tuple(_row(rep, codes) for rep in report.reps),
        notes=(
            words.table_key(report.reps),
            *(f"{words.MISSING} {code}: {words.sentence(reason)}" for reason, code in codes.items()),
        ),
    )


def _counted_table(report: SetReport) -> Table:
    """The reps of a lift of which nothing is graded."""
    columns = lift_columns(report)
    return Table(
        header=("Rep", *(heading for heading, _ in columns)),
        rows=tuple((Cell(str(rep.rep)), *(Cell(cell(rep)) for _, cell in columns)) for rep in report.reps),
        notes=tuple(lift_notes(report)),
    )


def _row(rep: RepReport, codes: Mapping[str, str]) -> tuple[Cell, ...]:
    values = [words.value_text(value, codes.get(value.reason, "")) for value in rep.values.values()]
    split = words.whole(rep.split_left_pct)
    return (
        Cell(str(rep.rep)),
        Cell(f"{rep.bottom_s:.1f} s"),
        Cell(words.grade_text(rep), rep.grade.value),
        *(Cell(value, "beyond" if value.endswith("!") else "") for value in values),
        Cell(split if split == words.MISSING else f"{split} %"),
        Cell(words.notes(rep)),
    )
