"""The pain gate, first of all: pain ends the day's training, and loads restart low afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from coaching.records.records import Records

QUESTION = "Any pain in movement?"

SEE_A_PROFESSIONAL = (
    "Ask a doctor or a physiotherapist if the pain is strong or sharp, wakes you at night, follows a fall or "
    "an accident, comes with numbness, weakness, swelling or fever, or lasts longer than two weeks.",
    "Until it is gone, train nothing that brings it on. EvenRep cannot find the cause of pain.",
)
COMES_BACK = "Pain on {days} of the last 14 days: see a professional before you go on."


class Gate(StrEnum):
    """What the day's answer allows."""

    NOT_ASKED = "not_asked"
    CLEAR = "clear"
    PAIN = "pain"


@dataclass(frozen=True)
class PainRules:
    """What pain changes, and for how long.

    Attributes
    ----------
    restart_share
        The first session after pain begins at this share of the load before it.
    rise_share
        How far above that the following weeks may go: the rule of at most +10 % in 4 weeks.
    watch_days
        Days after the last pain in which the load is held down.
    often_days
        Pain on so many days of two weeks: a professional has to see it first.
    """

    restart_share: float = 0.5
    rise_share: float = 0.10
    watch_days: int = 28
    often_days: int = 3


def list_pain_times(records: Records, now: datetime) -> list[datetime]:
    """List every time pain was reported, as an answer to the question or in a set.

    Parameters
    ----------
    records
        The lifter's log.
    now
        Later reports are left out.

    Returns
    -------
    list of datetime
        In order of time.
    """
    answered = [one.at for one in records.pains if one.pain and one.at <= now]
    return sorted([*answered, *(one.at for one in records.sets if one.pain and one.at <= now)])


def judge_pain_gate(records: Records, now: datetime) -> Gate:
    """Judge whether the lifter may train today.

    Parameters
    ----------
    records
        The lifter's log.
    now
        The moment for which the gate is judged; its day is "today".

    Returns
    -------
    Gate
        PAIN after any report of pain today, CLEAR after "no pain", else NOT_ASKED.
    """
    # A later "no" does not open the gate again: pain that comes and goes within a day is still pain.
    if any(at.date() == now.date() for at in list_pain_times(records, now)):
        return Gate.PAIN
    answered = any(one.at.date() == now.date() and one.at <= now for one in records.pains)
    return Gate.CLEAR if answered else Gate.NOT_ASKED


def list_pain_days(records: Records, now: datetime, days: int = 14) -> Sequence[date]:
    """List the days of the last two weeks, today included, on which pain was reported."""
    since = now.date() - timedelta(days=days - 1)
    return sorted({at.date() for at in list_pain_times(records, now) if at.date() >= since})


def find_last_pain_before_today(records: Records, now: datetime) -> datetime | None:
    """Find the last report of pain on an earlier day; None where there is none."""
    earlier = [at for at in list_pain_times(records, now) if at.date() < now.date()]
    return earlier[-1] if earlier else None
