"""A lifter's logs: each kind of record has a table whose columns have the names of its fields."""

from dataclasses import fields
from typing import Any, TypeAlias

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analysis.errors import NotInHistory
from coaching.records.records import (
    BodyMassRecord,
    ExerciseRecord,
    MobilityRecord,
    OneRmRecord,
    PainRecord,
    SideTestRecord,
)
from coaching.records.serialization import from_plain, to_plain
from history.tables import BodyMassRow, ExerciseRow, LogRow, MobilityRow, OneRmRow, PainRow, SideTestRow

LogRecord: TypeAlias = (
    PainRecord | ExerciseRecord | SideTestRecord | MobilityRecord | OneRmRecord | BodyMassRecord
)

# Name of the field in `Records` -> the record and its table. The names are also the keys in an export.
LOGS: dict[str, tuple[type[LogRecord], type[LogRow]]] = {
    "pains": (PainRecord, PainRow),
    "exercises": (ExerciseRecord, ExerciseRow),
    "side_tests": (SideTestRecord, SideTestRow),
    "mobility": (MobilityRecord, MobilityRow),
    "one_rms": (OneRmRecord, OneRmRow),
    "body_masses": (BodyMassRecord, BodyMassRow),
}

_TABLE = dict(LOGS.values())


def save_log_entry(db: Session, lifter_row_id: int, record: LogRecord) -> str:
    """Save an entry of any log.

    Parameters
    ----------
    db
        One transaction, open for writing.
    lifter_row_id
        Row number of the lifter.
    record
        With the id of a saved entry it replaces that entry; with "" it gets a new id.

    Returns
    -------
    str
        The id of the entry.

    Raises
    ------
    NotInHistory
        Where the id is that of another lifter's entry.
    """
    table = _TABLE[type(record)]
    row = db.scalar(select(table).where(table.uid == record.id)) if record.id else None
    if row is not None and row.lifter_id != lifter_row_id:
        raise NotInHistory("This entry belongs to another lifter.")
    row = row or table(lifter_id=lifter_row_id)
    if record.id:
        row.uid = record.id
    for name in _list_columns(type(record)):
        setattr(row, name, getattr(record, name) if name == "at" else _to_storable(getattr(record, name)))
    db.add(row)
    db.flush()
    return row.uid


def delete_log_entry(db: Session, record_id: str) -> None:
    """Delete an entry of any log.

    Parameters
    ----------
    db
        One transaction, open for writing.
    record_id
        Ids are unique across all logs.

    Raises
    ------
    NotInHistory
        Where there is no such entry.
    """
    for table in _TABLE.values():
        row = db.scalar(select(table).where(table.uid == record_id))
        if row is not None:
            db.execute(delete(table).where(table.id == row.id))
            return
    raise NotInHistory("This entry is no longer in the history.")


def load_logs(db: Session, lifter_row_id: int) -> dict[str, tuple[LogRecord, ...]]:
    """Every log of a lifter.

    Parameters
    ----------
    db
        One transaction, open for reading.
    lifter_row_id
        Row number of the lifter.

    Returns
    -------
    dict
        Name of the field in `Records` -> its entries.
    """
    return {
        name: tuple(
            _build_record(kind, row)
            for row in db.scalars(select(table).where(table.lifter_id == lifter_row_id))
        )
        for name, (kind, table) in LOGS.items()
    }


def _build_record(kind: type[LogRecord], row: LogRow) -> LogRecord:
    plain = {name: to_plain(getattr(row, name)) for name in _list_columns(kind)}
    return from_plain(kind, {"id": row.uid, **plain})


def _list_columns(kind: type[LogRecord]) -> list[str]:
    return [each.name for each in fields(kind) if each.name != "id"]


def _to_storable(value: Any) -> Any:
    plain = to_plain(value)
    # PostgreSQL refuses NUL in text; SQLite would store it.
    return plain.replace("\0", " ") if isinstance(plain, str) else plain
