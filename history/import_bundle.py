"""Import a bundle: what is there already stays as it is, so importing twice adds nothing twice.

A bundle can come from anywhere, so every value is checked before it is stored. Records and reports are
read by the converters of coaching/records/serialization.py and analysis/report/json_reader.py; the few fields
around them belong to rows, not to dataclasses, and are checked at the end of this file.
"""

import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.errors import EvenRepError, HistoryError, ResultError, TrackError
from analysis.pose.landmarks import Side
from analysis.report.json_reader import report_from_dict
from coaching.records.lifter import Lifter
from coaching.records.records import ProgrammeRecord
from coaching.records.serialization import from_plain
from history import file_chunks, lifters, logs, sets
from history.bundle import FOLDERS, INDEX, SCHEMA, Json, format_member_name
from history.tables import (
    CLIP_NAME_LENGTH,
    NAME_LENGTH,
    UID_LENGTH,
    LifterRow,
    RecordingRow,
    SessionRow,
    SetRow,
)
from history.types import NewSet
from vision.tracking.track_io import unpack_recording

# Unpacked: thousands of sets, a quarter of an hour at 240 frames/s, a large video. More is no export.
MOST_BYTES = {INDEX: 2**29, file_chunks.TRACK: 2**28, file_chunks.VIDEO: 2**33}
_FAULTS = (KeyError, TypeError, ValueError, AttributeError, LookupError, RecursionError, OverflowError)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_REMEDY = "Give a file that `evenrep history export` wrote."


@dataclass
class ImportCounts:
    """What an import added.

    Attributes
    ----------
    lifters, sets, entries
        How many were added; entries are those of the logs.
    unchanged
        Sets and entries that were there already and stayed as they were.
    names
        Names of the lifters that were added, as they are now called.
    """

    lifters: int = 0
    sets: int = 0
    entries: int = 0
    unchanged: int = 0
    names: list[str] = field(default_factory=list)


def read_bundle(db: Session, stream: BinaryIO) -> ImportCounts:
    """Add what is not there yet.

    Parameters
    ----------
    db
        One transaction, open for writing: an error undoes all of it.
    stream
        A zip file written by `write_bundle`, open for reading bytes.

    Returns
    -------
    ImportCounts

    Raises
    ------
    ResultError
        Where it is no bundle, is damaged, or was written by a newer EvenRep.
    """
    done = ImportCounts()
    try:
        with zipfile.ZipFile(stream) as bundle:
            index = _read_index(bundle)
            for part in index["lifters"]:
                _Part(db, bundle, part, done).import_lifter()
    except _DAMAGE as error:
        raise ResultError(f"This is not an export of the history, or it is damaged. {_REMEDY}") from error
    except (ResultError, TrackError, HistoryError) as error:
        raise ResultError(f"The export holds something that cannot be read: {error}") from error
    except _FAULTS as error:
        why = f" ({error})" if isinstance(error, EvenRepError) else ""
        raise ResultError(f"This export of the history is damaged{why}. {_REMEDY}") from error
    return done


def _read_index(bundle: zipfile.ZipFile) -> Json:
    index = json.loads(_read_member(bundle, INDEX, MOST_BYTES[INDEX]).decode("utf-8"))
    schema = str(index["schema"])
    if not schema.startswith("evenrep.history/"):
        raise ValueError("not a history")
    if schema != SCHEMA:
        raise ResultError("it was written by a newer EvenRep. Update EvenRep to import it.")
    return dict(index)


def _read_member(bundle: zipfile.ZipFile, name: str, most: int) -> bytes:
    return b"".join(_read_in_chunks(bundle, name, most))


def _read_in_chunks(bundle: zipfile.ZipFile, name: str, most: int) -> Iterator[bytes]:
    # A zip file of a few kilobytes can unpack to gigabytes: what is too large is never unpacked.
    if bundle.getinfo(name).file_size > most:
        raise ValueError(f"{name} is too large")
    with bundle.open(name) as stream:
        while content := stream.read(file_chunks.CHUNK_BYTES):
            yield content


class _Part:
    """Imports one lifter of a bundle."""

    def __init__(self, db: Session, bundle: zipfile.ZipFile, part: Json, done: ImportCounts) -> None:
        self.db, self.bundle, self.part, self.done = db, bundle, part, done
        self.lifter_row_id = 0

    def import_lifter(self) -> None:
        row = self._find_or_add_lifter()
        self.lifter_row_id = row.id
        recordings = {one["id"]: self._find_or_add_recording(one) for one in self.part["recordings"]}
        trainings = {one["id"]: one for one in self.part["sessions"]}
        for one in self.part["sets"]:
            self._import_set(one, trainings[one["session"]], recordings[one["recording"]])
        for name in logs.LOGS:
            for entry in self.part.get(name, []):
                self._import_entry(name, entry)

    def _find_or_add_lifter(self) -> LifterRow:
        lifter = from_plain(Lifter, self.part["lifter"])
        row = self.db.scalar(select(LifterRow).where(LifterRow.uid == _read_uid(lifter.id)))
        programme = from_plain(ProgrammeRecord, self.part["programme"])
        if row is not None:
            if (
                programme != ProgrammeRecord()
                and lifters.load_programme(self.db, row.id) == ProgrammeRecord()
            ):
                lifters.save_programme(self.db, row.id, programme)
            return row
        named = from_plain(Lifter, self.part["lifter"] | {"name": self._make_free_name(lifter.name)})
        lifters.add_lifter(self.db, named, _read_time(self.part["created_at"]))
        row = lifters.find_lifter_row(self.db, lifter.id)
        lifters.save_programme(self.db, row.id, programme)
        self.done.lifters += 1
        self.done.names.append(row.name)
        return row

    def _make_free_name(self, name: str) -> str:
        """Two people may have the same name: the second becomes "Anna (2)"."""
        taken, number = name, 1
        while lifters.find_lifter_by_name(self.db, taken):
            number += 1
            taken = f"{name[: NAME_LENGTH - 6]} ({number})"
        return taken

    def _find_or_add_recording(self, entry: Json) -> RecordingRow:
        sha256 = str(entry["sha256"])[:64]
        same = RecordingRow.uid == _read_uid(entry["id"])
        if sha256:
            same |= RecordingRow.sha256 == sha256
        wanted = select(RecordingRow).where(RecordingRow.lifter_id == self.lifter_row_id, same)
        row = self.db.scalar(wanted.order_by(RecordingRow.id).limit(1))
        if row is None and self.db.scalar(select(RecordingRow.id).where(RecordingRow.uid == entry["id"])):
            raise ValueError("a clip of another lifter")
        if row is None:
            row = RecordingRow(
                uid=entry["id"],
                lifter_id=self.lifter_row_id,
                sha256=sha256,
                name=sets.make_storable(str(entry["name"]))[:CLIP_NAME_LENGTH],
            )
            self.db.add(row)
            self.db.flush()
        for kind in FOLDERS:
            if entry.get(kind) and not self._has_file(row, kind):
                self._save_file(row, kind, format_member_name(kind, entry["id"]))
        return row

    def _has_file(self, row: RecordingRow, kind: str) -> bool:
        return next(file_chunks.read_chunks(self.db, row.id, kind), None) is not None

    def _save_file(self, row: RecordingRow, kind: str, name: str) -> None:
        if kind == file_chunks.TRACK:
            content = _read_member(self.bundle, name, MOST_BYTES[kind])
            unpack_recording(content, row.name)  # raises where it is no track
            file_chunks.save_chunks(self.db, row.id, kind, iter([content]))
        else:
            file_chunks.save_chunks(
                self.db, row.id, kind, _read_in_chunks(self.bundle, name, MOST_BYTES[kind])
            )

    def _import_set(self, entry: Json, training: Json, recording: RecordingRow) -> None:
        report = report_from_dict(entry["report"])
        here = (SetRow.recording_id == recording.id) & (SetRow.shot == report.shot)
        same = select(SetRow.id).where((SetRow.uid == _read_uid(entry["id"])) | here)
        if self.db.scalar(same.limit(1)) is not None:
            self.done.unchanged += 1
            return
        from analysis.report.corrections import Corrections  # imports scipy

        corrections = entry["corrections"]
        new = NewSet(
            report,
            feedback=_read_flag(entry["feedback"]),
            side=Side(entry["side"]) if entry["side"] else None,
            check=_read_flag(entry["check"]),
            note=str(entry["note"]),
            corrections=None if corrections is None else from_plain(Corrections, corrections),
        )
        row = SetRow(
            uid=entry["id"], session_id=self._find_or_add_session(training).id, recording_id=recording.id
        )
        row.at = _read_time(entry["at"])
        sets.fill_set_row(self.db, row, new)
        self.done.sets += 1

    def _find_or_add_session(self, entry: Json) -> SessionRow:
        row = self.db.scalar(select(SessionRow).where(SessionRow.uid == _read_uid(entry["id"])))
        if row is None:
            started = _read_time(entry["started_at"])
            row = SessionRow(uid=entry["id"], lifter_id=self.lifter_row_id, started_at=started)
            self.db.add(row)
            self.db.flush()
        if row.lifter_id != self.lifter_row_id:
            raise ValueError("a session of another lifter")
        return row

    def _import_entry(self, name: str, entry: Json) -> None:
        kind, table = logs.LOGS[name]
        record = from_plain(kind, entry)
        if self.db.scalar(select(table.id).where(table.uid == _read_uid(record.id))) is not None:
            self.done.unchanged += 1
            return
        logs.save_log_entry(self.db, self.lifter_row_id, record)
        self.done.entries += 1


def _read_uid(value: Any) -> str:
    # It also names a file inside the zip and is shown in lists, so it must be short and printable.
    if not isinstance(value, str) or not value or len(value) > UID_LENGTH or not value.isprintable():
        raise ValueError("an id is missing")
    return value


def _read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false is wanted")
    return value


def _read_time(value: Any) -> datetime:
    at = datetime.fromisoformat(value)
    if at.tzinfo is not None:
        raise ValueError("a time with a zone")
    return at
