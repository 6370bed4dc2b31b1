"""Every file that can be downloaded, as bytes: made by the same functions as the command line's."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reporting.exports import write_report, write_table
from reporting.file_names import make_safe_file_name
from services.package_info import read_version

if TYPE_CHECKING:
    from analysis.report.types import SetReport
    from web.jobs.sets import SetEntry

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Export:
    """One download. `make` runs when the button is pressed."""

    label: str
    end: str
    mime: str
    help: str
    make: Callable[[], bytes]


def list_table_exports(reports: "Sequence[SetReport]") -> tuple[Export, ...]:
    """Numbers for spreadsheets and programs."""
    return (
        Export("CSV", "-reps.csv", "text/csv", "One row per rep.", lambda: _render_rep_table(reports, "csv")),
        Export("Excel", "-reps.xlsx", _XLSX, "One row per rep.", lambda: _render_rep_table(reports, "xlsx")),
        Export(
            "Parquet",
            "-reps.parquet",
            "application/vnd.apache.parquet",
            "One row per rep, with column types.",
            lambda: _render_rep_table(reports, "parquet"),
        ),
        Export(
            "JSON",
            ".json",
            "application/json",
            "Everything, for programs; the format is documented.",
            lambda: render_json_file(reports),
        ),
        Export(
            "Frames (CSV)",
            "-frames.csv",
            "text/csv",
            "One row per frame.",
            lambda: _render_frame_table(reports),
        ),
    )


def list_report_exports(
    entry: "SetEntry", reports: "Sequence[SetReport]", lifter: str, note: str
) -> tuple[Export, ...]:
    """The report, to file or to send."""
    return (
        Export(
            "PDF report",
            "-report.pdf",
            "application/pdf",
            "One to two pages for a coach or physiotherapist.",
            lambda: render_report_file(entry, reports, "pdf", lifter, note),
        ),
        Export(
            "Web page (HTML)",
            "-report.html",
            "text/html",
            "The same in one file, for a browser.",
            lambda: render_report_file(entry, reports, "html", lifter, note),
        ),
    )


def render_json_file(reports: "Sequence[SetReport]") -> bytes:
    """As `evenrep analyze --json`."""
    from analysis.report.json_writer import write_json

    text = io.StringIO()
    write_json(reports, text)
    return text.getvalue().encode("utf-8")


def render_report_file(
    entry: "SetEntry", reports: "Sequence[SetReport]", kind: str, lifter: str = "", note: str = ""
) -> bytes:
    """The PDF or HTML report, as `evenrep report`; its stills are drawn from the clip."""
    from reporting.content import build_report_content

    today, version = date.today().isoformat(), read_version()
    contents = [
        build_report_content(report, today, version, entry.collect_shot_stills(shot), lifter, note)
        for shot, report in enumerate(reports)
    ]
    stream = io.BytesIO()
    write_report(contents, kind, stream)
    return stream.getvalue()


def make_download_name(clip_stem: str, end: str) -> str:
    """A file name without characters that a system could refuse."""
    return make_safe_file_name(clip_stem, end)


def _render_rep_table(reports: "Sequence[SetReport]", kind: str) -> bytes:
    from analysis.report.tables import tabulate_reps

    stream = io.BytesIO()
    write_table(tabulate_reps(reports), kind, stream)
    return stream.getvalue()


def _render_frame_table(reports: "Sequence[SetReport]") -> bytes:
    from analysis.report.tables import tabulate_frames

    stream = io.BytesIO()
    write_table(tabulate_frames(reports), "csv", stream)
    return stream.getvalue()
