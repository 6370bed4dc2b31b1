"""The pain gate: asked first; pain ends the day's training, and loads restart low afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from coaching.records.records import Records

QUESTION = "Any pain in movement?"

SEE_A_PROFESSIONAL = (
    "Ask a doctor or a physiotherapist if the pain is strong or sharp, wakes you at night, follows a fall or "
    "an accident, comes with numbness, weakness, swelling or fever, or has not gone within two weeks.",
    "Until it has gone, train nothing that brings it on. EvenRep cannot tell where it comes from.",
)
COMES_BACK = "Pain on {days} of the last 14 days: have it looked at by a professional before you go on."


class Gate(StrEnum):
    """What the day's answer allows."""

    NOT_ASKED = "not_asked"
    CLEAR = "clear"
    PAIN = "pain"


@dataclass(frozen=True)
class PainRules:
    """What pain changes, and for how long.

    restart_share  share of the load before the pain at which the first session after it begins
    rise_share     how far above that the following weeks may go: the rule of at most +10 % in 4 weeks
    watch_days     for so many days after the last pain the load is held down
    often_days     pain on so many days of two weeks: a professional has to see it first
    """

    restart_share: float = 0.5
    rise_share: float = 0.10
    watch_days: int = 28
    often_days: int = 3


def list_pain_times(records: Records, now: datetime) -> list[datetime]:
    """Every time pain was told by then, at the question or in a set, in order."""
    told = [one.at for one in records.pains if one.pain and one.at <= now]
    return sorted([*told, *(one.at for one in records.sets if one.pain and one.at <= now)])


def judge_pain_gate(records: Records, now: datetime) -> Gate:
    """Whether today may be trained: pain told at any time of the day counts until its end."""
    if any(at.date() == now.date() for at in list_pain_times(records, now)):
        return Gate.PAIN
    answered = any(one.at.date() == now.date() and one.at <= now for one in records.pains)
    return Gate.CLEAR if answered else Gate.NOT_ASKED


def list_pain_days(records: Records, now: datetime, days: int = 14) -> Sequence[date]:
    """The days of the last two weeks (today among them) on which pain was told."""
    since = now.date() - timedelta(days=days - 1)
    return sorted({at.date() for at in list_pain_times(records, now) if at.date() >= since})


def find_last_pain_before_today(records: Records, now: datetime) -> datetime | None:
    """The last time pain was told on an earlier day."""
    earlier = [at for at in list_pain_times(records, now) if at.date() < now.date()]
    return earlier[-1] if earlier else None
