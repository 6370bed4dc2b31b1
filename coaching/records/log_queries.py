"""What happened on which day: the little that every part asks of the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from analysis.pose.landmarks import Side
from coaching.plan.weaning import Weaning
from coaching.records.lifter import Lifter
from coaching.records.records import ExerciseRecord, Records, SetRecord
from coaching.records.sessions import is_two_legged
from coaching.weaker_side.verdict import ProgrammeSide


@dataclass(frozen=True)
class Day:
    """What every part of a day's plan is made from. `records` are those known at `now`.

    training, why_rest  whether lifts are planned today, and why not
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
        return list_exercises_on(self.records, self.now.date(), self.now)

    def list_logged(self, exercise: str, side: Side | None) -> list[ExerciseRecord]:
        """Today's entries of one exercise on one side (None: both together)."""
        return [one for one in self.logged if one.exercise == exercise and one.side is side]


def list_exercises_on(records: Records, day: date, now: datetime) -> list[ExerciseRecord]:
    """What was logged on that day by now."""
    return [one for one in records.exercises if one.at.date() == day and one.at <= now]


def list_sets_on(records: Records, day: date, now: datetime) -> list[SetRecord]:
    """Sets of that day by now."""
    return [one for one in records.sets if one.at.date() == day and one.at <= now]


def list_days_with(records: Records, keys: Iterable[str], now: datetime, last_days: int) -> list[date]:
    """Days of the last so many (today among them) on which any of these exercises was logged."""
    wanted, since = set(keys), now.date() - timedelta(days=last_days - 1)
    return sorted(
        {
            one.at.date()
            for one in records.exercises
            if one.exercise in wanted and since <= one.at.date() <= now.date()
        }
    )


def list_lifting_days(records: Records, now: datetime) -> list[date]:
    """Every day with a two-legged set, in order."""
    return sorted({one.at.date() for one in records.sets if is_two_legged(one) and one.at <= now})


def check_training_day(lifter: Lifter, records: Records, now: datetime) -> tuple[bool, str]:
    """(whether lifts are planned today, why not): a day between sessions, so many a week."""
    done = list_lifting_days(records, now)
    if now.date() in done:
        return True, ""
    apart = 2 if lifter.training_days <= 3 else 1
    if done and (now.date() - done[-1]).days < apart:
        return False, f"Lifts were done on {done[-1]:%d %B}: a day between sessions."
    week = [day for day in done if (now.date() - day).days < 7]
    if len(week) >= lifter.training_days:
        return False, f"{len(week)} sessions in the last 7 days; {lifter.training_days} are planned."
    return True, ""


def count_earlier_lifting_days(records: Records, now: datetime) -> int:
    """How many lifting days came before today: what rotates, rotates with it."""
    return sum(day < now.date() for day in list_lifting_days(records, now))
