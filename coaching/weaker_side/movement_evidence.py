"""Evidence from two-legged lifts: to which side the lifter moves, and which side that makes the weaker."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy import special

from analysis.pose.landmarks import Side
from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.types import Grade, Standing
from analysis.wording import format_count, format_pct
from coaching.records.records import SetRecord
from coaching.weaker_side.evidence import Evidence, SideRules, make_insufficient_evidence

_Z_95 = 1.96


def judge_movement(
    quantity: Quantity,
    sets: Sequence[SetRecord],
    weaker: Callable[[Side], Side],
    weight: float,
    rules: SideRules,
) -> Evidence:
    """Judge one quantity: the mean of all reps, or the sides of those beyond 15 %, whichever says more.

    Parameters
    ----------
    quantity
        Lateral shift or hip drop; percent, + = left.
    sets
        Sets of the last weeks; those of one leg are passed over.
    weaker
        Movement to a side -> the weaker side: one shifts away from the weaker leg, and its hip drops.
    weight
        Of this evidence in the certainty of the verdict.
    rules
        What it takes.

    Returns
    -------
    Evidence
    """
    # A lifter who is uneven only now and then has a small mean; the sides of those uneven reps still count.
    by_session: dict[int, list[tuple[float, float]]] = {}
    for one in sets:
        # On one leg the body is over that leg: shift and drop say nothing about the other there.
        for rep in one.reps if one.side is None else ():
            value = rep.values.get(quantity)
            if rep.grade is not Grade.UNGRADED and value and value.standing is Standing.GRADED:
                half = (value.high_pct - value.low_pct) / 2.0
                by_session.setdefault(one.session, []).append((value.pct, half))
    label = QUANTITIES[quantity].label.lower()
    reps = sum(map(len, by_session.values()))
    if len(by_session) < rules.least_sessions or reps < rules.least_reps:
        sessions = format_count(rules.least_sessions, "session")
        needs = f"{format_count(rules.least_reps, 'graded rep')} in {sessions}"
        so_far = (
            f"{format_count(reps, 'rep')} in {format_count(len(by_session), 'session')}" if reps else "none"
        )
        return make_insufficient_evidence(
            quantity, f"{label.capitalize()}: this needs {needs}; so far {so_far}."
        )
    found = [
        _judge_mean(quantity, by_session, weaker, weight, rules),
        _judge_uneven_reps(quantity, by_session, weaker, weight, rules),
    ]
    return max(found, key=lambda one: (one.significant, one.side is not None, one.probability))


def _judge_mean(
    quantity: Quantity,
    by_session: dict[int, list[tuple[float, float]]],
    weaker: Callable[[Side], Side],
    weight: float,
    rules: SideRules,
) -> Evidence:
    values = np.array([pct for reps in by_session.values() for pct, _ in reps])
    means = np.array([np.mean([pct for pct, _ in reps]) for reps in by_session.values()])
    # What one session's camera gets wrong is wrong in all its reps, so errors do not average out over reps:
    # the spread of session means, and the mean half-width of the intervals, are added.
    shared = float(np.mean([half for reps in by_session.values() for _, half in reps])) / _Z_95
    mean = float(values.mean())
    error = float(np.hypot(means.std(ddof=1) / np.sqrt(len(means)), shared))
    share = float(np.mean(np.sign(values) == np.sign(mean)))
    side = Side.from_sign(mean)
    figures = (
        f"{format_pct(abs(mean))} on average; {format_pct(100.0 * share)} of "
        f"{format_count(len(values), 'rep')} to the same side, in {format_count(len(means), 'session')}"
    )
    clear = share >= rules.same_side and abs(mean) > 2.0 * error and abs(mean) >= rules.least_mean_pct
    if side is None or not clear:
        sentence = f"{QUANTITIES[quantity].label}: no consistent side ({figures})."
        return Evidence(quantity, None, 0.5, abs(mean), False, True, sentence, weight)
    sure = min(rules.most, float(special.ndtr(abs(mean) / error)) if error else rules.most)
    finding = QUANTITIES[quantity].format_finding(side)
    sentence = f"{finding[0].upper()}{finding[1:]} ({figures})."
    over = abs(mean) > rules.significant_pct
    return Evidence(quantity, weaker(side), sure, abs(mean), over, True, sentence, weight)


def _judge_uneven_reps(
    quantity: Quantity,
    by_session: dict[int, list[tuple[float, float]]],
    weaker: Callable[[Side], Side],
    weight: float,
    rules: SideRules,
) -> Evidence:
    over = {
        session: [pct for pct, _ in reps if abs(pct) > rules.significant_pct]
        for session, reps in by_session.items()
    }
    values = np.array([pct for reps in over.values() for pct in reps])
    sessions = sum(bool(reps) for reps in over.values())
    label = QUANTITIES[quantity].label
    few = Evidence(
        quantity,
        None,
        0.5,
        0.0,
        False,
        True,
        f"{label}: few reps above {format_pct(rules.significant_pct)}.",
        weight,
    )
    if len(values) < rules.least_uneven or sessions < rules.uneven_sessions:
        return few
    # A tie names a side for now; the share just below is then half, and too small.
    side = Side.from_sign(float(np.sign(values).sum())) or Side.LEFT
    same = int(np.sum(np.sign(values) == side.sign))
    if same < rules.same_side * len(values):
        return few
    sure = min(rules.most, float(special.betaincc(1 + same, 1 + len(values) - same, 0.5)))
    mean = float(np.abs(values).mean())
    finding = QUANTITIES[quantity].format_finding(side)
    sentence = (
        f"In uneven reps, {finding}: {same} of {format_count(len(values), 'rep')} in "
        f"{format_count(sessions, 'session')}, {format_pct(mean)} on average."
    )
    return Evidence(quantity, weaker(side), sure, mean, True, True, sentence, weight)
