"""The 2 : 1 ledger: twice the single-leg volume for the weaker side, counted since it was named."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from analysis.pose.landmarks import Side
from coaching.plan.exercises import CORE, SINGLE_LEG
from coaching.records.lifter import Lifter
from coaching.records.records import Records
from coaching.records.single_leg_reps import collect_leg_reps

KEYS = frozenset(row.key for row in (*SINGLE_LEG, *CORE))


@dataclass(frozen=True)
class LedgerRules:
    """Twice, give or take: 10 : 5 repetitions. Without a weaker side the last days are shown, not judged."""

    ratio: float = 2.0
    least: float = 1.8
    most: float = 2.2
    last_days: int = 14


@dataclass(frozen=True)
class Ledger:
    """Repetitions of single-leg and core work per side; `in_order` is None with nothing to judge."""

    weaker: Side | None
    left: int
    right: int
    ratio: float | None
    in_order: bool | None
    sentence: str

    def get_reps(self, side: Side) -> int:
        return self.left if side is Side.LEFT else self.right


def build_ledger(
    lifter: Lifter,
    records: Records,
    weaker: Side | None,
    since: date | None,
    now: datetime,
    rules: LedgerRules = LedgerRules(),
) -> Ledger:
    """All since the weaker side was named, without the season, in which the dominant side gets nothing.

    A window that slides would answer today's correction with the opposite one as it leaves the window.
    """
    first = since if weaker and since else now.date() - timedelta(days=rules.last_days - 1)

    def is_counted(at: datetime) -> bool:
        return first <= at.date() and at <= now and not (weaker and lifter.is_in_season(at.date()))

    reps = dict.fromkeys(Side, 0)
    for done in records.exercises:
        if done.side and done.exercise in KEYS and is_counted(done.at):
            reps[done.side] += done.reps
    filmed = [one for one in records.sets if is_counted(one.at)]
    for side in Side:
        reps[side] += collect_leg_reps(filmed, side).reps
    left, right = reps[Side.LEFT], reps[Side.RIGHT]
    counted = f"Single leg: left {left}, right {right} reps since {first:%d %B}"
    if weaker is None or not left + right:
        return Ledger(weaker, left, right, None, None, f"{counted}.")
    ratio = reps[weaker] / reps[weaker.other] if reps[weaker.other] else float("inf")
    in_order = rules.least <= ratio <= rules.most
    verdict = _describe_verdict(in_order, ratio, rules)
    sentence = f"{counted}; {_format_ratio(ratio)} for the {weaker} side, {verdict}."
    return Ledger(weaker, left, right, ratio, in_order, sentence)


def _format_ratio(ratio: float) -> str:
    return f"{ratio:.1f} : 1" if ratio != float("inf") else "all of them"


def _describe_verdict(in_order: bool, ratio: float, rules: LedgerRules) -> str:
    if in_order:
        return "as it should be"
    wanted = f"{rules.least}–{rules.most} : 1 is wanted"
    return f"too few: {wanted}" if ratio < rules.least else f"the other side is behind: {wanted}"
