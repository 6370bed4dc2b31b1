"""What stands in a report that is filed: one source for the HTML and the PDF."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.quantities import Quantity
from analysis.report_types import SetReport
from vision.drawing import Image


@dataclass(frozen=True)
class ReportContent:
    """Plain text and pictures in reading order; text is as typed, escaping is the writer's task."""

    report: SetReport
    date: str
    version: str
    lifter: str = ""
    note: str = ""


def report_content(
    report: SetReport,
    date: str,
    version: str,
    stills: Mapping[Quantity, Image] | None = None,
    lifter: str = "",
    note: str = "",
) -> ReportContent:
    """The content of one set's report.

    date     as it is to be shown, "2026-11-22"; the caller's clock, never ours
    version  of EvenRep (`ui.about.version()`)
    stills   from `ui.stills.stills`
    lifter, note  free text of the person
    """
    raise NotImplementedError


def safe_file_name(text: str, ending: str = "") -> str:
    """A file name that every system takes, made of any text: "squat (1)" + "-report.pdf"."""
    raise NotImplementedError
