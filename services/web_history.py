"""What the page asks of the history. Each question opens it anew: safe from any thread, and quick."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, BinaryIO

from services import analysis as analysis_service
from web.jobs.uploads import UploadedClip, make_safe_clip_name

if TYPE_CHECKING:
    from analysis.report.types import SetReport
    from coaching.records.lifter import Lifter
    from history.store import Store
    from web.jobs.sets import SetEntry


@contextmanager
def open_history() -> "Iterator[Store]":
    """Raises HistoryError."""
    from services.history import open_store

    with open_store() as store:
        yield store


def has_history() -> bool:
    """Whether anything was ever kept."""
    from history.store import Store

    return Store.is_there()


def list_lifters() -> "tuple[Lifter, ...]":
    """By name; nobody, and no file made, where nothing was ever kept."""
    if not has_history():
        return ()
    with open_history() as store:
        return store.list_lifters()


def describe_history_location() -> str:
    """For people."""
    from history.location import build_history_url, format_location

    return format_location(build_history_url())


def save_clip_sets(
    entry: "SetEntry",
    reports: "Sequence[SetReport]",
    lifter: "Lifter | None",
    name: str,
    told: dict[str, Any],
) -> str:
    """Saves the sets of a clip, for somebody new where `lifter` is None; returns the lifter's id."""
    from history.types import NewSet, SetFiles
    from services.history import find_working_side

    new = [
        NewSet(
            report,
            at=told["at"],
            note=told["note"],
            feedback=told["feedback"],
            side=find_working_side(report),
            check=told["check"],
            corrections=entry.corrections,
        )
        for report in reports
    ]
    track = analysis_service.pack_recording(entry.recording) if entry.recording is not None else None
    with open_history() as store:
        lifter = lifter or store.add_lifter(name)
        store.save_sets(lifter.id, new, SetFiles(track, entry.film if told["video"] else None))
    return lifter.id


def open_saved_set(set_id: str, folder: Path) -> "SetEntry":
    """A saved set as one of this session: made anew of its track, or, without one, as it was saved."""
    from vision.tracking.track_io import unpack_recording
    from web.jobs.sets import SetEntry

    with open_history() as store:
        saved = store.load_saved_set(set_id)
        track = store.load_track(set_id)
        clip_id = token_hex(6)
        path = folder / clip_id / make_safe_clip_name(saved.line.clip)
        path.parent.mkdir(mode=0o700, parents=True)
        if saved.line.has_video:
            with path.open("wb") as stream:
                store.write_video(set_id, stream)
    clip = UploadedClip(clip_id, saved.line.clip, path, saved.report.clip.sha256)
    entry = SetEntry(clip, saved.report.settings, corrections=saved.corrections, at=saved.line.at)
    if track is not None:
        entry.recording = unpack_recording(track, saved.line.clip)
    else:
        entry.kept_reports = (saved.report,)
    return entry


def export_history_zip(lifter_id: str | None = None) -> bytes:
    """As `evenrep history export`."""
    import io

    stream = io.BytesIO()
    with open_history() as store:
        store.export_to(stream, lifter_id)
    return stream.getvalue()


def export_history_csv(per: str, lifter_id: str | None = None) -> bytes:
    """As `evenrep history csv`."""
    import io

    from history.coach_table import tabulate_saved_reps, tabulate_saved_sets

    stream = io.BytesIO()
    with open_history() as store:
        analysis_service.write_table(
            (tabulate_saved_reps if per == "rep" else tabulate_saved_sets)(store, lifter_id), "csv", stream
        )
    return stream.getvalue()


def import_history(stream: BinaryIO) -> str:
    """As `evenrep history import`; a sentence of what was added."""
    with open_history() as store:
        done = store.import_from(stream)
    known = f"; {done.known} were here already" if done.known else ""
    return f"{done.sets} sets and {done.entries} entries of logs added{known}."
