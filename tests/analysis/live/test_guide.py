"""What somebody in front of the camera is asked to change; nothing when nothing is wrong."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.live.guide import Light, judge_setup
from analysis.pose.landmarks import Joint, Landmark
from analysis.pose.track import PoseTrack
from analysis.settings import SetSettings
from tests.fixtures.lifters import FRONT, REAR, Film, gone, hidden, standing

GOOD_LIGHT = Light(brightness=120.0, camera_fps=30.0, read_fps=30.0)


def guide_sentences(track: PoseTrack, light: Light = GOOD_LIGHT, **more) -> list[str]:
    return list(judge_setup(track, light, **more).sentences.values())


def stands(film: Film = FRONT) -> PoseTrack:
    return standing(1.0, film)


def shifted(track: PoseTrack, x: float = 0.0, y: float = 0.0) -> PoseTrack:
    return track.replace_fields(image_px=track.image_px + np.array([x, y]))


@pytest.mark.parametrize("film", [FRONT, REAR, Film(yaw_deg=4.0), Film(roll_deg=7.0)])
def test_whoever_stands_right_is_told_nothing(film):
    assert guide_sentences(stands(film)) == []


def test_nobody_is_called_into_view():
    assert any(
        "Stand straight in front of the camera" in text for text in guide_sentences(gone(stands(), 0.0, 9.0))
    )


@pytest.mark.parametrize(
    ("yaw_deg", "rear", "side"),
    [(20.0, False, "left"), (-20.0, False, "right"), (20.0, True, "right"), (-20.0, True, "left")],
)
def test_the_way_to_turn_is_named_by_the_lifters_own_side(yaw_deg, rear, side):
    """A camera to the lifter's left: turn left to face it, right to turn the back to it.

    Built tracks have no perspective, by which rendered and real ones show most of their yaw.
    """
    (text,) = guide_sentences(stands(Film(yaw_deg=yaw_deg, rear=rear)))
    assert f"to your {side}" in text


def test_turning_as_told_makes_it_better():
    """The lifter turns left by as much as the sentence says: the camera is then so much less to the left."""
    for yaw_deg in (18.0, 14.0):
        judgement = judge_setup(stands(Film(yaw_deg=yaw_deg)), GOOD_LIGHT)
        assert judgement.camera is not None
        assert "left" in judgement.sentences["turned"]
        assert abs(yaw_deg - judgement.camera.yaw_deg) < 8.0


def test_standing_sideways_is_told_as_such():
    assert any("sideways" in text for text in guide_sentences(stands(Film(yaw_deg=85.0))))


def test_a_tilted_camera_is_to_be_levelled():
    (text,) = guide_sentences(stands(Film(roll_deg=14.0)))
    assert "Level the phone or laptop" in text


@pytest.mark.parametrize(("px_per_m", "word"), [(200.0, "Come closer"), (680.0, "Step back")])
def test_distance(px_per_m, word):
    assert any(word in text for text in guide_sentences(stands(Film(px_per_m=px_per_m))))


@pytest.mark.parametrize(("y", "part", "how"), [(500.0, "feet", "down"), (-380.0, "head", "up")])
def test_parts_out_of_view_are_named_with_the_way_to_tilt_the_camera(y, part, how):
    texts = guide_sentences(shifted(stands(), y=y))
    assert any(part in text and "out of view" in text and f"camera {how}" in text for text in texts)


@pytest.mark.parametrize(
    ("joints", "part"), [(Joint.TOE.pair, "feet"), (Joint.KNEE.pair, "knees"), (Joint.HIP.pair, "hips")]
)
def test_hidden_parts_are_named(joints, part):
    assert any(
        part in text and "in front" in text for text in guide_sentences(hidden(stands(), joints, 0.0, 9.0))
    )


def test_from_behind_the_nose_need_not_be_seen():
    assert guide_sentences(hidden(stands(REAR), [Landmark.NOSE], 0.0, 9.0)) == []


@pytest.mark.parametrize(("film", "x", "side"), [(FRONT, -260.0, "left"), (FRONT, 260.0, "right"),
                                                 (REAR, -260.0, "right"), (REAR, 260.0, "left")])  # fmt: skip
def test_whoever_stands_at_the_edge_is_sent_to_the_middle(film, x, side):
    """From the front the right of the image is the lifter's left, from behind the lifter's right."""
    assert any(f"step to your {side}" in text for text in guide_sentences(shifted(stands(film), x=x)))


def test_a_mirrored_camera_names_the_lifters_own_side_too():
    track = shifted(stands(), x=-260.0).mirror_track()
    assert any(
        "step to your left" in text for text in guide_sentences(track, settings=SetSettings(mirrored=True))
    )


def test_darkness_is_told_with_somebody_and_with_nobody():
    dark = replace(GOOD_LIGHT, brightness=15.0)
    assert any("Too dark" in text for text in guide_sentences(stands(), dark))
    assert any("Too dark" in text for text in guide_sentences(gone(stands(), 0.0, 9.0), dark))


def test_a_slow_camera_is_not_a_slow_computer():
    slow_camera = Light(120.0, camera_fps=8.0, read_fps=8.0)
    slow_computer = Light(120.0, camera_fps=30.0, read_fps=9.0)
    assert any("camera gives only 8" in text for text in guide_sentences(stands(), slow_camera))
    assert any("computer analyses only 9" in text for text in guide_sentences(stands(), slow_computer))


def test_while_somebody_moves_angles_and_heights_are_not_judged():
    judgement = judge_setup(stands(Film(yaw_deg=14.0, px_per_m=200.0)), GOOD_LIGHT, still=False)
    assert judgement.sentences == {}
    assert judgement.camera is None


def test_what_is_not_known_of_the_light_is_no_reason():
    assert guide_sentences(stands(), Light()) == []


def test_every_sentence_is_one():
    worst = shifted(stands(Film(yaw_deg=14.0, roll_deg=12.0)), y=500.0)
    for text in guide_sentences(worst, Light(10.0, 8.0, 8.0)):
        assert text[0].isupper()
        assert text.endswith(".")
        assert not np.any([word in text.lower() for word in ("nan", "none")])
