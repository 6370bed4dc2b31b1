"""The report as a PDF of one to two A4 pages per set: real text, embedded fonts."""

from collections.abc import Sequence
from typing import BinaryIO

from ui.report_content import ReportContent


def write_pdf(contents: Sequence[ReportContent], stream: BinaryIO, deterministic: bool = False) -> None:
    """deterministic: the same contents give the same bytes (no time of writing in the file)."""
    raise NotImplementedError
