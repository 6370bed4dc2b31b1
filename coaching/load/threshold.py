"""The loading threshold: the heaviest load up to which a lifter's reps of one lift are clean."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from scipy.optimize import isotonic_regression

from analysis.pose.landmarks import Side
from analysis.settings import Unit
from coaching.load.context import convert_load
from coaching.load.one_rm import OneRm, find_one_rm
from coaching.records.bad_rate_posterior import BadRatePosterior
from coaching.records.lifter import Lifter
from coaching.records.records import Records


@dataclass(frozen=True)
class ThresholdRules:
    """What makes a load clean.

    bad_rate, sure    the chance that fewer reps than this share are bad must be at least so large
    least_reps        graded reps at that very load
    last_days         older sets tell of another lifter
    """

    bad_rate: float = 0.25
    sure: float = 0.80
    least_reps: int = 8
    last_days: int = 56


@dataclass(frozen=True)
class LoadPoint:
    """One load on the chart of load against clean rate.

    counts       reps at this load
    clean_rate   0–1, after a heavier load was not allowed to look cleaner than a lighter one
    low, high    95 % interval of the clean rate, of the loads that were taken together
    probability  that the bad rate is below the limit
    clean        probability and number of reps suffice
    """

    load: float
    counts: BadRatePosterior
    clean_rate: float
    low: float
    high: float
    probability: float
    clean: bool


@dataclass(frozen=True)
class Threshold:
    """The threshold of one lift: `load` in `unit`, None while no load is known to be clean."""

    lift: str
    load: float | None
    unit: Unit
    one_rm: OneRm | None
    points: tuple[LoadPoint, ...]
    sentence: str

    @property
    def one_rm_share(self) -> float | None:
        """The threshold as a share of the 1RM, 0–1; None where either is not known."""
        if self.load is None or self.one_rm is None or self.one_rm.load <= 0:
            return None
        return self.load / self.one_rm.load


def find_loading_threshold(
    lifter: Lifter,
    records: Records,
    lift: str,
    now: datetime,
    side: Side | None = None,
    rules: ThresholdRules = ThresholdRules(),
) -> Threshold:
    """The threshold as it stood at `now`, from the sets of the last weeks, warm-ups among them."""
    since = now - timedelta(days=rules.last_days)
    sets = [one for one in records.sets if one.lift == lift and one.side is side and since <= one.at <= now]
    at_load: dict[float, BadRatePosterior] = {}
    for one in sets:
        if one.load is not None and one.graded:
            mass = convert_load(lifter, one)
            at_load[mass] = at_load.get(mass, BadRatePosterior()) + BadRatePosterior.from_sets([one])
    points = build_load_points(at_load, rules)
    load = max((point.load for point in points if point.clean), default=None)
    one_rm = find_one_rm(records, lift, now, lifter.unit)
    bare = Threshold(lift, load, lifter.unit, one_rm, tuple(points), "")
    return Threshold(lift, load, lifter.unit, one_rm, tuple(points), _describe_threshold(bare, rules))


def build_load_points(
    at_load: dict[float, BadRatePosterior], rules: ThresholdRules = ThresholdRules()
) -> list[LoadPoint]:
    """From the lightest to the heaviest; a load that looks cleaner than a lighter one is taken with it."""
    loads = sorted(load for load, counts in at_load.items() if counts.graded)
    if not loads:
        return []
    rates = np.array([1.0 - at_load[load].clean_share for load in loads])
    weights = np.array([float(at_load[load].graded) for load in loads])
    edges = isotonic_regression(rates, weights=weights).blocks
    return [
        _make_load_point(
            load, at_load[load], sum((at_load[one] for one in together), BadRatePosterior()), rules
        )
        for first, stop in pairwise(edges)
        for together in [loads[first:stop]]
        for load in together
    ]


def _make_load_point(
    load: float, counts: BadRatePosterior, together: BadRatePosterior, rules: ThresholdRules
) -> LoadPoint:
    low, high = together.compute_clean_interval()
    probability = together.compute_probability_below(rules.bad_rate)
    clean = probability >= rules.sure and counts.graded >= rules.least_reps
    return LoadPoint(load, counts, together.clean_share, low, high, probability, clean)


def _describe_threshold(found: Threshold, rules: ThresholdRules) -> str:
    """ "Clean up to 62.5 kg (57 % of 1RM): …"."""
    if found.load is None:
        return _explain_no_threshold(found, rules)
    at = _format_load(found.load, found)
    share = "" if found.one_rm_share is None else f" ({_format_one_rm_share(found)})"
    point = next(one for one in found.points if one.load == found.load)
    return (
        f"Clean up to {at}{share}: {point.counts.good} of {point.counts.graded} reps there were even; the "
        f"chance that fewer than {rules.bad_rate:.0%} are uneven is {_format_chance(point.probability)}."
    )


def _format_chance(probability: float) -> str:
    return "over 99%" if probability > 0.99 else f"{probability:.0%}"


def _format_one_rm_share(found: Threshold) -> str:
    about = "about " if found.one_rm and found.one_rm.estimated else ""
    return f"{about}{100 * (found.one_rm_share or 0.0):.0f} % of 1RM"


def _format_load(load: float, found: Threshold) -> str:
    return "bodyweight" if load == 0 else f"{load:g} {found.unit}"


def _explain_no_threshold(found: Threshold, rules: ThresholdRules) -> str:
    if not found.points:
        return "No graded sets in the last weeks: no loading threshold yet."
    best = max(found.points, key=lambda point: (point.probability, point.load))
    return (
        f"No load is known to be clean yet: at {_format_load(best.load, found)} {best.counts.good} of "
        f"{best.counts.graded} reps were even (needed: {rules.least_reps} reps, and a chance of "
        f"{rules.sure:.0%} that fewer than {rules.bad_rate:.0%} are uneven; now {_format_chance(best.probability)})."
    )
