"""Writes files of numbers and whole reports by their kind; each writer is imported when it is needed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import pandas as pd

    from reporting.content import ReportContent


def write_table(table: "pd.DataFrame", kind: str, stream: BinaryIO) -> None:
    """Write a table as a file.

    Parameters
    ----------
    table
        What `analysis.report.tables` or the history made.
    kind
        csv, parquet or xlsx.
    stream
        Where the file goes.
    """
    from analysis.report import tables

    {"csv": tables.write_csv, "parquet": tables.write_parquet, "xlsx": tables.write_xlsx}[kind](table, stream)


def write_report(contents: "Sequence[ReportContent]", kind: str, stream: BinaryIO) -> None:
    """Write a report that can be filed or sent.

    Parameters
    ----------
    contents
        One per set, in order.
    kind
        pdf or html.
    stream
        Where the file goes.
    """
    if kind == "pdf":
        from reporting.pdf import write_pdf

        write_pdf(contents, stream)
    else:
        from reporting.html import write_html

        write_html(contents, stream)
