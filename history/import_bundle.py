"""Reads a bundle back in: what is there already stays as it is, so importing twice adds nothing twice."""

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

MOST_BYTES = {INDEX: 2**29, file_chunks.TRACK: 2**28, file_chunks.VIDEO: 2**33}
"""Unpacked. Thousands of sets, a quarter of an hour at 240 frames/s, a large video: more is none of ours."""
_FAULTS = (KeyError, TypeError, ValueError, AttributeError, LookupError, RecursionError)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_REMEDY = "Give a file that `evenrep history export` wrote."


@dataclass
class ImportCounts:
    """What came in, and how many sets and entries were there already."""

    lifters: int = 0
    sets: int = 0
    entries: int = 0
    known: int = 0
    names: list[str] = field(default_factory=list)


def read_bundle(db: Session, stream: BinaryIO) -> ImportCounts:
    """Adds what is not there yet. Raises ResultError, with nothing changed, where it is no bundle."""
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
    """A few kilobytes can claim to be gigabytes: what is too large is not unpacked."""
    if bundle.getinfo(name).file_size > most:
        raise ValueError(f"{name} is too large")
    with bundle.open(name) as stream:
        while content := stream.read(file_chunks.PIECE_BYTES):
            yield content


class _Part:
    """One lifter of a bundle on the way in."""

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
        told = from_plain(Lifter, self.part["lifter"])
        row = self.db.scalar(select(LifterRow).where(LifterRow.uid == _read_uid(told.id)))
        programme = from_plain(ProgrammeRecord, self.part["programme"])
        if row is not None:
            if (
                programme != ProgrammeRecord()
                and lifters.load_programme(self.db, row.id) == ProgrammeRecord()
            ):
                lifters.save_programme(self.db, row.id, programme)
            return row
        named = from_plain(Lifter, self.part["lifter"] | {"name": self._make_free_name(told.name)})
        lifters.add_lifter(self.db, named, _read_time(self.part["created_at"]))
        row = lifters.find_lifter_row(self.db, told.id)
        lifters.save_programme(self.db, row.id, programme)
        self.done.lifters += 1
        self.done.names.append(row.name)
        return row

    def _make_free_name(self, name: str) -> str:
        """Two people may have one name: the second becomes "Anna (2)"."""
        taken, number = name, 1
        while lifters.find_lifter_by_name(self.db, taken):
            number += 1
            taken = f"{name[: NAME_LENGTH - 6]} ({number})"
        return taken

    def _find_or_add_recording(self, told: Json) -> RecordingRow:
        sha256 = str(told["sha256"])[:64]
        same = RecordingRow.uid == _read_uid(told["id"])
        if sha256:
            same |= RecordingRow.sha256 == sha256
        wanted = select(RecordingRow).where(RecordingRow.lifter_id == self.lifter_row_id, same)
        row = self.db.scalar(wanted.order_by(RecordingRow.id).limit(1))
        if row is None and self.db.scalar(select(RecordingRow.id).where(RecordingRow.uid == told["id"])):
            raise ValueError("a clip of another lifter")
        if row is None:
            row = RecordingRow(
                uid=told["id"],
                lifter_id=self.lifter_row_id,
                sha256=sha256,
                name=sets.make_storable(str(told["name"]))[:CLIP_NAME_LENGTH],
            )
            self.db.add(row)
            self.db.flush()
        for kind in FOLDERS:
            if told.get(kind) and not self._has_file(row, kind):
                self._save_file(row, kind, format_member_name(kind, told["id"]))
        return row

    def _has_file(self, row: RecordingRow, kind: str) -> bool:
        return next(file_chunks.read_chunks(self.db, row.id, kind), None) is not None

    def _save_file(self, row: RecordingRow, kind: str, name: str) -> None:
        if kind == file_chunks.TRACK:
            content = _read_member(self.bundle, name, MOST_BYTES[kind])
            unpack_recording(content, row.name)
            file_chunks.save_chunks(self.db, row.id, kind, iter([content]))
        else:
            file_chunks.save_chunks(
                self.db, row.id, kind, _read_in_chunks(self.bundle, name, MOST_BYTES[kind])
            )

    def _import_set(self, told: Json, training: Json, recording: RecordingRow) -> None:
        report = report_from_dict(told["report"])
        here = (SetRow.recording_id == recording.id) & (SetRow.shot == report.shot)
        known = select(SetRow.id).where((SetRow.uid == _read_uid(told["id"])) | here)
        if self.db.scalar(known.limit(1)) is not None:
            self.done.known += 1
            return
        from analysis.report.corrections import Corrections  # brings scipy along

        corrections = told["corrections"]
        new = NewSet(
            report,
            feedback=_read_flag(told["feedback"]),
            side=Side(told["side"]) if told["side"] else None,
            check=_read_flag(told["check"]),
            note=str(told["note"]),
            corrections=None if corrections is None else from_plain(Corrections, corrections),
        )
        row = SetRow(
            uid=told["id"], session_id=self._find_or_add_session(training).id, recording_id=recording.id
        )
        row.at = _read_time(told["at"])
        sets.fill_set_row(self.db, row, new)
        self.done.sets += 1

    def _find_or_add_session(self, told: Json) -> SessionRow:
        row = self.db.scalar(select(SessionRow).where(SessionRow.uid == _read_uid(told["id"])))
        if row is None:
            started = _read_time(told["started_at"])
            row = SessionRow(uid=told["id"], lifter_id=self.lifter_row_id, started_at=started)
            self.db.add(row)
            self.db.flush()
        if row.lifter_id != self.lifter_row_id:
            raise ValueError("a session of another lifter")
        return row

    def _import_entry(self, name: str, told: Json) -> None:
        kind, table = logs.LOGS[name]
        record = from_plain(kind, told)
        if self.db.scalar(select(table.id).where(table.uid == _read_uid(record.id))) is not None:
            self.done.known += 1
            return
        logs.save_log_entry(self.db, self.lifter_row_id, record)
        self.done.entries += 1


def _read_uid(told: Any) -> str:
    if not isinstance(told, str) or not told or len(told) > UID_LENGTH or not told.isprintable():
        raise ValueError("an id is missing")
    return told


def _read_flag(told: Any) -> bool:
    if not isinstance(told, bool):
        raise TypeError("true or false is wanted")
    return told


def _read_time(told: Any) -> datetime:
    at = datetime.fromisoformat(told)
    if at.tzinfo is not None:
        raise ValueError("a time with a zone")
    return at
