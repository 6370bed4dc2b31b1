"""The camera: what is corrected, what is warned of, what is refused, each with its own sentence."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.camera.checks import (
    CameraSettings,
    check_camera,
    estimate_facing,
    estimate_roll,
    list_left_out_quantities,
    measure_person_height_pct,
)
from analysis.pose.cleaning import clean_track, hide_unseen
from analysis.pose.landmarks import Joint, Landmark, Side
from analysis.pose.track import PoseTrack
from analysis.quantities.definitions import Quantity
from analysis.report.pipeline import analyze_recording
from analysis.report.types import CameraReport, Grade, SetReport
from analysis.settings import SetSettings, View
from tests.fixtures.lifters import EVEN, EXACT, FRONT, REAR, Film, gone, hidden, recording, squat, standing

LYING = Film(size_px=(1280, 1280))


def everywhere(track: PoseTrack) -> np.ndarray:
    return np.ones(len(track), bool)


def judged(film: Film = FRONT, entered: View | None = None) -> CameraReport:
    """The camera report of somebody who stands still."""
    track = clean_track(standing(2.0, film))
    return check_camera(track, everywhere(track), everywhere(track), entered)


def report_of(film: Film, settings: SetSettings = SetSettings()) -> SetReport:
    (report,) = analyze_recording(recording(squat((EVEN,) * 3, film)), settings, stages=EXACT)
    return report


class TestView:
    @pytest.mark.parametrize(
        ("film", "view"),
        [
            (FRONT, View.FRONT),
            (REAR, View.REAR),
            (Film(yaw_deg=12.0), View.FRONT),
            (Film(yaw_deg=-12.0), View.FRONT),
            (Film(yaw_deg=40.0), View.OBLIQUE),
            (Film(rear=True, yaw_deg=-40.0), View.OBLIQUE),
            (Film(yaw_deg=85.0), View.SIDE),
            (Film(yaw_deg=-88.0), View.SIDE),
        ],
    )
    def test_it_is_named_as_it_was_filmed(self, film, view):
        assert judged(film).view is view

    def test_of_nobody_there_is_none(self):
        track = gone(standing(2.0), 0.0, 2.1)
        report = check_camera(track, everywhere(track), everywhere(track))
        assert report.view is View.UNKNOWN
        assert not report.gradable
        assert "must be in the frame" in report.reasons[0]

    def test_without_a_moment_of_standing_it_is_unknown_and_nothing_is_graded(self):
        track = standing(2.0)
        report = check_camera(track, ~everywhere(track), everywhere(track))
        assert report.view is View.UNKNOWN
        assert not report.gradable

    @pytest.mark.parametrize("film", [Film(yaw_deg=85.0), Film(yaw_deg=40.0)])
    def test_side_and_oblique_views_are_refused_in_one_plain_sentence_with_the_remedy(self, film):
        report = report_of(film)
        assert not report.camera.gradable
        assert len(report.camera.reasons) == 1
        assert "straight in front of you" in report.camera.reasons[0]
        assert {rep.grade for rep in report.reps} == {Grade.UNGRADED}
        assert all(rep.reasons == report.camera.reasons for rep in report.reps)

    def test_facing_is_read_off_shoulders_and_hips(self):
        for film, view in ((FRONT, View.FRONT), (REAR, View.REAR)):
            track = standing(1.0, film)
            assert estimate_facing(track, everywhere(track)) is view

    def test_an_entered_view_is_believed(self):
        assert judged(FRONT, View.FRONT).view is View.FRONT
        assert judged(REAR, View.REAR).view is View.REAR


class TestRoll:
    @pytest.mark.parametrize("roll_deg", [-9.5, -4.0, 0.0, 6.0, 9.5])
    @pytest.mark.parametrize("rear", [False, True])
    def test_it_is_read_with_its_sign_and_corrected(self, roll_deg, rear):
        report = judged(replace(LYING, roll_deg=roll_deg, rear=rear))
        assert report.roll_deg == pytest.approx(roll_deg, abs=0.05)
        assert report.gradable

    def test_positive_means_that_the_picture_has_to_be_turned_clockwise(self):
        track = standing(1.0, replace(LYING, roll_deg=5.0))
        head, feet = track.image_px[0, Landmark.NOSE], track.image_px[0, list(Joint.ANKLE.pair)].mean(axis=0)
        assert head[0] < feet[0]  # leans to the left of the image
        assert estimate_roll(track, everywhere(track)) > 0

    @pytest.mark.parametrize("roll_deg", [-10.5, 10.5, 30.0])
    def test_beyond_ten_degrees_it_is_refused_with_the_remedy(self, roll_deg):
        report = judged(replace(LYING, roll_deg=roll_deg))
        assert not report.gradable
        assert any("level the phone" in reason for reason in report.reasons)


class TestYaw:
    @pytest.mark.parametrize("rear", [False, True])
    @pytest.mark.parametrize("yaw_deg", [-12.0, -6.0, 0.0, 6.0, 12.0])
    def test_plus_is_a_camera_to_the_lifters_left_from_front_and_rear(self, yaw_deg, rear):
        """The fitted weights are another matter: here the sign, and that it grows with the true yaw."""
        found = judged(Film(yaw_deg=yaw_deg, rear=rear)).yaw_deg
        assert np.sign(round(found, 3)) == np.sign(yaw_deg)
        further = judged(Film(yaw_deg=1.5 * yaw_deg, rear=rear)).yaw_deg
        assert abs(further) >= abs(found)

    @pytest.mark.parametrize(
        ("yaw_deg", "gradable", "warned", "without"),
        [
            (0.0, True, False, False),
            (3.9, True, False, False),
            (-3.9, True, False, False),
            (4.1, True, True, False),
            (-7.9, True, True, False),
            (8.1, True, True, True),
            (-14.9, True, True, True),
            (15.1, False, False, True),
        ],
    )
    def test_four_degrees_are_fine_eight_cost_the_knees_fifteen_everything(
        self, monkeypatch, yaw_deg, gradable, warned, without
    ):
        monkeypatch.setattr("analysis.camera.checks.estimate_yaw", lambda *_: (yaw_deg, 3.0))
        report = judged()
        assert report.gradable == gradable
        assert bool(report.warnings) == warned
        assert bool(list_left_out_quantities(report)) == without

    def test_the_knees_and_rotation_are_what_is_left_out_with_the_angle_in_the_reason(self, monkeypatch):
        monkeypatch.setattr("analysis.camera.checks.estimate_yaw", lambda *_: (-9.6, 3.0))
        report = report_of(FRONT)
        (rep, *_) = report.reps
        assert set(list_left_out_quantities(report.camera)) == {Quantity.KNEE_VALGUS, Quantity.HIP_ROTATION}
        for quantity in (Quantity.KNEE_VALGUS, Quantity.HIP_ROTATION):
            assert np.isnan(rep.values[quantity].pct)
            assert "10°" in rep.values[quantity].reason
            assert f"left_out:{quantity}" in rep.flags
        for quantity in (Quantity.HIP_DROP, Quantity.LATERAL_SHIFT):
            assert np.isfinite(rep.values[quantity].pct)
        assert rep.grade is Grade.GOOD

    @pytest.mark.parametrize("rear", [False, True])
    @pytest.mark.parametrize("roll_deg", [-8.0, 8.0])
    def test_a_rolled_camera_is_not_taken_for_one_that_stands_aside(self, roll_deg, rear):
        """The toes lie below the heels in the image: unlevelled, a roll moves them sideways."""
        film = replace(LYING, rear=rear, yaw_deg=3.0)
        level, leaning = judged(film), judged(replace(film, roll_deg=roll_deg))
        assert leaning.yaw_deg == pytest.approx(level.yaw_deg, abs=0.1)

    def test_it_comes_with_its_own_uncertainty(self):
        assert judged().yaw_sd_deg > 0


class TestFraming:
    @pytest.mark.parametrize("height_m", [1.0, 1.72])
    def test_height_is_nose_to_feet_and_a_tenth(self, height_m):
        track = standing(1.0, Film(px_per_m=400 * height_m, size_px=(1600, 1600)))
        nose_to_heel_m = 0.82 + 0.08 + 0.7 - 0.01
        expected = 100 * 1.1 * nose_to_heel_m * 400 * height_m / 1600
        assert measure_person_height_pct(track, everywhere(track)) == pytest.approx(expected, rel=0.01)

    @pytest.mark.parametrize(
        ("px_per_m", "warned", "gradable"),
        [(160.0, False, False), (250.0, True, True), (400.0, False, True), (670.0, True, True)],
    )
    def test_small_and_large_are_warned_of_and_tiny_is_refused(self, px_per_m, warned, gradable):
        report = judged(Film(px_per_m=px_per_m))
        assert report.gradable == gradable
        assert bool(report.warnings) == warned
        if not gradable:
            assert any("closer" in reason for reason in report.reasons)

    @pytest.mark.parametrize("joint", [Joint.HEEL, Joint.TOE, Joint.ANKLE, Joint.KNEE])
    @pytest.mark.parametrize("side", list(Side))
    def test_feet_out_of_sight_are_refused_by_name(self, joint, side):
        landmark = joint.select_landmark(side)
        track = hide_unseen(hidden(standing(4.0), [landmark], 1.0, 3.0))
        report = check_camera(track, everywhere(track), everywhere(track))
        assert not report.gradable
        word = {"FOOT_INDEX": "toes"}.get(joint.value, joint.value.lower())
        assert any(f"{side} {word} can't be seen in 50 %" in reason for reason in report.reasons)

    def test_a_fifth_of_the_time_out_of_sight_is_forgiven(self):
        track = hide_unseen(hidden(standing(4.0), [Landmark.LEFT_HEEL], 1.0, 1.7))
        assert check_camera(track, everywhere(track), everywhere(track)).gradable

    def test_frames_in_which_nobody_was_found_say_nothing_about_the_framing(self):
        track = gone(standing(4.0), 1.0, 3.0)
        assert check_camera(track, everywhere(track), everywhere(track)).gradable
        heel = hide_unseen(hidden(track, [Landmark.LEFT_HEEL], 0.0, 1.0))
        report = check_camera(heel, everywhere(heel), everywhere(heel))
        assert any("left heel can't be seen in 50 %" in reason for reason in report.reasons)

    def test_what_happens_outside_the_set_does_not_count(self):
        track = hide_unseen(hidden(standing(4.0), [Landmark.LEFT_HEEL], 1.0, 3.0))
        used = (track.time_s < 1.0) | (track.time_s > 3.0)
        assert check_camera(track, used, used).gradable

    def test_feet_below_the_lower_edge_of_the_picture_are_refused(self):
        track = squat((EVEN,) * 2)
        cut = track.replace_fields(image_px=track.image_px + np.array([0.0, 330.0]))
        (report,) = analyze_recording(recording(cut), stages=EXACT)
        assert not report.camera.gradable
        assert {rep.grade for rep in report.reps} <= {Grade.UNGRADED}


class TestFrameRate:
    @pytest.mark.parametrize(("fps", "gradable"), [(10.0, False), (14.0, False), (15.0, True), (29.97, True)])
    def test_fifteen_frames_a_second_are_needed(self, fps, gradable):
        report = judged(Film(fps=fps))
        assert report.gradable == gradable
        assert report.frame_rate == pytest.approx(fps)
        if not gradable:
            assert any("frames per second" in reason for reason in report.reasons)


def test_several_faults_are_all_told():
    report = judged(Film(px_per_m=150.0, roll_deg=12.0, fps=10.0))
    assert len(report.reasons) == 3


def test_the_gates_are_those_of_the_contract():
    rules = CameraSettings()
    gates = (rules.max_roll_deg, rules.fine_yaw_deg, rules.knee_yaw_deg, rules.max_yaw_deg)
    assert gates == (10.0, 4.0, 8.0, 15.0)
    assert (rules.min_height_pct, rules.max_height_pct, rules.max_unseen_share) == (40.0, 90.0, 0.2)
