"""A lifter's weeks as files for a coach."""

import io

from ui import engine
from ui.progress_rows import build_week_table
from ui.progress_view import LifterProgress


def render_progress_csv(seen: LifterProgress) -> bytes:
    """A row per week."""
    stream = io.BytesIO()
    engine.write_table(build_week_table(seen.progress, seen.lifter.unit), "csv", stream)
    return stream.getvalue()


def render_progress_pdf(seen: LifterProgress, deterministic: bool = False) -> bytes:
    """The page as a file to hand over."""
    from ui.progress_pdf import write_progress_pdf

    stream = io.BytesIO()
    write_progress_pdf(seen, stream, deterministic)
    return stream.getvalue()
