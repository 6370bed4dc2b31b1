"""Profiles: who there is, by which name, with which preferences."""

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
    """By name, without regard to capitals."""
    rows = db.scalars(select(LifterRow))
    return tuple(build_lifter(row) for row in sorted(rows, key=lambda row: (row.name.casefold(), row.name)))


def summarize_lifters(db: Session) -> tuple[LifterSummary, ...]:
    """Every lifter with what is kept of them."""
    counts = select(
        SessionRow.lifter_id, func.count(SessionRow.id.distinct()), func.count(SetRow.id), func.max(SetRow.at)
    )
    counts = counts.outerjoin(SetRow, SetRow.session_id == SessionRow.id).group_by(SessionRow.lifter_id)
    found = {row[0]: (row[1], row[2], row[3]) for row in db.execute(counts)}
    rows = {row.uid: row.id for row in db.scalars(select(LifterRow))}
    return tuple(LifterSummary(each, *found.get(rows[each.id], (0, 0, None))) for each in list_lifters(db))


def find_lifter_row(db: Session, lifter_id: str, lock: bool = False) -> LifterRow:
    """Raises NotInHistory. `lock`: nobody else saves to this lifter until the transaction ends."""
    wanted = select(LifterRow).where(LifterRow.uid == lifter_id)
    row = db.scalar(wanted.with_for_update() if lock else wanted)
    if row is None:
        raise NotInHistory("This lifter is no longer in the history: choose another one.")
    return row


def find_lifter_by_name(db: Session, name: str) -> Lifter | None:
    """The lifter of that name; capitals decide only where two names differ in nothing else."""
    lifters = list_lifters(db)
    exact = [each for each in lifters if each.name == name.strip()]
    alike = [each for each in lifters if each.name.casefold() == name.strip().casefold()]
    return next(iter(exact or alike), None)


def add_lifter(db: Session, lifter: Lifter, now: datetime) -> Lifter:
    """Raises HistoryError for a name that is taken or is none."""
    name = validate_name(db, lifter.name)
    row = LifterRow(name=name, created_at=now, profile=_build_profile(lifter))
    if lifter.id:
        row.uid = lifter.id
    db.add(row)
    db.flush()
    return build_lifter(row)


def change_lifter(db: Session, lifter: Lifter) -> Lifter:
    """Name and preferences as in `lifter`."""
    row = find_lifter_row(db, lifter.id, lock=True)
    if row.name != lifter.name:
        row.name = validate_name(db, lifter.name, but_for=row.id)
    row.profile = _build_profile(lifter)
    return build_lifter(row)


def delete_lifter(db: Session, lifter_id: str) -> None:
    """The lifter and everything of theirs, by the foreign keys."""
    db.execute(delete(LifterRow).where(LifterRow.id == find_lifter_row(db, lifter_id, lock=True).id))


def load_programme(db: Session, lifter_row_id: int) -> ProgrammeRecord:
    """What was told of the programme; nothing at first."""
    row = db.get(ProgrammeRow, lifter_row_id)
    if row is None:
        return ProgrammeRecord()
    return from_plain(ProgrammeRecord, to_plain({"started": row.started, "severity": row.severity}))


def save_programme(db: Session, lifter_row_id: int, record: ProgrammeRecord) -> None:
    """In place of what was told before."""
    severity = None if record.severity is None else str(record.severity)
    db.merge(ProgrammeRow(lifter_id=lifter_row_id, started=record.started, severity=severity))


def validate_name(db: Session, name: str, but_for: int | None = None) -> str:
    """The name, tidied. Raises HistoryError where it is none, too long, or somebody else's."""
    tidy = " ".join("".join(letter for letter in name if letter.isprintable()).split())
    if not tidy:
        raise HistoryError("A lifter needs a name.")
    if len(tidy) > NAME_LENGTH:
        raise HistoryError(f"A name has at most {NAME_LENGTH} letters.")
    taken = [row for row in db.scalars(select(LifterRow)) if row.id != but_for]
    if any(row.name.casefold() == tidy.casefold() for row in taken):
        raise HistoryError(f"There is a lifter called {tidy} already: choose another name.")
    return tidy


def build_lifter(row: LifterRow) -> Lifter:
    """The profile as a value."""
    return replace(from_plain(Lifter, {**row.profile, "id": row.uid, "name": row.name}))


def _build_profile(lifter: Lifter) -> dict[str, Any]:
    """Everything but what has columns of its own."""
    plain: dict[str, Any] = to_plain(lifter)
    return {key: value for key, value in plain.items() if key not in ("id", "name")}
