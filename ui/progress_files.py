"""A lifter's weeks as files for a coach."""

import io

from ui import engine
from ui.progress_rows import week_table
from ui.progress_view import View


def csv_bytes(seen: View) -> bytes:
    """A row per week."""
    stream = io.BytesIO()
    engine.write_table(week_table(seen.progress, seen.lifter.unit), "csv", stream)
    return stream.getvalue()


def pdf_bytes(seen: View, deterministic: bool = False) -> bytes:
    """The page as a file to hand over."""
    from ui.progress_pdf import write_progress_pdf

    stream = io.BytesIO()
    write_progress_pdf(seen, stream, deterministic)
    return stream.getvalue()
