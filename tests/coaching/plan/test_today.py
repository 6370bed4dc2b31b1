"""A day's plan: pain first, then every part with its tasks, what is logged, and why."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pose.landmarks import Side
from analysis.report.types import Action
from coaching.plan.exercises import DRILLS, EXERCISES, EXPLOSIVE, HOLDS, ProgrammePart
from coaching.plan.isometric_part import build_hold_timer
from coaching.plan.today import plan_today
from coaching.plan.types import Status, TimedStepKind
from coaching.records.lifter import Season
from coaching.records.pain import Gate
from coaching.records.records import Records
from tests.fixtures.logs import (
    LIFTER,
    PROGRAMME,
    START,
    a_set,
    at,
    did,
    dropping,
    leaning,
    log,
    no_pain,
    one_rm,
    pain,
)

WEAKER_LEFT = replace(LIFTER, weaker_side=Side.LEFT)
WEANED = tuple(a_set(day, 70.0) for day in (1, 3, 5, 7, 9, 19))


def plan(day=1, lifter=WEAKER_LEFT, hour=20.0, **entries):
    pains = entries.pop("pains", (no_pain(day),))
    return plan_today(lifter, log(pains=pains, **entries), at(day, hour))


def holds(day, number, side=Side.LEFT):
    return tuple(did(day, row.key, side, holds=number, seconds=3.0) for row in HOLDS)


def circuit(day, reps=10, side=Side.LEFT, rounds=2, **more):
    return tuple(did(day, row.key, side, reps=reps, **more) for row in DRILLS for _ in range(rounds))


class TestPainGate:
    def test_the_question_comes_first_and_everything_waits_for_it(self):
        found = plan(pains=())
        assert found.gate is Gate.NOT_ASKED
        assert found.get_part(ProgrammePart.PAIN_GATE).tasks[0].text == "Any pain in movement?"
        assert {part.status for part in found.parts[1:]} == {Status.WAITING}

    def test_pain_blocks_the_day_and_says_when_to_ask_a_professional(self):
        found = plan(pains=(pain(1),))
        assert found.gate is Gate.PAIN
        assert {part.status for part in found.parts} == {Status.BLOCKED}
        assert not any(part.tasks for part in found.parts)
        assert any("physiotherapist" in sentence for sentence in found.get_part(ProgrammePart.PAIN_GATE).why)

    def test_no_after_yes_does_not_open_the_day_again(self):
        assert plan(pains=(pain(1), no_pain(1, 12.0))).gate is Gate.PAIN

    def test_pain_in_a_set_blocks_the_rest_of_the_day(self):
        assert plan(sets=(a_set(1, pain=True),)).gate is Gate.PAIN

    def test_the_next_day_it_is_asked_again(self):
        assert plan(2, pains=(pain(1),)).gate is Gate.NOT_ASKED
        assert plan(2, pains=(pain(1), no_pain(2))).gate is Gate.CLEAR

    def test_pain_that_comes_back_is_reported_even_on_a_good_day(self):
        found = plan(9, pains=(pain(1), pain(4), pain(8), no_pain(9)))
        assert "3 of the last 14 days" in found.get_part(ProgrammePart.PAIN_GATE).watch[0]


class TestIsometrics:
    def test_ten_holds_of_three_seconds_in_three_positions_on_the_weaker_side(self):
        part = plan().get_part(ProgrammePart.ISOMETRICS)
        assert [(task.sets, task.seconds, task.rest_s, task.side) for task in part.tasks] == [
            (10, 3.0, 5.0, Side.LEFT)
        ] * 3

    def test_the_timer_has_every_hold_and_every_rest(self):
        steps = build_hold_timer(Side.LEFT)
        held = [step for step in steps if step.moment is TimedStepKind.HOLD]
        rests = [step for step in steps if step.moment is TimedStepKind.REST]
        assert (len(held), {step.seconds for step in held}) == (30, {3.0})
        assert (len(rests), {step.seconds for step in rests}) == (27, {5.0})
        assert [step.number for step in held] == list(range(1, 11)) * 3
        assert sum(step.seconds for step in steps) == 10 + 2 * 15 + 30 * 3 + 27 * 5
        assert steps == plan().get_part(ProgrammePart.ISOMETRICS).timer

    def test_logged_holds_make_it_partly_done_then_done(self):
        assert plan(exercises=holds(1, 5)).get_part(ProgrammePart.ISOMETRICS).status is Status.PARTLY
        assert plan(exercises=holds(1, 10)).get_part(ProgrammePart.ISOMETRICS).status is Status.DONE
        assert plan(exercises=holds(0, 10)).get_part(ProgrammePart.ISOMETRICS).status is Status.TODO

    def test_the_stronger_side_gets_none(self):
        part = plan(exercises=holds(1, 10, Side.RIGHT)).get_part(ProgrammePart.ISOMETRICS)
        assert part.status is Status.TODO
        assert len(part.watch) == 3

    def test_without_a_weaker_side_there_are_none(self):
        found = plan(lifter=LIFTER)
        for part in (ProgrammePart.ISOMETRICS, ProgrammePart.DRILLS):
            assert (found.get_part(part).status, found.get_part(part).tasks) == (Status.NOT_TODAY, ())

    def test_not_significant_means_no_special_work(self):
        found = plan(8, lifter=LIFTER, sets=leaning((1, 3, 5), 12.0))
        assert "no special work" in found.get_part(ProgrammePart.ISOMETRICS).why[0]


class TestDrills:
    def test_four_drills_twice_ten_reps_on_the_weaker_side(self):
        tasks = plan().get_part(ProgrammePart.DRILLS).tasks
        assert [(task.sets, task.reps, task.side, task.load) for task in tasks] == [
            (2, (10, 20), Side.LEFT, 0.0)
        ] * 4

    @pytest.mark.parametrize(
        ("last", "more", "reps"),
        [
            (10, {}, 11),
            (20, {}, 20),
            (15, {"form_failed": True}, 13),
            (10, {"form_failed": True}, 10),
            (12, {"clean_reps": 9}, 12),
        ],
    )
    def test_one_more_when_it_went_well_two_fewer_when_the_form_failed(self, last, more, reps):
        tasks = plan(2, exercises=circuit(1, last, **more)).get_part(ProgrammePart.DRILLS).tasks
        assert {task.reps for task in tasks} == {(reps, 20)}

    def test_five_days_of_six_leave_a_free_day(self):
        five = tuple(one for day in range(5) for one in circuit(day))
        assert plan(5, exercises=five).get_part(ProgrammePart.DRILLS).status is Status.NOT_TODAY
        assert plan(4, exercises=five[: 4 * 8]).get_part(ProgrammePart.DRILLS).status is Status.TODO

    def test_what_goes_against_the_rules_is_reported(self):
        wrong = (
            did(1, DRILLS[0].key, Side.RIGHT, reps=10),
            did(1, DRILLS[1].key, Side.LEFT, reps=25),
            did(1, DRILLS[2].key, Side.LEFT, reps=10, load=2.0),
        )
        warnings = " ".join(plan(exercises=wrong).get_part(ProgrammePart.DRILLS).watch)
        assert "stronger side" in warnings
        assert "25 reps; never more than 20" in warnings
        assert "no weight" in warnings


class TestBilateral:
    def lifts(self, *args, **entries):
        return plan(*args, **entries).get_part(ProgrammePart.BILATERAL)

    def test_goblet_squat_and_romanian_deadlift_come_first_with_bodyweight(self):
        tasks = self.lifts().tasks
        assert [(task.exercise, task.load) for task in tasks] == [("goblet_squat", 0.0), ("rdl", 0.0)]

    def test_a_day_lies_between_sessions_and_three_a_week_are_enough(self):
        assert self.lifts(2, sets=(a_set(1),)).status is Status.NOT_TODAY
        assert self.lifts(3, sets=(a_set(1),)).status is Status.TODO
        week = tuple(a_set(day) for day in (0, 2, 4))
        assert "3 sessions in the last 7 days" in self.lifts(6, sets=week).why[0]
        assert self.lifts(7, sets=week).status is Status.TODO

    def test_ones_own_lifts_and_the_load_of_the_last_advice(self):
        own = replace(WEAKER_LEFT, lifts=("squat",))
        raised = a_set(1, 60.0, action=Action.MAY_RAISE, advised_load=62.5)
        lowered = a_set(1, 60.0, 4, 6, action=Action.LOWER, advised_load=47.5)
        for last, load in ((a_set(1, 60.0), 60.0), (raised, 62.5), (lowered, 47.5)):
            (task,) = self.lifts(3, lifter=own, sets=(last,)).tasks
            assert task.load == load

    def test_half_of_the_one_rm_at_first_and_no_more_than_the_ceiling(self):
        own = replace(WEAKER_LEFT, lifts=("squat",))
        assert self.lifts(lifter=own).tasks[0].load == 20.0
        assert self.lifts(lifter=own, one_rms=(one_rm(105.0),)).tasks[0].load == 52.5
        heavy = self.lifts(3, lifter=own, sets=(a_set(1, 90.0),), one_rms=(one_rm(100.0),))
        assert heavy.tasks[0].load == 70.0
        assert "70 % of the 1RM in week 1" in " ".join(heavy.why)

    def test_after_pain_the_load_restarts_low(self):
        own = replace(WEAKER_LEFT, lifts=("squat",))
        part = self.lifts(5, lifter=own, sets=(a_set(1, 60.0),), pains=(pain(3), no_pain(5)))
        assert part.tasks[0].load == 30.0

    def test_below_the_bar_a_goblet_squat_takes_its_place_until_it_is_even_twice(self):
        own = replace(WEAKER_LEFT, lifts=("squat",))
        off = a_set(1, 20.0, 2, 8, action=Action.LOWER, advised_load=None)
        goblet = tuple(a_set(day, 0.0, lift="goblet_squat") for day in (3, 5))
        assert self.lifts(3, lifter=own, sets=(off,)).tasks[0].exercise == "goblet_squat"
        assert self.lifts(7, lifter=own, sets=(off, goblet[0])).tasks[0].exercise == "goblet_squat"
        (task,) = self.lifts(8, lifter=own, sets=(off, *goblet)).tasks
        assert (task.exercise, task.load) == ("squat", 20.0)

    def test_bodyweight_leads_back_to_the_bar_too(self):
        own = replace(WEAKER_LEFT, lifts=("hip_thrust",))
        unloaded = tuple(a_set(day, 0.0, lift="hip_thrust") for day in (1, 3))
        assert self.lifts(3, lifter=own, sets=unloaded[:1]).tasks[0].load == 0.0
        assert self.lifts(5, lifter=own, sets=unloaded).tasks[0].load == 20.0

    def test_more_than_ninety_percent_in_the_first_month_is_a_warning(self):
        part = self.lifts(20, sets=(a_set(20, 95.0),), one_rms=(one_rm(100.0),))
        assert "95 % of 1RM" in part.watch[0]
        assert not self.lifts(29, sets=(a_set(29, 95.0),), one_rms=(one_rm(100.0),)).watch

    def test_logged_sets_are_summarized(self):
        sets = tuple(
            a_set(1, lift=lift, at=at(1, 10 + n / 10)) for n in range(3) for lift in ("goblet_squat", "rdl")
        )
        part = self.lifts(sets=sets)
        assert part.status is Status.DONE
        assert part.logged == ("6 sets of Goblet squat, Romanian deadlift: 60 of 60 reps even.",)
        assert self.lifts(sets=sets[:1]).status is Status.PARTLY


class TestSingleLeg:
    def part(self, *args, **entries):
        return plan(*args, **entries).get_part(ProgrammePart.SINGLE_LEG)

    def test_ten_to_five_for_the_weaker_side(self):
        reps = {(task.exercise, task.side): task.reps for task in self.part().tasks}
        assert reps["bulgarian_split_squat", Side.LEFT] == (10, 10)
        assert reps["bulgarian_split_squat", Side.RIGHT] == (5, 5)

    def test_without_a_weaker_side_both_get_the_same(self):
        assert {task.reps for task in self.part(lifter=LIFTER).tasks} == {(8, 8)}

    @pytest.mark.parametrize(
        ("left", "right", "fine"), [(18, 10, True), (22, 10, True), (17, 10, False), (23, 10, False)]
    )
    def test_the_ledger_tolerates_1_8_to_2_2(self, left, right, fine):
        done = (did(0, "step_up", Side.LEFT, reps=left), did(0, "step_up", Side.RIGHT, reps=right))
        part = self.part(exercises=done)
        assert bool(part.watch) is not fine
        assert f"left {left}, right {right} reps since 05 January" in part.why[-1]

    def test_too_much_for_the_stronger_side_is_corrected_today(self):
        for right, reps in ((10, 4), (20, 1), (30, 0)):  # left 10 and 40 today: 25 for the right in all
            done = (did(0, "step_up", Side.LEFT, reps=10), did(0, "step_up", Side.RIGHT, reps=right))
            tasks = self.part(exercises=done).tasks
            assert {task.reps for task in tasks if task.side is Side.LEFT} == {(10, 10)}
            assert {task.reps[0] for task in tasks if task.side is Side.RIGHT} == {reps} - {0}

    def test_in_season_the_dominant_side_gets_nothing(self):
        player = replace(
            WEAKER_LEFT,
            dominant_side=Side.RIGHT,
            asymmetric_sport="Tennis",
            seasons=(Season(START, at(50).date()),),
        )
        assert {task.side for task in self.part(lifter=player).tasks} == {Side.LEFT}
        assert {task.side for task in self.part(60, lifter=player).tasks} == set(Side)
        wrong = self.part(lifter=player, exercises=(did(1, "step_up", Side.RIGHT, reps=5),))
        assert "In season" in wrong.watch[0]
        other_way = replace(player, dominant_side=Side.LEFT)
        assert self.part(lifter=other_way).status is Status.NOT_TODAY

    def test_what_is_not_felt_even_unloaded_is_left_out(self):
        not_felt = did(0, "bulgarian_split_squat", Side.LEFT, reps=10, felt=False)
        part = self.part(exercises=(not_felt,))
        assert "step_up" in {task.exercise for task in part.tasks}
        assert "Bulgarian split squat is left out" in " ".join(part.why)

    def test_filmed_legs_are_counted_and_a_dropping_pelvis_is_flagged(self):
        def leg(side, drop):
            return a_set(1, 0.0, lift="step_down", side=side, reps=dropping(side, drop, 2))

        part = self.part(sets=(leg(Side.LEFT, 7.0), leg(Side.RIGHT, 5.0)))
        left, right = part.logged
        assert left.startswith("Step down, left leg: 2 reps, 0 of 2 clean; the pelvis drops by 7°")
        assert "a change of about 4° can be detected" in right
        assert left in part.watch
        assert right not in part.watch

    def test_a_set_whose_leg_was_not_entered_is_counted_leg_by_leg_and_is_no_two_legged_lift(self):
        """Four reps on the left, two on the right, in one clip: the camera saw which leg stood."""
        one = a_set(1, 0.0, lift="step_down", reps=dropping(Side.LEFT, 2.0, 4) + dropping(Side.RIGHT, 8.0, 2))
        found = plan(sets=(one,))
        part = found.get_part(ProgrammePart.SINGLE_LEG)
        assert part.why[-1].startswith("Single leg: left 4, right 2 reps since 05 January; 2.0 : 1")
        assert [sentence.split(":")[0] for sentence in part.logged] == [
            "Step down, left leg",
            "Step down, right leg",
        ]
        assert found.get_part(ProgrammePart.BILATERAL).logged == ()


class TestWeaning:
    def test_halved_then_dropped(self):
        one_rms = (one_rm(100.0),)
        halved = plan(6, sets=WEANED[:3], one_rms=one_rms)
        assert {task.sets for task in halved.get_part(ProgrammePart.ISOMETRICS).tasks} == {5}
        assert {task.sets for task in halved.get_part(ProgrammePart.DRILLS).tasks} == {1}
        dropped = plan(21, sets=WEANED, one_rms=one_rms)
        assert dropped.get_part(ProgrammePart.ISOMETRICS).status is Status.DROPPED
        assert dropped.get_part(ProgrammePart.DRILLS).status is Status.DROPPED

    def test_clean_sessions_ask_for_one_without_looking(self):
        sets = tuple(a_set(day, 50.0, feedback=True) for day in (1, 3))
        found = plan(5, sets=sets)
        assert found.get_part(ProgrammePart.WEANING).tasks[0].exercise == "no_feedback"
        assert not any(task.feedback for task in found.get_part(ProgrammePart.BILATERAL).tasks)

    def test_the_way_back_is_heavy_then_explosive_then_heaviest(self):
        sets, exercises, seen = list(WEANED), [], []
        for step in range(30):
            day = 22 + 3 * step
            (task,) = plan(
                day, sets=tuple(sets), exercises=tuple(exercises), one_rms=(one_rm(100.0),)
            ).get_part(ProgrammePart.WEANING).tasks or (None,)
            if task is None:
                break
            seen.append(task.exercise)
            if task.exercise == "heavy":
                share = float(task.text.split("lifts at ")[1].split(" %")[0])
                sets.append(a_set(day, share))
            else:
                exercises.append(did(day, task.exercise, None, reps=5))
        explosive = [row.key for row in EXPLOSIVE for _ in range(2)]
        assert seen == ["heavy"] * 6 + explosive + ["heavy"] * 4

    def test_a_flat_checkpoint_sends_to_a_professional(self):
        flat = tuple(a_set(day, 60.0, 6, 4) for day in (1, 5, 10, 16, 20, 26))
        assert "professional" in plan(28, sets=flat).get_part(ProgrammePart.WEANING).watch[0]


class TestPlan:
    def test_before_the_first_day_nothing_is_planned(self):
        found = plan_today(WEAKER_LEFT, Records(pains=(no_pain(1),)), at(1))
        assert {part.status for part in found.parts} <= {Status.DONE, Status.NOT_TODAY}
        assert "choose its first day" in found.get_part(ProgrammePart.DRILLS).why[0]
        later = Records(pains=(no_pain(1),), programme=replace(PROGRAMME, started=at(3).date()))
        assert plan_today(WEAKER_LEFT, later, at(1)).get_part(ProgrammePart.DRILLS).status is Status.NOT_TODAY

    def test_the_headline_counts_what_is_left(self):
        assert plan(pains=()).headline == "First: any pain in movement?"
        assert plan().headline.startswith("Still to do: Isometric holds, weaker side; ")

    def test_all_nine_parts_are_there_in_order_and_each_says_why(self):
        found = plan()
        assert [part.part for part in found.parts] == list(ProgrammePart)
        assert all(part.why or part.logged for part in found.parts)

    def test_what_comes_later_changes_nothing_today(self):
        later = (a_set(30, 90.0, 0, 10), *leaning((31, 33, 35), 25.0))
        first = a_set(1)
        assert repr(plan(5, sets=(first, *later))) == repr(plan(5, sets=(first,)))

    @given(st.permutations([0, 1, 2, 3]))
    def test_the_same_log_gives_the_same_plan_in_whatever_order_it_was_entered(self, order):
        sets = leaning((1, 3, 5, 7), 20.0)
        entries = {"pains": (no_pain(9),)}
        shuffled = tuple(sets[index] for index in order)
        assert repr(plan_today(LIFTER, log(sets=shuffled, **entries), at(9))) == repr(
            plan_today(LIFTER, log(sets=sets, **entries), at(9))
        )


def test_every_exercise_says_how_it_is_done():
    assert all(row.how.endswith(".") and row.name for row in EXERCISES.values())
    assert len(EXERCISES) == len({row.name for row in EXERCISES.values()})
