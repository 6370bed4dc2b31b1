"""A lifter's weeks as files for a coach."""

import io

from reporting.exports import write_table
from reporting.progress.lifter_progress import LifterProgress
from reporting.progress.rows import build_week_table


def render_progress_csv(seen: LifterProgress) -> bytes:
    """Make a spreadsheet of a lifter's weeks.

    Parameters
    ----------
    seen
        What the Progress page shows.

    Returns
    -------
    bytes
        A CSV file, one row per week: percent, + = left; loads in the lifter's unit.
    """
    stream = io.BytesIO()
    write_table(build_week_table(seen.progress, seen.lifter.unit), "csv", stream)
    return stream.getvalue()


def render_progress_pdf(seen: LifterProgress, version: str, deterministic: bool = False) -> bytes:
    """Make a PDF of what the Progress page shows, to hand over.

    Parameters
    ----------
    seen
        What the Progress page shows.
    version
        Of EvenRep, for the foot of each page.
    deterministic
        The same weeks give the same bytes: no time of writing in the file.

    Returns
    -------
    bytes
        A PDF file.
    """
    from reporting.progress.pdf import write_progress_pdf

    stream = io.BytesIO()
    write_progress_pdf(seen, stream, version, deterministic)
    return stream.getvalue()
