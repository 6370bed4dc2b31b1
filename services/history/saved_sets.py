"""Saved sets again: opened, tabulated, exported, imported."""

import io
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from analysis.wording import format_count
from services.history.opening import open_history

if TYPE_CHECKING:
    import pandas as pd

    from analysis.pose.track import Recording
    from history.store import Store
    from history.types import SavedSet


def open_saved_set(set_id: str) -> "tuple[SavedSet, Recording | None]":
    """Load a saved set and its track.

    Parameters
    ----------
    set_id
        The whole id.

    Returns
    -------
    SavedSet
        Its report has no frames.
    Recording or None
        To analyse it again; None: no track was saved, only the report.

    Raises
    ------
    NotInHistory
    """
    from vision.tracking.track_io import unpack_recording

    with open_history() as store:
        saved = store.load_saved_set(set_id)
        track = store.load_track(set_id)
    return saved, None if track is None else unpack_recording(track, saved.line.clip)


def write_saved_video(set_id: str, path: Path) -> None:
    """Write the saved video of a set to a file.

    Parameters
    ----------
    set_id
        The whole id.
    path
        The new file.

    Raises
    ------
    NotInHistory
        There is no such set.
    """
    with open_history() as store, path.open("wb") as stream:
        store.write_video(set_id, stream)


def tabulate_history(store: "Store", per: str, lifter_id: str | None = None) -> "pd.DataFrame":
    """Tabulate saved sets for a coach.

    Parameters
    ----------
    store
        The open history.
    per
        What a row is: "set" or "rep".
    lifter_id
        Whose sets; None: everybody's.

    Returns
    -------
    pandas.DataFrame
        The oldest first; percent, plus is the lifter's left.
    """
    from history.coach_table import tabulate_saved_reps, tabulate_saved_sets

    return (tabulate_saved_reps if per == "rep" else tabulate_saved_sets)(store, lifter_id)


def export_history_csv(per: str, lifter_id: str | None = None) -> bytes:
    """Export the table of `evenrep history csv`.

    Parameters
    ----------
    per, lifter_id
        As in `tabulate_history`.

    Returns
    -------
    bytes
        The CSV file, UTF-8.
    """
    from analysis.report.tables import write_csv

    stream = io.BytesIO()
    with open_history() as store:
        # The same writer as for results: it also disarms text that a spreadsheet would run as a formula.
        write_csv(tabulate_history(store, per, lifter_id), stream)
    return stream.getvalue()


def export_history_zip(lifter_id: str | None = None) -> bytes:
    """Export everything, with tracks and videos, as `evenrep history export` does.

    Parameters
    ----------
    lifter_id
        Whose sets and logs; None: everybody's.

    Returns
    -------
    bytes
        The zip file, which `import_history` reads.
    """
    stream = io.BytesIO()
    with open_history() as store:
        store.export_to(stream, lifter_id)
    return stream.getvalue()


def import_history(stream: BinaryIO) -> str:
    """Add what an export holds; what is here already stays unchanged.

    Parameters
    ----------
    stream
        The zip file.

    Returns
    -------
    str
        What was added, in sentences.

    Raises
    ------
    ResultError
        No export of EvenRep, or damaged.
    HistoryError
    """
    with open_history() as store:
        counts = store.import_from(stream)
    entries = format_count(counts.entries, "log entry", "log entries")
    new = f" New: {', '.join(counts.names)}." if counts.names else ""
    known = f" {counts.unchanged} were here already." if counts.unchanged else ""
    return f"Added {format_count(counts.sets, 'set')} and {entries}.{new}{known}"
