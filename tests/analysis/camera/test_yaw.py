"""Yaw of the camera from a standing body: its sign, the mirror, and what is not to be read from."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.camera.yaw import YAW_FITS, compute_yaw_cues, estimate_yaw
from analysis.pose.cleaning import clean_track
from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import PoseTrack
from analysis.settings import View
from tests.fixtures.lifters import FRONT, REAR, Film, standing

VIEWS = [(FRONT, View.FRONT), (REAR, View.REAR)]


def still(track: PoseTrack) -> np.ndarray:
    return np.ones(len(track), bool)


def stood(film: Film) -> PoseTrack:
    return clean_track(standing(1.0, film))


@pytest.mark.parametrize(("film", "view"), VIEWS)
def test_every_reading_changes_its_sign_in_the_mirror(film: Film, view: View) -> None:
    track = stood(replace(film, yaw_deg=7.0))
    own = compute_yaw_cues(track, still(track), view, 0.0)
    other = compute_yaw_cues(track.mirror_track(), still(track), view, 0.0)
    assert any(abs(value) > 0.001 for value in own.values())
    for name, value in own.items():
        assert other[name] == pytest.approx(-value, abs=1e-9), name


@pytest.mark.parametrize(("film", "view"), VIEWS)
def test_it_is_weighed_from_readings_that_there_are(film: Film, view: View) -> None:
    track = stood(film)
    assert set(YAW_FITS[view].weights) <= set(compute_yaw_cues(track, still(track), view, 0.0))


@pytest.mark.parametrize(("film", "view"), VIEWS)
def test_a_lifted_foot_is_no_perspective(film: Film, view: View) -> None:
    """Then the trunk alone is read, and the result is less sure."""
    track = stood(replace(film, yaw_deg=5.0))
    image = track.image_px.copy()
    foot = [joint.select_landmark(Side.LEFT) for joint in (Joint.ANKLE, Joint.HEEL, Joint.TOE)]
    image[:, foot, 1] -= 100.0
    lifted = track.replace_fields(image_px=image)
    (plain, sure), (read, unsure) = (estimate_yaw(one, still(one), view, 0.0) for one in (track, lifted))
    assert unsure > sure
    assert abs(read - 5.0) < 3.0
    assert np.sign(plain) == 1.0


def test_unseen_is_unknown() -> None:
    track = stood(FRONT)
    gone = track.replace_fields(image_px=np.full_like(track.image_px, np.nan), world_m=track.world_m * np.nan)
    assert np.isnan(estimate_yaw(gone, still(gone), View.FRONT, 0.0)[0])
