"""The default estimator, whatever its numbers: odd, honest about its interval, silent where it cannot see."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.calibration.estimator import Estimate, EstimatorInput
from analysis.quantities.definitions import Quantity
from analysis.report.segment import analyze_shot
from analysis.report.stages import Stages
from analysis.report.types import Standing
from analysis.settings import SetSettings, View
from tests.fixtures.lifters import FRONT, REAR, Fault, Film, squat

ESTIMATOR = Stages().estimator
MIXED = (Fault(hip_drop=9.0, knee_valgus=-8.0, lateral_shift=7.0),) * 2


def scene_of(film: Film = FRONT, reps=MIXED) -> tuple[EstimatorInput, np.ndarray]:
    """(scene, frames of the first rep's deep half)."""
    (part, *_) = analyze_shot(squat(reps, film), SetSettings()).parts
    rep = part.reps[0]
    index = np.arange(len(part.scene.depth))
    deep = (part.scene.depth > 0.5 * rep.depth) & (index >= rep.start) & (index <= rep.end)
    return part.scene, deep


def estimates(film: Film = FRONT, reps=MIXED) -> dict[Quantity, Estimate]:
    return ESTIMATOR.estimate_means(*scene_of(film, reps))


@pytest.mark.parametrize("film", [FRONT, REAR], ids=["front", "rear"])
class TestEveryView:
    def test_there_is_an_estimate_of_every_quantity(self, film):
        assert set(estimates(film)) == set(Quantity)

    def test_a_value_lies_inside_its_interval_and_nan_has_a_reason(self, film):
        for estimate in estimates(film).values():
            if estimate.standing is Standing.UNGRADED:
                assert np.isnan([estimate.pct, estimate.low_pct, estimate.high_pct]).all()
                assert estimate.reason
            else:
                assert estimate.low_pct < estimate.pct < estimate.high_pct

    def test_planted_signs_are_kept(self, film):
        for quantity, sign in ((Quantity.HIP_DROP, 1), (Quantity.LATERAL_SHIFT, 1)):
            assert np.sign(estimates(film)[quantity].pct) == sign

    def test_it_is_odd(self, film):
        mirrored = analyze_shot(squat(MIXED, film).mirror_track(), SetSettings()).parts[0].scene
        _, deep = scene_of(film)
        for quantity, estimate in ESTIMATOR.estimate_means(mirrored, deep).items():
            plain = estimates(film)[quantity]
            np.testing.assert_allclose(
                [estimate.pct, estimate.low_pct, estimate.high_pct],
                [-plain.pct, -plain.high_pct, -plain.low_pct],
                atol=0.1,
            )

    def test_of_no_frames_it_says_nothing(self, film):
        scene, deep = scene_of(film)
        assert all(np.isnan(one.pct) for one in ESTIMATOR.estimate_means(scene, np.zeros_like(deep)).values())

    def test_frame_by_frame_it_is_as_long_as_the_scene(self, film):
        scene, _ = scene_of(film)
        series = ESTIMATOR.estimate_series(scene)
        assert set(series) == set(Quantity)
        assert {len(values) for values in series.values()} == {len(scene.depth)}


def width(estimate: Estimate) -> float:
    return estimate.high_pct - estimate.low_pct


GRADED_FROM_THE_FRONT = {Quantity.HIP_DROP, Quantity.KNEE_VALGUS, Quantity.LATERAL_SHIFT}


def widths(found: dict[Quantity, Estimate]) -> dict[Quantity, float]:
    """Interval width of every graded quantity. That these are the expected ones is part of each test: a
    comparison of nothing with nothing would always hold."""
    graded = {key: width(one) for key, one in found.items() if one.standing is Standing.GRADED}
    assert set(graded) == GRADED_FROM_THE_FRONT
    return graded


def test_an_off_axis_camera_widens_the_intervals():
    scene, deep = scene_of()
    off_axis = replace(scene, camera=replace(scene.camera, yaw_deg=7.5))
    straight, turned = (widths(ESTIMATOR.estimate_means(one, deep)) for one in (scene, off_axis))
    assert all(turned[key] > straight[key] for key in GRADED_FROM_THE_FRONT)


def test_a_jittering_clip_widens_the_intervals():
    quiet, jittering = widths(estimates()), widths(estimates(Film(noise_px=6.0)))
    assert all(jittering[key] > quiet[key] for key in GRADED_FROM_THE_FRONT)


@pytest.mark.parametrize("view", [View.SIDE, View.OBLIQUE, View.UNKNOWN])
def test_a_view_that_is_not_calibrated_is_not_graded(view):
    scene, deep = scene_of()
    found = ESTIMATOR.estimate_means(replace(scene, camera=replace(scene.camera, view=view)), deep)
    assert all(one.standing is Standing.UNGRADED and one.reason for one in found.values())
