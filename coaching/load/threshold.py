"""The loading threshold: the heaviest load up to which a lifter's reps of one lift stay even."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from scipy.optimize import isotonic_regression

from analysis.pose.landmarks import Side
from analysis.settings import Unit
from analysis.wording import format_count, format_pct
from coaching.load.context import convert_load
from coaching.load.one_rm import OneRm, find_one_rm
from coaching.records.bad_rate_posterior import BadRatePosterior
from coaching.records.lifter import Lifter
from coaching.records.records import Records


@dataclass(frozen=True)
class ThresholdRules:
    """What it takes to call a load even.

    Attributes
    ----------
    bad_rate, sure
        P(fewer than `bad_rate` of reps are uneven) must be at least `sure`; both 0–1.
    least_reps
        Graded reps at that very load.
    last_days
        Older sets are left out: strength and habits change within two months.
    """

    bad_rate: float = 0.25
    sure: float = 0.80
    least_reps: int = 8
    last_days: int = 56


@dataclass(frozen=True)
class LoadPoint:
    """One load on the chart of load against the share of even reps.

    Attributes
    ----------
    load
        In the lifter's unit; 0 is bodyweight.
    counts
        Graded reps at this load.
    clean_rate
        Share of even reps, 0–1, after a heavier load was not allowed to look more even than a lighter one.
    low, high
        95 % interval of `clean_rate`, from all loads that were pooled for it.
    probability
        That the rate of uneven reps is below the limit, 0–1.
    clean
        Probability and number of reps are both sufficient.
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
    """The loading threshold of one lift.

    Attributes
    ----------
    lift
        Key of the lift.
    load, unit
        The heaviest load that is known to stay even; None while there is no such load.
    one_rm
        The 1RM at the time, in the same unit; None where none was entered.
    points
        Every load that was used, from the lightest to the heaviest.
    sentence
        The threshold in words, or what is missing for one.
    """

    lift: str
    load: float | None
    unit: Unit
    one_rm: OneRm | None
    points: tuple[LoadPoint, ...]
    sentence: str

    @property
    def one_rm_share(self) -> float | None:
        """The threshold as a share of the 1RM, 0–1; None where either is missing."""
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
    """Find the loading threshold as it was at a time, from the sets of the last weeks.

    Parameters
    ----------
    lifter
        For the unit of loads.
    records
        The lifter's log.
    lift
        Key of the lift.
    now
        Wall time; later sets are left out.
    side
        Standing leg of a single-leg lift; None: both legs.
    rules
        What it takes to call a load even.

    Returns
    -------
    Threshold
        Its `load` is None while no load is known to stay even.

    References
    ----------
    Gelman et al. (2013), section 2.4, for the posterior (docs/sources.md). That the threshold differs from
    lifter to lifter is from the glute-imbalance article.
    """
    since = now - timedelta(days=rules.last_days)
    sets = [one for one in records.sets if one.lift == lift and one.side is side and since <= one.at <= now]
    # Warm-ups count here, unlike in load advice: an uneven rep at a light load is evidence about that load.
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
    # Warm-ups count here, unlike in load advice: an uneven rep at a light load is evidence about that load.
    at_load: dict[float, BadRatePosterior],
    rules: ThresholdRules = ThresholdRules(),
) -> list[LoadPoint]:
    """Build the points of the chart, pooling a load that looks more even than a lighter one.

    Parameters
    ----------
    at_load
        Load -> its graded reps; loads without any are left out.
    rules
        What it takes to call a load even.

    Returns
    -------
    list of LoadPoint
        From the lightest load to the heaviest; `clean_rate` never rises.
    """
    loads = sorted(load for load, counts in at_load.items() if counts.graded)
    if not loads:
        return []
    rates = np.array([1.0 - at_load[load].clean_share for load in loads])
    weights = np.array([float(at_load[load].graded) for load in loads])
    # More load does not make a lifter more even: where a few reps say so it is chance, and loads are pooled.
    edges = isotonic_regression(rates, weights=weights).blocks
    return [
        _make_load_point(
            load, at_load[load], sum((at_load[one] for one in pooled), BadRatePosterior()), rules
        )
        for first, stop in pairwise(edges)
        for pooled in [loads[first:stop]]
        for load in pooled
    ]


def _make_load_point(
    load: float, counts: BadRatePosterior, pooled: BadRatePosterior, rules: ThresholdRules
) -> LoadPoint:
    low, high = pooled.compute_clean_interval()
    probability = pooled.compute_probability_below(rules.bad_rate)
    # The pooled chance alone would let one lucky rep at a new load raise the threshold.
    clean = probability >= rules.sure and counts.graded >= rules.least_reps
    return LoadPoint(load, counts, pooled.clean_share, low, high, probability, clean)


def _describe_threshold(found: Threshold, rules: ThresholdRules) -> str:
    """ "Even up to 62.5 kg (57 % of 1RM): …"."""
    if found.load is None:
        return _explain_no_threshold(found, rules)
    at = _format_load(found.load, found)
    share = "" if found.one_rm_share is None else f" ({_format_one_rm_share(found)})"
    point = next(one for one in found.points if one.load == found.load)
    return (
        f"Even up to {at}{share}: {point.counts.describe_even_reps()} at that load. The chance that fewer "
        f"than {format_pct(100.0 * rules.bad_rate)} are uneven is {_format_chance(point.probability)}."
    )


def _format_chance(probability: float) -> str:
    # Never "100 %": a posterior does not reach certainty.
    return "over 99 %" if probability > 0.99 else format_pct(100.0 * probability)


def _format_one_rm_share(found: Threshold) -> str:
    about = "about " if found.one_rm and found.one_rm.estimated else ""
    return f"{about}{format_pct(100.0 * (found.one_rm_share or 0.0))} of 1RM"


def _format_load(load: float, found: Threshold) -> str:
    return "bodyweight" if load == 0 else f"{load:g} {found.unit}"


def _explain_no_threshold(found: Threshold, rules: ThresholdRules) -> str:
    if not found.points:
        return f"No loading threshold yet: no graded sets in the last {rules.last_days // 7} weeks."
    # The load that comes nearest to the threshold, so that the lifter knows where more reps would decide it.
    best = max(found.points, key=lambda point: (point.probability, point.load))
    return (
        f"No loading threshold yet. Best so far: {_format_load(best.load, found)}, "
        f"{best.counts.describe_even_reps()}. It takes {format_count(rules.least_reps, 'graded rep')} at one "
        f"load and a chance of {format_pct(100.0 * rules.sure)} that fewer than "
        f"{format_pct(100.0 * rules.bad_rate)} are uneven; now it is {_format_chance(best.probability)}."
    )
