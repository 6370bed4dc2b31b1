"""The loading threshold: what makes a load clean, and what a heavier one may not undo."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.settings import Unit
from coaching.load.threshold import build_load_points, find_loading_threshold
from coaching.records.bad_rate_posterior import BadRatePosterior
from coaching.records.lifter import Lifter
from tests.fixtures.logs import LIFTER, a_set, at, log, one_rm


def threshold(*sets, day=20, lifter=LIFTER, **entries):
    return find_loading_threshold(lifter, log(sets=sets, **entries), "squat", at(day))


class TestThreshold:
    def test_the_heaviest_clean_load_with_its_share_of_the_one_rm(self):
        found = threshold(a_set(1, 50.0), a_set(3, 62.5), a_set(5, 80.0, 4, 6), one_rms=(one_rm(110.0),))
        assert found.load == 62.5
        assert found.one_rm_share == pytest.approx(0.568, abs=0.001)
        assert found.sentence.startswith("Even up to 62.5 kg (57 % of 1RM): 10 of 10 reps even at that load.")

    def test_an_estimated_one_rm_is_called_about(self):
        found = threshold(a_set(1, 60.0), one_rms=(one_rm(90.0, count=10),))
        assert "60 kg (about 50 % of 1RM)" in found.sentence

    def test_without_a_one_rm_the_load_alone(self):
        assert threshold(a_set(1, 60.0)).sentence.startswith("Even up to 60 kg: ")

    def test_eight_reps_are_enough_and_seven_are_not(self):
        assert threshold(a_set(1, 60.0, 8)).load == 60.0
        assert threshold(a_set(1, 60.0, 7)).load is None

    def test_reps_of_several_sets_add_up(self):
        assert threshold(a_set(1, 60.0, 4), a_set(3, 60.0, 4)).load == 60.0

    def test_the_chance_must_reach_eighty_percent(self):
        chance = {bad: stats.beta.cdf(0.25, 1 + bad, 4 + 10 - bad) for bad in (1, 2)}
        assert chance[1] >= 0.8 > chance[2]
        assert threshold(a_set(1, 60.0, 9, 1)).load == 60.0
        assert threshold(a_set(1, 60.0, 8, 2)).load is None

    def test_no_clean_load_says_what_is_missing(self):
        assert "Best so far: 60 kg, 4 of 10 reps even." in threshold(a_set(1, 60.0, 4, 6)).sentence
        assert threshold().sentence == "No loading threshold yet: no graded sets in the last 8 weeks."

    def test_what_is_older_than_eight_weeks_no_longer_counts(self):
        assert threshold(a_set(1, 60.0), day=56).load == 60.0
        assert threshold(a_set(1, 60.0), day=58).load is None

    def test_bodyweight_is_a_load(self):
        assert threshold(a_set(1, 0.0)).sentence.startswith("Even up to bodyweight: ")

    def test_pounds(self):
        found = threshold(a_set(1, 135.0, unit=Unit.LB), lifter=Lifter("a", unit=Unit.LB))
        assert (found.load, found.unit) == (135.0, Unit.LB)


counts = st.builds(BadRatePosterior, st.integers(0, 30), st.integers(0, 30))
history = st.dictionaries(st.sampled_from([0.0, 20.0, 40.0, 60.0, 62.5, 80.0]), counts, max_size=6)


class TestPoints:
    def test_a_heavier_load_that_looks_cleaner_is_taken_with_the_lighter_one(self):
        light, heavy = build_load_points({40.0: BadRatePosterior(6, 2), 60.0: BadRatePosterior(10, 0)})
        assert light.clean_rate == heavy.clean_rate == pytest.approx(16 / 18)

    @given(history)
    def test_the_clean_rate_never_rises_with_the_load(self, at_load):
        rates = [point.clean_rate for point in build_load_points(at_load)]
        assert all(later <= earlier + 1e-12 for earlier, later in pairwise(rates))

    @given(history)
    def test_every_load_keeps_its_own_count_and_lies_in_its_interval(self, at_load):
        points = build_load_points(at_load)
        assert {point.load: point.counts for point in points} == {
            load: count for load, count in at_load.items() if count.graded
        }
        assert all(0 <= point.low < point.high <= 1 for point in points)

    @given(history, st.sampled_from([20.0, 60.0]))
    def test_more_bad_reps_never_make_a_load_cleaner(self, at_load, load):
        worse = at_load | {load: at_load.get(load, BadRatePosterior()) + BadRatePosterior(0, 5)}
        before = {point.load: point.clean_rate for point in build_load_points(at_load)}
        after = {point.load: point.clean_rate for point in build_load_points(worse)}
        assert after[load] <= before.get(load, 1.0) + 1e-9


class TestCounts:
    @given(st.integers(0, 40), st.integers(0, 40))
    def test_the_interval_holds_the_share_that_stands_beside_it(self, good: int, bad: int):
        low, high = BadRatePosterior(good, bad).compute_clean_interval()
        assert 0.0 <= low < high <= 1.0
        if good + bad:
            assert low <= BadRatePosterior(good, bad).clean_share <= high

    def test_the_posterior_is_that_of_the_rules(self):
        assert BadRatePosterior(7, 1).compute_probability_below(0.25) == pytest.approx(
            stats.beta.cdf(0.25, 2, 11)
        )

    @given(counts, counts)
    def test_cleaner_than_is_a_probability_and_its_opposite(self, one, other):
        forth, back = one.compute_probability_cleaner_than(other), other.compute_probability_cleaner_than(one)
        assert 0.0 <= forth <= 1.0
        assert forth + back == pytest.approx(1.0, abs=1e-3)
