"""Weeks as data: each figure lies in its week, and a change must exceed the lifter's own scatter."""

import math
from dataclasses import replace

import numpy as np
import pytest

from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from analysis.settings import View
from coaching.plan.exercises import DRILLS, HOLDS, ProgrammePart
from coaching.progress.detectable_change import CHANGE, find_detectable_changes
from coaching.progress.weeks import summarize_progress, summarize_quantity_week
from coaching.records.records import Records
from tests.fixtures.logs import LIFTER, START, a_set, at, did, leaning, log, one_rm

SHIFT = Quantity.LATERAL_SHIFT


def weeks(*sets, day=20, **entries):
    return summarize_progress(LIFTER, log(sets=sets, **entries), at(day)).weeks


class TestWeeks:
    def test_a_week_begins_with_the_programme_and_the_last_is_not_over(self):
        found = weeks(a_set(6), a_set(7, good=6, bad=4), day=15)
        assert [(week.number, (week.first - START).days) for week in found] == [(0, 0), (1, 7), (2, 14)]
        assert [week.counts.graded for week in found] == [10, 10, 0]
        assert found[1].clean_rate == pytest.approx(0.6)
        assert math.isnan(found[2].clean_rate)
        assert found[1].clean_low < 0.6 < found[1].clean_high

    def test_nothing_known_is_no_week(self):
        assert summarize_progress(LIFTER, Records(), at(3)).weeks == ()

    def test_without_a_programme_weeks_begin_with_the_first_set(self):
        found = summarize_progress(LIFTER, Records(sets=(a_set(3),)), at(11)).weeks
        assert [(week.first - START).days for week in found] == [3, 10]

    def test_quantities_keep_their_sign_and_their_sides(self):
        (week, *_) = weeks(*leaning((1, 3), 8.0), *leaning((5,), -4.0))
        found = week.quantities[SHIFT]
        assert (found.mean_pct, found.reps, found.sessions) == (pytest.approx(4.0), 30, 3)
        assert found.left_share == pytest.approx(2 / 3)
        assert found.low_pct < 4.0 < found.high_pct

    def test_one_session_has_a_mean_and_no_interval(self):
        found = summarize_quantity_week(leaning((1,), 8.0), SHIFT)
        assert found.mean_pct == 8.0
        assert math.isnan(found.low_pct)

    def test_a_quantity_that_was_never_read_is_absent(self):
        assert set(weeks(a_set(1))[0].quantities) == {SHIFT, Quantity.HIP_DROP}
        assert summarize_quantity_week((), SHIFT) is None

    def test_load_and_threshold_as_they_stood(self):
        found = weeks(
            a_set(1, 50.0), a_set(8, 60.0), a_set(9, 60.0, 3, 7), one_rms=(one_rm(100.0, 8),), day=14
        )
        assert [week.lifts["squat"].heaviest for week in found[:2]] == [50.0, 60.0]
        assert [week.lifts["squat"].threshold for week in found[:2]] == [50.0, 50.0]
        assert [week.lifts["squat"].one_rm for week in found[:2]] == [None, 100.0]

    def test_single_leg_sets_and_light_repeats_are_not_two_legged_training(self):
        found = weeks(a_set(1, side=Side.LEFT), a_set(2, check=True))
        assert found[0].counts.graded == 0


class TestAdherence:
    def test_days_done_of_days_planned(self):
        done = (
            *(did(day, HOLDS[0].key, holds=10) for day in range(6)),
            *(did(day, DRILLS[0].key, reps=10) for day in (0, 0, 1)),
        )
        found = weeks(a_set(0), a_set(2), exercises=done, day=7)[0].adherence
        assert (found[ProgrammePart.ISOMETRICS].done, found[ProgrammePart.ISOMETRICS].due) == (6, 7)
        assert (found[ProgrammePart.DRILLS].done, found[ProgrammePart.DRILLS].due) == (2, 5)
        assert (found[ProgrammePart.BILATERAL].done, found[ProgrammePart.BILATERAL].due) == (2, 3)
        assert found[ProgrammePart.DRILLS].share == pytest.approx(0.4)

    def test_a_week_that_is_not_over_asks_for_its_part(self):
        found = weeks(day=2)[0].adherence
        assert (found[ProgrammePart.ISOMETRICS].due, found[ProgrammePart.DRILLS].due) == (3, 3)

    def test_more_than_planned_is_all(self):
        found = weeks(exercises=tuple(did(day, DRILLS[0].key, reps=10) for day in range(7)), day=7)
        assert found[0].adherence[ProgrammePart.DRILLS].share == 1.0

    def test_after_weaning_nothing_is_due(self):
        sets = tuple(a_set(day, 70.0) for day in (1, 3, 5, 7, 9, 19))
        found = weeks(*sets, one_rms=(one_rm(100.0),), day=28)
        assert found[2].adherence[ProgrammePart.DRILLS].due == 5
        assert found[3].adherence[ProgrammePart.DRILLS].due == 0
        assert math.isnan(found[3].adherence[ProgrammePart.DRILLS].share)


class TestDetectableChange:
    def repeats(self, day, *pcts, **more):
        return tuple(
            replace(a_set(day, 20.0, good_pct=pct, check=True, at=at(day, 10 + n / 10)), **more)
            for n, pct in enumerate(pcts)
        )

    def test_the_scatter_of_repeated_sets_times_1_96_times_root_two(self):
        found = find_detectable_changes(log(sets=self.repeats(1, 2.0, 4.0, 6.0)), "squat", at(2))[SHIFT]
        assert found.sem_pp == pytest.approx(np.std([2.0, 4.0, 6.0], ddof=1))
        assert found.change_pp == pytest.approx(1.96 * math.sqrt(2) * 2.0)
        assert pytest.approx(2.77, abs=0.01) == CHANGE

    def test_days_are_compared_within_not_between(self):
        sets = (*self.repeats(1, 2.0, 4.0), *self.repeats(5, 22.0, 24.0))
        found = find_detectable_changes(log(sets=sets), "squat", at(6))[SHIFT]
        assert found.sem_pp == pytest.approx(math.sqrt(2.0))
        assert (found.repeats, found.provisional) == (2, True)

    def test_another_view_or_load_is_no_repeat(self):
        sets = (
            *self.repeats(1, 2.0),
            *self.repeats(1, 4.0, view=View.REAR),
            *self.repeats(1, 9.0, load=30.0),
        )
        assert find_detectable_changes(log(sets=sets), "squat", at(6)) == {}

    def test_ordinary_sets_are_no_repeats(self):
        assert find_detectable_changes(log(sets=leaning((1, 1, 1), 4.0)), "squat", at(6)) == {}

    def test_progress_has_it_per_lift(self):
        found = summarize_progress(LIFTER, log(sets=self.repeats(1, 2.0, 4.0)), at(2))
        assert set(found.detectable) == {"squat"}
