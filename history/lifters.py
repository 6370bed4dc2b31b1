"""Lifters: their names, their preferences, and where they stand in the programme."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from analysis.errors import HistoryError, NotInHistory
from coaching.records.lifter import Lifter
from coaching.records.records import ProgrammeRecord
from coaching.records.serialization import from_plain, to_plain
from history.tables import NAME_LENGTH, LifterRow, ProgrammeRow, SessionRow, SetRow
from history.types import LifterSummary


def list_lifters(db: Session) -> tuple[Lifter, ...]:
    """Every lifter, sorted by name without regard to capitals.

    Parameters
    ----------
    db
        One transaction, open for reading.

    Returns
    -------
    tuple of Lifter
    """
    rows = db.scalars(select(LifterRow))
    return tuple(build_lifter(row) for row in sorted(rows, key=lambda row: (row.name.casefold(), row.name)))


def summarize_lifters(db: Session) -> tuple[LifterSummary, ...]:
    """Every lifter with how much is saved of them.

    Parameters
    ----------
    db
        One transaction, open for reading.

    Returns
    -------
    tuple of LifterSummary
        Sorted by name.
    """
    counts = select(
        SessionRow.lifter_id, func.count(SessionRow.id.distinct()), func.count(SetRow.id), func.max(SetRow.at)
    )
    counts = counts.outerjoin(SetRow, SetRow.session_id == SessionRow.id).group_by(SessionRow.lifter_id)
    found = {row[0]: (row[1], row[2], row[3]) for row in db.execute(counts)}
    rows = {row.uid: row.id for row in db.scalars(select(LifterRow))}
    return tuple(LifterSummary(each, *found.get(rows[each.id], (0, 0, None))) for each in list_lifters(db))


def find_lifter_row(db: Session, lifter_id: str, lock: bool = False) -> LifterRow:
    """The row of a lifter.

    Parameters
    ----------
    db
        One transaction.
    lifter_id
        Id that stays the same through export and import.
    lock
        No other transaction can save to this lifter until this one ends. SQLite locks the whole file anyway.

    Returns
    -------
    LifterRow

    Raises
    ------
    NotInHistory
        Where there is no such lifter.
    """
    wanted = select(LifterRow).where(LifterRow.uid == lifter_id)
    row = db.scalar(wanted.with_for_update() if lock else wanted)
    if row is None:
        raise NotInHistory("This lifter is no longer in the history: choose another one.")
    return row


def find_lifter_by_name(db: Session, name: str) -> Lifter | None:
    """The lifter of that name.

    Parameters
    ----------
    db
        One transaction, open for reading.
    name
        Capitals count only where two names differ in nothing else.

    Returns
    -------
    Lifter or None
    """
    lifters = list_lifters(db)
    exact = [each for each in lifters if each.name == name.strip()]
    alike = [each for each in lifters if each.name.casefold() == name.strip().casefold()]
    return next(iter(exact or alike), None)


def add_lifter(db: Session, lifter: Lifter, now: datetime) -> Lifter:
    """Add a lifter.

    Parameters
    ----------
    db
        One transaction, open for writing.
    lifter
        With an id when it comes from an import; "" to get a new one.
    now
        Wall time, without a zone.

    Returns
    -------
    Lifter
        With its id.

    Raises
    ------
    HistoryError
        For a name that is empty, too long or taken.
    """
    name = validate_name(db, lifter.name)
    row = LifterRow(name=name, created_at=now, profile=_build_profile(lifter))
    if lifter.id:
        row.uid = lifter.id
    db.add(row)
    db.flush()
    return build_lifter(row)


def change_lifter(db: Session, lifter: Lifter) -> Lifter:
    """Save name and preferences.

    Parameters
    ----------
    db
        One transaction, open for writing.
    lifter
        Its id says which lifter; all else is saved.

    Returns
    -------
    Lifter
        As saved: the name is tidied.

    Raises
    ------
    NotInHistory
        Where there is no such lifter.
    HistoryError
        For a name that is empty, too long or taken.
    """
    row = find_lifter_row(db, lifter.id, lock=True)
    if row.name != lifter.name:
        row.name = validate_name(db, lifter.name, except_row=row.id)
    row.profile = _build_profile(lifter)
    return build_lifter(row)


def delete_lifter(db: Session, lifter_id: str) -> None:
    """Delete a lifter with everything that is saved of them.

    Parameters
    ----------
    db
        One transaction, open for writing.
    lifter_id
        Which lifter.

    Raises
    ------
    NotInHistory
        Where there is no such lifter.
    """
    # The foreign keys delete sessions, sets, clips and logs with the row.
    db.execute(delete(LifterRow).where(LifterRow.id == find_lifter_row(db, lifter_id, lock=True).id))


def load_programme(db: Session, lifter_row_id: int) -> ProgrammeRecord:
    """What the lifter entered about the programme.

    Parameters
    ----------
    db
        One transaction, open for reading.
    lifter_row_id
        Row number of the lifter.

    Returns
    -------
    ProgrammeRecord
        Empty until something was saved.
    """
    row = db.get(ProgrammeRow, lifter_row_id)
    if row is None:
        return ProgrammeRecord()
    return from_plain(ProgrammeRecord, to_plain({"started": row.started, "severity": row.severity}))


def save_programme(db: Session, lifter_row_id: int, record: ProgrammeRecord) -> None:
    """Save what the lifter entered about the programme, in place of what was entered before.

    Parameters
    ----------
    db
        One transaction, open for writing.
    lifter_row_id
        Row number of the lifter.
    record
        First day and severity; None is stored as unknown.
    """
    severity = None if record.severity is None else str(record.severity)
    db.merge(ProgrammeRow(lifter_id=lifter_row_id, started=record.started, severity=severity))


def validate_name(db: Session, name: str, except_row: int | None = None) -> str:
    """The name as it can be saved: without control characters and repeated spaces.

    Parameters
    ----------
    db
        One transaction, open for reading.
    name
        As typed.
    except_row
        Row number of the lifter who has this name already.

    Returns
    -------
    str

    Raises
    ------
    HistoryError
        Where it is empty, longer than 80 letters, or taken by another lifter, whatever its capitals.
    """
    tidy = " ".join("".join(letter for letter in name if letter.isprintable()).split())
    if not tidy:
        raise HistoryError("A lifter needs a name.")
    if len(tidy) > NAME_LENGTH:
        raise HistoryError(f"A name has at most {NAME_LENGTH} letters.")
    taken = [row for row in db.scalars(select(LifterRow)) if row.id != except_row]
    if any(row.name.casefold() == tidy.casefold() for row in taken):
        raise HistoryError(f"There is a lifter called {tidy} already: choose another name.")
    return tidy


def build_lifter(row: LifterRow) -> Lifter:
    """The lifter that a row describes.

    Parameters
    ----------
    row
        From the database.

    Returns
    -------
    Lifter
    """
    return replace(from_plain(Lifter, {**row.profile, "id": row.uid, "name": row.name}))


def _build_profile(lifter: Lifter) -> dict[str, Any]:
    """All fields except those that have their own columns."""
    plain: dict[str, Any] = to_plain(lifter)
    return {key: value for key, value in plain.items() if key not in ("id", "name")}
