"""Load advice: every sentence of the rules with its boundary, and what may never happen."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.grading.set_summary import summarize_set
from analysis.load.advice import advise_on_load, list_scored_grades
from analysis.load.decrease import compute_running_score
from analysis.load.rules import LoadContext, PastSet, compute_ceiling, lower_load, raise_load
from analysis.report.types import Action, Advice, Grade, RepReport
from analysis.settings import SetSettings, Unit
from tests.fixtures.reports import build_camera, build_rep

NAN = math.nan
KINDS = {
    "G": (Grade.GOOD, ()),
    "B": (Grade.BAD, ()),
    "U": (Grade.UNGRADED, ()),
    "g": (Grade.GOOD, ("close_call",)),
    "b": (Grade.BAD, ("close_call",)),
}


def reps_of(grades: str, mean_pct: float = 2.0) -> list[RepReport]:
    """G good, B bad, U ungraded; small letters are close calls."""
    return [
        build_rep(number, (mean_pct, 0.0, 0.0, NAN), flags=KINDS[kind][1], grade=KINDS[kind][0])
        for number, kind in enumerate(grades, start=1)
    ]


def advice(
    grades: str,
    load: float | None = 80.0,
    context: LoadContext = LoadContext(),
    gradable: bool = True,
    mean_pct: float = 2.0,
    **entered: object,
) -> Advice:
    reps = reps_of(grades, mean_pct)
    camera = build_camera(gradable=gradable, reasons=() if gradable else ("Filmed from the side.",))
    facts = SetSettings(load=load, **entered)  # type: ignore[arg-type]
    return advise_on_load(reps, summarize_set(reps, 0), camera, facts, context)


def earlier(*sets: PastSet, day: float = 20.0, session: int = 9) -> LoadContext:
    return LoadContext(sets, day, session)


def even_session(day: float, session: int, load: float = 80.0, **changes: object) -> PastSet:
    """Ten even reps."""
    known = {"graded": 10, "bad": 0, "max_mean_pct": 4.0}
    return PastSet(day, session, load, **(known | changes))  # type: ignore[arg-type]


class TestScore:
    @pytest.mark.parametrize(
        ("grades", "scores"),
        [
            ("B", [3]),
            ("BGGG", [3, 2, 1, 0]),
            ("GGG", [0, 0, 0]),
            ("BUGB", [3, 3, 2, 5]),
            ("bBgG", [0, 3, 3, 2]),
            ("BBB", [3, 6, 9]),
        ],
    )
    def test_bad_three_good_minus_one_close_or_ungraded_nothing_never_below_zero(self, grades, scores):
        assert compute_running_score(list_scored_grades(reps_of(grades))) == scores

    @given(st.text("GBUgb", max_size=40))
    def test_it_is_never_negative_and_there_is_one_per_rep(self, grades):
        scores = compute_running_score(list_scored_grades(reps_of(grades)))
        assert len(scores) == len(grades)
        assert min(scores, default=0) >= 0

    @pytest.mark.parametrize(
        ("grades", "action"),
        [
            ("BGBGB", Action.LOWER),  # 3 2 5 4 7
            ("BGGBGB", Action.KEEP),  # 3 2 1 4 3 6
            ("BGBGGBGGG", Action.KEEP),  # 3 2 5 4 3 6 ...
            ("BGBGbGB", Action.KEEP),  # the close call weighs nothing: 3 2 5 4 4 3 6
            ("BBB", Action.LOWER),
            ("BGBGBGGGGGGGGGG", Action.LOWER),  # it was reached, and what comes after does not undo it
        ],
    )
    def test_seven_lowers_and_six_does_not(self, grades, action):
        assert advice(grades).action is action


class TestEndOfSet:
    def test_two_bad_in_a_row_end_the_set_and_keep_the_load(self):
        found = advice("GGBB")
        assert found.action is Action.END_SET
        assert found.new_load == 80.0
        assert "2 uneven reps in a row (up to rep 4)" in found.reasons[0]

    def test_two_bad_with_a_good_one_between_do_not(self):
        assert advice("GGBGB").action is Action.KEEP

    def test_an_ungraded_rep_between_breaks_the_row(self):
        assert advice("GGBUB").action is Action.KEEP

    def test_pain_ends_the_set_whatever_the_numbers_say(self):
        for grades in ("GGGGG", "BBBBB", "UUU", ""):
            found = advice(grades, pain=True)
            assert found.action is Action.END_SET
            assert found.new_load is None
            assert "Pain" in found.reasons[0]

    def test_pain_counts_even_where_nothing_could_be_graded(self):
        assert advice("UU", gradable=False, pain=True).action is Action.END_SET


class TestNoAdvice:
    def test_failed_gates_give_no_advice_and_never_keep(self):
        found = advice("UUUU", gradable=False)
        assert found.action is Action.NONE
        assert found.new_load is None
        assert "Filmed from the side." in found.reasons

    @pytest.mark.parametrize(
        ("grades", "why"),
        [
            ("", "no rep was found."),
            ("U", "the rep could not be graded."),
            ("UUUUU", "none of the 5 reps could be graded."),
        ],
    )
    def test_a_set_without_a_graded_rep_gives_none(self, grades, why):
        found = advice(grades)
        assert found.action is Action.NONE
        assert found.reasons == (f"No advice: {why}",)


class TestHowMuchLower:
    @pytest.mark.parametrize(
        ("load", "share", "step", "expected"),
        [
            (100.0, 0.10, 2.5, 90.0),
            (80.0, 0.10, 2.5, 70.0),  # 72 down to the step
            (100.0, 0.20, 2.5, 80.0),
            (20.0, 0.10, 2.5, 17.5),
            (22.5, 0.10, 2.5, 20.0),
            (12.0, 0.10, 5.0, 5.0),  # one whole step at least: 10 would be less
            (99.0, 0.10, 20.0, 60.0),
            (2.5, 0.10, 2.5, 0.0),
            (1.0, 0.10, 2.5, 0.0),
            (0.0, 0.10, 2.5, 0.0),
            (225.0, 0.10, 5.0, 200.0),
        ],
    )
    def test_rounded_down_to_the_step_and_at_least_one_step(self, load, share, step, expected):
        assert lower_load(load, share, step) == pytest.approx(expected)

    @given(
        st.floats(0, 500),
        st.sampled_from([0.1, 0.2]),
        st.sampled_from([0.5, 1.0, 1.25, 2.5, 5.0, 10.0, 20.0]),
    )
    def test_it_is_on_the_step_and_lower_by_a_step_and_never_below_nothing(self, load, share, step):
        new = lower_load(load, share, step)
        assert new >= 0
        assert new / step == pytest.approx(round(new / step), abs=1e-9)
        assert new <= max(0.0, load - step) + 1e-9
        assert new <= load * (1 - share) + 1e-6

    @pytest.mark.parametrize(
        ("grades", "new"),
        [
            ("BGBGGBGGBB", 62.5),  # 5 of 10
            ("BGBGBGGGGG", 62.5),  # 3 of the first 5, again
            ("GGGGGGBBB", 70.0),  # 3 of 9
            ("GGGGGBBBBB", 62.5),  # 5 of the last 10
            ("GGGGGGBBBB", 70.0),  # 4 of the last 10
            ("BBBGGGGGGG", 62.5),  # 3 of the first 5
            ("BBGGGBGBGGGG", 70.0),
            ("GGGGUUUBBB", 70.0),  # 7 graded: too few to say "mostly"
            ("GGGGGBBBBBGGGGGGGGGG", 70.0),  # ten even ones since
            ("BBBBGGGG", 62.5),  # 4 of 8
        ],
    )
    def test_a_fifth_where_half_of_the_last_ten_or_three_of_the_first_five_were_bad(self, grades, new):
        found = advice(grades)
        assert found.action is Action.LOWER
        assert found.new_load == new

    def test_the_step_can_be_entered(self):
        assert advice("BBBGGGGGGG", load=81.0, plate_step=1.0).new_load == 64.0

    def test_pounds_go_in_fives(self):
        found = advice("GGGGGGBBB", load=205.0, unit=Unit.LB)
        assert found.new_load == 180.0
        assert found.unit is Unit.LB

    def test_without_a_load_the_share_is_named(self):
        found = advice("GGGGGGBBB", load=None)
        assert found.action is Action.LOWER
        assert found.new_load is None
        assert any("by 10 %:" in reason for reason in found.reasons)


class TestLadder:
    def context(self, lowerings: int) -> LoadContext:
        past = [even_session(20.0, 9, 90.0, lowered_after=index < lowerings) for index in range(3)]
        return earlier(*past)

    @pytest.mark.parametrize(("lowerings", "new"), [(0, 70.0), (1, 70.0), (2, 20.0), (3, 20.0)])
    def test_after_two_lowerings_in_a_session_the_empty_bar(self, lowerings, new):
        assert advice("GGGGGGBBB", context=self.context(lowerings)).new_load == new

    def test_lowerings_of_other_sessions_do_not_count(self):
        past = [even_session(13.0, 8, 90.0, lowered_after=True)] * 2
        assert advice("GGGGGGBBB", context=earlier(*past)).new_load == 70.0

    @pytest.mark.parametrize(
        ("load", "new", "words"),
        [
            (21.0, 20.0, "empty bar"),
            (20.0, None, "goblet squat or Romanian deadlift"),
            (12.5, 0.0, "bodyweight"),
            (0.0, 0.0, "easier variation"),
        ],
    )
    def test_then_goblet_squat_then_bodyweight_then_an_easier_variation(self, load, new, words):
        found = advice("GGGGGGBBB", load=load)
        assert found.action is Action.LOWER
        assert found.new_load == new
        assert any(words in reason for reason in found.reasons)

    @pytest.mark.parametrize(
        ("load", "new", "words"),
        [(24.0, 20.0, "lower from 24 to 20"), (16.0, 12.5, "lower from 16"), (2.5, 0.0, "bodyweight")],
    )
    def test_a_weight_in_the_hands_has_no_bar_to_come_down_to(self, load, new, words):
        found = advice("GGGGGGBBB", load=load, lift="goblet_squat")
        assert found.new_load == new
        assert any(words in reason for reason in found.reasons)

    def test_its_third_lowering_in_a_session_is_bodyweight(self):
        found = advice("GGGGGGBBB", load=24.0, lift="goblet_squat", context=self.context(2))
        assert found.new_load == 0.0
        assert "go to bodyweight" in found.reasons[-1]

    def test_an_empty_bar_in_pounds_weighs_45(self):
        assert advice("GGGGGGBBB", load=46.0, unit=Unit.LB).new_load == 45.0


class TestCeiling:
    @pytest.mark.parametrize(
        ("day", "share"),
        [(0.0, 0.7), (6.99, 0.7), (7.0, 0.9), (28.0, 0.9), (28.99, 0.9), (29.0, math.inf)],
    )
    def test_seventy_percent_in_week_one_ninety_to_day_28(self, day, share):
        assert compute_ceiling(100.0, day)[0] == pytest.approx(100.0 * share)

    def test_nothing_known_is_no_ceiling(self):
        assert compute_ceiling(None, 3.0)[0] == math.inf
        assert compute_ceiling(100.0, None)[0] == math.inf

    @pytest.mark.parametrize(("load", "action"), [(70.0, Action.KEEP), (70.1, Action.LOWER)])
    def test_an_even_set_above_it_is_lowered_to_it(self, load, action):
        found = advice("GGGGG", load=load, one_rm=100.0, context=earlier(day=3.0))
        assert found.action is action
        assert found.new_load == 70.0

    @pytest.mark.parametrize("grades", ["GGGGGGBBB", "GGBB", "GGGGG"])
    def test_no_advice_names_a_load_above_it(self, grades):
        found = advice(grades, load=100.0, one_rm=100.0, context=earlier(day=3.0))
        assert found.new_load is not None
        assert found.new_load <= 70.0
        assert any("70 % of the 1RM" in reason for reason in found.reasons)

    @pytest.mark.parametrize("grades", ["GGGGGGBBB", "GGBB", "GGGGG"])
    def test_a_ceiling_below_the_empty_bar_means_no_bar(self, grades):
        found = advice(grades, load=40.0, one_rm=25.0, context=earlier(day=3.0))
        assert found.new_load is None
        assert any("goblet" in reason for reason in found.reasons)


class TestKeep:
    def test_is_what_happens_by_default(self):
        found = advice("GGGGG")
        assert found.action is Action.KEEP
        assert found.new_load == 80.0
        assert "5 even, 0 uneven, 0 ungraded; score 0" in found.reasons[0]

    def test_without_a_load_no_number_is_named(self):
        assert advice("GGGGG", load=None).new_load is None


class TestRaise:
    def may(self, *past: PastSet, grades: str = "G" * 10, day: float = 20.0, **entered: object) -> Advice:
        return advice(grades, context=earlier(*past, day=day, session=9), **entered)  # type: ignore[arg-type]

    def test_two_even_sessions_at_this_load_48_hours_apart(self):
        found = self.may(even_session(17.0, 8))
        assert found.action is Action.MAY_RAISE
        assert found.new_load == 82.5
        assert "82.5" in found.reasons[0]

    @pytest.mark.parametrize(("hours", "raises"), [(47.9, False), (48.0, True)])
    def test_the_hours_between(self, hours, raises):
        found = self.may(even_session(20.0 - hours / 24, 8))
        assert (found.action is Action.MAY_RAISE) == raises

    def test_one_session_is_not_two(self):
        assert self.may().action is Action.KEEP
        assert self.may(even_session(20.0, 9)).action is Action.KEEP

    @pytest.mark.parametrize("load", [77.5, 82.5])
    def test_another_load_is_another_matter(self, load):
        assert self.may(even_session(17.0, 8, load)).action is Action.KEEP

    def test_only_the_last_two_sessions_count(self):
        assert self.may(even_session(10.0, 7, bad=6), even_session(17.0, 8)).action is Action.MAY_RAISE
        assert self.may(even_session(10.0, 7), even_session(17.0, 8, bad=6)).action is Action.KEEP

    @pytest.mark.parametrize(("graded", "raises"), [(9, False), (10, True)])
    def test_twenty_graded_reps(self, graded, raises):
        found = self.may(even_session(17.0, 8, graded=graded))
        assert (found.action is Action.MAY_RAISE) == raises

    @pytest.mark.parametrize(("bad", "raises"), [(0, True), (1, True), (2, False)])
    def test_at_most_one_bad(self, bad, raises):
        found = self.may(even_session(17.0, 8, graded=12, bad=bad))
        assert (found.action is Action.MAY_RAISE) == raises

    @pytest.mark.parametrize(("mean", "raises"), [(12.0, True), (12.1, False)])
    def test_all_set_means_within_twelve_percent(self, mean, raises):
        assert (self.may(even_session(17.0, 8, max_mean_pct=mean)).action is Action.MAY_RAISE) == raises
        now = advice("G" * 10, context=earlier(even_session(17.0, 8)), mean_pct=mean)
        assert (now.action is Action.MAY_RAISE) == raises

    def test_no_pain_in_either_session(self):
        assert self.may(even_session(17.0, 8, pain=True)).action is Action.KEEP

    @pytest.mark.parametrize(("days", "raises"), [(6.9, False), (7.0, True)])
    def test_seven_days_since_a_lowering(self, days, raises):
        past = even_session(20.0 - days, 5, 90.0, lowered_after=True), even_session(17.0, 8)
        assert (self.may(*past).action is Action.MAY_RAISE) == raises

    def test_without_a_kept_history_never(self):
        assert advice("G" * 30).action is Action.KEEP

    def test_bodyweight_is_not_raised_to_bodyweight(self):
        found = self.may(even_session(17.0, 8, 0.0), load=0.0)
        assert found.action is Action.KEEP

    @pytest.mark.parametrize(
        ("load", "step", "expected"),
        [
            (100.0, 2.5, 105.0),
            (80.0, 2.5, 82.5),
            (99.0, 2.5, 102.5),
            (45.0, 2.5, None),  # 47.25 comes down to 45
            (50.0, 2.5, 52.5),
            (100.0, 1.25, 105.0),
            (40.0, 1.0, 42.0),
            (0.0, 2.5, None),
        ],
    )
    def test_by_two_and_a_half_to_five_percent_rounded_down(self, load, step, expected):
        assert raise_load(load, step, math.inf) == expected

    @pytest.mark.parametrize(
        ("load", "entered", "plates", "step", "higher"),
        [
            (40.0, {}, "0.25 kg", 0.5, 42.0),
            (20.0, {}, "0.25 kg", 0.5, 21.0),
            (47.5, {}, "0.25 kg", 0.5, 49.5),
            (95.0, {"plate_step": 5.0, "one_rm": 110.0}, "1.25 kg", 2.5, 97.5),
            (45.0, {"unit": Unit.LB}, "0.5 lb", 1.0, 47.0),
            (16.0, {"lift": "goblet_squat"}, "0.25 kg", 0.5, 16.5),
        ],
    )
    def test_where_the_plates_are_too_coarse_smaller_ones_are_named_and_work(
        self, load, entered, plates, step, higher
    ):
        found = self.may(even_session(17.0, 8, load), load=load, **entered)
        assert (found.action, found.new_load) == (Action.KEEP, load)
        assert f"with plates down to {plates} it is {higher:g}" in found.reasons[-1]
        with_them = self.may(even_session(17.0, 8, load), load=load, **(entered | {"plate_step": step}))
        assert (with_them.action, with_them.new_load) == (Action.MAY_RAISE, higher)

    def test_where_no_plate_would_help_none_is_sold(self):
        """55 is the most for four weeks after 50, and stands on the bar."""
        found = self.may(even_session(0.0, 3, 50.0), even_session(17.0, 8, 55.0), load=55.0)
        assert found.action is Action.KEEP
        assert "10 % above the 50 kg of the last 4 weeks" in found.reasons[1]
        assert "plates" not in " ".join(found.reasons)

    @pytest.mark.parametrize(
        ("entered", "words"),
        [
            ({}, "next time use the empty bar, 20 kg"),
            ({"lift": "goblet_squat"}, "next time use the lightest weight you have"),
            ({"one_rm": 21.0}, "would be above 90 % of the 1RM"),
        ],
    )
    def test_from_bodyweight_there_is_no_percentage(self, entered, words):
        found = self.may(even_session(17.0, 8, 0.0), load=0.0, **entered)
        assert (found.action, found.new_load) == (Action.KEEP, 0.0)
        assert words in found.reasons[-1]

    def test_at_most_a_tenth_in_four_weeks(self):
        four_weeks = [even_session(20.0 - days, 3, 75.0) for days in (27.0, 25.0)]
        assert self.may(*four_weeks, even_session(17.0, 8)).new_load == 82.5  # 75 · 1.1
        four_weeks = [even_session(20.0 - days, 3, 72.5) for days in (27.0, 25.0)]
        assert self.may(*four_weeks, even_session(17.0, 8)).action is Action.KEEP

    def test_what_was_lifted_more_than_four_weeks_ago_does_not_bind(self):
        old = even_session(11.9, 1, 40.0)
        found = advice("G" * 10, context=LoadContext((old, even_session(37.0, 8)), 40.0, 9))
        assert found.action is Action.MAY_RAISE

    @pytest.mark.parametrize(("one_rm", "raises"), [(91.0, False), (92.0, True)])
    def test_never_above_the_ceiling(self, one_rm, raises):
        found = self.may(even_session(17.0, 8), one_rm=one_rm)
        assert (found.action is Action.MAY_RAISE) == raises


class TestNoEffect:
    """Two lowerings of 16 reps each that do not bring the bad rate down by ten points."""

    def blocks(self, *rates: float, reps: int = 20) -> LoadContext:
        loads = (90.0, 80.0, 70.0)
        return earlier(
            *(
                PastSet(float(day), day, load, reps, round(rate * reps), 9.0)
                for day, (load, rate) in enumerate(zip(loads, rates, strict=False), start=1)
            )
        )

    def says_load_is_not_the_cause(
        self, context: LoadContext, grades: str = "G" * 12 + "B" * 8, load: float = 70.0
    ) -> bool:
        """Whether a set of 20 reps, 8 of them uneven, gets "load is probably not the cause"."""
        return any(
            "load is probably not the cause" in text
            for text in advice(grades, load=load, context=context).reasons
        )

    def test_it_is_said_with_the_rates_after_the_set_that_shows_it(self):
        context = self.blocks(0.4, 0.4)
        assert self.says_load_is_not_the_cause(context)
        (found,) = [one for one in advice("G" * 12 + "B" * 8, 70.0, context).reasons if "cause" in one]
        assert "40 % at 90, 40 % at 70 kg" in found

    def test_and_after_later_ones_at_that_load(self):
        assert self.says_load_is_not_the_cause(self.blocks(0.4, 0.4, 0.4))

    def test_also_where_two_uneven_reps_in_a_row_end_the_set(self):
        assert self.says_load_is_not_the_cause(self.blocks(0.1, 0.1), "G" * 14 + "BB")

    @pytest.mark.parametrize(("first", "said"), [(0.45, True), (0.5, False), (0.6, False)])
    def test_ten_points_are_an_effect(self, first, said):
        assert self.says_load_is_not_the_cause(self.blocks(first, 0.45)) == said

    @pytest.mark.parametrize(("reps", "said"), [(15, False), (16, True)])
    def test_fifteen_reps_are_too_few(self, reps, said):
        assert self.says_load_is_not_the_cause(self.blocks(0.375, 0.375, reps=reps)) == said
        assert self.says_load_is_not_the_cause(self.blocks(0.4, 0.4), "G" * (reps - 6) + "B" * 6) == said

    def test_one_lowering_is_not_two(self):
        assert not self.says_load_is_not_the_cause(self.blocks(0.4, 0.4, 0.4), load=75.0)
        assert not self.says_load_is_not_the_cause(self.blocks(0.4))


GRADES = st.text("GBUgb", max_size=24)
PAST = st.builds(
    PastSet,
    day=st.floats(0, 60),
    session=st.integers(0, 9),
    load=st.sampled_from([0.0, 20.0, 60.0, 80.0, 82.5]),
    graded=st.integers(1, 20),
    bad=st.integers(0, 1),
    max_mean_pct=st.floats(0, 14),
    pain=st.booleans(),
    lowered_after=st.booleans(),
)
CONTEXTS = st.builds(
    LoadContext,
    past=st.lists(PAST, max_size=5).map(lambda sets: tuple(sorted(sets, key=lambda past: past.day))),
    day=st.none() | st.floats(0, 60),
    session=st.integers(0, 9),
)
SETTINGS = st.fixed_dictionaries(
    {
        "load": st.none() | st.floats(0, 300) | st.sampled_from([0.0, 20.0, 80.0]),
        "one_rm": st.none() | st.floats(10, 300),
        "plate_step": st.none() | st.sampled_from([0.5, 1.25, 2.5, 5.0, 20.0]),
        "unit": st.sampled_from(list(Unit)),
        "pain": st.booleans(),
    }
)


class TestNever:
    """Whatever the set, the history and the numbers."""

    @pytest.mark.slow
    @settings(max_examples=300)
    @given(GRADES, SETTINGS, CONTEXTS)
    def test_the_rules_that_hold_for_every_advice(self, grades, entered, context):
        found = advice(grades, context=context, **entered)
        load, step = entered["load"], entered["plate_step"] or {Unit.KG: 2.5, Unit.LB: 5.0}[entered["unit"]]
        bar = {Unit.KG: 20.0, Unit.LB: 45.0}[entered["unit"]]
        assert found == advice(grades, context=context, **entered)
        assert found.reasons
        assert all(found.reasons)
        assert found.unit is entered["unit"]
        if entered["pain"]:
            assert found.action is Action.END_SET
        if found.new_load is None:
            return
        assert found.action is not Action.NONE
        assert found.new_load >= 0
        assert found.new_load <= compute_ceiling(entered["one_rm"], context.day)[0] + 1e-9
        if found.new_load not in (load, bar):
            assert found.new_load / step == pytest.approx(round(found.new_load / step), abs=1e-6)
        if found.action is Action.LOWER:
            assert found.new_load < load or found.new_load == 0.0
        if found.action is Action.MAY_RAISE:
            assert 1.025 * load - 1e-6 <= found.new_load <= 1.05 * load + 1e-6

    @given(st.text("Gg", min_size=10, max_size=15), CONTEXTS)
    def test_pain_in_one_of_the_last_two_sessions_forbids_raising(self, grades, context):
        painful = even_session(context.day or 0.0, context.session, pain=True)
        found = advice(grades, context=LoadContext((*context.past, painful), context.day, context.session))
        assert found.action is not Action.MAY_RAISE

    @given(GRADES, SETTINGS, CONTEXTS)
    def test_failed_gates_give_no_number(self, grades, entered, context):
        found = advice("U" * len(grades), context=context, gradable=False, **entered)
        assert found.action in (Action.NONE, Action.END_SET)
        assert found.new_load is None
