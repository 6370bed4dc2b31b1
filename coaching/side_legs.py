"""Evidence from one leg against the other: clean repetitions, pelvic drop, and what stiffness adds."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from scipy import special

from analysis.landmarks import Side
from coaching.counts import Counts
from coaching.evidence import Evidence, SideRules, nothing
from coaching.mobility import latest_tests
from coaching.records import Records, SetRecord


def side_tests(records: Records, since: datetime, now: datetime, rules: SideRules) -> Evidence:
    """Clean repetitions that each side managed before the form failed."""
    taken = [one for one in records.side_tests if since <= one.at <= now]
    clean = {
        Side.LEFT: sum(one.left_clean for one in taken),
        Side.RIGHT: sum(one.right_clean for one in taken),
    }
    days = len({one.at.date() for one in taken})
    total = sum(clean.values())
    if days < rules.test_days or total < rules.test_reps:
        needed = f"{rules.test_reps} clean reps on {rules.test_days} days are needed"
        return nothing("side_test", f"Side test: {needed}; there are {total} on {days}.")
    worse = min(Side, key=lambda side: clean[side])
    difference = 100.0 * (clean[worse.other] - clean[worse]) / clean[worse.other]
    sure = float(special.betaincc(1 + clean[worse.other], 1 + clean[worse], 0.5))
    counted = f"left {clean[Side.LEFT]}, right {clean[Side.RIGHT]} clean reps on {days} days"
    return _compared("side_test", f"Side test: {counted}", worse, difference, sure, rules)


def clean_shares(sets: Sequence[SetRecord], rules: SideRules) -> Evidence:
    """The share of clean reps in filmed single-leg sets, side against side."""
    counts = {side: Counts.of_legs(one for one in sets if one.side is side) for side in Side}
    if min(count.graded for count in counts.values()) < rules.side_reps:
        graded = ", ".join(f"{count.graded} on the {side}" for side, count in counts.items())
        needed = f"{rules.side_reps} reps a side that could be read are needed"
        return nothing("clean_share", f"Filmed single-leg sets: {needed}; there are {graded}.")
    worse = min(Side, key=lambda side: counts[side].clean_share)
    better = counts[worse.other].clean_share
    difference = 100.0 * (better - counts[worse].clean_share) / better if better else 0.0
    sure = counts[worse.other].probability_cleaner_than(counts[worse])
    counted = ", ".join(f"{side} {count.good} of {count.graded} clean" for side, count in counts.items())
    return _compared("clean_share", f"Filmed single-leg sets: {counted}", worse, difference, sure, rules)


def _compared(
    kind: str, counted: str, worse: Side, difference: float, sure: float, rules: SideRules
) -> Evidence:
    """A difference in percent of the better side, judged by the 15 % rule."""
    if difference <= rules.significant_pct:
        sentence = f"{counted}: {difference:.0f} % apart, not significant."
        return Evidence(kind, None, 0.5, difference, False, True, sentence)
    sentence = f"{counted}: the {worse} side {difference:.0f} % behind."
    return Evidence(kind, worse, min(rules.most, max(0.5, sure)), difference, True, True, sentence)


def pelvic_drop(sets: Sequence[SetRecord], rules: SideRules) -> Evidence:
    """How far the pelvis drops when one leg carries: the leg that lets it drop further is the weaker."""
    drops = {
        side: np.array(
            [
                rep.pelvic_drop_deg
                for one in sets
                if one.side is side
                for rep in one.reps
                if rep.pelvic_drop_deg is not None and np.isfinite(rep.pelvic_drop_deg)
            ]
        )
        for side in Side
    }
    if min(map(len, drops.values())) < rules.drop_reps:
        return nothing("pelvic_drop", f"Pelvic drop: {rules.drop_reps} measured reps a side are needed.")
    mean = {side: float(values.mean()) for side, values in drops.items()}
    worse = max(Side, key=lambda side: mean[side])
    apart = mean[worse] - mean[worse.other]
    figures = f"Pelvic drop on the left leg {mean[Side.LEFT]:.0f}°, on the right {mean[Side.RIGHT]:.0f}°"
    if mean[worse] <= rules.drop_flag_deg or apart <= rules.drop_detectable_deg:
        limit = f"a change of about {rules.drop_detectable_deg:.0f}° can be detected"
        sentence = f"{figures}: no side to speak of ({limit})."
        return Evidence("pelvic_drop", None, 0.5, float("nan"), False, True, sentence)
    # half the detectable change is one standard error of a difference, or nearly so
    sure = min(rules.most, float(special.ndtr(2.0 * apart / rules.drop_detectable_deg)))
    sentence = f"{figures}: the {worse} leg lets it drop further."
    return Evidence("pelvic_drop", worse, sure, float("nan"), True, True, sentence)


def stiffness(records: Records, now: datetime, rules: SideRules) -> Evidence:
    """Directions in which one hip is restricted: they support, and never carry a call."""
    restricted = [one.restricted for one in latest_tests(records, now).values() if one.restricted]
    count = {side: restricted.count(side) for side in Side}
    if count[Side.LEFT] == count[Side.RIGHT]:
        return nothing("mobility", "Mobility: no side is more restricted.", primary=False)
    side = max(Side, key=lambda one: count[one])
    sure = min(0.8, 0.6 + 0.1 * (count[side] - count[side.other]))
    sentence = f"Mobility: the {side} hip is restricted in {count[side]} of 6 directions."
    return Evidence(
        "mobility", side, sure, float("nan"), False, True, sentence, rules.support_weight, primary=False
    )
