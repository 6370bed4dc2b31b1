"""Which side is the weaker, with its certainty: from evidence or as entered, never from one repetition."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from analysis.wording import format_pct
from coaching.records.lifter import Lifter
from coaching.records.records import Records, Severity
from coaching.weaker_side.evidence import Evidence, SideRules
from coaching.weaker_side.movement_evidence import judge_movement
from coaching.weaker_side.single_leg_evidence import judge_side_tests, judge_single_leg_sets, judge_stiffness

_SEVERE_PCT = 30.0  # twice the 15 % rule of the article: from here on the longer milestone is set


@dataclass(frozen=True)
class SideVerdict:
    """What can be said about the weaker side.

    Attributes
    ----------
    side
        The lifter's own side; None where none is named.
    certainty
        That it is this side, 0–1; 1 where it was entered.
    entered
        By the lifter or a professional.
    judged
        There was enough evidence to judge, even if no side is weaker.
    difference_pct
        Largest significant difference that points to this side, percent; NaN without one.
    evidence
        Every piece, the surest kind first.
    sentence
        The verdict in words.
    """

    side: Side | None
    certainty: float
    entered: bool
    judged: bool
    difference_pct: float
    evidence: tuple[Evidence, ...]
    sentence: str


def _gather_evidence(records: Records, now: datetime, rules: SideRules) -> tuple[Evidence, ...]:
    """All evidence of the last weeks, the surest kind first."""
    since = now - timedelta(days=rules.last_days)
    # Pain makes people lean away from it: such a set says nothing about strength.
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
    """Judge which side is weaker at one time; a side that was entered comes first.

    Parameters
    ----------
    lifter
        May have an entered weaker side.
    records
        The lifter's log.
    now
        The evidence of the last four weeks before it counts.
    rules
        What it takes to name a side.

    Returns
    -------
    SideVerdict

    References
    ----------
    Differences of 15 % or less need no special work: the glute-imbalance article (docs/sources.md). That
    shifting shows the weaker leg on the other side is the usual explanation, not a measurement of strength.
    """
    found = _gather_evidence(records, now, rules)
    side, certainty = _combine_evidence(found)
    carrying = [one for one in found if one.primary and one.significant]
    difference = _find_largest_difference([one for one in carrying if one.side is side])
    if lifter.weaker_side is not None:
        # An entered side is never overruled, but a clear contradiction is said.
        against = side is lifter.weaker_side.other and certainty >= rules.call
        note = (
            f" The measurements point to the {side} side ({format_pct(100.0 * certainty)} certain)."
            if against
            else ""
        )
        sentence = f"The {lifter.weaker_side} side is weaker, as you entered.{note}"
        own = _find_largest_difference([one for one in carrying if one.side is lifter.weaker_side])
        return SideVerdict(lifter.weaker_side, 1.0, True, True, own, found, sentence)
    # Strong evidence each way can still add up to a certainty: no side is named while any of it disagrees.
    agreed = {one.side for one in carrying}
    if side is not None and certainty >= rules.call and agreed == {side}:
        sentence = f"The {side} side is weaker ({format_pct(100.0 * certainty)} certain)."
        return SideVerdict(side, certainty, False, True, difference, found, sentence)
    return _explain_no_side(found, carrying, side, certainty, rules)


def _explain_no_side(
    found: tuple[Evidence, ...],
    carrying: list[Evidence],
    side: Side | None,
    certainty: float,
    rules: SideRules,
) -> SideVerdict:
    """No side is named: not significant, not certain, or too little evidence."""
    judged = any(one.primary and one.enough for one in found)
    if not judged:
        sentence = "It is not known yet which side is weaker: too little to judge by."
    elif not carrying:
        sentence = (
            f"Differences below {format_pct(rules.significant_pct)}: not significant, no special work needed."
        )
    elif len({one.side for one in carrying}) > 1:
        sentence = "The evidence points both ways: no side is named."
    else:
        sentence = (
            f"Perhaps the {side} side: {format_pct(100.0 * certainty)} certain; naming it needs "
            f"{format_pct(100.0 * rules.call)}."
        )
    return SideVerdict(None, certainty if carrying else 0.5, False, judged, float("nan"), found, sentence)


def _combine_evidence(found: tuple[Evidence, ...]) -> tuple[Side | None, float]:
    """(side, certainty) of all evidence together: the sum of weighted log-odds, at most 99 %."""
    odds = 0.0
    for one in found:
        if one.side is not None:
            odds += one.weight * one.side.sign * float(np.log(one.probability / (1.0 - one.probability)))
    return Side.from_sign(odds), float(min(0.99, 1.0 / (1.0 + np.exp(-abs(odds)))))


def _find_largest_difference(evidence: list[Evidence]) -> float:
    differences = [one.difference_pct for one in evidence if np.isfinite(one.difference_pct)]
    return max(differences, default=float("nan"))


# --- over the programme -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProgrammeSide:
    """The side that the programme works on: the last one named, though it may be catching up.

    Attributes
    ----------
    now
        The verdict of today.
    side
        Of today's verdict, or of the last one that named a side.
    since
        When that side was first named without the other in between.
    severity
        As entered, or from the largest difference seen when the side was named.
    """

    now: SideVerdict
    side: Side | None
    since: date | None
    severity: Severity | None


def judge_programme_side(
    lifter: Lifter, records: Records, now: datetime, rules: SideRules = SideRules()
) -> ProgrammeSide:
    """Judge the side that the programme works on.

    Parameters
    ----------
    lifter
        May have an entered weaker side.
    records
        The lifter's log.
    now
        Later entries are left out.
    rules
        What it takes to name a side.

    Returns
    -------
    ProgrammeSide
        Its `side` is None until a side has been named for the first time.
    """
    # Judged on every seventh day of the programme and today, so that one good week does not end the work.
    today = judge_weaker_side(lifter, records, now, rules)
    calls = [
        (at.date(), judge_weaker_side(lifter, records, at, rules)) for at in _list_judging_times(records, now)
    ]
    named = [(day, verdict) for day, verdict in [*calls, (now.date(), today)] if verdict.side is not None]
    entered = records.programme.severity
    if not named:
        return ProgrammeSide(today, None, None, entered)
    side = named[-1][1].side
    run = []
    for day, verdict in reversed(named):
        if verdict.side is not side:
            break
        run.append((day, verdict))
    largest = max((one.difference_pct for _, one in run if np.isfinite(one.difference_pct)), default=0.0)
    judged = Severity.SEVERE if largest >= _SEVERE_PCT else Severity.MILD
    return ProgrammeSide(today, side, run[-1][0], entered or judged)


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
