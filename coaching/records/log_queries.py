"""What happened on which day: the questions that every part of the plan asks of the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from analysis.pose.landmarks import Side
from analysis.wording import format_count
from coaching.plan.weaning import Weaning
from coaching.records.lifter import Lifter
from coaching.records.records import ExerciseRecord, Records, SetRecord
from coaching.records.sessions import is_two_legged
from coaching.weaker_side.verdict import ProgrammeSide


@dataclass(frozen=True)
class Day:
    """What every part of a day's plan is made from.

    Attributes
    ----------
    lifter, records, now
        The log holds nothing later than `now`, the lifter's wall time.
    side
        The side that the programme works on.
    weaning
        How much of the special work is left.
    training, why_rest
        Whether lifts are planned today, and why not.
    """

    lifter: Lifter
    records: Records
    now: datetime
    side: ProgrammeSide
    weaning: Weaning
    training: bool
    why_rest: str

    @property
    def logged(self) -> list[ExerciseRecord]:
        """Today's entries, without filmed sets."""
        today = self.now.date()
        return [one for one in self.records.exercises if one.at.date() == today and one.at <= self.now]

    def list_logged(self, exercise: str, side: Side | None) -> list[ExerciseRecord]:
        """List today's entries of one exercise on one side; None: both sides together."""
        return [one for one in self.logged if one.exercise == exercise and one.side is side]


def list_sets_on(records: Records, day: date, now: datetime) -> list[SetRecord]:
    """List the filmed sets of one day.

    Parameters
    ----------
    records
        The lifter's log.
    day
        The day.
    now
        Later sets are left out.

    Returns
    -------
    list of SetRecord
        In order of time.
    """
    return [one for one in records.sets if one.at.date() == day and one.at <= now]


def list_days_with(records: Records, keys: Iterable[str], now: datetime, last_days: int) -> list[date]:
    """List the recent days on which any of these exercises was logged.

    Parameters
    ----------
    records
        The lifter's log.
    keys
        Keys of the exercises.
    now
        The last day to look at.
    last_days
        How many days to look at, that of `now` included.

    Returns
    -------
    list of date
        In order of time, each once.
    """
    wanted, since = set(keys), now.date() - timedelta(days=last_days - 1)
    return sorted(
        {
            one.at.date()
            for one in records.exercises
            if one.exercise in wanted and since <= one.at.date() <= now.date()
        }
    )


def _list_lifting_days(records: Records, now: datetime) -> list[date]:
    """Every day with a two-legged set, in order of time."""
    return sorted({one.at.date() for one in records.sets if is_two_legged(one) and one.at <= now})


def check_training_day(lifter: Lifter, records: Records, now: datetime) -> tuple[bool, str]:
    """Decide whether lifts are planned today.

    Parameters
    ----------
    lifter
        How many sessions a week they want.
    records
        The lifter's log.
    now
        Its day is "today".

    Returns
    -------
    tuple of bool and str
        Whether lifts are planned, and else why not, in a sentence.
    """
    done = _list_lifting_days(records, now)
    # Once a set is done today the rest of the session stays in the plan.
    if now.date() in done:
        return True, ""
    # Up to three sessions fit into a week with a day of rest after each; four or more do not.
    apart = 2 if lifter.training_days <= 3 else 1
    if done and (now.date() - done[-1]).days < apart:
        return False, f"You lifted on {done[-1]:%d %B}: leave a day between sessions."
    week = [day for day in done if (now.date() - day).days < 7]
    if len(week) >= lifter.training_days:
        sessions = format_count(len(week), "session")
        return False, f"{sessions} in the last 7 days; the plan is {lifter.training_days} a week."
    return True, ""


def count_earlier_lifting_days(records: Records, now: datetime) -> int:
    """Count the lifting days before today: exercises that take turns are chosen by this number."""
    return sum(day < now.date() for day in _list_lifting_days(records, now))
