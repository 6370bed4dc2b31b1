"""Which side is the weaker, with its certainty: from evidence or as told, never from one repetition."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from coaching.records.lifter import Lifter
from coaching.records.records import Records, Severity
from coaching.weaker_side.evidence import Evidence, SideRules
from coaching.weaker_side.movement_evidence import judge_movement
from coaching.weaker_side.single_leg_evidence import judge_side_tests, judge_single_leg_sets, judge_stiffness

SEVERE_PCT = 30.0
"""Twice the 15 % rule: from here on the longer milestone is set."""


@dataclass(frozen=True)
class SideVerdict:
    """What can be said about the weaker side.

    side            None where none is named
    certainty       0–1 that it is this side; 1 where the lifter told it
    told            entered by the lifter or a professional
    judged          there was enough evidence to say something, be it that no side is weaker
    difference_pct  largest significant difference that speaks for it, percent; NaN without one
    """

    side: Side | None
    certainty: float
    told: bool
    judged: bool
    difference_pct: float
    evidence: tuple[Evidence, ...]
    sentence: str


def gather_evidence(records: Records, now: datetime, rules: SideRules = SideRules()) -> tuple[Evidence, ...]:
    """All evidence of the last weeks, the surest kind first."""
    since = now - timedelta(days=rules.last_days)
    sets = [one for one in records.sets if since <= one.at <= now and not one.pain]
    return (
        judge_movement(Quantity.LATERAL_SHIFT, sets, lambda side: side.other, 1.0, rules),
        judge_movement(Quantity.HIP_DROP, sets, lambda side: side, rules.drop_weight, rules),
        judge_side_tests(records, since, now, rules),
        *judge_single_leg_sets(sets, rules),
        judge_stiffness(records, now, rules),
    )


def judge_weaker_side(
    lifter: Lifter, records: Records, now: datetime, rules: SideRules = SideRules()
) -> SideVerdict:
    """The verdict at `now`, from the evidence of the last weeks; what the lifter told comes first."""
    found = gather_evidence(records, now, rules)
    side, certainty = combine_evidence(found)
    carrying = [one for one in found if one.primary and one.significant]
    difference = _find_largest_difference([one for one in carrying if one.side is side])
    if lifter.weaker_side is not None:
        against = side is lifter.weaker_side.other and certainty >= rules.call
        note = f" The measurements point to the {side} side ({certainty:.0%})." if against else ""
        sentence = f"The {lifter.weaker_side} side is weaker, as you told.{note}"
        told = _find_largest_difference([one for one in carrying if one.side is lifter.weaker_side])
        return SideVerdict(lifter.weaker_side, 1.0, True, True, told, found, sentence)
    agreed = {one.side for one in carrying}
    if side is not None and certainty >= rules.call and agreed == {side}:
        sentence = f"The {side} side is weaker ({certainty:.0%} certain)."
        return SideVerdict(side, certainty, False, True, difference, found, sentence)
    return _explain_no_side(found, carrying, side, certainty, rules)


def _explain_no_side(
    found: tuple[Evidence, ...],
    carrying: list[Evidence],
    side: Side | None,
    certainty: float,
    rules: SideRules,
) -> SideVerdict:
    """No side is named: not significant, not certain, or not enough known."""
    judged = any(one.primary and one.enough for one in found)
    if not judged:
        sentence = "Which side is weaker is not known yet: there is too little to judge by."
    elif not carrying:
        sentence = f"Differences below {rules.significant_pct:.0f} %: not significant, no special work."
    elif len({one.side for one in carrying}) > 1:
        sentence = "The evidence points both ways: no side is named."
    else:
        sentence = (
            f"Perhaps the {side} side ({certainty:.0%} certain; {rules.call:.0%} are needed to name it)."
        )
    return SideVerdict(None, certainty if carrying else 0.5, False, judged, float("nan"), found, sentence)


def combine_evidence(found: tuple[Evidence, ...]) -> tuple[Side | None, float]:
    """(side, certainty) of all evidence together: weighted log-odds, at most 99 %."""
    odds = 0.0
    for one in found:
        if one.side is not None:
            odds += one.weight * one.side.sign * float(np.log(one.probability / (1.0 - one.probability)))
    return Side.from_sign(odds), float(min(0.99, 1.0 / (1.0 + np.exp(-abs(odds)))))


def _find_largest_difference(evidence: list[Evidence]) -> float:
    known = [one.difference_pct for one in evidence if np.isfinite(one.difference_pct)]
    return max(known, default=float("nan"))


# --- over the programme -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProgrammeSide:
    """The side that the programme works on: the last one named, though it may be catching up.

    now       the verdict of today
    side      of today's verdict, or of the last one that named a side
    since     when that side was first named without another in between
    severity  as told, or from the largest difference seen when it was named
    """

    now: SideVerdict
    side: Side | None
    since: date | None
    severity: Severity | None


def judge_programme_side(
    lifter: Lifter, records: Records, now: datetime, rules: SideRules = SideRules()
) -> ProgrammeSide:
    """Judged every seventh day of the programme and today, so that a good week does not end the work."""
    today = judge_weaker_side(lifter, records, now, rules)
    calls = [
        (at.date(), judge_weaker_side(lifter, records, at, rules)) for at in _list_judging_times(records, now)
    ]
    named = [(day, verdict) for day, verdict in [*calls, (now.date(), today)] if verdict.side is not None]
    told = records.programme.severity
    if not named:
        return ProgrammeSide(today, None, None, told)
    side = named[-1][1].side
    run = []
    for day, verdict in reversed(named):
        if verdict.side is not side:
            break
        run.append((day, verdict))
    largest = max((one.difference_pct for _, one in run if np.isfinite(one.difference_pct)), default=0.0)
    judged = Severity.SEVERE if largest >= SEVERE_PCT else Severity.MILD
    return ProgrammeSide(today, side, run[-1][0], told or judged)


def _list_judging_times(records: Records, now: datetime) -> list[datetime]:
    """The end of every seventh day of the programme, up to yesterday."""
    start = records.programme.started
    if start is None:
        return []
    ends = []
    day = start + timedelta(days=6)
    while day < now.date():
        ends.append(datetime.combine(day, time(23, 59, 59)))
        day += timedelta(days=7)
    return ends
