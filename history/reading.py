"""Read the history: lists of sets, whole sets, and a lifter's records as coaching needs them."""

import json
from collections import defaultdict
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, defer

from analysis.errors import HistoryError, NotInHistory
from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from analysis.report.json_reader import report_from_dict
from analysis.report.types import Action, Grade, Standing
from analysis.settings import Unit, View
from coaching.records.records import ReadValue, Records, RepRecord, SetRecord
from coaching.records.serialization import from_plain
from history import file_chunks, lifters, logs
from history.tables import LifterRow, RecordingRow, RepRow, SessionRow, SetRow, ValueRow
from history.types import SavedSet, SetLine

_LINE = (
    *(SetRow.uid, SetRow.at, SetRow.lift, SetRow.load, SetRow.unit, SetRow.good, SetRow.bad),
    *(SetRow.ungraded, SetRow.pain, SetRow.shot, SetRow.shots, SetRow.note, SetRow.recording_id),
)


def list_sets(
    db: Session, lifter_id: str | None = None, since: datetime | None = None, set_id: str | None = None
) -> tuple[SetLine, ...]:
    """Saved sets as lines of a list, the newest first.

    Parameters
    ----------
    db
        One transaction, open for reading.
    lifter_id
        None: all lifters.
    since
        Wall time; earlier sets are left out.
    set_id
        Only this set.

    Returns
    -------
    tuple of SetLine
    """
    wanted = (
        select(*_LINE, SessionRow.uid, SessionRow.id, LifterRow.uid, RecordingRow.name)
        .join(SessionRow, SetRow.session_id == SessionRow.id)
        .join(LifterRow, SessionRow.lifter_id == LifterRow.id)
        .join(RecordingRow, SetRow.recording_id == RecordingRow.id)
        .order_by(SetRow.at.desc(), SetRow.id.desc())
    )
    if lifter_id is not None:
        wanted = wanted.where(LifterRow.uid == lifter_id)
    if since is not None:
        wanted = wanted.where(SetRow.at >= since)
    if set_id is not None:
        wanted = wanted.where(SetRow.uid == set_id)
    found = db.execute(wanted).all()
    numbers = number_sessions(db)
    saved_files = file_chunks.find_saved_files(db)
    return tuple(_build_line(row, numbers, saved_files) for row in found)


def _build_line(row: Row, numbers: dict[int, int], saved_files: set[tuple[int, str]]) -> SetLine:  # type: ignore[type-arg]
    (uid, at, lift, load, unit, good, bad, ungraded, pain, shot, shots, note, recording_id, *joined) = row
    session_uid, session_row_id, lifter_uid, clip = joined
    return SetLine(
        id=uid,
        lifter=lifter_uid,
        session=numbers[session_row_id],
        session_id=session_uid,
        at=at,
        lift=lift,
        load=load,
        unit=Unit(unit),
        good=good,
        bad=bad,
        ungraded=ungraded,
        pain=pain,
        clip=clip,
        shot=shot,
        shots=shots,
        note=note,
        has_track=(recording_id, file_chunks.TRACK) in saved_files,
        has_video=(recording_id, file_chunks.VIDEO) in saved_files,
    )


def number_sessions(db: Session, lifter_row_id: int | None = None) -> dict[int, int]:
    """Number each lifter's sessions from 1, in order of time.

    Numbers are counted, not stored: a set entered for an earlier day moves those after it.

    Parameters
    ----------
    db
        One transaction, open for reading.
    lifter_row_id
        None: all lifters.

    Returns
    -------
    dict
        Row number of the session -> its number.
    """
    wanted = select(SessionRow.id, SessionRow.lifter_id).order_by(SessionRow.started_at, SessionRow.id)
    if lifter_row_id is not None:
        wanted = wanted.where(SessionRow.lifter_id == lifter_row_id)
    counted: dict[int, int] = defaultdict(int)
    numbers = {}
    for session_row_id, lifter in db.execute(wanted):
        counted[lifter] += 1
        numbers[session_row_id] = counted[lifter]
    return numbers


def find_set(db: Session, start: str) -> str:
    """The set whose id begins with these letters.

    Parameters
    ----------
    db
        One transaction, open for reading.
    start
        As shown by `evenrep history list`, in capitals or not.

    Returns
    -------
    str
        The whole id.

    Raises
    ------
    NotInHistory
        Where no set begins so.
    HistoryError
        Where several do.
    """
    wanted = select(SetRow.uid).where(SetRow.uid.startswith(start.strip().lower(), autoescape=True)).limit(2)
    found = db.scalars(wanted).all() if start.strip() else []
    if not found:
        raise NotInHistory(f"There is no set {start} in the history: `evenrep history list` shows them.")
    if len(found) > 1:
        raise HistoryError(f"Several sets begin with {start}: give more letters of the one you mean.")
    return found[0]


def load_saved_set(db: Session, set_id: str) -> SavedSet:
    """One saved set with its report.

    Parameters
    ----------
    db
        One transaction, open for reading.
    set_id
        The whole id.

    Returns
    -------
    SavedSet
        The frames of its report are empty; the saved track gives them again.

    Raises
    ------
    NotInHistory
        Where there is no such set.
    ResultError
        Where the report is of a schema that this EvenRep cannot read.
    """
    found = list_sets(db, set_id=set_id)
    row = db.scalar(select(SetRow).where(SetRow.uid == set_id))
    if not found or row is None:
        raise NotInHistory("This set is no longer in the history.")
    from analysis.report.corrections import Corrections  # imports scipy, which a list of sets does not need

    corrections = None if row.corrections is None else from_plain(Corrections, row.corrections)
    side = Side(row.side) if row.side else None
    report = report_from_dict(json.loads(row.report))
    return SavedSet(found[0], report, corrections, row.feedback, side, row.light_check)


def load_records(db: Session, lifter_id: str, exclude_clip: str = "") -> Records:
    """Everything saved of a lifter, as coaching reads it.

    Parameters
    ----------
    db
        One transaction, open for reading.
    lifter_id
        Which lifter.
    exclude_clip
        SHA-256 of a video whose sets are left out; "": none.

    Returns
    -------
    Records

    Raises
    ------
    NotInHistory
        Where there is no such lifter.
    """
    row = lifters.find_lifter_row(db, lifter_id)
    programme = lifters.load_programme(db, row.id)
    sets = _load_sets(db, row.id, exclude_clip)
    return Records(sets=sets, programme=programme, **logs.load_logs(db, row.id))  # type: ignore[arg-type]


def _load_sets(db: Session, lifter_row_id: int, exclude_clip: str) -> tuple[SetRecord, ...]:
    numbers = number_sessions(db, lifter_row_id)
    theirs = _select_set_ids(lifter_row_id, exclude_clip)
    rows = db.scalars(select(SetRow).where(SetRow.id.in_(theirs)).options(defer(SetRow.report))).all()
    reps = _load_reps(db, theirs)
    return tuple(
        SetRecord(
            id=row.uid,
            at=row.at,
            session=numbers[row.session_id],
            lift=row.lift,
            load=row.load,
            unit=Unit(row.unit),
            reps=tuple(reps[row.id]),
            side=Side(row.side) if row.side else None,
            view=View(row.view),
            feedback=row.feedback,
            pain=row.pain,
            check=row.light_check,
            gradable=row.gradable,
            action=Action(row.action),
            advised_load=row.advised_load,
            reasons=tuple(row.reasons),
        )
        for row in rows
    )


def _select_set_ids(lifter_row_id: int, exclude_clip: str) -> Select[int]:
    theirs = select(SetRow.id).join(SessionRow, SetRow.session_id == SessionRow.id)
    theirs = theirs.where(SessionRow.lifter_id == lifter_row_id)
    if not exclude_clip:
        return theirs
    recording = SetRow.recording_id == RecordingRow.id
    return theirs.join(RecordingRow, recording).where(RecordingRow.sha256 != exclude_clip)


def _load_reps(db: Session, set_ids: Select[int]) -> dict[int, list[RepRecord]]:
    values: dict[tuple[int, int], dict[Quantity, ReadValue]] = defaultdict(dict)
    for value in db.scalars(select(ValueRow).where(ValueRow.set_id.in_(set_ids))):
        values[value.set_id, value.rep][Quantity(value.quantity)] = ReadValue(
            value.pct, value.low_pct, value.high_pct, Standing(value.standing)
        )
    reps: dict[int, list[RepRecord]] = defaultdict(list)
    wanted = select(RepRow).where(RepRow.set_id.in_(set_ids)).order_by(RepRow.set_id, RepRow.rep)
    for rep in db.scalars(wanted):
        drop = rep.pelvic_drop_deg
        reps[rep.set_id].append(
            RepRecord(
                rep=rep.rep,
                grade=Grade(rep.grade),
                flags=tuple(rep.flags),
                values=values[rep.set_id, rep.rep],
                pelvic_drop_deg=drop if drop == drop else None,  # NaN is not equal to itself
                side=Side(rep.side) if rep.side else None,
            )
        )
    return reps
