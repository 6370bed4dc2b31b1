"""The 2 : 1 ledger: twice the single-leg work for the weaker side, counted since that side was named."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from analysis.pose.landmarks import Side
from coaching.plan.exercises import CORE, SINGLE_LEG
from coaching.records.lifter import Lifter
from coaching.records.records import Records
from coaching.records.single_leg_reps import collect_leg_reps

_KEYS = frozenset(row.key for row in (*SINGLE_LEG, *CORE))


@dataclass(frozen=True)
class LedgerRules:
    """How much more the weaker side should get: twice, as in the glute-imbalance article (docs/sources.md).

    Attributes
    ----------
    ratio, least, most
        Weaker side's repetitions to the stronger side's: aim, and limits of what is in order.
    last_days
        Without a weaker side so many days are shown, and not judged.
    """

    ratio: float = 2.0
    least: float = 1.8
    most: float = 2.2
    last_days: int = 14


@dataclass(frozen=True)
class Ledger:
    """Repetitions of single-leg and core work of each side.

    Attributes
    ----------
    weaker
        The weaker side; None where none is named.
    left, right
        Repetitions.
    ratio
        Weaker side's repetitions to the stronger side's; infinite where that has none, None if not judged.
    in_order
        Whether `ratio` lies within the limits; None if not judged.
    sentence
        The same in words.
    """

    weaker: Side | None
    left: int
    right: int
    ratio: float | None
    in_order: bool | None
    sentence: str

    def get_reps(self, side: Side) -> int:
        """Get the repetitions of one side."""
        return self.left if side is Side.LEFT else self.right


def build_ledger(
    lifter: Lifter,
    records: Records,
    weaker: Side | None,
    since: date | None,
    now: datetime,
    rules: LedgerRules = LedgerRules(),
) -> Ledger:
    """Count the single-leg and core repetitions of each side since the weaker side was named.

    Parameters
    ----------
    lifter
        For the seasons, which are left out: in season the dominant side gets nothing.
    records
        The lifter's log.
    weaker, since
        The weaker side and the day from which to count; None: both sides of the last days, not judged.
    now
        Later entries are left out.
    rules
        Limits of the ratio.

    Returns
    -------
    Ledger
        Logged and filmed repetitions together; holds are not counted.
    """
    # Not a sliding window: today's correction, as it leaves the window, would call for the opposite one.
    first = since if weaker and since else now.date() - timedelta(days=rules.last_days - 1)

    def is_counted(at: datetime) -> bool:
        return first <= at.date() and at <= now and not (weaker and lifter.is_in_season(at.date()))

    reps = dict.fromkeys(Side, 0)
    for done in records.exercises:
        if done.side and done.exercise in _KEYS and is_counted(done.at):
            reps[done.side] += done.reps
    # Filmed sets count like those that are typed in.
    filmed = [one for one in records.sets if is_counted(one.at)]
    for side in Side:
        reps[side] += collect_leg_reps(filmed, side).reps
    left, right = reps[Side.LEFT], reps[Side.RIGHT]
    counted = f"Single leg: left {left}, right {right} reps since {first:%d %B}"
    if not left + right:
        counted = f"No single-leg reps since {first:%d %B}"
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
        return "as planned"
    aim = f"aim for {rules.least}–{rules.most} : 1"
    return f"too few: {aim}" if ratio < rules.least else f"the other side is behind: {aim}"
