"""Whatever the history: no rise on pain or right after it, no load above a ceiling, none below the floor."""

import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from analysis.grading.set_summary import summarize_set
from analysis.load.advice import advise_on_load
from analysis.load.rules import find_highest_allowed_load
from analysis.report.types import Action, Advice
from coaching.load.context import build_load_context, make_settings_from_records
from coaching.load.working_load import suggest_load
from coaching.plan.exercises import ProgrammePart
from coaching.plan.today import plan_today
from coaching.plan.types import Task
from coaching.records.lifter import Lifter
from coaching.records.records import PainRecord, Records, SetRecord
from tests.fixtures.logs import LIFTER, a_set, at, log, no_pain, one_rm, pain
from tests.fixtures.reports import NAN, build_camera, build_rep

LOADS = [0.0, 20.0, 40.0, 50.0, 52.5, 60.0, 80.0, 100.0]


@st.composite
def histories(draw: st.DrawFn) -> Records:
    """Up to a dozen squat sets over eight weeks with any advice, pain now and then, perhaps a 1RM."""
    days = sorted(draw(st.lists(st.integers(0, 55), max_size=12)))
    sets = tuple(
        a_set(
            day,
            draw(st.sampled_from(LOADS)),
            draw(st.integers(0, 12)),
            draw(st.integers(0, 4)),
            good_pct=draw(st.sampled_from([2.0, 13.0])),
            pain=draw(st.integers(0, 9)) == 0,
            at=at(day, 10 + number / 10),
            action=(action := draw(st.sampled_from(list(Action)))),
            advised_load=None if action is Action.NONE else draw(st.sampled_from(LOADS)),
        )
        for number, day in enumerate(days)
    )
    pains = tuple(
        (pain if draw(st.booleans()) else no_pain)(day)
        for day in draw(st.lists(st.integers(0, 55), max_size=3))
    )
    one_rms = (one_rm(draw(st.sampled_from([60.0, 100.0, 140.0]))),) if draw(st.booleans()) else ()
    return log(sets=sets, pains=pains, one_rms=one_rms)


lifters = st.sampled_from(
    [LIFTER, Lifter("bars", bar=15.0, plates=(10.0, 1.0)), Lifter("none", bodyweight_only=True)]
)
grades = st.lists(st.sampled_from([2.0, 2.0, 2.0, 20.0]), min_size=1, max_size=15)


def next_advice(
    lifter: Lifter, records: Records, load: float, shifts: list[float], painful: bool, day: float = 56.0
) -> Advice:
    """The advice after a set that follows this history."""
    reps = [build_rep(number, (1.0, 0.0, shift, NAN)) for number, shift in enumerate(shifts, start=1)]
    facts = make_settings_from_records(lifter, records, "squat", load, at(day), painful)
    context = build_load_context(lifter, records, "squat", at(day), load)
    return advise_on_load(reps, summarize_set(reps, 0), build_camera(), facts, context)


def limit(lifter: Lifter, records: Records, load: float, day: float = 56.0) -> float:
    facts = make_settings_from_records(lifter, records, "squat", load, at(day))
    return find_highest_allowed_load(facts, build_load_context(lifter, records, "squat", at(day), load))[0]


@given(histories(), lifters, st.sampled_from(LOADS), grades)
def test_pain_never_raises_and_names_no_load(records, lifter, load, shifts):
    in_the_set = next_advice(lifter, records, load, shifts, painful=True)
    painful_day = replace(records, pains=(*records.pains, pain(56)))
    at_the_gate = next_advice(lifter, painful_day, load, shifts, painful=False)
    for found in (in_the_set, at_the_gate):
        assert (found.action, found.new_load) == (Action.END_SET, None)


def with_two_even_sessions(records: Records, load: float) -> Records:
    """That history, whose last sessions would allow a rise."""
    even = (a_set(50, load), a_set(53, load))
    return replace(records, sets=tuple(one for one in (*records.sets, *even) if one.at <= at(53)))


rising = st.sampled_from([50.0, 60.0, 80.0, 100.0])


@given(histories(), lifters, rising)
def test_the_first_sessions_after_pain_never_raise(records, lifter, load):
    even = with_two_even_sessions(records, load)
    for pain_day in (51.0, 54.0):
        painful = replace(even, pains=(*even.pains, pain(pain_day)))
        assert next_advice(lifter, painful, load, [2.0] * 10, painful=False).action is not Action.MAY_RAISE


@given(histories(), lifters, st.sampled_from(LOADS), grades, st.sampled_from([1.0, 6.9, 20.0, 56.0]))
def test_no_advice_is_above_a_ceiling_or_below_the_floor(records, lifter, load, shifts, day):
    found = next_advice(lifter, records, load, shifts, painful=False, day=day)
    if found.new_load is not None:
        assert 0.0 <= found.new_load <= limit(lifter, records, load, day) + 1e-9
        if found.action is Action.LOWER:
            assert found.new_load <= load
        if found.action is not Action.MAY_RAISE:
            assert found.new_load <= load


@given(histories(), lifters, rising)
def test_a_rise_is_two_and_a_half_to_five_percent_on_the_plates(records, lifter, load):
    even = with_two_even_sessions(records, load)
    found = next_advice(lifter, even, load, [2.0] * 10, painful=False)
    if found.action is Action.MAY_RAISE:
        assert 1.025 * load - 1e-9 <= found.new_load <= 1.05 * load + 1e-9
        lately = [one.load for one in even.sets if one.at >= at(28.1) and one.load >= load]
        assert found.new_load <= 1.1 * min([load, *lately]) + 1e-9
        steps = (found.new_load - lifter.bar_mass) / lifter.plate_step
        assert math.isclose(steps, round(steps), abs_tol=1e-9)


def test_such_histories_do_rise_when_nothing_speaks_against_it():
    found = next_advice(LIFTER, with_two_even_sessions(log(), 60.0), 60.0, [2.0] * 10, painful=False)
    assert (found.action, found.new_load) == (Action.MAY_RAISE, 62.5)


@given(histories(), lifters, st.sampled_from([1, 6, 20, 56]))
def test_a_suggested_load_obeys_the_same_limits(records, lifter, day):
    found = suggest_load(lifter, records, "squat", at(day))
    assert found.why
    if found.load is not None:
        assert 0.0 <= found.load <= limit(lifter, records.select_until(at(day)), found.load, day) + 1e-9
        earlier = [one for one in records.sets if one.at <= at(day)]
        assert found.load <= max(
            [lifter.bar_mass, 50.0 * bool(records.one_rms) * 1.4, *map(heaviest_load, earlier)]
        )


def heaviest_load(one: SetRecord) -> float:
    return max(one.load or 0.0, one.advised_load or 0.0)


@given(histories(), lifters, st.sampled_from(LOADS), grades)
def test_the_same_history_gives_the_same_words(records, lifter, load, shifts):
    shuffled = replace(records, sets=records.sets[::-1], pains=records.pains[::-1])
    one = next_advice(lifter, records, load, shifts, painful=False)
    assert one == next_advice(lifter, shuffled, load, shifts, painful=False)
    assert all(one.reasons)


@given(histories(), st.integers(0, 56))
def test_a_painful_day_has_no_task_in_any_plan(records, day):
    painful = replace(records, pains=(*records.pains, pain(day, 6.0)))
    assert not any(part.tasks for part in plan_today(LIFTER, painful, at(day, 22.0)).parts)


def planned_squat(records: Records, last: SetRecord, day: int, pains: tuple[PainRecord, ...] = ()) -> Task:
    """The squat of a day that is fit for lifting: `last` a week ago, the history before it, no pain today."""
    earlier = tuple(one for one in records.sets if one.at.date() < last.at.date())
    before_today = tuple(one for one in (*records.pains, *pains) if one.at.date() < at(day).date())
    rested = replace(records, sets=(*earlier, last), pains=(*before_today, no_pain(day, 6.0)))
    plan = plan_today(replace(LIFTER, lifts=("squat",)), rested, at(day))
    (task,) = plan.get_part(ProgrammePart.BILATERAL).tasks
    assert task.exercise == "squat"
    return task


def raised_set(day: int, load: float) -> SetRecord:
    """A squat set whose advice allows more."""
    return a_set(day, load, at=at(day, 20.0), action=Action.MAY_RAISE, advised_load=load + 5.0)


@given(histories(), st.sampled_from([60.0, 100.0]), st.sampled_from([1, 6, 7, 28, 29, 50]))
def test_no_plan_names_a_load_above_the_ceiling_of_the_one_rm(records, maximum, day):
    """70 % in the first week and 90 % up to day 28, rounded down to plates of 2.5 kg; later as advised."""
    entered = replace(records, one_rms=(one_rm(maximum),))
    last = raised_set(day - 7, 140.0)
    share = 0.7 if day < 7 else 0.9 if day <= 28 else math.inf
    assert planned_squat(entered, last, day).load <= share * maximum + 1e-9
    alone = planned_squat(replace(entered, sets=(), pains=()), last, day).load
    assert alone == {60.0: {0.7: 40.0, 0.9: 52.5}, 100.0: {0.7: 70.0, 0.9: 90.0}}[maximum].get(share, 145.0)


@given(histories(), st.sampled_from([50.0, 100.0]), st.integers(8, 56))
def test_no_plan_names_more_than_half_in_the_first_session_after_pain(records, load, day):
    last = raised_set(day - 7, load)
    assert planned_squat(records, last, day, (pain(day - 6),)).load <= load / 2
    without_one_rm = replace(records, one_rms=())
    assert planned_squat(without_one_rm, last, day, (pain(day - 6),)).load == load / 2
    assert planned_squat(log(), last, day).load == load + 5.0, "the same history without pain"
