"""Cleaning: what is hidden, repaired, bridged and smoothed, and that nothing is ever invented."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pose.cleaning import (
    CleaningSettings,
    clean_track,
    fill_short_gaps,
    hide_unseen,
    repair_side_swaps,
    select_cleaning_settings,
    smooth_track,
)
from analysis.pose.landmarks import Joint, Landmark
from analysis.pose.track import PoseTrack
from tests.fixtures.lifters import EVEN, Film, gone, hidden, spiked, squat, standing, swapped

KNEE = Landmark.LEFT_KNEE


def waving(hz: float, seconds: float = 8.0, fps: float = 30.0, amplitude_px: float = 10.0) -> PoseTrack:
    """Somebody standing whose every landmark swings sideways as a sine."""
    track = standing(seconds, Film(fps=fps))
    image = track.image_px.copy()
    image[..., 0] += amplitude_px * np.sin(2 * np.pi * hz * track.time_s)[:, None]
    return track.replace_fields(image_px=image)


def swing_px(track: PoseTrack) -> np.ndarray:
    """Sideways way of one landmark about its middle, without the first and last second."""
    x = track.image_px[:, KNEE, 0]
    inner = (track.time_s >= 1.0) & (track.time_s <= track.time_s[-1] - 1.0)
    return (x - np.median(standing(1.0).image_px[:, KNEE, 0]))[inner]


class TestHiding:
    def test_a_joint_that_the_model_doubts_becomes_nan_in_picture_and_world(self):
        track = hide_unseen(hidden(standing(2.0), [KNEE], 0.5, 1.0))
        doubted = (track.time_s >= 0.5) & (track.time_s < 1.0)
        assert np.isnan(track.image_px[doubted, KNEE]).all()
        assert np.isnan(track.world_m[doubted, KNEE]).all()
        assert np.isfinite(track.image_px[~doubted]).all()

    def test_other_joints_of_the_same_frame_stay(self):
        track = hide_unseen(hidden(standing(1.0), [KNEE], 0.0, 1.0))
        others = [index for index in range(33) if index != KNEE]
        assert np.isfinite(track.image_px[:, others]).all()

    def test_just_visible_enough_is_visible(self):
        track = standing(1.0)
        edge = CleaningSettings().min_visibility
        at_edge = track.replace_fields(visibility=np.full_like(track.visibility, edge))
        below = track.replace_fields(visibility=np.full_like(track.visibility, edge - 1e-6))
        assert np.isfinite(hide_unseen(at_edge).image_px).all()
        assert np.isnan(hide_unseen(below).image_px).all()

    def test_a_model_that_is_less_sure_of_everything_is_believed_sooner(self):
        track = standing(1.0)
        doubtful = track.replace_fields(visibility=np.full_like(track.visibility, 0.3))
        assert np.isnan(hide_unseen(doubtful, select_cleaning_settings("full")).image_px).all()
        assert np.isfinite(hide_unseen(doubtful, select_cleaning_settings("heavy")).image_px).all()
        covered = track.replace_fields(visibility=np.full_like(track.visibility, 0.2))
        assert np.isnan(hide_unseen(covered, select_cleaning_settings("heavy")).image_px).all()

    def test_unknown_visibility_is_not_seen(self):
        track = standing(1.0)
        unknown = track.replace_fields(visibility=np.full_like(track.visibility, np.nan))
        assert np.isnan(hide_unseen(unknown).image_px).all()

    @pytest.mark.parametrize("place", [(-40.0, 600.0), (800.0, 600.0), (360.0, -40.0), (360.0, 1400.0)])
    def test_a_joint_well_outside_the_picture_is_not_seen(self, place):
        track = standing(1.0)
        image = track.image_px.copy()
        image[:, KNEE] = place
        assert np.isnan(hide_unseen(track.replace_fields(image_px=image)).image_px[:, KNEE]).all()

    def test_a_joint_on_the_edge_of_the_picture_is_still_seen(self):
        track = standing(1.0)
        image = track.image_px.copy()
        image[:, KNEE] = (-5.0, 1284.0)
        assert np.isfinite(hide_unseen(track.replace_fields(image_px=image)).image_px[:, KNEE]).all()


class TestSideSwaps:
    @pytest.mark.parametrize("rear", [False, True])
    def test_frames_with_left_for_right_are_put_right(self, rear):
        track = squat(film=Film(rear=rear))
        repaired = repair_side_swaps(swapped(track, slice(40, 70)))
        np.testing.assert_array_equal(repaired.image_px, track.image_px)
        np.testing.assert_array_equal(repaired.world_m, track.world_m)

    def test_visibility_goes_with_its_landmark(self):
        track = hidden(standing(3.0), [KNEE], 0.0, 3.0)
        torn = swapped(track, slice(10, 20))
        visibility = torn.visibility.copy()
        visibility[10:20, KNEE], visibility[10:20, Landmark.RIGHT_KNEE] = 1.0, 0.1
        repaired = repair_side_swaps(torn.replace_fields(visibility=visibility))
        np.testing.assert_array_equal(repaired.visibility, track.visibility)

    def test_an_ordinary_track_is_left_as_it_is(self):
        track = squat(film=Film(noise_px=1.0))
        np.testing.assert_array_equal(repair_side_swaps(track).image_px, track.image_px)

    def test_a_frame_whose_hips_contradict_its_ankles_becomes_nan(self):
        track = standing(3.0)
        image = track.image_px.copy()
        left, right = Joint.HIP.pair
        image[10:20, [left, right]] = image[10:20, [right, left]]
        repaired = repair_side_swaps(track.replace_fields(image_px=image))
        assert np.isnan(repaired.image_px[10:20]).all()
        assert np.isfinite(repaired.image_px[:10]).all()
        assert np.isfinite(repaired.image_px[20:]).all()

    def test_knees_that_cross_are_a_fault_of_the_lifter_and_no_swap(self):
        track = standing(3.0)
        image = track.image_px.copy()
        left, right = Joint.KNEE.pair
        image[10:20, [left, right]] = image[10:20, [right, left]]
        crossed = track.replace_fields(image_px=image)
        np.testing.assert_array_equal(repair_side_swaps(crossed).image_px, crossed.image_px)

    def test_from_the_side_nothing_can_be_told_and_nothing_is_changed(self):
        track = squat(film=Film(yaw_deg=90.0))
        np.testing.assert_array_equal(repair_side_swaps(track).image_px, track.image_px)


class TestGaps:
    def test_a_blink_is_bridged_by_a_straight_line(self):
        track = standing(3.0)
        image = track.image_px.copy()
        image[:, KNEE, 0] = 100.0 + 50.0 * track.time_s
        moving = track.replace_fields(image_px=image)
        image = image.copy()
        image[30:33, KNEE] = np.nan
        np.testing.assert_allclose(
            fill_short_gaps(track.replace_fields(image_px=image)).image_px, moving.image_px, atol=1e-9
        )

    def test_a_long_gap_stays_unseen(self):
        track = gone(standing(3.0), 1.0, 1.3)
        filled = fill_short_gaps(track)
        np.testing.assert_array_equal(np.isnan(filled.image_px), np.isnan(track.image_px))

    @pytest.mark.parametrize(("fps", "frames", "bridged"), [(15, 1, True), (15, 2, False), (60, 8, True)])
    def test_what_counts_as_long_is_told_in_seconds_not_frames(self, fps, frames, bridged):
        track = standing(3.0, Film(fps=fps))
        image = track.image_px.copy()
        image[20 : 20 + frames] = np.nan
        filled = fill_short_gaps(track.replace_fields(image_px=image)).image_px
        assert np.isfinite(filled[20 : 20 + frames]).all() == bridged
        assert np.isnan(filled[20 : 20 + frames]).all() != bridged

    def test_beginning_and_end_are_never_extended(self):
        track = standing(3.0)
        image = track.image_px.copy()
        image[:2], image[-2:] = np.nan, np.nan
        filled = fill_short_gaps(track.replace_fields(image_px=image)).image_px
        assert np.isnan(filled[:2]).all()
        assert np.isnan(filled[-2:]).all()


class TestSmoothing:
    @pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
    @pytest.mark.parametrize("hz", [0.5, 1.0, 2.0])
    def test_a_slow_swing_keeps_its_phase_and_its_size(self, hz, fps):
        before, after = waving(hz, fps=fps), smooth_track(waving(hz, fps=fps))
        assert np.abs(swing_px(after) - swing_px(before)).max() < 0.8
        assert np.corrcoef(swing_px(after), swing_px(before))[0, 1] > 0.9995

    def test_jitter_goes_away(self):
        assert np.std(swing_px(smooth_track(waving(12.0)))) < 0.1 * np.std(swing_px(waving(12.0)))

    @given(st.floats(-500.0, 1500.0))
    def test_what_does_not_move_stays_where_it_is(self, place):
        track = standing(2.0)
        still = track.replace_fields(image_px=np.full_like(track.image_px, place))
        np.testing.assert_allclose(smooth_track(still).image_px, place, atol=1e-6)

    def test_a_straight_course_stays_straight_up_to_its_ends(self):
        track = standing(3.0)
        image = np.broadcast_to((30.0 * track.time_s)[:, None, None], track.image_px.shape)
        np.testing.assert_allclose(
            smooth_track(track.replace_fields(image_px=image)).image_px, image, atol=1e-3
        )

    def test_uneven_frame_times_are_respected(self):
        rng = np.random.default_rng(1)
        time_s = np.cumsum(rng.uniform(0.023, 0.043, 240))
        track = standing(film=Film(times_s=time_s))
        image = track.image_px + 10.0 * np.sin(2 * np.pi * time_s)[:, None, None]
        assert np.abs(smooth_track(track.replace_fields(image_px=image)).image_px - image).max() < 0.8

    def test_gaps_stay_gaps_and_do_not_spoil_their_neighbours(self):
        before = gone(waving(1.0), 3.0, 4.0)
        after = smooth_track(before)
        np.testing.assert_array_equal(np.isnan(after.image_px), np.isnan(before.image_px))
        seen = np.isfinite(before.image_px)
        assert np.abs(after.image_px[seen] - before.image_px[seen]).max() < 1.5

    def test_a_stretch_too_short_for_the_filter_stays_as_it_is(self):
        track = waving(1.0, seconds=0.3)
        np.testing.assert_array_equal(smooth_track(track).image_px, track.image_px)


class TestCleanAltogether:
    def test_a_clean_track_hardly_changes(self):
        track = squat((EVEN, EVEN))
        assert np.abs(clean_track(track).image_px - track.image_px).max() < 2.5  # 2.5 px of 330 px of leg

    def test_a_spike_of_one_frame_is_flattened(self):
        track = squat((EVEN, EVEN))
        spike = clean_track(spiked(track, KNEE, 2.7, (60.0, 0.0)))
        assert np.abs(spike.image_px - clean_track(track).image_px).max() < 30.0

    @pytest.mark.parametrize("frames", [0, 1, 2, 3])
    def test_hardly_any_frames_are_no_trouble(self, frames):
        track = standing(1.0).slice_frames(0, frames)
        assert len(clean_track(track)) == frames

    def test_a_lifter_never_seen_stays_unseen(self):
        track = gone(standing(2.0), 0.0, 2.1)
        assert np.isnan(clean_track(track).image_px).all()

    def test_the_given_track_is_not_touched(self):
        track = squat((EVEN,), Film(noise_px=1.0))
        before = track.image_px.copy()
        clean_track(track)
        np.testing.assert_array_equal(track.image_px, before)
