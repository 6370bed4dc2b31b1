"""The mobility test: marked means more than 10° and more than 15 %, and then it is treated and retested."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pose.landmarks import Side
from coaching.plan.exercises import ProgrammePart
from coaching.plan.today import plan_today
from coaching.plan.types import Status
from coaching.records.mobility_tests import CAMERA_HOW, HOW, find_latest_tests, find_restricted_side
from coaching.records.records import Direction
from tests.fixtures.logs import LIFTER, at, did, log, measured, no_pain

ROTATION = Direction.INTERNAL_ROTATION
EVEN = (40.0, 41.0, 42.0)
STIFF = (24.0, 25.0, 26.0)


def everything_even(day, but=()):
    return tuple(
        record
        for direction in Direction
        if direction not in but
        for record in measured(day, direction, EVEN, EVEN)
    )


class TestMarked:
    @pytest.mark.parametrize(
        ("left", "right", "restricted"),
        [
            (40.0, 50.0, None),  # 10° is not more than 10°
            (39.0, 50.0, Side.LEFT),
            (50.0, 39.0, Side.RIGHT),
            (100.0, 112.0, None),  # 12°, but 10.7 %
            (95.0, 112.0, Side.LEFT),  # 17°, 15.2 %
            (10.0, 19.0, None),  # 47 %, but 9°
            (-5.0, 8.0, Side.LEFT),
        ],
    )
    def test_both_limits_must_be_exceeded(self, left, right, restricted):
        assert find_restricted_side(left, right) is restricted

    @given(st.floats(0, 150), st.floats(0, 150))
    def test_exchanging_the_sides_exchanges_the_verdict(self, left, right):
        one, other = find_restricted_side(left, right), find_restricted_side(right, left)
        assert (one, other) in {(None, None), (Side.LEFT, Side.RIGHT), (Side.RIGHT, Side.LEFT)}


class TestLatest:
    def test_nothing_is_known_before_the_test(self):
        found = find_latest_tests(log(), at(0))[ROTATION]
        assert found.missing == {Side.LEFT: 3, Side.RIGHT: 3}
        assert math.isnan(found.left_deg)
        assert found.restricted is None

    def test_means_of_three_trials_a_side(self):
        records = log(mobility=measured(0, ROTATION, STIFF, EVEN))
        found = find_latest_tests(records, at(1))[ROTATION]
        assert (found.left_deg, found.right_deg, found.restricted) == (25.0, 41.0, Side.LEFT)
        assert "left 25°, right 41°, difference 16° (39 %): the left side is restricted" in found.sentence

    def test_two_trials_are_not_yet_a_test(self):
        found = find_latest_tests(log(mobility=measured(0, ROTATION, STIFF[:2], EVEN)), at(1))[ROTATION]
        assert (found.complete, found.restricted) == (False, None)
        assert "1 on the left" in found.sentence

    def test_trials_of_one_day_may_come_one_by_one(self):
        single = [record for trial in STIFF for record in measured(0, ROTATION, (trial,), (41.0,))]
        assert find_latest_tests(log(mobility=tuple(single)), at(1))[ROTATION].left_deg == 25.0

    def test_a_retest_replaces_the_test(self):
        both = (*measured(0, ROTATION, STIFF, EVEN), *measured(0.1, ROTATION, EVEN, EVEN, retest=True))
        assert find_latest_tests(log(mobility=both), at(1))[ROTATION].restricted is None

    def test_trials_that_lie_far_apart_are_reported(self):
        found = find_latest_tests(log(mobility=measured(0, ROTATION, (20.0, 25.0, 31.0), EVEN)), at(1))[
            ROTATION
        ]
        assert "far apart (11° on the left)" in found.sentence

    def test_every_direction_says_how(self):
        assert set(HOW) == set(CAMERA_HOW) == set(Direction)


class TestPlan:
    def part(self, day, **entries):
        return plan_today(LIFTER, log(pains=(no_pain(day),), **entries), at(day, 20.0)).get_part(
            ProgrammePart.MOBILITY
        )

    def test_at_first_everything_is_tested(self):
        part = self.part(0)
        assert part.status is Status.TODO
        assert len(part.tasks) == 12
        assert {task.sets for task in part.tasks} == {3}

    def test_after_an_even_test_it_is_due_again_in_four_weeks(self):
        assert self.part(27, mobility=everything_even(0)).status is Status.NOT_TODAY
        assert "02 February" in self.part(27, mobility=everything_even(0)).why[0]
        assert self.part(28, mobility=everything_even(0)).status is Status.TODO

    def test_a_restricted_side_gets_massage_and_stretching_and_a_retest(self):
        records = (*everything_even(0, but=(ROTATION,)), *measured(0, ROTATION, STIFF, EVEN))
        part = self.part(1, mobility=records)
        keys = [(task.exercise, task.side) for task in part.tasks]
        assert keys == [
            ("massage", Side.LEFT),
            ("stretch_static", Side.LEFT),
            ("stretch_dynamic", Side.LEFT),
            ("mobility_internal_rotation", Side.LEFT),
            ("mobility_internal_rotation", Side.RIGHT),
        ]
        assert part.tasks[0].seconds == 300.0
        assert "restricted" in part.why[0]

    def test_it_is_done_after_the_retest_and_gone_when_the_difference_is(self):
        records = (*everything_even(0, but=(ROTATION,)), *measured(0, ROTATION, STIFF, EVEN))
        treated = tuple(
            did(1, key, Side.LEFT, direction=ROTATION)
            for key in ("massage", "stretch_static", "stretch_static", "stretch_dynamic", "stretch_dynamic")
        )
        again = (*records, *measured(1, ROTATION, EVEN, EVEN, retest=True))
        assert self.part(1, mobility=records, exercises=treated).status is Status.PARTLY
        assert self.part(1, mobility=again, exercises=treated).status is Status.DONE
        assert self.part(2, mobility=again, exercises=treated).status is Status.NOT_TODAY
