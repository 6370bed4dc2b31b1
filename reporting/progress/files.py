"""A lifter's weeks as files for a coach."""

import io

from reporting.exports import write_table
from reporting.progress.lifter_progress import LifterProgress
from reporting.progress.rows import build_week_table


def render_progress_csv(seen: LifterProgress) -> bytes:
    """A row per week."""
    stream = io.BytesIO()
    write_table(build_week_table(seen.progress, seen.lifter.unit), "csv", stream)
    return stream.getvalue()


def render_progress_pdf(seen: LifterProgress, deterministic: bool = False) -> bytes:
    """The page as a file to hand over."""
    from reporting.progress.pdf import write_progress_pdf

    stream = io.BytesIO()
    write_progress_pdf(seen, stream, deterministic)
    return stream.getvalue()
