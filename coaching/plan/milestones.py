"""The calendar of the programme: how long it may take, and the days for a look back."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from analysis.wording import format_pct
from coaching.load.threshold import find_loading_threshold
from coaching.records.bad_rate_posterior import BadRatePosterior
from coaching.records.lifter import Lifter
from coaching.records.records import Records, Severity
from coaching.records.sessions import is_two_legged

# The article's spans: up to 4 weeks if mild, up to 3 months if severe, balanced within about 6 months.
# Days of the programme on which the last two weeks are compared with the first two.
_MILESTONE_DAYS = {Severity.MILD: 28, Severity.SEVERE: 91}
_BALANCED_DAY = 182
CHECKPOINT_DAYS = (28, 84, 182)


class Outcome(StrEnum):
    """What a checkpoint found."""

    BALANCED = "balanced"
    BETTER = "better"
    FLAT = "flat"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CheckpointRules:
    """How a checkpoint compares the two weeks before it with the first two.

    Attributes
    ----------
    window_days
        Length of both windows.
    least_graded
        Graded reps that each window needs.
    sure
        Probability (0–1) from which the share of even reps counts as better.
    clean_share
        From this share of even reps (0–1) on there is little left to improve.
    """

    window_days: int = 14
    least_graded: int = 16
    sure: float = 0.80
    clean_share: float = 0.90


@dataclass(frozen=True)
class Checkpoint:
    """One look back.

    Attributes
    ----------
    day, on
        Day of the programme, and its date.
    outcome
        What it found.
    before, lately
        Graded reps of two-legged lifts in the first two weeks and in the two weeks before the day.
    sentence
        The finding in words.
    """

    day: int
    on: date
    outcome: Outcome
    before: BadRatePosterior
    lately: BadRatePosterior
    sentence: str


@dataclass(frozen=True)
class Calendar:
    """Where the programme stands.

    Attributes
    ----------
    day
        Today; day 0 is the first.
    severity
        Entered or judged; None while no side is named.
    milestone
        How long the first part may take; None without a severity.
    balanced_by
        When the sides should be balanced.
    past, next_checkpoint
        Looks back so far, and the date of the next one; None after the last.
    """

    day: int
    severity: Severity | None
    milestone: date | None
    balanced_by: date
    past: tuple[Checkpoint, ...]
    next_checkpoint: date | None


def build_calendar(
    lifter: Lifter,
    records: Records,
    now: datetime,
    severity: Severity | None,
    rules: CheckpointRules = CheckpointRules(),
) -> Calendar | None:
    """Build the calendar of the programme.

    Parameters
    ----------
    lifter
        For the unit of loads.
    records
        The lifter's log.
    now
        Its day is "today".
    severity
        How marked the imbalance is; None: not known yet.
    rules
        How a checkpoint compares.

    Returns
    -------
    Calendar or None
        None while the programme has not started.
    """
    start = records.programme.started
    if start is None or now.date() < start:
        return None
    day = (now.date() - start).days
    ahead = [start + timedelta(days=one) for one in CHECKPOINT_DAYS if one > day]
    return Calendar(
        day=day,
        severity=severity,
        milestone=start + timedelta(days=_MILESTONE_DAYS[severity]) if severity else None,
        balanced_by=start + timedelta(days=_BALANCED_DAY),
        past=tuple(
            _judge_checkpoint(lifter, records, start, one, rules) for one in CHECKPOINT_DAYS if one <= day
        ),
        next_checkpoint=ahead[0] if ahead else None,
    )


def _judge_checkpoint(
    lifter: Lifter, records: Records, start: date, day: int, rules: CheckpointRules
) -> Checkpoint:
    on = start + timedelta(days=day)
    window = timedelta(days=rules.window_days)
    before = _count_reps(records, start, start + window)
    lately = _count_reps(records, on - window, on)
    heavier = _list_heavier_lifts(
        lifter, records, datetime.combine(start + window, time()), datetime.combine(on, time())
    )
    outcome = _judge_outcome(before, lately, bool(heavier), rules)
    return Checkpoint(
        day, on, outcome, before, lately, _describe_checkpoint(day, outcome, before, lately, heavier, rules)
    )


def _count_reps(records: Records, first: date, stop: date) -> BadRatePosterior:
    """Graded reps of two-legged lifts from the day `first` on, before the day `stop`."""
    return BadRatePosterior.from_sets(
        one for one in records.sets if is_two_legged(one) and first <= one.at.date() < stop
    )


def _list_heavier_lifts(lifter: Lifter, records: Records, early: datetime, late: datetime) -> list[str]:
    """Lifts whose loading threshold rose between two times, in words."""
    found = []
    for lift in sorted({one.lift for one in records.sets if is_two_legged(one) and one.at <= late}):
        first = find_loading_threshold(lifter, records, lift, early).load
        last = find_loading_threshold(lifter, records, lift, late).load
        # A lift that had no threshold at first may just be new: only a rise from a known load is progress.
        if last is not None and first is not None and last > first:
            name = lift.replace("_", " ")
            found.append(f"loading threshold of the {name} up from {first:g} to {last:g} {lifter.unit}")
    return found


def _judge_outcome(
    before: BadRatePosterior, lately: BadRatePosterior, heavier: bool, rules: CheckpointRules
) -> Outcome:
    if min(before.graded, lately.graded) < rules.least_graded:
        return Outcome.UNKNOWN
    # A lifter who was even from the start cannot improve, and must not be sent to a professional for it.
    if lately.clean_share >= rules.clean_share:
        return Outcome.BALANCED
    # Just as even with more load is progress, too.
    better = lately.compute_probability_cleaner_than(before) >= rules.sure
    return Outcome.BETTER if better or heavier else Outcome.FLAT


def _describe_checkpoint(
    day: int,
    outcome: Outcome,
    before: BadRatePosterior,
    lately: BadRatePosterior,
    heavier: list[str],
    rules: CheckpointRules,
) -> str:
    if outcome is Outcome.UNKNOWN:
        return (
            f"Day {day}: too few graded reps to compare ({before.graded} in the first {rules.window_days} "
            f"days, {lately.graded} in the last {rules.window_days}; each needs {rules.least_graded})."
        )
    first, last = (format_pct(100.0 * one.clean_share) for one in (before, lately))
    figures = "; ".join([f"{first} of reps even in the first two weeks, {last} in the last two", *heavier])
    verdict = {
        Outcome.BALANCED: "even reps are now normal for you",
        Outcome.BETTER: "this is getting better, go on",
        Outcome.FLAT: "no real change. See a professional, who can examine what a camera cannot see",
    }
    return f"Day {day}: {figures}: {verdict[outcome]}."
