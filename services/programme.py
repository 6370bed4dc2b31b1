"""What the pages and the command line ask of the programme: the day's plan, and what is logged into it.

Heavy imports wait until they are needed: `evenrep --help` must not wait for the coaching rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from services.history import open_history

if TYPE_CHECKING:
    from analysis.lifts.drills import DrillCount
    from analysis.pose.landmarks import Side
    from coaching.plan.types import TimedStep, TodayPlan
    from coaching.plan.volume_ledger import Ledger
    from coaching.records.lifter import Lifter
    from coaching.records.records import Direction, ProgrammeRecord, Records
    from history.logs import LogRecord
    from history.store import Store


@dataclass(frozen=True)
class LifterDay:
    """One lifter's day.

    Parameters
    ----------
    lifter
        Who trains.
    records
        Everything that was logged until `now`.
    now
        Wall time.
    plan
        What follows from the records.
    """

    lifter: "Lifter"
    records: "Records"
    now: datetime
    plan: "TodayPlan"


def read_wall_time() -> datetime:
    """Read the clock as the lifter sees it: local time without a zone, as everything logged has it.

    Returns
    -------
    datetime
    """
    return datetime.now()


def load_lifter_day(store: "Store", lifter: "Lifter", now: datetime | None = None) -> LifterDay:
    """Load a lifter's records and plan the day from them.

    Parameters
    ----------
    store
        The open history.
    lifter
        Who trains.
    now
        Wall time; None: the clock's.

    Returns
    -------
    LifterDay

    Raises
    ------
    HistoryError
    """
    from coaching.plan.today import plan_today

    at = now or read_wall_time()
    records = store.load_records(lifter.id)
    return LifterDay(lifter, records, at, plan_today(lifter, records, at))


def log_records(lifter_id: str, *records: "LogRecord") -> None:
    """Save entries of the log.

    Parameters
    ----------
    lifter_id
        Whose log.
    *records
        What was done; an entry with the id of a saved one replaces it.

    Raises
    ------
    HistoryError
    """
    with open_history() as store:
        for record in records:
            store.save_log_entry(lifter_id, record)


def delete_log_entry(record_id: str) -> None:
    """Delete an entry of the log.

    Parameters
    ----------
    record_id
        The whole id.

    Raises
    ------
    NotInHistory
    """
    with open_history() as store:
        store.delete_log_entry(record_id)


def log_pain_answer(store: "Store", lifter_id: str, pain: bool, at: datetime | None = None) -> None:
    """Save the answer to "Any pain in movement?".

    Parameters
    ----------
    store
        The open history.
    lifter_id
        Who answered.
    pain
        The answer.
    at
        Wall time; None: the clock's.

    Raises
    ------
    HistoryError
    """
    from coaching.records.records import PainRecord

    store.save_log_entry(lifter_id, PainRecord("", at or read_wall_time(), pain))


def begin_programme(store: "Store", lifter_id: str, first_day: date) -> None:
    """Set the programme's first day; the severity that was entered stays.

    Parameters
    ----------
    store
        The open history.
    lifter_id
        Who begins.
    first_day
        Day 0 of the programme.

    Raises
    ------
    HistoryError
    """
    from coaching.records.records import ProgrammeRecord

    severity = store.load_records(lifter_id).programme.severity
    store.save_programme(lifter_id, ProgrammeRecord(first_day, severity))


def save_lifter_and_programme(lifter: "Lifter", programme: "ProgrammeRecord") -> None:
    """Save a lifter's preferences and what was entered about the programme.

    Parameters
    ----------
    lifter
        With the new preferences.
    programme
        First day and severity.

    Raises
    ------
    HistoryError
    """
    with open_history() as store:
        store.change_lifter(lifter)
        store.save_programme(lifter.id, programme)


def list_checkpoint_days() -> tuple[int, ...]:
    """List the days of the programme on which to look back.

    Returns
    -------
    tuple of int
        Days since the first day, which is 0.
    """
    from coaching.plan.milestones import CHECKPOINT_DAYS

    return CHECKPOINT_DAYS


def count_leg_volume(day: LifterDay) -> "Ledger":
    """Count the single-leg reps of each side against the 2 : 1 that the programme asks for.

    Parameters
    ----------
    day
        The lifter's day.

    Returns
    -------
    Ledger
        Counted since the weaker side was named; where the lifter entered the side, since the programme's
        first day.
    """
    from coaching.plan.volume_ledger import build_ledger

    side = day.plan.side
    since = day.records.programme.started if side.now.entered else side.since
    return build_ledger(day.lifter, day.records, side.side, since, day.now)


def describe_timer_steps(steps: "Sequence[TimedStep]") -> tuple[str, ...]:
    """Say what each step of a guided timer is, to be shown while it runs.

    Parameters
    ----------
    steps
        Of the timer.

    Returns
    -------
    tuple of str
        One line per step: "Seated squeeze 3 of 10: …" for a hold.
    """
    from coaching.plan.isometric_part import format_spoken_cue

    return tuple(f"{format_spoken_cue(step)}: {step.text}" if step.of else step.text for step in steps)


def describe_hip_test(lifter: "Lifter", direction: "Direction") -> str:
    """Say what the saved trials of one direction of the hip test come to.

    Parameters
    ----------
    lifter
        Whose hips.
    direction
        Which of the six.

    Returns
    -------
    str
        A sentence.

    Raises
    ------
    HistoryError
    """
    from coaching.records.mobility_tests import find_latest_tests

    with open_history() as store:
        records = store.load_records(lifter.id)
    return find_latest_tests(records, read_wall_time())[direction].sentence


def count_drill_reps_to_log(count: "DrillCount", side: "Side") -> int:
    """Count the reps of a filmed drill that go into the log.

    Parameters
    ----------
    count
        What the camera counted.
    side
        The side that should work.

    Returns
    -------
    int
        Reps of that side, never more than the programme allows.
    """
    from analysis.lifts.drills import MOST_REPS

    return min(count.count_on_side(side), MOST_REPS)
