"""The overlay: where things are drawn, and that they never depend on colour alone."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.pose.landmarks import Joint, Landmark, Side
from tests.fixtures.overlay_scene import (
    BARE,
    BOTTOM,
    GREY,
    SIZES,
    changed,
    drawn,
    live,
    picture,
    plan_of,
    track_of,
    written_places,
)
from vision.overlay.clip_overlay import Overlay, OverlayPlan, draw_frame
from vision.overlay.drawing import PALETTE, Rect

# --- the picture given ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_the_picture_given_is_not_touched(size: tuple[int, int]) -> None:
    given = picture(size)
    result = draw_frame(given, BOTTOM, plan_of(size))
    assert (given == GREY).all()
    assert not np.shares_memory(result, given)


@pytest.mark.parametrize("size", [*SIZES, (2160, 3840), (333, 517)])
def test_the_canvas_is_even_and_at_most_1280_long(size: tuple[int, int]) -> None:
    width, height = Overlay(plan_of(size), size).layout.canvas
    assert max(width, height) <= 1280
    assert (width % 2, height % 2) == (0, 0)


def test_a_read_only_and_turned_view_can_be_drawn_on() -> None:
    turned = np.rot90(picture((1280, 720)))
    turned.flags.writeable = False
    assert (draw_frame(turned, BOTTOM, plan_of()) != GREY).any()


@pytest.mark.parametrize("size", [(2, 2), (16, 16), (64, 48), (1000, 60)])
def test_a_tiny_picture_is_enlarged_to_be_read(size: tuple[int, int]) -> None:
    result = draw_frame(picture(size), BOTTOM, plan_of(size))
    assert max(result.shape[:2]) >= 640


def test_the_same_size_comes_back_without_margins() -> None:
    assert draw_frame(picture(), 0, plan_of(), BARE).shape == (1280, 720, 3)


# --- the body -------------------------------------------------------------------------------------------


def test_a_track_without_joints_draws_nothing() -> None:
    track = track_of()
    nobody = track.replace_fields(image_px=np.full_like(track.image_px, np.nan))
    assert (drawn(nobody) == GREY).all()


@pytest.mark.parametrize(
    "joint", [Joint.WRIST, Joint.ELBOW, Joint.SHOULDER, Joint.HIP, Joint.KNEE, Joint.ANKLE]
)
@pytest.mark.parametrize("side", Side)
def test_an_unseen_joint_draws_nothing_there(joint: Joint, side: Side) -> None:
    track = track_of()
    x, y = track.image_px[0, joint.select_landmark(side)]
    here = Rect(round(x) - 2, round(y) - 2, 5, 5)
    assert changed(drawn(track), here).any()
    hidden = track.image_px.copy()
    hidden[:, [landmark for landmark in Landmark if np.hypot(*(hidden[0, landmark] - (x, y))) < 40]] = np.nan
    assert not changed(drawn(track.replace_fields(image_px=hidden)), here).any()


def test_a_joint_that_the_model_hardly_sees_is_not_drawn() -> None:
    track = track_of()
    visibility = track.visibility.copy()
    visibility[:, list(Joint.WRIST.pair)] = 0.1
    assert (drawn(track) != drawn(track.replace_fields(visibility=visibility))).any()


@pytest.mark.parametrize("landmark", Landmark)
def test_a_single_missing_joint_leaves_the_other_joints_drawn(landmark: Landmark) -> None:
    """Without values and panels: every other joint is still there, the shoulders with their white dots."""
    track = track_of()
    points = track.image_px.copy()
    points[:, landmark] = np.nan
    image = drawn(track.replace_fields(image_px=points))
    for joint in (Joint.SHOULDER, Joint.HIP, Joint.KNEE, Joint.ANKLE):
        for other in joint.pair:
            x, y = np.round(track.image_px[0, other]).astype(int)
            if other != landmark:
                assert (image[y, x] != GREY).any(), other.name
                assert joint != Joint.SHOULDER or tuple(image[y, x]) == PALETTE.ink


def test_every_single_missing_joint_is_survived_with_values_and_panels() -> None:
    plan = plan_of()
    overlay = Overlay(plan, (720, 1280))
    whole = overlay.draw_overlay(picture(), BOTTOM)
    for landmark in Landmark:
        points = plan.track.image_px.copy()
        points[:, landmark] = np.nan
        without = Overlay(replace(plan, track=plan.track.replace_fields(image_px=points)), (720, 1280))
        image = without.draw_overlay(picture(), BOTTOM)
        assert image.shape[2] == 3
        assert tuple(image[0, 0]) == tuple(whole[0, 0]), "the frame of an uneven rep"
        # the values come from the plan, not from the landmarks: their words stay
        assert (image != GREY).any(axis=2).mean() > 0.9 * (whole != GREY).any(axis=2).mean()


def test_the_joints_lie_on_the_picture_wherever_the_margins_push_it() -> None:
    plan = plan_of()
    overlay = Overlay(plan, (720, 1280))
    place = overlay.layout.image_rect
    assert place.y > 0
    result = overlay.draw_overlay(picture(), BOTTOM)
    shoulder = plan.track.image_px[0, Landmark.LEFT_SHOULDER] * place.width / 720 + [place.x, place.y]
    x, y = np.round(shoulder).astype(int)
    assert tuple(result[y, x]) == PALETTE.ink


@pytest.mark.parametrize("size", SIZES)
def test_the_panels_do_not_hide_the_body(size: tuple[int, int]) -> None:
    plan = plan_of(size)
    layout = Overlay(plan, size).layout
    place = layout.image_rect
    points = plan.track.image_px[0] * np.array(place[2:]) / size + place[:2]
    points = points[np.isfinite(points).all(axis=1)]
    for panel in (layout.verdict, layout.values):
        inside = (points >= panel[:2]) & (points <= [panel.right, panel.bottom])
        assert not inside.all(axis=1).any()


def test_a_landmark_thrown_far_away_is_survived() -> None:
    plan = plan_of()
    points = plan.track.image_px.copy()
    points[:, Landmark.LEFT_ANKLE] = 1e9, -1e9
    wild = replace(plan, track=plan.track.replace_fields(image_px=points))
    assert (Overlay(wild, (720, 1280)).draw_overlay(picture(), BOTTOM) != GREY).any()


def test_letters_name_the_lifters_own_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    places = written_places(monkeypatch)
    draw_frame(picture(), 0, OverlayPlan(track_of()), BARE)
    assert places["L"].x > places["R"].x
    places.clear()
    draw_frame(picture(), 0, OverlayPlan(track_of(), mirrored=True), BARE)
    assert places["L"].x < places["R"].x


@pytest.mark.parametrize("value", [20.0, -20.0])
def test_the_hip_line_falls_to_the_lower_side(value: float) -> None:
    hips = replace(live(value)[0])
    result = draw_frame(picture(), 0, OverlayPlan(track_of(), live_values=(hips,)), BARE)
    orange = (np.abs(result.astype(int) - PALETTE.uneven) < 3).all(axis=2)
    orange[800:] = False
    rows, columns = np.nonzero(orange[:, 200:520])
    slope = np.polyfit(columns, rows, 1)[0]
    assert np.sign(slope) == np.sign(value)


def test_level_follows_the_camera() -> None:
    level = drawn(track_of())
    assert (level != drawn(track_of(), roll_deg=5.0)).any()


def test_an_empty_track_still_shows_the_panels() -> None:
    plan = OverlayPlan(track_of(frames=0), summary_lines=("Nobody was seen",))
    assert (Overlay(plan, (720, 1280)).draw_overlay(picture(), None, 0.0) != GREY).any()
