"""The calibrated estimator, whatever its numbers: odd, silent about what it has not seen, and versioned."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.calibration.estimator import EstimatorInput
from analysis.calibration.features import (
    compute_features_per_frame,
    compute_frame_features,
    list_feature_names,
    summarize_frames,
)
from analysis.calibration.regression_estimator import MAX_OUT_OF_RANGE, SCHEMA, CalibratedEstimator
from analysis.errors import ModelError
from analysis.pose.landmarks import Joint
from analysis.pose.track import PoseTrack
from analysis.quantities.definitions import Quantity
from analysis.quantities.frontal_plane import Plane
from analysis.report.segment import analyze_shot
from analysis.report.types import Standing
from analysis.settings import SetSettings, View
from tests.fixtures.lifters import Fault, squat

FAULTS = [Fault(hip_drop=12), Fault(knee_valgus=-9), Fault(lateral_shift=14)]


def scene_of(track: PoseTrack, settings: SetSettings = SetSettings()) -> EstimatorInput:
    return analyze_shot(track, settings).parts[0].scene


def artefact(scene: EstimatorInput, seed: int = 3) -> dict[str, np.ndarray]:
    """Random weights over the real features of a scene: the invariants must hold for any numbers."""
    rng = np.random.default_rng(seed)
    found = compute_frame_features(scene)
    odd_names, even_names = list_feature_names(found)
    even = summarize_frames(found, scene.standing, scene.depth > 0.2).even[0]
    odd, others, anchors = len(odd_names), len(even_names), 7
    arrays: dict[str, np.ndarray] = {
        "schema": np.array(SCHEMA),
        "name": np.array("random"),
    }
    for view in ("front", "rear"):
        own = {
            "0.odd_names": np.array(odd_names),
            "0.even_names": np.array(even_names),
            "0.odd_scale": rng.uniform(0.05, 0.2, odd),
            "0.even_mean": even,
            "0.even_scale": rng.uniform(0.1, 0.3, others),
            "0.ridge": rng.normal(0, 1, (odd, 4)),
            "0.anchors_odd": rng.normal(0, 1, (anchors, odd)),
            "0.anchors_even": rng.normal(0, 1, (anchors, others)),
            "0.dual": rng.normal(0, 1, (anchors, 4)),
            "0.base": np.array([1.4, 1.0, 1.0, 0.0]),
            "0.ridge_share": np.full(4, 0.5),
            "0.kernel": np.array([0.3, 1.5, 2.0, 1.5]),
            "even_low": even - 1.0,
            "even_high": even + 1.0,
            **{
                name: rng.uniform(0.1, 1, 4)
                for name in ("sd", "sd_share", "sd_per_yaw", "sd_per_depth", "sd_per_strange")
            },
        }
        arrays |= {f"{view}.{key}": value for key, value in own.items()}
    return arrays


@pytest.fixture(scope="module")
def scene() -> EstimatorInput:
    return scene_of(squat(FAULTS))


@pytest.fixture(scope="module")
def estimator(scene: EstimatorInput) -> CalibratedEstimator:
    return CalibratedEstimator.from_arrays(artefact(scene))


def test_a_mirrored_lifter_gets_mirrored_numbers(
    scene: EstimatorInput, estimator: CalibratedEstimator
) -> None:
    mirrored = scene_of(squat(FAULTS).mirror_track())
    deep = scene.depth > 0.2
    ours, theirs = estimator.estimate_means(scene, deep), estimator.estimate_means(mirrored, deep)
    for key in Quantity:
        assert abs(ours[key].pct) > 0.01
        assert ours[key].pct == pytest.approx(-theirs[key].pct, abs=1e-6)
        assert ours[key].high_pct == pytest.approx(-theirs[key].low_pct, abs=1e-6)


def test_every_frame_alone_is_read_as_a_phase_of_one_frame(scene: EstimatorInput) -> None:
    found = compute_frame_features(scene)
    one = np.zeros(len(scene.depth), bool)
    one[60] = True
    alone, series = (
        summarize_frames(found, scene.standing, one),
        compute_features_per_frame(found, scene.standing, np.ones(len(scene.depth), bool)),
    )
    assert np.allclose(series.odd[60], alone.odd[0])
    assert np.allclose(series.even[60], alone.even[0])


def test_hip_rotation_is_an_indication_and_the_others_are_graded(
    scene: EstimatorInput, estimator: CalibratedEstimator
) -> None:
    found = estimator.estimate_means(scene, scene.depth > 0.2)
    standings = {key: found[key].standing for key in Quantity}
    assert standings.pop(Quantity.HIP_ROTATION) is Standing.INDICATION
    assert set(standings.values()) == {Standing.GRADED}


def test_an_unseen_joint_gives_no_number(estimator: CalibratedEstimator) -> None:
    track = squat(FAULTS)
    image = track.image_px.copy()
    image[:, Joint.EAR.pair[0]] = np.nan
    blind = scene_of(track.replace_fields(image_px=image))
    for estimate in estimator.estimate_means(blind, blind.depth > 0.2).values():
        assert np.isnan(estimate.pct)
        assert estimate.reason == "not seen"


def test_a_body_unlike_all_calibrated_ones_is_not_graded(scene: EstimatorInput) -> None:
    arrays = artefact(scene)
    outside = round(1.5 * MAX_OUT_OF_RANGE * len(arrays["front.even_low"]))
    arrays["front.even_low"][:outside] += 5.0
    strange = CalibratedEstimator.from_arrays(arrays)
    for estimate in strange.estimate_means(scene, scene.depth > 0.2).values():
        assert estimate.standing is Standing.UNGRADED
        assert "outside what was calibrated" in estimate.reason


def test_an_unusual_body_widens_before_it_refuses(scene: EstimatorInput) -> None:
    arrays = artefact(scene) | {f"{view}.0.dual": np.zeros((7, 4)) for view in ("front", "rear")}
    known = CalibratedEstimator.from_arrays(arrays).estimate_means(scene, scene.depth > 0.2)
    arrays["front.0.even_mean"] = arrays["front.0.even_mean"] + 2.0 * arrays["front.0.even_scale"]
    unusual = CalibratedEstimator.from_arrays(arrays).estimate_means(scene, scene.depth > 0.2)
    for key in Quantity:
        assert unusual[key].pct == pytest.approx(known[key].pct)
        assert unusual[key].high_pct - unusual[key].pct > known[key].high_pct - known[key].pct


def test_several_fits_are_averaged(scene: EstimatorInput) -> None:
    one, other = artefact(scene, 3), artefact(scene, 4)
    both = one | {key.replace(".0.", ".1."): value for key, value in other.items() if ".0." in key}
    read = [
        CalibratedEstimator.from_arrays(arrays).estimate_means(scene, scene.depth > 0.2)
        for arrays in (one, other, both)
    ]
    for key in Quantity:
        assert read[2][key].pct == pytest.approx((read[0][key].pct + read[1][key].pct) / 2.0)


def test_a_deeper_phase_is_known_less_surely(scene: EstimatorInput) -> None:
    arrays = artefact(scene)
    known = CalibratedEstimator.from_arrays(arrays).estimate_means(scene, scene.depth > 0.2)
    arrays["front.sd_per_depth"] = arrays["front.sd_per_depth"] + 5.0
    wider = CalibratedEstimator.from_arrays(arrays).estimate_means(scene, scene.depth > 0.2)
    for key in Quantity:
        assert wider[key].high_pct - wider[key].low_pct > known[key].high_pct - known[key].low_pct


def test_another_version_is_refused_with_the_remedy(scene: EstimatorInput) -> None:
    with pytest.raises(ModelError, match="reinstall"):
        CalibratedEstimator.from_arrays(artefact(scene) | {"schema": np.array("evenrep.calibration/9")})


def test_an_artefact_of_other_features_is_refused(scene: EstimatorInput) -> None:
    arrays = artefact(scene)
    arrays["front.0.odd_names"] = arrays["front.0.odd_names"][::-1]
    with pytest.raises(ModelError, match="another version"):
        CalibratedEstimator.from_arrays(arrays).estimate_means(scene, scene.depth > 0.2)


def test_a_phase_is_read_from_its_own_frames_and_standing_alone(
    scene: EstimatorInput, estimator: CalibratedEstimator
) -> None:
    deep = scene.depth > 0.3
    wild = scene.plane.points.copy()
    wild[~(deep | scene.standing)] += 1e4
    elsewhere = replace(scene, plane=Plane(wild))
    ours, theirs = (estimator.estimate_means(which, deep) for which in (scene, elsewhere))
    assert ours == theirs


def test_a_long_set_is_read_in_pieces_to_the_same_numbers(
    scene: EstimatorInput, estimator: CalibratedEstimator, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = estimator.estimate_series(scene)
    monkeypatch.setattr("analysis.calibration.model_file.ROWS_AT_ONCE", 7)
    for key, series in estimator.estimate_series(scene).items():
        assert np.allclose(series, whole[key], equal_nan=True)


def test_both_views_are_there(estimator: CalibratedEstimator) -> None:
    assert set(estimator.views) == {View.FRONT, View.REAR}
