"""The 2 : 1 ledger: twice the single-leg volume for the weaker side, counted over two weeks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from analysis.landmarks import Side
from coaching.exercises import CAMERA_SINGLE_LEG, CORE, SINGLE_LEG
from coaching.records import Records

KEYS = frozenset({row.key for row in (*SINGLE_LEG, *CORE)} | set(CAMERA_SINGLE_LEG))


@dataclass(frozen=True)
class LedgerRules:
    """Twice, give or take: 10 : 5 repetitions, counted over so many days."""

    ratio: float = 2.0
    least: float = 1.8
    most: float = 2.2
    last_days: int = 14


@dataclass(frozen=True)
class Ledger:
    """Repetitions of single-leg and core work per side. `in_order` is None while there is nothing to judge.

    owed  reps that would bring the ratio to two: the weaker side's if positive, the other's if negative
    """

    weaker: Side | None
    left: int
    right: int
    ratio: float | None
    in_order: bool | None
    owed: int
    sentence: str


def ledger(
    records: Records, weaker: Side | None, now: datetime, rules: LedgerRules = LedgerRules()
) -> Ledger:
    """The last two weeks; without a weaker side both should have the same, and nothing is judged."""
    since = (now - timedelta(days=rules.last_days)).date()
    reps = dict.fromkeys(Side, 0)
    for done in records.exercises:
        if done.side and done.exercise in KEYS and since < done.at.date() and done.at <= now:
            reps[done.side] += done.reps
    for filmed in records.sets:
        if filmed.side and filmed.lift in KEYS and since < filmed.at.date() and filmed.at <= now:
            reps[filmed.side] += len(filmed.reps)
    counted = f"left {reps[Side.LEFT]}, right {reps[Side.RIGHT]} reps in {rules.last_days} days"
    if weaker is None or not any(reps.values()):
        sentence = f"Single leg: {counted}."
        return Ledger(weaker, reps[Side.LEFT], reps[Side.RIGHT], None, None, 0, sentence)
    more, less = reps[weaker], reps[weaker.other]
    ratio = more / less if less else float("inf")
    in_order = rules.least <= ratio <= rules.most
    owed = round(rules.ratio * less - more)
    owed = owed if owed > 0 else -((more + 1) // 2 - less)
    sentence = (
        f"Single leg: {counted}; {_ratio(ratio)} for the {weaker} side, {_verdict(in_order, ratio, rules)}."
    )
    return Ledger(weaker, reps[Side.LEFT], reps[Side.RIGHT], ratio, in_order, owed, sentence)


def _ratio(ratio: float) -> str:
    return f"{ratio:.1f} : 1" if ratio != float("inf") else "all of them"


def _verdict(in_order: bool, ratio: float, rules: LedgerRules) -> str:
    if in_order:
        return "as it should be"
    wanted = f"{rules.least}–{rules.most} : 1 is wanted"
    return f"too few: {wanted}" if ratio < rules.least else f"the other side is behind: {wanted}"
