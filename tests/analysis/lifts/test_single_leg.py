"""Lifts on one leg: which leg stood, how far the pelvis dropped, and what stays unclear."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.lifts.standing_leg import (
    OneLegSettings,
)
from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import PoseTrack
from analysis.report.pipeline import analyze_recording
from analysis.report.stages import Stages
from analysis.report.types import SetReport
from analysis.settings import SetSettings
from tests.fixtures.lift_builders import TRUE_HIPS, LegMove, one_leg, split
from tests.fixtures.lifters import Film, hidden, recording

L, R = Side.LEFT, Side.RIGHT
STEPS = {"single_leg_squat": False, "step_down": True}


def report(track: PoseTrack, lift: str, stages: Stages = TRUE_HIPS, **entered: object) -> SetReport:
    return analyze_recording(recording(track), SetSettings(lift=lift, **entered), stages=stages)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("lift", STEPS)
class TestBothLifts:
    def test_the_drop_is_that_of_the_free_hip(self, lift):
        moves = (LegMove(L, drop=8.0), LegMove(R, drop=3.0), LegMove(R, drop=-4.0))
        found = report(one_leg(moves, step=STEPS[lift]), lift)
        assert [rep.side for rep in found.reps] == [L, R, R]
        assert [rep.pelvic_drop_deg for rep in found.reps] == pytest.approx([8.0, 3.0, -4.0], abs=0.3)

    def test_more_than_five_degrees_is_flagged(self, lift):
        moves = (LegMove(L, drop=5.8), LegMove(L, drop=4.2))
        found = report(one_leg(moves, step=STEPS[lift]), lift)
        assert [rep.flags for rep in found.reps] == [("pelvic_drop",), ()]

    def test_reps_and_clean_reps_on_each_side(self, lift):
        moves = (LegMove(L, drop=8.0), LegMove(L, drop=2.0), LegMove(R, drop=1.0))
        left, right = report(one_leg(moves, step=STEPS[lift]), lift).sides
        assert (left.side, left.reps, left.clean, left.unread) == (L, 2, 1, 0)
        assert (right.side, right.reps, right.clean, right.unread) == (R, 1, 1, 0)
        assert left.pelvic_drop_deg == pytest.approx(5.0, abs=0.3)

    def test_a_habit_of_standing_is_no_drop(self, lift):
        found = report(one_leg((LegMove(R, drop=6.0),), step=STEPS[lift], habit_tilt=4.0), lift)
        assert found.reps[0].pelvic_drop_deg == pytest.approx(6.0, abs=0.3)

    def test_every_drop_has_an_interval_wider_than_what_can_be_detected(self, lift):
        (rep,) = report(one_leg((LegMove(L, drop=6.0),), step=STEPS[lift]), lift).reps
        assert rep.pelvic_drop_low_deg < 2.0 < 10.0 < rep.pelvic_drop_high_deg

    def test_without_standing_on_both_feet_there_is_no_drop(self, lift):
        track = one_leg((LegMove(L, drop=8.0),), step=STEPS[lift])
        first = report(track, lift).reps[0]
        begin, end = (
            int(np.searchsorted(track.time_s, time)) for time in (first.start_s - 0.3, first.end_s + 0.1)
        )
        found = report(track.slice_frames(begin, end), lift)
        assert len(found.reps) == 1
        assert np.isnan(found.reps[0].pelvic_drop_deg)
        assert found.sides[0].clean == 0
        assert found.sides[0].unread == 1
        assert any("stand on both feet" in warning for warning in found.warnings)

    @pytest.mark.parametrize("joint", [Joint.HIP, Joint.ANKLE])
    def test_a_joint_out_of_sight_is_no_number(self, lift, joint):
        track = one_leg((LegMove(L, drop=8.0), LegMove(L)), step=STEPS[lift])
        first = report(track, lift).reps[0]
        found = report(
            hidden(track, [joint.select_landmark(L)], first.start_s + 0.2, first.end_s - 0.2), lift
        )
        shadowed = [rep for rep in found.reps if rep.bottom_s < first.end_s]
        assert all(np.isnan(rep.pelvic_drop_deg) and not rep.flags for rep in shadowed)
        assert np.isfinite(found.reps[-1].pelvic_drop_deg)

    def test_the_entered_leg_decides_but_a_doubt_is_said(self, lift):
        found = report(one_leg((LegMove(L),), step=STEPS[lift]), lift, side=R)
        assert found.reps[0].side is R
        assert any("looks like the left" in warning for warning in found.warnings)

    def test_entering_the_right_leg_draws_no_doubt(self, lift):
        assert report(one_leg((LegMove(L),), step=STEPS[lift]), lift, side=L).warnings == ()

    @settings(max_examples=12)
    @given(side=st.sampled_from(Side), drop=st.floats(-9.0, 12.0), size=st.floats(0.14, 0.3))
    def test_any_drop_on_any_leg(self, lift, side, drop, size):
        track = one_leg((LegMove(side, size, drop),), Film(fps=20.0), STEPS[lift])
        (rep,) = report(track, lift).reps
        assert rep.side is side
        assert rep.pelvic_drop_deg == pytest.approx(drop, abs=0.5)
        assert rep.depth_pct == pytest.approx(100.0 * size / 0.82, abs=4.0)


class TestTheModelsOwnGain:
    def test_as_shipped_a_small_reading_is_a_large_drop(self):
        """The model shows 40 % of a tilt: what it reads as 3.2° was 8°."""
        track = one_leg((LegMove(L, drop=3.2),), step=True)
        (rep,) = report(track, "step_down", Stages()).reps
        assert rep.pelvic_drop_deg == pytest.approx(8.0, abs=0.5)

    def test_it_is_the_gain_of_a_squat_from_the_front(self):
        assert OneLegSettings().gain == 0.40


class TestWhichLeg:
    def test_a_foot_beside_the_other_that_never_moves_leaves_it_open(self):
        """Both feet on the floor: that is a squat."""
        moves = (LegMove(L),) * 2
        track = one_leg(moves)
        image = track.image_px.copy()
        for joint in (Joint.ANKLE, Joint.HEEL, Joint.TOE):
            image[:, joint.select_landmark(R)] = image[0, joint.select_landmark(R)]
        found = report(track.replace_fields(image_px=image), "step_down")
        assert [rep.side for rep in found.reps] == [None, None]
        assert found.sides == ()
        assert any("is not clear which leg" in warning for warning in found.warnings)

    @pytest.mark.parametrize("side", Side)
    def test_in_a_split_squat_it_is_the_leg_in_front(self, side):
        found = report(split((LegMove(side),) * 3), "split_squat")
        assert [rep.side for rep in found.reps] == [side] * 3
        (summary,) = found.sides
        assert (summary.reps, summary.clean, summary.unread) == (3, 0, 0)
        assert np.isnan(summary.pelvic_drop_deg)

    def test_a_free_foot_that_crosses_the_other_is_no_confusion_of_sides(self):
        track = one_leg((LegMove(L, drop=7.0),) * 2)
        image = track.image_px.copy()
        lifted = (
            image[:, Joint.ANKLE.select_landmark(R), 1] < image[0, Joint.ANKLE.select_landmark(R), 1] - 20.0
        )
        image[
            np.ix_(lifted, [joint.select_landmark(R) for joint in (Joint.ANKLE, Joint.HEEL, Joint.TOE)], [0])
        ] += 130.0
        found = report(track.replace_fields(image_px=image), "single_leg_squat")
        assert [rep.side for rep in found.reps] == [L, L]
        assert [rep.pelvic_drop_deg for rep in found.reps] == pytest.approx([7.0, 7.0], abs=0.4)

    def test_hopping_aside_is_no_rep(self):
        track = one_leg((LegMove(L),) * 2, step=True)
        first = report(track, "step_down").reps[0]
        middle = track.time_s > (first.start_s + first.end_s) / 2
        image = track.image_px + np.where(middle, 150.0, 0.0)[:, None, None] * [1.0, 0.0]
        found = report(track.replace_fields(image_px=image, size_px=(1200, 1280)), "step_down")
        assert len(found.reps) == 1
        assert any("the feet moved" in warning for warning in found.warnings)


class TestLaws:
    MOVES = (LegMove(L, drop=7.0), LegMove(R, drop=2.0), LegMove(R, drop=-3.0, size=0.24))

    @pytest.mark.parametrize("lift", STEPS)
    def test_mirrored_the_legs_change_and_the_drops_stay(self, lift):
        track = one_leg(self.MOVES, Film(noise_px=0.5), STEPS[lift])
        plain, mirrored = report(track, lift), report(track.mirror_track(), lift)
        assert [rep.side.other for rep in plain.reps] == [rep.side for rep in mirrored.reps]
        drops = [[rep.pelvic_drop_deg for rep in each.reps] for each in (plain, mirrored)]
        assert drops[0] == pytest.approx(drops[1], abs=0.01)

    @pytest.mark.parametrize(
        "film",
        [
            Film(px_per_m=250.0),
            Film(px_per_m=700.0, size_px=(1080, 1920)),
            Film(roll_deg=6.0),
            Film(roll_deg=-8.0),
            Film(fps=60.0),
            Film(fps=16.0),
        ],
        ids=["small", "large", "rolled", "rolled back", "60 fps", "16 fps"],
    )
    @pytest.mark.parametrize("lift", STEPS)
    def test_the_filming_changes_nothing(self, lift, film):
        plain, other = (report(one_leg(self.MOVES, each, STEPS[lift]), lift) for each in (Film(), film))
        assert [rep.side for rep in other.reps] == [rep.side for rep in plain.reps]
        drops = [[rep.pelvic_drop_deg for rep in each.reps] for each in (plain, other)]
        assert drops[0] == pytest.approx(drops[1], abs=0.4)

    def test_elsewhere_in_the_picture(self):
        track = one_leg(self.MOVES)
        moved = track.replace_fields(image_px=track.image_px + np.array([90.0, 40.0]), size_px=(900, 1400))
        drops = [
            [rep.pelvic_drop_deg for rep in report(each, "single_leg_squat").reps] for each in (track, moved)
        ]
        assert drops[0] == pytest.approx(drops[1], abs=1e-6)

    def test_a_mirrored_clip_that_is_told_is_put_right(self):
        found = report(one_leg(self.MOVES).mirror_track(), "single_leg_squat", mirrored=True)
        assert [rep.side for rep in found.reps] == [L, R, R]

    def test_settings_are_kept_when_others_are_changed(self):
        assert replace(SetSettings(lift="step_down", side=L), load=20.0).side is L
