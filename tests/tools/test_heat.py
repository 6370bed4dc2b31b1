"""Heat maps read at known places; and the law that a mirrored picture gives mirrored features."""

from typing import ClassVar

import numpy as np
import pytest

from analysis.pose.landmarks import MIRROR_INDEX, N_LANDMARKS, Joint, Landmark
from analysis.report.segment import analyze_shot
from analysis.report.stance_segment import StanceSegment
from analysis.settings import SetSettings
from tests.fixtures.lifters import Fault, squat
from tools.heat_maps import (
    CROP_PX,
    FIELDS,
    MAP_CELLS,
    READ,
    SCALES,
    Crop,
    HeatReading,
    Maps,
    find_crop,
    read_both_ways,
    read_crop,
    read_frame_at_scales,
    read_heat_maps,
)
from tools.heat_networks import OpenCvNetwork, cut_model, load_landmark_model
from tools.heat_rows import (
    MAX_STRAY,
    build_odd_rows,
    choose_frames,
    list_phase_masks,
    pick_frames,
    replace_stray_joints,
)
from vision.pose.models import find_model_path

DARK, BRIGHT = -30.0, 4.0
WIDTH, HEIGHT = 240, 320


def maps_with(cells: list[tuple[int, int]], level: float = BRIGHT) -> np.ndarray:
    """(64, 64, 33) logits, every joint's map alike: bright at these (row, column), dark elsewhere."""
    heat = np.full((MAP_CELLS, MAP_CELLS, N_LANDMARKS), DARK)
    for row, column in cells:
        heat[row, column] = level
    return heat


def guesses(x: float, y: float) -> np.ndarray:
    return np.tile([x, y], (N_LANDMARKS, 1)).astype(float)


# ---- one map ----


def test_a_single_bright_cell_is_the_joint():
    points, peaks = read_heat_maps(maps_with([(30, 20)]), guesses(4 * 22, 4 * 27))
    assert points[Landmark.LEFT_HIP] == pytest.approx([80.0, 120.0])
    assert peaks[Landmark.LEFT_HIP] == pytest.approx(1 / (1 + np.exp(-BRIGHT)))
    assert np.isnan(points[Landmark.LEFT_WRIST]).all()  # not asked for


def test_between_two_equally_bright_cells_lies_their_middle():
    points, _ = read_heat_maps(maps_with([(30, 20), (31, 20)]), guesses(80, 120))
    assert points[Landmark.NOSE] == pytest.approx([80.0, 122.0])


def test_squared_weights_keep_a_half_as_bright_cell_to_a_fifth():
    heat = maps_with([(30, 20)], 0.0)  # light 1/2
    heat[30, 25] = -np.log(3.0)  # light 1/4: weight 1/16 against 1/4
    points, _ = read_heat_maps(heat, guesses(80, 120))
    assert points[Landmark.NOSE, 0] == pytest.approx(4 * (20 + 5 * 0.2))


@pytest.mark.parametrize("guess", [(80.0, 120.0), (-40.0, 120.0), (80.0, 400.0)])
def test_a_faint_map_or_a_guess_outside_leaves_the_guess(guess: tuple[float, float]):
    points, peaks = read_heat_maps(maps_with([(30, 20)], np.log(0.05)), guesses(*guess))
    assert points[Landmark.LEFT_KNEE] == pytest.approx(guess)
    assert peaks[Landmark.LEFT_KNEE] < 0.1


def test_light_far_from_the_guess_is_somebody_elses():
    points, _ = read_heat_maps(maps_with([(30, 20)]), guesses(4 * 40, 4 * 30))
    assert points[Landmark.LEFT_KNEE] == pytest.approx([160.0, 120.0])


# ---- the crop ----


def test_a_dot_is_where_the_crop_says_it_is():
    crop = Crop((130.0, 150.0), 2.0 * CROP_PX, roll_deg=7.0)
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    image[180:185, 100:105] = 255  # centre (102, 182)
    piece = crop.cut_image(image)[:, :, 0].astype(float)
    rows, columns = np.mgrid[:CROP_PX, :CROP_PX]
    found = np.array([(piece * columns).sum(), (piece * rows).sum()]) / piece.sum()
    assert crop.to_image_px(found) == pytest.approx([102.0, 182.0], abs=0.15)


def test_of_picture_undoes_in_picture():
    crop = Crop((130.0, 150.0), 300.0, roll_deg=-11.0)
    points = np.random.default_rng(4).uniform(0, 300, (5, 2))
    assert crop.to_image_px(crop.to_crop_px(points)) == pytest.approx(points)


def test_the_crop_is_centred_on_the_hips_and_as_wide_as_the_body_reaches():
    points = np.full((N_LANDMARKS, 2), np.nan)
    points[list(Joint.HIP.pair)] = [[90.0, 100.0], [110.0, 100.0]]
    points[Landmark.NOSE] = [100.0, 20.0]
    points[Landmark.LEFT_WRIST] = [100.0, -200.0]  # arms overhead do not make it wider
    crop = find_crop(points, 1.1, 3.0)
    assert crop == Crop((100.0, 100.0), pytest.approx(2.5 * 1.1 * 80.0), 3.0)
    points[Landmark.LEFT_HIP] = np.nan
    assert find_crop(points, 1.1, 3.0) is None


# ---- mirrored pictures ----


def lopsided(crop: np.ndarray) -> Maps:
    """Stands for a network with a left/right bias: its answers hang on the pixels, nowhere symmetrically."""
    rng = np.random.default_rng(5)
    cells = crop[::4, ::4].astype(float) / 255.0
    heat = cells @ rng.normal(0, 6, (3, N_LANDMARKS)) + rng.normal(0, 2, (MAP_CELLS, MAP_CELLS, N_LANDMARKS))
    light = cells.mean(axis=2) @ np.arange(MAP_CELLS) / (1.0 + cells.mean(axis=2).sum(axis=1))
    at = rng.uniform(60, 190, (N_LANDMARKS, 2)) + light[:N_LANDMARKS, None] * [0.3, 0.1]
    return Maps(at, rng.normal(0, 0.4, (N_LANDMARKS, 3)) + light[:N_LANDMARKS, None] / 50.0, heat)


def blurred_picture() -> np.ndarray:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    waves = [np.sin(rows / (9 + 4 * k) + k) * np.cos(columns / (13 - 3 * k) - k) for k in range(3)]
    return (120 + 100 * np.stack(waves, axis=2)).astype(np.uint8)


def mirrored_points(points: np.ndarray) -> np.ndarray:
    return np.take(points, MIRROR_INDEX, axis=-2) * [-1.0, 1.0] + [WIDTH - 1.0, 0.0]


@pytest.mark.parametrize("roll_deg", [0.0, 6.0])
def test_a_mirrored_picture_gives_the_mirrored_reading(roll_deg: float):
    image = blurred_picture()
    tracked = np.full((N_LANDMARKS, 2), np.nan)
    ours = read_both_ways(lopsided, image, Crop((120.0, 150.0), 200.0, roll_deg), tracked)
    turned, crop = np.ascontiguousarray(image[:, ::-1]), Crop((WIDTH - 121.0, 150.0), 200.0, -roll_deg)
    theirs = read_both_ways(lopsided, turned, crop, tracked)
    read = list(READ)
    assert theirs.points[read] == pytest.approx(mirrored_points(ours.points)[read], abs=0.02)
    assert theirs.guess[read] == pytest.approx(mirrored_points(ours.guess)[read], abs=0.02)
    assert theirs.world == pytest.approx(ours.world[MIRROR_INDEX] * [-1.0, 1.0, 1.0], abs=1e-3)
    assert theirs.peaks[read] == pytest.approx(ours.peaks[MIRROR_INDEX][read], abs=1e-3)


def test_a_network_that_only_draws_maps_is_read_about_the_tracked_landmarks():
    heat = maps_with([(30, 20)])
    nothing = Maps(np.full((N_LANDMARKS, 2), np.nan), np.full((N_LANDMARKS, 3), np.nan), heat)
    tracked = guesses(85, 115)
    tracked[Landmark.LEFT_KNEE] = np.nan
    reading = read_crop(lambda crop: nothing, np.zeros((CROP_PX, CROP_PX, 3), np.uint8), tracked)
    assert reading.points[Landmark.NOSE] == pytest.approx([80.0, 120.0])
    assert np.isnan(reading.points[Landmark.LEFT_KNEE]).all()


def test_one_look_per_scale():
    points = np.random.default_rng(2).uniform(80, 160, (N_LANDMARKS, 2))
    reading = read_frame_at_scales(lopsided, blurred_picture(), points, 0.0)
    assert reading.points.shape == (len(SCALES), N_LANDMARKS, 2)


# ---- features ----


def part_of(mirrored: bool) -> StanceSegment:
    track = squat([Fault(hip_drop=12), Fault(knee_valgus=-9)])
    return analyze_shot(track.mirror_track() if mirrored else track, SetSettings()).parts[0]


def readings_near(part: StanceSegment, index: np.ndarray) -> HeatReading:
    """Any readings at all, a few pixels off the landmarks."""
    rng = np.random.default_rng(8)
    shape = (len(index), len(SCALES), N_LANDMARKS)
    points = part.scene.track.image_px[index][:, None] + rng.normal(0, 2, (*shape, 2))
    world = part.scene.track.world_m[index][:, None] + rng.normal(0, 0.02, (*shape, 3))
    return HeatReading(points, points, world, rng.uniform(0.2, 1, shape))


def mirrored_reading(reading: HeatReading, width_px: int) -> HeatReading:
    swapped = {name: np.take(getattr(reading, name), MIRROR_INDEX, axis=2) for name in FIELDS}
    points, guess = (swapped[name] * [-1.0, 1.0] + [width_px - 1.0, 0.0] for name in ("points", "guess"))
    return HeatReading(points, guess, swapped["world"] * [-1.0, 1.0, 1.0], swapped["peaks"])


def test_every_feature_changes_sign_in_the_mirror():
    part, other = part_of(mirrored=False), part_of(mirrored=True)
    index = choose_frames(part)
    assert index.tolist() == choose_frames(other).tolist()
    readings = readings_near(part, index)
    ours, names = build_odd_rows(part, index, readings)
    theirs, _ = build_odd_rows(other, index, mirrored_reading(readings, part.scene.track.size_px[0]))
    assert ours.shape == (len(list_phase_masks(part)), len(names))
    assert (np.abs(ours).max(axis=0) > 1e-6).all()
    assert theirs == pytest.approx(-ours, abs=1e-9)


def test_a_joint_that_strays_is_put_back_to_its_landmark():
    part = part_of(mirrored=False)
    index = choose_frames(part)
    readings = readings_near(part, index)
    readings.points[3, 1, Landmark.LEFT_ANKLE] += 2 * MAX_STRAY * part.scene.spans.leg
    kept = replace_stray_joints(part.scene, index, readings).points
    tracked = part.scene.track.image_px[index[3], Landmark.LEFT_ANKLE]
    assert kept[3, 1, Landmark.LEFT_ANKLE] == pytest.approx(tracked)
    assert np.array_equal(kept[3, 0], readings.points[3, 0])


def test_picked_frames_are_spread_evenly_and_alike_backwards():
    frames = np.zeros(40, bool)
    frames[10:22] = True
    assert pick_frames(frames, 4).tolist() == [11, 14, 17, 20]
    for length in range(1, 12):
        frames = np.ones(length, bool)
        chosen = pick_frames(frames, 4)
        assert len(set(chosen.tolist())) == min(length, 4)
        assert (length - 1 - chosen[::-1]).tolist() == chosen.tolist()


def test_another_clip_than_the_track_was_made_of_is_refused(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("sklearn", reason="needs the samples extra")
    pytest.importorskip("moderngl", reason="needs the samples extra")
    from tools import heat_features

    class Moved:
        signals: ClassVar = {"hip_drop_pct": np.arange(5.0)}

    monkeypatch.setattr(heat_features, "compute_movement", lambda spec: (None, None, Moved))
    spec = heat_features.generate_calibration_spec(1, 0.38)
    with pytest.raises(ValueError, match="generator has changed"):
        heat_features.render_wanted_frames(spec, {0}, {"hip_drop_pct": np.zeros(5)})


# ---- the network by OpenCV ----


def test_the_shipped_model_gives_its_heat_maps_to_opencv():
    network = OpenCvNetwork(find_model_path("full"))
    crop = blurred_picture()[:CROP_PX, :CROP_PX].repeat(2, axis=1)[:, :CROP_PX]
    heat = network(np.ascontiguousarray(crop)).heat
    assert heat.shape == (MAP_CELLS, MAP_CELLS, N_LANDMARKS)
    assert np.array_equal(heat, network(np.ascontiguousarray(crop)).heat)


def test_an_output_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no output Nothing"):
        cut_model(load_landmark_model(find_model_path("full")), "Nothing")
