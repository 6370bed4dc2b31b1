"""Parts 3 and 4: two-legged lifts with as much load as stays even, and bands to warm up for them."""

from dataclasses import dataclass

from analysis.wording import format_count, format_pct
from coaching.load.one_rm import find_one_rm
from coaching.load.threshold import find_loading_threshold
from coaching.load.working_load import EASIER, LoadSuggestion, suggest_load
from coaching.plan.exercises import BANDS, FIRST_LIFTS, ProgrammePart, name_exercise
from coaching.plan.types import PartPlan, Status, Task, judge_status
from coaching.records.bad_rate_posterior import BadRatePosterior
from coaching.records.log_queries import Day, count_earlier_lifting_days, list_sets_on
from coaching.records.sessions import is_two_legged


@dataclass(frozen=True)
class LiftRules:
    """What is lifted, and how much of it.

    Attributes
    ----------
    first_days
        So many lifting days belong to the two first lifts.
    pairs
        Afterwards these take turns: one squat-like or thrust-like lift, and one hinge.
    sets, reps, rest_s
        Of each lift; repetitions from and to, seconds between sets.
    heavy_share, heavy_days
        More than this share of the 1RM (0–1) is avoided up to this day of the programme.
    """

    first_days: int = 4
    pairs: tuple[tuple[str, str], ...] = (
        ("squat", "rdl"),
        ("hip_thrust", "deadlift"),
        ("squat", "back_extension"),
    )
    sets: int = 3
    reps: tuple[int, int] = (6, 10)
    rest_s: float = 120.0
    heavy_share: float = 0.90
    heavy_days: int = 28


@dataclass(frozen=True)
class BandRules:
    """How much of each band exercise: few sets, for quality.

    Attributes
    ----------
    sets, reps
        Of each exercise; repetitions (or steps) from and to.
    """

    sets: int = 2
    reps: tuple[int, int] = (10, 15)


def plan_bilateral_lifts(day: Day, rules: LiftRules = LiftRules()) -> PartPlan:
    """Plan today's two lifts with their loads; they are filmed and graded.

    Parameters
    ----------
    day
        The day and everything logged by then.
    rules
        Which lifts, and how much.

    Returns
    -------
    PartPlan
        Without tasks on a day of rest.
    """
    if not day.training:
        return PartPlan(ProgrammePart.BILATERAL, Status.NOT_TODAY, why=(day.why_rest,))
    done = [one for one in list_sets_on(day.records, day.now.date(), day.now) if is_two_legged(one)]
    found = [_plan_lift(day, lift, rules) for lift in _choose_lifts_of_day(day, rules)]
    tasks = tuple(task for task, _ in found)
    why = [sentence for _, sentences in found for sentence in sentences]
    if day.weaning.ready:
        why.append("Your last two sessions were even: do today's sets without looking at the grades.")
    names = sorted({one.lift for one in done})
    even = BadRatePosterior.from_sets(done).describe_even_reps()
    sets = f"{format_count(len(done), 'set')} of {', '.join(map(name_exercise, names))}"
    logged = (f"{sets}: {even}.",) if done else ()
    # Sets of other lifts than those planned count as well.
    status = Status.DONE if len(done) >= sum(task.sets for task in tasks) else judge_status(tasks)
    if done and status is Status.TODO:
        status = Status.PARTLY
    return PartPlan(ProgrammePart.BILATERAL, status, tasks, tuple(why), logged, _find_heavy_loads(day, rules))


def _choose_lifts_of_day(day: Day, rules: LiftRules) -> tuple[str, ...]:
    """The lifter's own choice, two a day; else goblet squat and RDL first, then the pairs in turn."""
    number = count_earlier_lifting_days(day.records, day.now)
    own = day.lifter.lifts
    if own:
        return tuple(dict.fromkeys(own[(2 * number + step) % len(own)] for step in range(2)))
    if number < rules.first_days:
        return FIRST_LIFTS
    return rules.pairs[(number - rules.first_days) % len(rules.pairs)]


def _plan_lift(day: Day, lift: str, rules: LiftRules) -> tuple[Task, list[str]]:
    """One lift, or an easier one in its place where its load has come down below the bar."""
    suggestion = suggest_load(day.lifter, day.records, lift, day.now)
    why = []
    if suggestion.load is None:
        why.append(f"{name_exercise(lift)}: {suggestion.why}")
        lift = EASIER.get(lift, "goblet_squat")
        suggestion = suggest_load(day.lifter, day.records, lift, day.now)
    threshold = find_loading_threshold(day.lifter, day.records, lift, day.now)
    why.append(f"{name_exercise(lift)}: {suggestion.why}")
    if threshold.points:
        why.append(f"{name_exercise(lift)}: {threshold.sentence}")
    low, high = rules.reps
    text = f"{name_exercise(lift)}: {rules.sets} × {low}–{high} {_describe_load(suggestion)}, filmed"
    logged = [one for one in list_sets_on(day.records, day.now.date(), day.now) if one.lift == lift]
    task = Task(
        lift,
        text,
        sets=rules.sets,
        reps=rules.reps,
        rest_s=rules.rest_s,
        load=suggestion.load,
        unit=suggestion.unit,
        logged=sum(is_two_legged(one) for one in logged),
        by_camera=True,
        feedback=not day.weaning.ready,
    )
    return task, why


def _describe_load(suggestion: LoadSuggestion) -> str:
    if suggestion.load is None:
        return "with an easier variation"
    return f"with {suggestion.load:g} {suggestion.unit}" if suggestion.load else "with bodyweight"


def _find_heavy_loads(day: Day, rules: LiftRules) -> tuple[str, ...]:
    """Loads of today that come too early."""
    started = day.records.programme.started
    if started is None or (day.now.date() - started).days > rules.heavy_days:
        return ()
    found = []
    for one in list_sets_on(day.records, day.now.date(), day.now):
        # The 1RM as it was at the set: one entered afterwards must not turn an old set into a warning.
        one_rm = find_one_rm(day.records, one.lift, one.at, one.unit)
        if one.load and one_rm and one.load > rules.heavy_share * one_rm.load:
            found.append(
                f"{name_exercise(one.lift)}: {one.load:g} {one.unit} is "
                f"{format_pct(100.0 * one.load / one_rm.load)} of 1RM; stay at or below "
                f"{format_pct(100.0 * rules.heavy_share)} up to day {rules.heavy_days}."
            )
    return tuple(dict.fromkeys(found))


def plan_bands(day: Day, rules: BandRules = BandRules()) -> PartPlan:
    """Plan the band warm-up: one exercise of each kind before the lifts, another one each time.

    Parameters
    ----------
    day
        The day and everything logged by then.
    rules
        How much of each exercise.

    Returns
    -------
    PartPlan
        Without tasks on a day without lifts.
    """
    if not day.training:
        return PartPlan(
            ProgrammePart.BANDS, Status.NOT_TODAY, why=("Bands are part of the warm-up on lifting days.",)
        )
    number = count_earlier_lifting_days(day.records, day.now)
    kinds: dict[str, list[str]] = {}
    for row in BANDS:
        kinds.setdefault(row.group, []).append(row.key)
    chosen = {keys[number % len(keys)] for keys in kinds.values()}
    tasks = tuple(
        Task(
            row.key,
            f"{row.name}: {rules.sets} × {rules.reps[0]}–{rules.reps[1]}, light band",
            sets=rules.sets,
            reps=rules.reps,
            logged=sum(one.exercise == row.key for one in day.logged),
            how=row.how,
        )
        for row in BANDS
        if row.key in chosen
    )
    done = sum(task.logged for task in tasks)
    return PartPlan(
        ProgrammePart.BANDS,
        judge_status(tasks),
        tasks,
        why=("Warms up the hips before the lifts. Make every step clean: no records, no stronger bands.",),
        logged=(f"{format_count(done, 'set')} with bands today.",) if done else (),
    )
