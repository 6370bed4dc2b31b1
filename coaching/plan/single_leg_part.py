"""Part 5: single-leg and core work, twice as much for the weaker side; a set ends when the form fails."""

from dataclasses import dataclass
from datetime import datetime, time

from analysis.pose.landmarks import Side
from analysis.wording import format_count
from coaching.plan.exercises import CORE, SINGLE_LEG, Exercise, ProgrammePart
from coaching.plan.types import PartPlan, Status, Task, judge_status
from coaching.plan.volume_ledger import Ledger, LedgerRules, build_ledger
from coaching.records.log_queries import Day, count_earlier_lifting_days, list_sets_on
from coaching.records.single_leg_reps import collect_leg_reps
from coaching.weaker_side.filmed_legs import summarize_filmed_legs

_TIMED = ("side_plank",)  # core exercises that are held, not counted


@dataclass(frozen=True)
class SingleLegRules:
    """How much single-leg and core work a side gets; twice for the weaker one, as in the article.

    Attributes
    ----------
    sets
        Of each exercise and side.
    weaker_reps, stronger_reps, even_reps
        Repetitions of a set: the weaker side's, the stronger side's, and both where none is weaker.
    weaker_hold_s, stronger_hold_s, even_hold_s
        The same for exercises that are held, s.
    """

    sets: int = 2
    weaker_reps: int = 10
    stronger_reps: int = 5
    even_reps: int = 8
    weaker_hold_s: float = 30.0
    stronger_hold_s: float = 15.0
    even_hold_s: float = 20.0


def plan_single_leg_work(day: Day, rules: SingleLegRules = SingleLegRules()) -> PartPlan:
    """Plan one single-leg and one core exercise on lifting days, with the ledger of both sides.

    Parameters
    ----------
    day
        The day and everything logged by then.
    rules
        How much each side gets.

    Returns
    -------
    PartPlan
        Without tasks on a day without lifts, and in season for a lifter whose dominant side is the weaker.
    """
    weaker = day.side.side
    since = day.records.programme.started if day.side.now.entered else day.side.since
    ledger = build_ledger(day.lifter, day.records, weaker, since, day.now)
    # Tasks are sized by the ledger as the day began, else they would shrink with every set that is logged.
    at_start = build_ledger(day.lifter, day.records, weaker, since, datetime.combine(day.now.date(), time()))
    if not day.training:
        return PartPlan(ProgrammePart.SINGLE_LEG, Status.NOT_TODAY, why=(day.why_rest, ledger.sentence))
    sides, season = _choose_sides(day)
    if not sides:
        return PartPlan(ProgrammePart.SINGLE_LEG, Status.NOT_TODAY, why=(*season, ledger.sentence))
    number = count_earlier_lifting_days(day.records, day.now)
    leg, why_leg = _choose_felt_exercise(day, number)
    core = CORE[number % len(CORE)]
    rows = [row for row in (leg, core) if row is not None]
    counted = max(1, sum(row.key not in _TIMED for row in rows))
    tasks = tuple(
        task
        for row in rows
        for side in sides
        if (task := _make_task(day, row, side, at_start, counted, rules)) is not None
    )
    done = sum(task.logged for task in tasks)
    legs = summarize_filmed_legs(list_sets_on(day.records, day.now.date(), day.now))
    return PartPlan(
        ProgrammePart.SINGLE_LEG,
        judge_status(tasks),
        tasks,
        why=(
            _describe_share(weaker, rules),
            "End each set when your form fails, not when the muscle does.",
            *why_leg,
            *season,
            ledger.sentence,
        ),
        logged=(*((f"{format_count(done, 'set')} today.",) if done else ()), *(leg.sentence for leg in legs)),
        watch=(*_find_rule_breaks(day, ledger), *(leg.sentence for leg in legs if leg.flagged)),
    )


def _choose_sides(day: Day) -> tuple[list[Side], tuple[str, ...]]:
    """(sides that work today, why one does not)."""
    # In season the sport loads the dominant side already.
    weaker, dominant = day.side.side, day.lifter.dominant_side
    both = [weaker, weaker.other] if weaker else list(Side)
    if not day.lifter.is_in_season(day.now.date()) or dominant is None:
        return both, ()
    why = f"{day.lifter.asymmetric_sport} is in season: nothing for the dominant {dominant} side."
    if weaker is dominant:
        return [], (f"{why} The other side is the stronger one and needs no extra work.",)
    return [side for side in both if side is not dominant], (why,)


def _describe_share(weaker: Side | None, rules: SingleLegRules) -> str:
    if weaker is None:
        return f"No weaker side is named: {format_count(rules.even_reps, 'rep')} on each side."
    return (
        f"Twice the work for the {weaker} side: {rules.weaker_reps} reps to {rules.stronger_reps}. "
        "Use bodyweight until you feel the right muscles work."
    )


def _choose_felt_exercise(day: Day, number: int) -> tuple[Exercise | None, tuple[str, ...]]:
    """The next single-leg exercise that the lifter feels; one that was not felt even unloaded is left out."""
    skipped = list[str]()
    for step in range(len(SINGLE_LEG)):
        row = SINGLE_LEG[(number + step) % len(SINGLE_LEG)]
        answers = [
            one
            for one in day.records.exercises
            if one.exercise == row.key and one.felt is not None and one.at.date() < day.now.date()
        ]
        # Not felt with a load is no reason to drop an exercise: the plan asks for bodyweight.
        if not answers or answers[-1].felt or answers[-1].load:
            return row, tuple(f"{name} is left out: you did not feel it work." for name in skipped)
        skipped.append(row.name)
    return None, ("You felt none of the single-leg exercises work: core only today.",)


def _make_task(
    day: Day, row: Exercise, side: Side, ledger: Ledger, counted: int, rules: SingleLegRules
) -> Task | None:
    """`counted`: how many of today's exercises are counted in repetitions."""
    reps = _compute_reps(side, ledger, counted * rules.sets, rules)
    if not reps:
        return None
    timed = row.key in _TIMED
    seconds = _choose_hold_s(side, ledger.weaker, rules) if timed else 0.0
    amount = f"{rules.sets} × {seconds:.0f} s" if timed else f"{rules.sets} × {reps}"
    unloaded = "" if row.group == "core" else ", bodyweight"
    return Task(
        row.key,
        f"{row.name}, {side} side: {amount}{unloaded}",
        side,
        rules.sets,
        (0, 0) if timed else (reps, reps),
        seconds,
        load=None if row.group == "core" else 0.0,
        unit=day.lifter.unit,
        logged=len(day.list_logged(row.key, side)),
        how=row.how,
    )


def _compute_reps(side: Side, ledger: Ledger, sets: int, rules: SingleLegRules) -> int:
    """Repetitions of each of today's `sets` of one side."""
    if ledger.weaker is None:
        return rules.even_reps
    if side is ledger.weaker:
        return rules.weaker_reps
    # The stronger side gets fewer, or none, while the ledger owes the weaker one: never the other way round.
    after = ledger.get_reps(ledger.weaker) + sets * rules.weaker_reps
    owed = after / LedgerRules().ratio - ledger.get_reps(side)
    return min(rules.stronger_reps, max(0, round(owed / sets)))


def _choose_hold_s(side: Side, weaker: Side | None, rules: SingleLegRules) -> float:
    if weaker is None:
        return rules.even_hold_s
    return rules.weaker_hold_s if side is weaker else rules.stronger_hold_s


def _find_rule_breaks(day: Day, ledger: Ledger) -> tuple[str, ...]:
    """What the ledger and today's entries say against the rules."""
    found = []
    dominant = day.lifter.dominant_side
    keys = {row.key for row in (*SINGLE_LEG, *CORE)}
    done = {one.side for one in day.logged if one.exercise in keys}
    filmed = list_sets_on(day.records, day.now.date(), day.now)
    done |= {side for side in Side if collect_leg_reps(filmed, side).reps}
    if day.lifter.is_in_season(day.now.date()) and dominant in done:
        found.append(f"In season, do nothing for the dominant {dominant} side.")
    # In season the ledger cannot be in order, because the dominant side rests: no warning then.
    elif ledger.in_order is False and not day.lifter.is_in_season(day.now.date()):
        found.append(ledger.sentence)
    return tuple(found)
