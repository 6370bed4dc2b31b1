"""Earlier sets reach the load advice as they should: warm-ups, lowerings, pain, units, the bar."""

import math

import pytest

from analysis.grading.set_summary import summarize_set
from analysis.load.advice import advise_on_load
from analysis.load.rules import LoadContext, round_down_to_step
from analysis.pose.landmarks import Side
from analysis.report.types import Action, Advice
from analysis.settings import SetSettings, Unit
from coaching.load.context import build_load_context, make_settings_from_records
from coaching.load.working_load import suggest_load
from coaching.records.lifter import Lifter
from coaching.records.records import BodyMassRecord
from tests.fixtures.logs import LIFTER, a_set, at, log, one_rm, pain
from tests.fixtures.reports import NAN, build_camera, build_rep


def loads(context: LoadContext) -> list[float]:
    return [past.load for past in context.past]


def after(context: LoadContext, settings: SetSettings, good: int = 10, bad: int = 0) -> Advice:
    """Advice for a set with these reps, good and bad in turn."""
    shifts = [2.0] * good + [20.0] * bad
    reps = [build_rep(number, (1.0, 0.0, shift, NAN)) for number, shift in enumerate(shifts, start=1)]
    return advise_on_load(reps, summarize_set(reps, 0), build_camera(), settings, context)


class TestPast:
    def test_days_and_sessions_and_counts(self):
        context = build_load_context(LIFTER, log(sets=(a_set(3, 60.0, 8, 2, session=5),)), "squat", at(7))
        (past,) = context.past
        assert (past.day, past.session, past.load) == (pytest.approx(3 + 10 / 24), 5, 60.0)
        assert (past.graded, past.bad) == (10, 2)
        assert past.max_mean_pct == pytest.approx(4.0)
        assert context.day == pytest.approx(7 + 10 / 24)
        assert context.session == 6

    def test_only_this_lift_with_both_legs(self):
        sets = (a_set(0, 60.0), a_set(1, 90.0, lift="deadlift"), a_set(2, 10.0, side=Side.LEFT))
        assert loads(build_load_context(LIFTER, log(sets=sets), "squat", at(7))) == [60.0]
        assert loads(build_load_context(LIFTER, log(sets=sets), "squat", at(7), side=Side.LEFT)) == [10.0]

    def test_the_future_and_unknown_loads_are_left_out(self):
        sets = (a_set(0, 60.0), a_set(1, None), a_set(9, 80.0))
        assert loads(build_load_context(LIFTER, log(sets=sets), "squat", at(7))) == [60.0]

    def test_warm_ups_and_light_repeats_are_left_out(self):
        sets = (
            a_set(0, 20.0, at=at(0, 10.0)),
            a_set(0, 40.0, at=at(0, 10.1)),
            a_set(0, 60.0, at=at(0, 10.2)),
            a_set(0, 60.0, at=at(0, 10.3)),
            a_set(0, 20.0, at=at(0, 10.4), check=True),
        )
        assert loads(build_load_context(LIFTER, log(sets=sets), "squat", at(3))) == [60.0, 60.0]

    def test_warm_ups_of_today_are_left_out_once_more_is_on_the_bar(self):
        records = log(sets=(a_set(3, 40.0, at=at(3, 10.0)),))
        assert loads(build_load_context(LIFTER, records, "squat", at(3, 10.2), load=60.0)) == []
        assert loads(build_load_context(LIFTER, records, "squat", at(3, 10.2), load=40.0)) == [40.0]

    def test_a_set_after_a_lowering_is_no_warm_up(self):
        sets = (a_set(0, 60.0, 0, 5, at=at(0, 10.0), action=Action.LOWER), a_set(0, 52.5, at=at(0, 10.2)))
        assert loads(build_load_context(LIFTER, log(sets=sets), "squat", at(3))) == [60.0, 52.5]

    def test_a_lowering_counts_when_it_was_followed(self):
        lower = a_set(0, 60.0, 0, 5, action=Action.LOWER, advised_load=52.5)
        records = log(sets=(lower,))
        followed = [
            build_load_context(LIFTER, records, "squat", at(2), load=load).past[0].lowered_after
            for load in (52.5, 60.0, None)
        ]
        assert followed == [True, False, True]

    def test_pounds_become_the_lifters_unit(self):
        records = log(sets=(a_set(0, 100.0, unit=Unit.LB),))
        assert loads(build_load_context(LIFTER, records, "squat", at(2))) == [45.36]

    def test_facts_of_a_set_come_from_the_log(self):
        records = log(one_rms=(one_rm(100.0),), body_masses=(BodyMassRecord("a", at(0), 176.0, Unit.LB),))
        facts = make_settings_from_records(LIFTER, records, "squat", 60.0, at(1))
        assert (facts.load, facts.one_rm, facts.plate_step, facts.unit) == (60.0, 100.0, 2.5, Unit.KG)
        assert facts.body_mass == pytest.approx(79.83)


class TestAdviceWithHistory:
    two_even = (a_set(8, 60.0), a_set(11, 60.0))

    def test_two_even_sessions_may_raise_and_one_may_not(self):
        facts = SetSettings(load=60.0, plate_step=2.5)
        both = build_load_context(LIFTER, log(sets=self.two_even[:1]), "squat", at(11, 12.0), load=60.0)
        one = build_load_context(LIFTER, log(), "squat", at(11, 12.0), load=60.0)
        assert (after(both, facts).action, after(both, facts).new_load) == (Action.MAY_RAISE, 62.5)
        assert after(one, facts).action is Action.KEEP

    def test_pain_reported_between_them_asks_for_two_more(self):
        records = log(sets=self.two_even[:1], pains=(pain(9),))
        context = build_load_context(LIFTER, records, "squat", at(11, 12.0), load=30.0)
        assert [past.pain for past in context.past] == [True]
        assert after(context, SetSettings(load=30.0, plate_step=0.5)).action is Action.KEEP

    def test_pain_today_ends_it_even_when_the_set_itself_was_painless(self):
        context = build_load_context(LIFTER, log(pains=(pain(11),)), "squat", at(11, 12.0), load=60.0)
        advice = after(context, SetSettings(load=60.0))
        assert (advice.action, advice.new_load) == (Action.END_SET, None)

    def test_after_pain_the_first_session_is_held_to_half(self):
        records = log(sets=self.two_even, pains=(pain(11, 20.0),))
        context = build_load_context(LIFTER, records, "squat", at(14), load=60.0)
        assert context.most == 30.0
        advice = after(context, SetSettings(load=60.0, plate_step=2.5))
        assert (advice.action, advice.new_load) == (Action.LOWER, 30.0)
        assert "restart after pain" in advice.reasons[0]

    def test_then_ten_percent_more_and_after_four_weeks_the_rules_alone(self):
        sets = (*self.two_even, a_set(14, 30.0))
        records = log(sets=sets, pains=(pain(11, 20.0),))
        assert build_load_context(LIFTER, records, "squat", at(16)).most == pytest.approx(33.0)
        assert build_load_context(LIFTER, records, "squat", at(39)).most == pytest.approx(33.0)
        assert build_load_context(LIFTER, records, "squat", at(40)).most == math.inf

    def test_however_long_the_pause_the_first_session_after_pain_restarts_low(self):
        """Pain, then six weeks of nothing: the full load of before is no place to come back to."""
        records = log(sets=self.two_even, pains=(pain(11, 20.0),))
        assert build_load_context(LIFTER, records, "squat", at(60)).most == 30.0
        assert suggest_load(LIFTER, records, "squat", at(60)).load == 30.0
        trained = log(sets=(*self.two_even, a_set(60, 30.0)), pains=(pain(11, 20.0),))
        assert build_load_context(LIFTER, trained, "squat", at(60, 11.0)).most == 30.0
        assert build_load_context(LIFTER, trained, "squat", at(62)).most == math.inf

    def test_a_weight_in_the_hands_restarts_at_half_too(self):
        records = log(sets=(a_set(8, 24.0, lift="goblet_squat"),), pains=(pain(9),))
        assert build_load_context(LIFTER, records, "goblet_squat", at(11)).most == 10.0

    def test_the_bar_is_as_light_as_a_restart_gets(self):
        records = log(sets=(a_set(8, 25.0),), pains=(pain(9),))
        assert build_load_context(LIFTER, records, "squat", at(11)).most == 20.0

    def test_a_light_bar_of_ones_own(self):
        lifter = Lifter("a", bar=12.0, plates=(5.0, 2.5))
        context = build_load_context(lifter, log(), "squat", at(11), load=27.0)
        bad = after(context, SetSettings(load=27.0, plate_step=lifter.plate_step), good=2, bad=4)
        assert (bad.action, bad.new_load) == (
            Action.LOWER,
            17.0,
        )  # 20 % less is 21.6: bar 12 and one step of 5
        lowest = after(context, SetSettings(load=17.0, plate_step=lifter.plate_step), good=2, bad=4)
        assert lowest.new_load == 12.0

    @pytest.mark.parametrize(("load", "loadable"), [(21.9, 17.0), (22.0, 22.0), (12.0, 12.0), (11.0, 10.0)])
    def test_plates_go_onto_the_bar(self, load, loadable):
        assert round_down_to_step(load, 5.0, 12.0) == loadable
