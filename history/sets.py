"""Save and delete sets. Each function works inside the transaction that it is given."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from analysis.errors import NotInHistory
from analysis.report.json_reader import report_from_dict
from analysis.report.json_writer import report_to_dict
from analysis.report.types import RepReport, SetReport
from analysis.settings import SetSettings, Unit
from coaching.records.from_report import SAME_TRAINING, Occasion, make_set_record
from coaching.records.lifter import convert_mass
from coaching.records.records import BodyMassRecord, OneRmRecord, RepRecord
from coaching.records.serialization import to_plain
from history import logs
from history.file_chunks import save_files
from history.tables import (
    CLIP_NAME_LENGTH,
    BodyMassRow,
    OneRmRow,
    RecordingRow,
    RepRow,
    SessionRow,
    SetRow,
    ValueRow,
)
from history.types import LONGEST_NOTE, NewSet, SetFiles

# Instead of a session's id: start a new session.
NEW_SESSION = "new"


def save_sets(
    db: Session,
    lifter_row_id: int,
    sets: Sequence[NewSet],
    files: SetFiles,
    now: datetime,
    session_id: str | None = None,
) -> tuple[str, ...]:
    """Save the sets of one clip.

    A set that is there already (same lifter, same video by its checksum, same shot) is replaced and keeps its
    id, so that a corrected set is not counted twice.

    Parameters
    ----------
    db
        One transaction, open for writing.
    lifter_row_id
        Row number of the lifter.
    sets
        One per shot of the clip.
    files
        Track and video of the clip; what is None stays as it was.
    now
        Wall time of sets that have none.
    session_id
        Id of the session they belong to, or `NEW_SESSION`. None: the session within three hours, or a
        new one.

    Returns
    -------
    tuple of str
        Ids of the sets, in order.

    Raises
    ------
    NotInHistory
        Where the lifter has no such session.
    OutputError
        Where the video can no longer be read.
    """
    if not sets:
        return ()
    recording = _find_or_add_recording(db, lifter_row_id, sets[0].report)
    save_files(db, recording.id, files)
    ids = []
    for new in sets:
        row = db.scalar(
            select(SetRow).where(SetRow.recording_id == recording.id, SetRow.shot == new.report.shot)
        )
        at = new.at or (row.at if row else now)
        moved = row is None or row.at != at or session_id is not None
        training = _choose_session(db, lifter_row_id, at, session_id) if moved else None
        row = row or SetRow(recording_id=recording.id)
        left = row.session_id if training and row.id else None
        if training:
            row.session_id = training.id
        row.at = at
        fill_set_row(db, row, new)
        _log_masses(db, lifter_row_id, new.report.settings, at)
        ids.append(row.uid)
        if left is not None:
            delete_empty_sessions(db)
    return tuple(ids)


def fill_set_row(db: Session, row: SetRow, new: NewSet) -> None:
    """Fill the row of a set and write the rows of its reps.

    Parameters
    ----------
    db
        One transaction, open for writing.
    row
        New or existing, with its session, clip and time.
    new
        What it is filled with.
    """
    # Through JSON and back: the columns then hold the same rounded numbers as the report that is stored.
    plain = report_to_dict(new.report)
    report = report_from_dict(plain)
    settings, summary, advice = report.settings, report.summary, report.advice
    row.lift, row.side = settings.lift, str(new.side) if new.side else None
    row.shot, row.shots = report.shot, report.shots
    row.view, row.gradable = str(report.camera.view), report.camera.gradable
    row.load, row.unit = settings.load, str(settings.unit)
    row.load_kg = None if settings.load is None else convert_mass(settings.load, settings.unit, Unit.KG)
    row.one_rm, row.body_mass, row.pain = settings.one_rm, settings.body_mass, settings.pain
    row.good, row.bad = summary.good, summary.bad
    row.ungraded, row.incomplete = summary.ungraded, summary.incomplete
    row.feedback = bool(row.feedback) if new.feedback is None else new.feedback
    row.light_check, row.note = new.check, make_storable(new.note)[:LONGEST_NOTE]
    row.action, row.advised_load, row.reasons = str(advice.action), advice.new_load, list(advice.reasons)
    row.report = json.dumps(plain, separators=(",", ":"))
    row.corrections = to_plain(new.corrections) if new.corrections else None
    db.add(row)
    db.flush()
    _save_reps(db, row, report)


def find_or_add_session(db: Session, lifter_row_id: int, at: datetime) -> SessionRow:
    """The session that a set at that time belongs to.

    Parameters
    ----------
    db
        One transaction, open for writing.
    lifter_row_id
        Row number of the lifter.
    at
        Wall time of the set.

    Returns
    -------
    SessionRow
        The one with the nearest set less than three hours away (`SAME_TRAINING`), or a new one.
    """
    near = (
        select(SessionRow, SetRow.at)
        .join(SetRow, SetRow.session_id == SessionRow.id)
        .where(SessionRow.lifter_id == lifter_row_id)
        .where(SetRow.at > at - SAME_TRAINING, SetRow.at < at + SAME_TRAINING)
    )
    found = sorted(db.execute(near), key=lambda pair: (abs(pair[1] - at), pair[0].id))
    if not found:
        return _add_session(db, lifter_row_id, at)
    nearest: SessionRow = found[0][0]
    nearest.started_at = min(nearest.started_at, at)
    return nearest


def find_set_row(db: Session, set_id: str) -> SetRow:
    """The row of a set.

    Parameters
    ----------
    db
        One transaction, open for reading.
    set_id
        The whole id.

    Returns
    -------
    SetRow

    Raises
    ------
    NotInHistory
        Where there is no such set.
    """
    row = db.scalar(select(SetRow).where(SetRow.uid == set_id))
    if row is None:
        raise NotInHistory("This set is no longer in the history.")
    return row


def delete_set(db: Session, set_id: str) -> None:
    """Delete a set, and its clip and session when they have no other set.

    Parameters
    ----------
    db
        One transaction, open for writing.
    set_id
        The whole id.

    Raises
    ------
    NotInHistory
        Where there is no such set.
    """
    row = find_set_row(db, set_id)
    recording_id = row.recording_id
    db.execute(delete(SetRow).where(SetRow.id == row.id))
    if db.scalar(select(SetRow.id).where(SetRow.recording_id == recording_id).limit(1)) is None:
        db.execute(delete(RecordingRow).where(RecordingRow.id == recording_id))
    delete_empty_sessions(db)


def delete_empty_sessions(db: Session) -> None:
    """Delete sessions that have no sets left."""
    held = select(SetRow.id).where(SetRow.session_id == SessionRow.id).exists()
    db.execute(delete(SessionRow).where(~held))


def _choose_session(db: Session, lifter_row_id: int, at: datetime, session_id: str | None) -> SessionRow:
    """The session that was asked for, or the one that the time suggests."""
    if session_id is None:
        return find_or_add_session(db, lifter_row_id, at)
    if session_id == NEW_SESSION:
        return _add_session(db, lifter_row_id, at)
    wanted = select(SessionRow).where(SessionRow.uid == session_id, SessionRow.lifter_id == lifter_row_id)
    training = db.scalar(wanted)
    if training is None:
        raise NotInHistory("This lifter has no such session: `evenrep history list` shows them.")
    training.started_at = min(training.started_at, at)
    return training


def _add_session(db: Session, lifter_row_id: int, at: datetime) -> SessionRow:
    training = SessionRow(lifter_id=lifter_row_id, started_at=at)
    db.add(training)
    db.flush()
    return training


def _log_masses(db: Session, lifter_row_id: int, entered: SetSettings, at: datetime) -> None:
    """Log the 1RM and body mass entered with a set, where they differ from the last entry."""
    rms = select(OneRmRow).where(OneRmRow.lifter_id == lifter_row_id, OneRmRow.lift == entered.lift)
    rm = db.scalar(rms.order_by(OneRmRow.at.desc(), OneRmRow.id.desc()).limit(1))
    if entered.one_rm and (
        rm is None or (rm.load, rm.unit, rm.reps) != (entered.one_rm, str(entered.unit), 1)
    ):
        logs.save_log_entry(
            db, lifter_row_id, OneRmRecord("", at, entered.lift, entered.one_rm, entered.unit)
        )
    masses = select(BodyMassRow).where(BodyMassRow.lifter_id == lifter_row_id)
    mass = db.scalar(masses.order_by(BodyMassRow.at.desc(), BodyMassRow.id.desc()).limit(1))
    if entered.body_mass and (
        mass is None or (mass.mass, mass.unit) != (entered.body_mass, str(entered.unit))
    ):
        logs.save_log_entry(db, lifter_row_id, BodyMassRecord("", at, entered.body_mass, entered.unit))


def _find_or_add_recording(db: Session, lifter_row_id: int, report: SetReport) -> RecordingRow:
    """The clip with the same checksum, or a new one. A live set has no file, so it is always new."""
    sha256 = report.clip.sha256 if len(report.clip.sha256) == 64 else ""
    same = select(RecordingRow).where(RecordingRow.lifter_id == lifter_row_id, RecordingRow.sha256 == sha256)
    row = db.scalar(same.limit(1)) if sha256 else None
    row = row or RecordingRow(lifter_id=lifter_row_id, sha256=sha256)
    row.name = make_storable(report.clip.name)[:CLIP_NAME_LENGTH]
    db.add(row)
    db.flush()
    return row


def _save_reps(db: Session, row: SetRow, report: SetReport) -> None:
    for table in (ValueRow, RepRow):
        db.execute(delete(table).where(table.set_id == row.id))
    record = make_set_record(report, Occasion(row.uid, row.at, 0))
    reps = [_build_rep_row(row.id, rep, made) for rep, made in zip(report.reps, record.reps, strict=True)]
    values = [value for rep in record.reps for value in _build_value_rows(row.id, rep)]
    for table, rows in ((RepRow, reps), (ValueRow, values)):
        if rows:
            db.execute(insert(table).values(rows))  # one statement: a server may be far away


def _build_rep_row(set_row_id: int, rep: RepReport, record: RepRecord) -> dict[str, Any]:
    return {
        "set_id": set_row_id,
        "rep": record.rep,
        "grade": str(record.grade),
        "flags": list(record.flags),
        "pelvic_drop_deg": record.pelvic_drop_deg,
        "side": None if record.side is None else str(record.side),
    } | {name: getattr(rep, name) for name in ("start_s", "bottom_s", "end_s", "depth_pct")}


def _build_value_rows(set_row_id: int, rep: RepRecord) -> Iterator[dict[str, Any]]:
    for quantity, value in rep.values.items():
        yield {
            "set_id": set_row_id,
            "rep": rep.rep,
            "quantity": str(quantity),
            "pct": value.pct,
            "low_pct": value.low_pct,
            "high_pct": value.high_pct,
            "standing": str(value.standing),
        }


def make_storable(text: str) -> str:
    """Text that every database accepts.

    Parameters
    ----------
    text
        Of a person or a file name.

    Returns
    -------
    str
        NUL is replaced by a space, halves of surrogate pairs by "?".
    """
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
