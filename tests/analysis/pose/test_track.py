"""PoseTrack, landmarks and geometry: the type that crosses the border checks itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import TrackError
from analysis.pose.geometry import (
    average_seen,
    compute_direction_deg,
    compute_frame_mean,
    compute_frame_median,
    rotate_points,
)
from analysis.pose.landmarks import BONES, LOWER_BODY, MIRROR_INDEX, Joint, Landmark, Side
from analysis.pose.track import PoseTrack
from analysis.settings import SetSettings
from tests.fixtures.lifters import gone, standing


class TestPoseTrack:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"time_s": np.zeros(30)}, "must rise"),
            ({"time_s": np.r_[np.arange(29.0), np.nan]}, "not a number"),
            ({"image_px": np.zeros((30, 33, 3))}, "image_px has shape"),
            ({"world_m": np.zeros((30, 32, 3))}, "world_m has shape"),
            ({"visibility": np.zeros((29, 33))}, "visibility has shape"),
            ({"spread_px": np.zeros((30, 33, 1))}, "spread_px has shape"),
            ({"size_px": (0, 100)}, "must be positive"),
            ({"cut_frames": (0,)}, "outside"),
            ({"cut_frames": (30,)}, "outside"),
        ],
    )
    def test_arrays_that_do_not_fit_together_are_refused_by_name(self, changes, message):
        with pytest.raises(TrackError, match=message):
            standing(1.0).replace_fields(**changes)

    def test_unseen_frames_are_known(self):
        track = gone(standing(1.0), 0.2, 0.5)
        np.testing.assert_array_equal(track.seen, (track.time_s < 0.2) | (track.time_s >= 0.5))

    def test_its_rate_and_length_are_those_of_its_times(self):
        assert standing(2.0).frame_rate == pytest.approx(30.0)
        assert standing(2.0).duration_s == pytest.approx(2.0 - 1 / 30)
        assert standing(2.0).slice_frames(0, 1).duration_s == 0.0
        assert np.isnan(standing(2.0).slice_frames(0, 1).frame_rate)

    def test_a_part_keeps_its_times_and_its_own_cuts(self):
        part = standing(2.0).replace_fields(cut_frames=(10, 30, 50)).slice_frames(20, 50)
        assert len(part) == 30
        assert part.time_s[0] == pytest.approx(20 / 30)
        assert part.cut_frames == (10,)

    def test_mirrored_twice_is_the_same(self):
        track = standing(1.0)
        np.testing.assert_allclose(track.mirror_track().mirror_track().image_px, track.image_px)
        np.testing.assert_allclose(track.mirror_track().mirror_track().world_m, track.world_m)

    def test_in_the_mirror_left_is_right_and_the_picture_is_flipped(self):
        track = standing(1.0)
        flipped = track.mirror_track()
        width = track.size_px[0]
        np.testing.assert_allclose(
            flipped.image_px[:, Landmark.LEFT_KNEE],
            track.image_px[:, Landmark.RIGHT_KNEE] * [-1, 1] + [width - 1, 0],
        )


class TestLandmarks:
    def test_every_left_has_a_right(self):
        for landmark in Landmark:
            twin = Landmark(MIRROR_INDEX[landmark])
            assert MIRROR_INDEX[twin] == landmark
            assert (twin is landmark) == (landmark is Landmark.NOSE)
            assert twin.name.replace("LEFT", "RIGHT") == landmark.name.replace("LEFT", "RIGHT")

    def test_joints_name_their_landmarks(self):
        assert Joint.TOE.select_landmark(Side.LEFT) is Landmark.LEFT_FOOT_INDEX
        assert Joint.HIP.pair == (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)

    def test_the_lower_body_is_ten_joints(self):
        assert len(set(LOWER_BODY)) == 10

    def test_bones_are_the_same_on_both_sides(self):
        mirrored = {frozenset(int(MIRROR_INDEX[end]) for end in bone) for bone in BONES}
        assert mirrored == {frozenset(map(int, bone)) for bone in BONES}

    @given(st.floats(-1e6, 1e6) | st.just(float("nan")))
    def test_the_side_of_a_number_is_the_sign(self, value):
        side = Side.from_sign(value)
        assert (side and side.sign) == (np.sign(value) if value and np.isfinite(value) else None)
        assert side is None or side.other.other is side


class TestGeometry:
    @given(st.floats(-180, 180), st.floats(-170, 170))
    def test_turning_a_direction_adds_to_its_angle(self, start_deg, by_deg):
        vector = np.array([np.cos(np.radians(start_deg)), np.sin(np.radians(start_deg))])
        turned = float(compute_direction_deg(rotate_points(vector, by_deg)))
        assert np.cos(np.radians(turned - start_deg - by_deg)) == pytest.approx(1.0)

    def test_means_and_medians_are_of_what_was_seen(self):
        values = np.array([1.0, np.nan, 3.0, 50.0])
        chosen = np.array([True, True, True, False])
        assert compute_frame_mean(values, chosen) == 2.0
        assert compute_frame_median(values[:, None], chosen)[0] == 2.0

    def test_of_nothing_seen_there_is_neither(self):
        nothing = np.full(3, np.nan)
        assert np.isnan(compute_frame_mean(nothing, np.ones(3, bool)))
        assert np.isnan(compute_frame_mean(np.ones(3), np.zeros(3, bool)))
        assert np.isnan(compute_frame_median(nothing[:, None], np.ones(3, bool))).all()
        assert np.isnan(compute_frame_median(np.ones((3, 2)), np.zeros(3, bool))).all()

    def test_where_one_is_unseen_the_other_stands_for_both(self):
        one, other = np.array([1.0, np.nan, 5.0, np.nan]), np.array([3.0, 4.0, np.nan, np.nan])
        np.testing.assert_array_equal(average_seen(one, other), [2.0, 4.0, 5.0, np.nan])


class TestSettings:
    @pytest.mark.parametrize("name", ["load", "one_rm", "body_mass", "plate_step"])
    @pytest.mark.parametrize("value", [-1.0, 2000.0, float("nan"), float("inf")])
    def test_masses_that_cannot_be_are_refused_by_name(self, name, value):
        with pytest.raises(ValueError, match=name):
            SetSettings(**{name: value})

    def test_nothing_told_is_fine(self):
        assert SetSettings() == SetSettings(load=None)


def test_a_track_is_an_ordinary_value():
    track = standing(1.0)
    assert isinstance(track.replace_fields(warnings=("x",)), PoseTrack)
    assert track.warnings == ()
