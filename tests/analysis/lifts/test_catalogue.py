"""Each lift of the table on a built lifter: its reps exactly, its tempo, its sides, and what it refuses."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import LiftError
from analysis.lifts.catalogue import LIFTS, Posture, find_lift, label_lift
from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import PoseTrack
from analysis.quantities.definitions import Quantity
from analysis.report.pipeline import analyze_recording
from analysis.report.types import Action, Grade, SetReport, Standing
from analysis.settings import SetSettings, View
from tests.fixtures.lift_builders import (
    FRONT,
    REAR,
    LegMove,
    Move,
    extension,
    from_the_side,
    hinge,
    one_leg,
    pulls,
    split,
    thrust,
)
from tests.fixtures.lifters import EVEN, EXACT, Fault, Film, gone, hidden, recording, squat

L, R = Side.LEFT, Side.RIGHT
NOISY = Film(noise_px=1.5, seed=3)


def report(track: PoseTrack, lift: str, **entered: object) -> SetReport:
    return analyze_recording(recording(track), SetSettings(lift=lift, **entered))[0]  # type: ignore[arg-type]


BUILT: dict[str, tuple[PoseTrack, int]] = {
    "squat": (squat((EVEN,) * 3), 3),
    "goblet_squat": (squat((EVEN,) * 3), 3),
    "rdl": (hinge(), 3),
    "deadlift": (pulls((55.0,) * 4), 3),
    "hip_thrust": (thrust(), 3),
    "back_extension": (extension(), 3),
    "single_leg_squat": (one_leg((LegMove(L), LegMove(R), LegMove(R))), 3),
    "step_down": (one_leg((LegMove(L), LegMove(R), LegMove(R)), step=True), 3),
    "split_squat": (split((LegMove(L),) * 3), 3),
}


class TestTheTable:
    def test_every_lift_is_built_here(self):
        assert set(BUILT) == set(LIFTS)

    def test_a_row_is_found_by_its_key(self):
        assert all(find_lift(key).key == key for key in LIFTS)

    def test_only_squats_are_graded(self):
        assert {key for key, lift in LIFTS.items() if lift.graded} == {"squat", "goblet_squat"}

    def test_whatever_is_not_graded_says_why(self):
        assert all(
            lift.ungraded[key] for lift in LIFTS.values() for key in Quantity if key not in lift.graded
        )

    def test_no_lift_is_graded_from_the_side(self):
        assert all(set(lift.views) <= {View.FRONT, View.REAR} for lift in LIFTS.values())

    def test_an_unknown_lift_is_refused_with_the_names_of_the_others(self):
        with pytest.raises(LiftError, match=r"no lift named snatch.*rdl"):
            report(squat(), "snatch")

    def test_a_lift_that_only_a_newer_version_knows_still_has_a_name(self):
        assert label_lift("front_squat") == "Front squat"


@pytest.mark.parametrize("lift", LIFTS)
class TestEveryLift:
    def test_its_reps_are_counted(self, lift):
        track, reps = BUILT[lift]
        found = report(track, lift)
        assert found.camera.reasons == ()
        assert len(found.reps) == reps
        assert found.summary.incomplete == 0

    def test_what_is_not_graded_is_no_number(self, lift):
        for rep in report(BUILT[lift][0], lift).reps:
            for key in LIFTS[lift].ungraded:
                assert rep.values[key].standing is Standing.UNGRADED
                assert np.isnan(rep.values[key].pct)
                assert rep.values[key].reason == LIFTS[lift].ungraded[key]

    def test_no_grade_without_a_graded_quantity(self, lift):
        grades = {rep.grade for rep in report(BUILT[lift][0], lift).reps}
        assert grades == ({Grade.GOOD} if LIFTS[lift].graded else {Grade.UNGRADED})

    def test_from_the_side_it_is_refused_with_what_to_change(self, lift):
        track = {
            "rdl": hinge, "deadlift": pulls, "hip_thrust": thrust, "back_extension": extension,
        }.get(lift, squat)  # fmt: skip
        film = replace(from_the_side(), rear=lift == "back_extension", size_px=(1400, 1280))
        found = report(track(film=film), lift)
        assert not found.camera.gradable
        assert "from the side" in found.camera.reasons[0]
        assert "phone" in found.camera.reasons[0]
        assert all(rep.grade is Grade.UNGRADED for rep in found.reps)

    def test_who_never_moves_does_no_rep(self, lift):
        still = {
            "rdl": hinge, "deadlift": pulls, "hip_thrust": thrust, "back_extension": extension,
            "single_leg_squat": one_leg, "step_down": one_leg,
        }.get(lift, squat)  # fmt: skip
        film = replace(REAR if lift == "back_extension" else FRONT, tail_s=6.0, noise_px=1.0)
        track = pulls((0.0, 0.0), film) if still is pulls else still((), film)
        assert report(track, lift).reps == ()

    def test_a_picture_without_anybody_at_the_turning_points_has_no_rep_there(self, lift):
        track, _ = BUILT[lift]
        first = report(track, lift).reps[0]
        away = gone(track, first.start_s + 0.1, first.end_s - 0.1)
        found = report(away, lift)
        assert [rep.bottom_s > first.end_s - 0.2 for rep in found.reps] == [True] * len(found.reps)

    def test_noise_changes_no_count(self, lift):
        track, reps = BUILT[lift]
        noise = np.random.default_rng(7).normal(0.0, 1.5, track.image_px.shape)
        assert len(report(track.replace_fields(image_px=track.image_px + noise), lift).reps) == reps


class TestSquatsAreAsTheyWere:
    def test_a_goblet_squat_is_graded_like_a_squat(self):
        track = squat((EVEN, Fault(lateral_shift=30.0)))
        plain, goblet = (
            analyze_recording(recording(track), SetSettings(lift=key), stages=EXACT)[0]
            for key in ("squat", "goblet_squat")
        )
        assert repr(goblet.reps) == repr(plain.reps)  # NaN equals itself in words only
        assert [rep.grade for rep in goblet.reps] == [Grade.GOOD, Grade.BAD]


class TestHinges:
    def test_depth_is_the_share_of_shoulder_height_lost(self):
        """At 60° the trunk is half as high: 50 %."""
        (rep,) = report(hinge((Move(60.0, hold_s=1.0),)), "rdl").reps
        assert rep.depth_pct == pytest.approx(50.0, abs=1.5)

    def test_tempo(self):
        (rep,) = report(hinge((Move(75.0, out_s=3.0, hold_s=0.1, back_s=1.0),)), "rdl").reps
        assert rep.down_s > 2.0 * rep.up_s

    def test_which_hip_is_lower_and_where_the_hips_go_is_read_but_not_graded(self):
        tilted, shifted = report(hinge((Move(70.0, tilt=5.0), Move(70.0, shift=0.03))), "rdl").reps
        assert tilted.hip_line_deg == pytest.approx(5.0, abs=1.0)
        assert shifted.hip_line_deg == pytest.approx(0.0, abs=0.2)
        assert shifted.pelvis_shift_pct == pytest.approx(20.0, abs=2.5)  # 3 cm of half of 30 cm
        assert np.isnan(tilted.trunk_lean_deg)  # a trunk that points at the camera leans nowhere

    def test_a_lean_of_twenty_degrees_is_no_rep(self):
        assert report(hinge((Move(20.0),) * 2), "rdl").reps == ()

    def test_there_is_no_load_advice(self):
        advice = report(hinge(), "rdl", load=60.0).advice
        assert advice.action is Action.NONE
        assert advice.reasons == ("No advice: each Romanian deadlift rep is counted, not graded.",)

    def test_pain_ends_the_set_all_the_same(self):
        assert report(hinge(), "rdl", pain=True).advice.action is Action.END_SET

    def test_a_step_between_reps_is_no_rep(self):
        """Feet that come down elsewhere begin a stance of their own."""
        track = hinge((Move(70.0),) * 2)
        image = track.image_px.copy()
        later = track.time_s > 5.0
        image[
            np.ix_(
                later,
                [Joint.ANKLE.select_landmark(L), Joint.HEEL.select_landmark(L), Joint.TOE.select_landmark(L)],
            )
        ] += [40.0, 0.0]
        assert len(report(track.replace_fields(image_px=image), "rdl").reps) == 2


class TestDeadlifts:
    """A rep is from the floor to the floor."""

    @pytest.mark.parametrize("stands_first", [True, False])
    @pytest.mark.parametrize("stands_last", [True, False])
    def test_bending_to_the_bar_and_standing_up_after_are_no_reps(self, stands_first, stands_last):
        found = report(pulls((55.0,) * 6, FRONT, stands_first, stands_last), "deadlift")
        assert len(found.reps) == 5
        assert found.summary.incomplete == 0

    def test_the_bar_touches_down_at_a_different_lean_each_time(self):
        assert len(report(pulls((60.0, 52.0, 57.0, 50.0, 62.0)), "deadlift").reps) == 4

    def test_it_goes_up_first(self):
        """Up 1.2 s and down 1.4 s, as they are built."""
        rep = report(pulls(), "deadlift").reps[0]
        assert rep.start_s < rep.bottom_s < rep.end_s
        assert rep.up_s == pytest.approx(rep.bottom_s - rep.start_s, abs=1e-9)
        assert rep.down_s == pytest.approx(rep.end_s - rep.bottom_s, abs=1e-9)

    def test_a_pull_that_the_clip_cuts_off_is_told(self):
        track = pulls((55.0,) * 4)
        rep = report(track, "deadlift").reps[-1]
        stop = int(np.searchsorted(track.time_s, rep.end_s - 0.2))  # on the way down
        found = report(track.slice_frames(0, stop), "deadlift")
        assert (len(found.reps), found.summary.incomplete) == (2, 1)

    def test_hips_that_tilt_in_the_pull(self):
        for rep in report(pulls(tilt=-4.0), "deadlift").reps:
            assert rep.hip_line_deg == pytest.approx(-4.0, abs=1.0)


class TestHipThrusts:
    def test_it_goes_up_first_and_depth_is_in_shares_of_the_knees_height(self):
        (rep,) = report(thrust((Move(0.35, out_s=1.0, back_s=3.0),)), "hip_thrust").reps
        assert rep.depth_pct == pytest.approx(100.0 * 0.35 / 0.42, abs=2.0)
        assert rep.down_s > 2.0 * rep.up_s

    def test_the_lower_hip_at_the_top(self):
        (rep,) = report(thrust((Move(0.35, tilt=6.0),)), "hip_thrust").reps
        assert rep.hip_line_deg == pytest.approx(6.0, abs=1.0)

    def test_hips_that_hardly_rise_do_no_rep(self):
        assert report(thrust((Move(0.08),) * 3), "hip_thrust").reps == ()

    def test_from_the_head_it_is_refused(self):
        found = report(thrust(film=REAR), "hip_thrust")
        assert found.camera.reasons[0].startswith("Filmed from behind: film hip thrusts from the feet")

    def test_hidden_hips_are_named(self):
        away = hidden(thrust(), [Joint.HIP.select_landmark(L)], 0.0, 8.0)
        (reason,) = report(away, "hip_thrust").camera.reasons
        assert "left hip can't be seen" in reason

    def test_a_tilted_phone_is_refused(self):
        (reason,) = report(thrust(film=Film(roll_deg=14.0)), "hip_thrust").camera.reasons
        assert "tilted by 14°" in reason

    def test_standing_up_after_the_set_is_no_rep(self):
        """The hips rise far above the knees, and the shoulders with them."""
        track = thrust((Move(0.35),) * 3, Film(tail_s=4.0))
        image = track.image_px.copy()
        up = track.time_s > track.time_s[-1] - 2.5
        trunk = [
            joint.select_landmark(side) for joint in (Joint.HIP, Joint.SHOULDER, Joint.EAR) for side in Side
        ]
        image[np.ix_(up, trunk, [1])] -= 260.0
        assert len(report(track.replace_fields(image_px=image), "hip_thrust").reps) == 3


class TestBackExtensions:
    def test_from_the_front_it_is_refused(self):
        found = report(extension(film=FRONT), "back_extension")
        assert found.camera.reasons[0].startswith("Filmed from the front: film back extensions from behind")

    def test_shoulders_hidden_at_the_bottom_cost_no_rep(self):
        """Hanging, the shoulders are behind the hips: the last that was seen of them is deep enough."""
        track = extension((Move(90.0, hold_s=0.6),) * 3)
        bottoms = [rep.bottom_s for rep in report(track, "back_extension").reps]
        for bottom in bottoms:
            track = hidden(track, Joint.SHOULDER.pair, bottom - 0.3, bottom + 0.3)
        assert len(report(track, "back_extension").reps) == len(bottoms) == 3


class TestWrongViews:
    @pytest.mark.parametrize("lift", [key for key, lift in LIFTS.items() if lift.posture is Posture.ONE_LEG])
    def test_lifts_on_one_leg_are_refused_from_behind(self, lift):
        found = report(one_leg((LegMove(L),), REAR), lift)
        assert not found.camera.gradable
        assert "from the front" in found.camera.reasons[0]
        assert found.sides == ()

    def test_a_view_that_the_person_tells_counts(self):
        found = report(thrust(), "hip_thrust", view=View.REAR)
        assert not found.camera.gradable
