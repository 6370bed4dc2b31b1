"""Weeks as plain data for charts: even reps, quantities, load and threshold, adherence, side consistency."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from scipy import special

from analysis.quantities.definitions import Quantity
from coaching.load.context import convert_load, find_day_zero
from coaching.load.one_rm import find_one_rm
from coaching.load.threshold import find_loading_threshold
from coaching.plan.exercises import ProgrammePart
from coaching.progress.adherence import Adherence, compute_adherence
from coaching.progress.detectable_change import DetectableChange, collect_graded_pct, find_detectable_changes
from coaching.progress.streaks import Streak, count_clean_streak
from coaching.records.bad_rate_posterior import BadRatePosterior
from coaching.records.lifter import Lifter
from coaching.records.records import Records, SetRecord
from coaching.records.sessions import is_two_legged


@dataclass(frozen=True)
class QuantityWeek:
    """One quantity over a week's graded reps.

    Attributes
    ----------
    mean_pct
        Percent, + = left.
    low_pct, high_pct
        95 % interval of the mean from the spread of sessions; NaN from a single session.
    left_share
        Share of reps on the lifter's left, 0–1; near 0 or 1 is one-sided.
    reps, sessions
        How many it is based on.
    """

    mean_pct: float
    low_pct: float
    high_pct: float
    left_share: float
    reps: int
    sessions: int


@dataclass(frozen=True)
class LiftWeek:
    """One lift in a week; loads are in the lifter's unit.

    Attributes
    ----------
    counts
        Graded reps.
    heaviest
        Heaviest load; None where none was entered.
    threshold
        Loading threshold at the week's end; None while there is none.
    one_rm
        1RM at the week's end; None where none was entered.
    """

    counts: BadRatePosterior
    heaviest: float | None
    threshold: float | None
    one_rm: float | None


@dataclass(frozen=True)
class Week:
    """Seven days of training; the last week may not be over.

    Attributes
    ----------
    number, first
        0 for the week of day 0, and its first day.
    counts
        Graded reps of two-legged lifts.
    clean_rate, clean_low, clean_high
        Share of even reps and its 95 % interval, 0–1; NaN without graded reps.
    quantities
        Those that were measured.
    lifts
        Key of each lift done -> its figures.
    adherence
        Days done of those planned; empty before the programme.
    """

    number: int
    first: date
    counts: BadRatePosterior
    clean_rate: float
    clean_low: float
    clean_high: float
    quantities: dict[Quantity, QuantityWeek]
    lifts: dict[str, LiftWeek]
    adherence: dict[ProgrammePart, Adherence]


@dataclass(frozen=True)
class Progress:
    """All weeks since day 0.

    Attributes
    ----------
    weeks
        In order, weeks without training included.
    detectable
        Key of each lift with check sets -> the smallest change that is more than chance.
    streak
        Even reps in a row.
    """

    weeks: tuple[Week, ...]
    detectable: dict[str, dict[Quantity, DetectableChange]]
    streak: Streak


def summarize_progress(lifter: Lifter, records: Records, now: datetime) -> Progress:
    """Summarize the weeks from day 0 (the programme's first day, or the first set) to now.

    Parameters
    ----------
    lifter
        For the unit of loads and the sessions planned a week.
    records
        The lifter's log.
    now
        Later entries are left out.

    Returns
    -------
    Progress
        Without weeks where the log is empty.
    """
    earlier = records.select_until(now)
    start = find_day_zero(earlier)
    sets = [one for one in earlier.sets if is_two_legged(one)]
    weeks = 0 if start is None or start > now.date() else (now.date() - start).days // 7 + 1
    lifts = sorted({one.lift for one in earlier.sets})
    return Progress(
        weeks=tuple(
            _summarize_week(lifter, earlier, sets, number, start, now) for number in range(weeks) if start
        ),
        detectable={lift: found for lift in lifts if (found := find_detectable_changes(earlier, lift, now))},
        streak=count_clean_streak(sets),
    )


def _summarize_week(
    lifter: Lifter, records: Records, sets: Sequence[SetRecord], number: int, start: date, now: datetime
) -> Week:
    first = start + timedelta(days=7 * number)
    stop = first + timedelta(days=7)
    inside = [one for one in sets if first <= one.at.date() < stop]
    counts = BadRatePosterior.from_sets(inside)
    low, high = counts.compute_clean_interval() if counts.graded else (float("nan"), float("nan"))
    # The threshold and 1RM of a past week are those of its own end: today's would rewrite history.
    end = min(now, datetime.combine(stop, time()))
    return Week(
        number=number,
        first=first,
        counts=counts,
        clean_rate=counts.clean_share,
        clean_low=low,
        clean_high=high,
        quantities={
            key: week for key in Quantity if (week := summarize_quantity_week(inside, key)) is not None
        },
        lifts={
            lift: _summarize_lift_week(
                lifter, records, lift, [one for one in inside if one.lift == lift], end
            )
            for lift in sorted({one.lift for one in inside})
        },
        adherence=compute_adherence(lifter, records, first, end),
    )


def summarize_quantity_week(sets: Iterable[SetRecord], quantity: Quantity) -> QuantityWeek | None:
    """Summarize a quantity over sets.

    Parameters
    ----------
    sets
        Any sets, usually those of a week.
    quantity
        Which one.

    Returns
    -------
    QuantityWeek or None
        None where it was never measured.
    """
    by_session: dict[int, list[float]] = {}
    for one in sets:
        values_pct = collect_graded_pct(one.reps, quantity)
        if values_pct:
            by_session.setdefault(one.session, []).extend(values_pct)
    if not by_session:
        return None
    values = np.array([value for listed in by_session.values() for value in listed])
    means = np.array([np.mean(listed) for listed in by_session.values()])
    mean, half = float(values.mean()), float("nan")
    # Sessions as wholes, not reps: what one session's camera gets wrong is wrong in all of its reps.
    if len(means) > 1:
        half = float(special.stdtrit(len(means) - 1, 0.975) * means.std(ddof=1) / np.sqrt(len(means)))
    left = float(np.mean(values > 0))
    return QuantityWeek(mean, mean - half, mean + half, left, len(values), len(means))


def _summarize_lift_week(
    lifter: Lifter, records: Records, lift: str, sets: Sequence[SetRecord], end: datetime
) -> LiftWeek:
    loads = [convert_load(lifter, one) for one in sets if one.load is not None]
    one_rm = find_one_rm(records, lift, end, lifter.unit)
    return LiftWeek(
        counts=BadRatePosterior.from_sets(sets),
        heaviest=max(loads, default=None),
        threshold=find_loading_threshold(lifter, records, lift, end).load,
        one_rm=one_rm.load if one_rm else None,
    )
