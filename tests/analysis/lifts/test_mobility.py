"""Hip mobility on built lifters: the angle that is built in is the angle that is read, or none is."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import LiftError, NothingToGrade
from analysis.lifts.mobility import MobilityReading, measure_mobility
from analysis.lifts.mobility_tests import MOBILITY, MobilityTest, parse_mobility_test
from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import PoseTrack
from tests.fixtures.lift_builders import folded, seated, swung
from tests.fixtures.lifters import Film, gone, hidden

L, R = Side.LEFT, Side.RIGHT
WIDE = Film(size_px=(1400, 1400), fps=20.0)
BUILDERS = {
    MobilityTest.FLEXION: (folded, 1.0),
    MobilityTest.EXTENSION: (folded, -1.0),
    MobilityTest.ABDUCTION: (swung, 1.0),
    MobilityTest.ADDUCTION: (swung, -1.0),
    MobilityTest.INTERNAL_ROTATION: (seated, 1.0),
    MobilityTest.EXTERNAL_ROTATION: (seated, -1.0),
}
LEFT_DEG, RIGHT_DEG = (21.0, 25.0, 23.0), (14.0, 12.0)


def built(test: MobilityTest, angles: dict[Side, tuple[float, ...]], film: Film = WIDE) -> PoseTrack:
    builder, sign = BUILDERS[test]
    return builder({side: [sign * angle for angle in own] for side, own in angles.items()}, film)


def both(test: MobilityTest, film: Film = WIDE) -> PoseTrack:
    return built(test, {L: LEFT_DEG, R: RIGHT_DEG}, film)


def best(found: dict[Side, MobilityReading]) -> list[float]:
    return [found[side].best_deg for side in Side]


@pytest.mark.parametrize("test", MobilityTest)
class TestEveryTest:
    def test_the_largest_held_angle_of_each_trial(self, test):
        found = measure_mobility(both(test), test)
        assert found[L].trials_deg == pytest.approx(LEFT_DEG, abs=0.5)
        assert found[R].trials_deg == pytest.approx(RIGHT_DEG, abs=0.5)
        assert best(found) == pytest.approx([25.0, 14.0], abs=0.5)

    def test_the_interval_holds_the_reading_and_is_as_wide_as_is_assumed(self, test):
        measured = measure_mobility(both(test), test)[L]
        assert measured.low_deg < measured.best_deg < measured.high_deg
        assert measured.high_deg - measured.low_deg > 2 * 1.9 * MOBILITY[test].sd_deg

    def test_a_fourth_trial_is_one_too_many(self, test):
        found = measure_mobility(built(test, {L: (20.0, 21.0, 22.0, 28.0), R: ()}), test)
        assert found[L].trials_deg == pytest.approx((20.0, 21.0, 22.0), abs=0.5)

    def test_a_leg_that_was_not_moved_has_no_angle(self, test):
        measured = measure_mobility(built(test, {L: (20.0,), R: ()}), test)[R]
        assert np.isnan([measured.best_deg, measured.low_deg, measured.high_deg]).all()
        assert measured.trials_deg == ()
        assert measured.reason == "the right leg was not moved and held"

    def test_a_movement_the_other_way_is_not_this_one(self, test):
        found = measure_mobility(built(test, {L: (-20.0,), R: ()}), test)
        assert np.isnan(found[L].best_deg)

    def test_a_leg_out_of_sight_has_no_angle(self, test):
        away = hidden(
            both(test), [joint.select_landmark(R) for joint in (Joint.KNEE, Joint.ANKLE)], 0.0, 99.0
        )
        found = measure_mobility(away, test)
        assert np.isnan(found[R].best_deg)
        assert found[R].reason == "the right leg was not seen"
        assert found[L].best_deg == pytest.approx(25.0, abs=0.5)

    def test_a_trial_out_of_sight_is_none(self, test):
        track = both(test)
        away = hidden(track, [Joint.KNEE.select_landmark(L)], 5.2, 8.8)  # the second, largest of the left
        found = measure_mobility(away, test)
        assert found[L].best_deg == pytest.approx(23.0, abs=0.5)

    def test_mirrored_the_sides_change(self, test):
        plain, mirrored = (measure_mobility(track, test) for track in (both(test), both(test).mirror_track()))
        assert best(mirrored) == pytest.approx(best(plain)[::-1], abs=1e-6)

    @pytest.mark.parametrize(
        "film",
        [
            replace(WIDE, px_per_m=150.0),
            replace(WIDE, px_per_m=600.0),
            replace(WIDE, roll_deg=8.0),
            replace(WIDE, roll_deg=-8.0),
            replace(WIDE, fps=60.0),
            replace(WIDE, fps=15.0),
        ],
        ids=["small", "large", "rolled", "rolled back", "60 fps", "15 fps"],
    )
    def test_the_filming_changes_nothing(self, test, film):
        plain, other = (best(measure_mobility(both(test, each), test)) for each in (WIDE, film))
        assert other == pytest.approx(plain, abs=0.2)

    def test_elsewhere_in_the_picture(self, test):
        track = both(test)
        moved = track.replace_fields(image_px=track.image_px + np.array([30.0, -20.0]))
        assert best(measure_mobility(moved, test)) == pytest.approx(
            best(measure_mobility(track, test)), abs=1e-6
        )

    def test_noise_is_within_the_interval(self, test):
        found = measure_mobility(both(test, replace(WIDE, noise_px=1.5)), test)
        for side, true_deg in ((L, 25.0), (R, 14.0)):
            assert found[side].low_deg < true_deg < found[side].high_deg

    def test_nobody_is_refused_with_how_to_film(self, test):
        with pytest.raises(NothingToGrade, match="Nobody was seen"):
            measure_mobility(gone(both(test), 0.0, 99.0), test)

    def test_the_wrong_view_is_refused_with_how_to_film(self, test):
        wrong = seated({L: (20.0,)}, WIDE) if not MOBILITY[test].front else folded({L: (20.0,)}, WIDE)
        wanted = "front" if MOBILITY[test].front else "side"
        with pytest.raises(NothingToGrade, match=f"is measured from the {wanted}"):
            measure_mobility(wrong, test)


class TestHolding:
    def test_an_angle_that_was_only_passed_through_is_not_held(self):
        track = seated({L: (30.0,), R: (30.0,)}, WIDE, hold_s=0.0)
        found = measure_mobility(track, MobilityTest.INTERNAL_ROTATION)
        assert all(np.isnan(measured.best_deg) or measured.best_deg < 31.0 for measured in found.values())
        assert all(not measured.best_deg > 30.0 for measured in found.values())

    @settings(max_examples=15)
    @given(angle=st.floats(8.0, 60.0), hold_s=st.floats(0.7, 3.0))
    def test_any_held_rotation(self, angle, hold_s):
        track = seated({L: (angle,)}, replace(WIDE, fps=20.0), hold_s)
        measured = measure_mobility(track, MobilityTest.INTERNAL_ROTATION)[L]
        assert measured.best_deg == pytest.approx(angle, abs=1.0)


class TestAbductionOfTheHipAlone:
    def test_a_hip_that_is_hiked_is_no_abduction(self):
        """The leg goes 38° from vertical: 30° in the hip, 8° by tilting the pelvis."""
        found = measure_mobility(swung({L: (30.0,), R: (25.0,)}, WIDE, hike_deg=8.0), MobilityTest.ABDUCTION)
        assert best(found) == pytest.approx([30.0, 25.0], abs=0.5)


class TestRotation:
    def test_a_tilted_phone_is_refused(self):
        track = seated({L: (30.0,)}, replace(WIDE, roll_deg=14.0))
        with pytest.raises(NothingToGrade, match="hang 14° off vertical"):
            measure_mobility(track, MobilityTest.INTERNAL_ROTATION)

    def test_from_behind_as_well(self):
        found = measure_mobility(
            seated({L: (30.0,), R: (20.0,)}, replace(WIDE, rear=True)), MobilityTest.INTERNAL_ROTATION
        )
        assert best(found) == pytest.approx([30.0, 20.0], abs=0.5)


class TestFlexion:
    def test_far_beyond_a_right_angle(self):
        found = measure_mobility(folded({L: (125.0, 120.0), R: (100.0,)}, WIDE), MobilityTest.FLEXION)
        assert best(found) == pytest.approx([125.0, 100.0], abs=0.5)

    def test_from_the_other_side_of_the_lifter(self):
        track = folded({L: (100.0,), R: (80.0,)}, replace(WIDE, yaw_deg=-170.0))
        assert best(measure_mobility(track, MobilityTest.FLEXION)) == pytest.approx([100.0, 80.0], abs=0.5)

    def test_with_the_face_out_of_sight_the_toes_tell_forwards(self):
        track = hidden(folded({L: (90.0,), R: ()}, WIDE), range(11), 0.0, 99.0)
        found = measure_mobility(track, MobilityTest.FLEXION)
        assert found[L].best_deg == pytest.approx(90.0, abs=0.5)


def test_an_unknown_test_is_refused_with_the_names_of_the_others():
    with pytest.raises(LiftError, match=r"no mobility test named splits: flexion"):
        parse_mobility_test("splits")
