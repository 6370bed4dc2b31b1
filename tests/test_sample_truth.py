"""The sample clips' truth files, and the code that computed them, on joints whose answer is known."""

import json
from pathlib import Path

import numpy as np
import pytest

from tools.people import truth
from tools.people.truth import KEYS

FOLDER = Path(__file__).resolve().parents[1] / "sample_videos"
FILES = sorted(FOLDER.glob("*.truth.json"))
NAMES = (
    *("even_front", "even_rear", "left_shift_front", "right_hip_drop_front", "left_knee_in_front"),
    *("rotation_front", "loaded_mixed_front", "side_view"),
)
SIDE = {"left": 1, "right": -1}
CLEAR_PCT = 18.0  # a planted fault is at least this large where it counts as planted
QUIET_PCT = 8.0  # the other quantities of a single-fault clip stay within this


def load(path: Path) -> dict:
    return json.loads(path.read_text())


# ---- the clips that are in the repository ----


def test_every_promised_clip_is_there_with_its_truth():
    missing = [
        n for n in NAMES for ending in ("mp4", "truth.json") if not (FOLDER / f"{n}.{ending}").exists()
    ]
    assert not missing


def test_the_folder_stays_small_enough_to_clone():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 25e6


def test_the_folder_says_its_licence_and_lists_every_clip():
    assert "CC0" in (FOLDER / "LICENSE").read_text()
    readme = (FOLDER / "README.md").read_text()
    assert all(f"`{name}`" in readme for name in NAMES)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name.split(".")[0])
class TestTruthFile:
    def test_is_about_its_own_clip(self, path: Path):
        table = load(path)
        assert table["clip"] == path.name.removesuffix(".truth.json")
        assert table["lift"] == "squat"
        assert table["view"] in {"front", "rear", "side"}

    def test_reps_follow_each_other_in_time(self, path: Path):
        reps = load(path)["reps"]
        assert [rep["rep"] for rep in reps] == list(range(1, len(reps) + 1))
        times = [rep[key] for rep in reps for key in ("start_s", "bottom_s", "end_s")]
        assert np.all(np.diff(times) > 0)
        assert times[0] >= 1.5, "quiet standing comes first"

    def test_grades_follow_from_the_values(self, path: Path):
        for rep in load(path)["reps"]:
            assert rep["grade"] == ("bad" if max(abs(rep[key]) for key in KEYS) > 15 else "good")
            assert all(rep[f"{key}_phase"] in {"down", "up"} for key in KEYS)

    def test_no_value_sits_on_the_line(self, path: Path):
        """A clip that is to be examined must not hang on a tenth of a percent."""
        values = [abs(rep[key]) for rep in load(path)["reps"] for key in KEYS]
        assert not [v for v in values if 13 < v < 17]

    def test_the_planted_fault_has_the_promised_side_and_size(self, path: Path):
        table = load(path)
        if table["planted"] is None:
            assert all(rep["grade"] == "good" for rep in table["reps"])
            return
        key, sign = table["planted"]["quantity"], SIDE[table["planted"]["side"]]
        bad = [rep for rep in table["reps"] if rep["grade"] == "bad"]
        assert len(bad) >= 0.5 * len(table["reps"])
        assert all(sign * rep[key] > CLEAR_PCT for rep in bad)

    def test_single_faults_come_alone(self, path: Path):
        table = load(path)
        if table["planted"] is None or "load_kg" in table:
            pytest.skip("no single planted fault")
        others = [key for key in KEYS if key != table["planted"]["quantity"]]
        assert max(abs(rep[key]) for rep in table["reps"] for key in others) < QUIET_PCT

    def test_even_clips_are_even(self, path: Path):
        table = load(path)
        if not table["clip"].startswith("even"):
            pytest.skip("not an even clip")
        assert max(abs(rep[key]) for rep in table["reps"] for key in KEYS) < 5

    def test_the_camera_is_where_the_view_says(self, path: Path):
        table = load(path)
        camera = table["camera"]
        yaw = abs(camera["yaw_deg"])
        assert 80 <= yaw <= 90 if table["view"] == "side" else yaw <= 3
        assert abs(camera["roll_deg"]) <= 2


def test_the_loaded_clip_also_gives_its_truth_with_the_bar():
    table = load(FOLDER / "loaded_mixed_front.truth.json")
    assert table["load_kg"] > 0
    assert table["body_mass_kg"] > 0
    assert 8 <= len(table["reps"]) <= 10
    assert [r["rep"] for r in table["reps_with_load"]] == [r["rep"] for r in table["reps"]]
    grades = [rep["grade"] for rep in table["reps"]]
    assert grades == sorted(grades, key="bad".__eq__), "even first, then bad to the end"


# ---- the code that computed them ----

STANDING_FRAMES, DOWN, UP = 30, 20, 20
HIP_WIDTH, STANCE, LEG = 0.2, 0.4, 0.9
FRAMES = STANDING_FRAMES + DOWN + UP + 10
BOTTOM = STANDING_FRAMES + DOWN - 1
STANDING = np.arange(FRAMES) < STANDING_FRAMES


def phase() -> np.ndarray:
    """(T,) 0 in standing, 1 at the bottom."""
    x = np.zeros(FRAMES)
    x[STANDING_FRAMES : STANDING_FRAMES + DOWN] = np.linspace(0, 1, DOWN)
    x[STANDING_FRAMES + DOWN : STANDING_FRAMES + DOWN + UP] = np.linspace(1, 0, UP + 1)[1:]
    return x


def even_joints() -> dict[str, np.ndarray]:
    """An exactly even squat: hips travel 40 % of the leg's height."""
    down = phase()
    joints = {}
    for side, s in SIDE.items():
        hip_y = 0.1 + LEG * (1 - 0.4 * down)
        joints[f"ankle_{side}"] = np.stack(
            [np.full(FRAMES, s * STANCE / 2), np.full(FRAMES, 0.1), 0 * down], 1
        )
        joints[f"hip_{side}"] = np.stack([np.full(FRAMES, s * HIP_WIDTH / 2), hip_y, -0.2 * down], 1)
        joints[f"knee_{side}"] = np.stack([s * (0.18 + 0.07 * down), 0.5 - 0.05 * down, 0.3 * down], 1)
        joints[f"shoulder_{side}"] = np.stack([np.full(FRAMES, s * 0.18), hip_y + 0.5, 0 * down], 1)
        joints[f"ear_{side}"] = np.stack([np.full(FRAMES, s * 0.07), hip_y + 0.75, 0 * down], 1)
    return joints


def measure(joints: dict[str, np.ndarray], **load: float) -> dict:
    signals = truth.compute_true_quantities(joints, STANDING, **load)
    depth = truth.compute_true_depth(joints, STANDING)
    start, end = truth.find_true_rep_bounds(depth, STANDING_FRAMES - 5, BOTTOM, FRAMES - 1)
    return truth.compute_true_rep_values(signals, depth, start, BOTTOM, end)


def deep() -> np.ndarray:
    """(T,) bool: as deep as a rep's value asks for."""
    return phase() >= 0.5 - 1e-9


def tilted(drop_pct: float) -> dict[str, np.ndarray]:
    """The left hip lower by drop_pct of the hip width while deep."""
    joints = even_joints()
    for side, s in SIDE.items():
        joints[f"hip_{side}"][deep(), 1] -= s * drop_pct / 100 * HIP_WIDTH / 2
    return joints


def turned(rotation_pct: float) -> dict[str, np.ndarray]:
    """The left hip forward, tan of the angle = rotation_pct / 100, while deep."""
    joints, psi = even_joints(), np.arctan(rotation_pct / 100)
    for side, s in SIDE.items():
        joints[f"hip_{side}"][deep(), 0] = s * HIP_WIDTH / 2 * np.cos(psi)
        joints[f"hip_{side}"][deep(), 2] += s * HIP_WIDTH / 2 * np.sin(psi)
    return joints


def knee_moved(valgus_pct: float) -> dict[str, np.ndarray]:
    """Both knees go to the right while deep, by equal parts: the left one in, the right one out."""
    joints = even_joints()
    apart = (joints["knee_left"] - joints["knee_right"])[:, 0]
    for side in SIDE:
        joints[f"knee_{side}"][deep(), 0] -= (valgus_pct / 100 * apart / 2)[deep()]
    return joints


def shifted(shift_pct: float) -> dict[str, np.ndarray]:
    """All but the ankles goes left, until the centre of mass is shift_pct of half a stance away."""
    joints = even_joints()
    above_ankle = 0.081 + 0.497 + 0.1 + 0.2 + 2 * 0.0465 * (1 - 0.433)
    for name, points in joints.items():
        if not name.startswith("ankle"):
            points[deep(), 0] += shift_pct / 200 * STANCE / above_ankle
    return joints


BUILT = {
    "hip_drop_pct": tilted,
    "knee_valgus_pct": knee_moved,
    "lateral_shift_pct": shifted,
    "hip_rotation_pct": turned,
}


def test_an_even_squat_is_zero_in_all_four():
    row = measure(even_joints())
    assert row["grade"] == "good"
    assert [row[key] for key in KEYS] == [0, 0, 0, 0]


@pytest.mark.parametrize("value", [-24.0, -9.0, 9.0, 24.0])
@pytest.mark.parametrize("key", KEYS)
def test_a_built_fault_is_read_back_exactly(key: str, value: float):
    row = measure(BUILT[key](value))
    assert row[key] == pytest.approx(value, abs=0.01)
    assert row["grade"] == ("bad" if abs(value) > 15 else "good")


@pytest.mark.parametrize("key", ["hip_drop_pct", "knee_valgus_pct", "hip_rotation_pct"])
def test_a_built_fault_does_not_leak_into_the_others(key: str):
    row = measure(BUILT[key](20.0))
    others = set(KEYS) - {key} - ({"lateral_shift_pct"} if key == "knee_valgus_pct" else set())
    assert all(abs(row[other]) < 0.5 for other in others)


def wobbly(seed: int) -> dict[str, np.ndarray]:
    """An uneven, noisy squat of nobody in particular, with uneven standing too."""
    rng = np.random.default_rng(seed)
    noisy = {name: points + rng.normal(0, 0.004, points.shape) for name, points in even_joints().items()}
    drift = {name: points + phase()[:, None] * rng.normal(0, 0.03, 3) for name, points in noisy.items()}
    return drift | {name: points for name, points in noisy.items() if name.startswith("ankle")}


@pytest.mark.parametrize("seed", range(8))
def test_mirror_the_joints_and_every_value_flips_exactly(seed: int):
    joints = wobbly(seed)
    there, back = measure(joints), measure(truth.mirror_joints(joints))
    for key in KEYS:
        assert back[key] == pytest.approx(-there[key], abs=1e-9)
        assert back[f"{key}_phase"] == there[f"{key}_phase"]
    assert back["grade"] == there["grade"]


def test_mirror_twice_is_the_same_movement():
    joints = wobbly(3)
    again = truth.mirror_joints(truth.mirror_joints(joints))
    assert all(np.array_equal(again[name], joints[name]) for name in joints)


@pytest.mark.parametrize("key", KEYS)
def test_turning_lifter_and_feet_together_changes_nothing(key: str):
    joints, a = BUILT[key](17.0), np.radians(30)
    turn = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    there, here = measure(joints), measure({name: points @ turn.T for name, points in joints.items()})
    assert all(here[k] == pytest.approx(there[k], abs=0.01) for k in KEYS)


def test_an_unevenness_of_quiet_standing_is_not_held_against_the_rep():
    joints = even_joints()
    joints["hip_left"][:, 1] -= 0.01
    assert abs(measure(joints)["hip_drop_pct"]) < 0.1


def test_the_larger_phase_counts_and_is_named():
    joints = even_joints()
    on_the_way_up = deep() & (np.arange(FRAMES) > BOTTOM)
    joints["hip_left"][on_the_way_up, 1] -= 0.04
    row = measure(joints)
    assert (row["hip_drop_pct_phase"], row["hip_drop_pct"] > 15) == ("up", True)


def test_a_bar_pulls_the_centre_of_mass_towards_the_shoulders():
    joints = even_joints()
    for side in SIDE:
        joints[f"shoulder_{side}"][deep(), 0] += 0.05
    body, loaded = measure(joints), measure(joints, load_kg=80.0, body_mass_kg=80.0)
    assert loaded["lateral_shift_pct"] == pytest.approx((body["lateral_shift_pct"] + 25) / 2, abs=0.02)


def test_a_bar_without_a_body_mass_is_left_out():
    joints = shifted(20.0)
    assert measure(joints, load_kg=80.0)["lateral_shift_pct"] == pytest.approx(20.0, abs=0.01)
