"""Filmed single-leg sets, leg by leg: reps, clean reps, and how far the pelvis drops."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.pose.landmarks import Side
from analysis.wording import format_count
from coaching.plan.exercises import CAMERA_SINGLE_LEG, name_exercise
from coaching.records.bad_rate_posterior import BadRatePosterior
from coaching.records.records import SetRecord
from coaching.records.single_leg_reps import LegReps, collect_leg_reps
from coaching.weaker_side.evidence import SideRules


@dataclass(frozen=True)
class FilmedLeg:
    """One lift on one leg.

    Attributes
    ----------
    lift, side
        Key of the lift, and the standing leg.
    reps
        All of them.
    counts
        Clean reps and others, among those whose pelvic drop was measured.
    drop_deg
        Mean drop of the free side's hip, degrees; NaN if not measured.
    flagged
        The pelvis drops by more than 5°.
    sentence
        The same in words.
    """

    lift: str
    side: Side
    reps: int
    counts: BadRatePosterior
    drop_deg: float
    flagged: bool
    sentence: str


def summarize_filmed_legs(sets: Sequence[SetRecord], rules: SideRules = SideRules()) -> tuple[FilmedLeg, ...]:
    """Summarize every lift and leg among these sets.

    Parameters
    ----------
    sets
        Any sets; those of two-legged lifts are passed over.
    rules
        From which pelvic drop on a rep is flagged.

    Returns
    -------
    tuple of FilmedLeg
        Lifts by name, the left leg first.
    """
    found = []
    for lift in sorted({one.lift for one in sets} & set(CAMERA_SINGLE_LEG)):
        for side in Side:
            done = collect_leg_reps([one for one in sets if one.lift == lift], side)
            if done.reps:
                found.append(_summarize_leg(lift, side, done, rules))
    return tuple(found)


def _summarize_leg(lift: str, side: Side, done: LegReps, rules: SideRules) -> FilmedLeg:
    drop, counts = done.mean_drop_deg, done.count_clean(rules.drop_flag_deg)
    flagged = drop > rules.drop_flag_deg
    sentence = f"{name_exercise(lift)}, {side} leg: {format_count(done.reps, 'rep')}"
    if counts.graded:
        limit = (
            f"more than {rules.drop_flag_deg:.0f}°"
            if flagged
            else f"up to {rules.drop_flag_deg:.0f}° is fine"
        )
        change = f"a change of about {rules.drop_detectable_deg:.0f}° can be detected"
        clean = f"{counts.good} of {counts.graded} clean"
        sentence += f", {clean}; the pelvis drops by {drop:.0f}° ({limit}; {change})"
    return FilmedLeg(lift, side, done.reps, counts, drop, flagged, f"{sentence}.")
