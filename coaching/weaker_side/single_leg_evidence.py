"""Evidence from one leg against the other: clean repetitions, pelvic drop, and what stiffness adds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from scipy import special

from analysis.pose.landmarks import Side
from analysis.wording import format_count, format_pct
from coaching.records.mobility_tests import find_latest_tests
from coaching.records.records import Records, SetRecord
from coaching.records.single_leg_reps import collect_leg_reps
from coaching.weaker_side.evidence import Evidence, SideRules, make_insufficient_evidence


def judge_side_tests(records: Records, since: datetime, now: datetime, rules: SideRules) -> Evidence:
    """Judge the side tests: clean repetitions of each side before the form failed.

    Parameters
    ----------
    records
        The lifter's log.
    since, now
        Tests from the first up to the last of these times count.
    rules
        What it takes.

    Returns
    -------
    Evidence
        The difference is in percent of the better side.
    """
    taken = [one for one in records.side_tests if since <= one.at <= now]
    clean = {
        Side.LEFT: sum(one.left_clean for one in taken),
        Side.RIGHT: sum(one.right_clean for one in taken),
    }
    days = len({one.at.date() for one in taken})
    total = sum(clean.values())
    if days < rules.test_days or total < rules.test_reps:
        needs = f"{format_count(rules.test_reps, 'clean rep')} on {format_count(rules.test_days, 'day')}"
        so_far = f"{format_count(total, 'clean rep')} on {format_count(days, 'day')}" if days else "none"
        return make_insufficient_evidence("side_test", f"Side test: this needs {needs}; so far {so_far}.")
    worse = min(Side, key=lambda side: clean[side])
    difference = 100.0 * (clean[worse.other] - clean[worse]) / clean[worse.other]
    sure = float(special.betaincc(1 + clean[worse.other], 1 + clean[worse], 0.5))
    counted = f"left {clean[Side.LEFT]}, right {clean[Side.RIGHT]} clean reps on {format_count(days, 'day')}"
    return _judge_difference("side_test", f"Side test: {counted}", worse, difference, sure, rules)


def _compare_clean_shares(sets: Sequence[SetRecord], rules: SideRules) -> Evidence:
    """The share of clean reps in filmed single-leg sets, side against side."""
    legs = {side: collect_leg_reps(sets, side) for side in Side}
    counts = {side: leg.count_clean(rules.drop_flag_deg) for side, leg in legs.items()}
    if min(count.graded for count in counts.values()) < rules.side_reps:
        measured = " and ".join(
            f"{count.graded} on the {side}" for side, count in counts.items() if count.graded
        )
        needs = f"{format_count(rules.side_reps, 'rep')} a side with a measured pelvic drop"
        return make_insufficient_evidence(
            "clean_share", f"Filmed single-leg sets: this needs {needs}; so far {measured or 'none'}."
        )
    worse = min(Side, key=lambda side: counts[side].clean_share)
    better = counts[worse.other].clean_share
    difference = 100.0 * (better - counts[worse].clean_share) / better if better else 0.0
    sure = counts[worse.other].compute_probability_cleaner_than(counts[worse])
    clean = ", ".join(f"{side} {count.good} of {count.graded} clean" for side, count in counts.items())
    counted = f"Filmed single-leg sets: {clean}"
    apart = legs[worse].mean_drop_deg - legs[worse.other].mean_drop_deg
    # A rep is clean by its pelvic drop: drops on either side of the flag, 1° apart, make shares of 100 %
    # and 0 %. So shares count only where the drops themselves differ by more than can be detected.
    if difference > rules.significant_pct and apart <= rules.drop_detectable_deg:
        sentence = f"{counted}, but the pelvic drops differ by only {apart:.0f}°: too little to count."
        return Evidence("clean_share", None, 0.5, difference, False, True, sentence)
    return _judge_difference("clean_share", counted, worse, difference, sure, rules)


def _judge_difference(
    kind: str, counted: str, worse: Side, difference: float, sure: float, rules: SideRules
) -> Evidence:
    """A difference in percent of the better side, judged by the 15 % rule."""
    if difference <= rules.significant_pct:
        sentence = f"{counted}: {format_pct(difference)} apart, not significant."
        return Evidence(kind, None, 0.5, difference, False, True, sentence)
    sentence = f"{counted}: the {worse} side is {format_pct(difference)} behind."
    return Evidence(kind, worse, min(rules.most, max(0.5, sure)), difference, True, True, sentence)


def _compare_pelvic_drop(sets: Sequence[SetRecord], rules: SideRules) -> Evidence:
    """How far the pelvis drops when one leg carries: the leg on which it drops further is the weaker."""
    legs = {side: collect_leg_reps(sets, side) for side in Side}
    if min(len(leg.drops_deg) for leg in legs.values()) < rules.drop_reps:
        return make_insufficient_evidence(
            "pelvic_drop", f"Pelvic drop: this needs {format_count(rules.drop_reps, 'measured rep')} a side."
        )
    mean = {side: leg.mean_drop_deg for side, leg in legs.items()}
    worse = max(Side, key=lambda side: mean[side])
    apart = mean[worse] - mean[worse.other]
    figures = f"Pelvic drop on the left leg {mean[Side.LEFT]:.0f}°, on the right {mean[Side.RIGHT]:.0f}°"
    if mean[worse] <= rules.drop_flag_deg or apart <= rules.drop_detectable_deg:
        limit = f"a change of about {rules.drop_detectable_deg:.0f}° can be detected"
        sentence = f"{figures}: no clear side ({limit})."
        return Evidence("pelvic_drop", None, 0.5, float("nan"), False, True, sentence)
    # Half the detectable change is one standard error of a difference (1.96 of them are 95 %)
    sure = min(rules.most, float(special.ndtr(2.0 * apart / rules.drop_detectable_deg)))
    sentence = f"{figures}: it drops further on the {worse} leg."
    return Evidence("pelvic_drop", worse, sure, float("nan"), True, True, sentence)


def judge_stiffness(records: Records, now: datetime, rules: SideRules) -> Evidence:
    """Judge the mobility test: directions in which one hip is restricted support, and never name a side.

    Parameters
    ----------
    records
        The lifter's log.
    now
        Later tests are left out.
    rules
        The weight of this evidence.

    Returns
    -------
    Evidence
        Never primary.
    """
    restricted = [one.restricted for one in find_latest_tests(records, now).values() if one.restricted]
    count = {side: restricted.count(side) for side in Side}
    if count[Side.LEFT] == count[Side.RIGHT]:
        return make_insufficient_evidence(
            "mobility", "Mobility: neither hip is more restricted.", primary=False
        )
    side = max(Side, key=lambda one: count[one])
    sure = min(0.8, 0.6 + 0.1 * (count[side] - count[side.other]))
    sentence = f"Mobility: the {side} hip is restricted in {count[side]} of 6 directions."
    return Evidence(
        "mobility", side, sure, float("nan"), False, True, sentence, rules.support_weight, primary=False
    )


def judge_single_leg_sets(sets: Sequence[SetRecord], rules: SideRules) -> tuple[Evidence, Evidence]:
    """Judge filmed single-leg sets by shares of clean reps and by mean pelvic drop.

    Parameters
    ----------
    sets
        Sets of the last weeks.
    rules
        What it takes.

    Returns
    -------
    tuple of Evidence
        Clean shares, pelvic drop.
    """
    # Both come from the same angles: counted twice they would be surer than the angles are.
    shares, drop = _compare_clean_shares(sets, rules), _compare_pelvic_drop(sets, rules)
    if shares.side is None or drop.side is None:
        return shares, drop
    if shares.probability >= drop.probability:
        return shares, replace(drop, weight=0.0)
    return replace(shares, weight=0.0), drop
