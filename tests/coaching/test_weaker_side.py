"""Which side is weaker: named from evidence or as told, never from little, and mirrored with the lifter."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.landmarks import Side
from analysis.report_types import Grade
from coaching.records import Direction, Records, RepRecord, Severity
from coaching.weaker_side import programme_side, weaker_side
from tests.coaching.log import LIFTER, PROGRAMME, a_set, at, leaning, log, measured, read, side_test


def verdict(day=14, lifter=LIFTER, **known):
    return weaker_side(lifter, log(**known), at(day, 20.0))


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
        assert found.sentence == "Differences below 15 %: not significant, no special work."
        assert math.isnan(found.difference_pct)

    def test_reps_that_are_uneven_to_one_side_count_even_if_most_are_even(self):
        sets = tuple(a_set(day, good=7, bad=3, bad_pct=22.0) for day in (1, 3, 5))
        found = verdict(sets=sets)
        assert found.side is Side.RIGHT
        assert "9 of 9 reps" in found.evidence[0].sentence

    def test_uneven_now_here_now_there_names_nobody(self):
        sets = tuple(a_set(day, good=6, bad=4, bad_pct=20.0 * (-1) ** day) for day in (1, 2, 3, 4, 5, 6))
        assert verdict(sets=sets).side is None

    def test_a_wide_reading_error_names_nobody(self):
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
            "left 40, right 19 clean reps on 2 days: the right side 52 % behind."
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

    def test_filmed_single_leg_sets(self):
        sets = (
            *(a_set(day, 0.0, 10, 0, lift="step_down", side=Side.LEFT) for day in (1, 3)),
            *(a_set(day, 0.0, 3, 7, lift="step_down", side=Side.RIGHT) for day in (1, 3)),
        )
        assert verdict(sets=sets).side is Side.RIGHT

    def test_pelvic_drop_needs_more_than_the_detectable_change(self):
        def dropping(side, deg):
            reps = tuple(RepRecord(n, Grade.GOOD, pelvic_drop_deg=deg) for n in range(1, 9))
            return a_set(1, 0.0, lift="step_down", side=side, reps=reps)

        far = verdict(sets=(dropping(Side.LEFT, 9.0), dropping(Side.RIGHT, 3.0)))
        near = verdict(sets=(dropping(Side.LEFT, 7.0), dropping(Side.RIGHT, 3.5)))
        assert far.side is Side.LEFT
        assert (near.side, near.judged) == (None, True)


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

    def test_what_the_lifter_told_comes_first_and_a_contradiction_is_said(self):
        told = replace(LIFTER, weaker_side=Side.LEFT)
        found = verdict(lifter=told, sets=leaning((1, 3, 5), 20.0))
        assert (found.side, found.told, found.certainty) == (Side.LEFT, True, 1.0)
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
        one = weaker_side(LIFTER, records, at(14))
        other = weaker_side(LIFTER, mirrored(records), at(14))
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
        found = programme_side(LIFTER, log(sets=sets), at(60))
        assert found.now.side is None
        assert (found.side, found.since) == (Side.RIGHT, at(6).date())

    def test_large_differences_are_severe_unless_told_otherwise(self):
        for pct, severity in ((20.0, Severity.MILD), (35.0, Severity.SEVERE)):
            assert programme_side(LIFTER, log(sets=leaning((1, 3, 5), pct)), at(14)).severity is severity
        told = replace(PROGRAMME, severity=Severity.MILD)
        known = Records(sets=leaning((1, 3, 5), 35.0), programme=told)
        assert programme_side(LIFTER, known, at(14)).severity is Severity.MILD

    def test_without_evidence_there_is_none(self):
        found = programme_side(LIFTER, log(), at(30))
        assert (found.side, found.since, found.severity) == (None, None, None)
