"""The report as one HTML file: no script, no request to anywhere, prints well; user text is escaped."""

from collections.abc import Sequence
from typing import BinaryIO

from ui.report_content import ReportContent


def report_html(contents: Sequence[ReportContent]) -> str:
    """One page for one or several sets."""
    raise NotImplementedError


def write_html(contents: Sequence[ReportContent], stream: BinaryIO) -> None:
    """UTF-8."""
    raise NotImplementedError
