"""Quiet standing: what a set is measured against, and when there is none."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.pose.landmarks import Landmark, Side
from analysis.quantities.frontal_plane import Plane, build_frontal_plane
from analysis.quantities.signals import compute_hip_rise
from analysis.report.pipeline import analyze_recording
from analysis.report.types import Grade, SetReport
from analysis.reps.baseline import Baseline, find_baseline, find_quiet_frames
from analysis.reps.detection import find_reps
from analysis.settings import View
from tests.fixtures.lifters import EVEN, EXACT, FRONT, Fault, Film, Step, recording, squat, starts_s

OVERHEAD = Film(arms=0.5)


def baseline_of(film: Film, reps=(EVEN,) * 3) -> tuple[Baseline, np.ndarray]:
    """(baseline, times) of a set that goes straight into find_baseline."""
    track = squat(reps, film)
    plane = build_frontal_plane(track, View.FRONT, 0.0)
    rise = compute_hip_rise(plane)
    depth = 1.0 - rise / rise[0]
    found = find_reps(track.time_s, depth).reps
    return find_baseline(track.time_s, depth, plane, found), track.time_s


def report_of(film: Film, reps=(EVEN,) * 3) -> SetReport:
    (report,) = analyze_recording(recording(squat(reps, film)), stages=EXACT)
    return report


class TestQuiet:
    def test_standing_is_quiet_and_squatting_is_not(self):
        time_s = np.arange(0, 5, 1 / 30)
        depth = np.where(time_s < 2, 0.0, 0.4)
        quiet = find_quiet_frames(time_s, depth)
        assert quiet[:58].all()
        assert not quiet[60:].any()

    def test_going_through_the_top_without_stopping_is_not_quiet(self):
        time_s = np.arange(0, 4, 1 / 30)
        assert find_quiet_frames(time_s, np.abs(time_s - 2.0) * 0.4).sum() <= 1  # the turning point itself

    def test_unseen_is_not_quiet(self):
        time_s = np.arange(0, 1, 1 / 30)
        assert not find_quiet_frames(time_s, np.full_like(time_s, np.nan)).any()

    @pytest.mark.parametrize("frames", [0, 1, 2])
    def test_hardly_any_frames_hold_no_standing(self, frames):
        assert find_quiet_frames(np.arange(float(frames)), np.zeros(frames)).tolist() == [False] * frames


class TestLength:
    """At least half a second in all; below a second it is said."""

    def film(self, seconds: float) -> Film:
        """Standing before the only rep, for so long in all (its eased beginning and end are quiet too)."""
        return Film(lead_s=seconds, tail_s=0.0)

    @pytest.mark.parametrize("seconds", [0.0, 0.15])
    def test_below_half_a_second_nothing_is_graded_and_the_remedy_is_said(self, seconds):
        report = report_of(self.film(seconds), (replace(EVEN, down_s=0.7, up_s=0.7),))
        (rep,) = report.reps
        assert rep.grade is Grade.UNGRADED
        assert "stand still for 2 s" in rep.reasons[0]
        assert all(np.isnan(value.pct) for value in rep.values.values())

    def test_what_is_almost_enough_is_not_rounded_up_to_enough(self):
        time_s = np.arange(0, 6, 1 / 100)
        depth = np.where((time_s > 0.47) & (time_s < 5.0), 0.4, 0.0)
        plane = build_frontal_plane(squat((EVEN,), Film(times_s=time_s)), View.FRONT, 0.0)
        baseline = find_baseline(time_s[:500], depth[:500], Plane(plane.points[:500]), ())
        assert 0.45 < baseline.seconds < 0.5
        assert "only 0.4 s" in baseline.reason

    def test_half_a_second_is_enough_but_said(self):
        report = report_of(self.film(0.6), (replace(EVEN, down_s=0.7, up_s=0.7),))
        assert report.reps[0].grade is Grade.GOOD
        assert any("quiet standing" in warning for warning in report.warnings)

    def test_two_seconds_are_plenty_and_nothing_is_said(self):
        report = report_of(self.film(2.0))
        assert all(rep.grade is Grade.GOOD for rep in report.reps)
        assert report.warnings == ()

    def test_standing_between_the_reps_counts(self):
        film = Film(lead_s=0.1, tail_s=0.1, top_s=0.6)
        assert [rep.grade for rep in report_of(film).reps] == [Grade.GOOD] * 3

    @pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
    def test_seconds_do_not_depend_on_the_frame_rate(self, fps):
        slow, _ = baseline_of(Film(fps=fps))
        assert slow.seconds == pytest.approx(baseline_of(FRONT)[0].seconds, abs=0.25)


class TestNear:
    def test_only_the_three_seconds_next_to_the_set_count(self):
        film = Film(lead_s=10.0, tail_s=10.0)
        baseline, time_s = baseline_of(film)
        chosen = time_s[baseline.frames]
        first, last = starts_s((EVEN,) * 3, film)[0], starts_s((EVEN,) * 3, film)[-1] + EVEN.length_s
        assert first - 3.0 <= chosen.min() < first - 2.4
        assert last + 2.4 < chosen.max() <= last + 3.0

    def test_no_frame_of_a_rep_is_standing(self):
        baseline, time_s = baseline_of(FRONT)
        for start in starts_s((EVEN,) * 3):
            inside = (time_s > start + 0.4) & (time_s < start + EVEN.length_s - 0.4)
            assert not baseline.frames[inside].any()

    def test_a_pause_at_the_bottom_is_not_standing(self):
        baseline, time_s = baseline_of(FRONT, (Fault(hold_s=4.0),))
        assert not baseline.frames[(time_s > 2.5) & (time_s < 6.5)].any()


class TestArms:
    """Standing is measured with the arms as in the reps."""

    def test_arms_down_before_overhead_squats_are_another_posture(self):
        film = replace(OVERHEAD, lead_arms=-0.45)
        (rep,) = report_of(film, (replace(EVEN, down_s=0.7, up_s=0.7),)).reps
        assert rep.grade is Grade.UNGRADED
        assert "arms are held differently" in rep.reasons[0]

    def test_arms_that_swing_forwards_evenly_are_a_way_of_squatting(self):
        """They hang before the set and between the reps, and come up to the shoulders on the way down."""
        film = Film(arms=0.0, lead_arms=-0.5)
        assert [rep.grade for rep in report_of(film, (EVEN,)).reps] == [Grade.GOOD]

    def test_standing_with_the_arms_of_the_reps_is_preferred_to_hanging_arms(self):
        film = Film(arms=0.0, lead_arms=-0.5, top_s=1.0)
        baseline, time_s = baseline_of(film)
        assert baseline.reason == ""
        assert not baseline.frames[time_s < 1.4].any()

    def test_overhead_from_beginning_to_end_is_graded(self):
        assert [rep.grade for rep in report_of(OVERHEAD).reps] == [Grade.GOOD] * 3

    def test_standing_between_overhead_reps_is_enough(self):
        film = replace(OVERHEAD, lead_arms=-0.45, top_s=1.0)
        baseline, time_s = baseline_of(film)
        assert baseline.reason == ""
        assert not baseline.frames[time_s < 1.4].any()
        assert [rep.grade for rep in report_of(film).reps] == [Grade.GOOD] * 3

    def test_one_arm_raised_alone_tilts_the_trunk_and_is_no_baseline(self):
        track = squat((EVEN,) * 3)
        image = track.image_px.copy()
        early = track.time_s < 1.4
        image[early, Landmark.LEFT_WRIST, 1] -= 0.45 * 200
        plane = build_frontal_plane(track.replace_fields(image_px=image), View.FRONT, 0.0)
        rise = compute_hip_rise(plane)
        depth = 1.0 - rise / rise[0]
        baseline = find_baseline(track.time_s, depth, plane, find_reps(track.time_s, depth).reps)
        assert not baseline.frames[early].any()
        assert baseline.frames[~early].any()

    def test_arms_that_are_not_seen_are_no_objection(self):
        track = squat((EVEN,) * 3)
        image = track.image_px.copy()
        image[:, [Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST]] = np.nan
        plane = build_frontal_plane(track.replace_fields(image_px=image), View.FRONT, 0.0)
        rise = compute_hip_rise(plane)
        depth = 1.0 - rise / rise[0]
        baseline = find_baseline(track.time_s, depth, plane, find_reps(track.time_s, depth).reps)
        assert baseline.reason == ""


def test_each_stance_is_measured_against_its_own_standing():
    """A lifter who steps, and stands askew from then on, is not called uneven for it."""
    film = Film(top_s=2.0)
    step_s = starts_s((EVEN,) * 4, film)[2] - 1.6
    report = report_of(replace(film, steps=(Step(step_s, Side.LEFT, 0.12),)), (EVEN,) * 4)
    assert [rep.grade for rep in report.reps] == [Grade.GOOD] * 4
    values = [value.pct for rep in report.reps for value in rep.values.values()]
    assert np.abs(values).max() < 1.0
