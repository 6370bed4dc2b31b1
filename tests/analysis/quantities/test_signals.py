"""Signals: each fault moves its own quantity by what was planted, to its own side, from front and rear."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pose.cleaning import hide_unseen
from analysis.pose.landmarks import Joint, Landmark, Side
from analysis.quantities.definitions import Quantity
from analysis.quantities.frontal_plane import Plane, Spans, build_frontal_plane, measure_standing_spans
from analysis.quantities.signals import (
    compute_center_of_mass,
    compute_fppa_deg,
    compute_hip_rise,
    compute_hip_rotation_raw,
    compute_knee_reach,
    compute_knee_separation,
    compute_knee_valgus_raw,
    compute_pelvis_shift_pct,
    compute_raw_signals,
    compute_trunk_lean_deg,
)
from analysis.settings import View
from tests.fixtures.lifters import FRONT, REAR, Fault, Film, bottoms_s, hidden, squat

VIEWS = {"front": FRONT, "rear": REAR}
PLANTED = tuple(Quantity)


def seen(film: Film, **fault: float) -> tuple[Plane, Spans, dict[Quantity, float], int]:
    """(plane, spans, what each quantity reads at the bottom, bottom frame) of one rep, uncleaned."""
    reps = (Fault(**fault),)
    track = squat(reps, film)
    view = View.REAR if film.rear else View.FRONT
    plane = build_frontal_plane(track, view, film.roll_deg)
    still = track.time_s < film.lead_s
    spans = measure_standing_spans(plane, still)
    bottom = int(np.argmin(np.abs(track.time_s - bottoms_s(reps, film)[0])))
    raw = compute_raw_signals(track, plane, view, spans)
    return (
        plane,
        spans,
        {key: float(value[bottom] - value[still].mean()) for key, value in raw.items()},
        bottom,
    )


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("pct", [18.0, -18.0, 4.0])
@pytest.mark.parametrize("quantity", PLANTED)
def test_a_planted_fault_is_read_as_planted_and_nothing_else_moves(quantity, pct, view):
    _, _, raw, _ = seen(VIEWS[view], **{quantity.value: pct})
    expected = dict.fromkeys(Quantity, 0.0) | {quantity: pct}
    assert raw == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("view", VIEWS)
@given(st.tuples(*[st.floats(-30, 30)] * 4))
def test_four_faults_at_once_are_told_apart(view, pcts):
    _, _, raw, _ = seen(VIEWS[view], **dict(zip(map(str, Quantity), pcts, strict=True)))
    assert list(raw.values()) == pytest.approx(list(pcts), abs=1e-6)


@given(st.floats(-20, 20), st.floats(-20, 20), st.floats(-9, 9))
def test_a_habit_of_standing_is_taken_away(habitual_drop, habitual_shift, pct):
    film = Film(habit=Fault(hip_drop=habitual_drop, lateral_shift=habitual_shift))
    _, _, raw, _ = seen(film, hip_drop=pct)
    # hips that stand askew by a fifth are a fiftieth further apart
    assert raw[Quantity.HIP_DROP] == pytest.approx(pct, rel=0.02, abs=1e-6)
    assert raw[Quantity.LATERAL_SHIFT] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("roll_deg", [-8.0, 3.0, 8.0])
def test_a_rolled_picture_is_levelled_first(roll_deg):
    _, _, raw, _ = seen(Film(roll_deg=roll_deg), hip_drop=12.0, lateral_shift=-9.0)
    assert raw[Quantity.HIP_DROP] == pytest.approx(12.0, abs=1e-6)
    assert raw[Quantity.LATERAL_SHIFT] == pytest.approx(-9.0, abs=1e-6)
    assert raw[Quantity.KNEE_VALGUS] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("view", VIEWS)
def test_left_grows_to_the_left_and_up_grows_upwards(view):
    plane, *_ = seen(VIEWS[view])
    assert (plane[Landmark.LEFT_ANKLE][:, 0] > plane[Landmark.RIGHT_ANKLE][:, 0]).all()
    assert (plane[Landmark.NOSE][:, 1] > plane[Landmark.LEFT_HEEL][:, 1]).all()


def test_spans_are_lengths_of_standing():
    _, spans, _, _ = seen(FRONT)
    assert spans.leg == pytest.approx(0.82 * 400)
    assert spans.hips == pytest.approx(0.2 * 400)
    assert spans.stance == pytest.approx(0.4 * 400)
    assert spans.thigh[Side.LEFT] == pytest.approx(spans.thigh[Side.RIGHT])


def test_spans_of_a_joint_never_seen_standing_are_nan():
    plane, *_ = seen(FRONT)
    points = plane.points.copy()
    points[:, Landmark.LEFT_HIP] = np.nan
    spans = measure_standing_spans(Plane(points), np.ones(len(points), bool))
    assert np.isnan(spans.hips)
    assert np.isfinite(spans.stance)


def test_the_height_of_the_hips_is_of_the_leg_that_is_seen():
    plane, *_ = seen(FRONT)
    points = plane.points.copy()
    points[:, Landmark.LEFT_ANKLE] = np.nan
    np.testing.assert_allclose(compute_hip_rise(Plane(points)), compute_hip_rise(plane), atol=1e-6)


class TestKnees:
    def test_reach_is_outwards_of_mid_foot_on_both_sides(self):
        plane, *_ = seen(FRONT)
        for side in Side:
            assert compute_knee_reach(plane, side)[0] == pytest.approx(0.2 * 400)

    @pytest.mark.parametrize("half_m", [0.0, 0.01, -0.05])
    def test_knees_together_or_crossed_divide_by_no_zero(self, half_m):
        plane, spans, _, bottom = seen(FRONT)
        points = plane.points.copy()
        middle = points[:, list(Joint.ANKLE.pair), 0].mean(axis=1)
        for side in Side:
            points[:, Joint.KNEE.select_landmark(side), 0] = middle + side.sign * half_m * 400 - 4.0
        pct = compute_knee_valgus_raw(Plane(points), spans)
        assert pct[bottom] == pytest.approx(100 * 8.0 / (0.7 * spans.stance))

    def test_the_spread_counts_from_seven_tenths_of_the_stance(self):
        """Above it the knees' own spread is the measure, below it 0.7 of the stance."""
        plane, spans, _, bottom = seen(FRONT)
        for half_px, spread_px in ((70.0, 140.0), (56.0, 112.0), (40.0, 112.0)):
            points = plane.points.copy()
            middle = points[:, list(Joint.ANKLE.pair), 0].mean(axis=1)
            for side in Side:
                points[:, Joint.KNEE.select_landmark(side), 0] = middle + side.sign * half_px - 5.0
            assert compute_knee_valgus_raw(Plane(points), spans)[bottom] == pytest.approx(1000.0 / spread_px)

    def test_both_knees_in_is_no_difference_but_a_smaller_separation(self):
        wide, spans, _, bottom = seen(FRONT)
        close, _, raw, _ = seen(FRONT, knees_in=0.3)
        assert raw[Quantity.KNEE_VALGUS] == pytest.approx(0.0, abs=1e-6)
        ratio = compute_knee_separation(close, spans)[bottom] / compute_knee_separation(wide, spans)[bottom]
        assert ratio == pytest.approx(0.7)


class TestCentreOfMass:
    def test_standing_evenly_it_is_over_mid_foot(self):
        plane, *_ = seen(FRONT)
        offset = (compute_center_of_mass(plane) - plane.find_middle(Joint.ANKLE))[0]
        assert offset[0] == pytest.approx(0.0, abs=1e-9)
        assert 0.5 * 0.82 * 400 < offset[1] < 1.3 * 0.82 * 400

    def test_the_segments_make_a_whole_body(self):
        plane = Plane(np.ones((1, 33, 2)))
        np.testing.assert_allclose(compute_center_of_mass(plane), 1.0)
        np.testing.assert_allclose(compute_center_of_mass(plane, 0.4), 1.0)

    @pytest.mark.parametrize("bar_share", [0.0, 0.25, 0.5, 1.0])
    def test_a_bar_acts_at_mid_shoulder(self, bar_share):
        plane, _, _, bottom = seen(FRONT, lateral_shift=12.0)
        expected = (1 - bar_share) * compute_center_of_mass(plane) + bar_share * plane.find_middle(
            Joint.SHOULDER
        )
        np.testing.assert_allclose(compute_center_of_mass(plane, bar_share), expected)
        assert compute_center_of_mass(plane, 1.0)[bottom, 0] == pytest.approx(
            plane.find_middle(Joint.SHOULDER)[bottom, 0]
        )

    def test_a_joint_unseen_makes_it_unknown(self):
        plane, *_ = seen(FRONT)
        points = plane.points.copy()
        points[5, Landmark.LEFT_EAR] = np.nan
        assert np.isnan(compute_center_of_mass(Plane(points))[5]).all()
        assert np.isfinite(compute_center_of_mass(Plane(points))[6]).all()


class TestFppa:
    """Shown only while the projected thigh keeps 60 % of its standing length."""

    def leg(self, knee: tuple[float, float]) -> tuple[Plane, Spans]:
        """Left leg and its mirror image: hip (40, 400), knee as given, ankle (80, 0); standing thigh 200."""
        points = np.zeros((1, 33, 2))
        for side in Side:
            for joint, place in ((Joint.HIP, (40, 400)), (Joint.KNEE, knee), (Joint.ANKLE, (80, 0))):
                points[0, joint.select_landmark(side)] = np.array(place) * [side.sign, 1.0]
        return Plane(points), Spans(400.0, 80.0, 160.0, dict.fromkeys(Side, 200.0))

    def test_a_straight_leg_has_none(self):
        plane, spans = self.leg((60.0, 200.0))
        assert [compute_fppa_deg(plane, spans, side)[0] for side in Side] == pytest.approx([0.0, 0.0])

    def test_a_knee_inwards_is_positive_on_both_sides(self):
        plane, spans = self.leg((30.0, 200.0))
        angles = [compute_fppa_deg(plane, spans, side)[0] for side in Side]
        assert angles[0] == pytest.approx(angles[1])
        assert angles[0] == pytest.approx(np.degrees(np.arctan(10 / 200) + np.arctan(50 / 200)))

    @pytest.mark.parametrize(("thigh_px", "shown"), [(121.0, True), (119.0, False), (10.0, False)])
    def test_a_thigh_that_points_at_the_camera_has_no_angle(self, thigh_px, shown):
        plane, spans = self.leg((40.0, 400.0 - thigh_px))
        assert np.isfinite(compute_fppa_deg(plane, spans, Side.LEFT)[0]) == shown


class TestSecondary:
    @pytest.mark.parametrize("view", VIEWS)
    def test_pelvis_shift_goes_with_the_hips(self, view):
        plane, spans, _, bottom = seen(VIEWS[view], lateral_shift=10.0)
        assert compute_pelvis_shift_pct(plane, spans)[bottom] > 10.0

    @pytest.mark.parametrize("view", VIEWS)
    def test_a_trunk_that_leans_left_is_positive(self, view):
        plane, *_ = seen(VIEWS[view])
        points = plane.points.copy()
        points[:, list(Joint.SHOULDER.pair), 0] += 35.0
        upright, leaning = compute_trunk_lean_deg(plane)[0], compute_trunk_lean_deg(Plane(points))[0]
        assert upright == pytest.approx(0.0, abs=1e-9)
        assert leaning == pytest.approx(np.degrees(np.arctan(35.0 / 200.0)))


class TestRotation:
    def test_hips_seen_end_on_have_no_rotation(self):
        assert np.isnan(compute_hip_rotation_raw(squat((Fault(),), Film(yaw_deg=89.9)), View.FRONT)).all()

    @pytest.mark.parametrize("view", VIEWS)
    def test_left_hip_forward_is_positive(self, view):
        _, _, raw, _ = seen(VIEWS[view], hip_rotation=20.0)
        assert raw[Quantity.HIP_ROTATION] == pytest.approx(20.0)


@pytest.mark.parametrize("landmark", [Landmark.LEFT_HIP, Landmark.RIGHT_KNEE, Landmark.LEFT_ANKLE])
def test_what_is_not_seen_is_nan_and_never_a_number(landmark):
    track = hide_unseen(hidden(squat((Fault(),)), [landmark], 2.0, 3.0))
    plane = build_frontal_plane(track, View.FRONT, 0.0)
    spans = measure_standing_spans(plane, track.time_s < 1.5)
    raw = compute_raw_signals(track, plane, View.FRONT, spans)
    unseen = (track.time_s >= 2.0) & (track.time_s < 3.0)
    needs = {
        Landmark.LEFT_HIP: (Quantity.HIP_DROP, Quantity.LATERAL_SHIFT, Quantity.HIP_ROTATION),
        Landmark.RIGHT_KNEE: (Quantity.KNEE_VALGUS, Quantity.LATERAL_SHIFT),
        Landmark.LEFT_ANKLE: (Quantity.KNEE_VALGUS, Quantity.LATERAL_SHIFT),
    }[landmark]
    for quantity in needs:
        assert np.isnan(raw[quantity][unseen]).all()
        assert np.isfinite(raw[quantity][~unseen]).all()


def test_a_nearer_camera_changes_nothing():
    near, far = (replace(FRONT, px_per_m=scale) for scale in (560.0, 280.0))
    for one, other in zip(seen(near, hip_drop=9)[2].values(), seen(far, hip_drop=9)[2].values(), strict=True):
        assert one == pytest.approx(other, abs=1e-6)
