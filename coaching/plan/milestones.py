"""The calendar of the programme: how long it may take, and the days on which somebody has to look."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from coaching.load.context import find_day_zero
from coaching.load.threshold import find_loading_threshold
from coaching.records.bad_rate_posterior import BadRatePosterior
from coaching.records.lifter import Lifter
from coaching.records.records import Records, Severity
from coaching.records.sessions import is_two_legged

MILESTONE_DAYS = {Severity.MILD: 28, Severity.SEVERE: 91}
BALANCED_DAY = 182
CHECKPOINT_DAYS = (28, 84, 182)


class Outcome(StrEnum):
    """What a checkpoint found."""

    BALANCED = "balanced"
    BETTER = "better"
    FLAT = "flat"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CheckpointRules:
    """How a checkpoint compares: the first two weeks with the two weeks before it.

    sure         probability from which the clean rate counts as better
    clean_share  from here on there is little left to improve
    """

    window_days: int = 14
    least_graded: int = 16
    sure: float = 0.80
    clean_share: float = 0.90


@dataclass(frozen=True)
class Checkpoint:
    """One look back. `before` and `lately` are graded reps of two-legged lifts."""

    day: int
    on: date
    outcome: Outcome
    before: BadRatePosterior
    lately: BadRatePosterior
    sentence: str


@dataclass(frozen=True)
class Calendar:
    """Where the programme stands: day 0 is its first; `past` are the checkpoints that have come."""

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
    """The calendar at `now`; None while the programme has not begun."""
    start = records.programme.started
    if start is None or now.date() < start:
        return None
    day = (now.date() - start).days
    ahead = [start + timedelta(days=one) for one in CHECKPOINT_DAYS if one > day]
    return Calendar(
        day=day,
        severity=severity,
        milestone=start + timedelta(days=MILESTONE_DAYS[severity]) if severity else None,
        balanced_by=start + timedelta(days=BALANCED_DAY),
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
    """Graded reps of two-legged lifts from the first day up to, without, the last."""
    return BadRatePosterior.from_sets(
        one for one in records.sets if is_two_legged(one) and first <= one.at.date() < stop
    )


def _list_heavier_lifts(lifter: Lifter, records: Records, early: datetime, late: datetime) -> list[str]:
    """Lifts whose loading threshold rose in between, in words."""
    found = []
    for lift in sorted({one.lift for one in records.sets if is_two_legged(one) and one.at <= late}):
        first = find_loading_threshold(lifter, records, lift, early).load
        last = find_loading_threshold(lifter, records, lift, late).load
        if last is not None and first is not None and last > first:
            name = lift.replace("_", " ")
            found.append(f"clean {name} from {first:g} to {last:g} {lifter.unit}")
    return found


def _judge_outcome(
    before: BadRatePosterior, lately: BadRatePosterior, heavier: bool, rules: CheckpointRules
) -> Outcome:
    if min(before.graded, lately.graded) < rules.least_graded:
        return Outcome.UNKNOWN
    if lately.clean_share >= rules.clean_share:
        return Outcome.BALANCED
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
            f"days, {lately.graded} in the last; {rules.least_graded} are needed in each)."
        )
    figures = f"even reps {before.clean_share:.0%} in the first two weeks, {lately.clean_share:.0%} now"
    figures = "; ".join([figures, *heavier])
    verdict = {
        Outcome.BALANCED: "even reps have become the rule",
        Outcome.BETTER: "it is getting better, go on",
        Outcome.FLAT: "no change that counts: see a professional who can look at what a camera cannot",
    }
    return f"Day {day}: {figures}: {verdict[outcome]}."


def count_programme_days(records: Records, now: datetime) -> int:
    """Days since day zero, 0 on it; 0 when nothing is known."""
    start = find_day_zero(records)
    return 0 if start is None else max(0, (now.date() - start).days)
