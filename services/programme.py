"""What the pages and the command line ask of the programme: the day's plan, and what is logged into it.

Each function opens the history for itself; heavy imports wait until they are needed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from services.history import open_history

if TYPE_CHECKING:
    from coaching.plan.types import TodayPlan
    from coaching.records.lifter import Lifter
    from coaching.records.records import ProgrammeRecord, Records
    from history.logs import LogRecord
    from history.store import Store


@dataclass(frozen=True)
class LifterDay:
    """One lifter's day: who, everything logged by `now`, and the plan that follows from it."""

    lifter: "Lifter"
    records: "Records"
    now: datetime
    plan: "TodayPlan"


def read_wall_time() -> datetime:
    """The time on the lifter's wall."""
    return datetime.now()


def load_lifter_day(store: "Store", lifter: "Lifter", now: datetime | None = None) -> LifterDay:
    """The plan as it stands. Raises HistoryError."""
    from coaching.plan.today import plan_today

    at = now or read_wall_time()
    records = store.load_records(lifter.id)
    return LifterDay(lifter, records, at, plan_today(lifter, records, at))


def log_records(lifter_id: str, *records: "LogRecord") -> None:
    """Saves entries. Raises HistoryError."""
    with open_history() as store:
        for record in records:
            store.save_log_entry(lifter_id, record)


def delete_log_entry(record_id: str) -> None:
    """Takes an entry out of its log. Raises NotInHistory."""
    with open_history() as store:
        store.delete_log_entry(record_id)


def log_pain_answer(store: "Store", lifter_id: str, pain: bool, at: datetime | None = None) -> None:
    """The answer to "Any pain in movement?"."""
    from coaching.records.records import PainRecord

    store.save_log_entry(lifter_id, PainRecord("", at or read_wall_time(), pain))


def begin_programme(store: "Store", lifter_id: str, first_day: date) -> None:
    """Sets the programme's first day; how marked the imbalance is stays as told."""
    from coaching.records.records import ProgrammeRecord

    told = store.load_records(lifter_id).programme
    store.save_programme(lifter_id, ProgrammeRecord(first_day, told.severity))


def save_lifter_and_programme(lifter: "Lifter", programme: "ProgrammeRecord") -> None:
    """Saves preferences and what was told of the programme. Raises HistoryError."""
    with open_history() as store:
        store.change_lifter(lifter)
        store.save_programme(lifter.id, programme)
