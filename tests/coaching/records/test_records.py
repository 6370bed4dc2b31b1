"""Records check themselves, keep their order, and come back from JSON as they were."""

import json
import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from analysis.errors import RecordError
from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from analysis.report.types import Action, Grade
from analysis.settings import SetSettings, Unit
from coaching.load.one_rm import estimate_one_rm, find_one_rm
from coaching.records.from_report import Occasion, find_session_number, make_set_record
from coaching.records.lifter import Lifter, Season, convert_mass
from coaching.records.records import Direction, MobilityRecord, OneRmRecord, Records, SetRecord
from coaching.records.serialization import from_plain, to_plain
from tests.fixtures.logs import LIFTER, START, a_set, at, did, log, measured, no_pain, one_rm, pain, side_test
from tests.fixtures.reports import build_rep, build_report


def test_what_a_camera_measures_of_one_leg_is_saved():
    """Which leg stood, and how far the pelvis dropped: without it nothing of step 5 comes from a clip."""
    left = replace(build_rep(1), side=Side.LEFT, pelvic_drop_deg=6.5)
    unread = replace(build_rep(2), side=Side.RIGHT)
    record = make_set_record(
        build_report((left, unread), SetSettings(lift="step_down")), Occasion("a", at(0), 1)
    )
    assert [(rep.side, rep.pelvic_drop_deg) for rep in record.reps] == [(Side.LEFT, 6.5), (Side.RIGHT, None)]


class TestRecords:
    def test_a_time_with_a_zone_is_refused(self):
        with pytest.raises(RecordError, match="without a zone"):
            a_set(0, at=datetime(2026, 1, 5, tzinfo=UTC))

    @pytest.mark.parametrize("load", [-1.0, 2001.0, math.nan, math.inf])
    def test_a_load_that_cannot_be_is_refused(self, load):
        with pytest.raises(RecordError, match="load must be between 0 and 2000"):
            a_set(0, load)

    def test_an_angle_that_no_hip_has_is_refused(self):
        with pytest.raises(RecordError, match="trial must be between"):
            MobilityRecord("a", at(0), Direction.FLEXION, Side.LEFT, (30.0, 400.0))
        with pytest.raises(RecordError, match="at least one trial"):
            MobilityRecord("a", at(0), Direction.FLEXION, Side.LEFT, ())

    def test_more_clean_reps_than_reps_are_refused(self):
        with pytest.raises(RecordError, match="clean_reps must be between 0 and 5"):
            did(0, "step_up", reps=5, clean_reps=6)

    def test_they_are_in_order_of_time_whatever_order_they_came_in(self):
        first, second, third = a_set(0), a_set(2), a_set(4)
        assert log(sets=(third, first, second)).sets == (first, second, third)
        assert log(sets=(third, first, second)) == log(sets=(second, third, first))

    def test_until_knows_nothing_of_later_days(self):
        records = log(sets=(a_set(0), a_set(3)), pains=(pain(2),)).select_until(at(2))
        assert [one.at for one in records.sets] == [at(0)]
        assert len(records.pains) == 1
        assert records.programme.started == START

    def test_only_graded_reps_are_counted(self):
        one = a_set(0, good=3, bad=2)
        unseen = replace(one.reps[0], grade=Grade.UNGRADED)
        found = replace(one, reps=(*one.reps, unseen))
        assert (found.good, found.bad, found.graded) == (3, 2, 5)


class TestPlain:
    everything = log(
        sets=(a_set(0, reasons=("Two words.",)), a_set(1, None, side=Side.RIGHT, action=Action.LOWER)),
        pains=(pain(0), no_pain(1)),
        exercises=(did(0, "massage", seconds=300.0, direction=Direction.FLEXION, felt=True),),
        side_tests=(side_test(0, 12, 8),),
        mobility=measured(0, Direction.EXTENSION, (10.0, 12.0, 11.5), (20.0, 21.0, 19.0)),
        one_rms=(one_rm(100.0),),
    )

    def test_what_goes_to_json_comes_back_the_same(self):
        text = json.dumps(to_plain(self.everything), allow_nan=False)
        assert from_plain(Records, json.loads(text)) == self.everything

    def test_a_lifter_comes_back_the_same(self):
        one = Lifter(
            "x",
            unit=Unit.LB,
            plates=(45.0, 2.5),
            weaker_side=Side.LEFT,
            asymmetric_sport="tennis",
            seasons=(Season(START, START),),
        )
        assert from_plain(Lifter, json.loads(json.dumps(to_plain(one)))) == one

    def test_what_is_not_there_takes_its_default(self):
        plain = to_plain(a_set(0))
        del plain["check"], plain["reasons"]
        assert from_plain(SetRecord, plain).check is False

    @pytest.mark.parametrize(
        "broken",
        [
            None,
            [],
            {"id": 1},
            to_plain(a_set(0)) | {"unit": "stone"},
            to_plain(a_set(0)) | {"colour": "red"},
            to_plain(a_set(0)) | {"session": "1"},
            to_plain(a_set(0)) | {"load": "60"},
            to_plain(a_set(0)) | {"at": "yesterday"},
            to_plain(a_set(0)) | {"load": -4.0},
            to_plain(a_set(0)) | {"load": 10**400},
            to_plain(a_set(0)) | {"pain": 1},
            to_plain(a_set(0)) | {"reasons": "one text"},
        ],
    )
    def test_what_is_no_record_is_refused_with_a_remedy(self, broken):
        with pytest.raises(RecordError):
            from_plain(SetRecord, broken)

    def test_a_missing_field_is_named(self):
        plain = to_plain(a_set(0))
        del plain["at"]
        with pytest.raises(RecordError, match=r"^This is not a valid SetRecord: 'at' is missing"):
            from_plain(SetRecord, plain)

    def test_only_plain_types_are_left(self):
        """A database driver and json.dumps take exactly these."""

        def types_in(value):
            if isinstance(value, dict):
                return {str}.union(*map(types_in, value), *map(types_in, value.values()))
            return set().union(*map(types_in, value)) if type(value) is list else {type(value)}

        assert types_in(to_plain(self.everything)) <= {str, int, float, bool, type(None)}


class TestFromReport:
    occasion = Occasion("a", at(3), 7, feedback=True)

    def test_a_report_becomes_its_record(self):
        report = build_report(settings=SetSettings(lift="rdl", load=60.0, pain=True))
        found = make_set_record(report, self.occasion)
        assert (found.lift, found.load, found.unit, found.pain) == ("rdl", 60.0, Unit.KG, True)
        assert (found.good, found.bad, found.graded) == (5, 2, 7)
        assert (found.action, found.advised_load) == (Action.END_SET, 52.5)
        assert (found.session, found.at, found.feedback) == (7, at(3), True)

    def test_a_quantity_that_was_not_read_is_absent(self):
        found = make_set_record(build_report(), self.occasion)
        assert set(found.reps[0].values) == {Quantity.HIP_DROP, Quantity.KNEE_VALGUS, Quantity.LATERAL_SHIFT}
        assert found.reps[-1].values == {}
        assert found.reps[2].values[Quantity.LATERAL_SHIFT].pct == 9.0


class TestSession:
    def test_the_first_training_is_number_one(self):
        assert find_session_number(log(), at(0)) == 1

    def test_within_three_hours_it_is_the_same_training_and_then_the_next(self):
        records = log(sets=(a_set(0, session=4),))
        assert find_session_number(records, at(0, 12.9)) == 4
        assert find_session_number(records, at(0, 13.1)) == 5

    def test_a_set_entered_for_an_earlier_day_takes_a_number_of_its_own(self):
        records = log(sets=(a_set(5, session=4),))
        assert find_session_number(records, at(1)) == 5


class TestLifter:
    def test_the_plate_step_is_a_pair_of_the_smallest_plates(self):
        assert LIFTER.plate_step == 2.5
        assert Lifter("a", plates=(20.0, 0.5)).plate_step == 1.0
        assert Lifter("a", unit=Unit.LB).plate_step == 5.0

    def test_the_bar_is_the_usual_one_unless_entered(self):
        assert (LIFTER.bar_mass, Lifter("a", unit=Unit.LB).bar_mass) == (20.0, 45.0)
        assert Lifter("a", bar=15.0).bar_mass == 15.0

    @pytest.mark.parametrize("wrong", [{"bar": 0.0}, {"plates": (0.0,)}, {"training_days": 8}])
    def test_what_cannot_be_is_refused(self, wrong):
        with pytest.raises(RecordError):
            Lifter("a", **wrong)

    def test_pounds_and_kilograms(self):
        assert convert_mass(100.0, Unit.LB, Unit.KG) == 45.36
        assert convert_mass(45.36, Unit.KG, Unit.LB) == 100.0
        assert convert_mass(60.0, Unit.KG, Unit.KG) == 60.0


class TestOneRm:
    def test_epley(self):
        assert estimate_one_rm(100.0, 1) == 100.0
        assert estimate_one_rm(90.0, 10) == pytest.approx(120.0)

    def test_more_than_ten_reps_tell_nothing(self):
        with pytest.raises(RecordError):
            OneRmRecord("a", at(0), "squat", 60.0, Unit.KG, 11)
        with pytest.raises(RecordError):
            estimate_one_rm(60.0, 11)

    def test_the_latest_entry_of_that_lift_counts(self):
        records = log(one_rms=(one_rm(100.0, 0), one_rm(90.0, 5, count=5), one_rm(200.0, 6, "deadlift")))
        assert find_one_rm(records, "squat", at(4), Unit.KG).load == 100.0
        later = find_one_rm(records, "squat", at(7), Unit.KG)
        assert (later.load, later.estimated) == (105.0, True)
        assert find_one_rm(records, "squat", at(7), Unit.LB).load == pytest.approx(231.5, abs=0.1)

    def test_without_an_entry_there_is_none(self):
        assert find_one_rm(log(sets=(a_set(0),)), "squat", at(7), Unit.KG) is None
