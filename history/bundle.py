"""Export the whole history, or one lifter, as one zip file: `history.json`, the saved tracks and videos."""

import json
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from coaching.records.serialization import to_plain
from history import file_chunks, lifters, logs
from history.tables import LifterRow, RecordingRow, SessionRow, SetRow

SCHEMA = "evenrep.history/1"
INDEX = "history.json"
FOLDERS = {file_chunks.TRACK: "tracks", file_chunks.VIDEO: "videos"}
ENDS = {file_chunks.TRACK: ".npz", file_chunks.VIDEO: ""}

Json = dict[str, Any]


def format_member_name(kind: str, recording_id: str) -> str:
    """Name of a saved file inside the zip."""
    return f"{FOLDERS[kind]}/{recording_id}{ENDS[kind]}"


def write_bundle(db: Session, stream: BinaryIO, lifter_id: str | None = None) -> None:
    """Write everything that is saved, or everything of one lifter.

    Rows are written in the order of their ids, so that an unchanged history gives the same JSON.

    Parameters
    ----------
    db
        One transaction, open for reading.
    stream
        Open for writing bytes, and seekable.
    lifter_id
        None: all lifters.

    Raises
    ------
    NotInHistory
        Where there is no such lifter.
    """
    rows = (
        [lifters.find_lifter_row(db, lifter_id)]
        if lifter_id
        else list(db.scalars(select(LifterRow).order_by(LifterRow.id)))
    )
    saved_files = file_chunks.find_saved_files(db)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
        index = {"schema": SCHEMA, "lifters": [_build_lifter_entry(db, row, saved_files) for row in rows]}
        bundle.writestr(INDEX, json.dumps(index, indent=1, ensure_ascii=False, allow_nan=False))
        for row in rows:
            for recording in _list_recordings(db, row):
                for kind in FOLDERS:
                    if (recording.id, kind) in saved_files:
                        _write_member(
                            bundle,
                            format_member_name(kind, recording.uid),
                            file_chunks.read_chunks(db, recording.id, kind),
                        )


def _build_lifter_entry(db: Session, row: LifterRow, saved_files: set[tuple[int, str]]) -> Json:
    entries = {
        name: [to_plain(record) for record in sorted(found, key=lambda one: (one.at, one.id))]
        for name, found in logs.load_logs(db, row.id).items()
    }
    return {
        "lifter": to_plain(lifters.build_lifter(row)),
        "created_at": to_plain(row.created_at),
        "programme": to_plain(lifters.load_programme(db, row.id)),
        "sessions": [
            {"id": training.uid, "started_at": to_plain(training.started_at)}
            for training in db.scalars(
                select(SessionRow).where(SessionRow.lifter_id == row.id).order_by(SessionRow.id)
            )
        ],
        "recordings": [
            {"id": one.uid, "name": one.name, "sha256": one.sha256}
            | {kind: (one.id, kind) in saved_files for kind in FOLDERS}
            for one in _list_recordings(db, row)
        ],
        "sets": list(_build_set_entries(db, row)),
        **entries,
    }


def _list_recordings(db: Session, row: LifterRow) -> list[RecordingRow]:
    wanted = select(RecordingRow).where(RecordingRow.lifter_id == row.id).order_by(RecordingRow.id)
    return list(db.scalars(wanted))


def _build_set_entries(db: Session, row: LifterRow) -> Iterator[Json]:
    wanted = (
        select(SetRow, SessionRow.uid, RecordingRow.uid)
        .join(SessionRow, SetRow.session_id == SessionRow.id)
        .join(RecordingRow, SetRow.recording_id == RecordingRow.id)
        .where(SessionRow.lifter_id == row.id)
        .order_by(SetRow.id)
    )
    for one, session_id, recording_id in db.execute(wanted):
        yield {
            "id": one.uid,
            "session": session_id,
            "recording": recording_id,
            "at": to_plain(one.at),
            "feedback": one.feedback,
            "side": one.side,
            "check": one.light_check,
            "note": one.note,
            "corrections": one.corrections,
            "report": json.loads(one.report),
        }


def _write_member(bundle: zipfile.ZipFile, name: str, content: Iterator[bytes]) -> None:
    # Stored, not deflated: tracks and videos are compressed already.
    # force_zip64: a video may exceed 4 GB, and its size is not known before it is written.
    with bundle.open(zipfile.ZipInfo(name), "w", force_zip64=True) as stream:
        for chunk in content:
            stream.write(chunk)
