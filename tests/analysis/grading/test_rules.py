"""The 15 % rule, rep by rep and over the set. NaN is never good."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.grading.rules import (
    apply_running_indication,
    describe_bad_value,
    flag_both_knees,
    grade_values,
    is_bad,
)
from analysis.grading.set_summary import claim_side, summarize_set
from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from analysis.report.types import Grade, Phase, RepReport, Standing, Value
from tests.fixtures.reports import build_rep

NAN = math.nan
DROP, KNEE, SHIFT, TURN = Quantity


def value(
    quantity: Quantity, pct: float, half: float = 0.5, standing: Standing = Standing.GRADED, reason: str = ""
) -> Value:
    if math.isnan(pct):
        return Value(quantity, NAN, NAN, NAN, NAN, None, Standing.UNGRADED, reason or "not seen")
    return Value(quantity, pct, pct - half, pct + half, NAN, Phase.UP, standing, reason)


def values(*pcts: float, half: float = 0.5) -> dict[Quantity, Value]:
    """Hip drop, knee valgus, shift, rotation; missing ones are left out."""
    padded = [*pcts, *[NAN] * (4 - len(pcts))]
    return {key: value(key, pct, half) for key, pct in zip(Quantity, padded, strict=True)}


def rep_with(turn_pct: float, half: float, grade: Grade = Grade.GOOD) -> RepReport:
    """A rep whose rotation is an indication."""
    rep = build_rep(grade=grade)
    return replace(rep, values=rep.values | {TURN: value(TURN, turn_pct, half, Standing.INDICATION)})


class TestRule:
    @pytest.mark.parametrize("quantity", list(Quantity))
    @pytest.mark.parametrize("sign", [1, -1])
    @pytest.mark.parametrize(
        ("pct", "grade"), [(0.0, "good"), (14.99, "good"), (15.0, "good"), (15.01, "bad"), (60.0, "bad")]
    )
    def test_beyond_fifteen_percent_to_either_side_is_bad(self, quantity, sign, pct, grade):
        found, reasons, _ = grade_values(values(1, 1, 1, 1) | {quantity: value(quantity, sign * pct)})
        assert found == grade
        assert bool(reasons) == (grade == "bad")

    @given(st.tuples(*[st.floats(-60, 60) | st.just(NAN)] * 4))
    def test_bad_good_and_ungraded_follow_from_the_numbers_alone(self, pcts):
        grade, reasons, _ = grade_values(values(*pcts))
        known = [abs(pct) for pct in pcts if not math.isnan(pct)]
        expected = Grade.UNGRADED if not known else Grade.BAD if max(known) > 15 else Grade.GOOD
        assert grade is expected
        assert bool(reasons) == (grade is not Grade.GOOD)

    def test_each_fault_is_told_the_worst_first(self):
        _, reasons, _ = grade_values(values(-16.0, 22.4, 18.0, 2.0))
        assert reasons == (
            "left knee in 22 %, on the way up",
            "shift to the left 18 %, on the way up",
            "right hip lower 16 %, on the way up",
        )

    @pytest.mark.parametrize(
        ("quantity", "left", "right"),
        [
            (DROP, "left hip lower", "right hip lower"),
            (KNEE, "left knee in", "right knee in"),
            (SHIFT, "shift to the left", "shift to the right"),
            (TURN, "left hip forward", "right hip forward"),
        ],
    )
    def test_positive_is_the_lifters_left_in_words(self, quantity, left, right):
        assert describe_bad_value(value(quantity, 20.0)).startswith(left)
        assert describe_bad_value(value(quantity, -20.0)).startswith(right)


class TestNanIsNeverGood:
    def test_nothing_read_is_ungraded_with_every_reason(self):
        grade, reasons, flags = grade_values({key: value(key, NAN, reason=f"no {key}") for key in Quantity})
        assert grade is Grade.UNGRADED
        assert len(reasons) == len(flags) == 4
        assert all(f"no {key}" in reason for key, reason in zip(Quantity, reasons, strict=True))

    def test_a_number_that_is_nan_is_left_out_even_where_the_estimator_calls_it_graded(self):
        broken = {key: Value(key, NAN, NAN, NAN, NAN, None, Standing.GRADED) for key in Quantity}
        grade, reasons, flags = grade_values(broken)
        assert grade is Grade.UNGRADED
        assert reasons
        assert set(flags) == {f"left_out:{key}" for key in Quantity}

    def test_one_quantity_left_out_and_the_others_grade_the_rep(self):
        grade, _, flags = grade_values(values(2, NAN, 3, NAN))
        assert grade is Grade.GOOD
        assert flags == ("left_out:knee_valgus", "left_out:hip_rotation")

    def test_one_quantity_left_out_does_not_hide_a_fault_in_another(self):
        assert grade_values(values(NAN, 20.0))[0] is Grade.BAD

    def test_an_indication_alone_does_not_make_a_rep_good(self):
        only = values() | {TURN: value(TURN, 2.0, standing=Standing.INDICATION)}
        grade, reasons, _ = grade_values(only)
        assert grade is Grade.UNGRADED
        assert reasons

    def test_a_rep_with_indications_only_says_why_it_is_ungraded(self):
        only = {key: value(key, 2.0, standing=Standing.INDICATION) for key in Quantity}
        grade, reasons, _ = grade_values(only)
        assert grade is Grade.UNGRADED
        assert reasons


class TestCloseCallAndWatch:
    @pytest.mark.parametrize(
        ("pct", "half", "close"),
        [(12.0, 2.9, False), (12.0, 3.0, True), (-12.0, 4.0, True), (18.0, 2.9, False), (-18.0, 3.1, True)],
    )
    def test_a_close_call_has_fifteen_inside_its_interval(self, pct, half, close):
        _, _, flags = grade_values(values(1, 1) | {DROP: value(DROP, pct, half)})
        assert ("close_call" in flags) == close

    def test_one_clear_fault_is_no_close_call_whatever_else_is_close(self):
        assert "close_call" not in grade_values(values(30.0, 15.2, 1.0))[2]

    def test_two_doubtful_faults_are_a_close_call(self):
        assert "close_call" in grade_values(values(15.1, 15.2, 1.0))[2]

    def test_a_good_rep_with_one_doubtful_quantity_is_a_close_call(self):
        assert "close_call" in grade_values(values(1.0, 14.8, 1.0))[2]

    @pytest.mark.parametrize(
        ("pct", "watched"), [(9.99, False), (10.0, True), (-12.0, True), (15.0, True), (15.1, False)]
    )
    def test_ten_to_fifteen_is_watched_and_still_good(self, pct, watched):
        grade, _, flags = grade_values(values(1.0, pct, 1.0))
        assert ("watch" in flags) == watched
        assert grade is (Grade.BAD if abs(pct) > 15 else Grade.GOOD)


class TestIndication:
    """Hip rotation counts towards bad only where its whole interval lies beyond 15 %."""

    @pytest.mark.parametrize(
        ("pct", "half", "bad"),
        [
            (25.0, 9.9, True),
            (25.0, 10.1, False),
            (-25.0, 9.9, True),
            (-25.0, 10.1, False),
            (14.0, 0.1, False),
        ],
    )
    def test_one_rep(self, pct, half, bad):
        turn = value(TURN, pct, half, Standing.INDICATION)
        assert is_bad(turn) == bad
        grade, _, _ = grade_values(values(1, 1, 1) | {TURN: turn})
        assert grade is (Grade.BAD if bad else Grade.GOOD)

    def test_five_reps_whose_mean_is_clear_are_bad_together_and_say_so(self):
        graded = apply_running_indication([rep_with(-25.0, 9.0)] * 5)
        assert [rep.grade for rep in graded] == [Grade.BAD] * 5
        assert all("right hip forward 25 % on average of 5 reps" in rep.reasons[0] for rep in graded)

    def test_four_reps_are_too_few(self):
        assert [rep.grade for rep in apply_running_indication([rep_with(25.0, 9.0)] * 4)] == [Grade.GOOD] * 4

    def test_a_mean_whose_interval_holds_fifteen_is_no_fault(self):
        assert {rep.grade for rep in apply_running_indication([rep_with(25.0, 10.5)] * 6)} == {Grade.GOOD}

    def test_the_mean_runs_so_that_a_fault_that_comes_late_is_found_late(self):
        reps = [rep_with(0.0, 5.0)] * 5 + [rep_with(30.0, 5.0)] * 5
        grades = [rep.grade for rep in apply_running_indication(reps)]
        assert grades[:4] == [Grade.GOOD] * 4
        assert grades[5:] == [Grade.BAD] * 5

    def test_reps_that_turn_left_and_right_by_turns_cancel(self):
        reps = [rep_with(pct, 5.0) for pct in (30.0, -30.0) * 4]
        assert {rep.grade for rep in apply_running_indication(reps)} == {Grade.GOOD}

    def test_an_ungraded_rep_breaks_the_run(self):
        reps = [rep_with(25.0, 5.0)] * 6
        reps[3] = rep_with(25.0, 5.0, Grade.UNGRADED)
        assert Grade.BAD not in [rep.grade for rep in apply_running_indication(reps)]

    def test_a_rep_already_bad_keeps_its_own_reasons(self):
        bad = replace(rep_with(25.0, 5.0, Grade.BAD), reasons=("left knee in 22 %",))
        graded = apply_running_indication([bad, *[rep_with(25.0, 5.0)] * 4])
        assert graded[0].reasons == ("left knee in 22 %",)


class TestSideClaim:
    """At least 5 graded reps, 80 % the same side, mean over two standard errors and at least 8 %."""

    def side(self, *pcts: float) -> Side | None:
        return claim_side(SHIFT, np.array(pcts)).side

    def test_five_of_five_clearly_to_the_left(self):
        claim = claim_side(SHIFT, np.array([12.0, 11.0, 13.0, 12.0, 12.0]))
        assert claim.side is Side.LEFT
        assert claim.sentence == "You shift to your left (12 % on average, 5 of 5 reps)."
        assert claim.mean_pct == pytest.approx(12.0)

    def test_to_the_right_it_is_the_mirror_image(self):
        assert self.side(-12.0, -11.0, -13.0, -12.0, -12.0) is Side.RIGHT

    def test_four_reps_are_too_few_and_it_says_so(self):
        claim = claim_side(SHIFT, np.full(4, 20.0))
        assert claim.side is None
        assert "too few" in claim.sentence

    @pytest.mark.parametrize(("mean", "claimed"), [(7.99, False), (8.0, True)])
    def test_it_takes_eight_percent(self, mean, claimed):
        assert (self.side(*[mean] * 6) is Side.LEFT) == claimed

    @pytest.mark.parametrize(("wrong", "claimed"), [(1, True), (2, False)])
    def test_it_takes_four_of_five_on_that_side(self, wrong, claimed):
        pcts = [20.0] * (5 - wrong) + [-0.5] * wrong
        assert (self.side(*pcts) is Side.LEFT) == claimed

    def test_it_takes_two_standard_errors(self):
        scattered = (40.0, 1.0, 1.0, 1.0, 1.0)  # mean 8.8, standard error 7.8
        claim = claim_side(SHIFT, np.array(scattered))
        assert claim.mean_pct > 8
        assert claim.side is None
        assert "9 % left on average, which scatter and measuring error could explain." in claim.sentence

    def test_of_nothing_nothing_is_claimed(self):
        claim = claim_side(SHIFT, np.zeros(0))
        assert claim.side is None
        assert math.isnan(claim.mean_pct)

    @given(st.lists(st.floats(-40, 40), max_size=12))
    def test_a_mirrored_set_is_claimed_for_the_other_side(self, pcts):
        one, other = claim_side(SHIFT, np.array(pcts)), claim_side(SHIFT, -np.array(pcts))
        assert (one.side and one.side.other) == other.side


class TestSummary:
    def test_counts_add_up_and_means_are_over_graded_reps(self):
        reps = [
            build_rep(1, (2.0, 0.0, 4.0, NAN)),
            build_rep(2, (4.0, 20.0, 8.0, NAN)),
            build_rep(3, (50.0, 50.0, 50.0, 50.0), grade=Grade.UNGRADED),
        ]
        summary = summarize_set(reps, 2)
        assert (summary.reps, summary.good, summary.bad, summary.ungraded, summary.incomplete) == (
            3,
            1,
            1,
            1,
            2,
        )
        assert summary.mean_pct[DROP] == pytest.approx(3.0)
        assert summary.mean_pct[SHIFT] == pytest.approx(6.0)
        assert math.isnan(summary.mean_pct[TURN])

    def test_of_no_reps_everything_is_nothing(self):
        summary = summarize_set([], 0)
        assert (summary.reps, summary.good, summary.bad, summary.ungraded) == (0, 0, 0, 0)
        assert all(math.isnan(mean) for mean in summary.mean_pct.values())


class TestBothKnees:
    def test_below_85_percent_of_the_good_reps_both_knees_are_in(self):
        distances = (1.0, 1.0, 1.02, 0.86, 0.84)
        reps = [replace(build_rep(), knee_separation_ratio=distance) for distance in distances]
        flagged = flag_both_knees(reps)
        assert [("both_knees_in" in rep.flags) for rep in flagged] == [False] * 4 + [True]

    def test_bad_reps_are_no_measure(self):
        good = replace(build_rep(), knee_separation_ratio=1.0)
        bad = replace(build_rep(grade=Grade.BAD), knee_separation_ratio=0.5)
        flagged = flag_both_knees([good, bad, bad, bad])
        assert [rep.knee_separation_ratio for rep in flagged] == pytest.approx([1.0, 0.5, 0.5, 0.5])

    def test_without_a_good_rep_there_is_no_ratio_and_no_flag(self):
        (rep,) = flag_both_knees([replace(build_rep(grade=Grade.BAD), knee_separation_ratio=0.5)])
        assert math.isnan(rep.knee_separation_ratio)
        assert "both_knees_in" not in rep.flags
