"""Which side is weaker: from evidence or as entered, never from little, and mirrored with the lifter."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pose.landmarks import Side
from coaching.records.records import Direction, Records, RepRecord, SetRecord, Severity
from coaching.weaker_side.verdict import judge_programme_side, judge_weaker_side
from tests.fixtures.logs import (
    LIFTER,
    PROGRAMME,
    a_set,
    at,
    dropping,
    leaning,
    log,
    measured,
    read,
    side_test,
)


def verdict(day=14, lifter=LIFTER, **entries):
    return judge_weaker_side(lifter, log(**entries), at(day, 20.0))


def mirrored(records: Records) -> Records:
    """The same log of a lifter seen in a mirror."""

    def flip(rep: RepRecord) -> RepRecord:
        return replace(rep, values={key: read(-one.pct) for key, one in rep.values.items()})

    return replace(
        records,
        sets=tuple(
            replace(one, reps=tuple(map(flip, one.reps)), side=one.side.other if one.side else None)
            for one in records.sets
        ),
        side_tests=tuple(
            replace(one, left_clean=one.right_clean, right_clean=one.left_clean) for one in records.side_tests
        ),
        mobility=tuple(replace(one, side=one.side.other) for one in records.mobility),
    )


class TestMovement:
    def test_one_shifts_away_from_the_weaker_leg(self):
        found = verdict(sets=leaning((1, 3, 5), 20.0))
        assert found.side is Side.RIGHT
        assert found.certainty >= 0.9
        assert found.difference_pct == pytest.approx(20.0)
        assert "the right side is weaker" in found.sentence.lower()

    def test_two_sessions_are_not_enough(self):
        found = verdict(sets=leaning((1, 3), 20.0))
        assert (found.side, found.judged) == (None, False)
        assert "too little" in found.sentence

    def test_one_rep_names_nobody(self):
        found = verdict(sets=(a_set(1, good=0, bad=1, bad_pct=40.0),))
        assert (found.side, found.judged) == (None, False)

    def test_below_fifteen_percent_it_is_not_significant(self):
        found = verdict(sets=leaning((1, 3, 5), 12.0))
        assert (found.side, found.judged) == (None, True)
        assert found.sentence == "Differences below 15 %: not significant, no special work needed."
        assert math.isnan(found.difference_pct)

    def test_reps_that_are_uneven_to_one_side_count_even_if_most_are_even(self):
        sets = tuple(a_set(day, good=7, bad=3, bad_pct=22.0) for day in (1, 3, 5))
        found = verdict(sets=sets)
        assert found.side is Side.RIGHT
        assert "9 of 9 reps" in found.evidence[0].sentence

    def test_uneven_now_here_now_there_names_nobody(self):
        sets = tuple(a_set(day, good=6, bad=4, bad_pct=20.0 * (-1) ** day) for day in (1, 2, 3, 4, 5, 6))
        assert verdict(sets=sets).side is None

    def test_a_wide_measurement_error_names_nobody(self):
        wide = tuple(
            replace(
                one,
                reps=tuple(
                    replace(rep, values={key: read(value.pct, 25.0) for key, value in rep.values.items()})
                    for rep in one.reps
                ),
            )
            for one in leaning((1, 3, 5), 14.9)
        )
        assert verdict(sets=wide).side is None

    def test_a_painful_set_and_an_old_one_are_no_evidence(self):
        assert verdict(sets=leaning((1, 3, 5), 20.0), day=40).judged is False
        painful = tuple(replace(one, pain=True) for one in leaning((1, 3, 5), 20.0))
        assert verdict(sets=painful).judged is False


class TestOneLegAgainstTheOther:
    def test_more_than_fifteen_percent_fewer_clean_reps_on_two_days(self):
        found = verdict(side_tests=(side_test(1, 20, 9), side_test(4, 20, 10)))
        assert found.side is Side.RIGHT
        assert "52 % behind" not in found.sentence
        assert (
            "left 40, right 19 clean reps on 2 days: the right side is 52 % behind."
            in found.evidence[2].sentence
        )

    def test_exactly_fifteen_percent_is_not_more(self):
        found = verdict(side_tests=(side_test(1, 20, 17), side_test(4, 20, 17)))
        assert (found.side, found.judged) == (None, True)
        assert "not significant" in found.sentence

    def test_one_day_is_not_enough(self):
        assert verdict(side_tests=(side_test(1, 20, 9),)).judged is False

    def test_a_difference_that_chance_could_make_is_only_a_perhaps(self):
        found = verdict(side_tests=(side_test(1, 10, 8), side_test(4, 10, 8)))
        assert found.side is None
        assert found.sentence.startswith("Perhaps the right side")

    @pytest.mark.parametrize("entered", [True, False])
    def test_filmed_single_leg_sets_whether_the_leg_was_entered_or_seen(self, entered):
        found = verdict(sets=filmed_steps(1.0, 9.0, entered=entered))
        assert found.side is Side.RIGHT
        sentences = [one.sentence for one in found.evidence]
        assert (
            "Filmed single-leg sets: left 20 of 20 clean, right 0 of 20 clean: the right side is 100 %"
            in " ".join(sentences)
        )

    def test_the_same_angles_do_not_count_twice(self):
        both = verdict(sets=filmed_steps(1.0, 9.0))
        drop_alone = verdict(sets=filmed_steps(1.0, 9.0, count=8))
        assert both.certainty == pytest.approx(drop_alone.certainty, abs=0.01)

    def test_clean_shares_that_differ_by_less_than_can_be_detected_name_nobody(self):
        """On either side of the flag, one degree apart: 20 of 20 against 0 of 20, and it means nothing."""
        found = verdict(sets=filmed_steps(4.5, 5.5))
        assert (found.side, found.judged) == (None, True)
        assert "too little to count" in " ".join(one.sentence for one in found.evidence)

    def test_pelvic_drop_needs_more_than_the_detectable_change(self):
        far = verdict(sets=filmed_steps(9.0, 3.0, count=8))
        near = verdict(sets=filmed_steps(7.0, 3.5, count=8))
        assert far.side is Side.LEFT
        assert (near.side, near.judged) == (None, True)


def filmed_steps(
    left_deg: float, right_deg: float, count: int = 20, entered: bool = True
) -> tuple[SetRecord, ...]:
    """A set of step-downs on each leg, or one of both whose leg was not entered."""
    reps = {
        Side.LEFT: dropping(Side.LEFT, left_deg, count),
        Side.RIGHT: dropping(Side.RIGHT, right_deg, count),
    }
    if not entered:
        return (a_set(1, 0.0, lift="step_down", reps=reps[Side.LEFT] + reps[Side.RIGHT]),)
    return tuple(a_set(1, 0.0, lift="step_down", side=side, reps=reps[side]) for side in Side)


class TestTogether:
    stiff_left = measured(2, Direction.FLEXION, (90.0,) * 3, (120.0,) * 3)

    def test_stiffness_alone_names_nobody(self):
        found = verdict(mobility=self.stiff_left)
        assert (found.side, found.judged) == (None, False)

    def test_stiffness_supports(self):
        alone = verdict(sets=leaning((1, 3, 5), -20.0))
        with_it = verdict(sets=leaning((1, 3, 5), -20.0), mobility=self.stiff_left)
        assert alone.side is with_it.side is Side.LEFT
        assert with_it.certainty > alone.certainty

    def test_evidence_both_ways_names_nobody(self):
        tests = (side_test(1, 6, 24), side_test(4, 6, 24))  # the left is behind
        found = verdict(sets=leaning((1, 3, 5), 20.0), side_tests=tests)  # the right gives way
        assert found.side is None
        assert "both ways" in found.sentence

    def test_what_the_lifter_entered_comes_first_and_a_contradiction_is_reported(self):
        entered = replace(LIFTER, weaker_side=Side.LEFT)
        found = verdict(lifter=entered, sets=leaning((1, 3, 5), 20.0))
        assert (found.side, found.entered, found.certainty) == (Side.LEFT, True, 1.0)
        assert "measurements point to the right side" in found.sentence

    @given(
        st.lists(st.tuples(st.integers(0, 13), st.floats(-30, 30)), max_size=8),
        st.lists(st.tuples(st.integers(0, 13), st.integers(0, 30), st.integers(0, 30)), max_size=4),
    )
    def test_a_mirrored_lifter_has_the_other_side(self, shifts, tests):
        records = log(
            sets=tuple(one for day, pct in shifts for one in leaning((day,), pct)),
            side_tests=tuple(side_test(*one) for one in tests),
        )
        one = judge_weaker_side(LIFTER, records, at(14))
        other = judge_weaker_side(LIFTER, mirrored(records), at(14))
        assert other.side is (one.side.other if one.side else None)
        assert other.certainty == pytest.approx(one.certainty)

    @given(st.lists(st.tuples(st.integers(0, 13), st.floats(-30, 30)), max_size=8))
    def test_a_named_side_always_has_significant_evidence(self, shifts):
        found = verdict(sets=tuple(one for day, pct in shifts for one in leaning((day,), pct)))
        if found.side is not None:
            assert found.difference_pct > 15.0
            assert any(one.significant and one.side is found.side for one in found.evidence)


class TestProgrammeSide:
    def test_a_side_once_named_stays_while_it_catches_up(self):
        sets = (*leaning((1, 3, 5), 20.0), *leaning(range(9, 60, 2), 2.0))
        found = judge_programme_side(LIFTER, log(sets=sets), at(60))
        assert found.now.side is None
        assert (found.side, found.since) == (Side.RIGHT, at(6).date())

    def test_large_differences_are_severe_unless_entered_otherwise(self):
        for pct, severity in ((20.0, Severity.MILD), (35.0, Severity.SEVERE)):
            assert (
                judge_programme_side(LIFTER, log(sets=leaning((1, 3, 5), pct)), at(14)).severity is severity
            )
        entered = replace(PROGRAMME, severity=Severity.MILD)
        records = Records(sets=leaning((1, 3, 5), 35.0), programme=entered)
        assert judge_programme_side(LIFTER, records, at(14)).severity is Severity.MILD

    def test_without_evidence_there_is_none(self):
        found = judge_programme_side(LIFTER, log(), at(30))
        assert (found.side, found.since, found.severity) == (None, None, None)
