"""The sample clips: who squats, in what room, with which fault. Add a clip by adding a row."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tools.people.camera import RenderCamera
from tools.people.clip import ClipSpec
from tools.people.looks import HAIR, SKIN, Outfit, RoomLook, list_macro_targets
from tools.people.mesh import Recipe
from tools.people.squat import Style
from tools.people.timeline import RepPlan
from tools.people.truth import KEYS

SIZE_PX = (540, 960)
EVEN_SD_PCT = 1.0  # rep to rep, in the quantities that nothing is planted in
SHIFT, DROP, KNEE, TURN = "lateral_shift_pct", "hip_drop_pct", "knee_valgus_pct", "hip_rotation_pct"
WHITE, BLACK = (0.5, 0.5, 0.5), (0.02, 0.02, 0.022)


@dataclass(frozen=True)
class Sample:
    """One row: the clip as a person would describe it."""

    view: str
    says: str  # what is planted, in words
    faults: dict[str, list[float]]  # quantity -> one value per rep
    person: dict[str, object]
    recipe: Recipe
    outfit: Outfit
    scene: RoomLook
    style: Style
    camera: RenderCamera
    tempo: RepPlan  # the typical rep
    reps: int = 6
    planted: dict[str, str] | None = None
    load_kg: float = 0.0
    body_mass_kg: float | None = None
    edge_samples: int = 0  # 4 for the clip that people look at first: smoother edges, twice the time


def _make_camera(
    yaw: float, roll: float, height: float, distance: float, fov: float, **more: object
) -> RenderCamera:
    return replace(RenderCamera(yaw, distance, height, fov, roll, size_px=SIZE_PX), **more)


SAMPLES = {
    "even_front": Sample(
        view="front",
        says="nothing: an even set",
        faults={},
        person={
            "sex": "male",
            "age": "young",
            "ethnicity": "caucasian",
            "build": "athletic",
            "height_m": 1.80,
        },
        recipe=Recipe(
            tuple(list_macro_targets(0.98, 0.0, {"caucasian": 1.0}, muscle=0.45, weight=0.0)), 1.80
        ),
        outfit=Outfit(
            skin=SKIN["caucasian"],
            hair=HAIR[1],
            shirt=(0.05, 0.12, 0.30),
            bottoms=BLACK,
            shoes=(0.5, 0.1, 0.07),
        ),
        scene=RoomLook(floor=0, wall=(0.72, 0.71, 0.67), turn_deg=2.0, light_azimuth_deg=28),
        style=Style(stance_hip_widths=1.85, toe_out_deg=18, lean_deg=38, arms="forward", knees_out_deg=3),
        camera=_make_camera(1.4, -0.8, 0.95, 2.9, 50),
        tempo=RepPlan(depth=0.46, down_s=1.5, hold_s=0.25, up_s=1.3),
        edge_samples=4,
    ),
    "even_rear": Sample(
        view="rear",
        says="nothing: an even set, seen from behind",
        faults={},
        person={
            "sex": "female",
            "age": "young",
            "ethnicity": "african",
            "build": "athletic",
            "height_m": 1.70,
        },
        recipe=Recipe(tuple(list_macro_targets(0.05, 0.0, {"african": 1.0}, muscle=0.4, weight=0.05)), 1.70),
        outfit=Outfit(
            skin=SKIN["african"],
            hair=HAIR[0],
            shirt=(0.62, 0.28, 0.08),
            bottoms=(0.03, 0.04, 0.07),
            shoes=WHITE,
            sleeve=0.15,
            shirt_loose=0.3,
            bottoms_leg=1.88,
            bottoms_loose=0.03,
            waist_m=0.09,
            hair_low=0.5,
            tied="bun",
        ),
        scene=RoomLook(
            floor=1, wall=(0.45, 0.50, 0.55), wall_style=1, turn_deg=-3.0, light_azimuth_deg=-25, rack=True
        ),
        style=Style(stance_hip_widths=2.0, toe_out_deg=20, lean_deg=40, arms="crossed", knees_out_deg=4),
        camera=_make_camera(-1.8, 0.9, 0.9, 2.8, 49, rear=True),
        tempo=RepPlan(depth=0.45, down_s=1.6, hold_s=0.2, up_s=1.25),
        reps=5,
    ),
    "left_shift_front": Sample(
        view="front",
        says="the body shifts to the left; the first rep is even",
        faults={SHIFT: [1.0, 21.0, 24.0, 22.5, 26.0, 25.0]},
        person={"sex": "female", "age": "young", "ethnicity": "asian", "build": "average", "height_m": 1.64},
        recipe=Recipe(tuple(list_macro_targets(0.05, 0.0, {"asian": 1.0}, muscle=0.1, weight=0.0)), 1.64),
        outfit=Outfit(
            skin=SKIN["asian"],
            hair=HAIR[0],
            shirt=(0.55, 0.56, 0.55),
            bottoms=(0.05, 0.16, 0.18),
            shoes=(0.05, 0.05, 0.05),
            sleeve=0.55,
            shirt_loose=0.7,
            bottoms_leg=1.86,
            bottoms_loose=0.04,
            waist_m=0.08,
            hair_low=0.7,
            tied="ponytail",
        ),
        scene=RoomLook(floor=2, wall=(0.66, 0.60, 0.55), turn_deg=4.0, light_azimuth_deg=35, warmth=0.5),
        style=Style(stance_hip_widths=2.05, toe_out_deg=17, lean_deg=39, arms="chest", knees_out_deg=3),
        camera=_make_camera(-1.2, 1.1, 0.85, 2.7, 48),
        tempo=RepPlan(depth=0.44, down_s=1.5, hold_s=0.3, up_s=1.35, up_over_down=1.08),
        planted={"quantity": SHIFT, "side": "left"},
    ),
    "right_hip_drop_front": Sample(
        view="front",
        says="the right hip drops; the second rep is even",
        faults={DROP: [-21.0, -2.0, -24.0, -22.5, -25.0]},
        person={
            "sex": "male",
            "age": "older",
            "ethnicity": "caucasian",
            "build": "average",
            "height_m": 1.75,
        },
        recipe=Recipe(
            tuple(list_macro_targets(0.97, 0.6, {"caucasian": 0.9, "asian": 0.1}, muscle=0.1, weight=0.15)),
            1.75,
        ),
        outfit=Outfit(
            skin=(0.62, 0.41, 0.32),
            hair=HAIR[4],
            shirt=(0.35, 0.05, 0.06),
            bottoms=(0.10, 0.11, 0.13),
            shoes=(0.1, 0.14, 0.25),
            bottoms_leg=0.9,
            bottoms_loose=0.7,
            shirt_loose=1.0,
            hair_thick=0.6,
        ),
        scene=RoomLook(
            floor=1, wall=(0.70, 0.72, 0.74), turn_deg=-2.5, light_azimuth_deg=-30, wall_behind_m=2.6
        ),
        style=Style(
            stance_hip_widths=1.9, toe_out_deg=20, lean_deg=36, arms="crossed", trunk_follows_drop=0.25
        ),
        camera=_make_camera(2.1, -1.3, 1.0, 3.0, 46),
        tempo=RepPlan(depth=0.43, down_s=1.7, hold_s=0.25, up_s=1.5, up_over_down=1.1),
        reps=5,
        planted={"quantity": DROP, "side": "right"},
    ),
    "left_knee_in_front": Sample(
        view="front",
        says="the left knee goes in; the fourth rep is even",
        faults={KNEE: [22.0, 25.0, 24.0, 2.0, 26.0, 27.0]},
        person={
            "sex": "female",
            "age": "young",
            "ethnicity": "caucasian",
            "build": "strong",
            "height_m": 1.72,
        },
        recipe=Recipe(
            tuple(list_macro_targets(0.08, 0.0, {"caucasian": 1.0}, muscle=0.35, weight=0.25)), 1.72
        ),
        outfit=Outfit(
            skin=(0.68, 0.46, 0.36),
            hair=HAIR[3],
            shirt=(0.10, 0.33, 0.22),
            bottoms=(0.06, 0.05, 0.09),
            shoes=(0.6, 0.55, 0.1),
            sleeve=0.15,
            shirt_loose=0.5,
            bottoms_leg=0.68,
            bottoms_loose=0.5,
            waist_m=0.09,
            hair_low=0.4,
            tied="ponytail",
        ),
        scene=RoomLook(
            floor=0, wall=(0.42, 0.46, 0.50), wall_style=2, turn_deg=3.0, light_azimuth_deg=20, warmth=-0.3
        ),
        style=Style(stance_hip_widths=1.95, toe_out_deg=16, lean_deg=34, arms="goblet", knees_out_deg=5),
        camera=_make_camera(0.8, 0.7, 0.8, 2.8, 48),
        tempo=RepPlan(depth=0.45, down_s=1.5, hold_s=0.2, up_s=1.3, up_over_down=1.15, grind=0.2),
        planted={"quantity": KNEE, "side": "left"},
    ),
    "rotation_front": Sample(
        view="front",
        says="the pelvis turns, left hip forward; the first rep is even",
        faults={TURN: [1.5, 21.0, 23.5, 25.0, 24.0]},
        person={"sex": "male", "age": "young", "ethnicity": "african", "build": "strong", "height_m": 1.84},
        recipe=Recipe(tuple(list_macro_targets(0.97, 0.0, {"african": 1.0}, muscle=0.6, weight=0.1)), 1.84),
        outfit=Outfit(
            skin=SKIN["african"],
            hair=HAIR[0],
            shirt=(0.60, 0.60, 0.58),
            bottoms=(0.16, 0.17, 0.19),
            shoes=BLACK,
            sleeve=0.62,
            bottoms_leg=0.85,
            bottoms_loose=0.9,
            hair_thick=0.35,
        ),
        scene=RoomLook(floor=2, wall=(0.55, 0.58, 0.52), turn_deg=-4.0, light_azimuth_deg=-20, rack=True),
        style=Style(
            stance_hip_widths=1.8, toe_out_deg=19, lean_deg=39, arms="forward", trunk_follows_rotation=0.35
        ),
        camera=_make_camera(-0.9, -0.6, 0.9, 3.1, 48),
        tempo=RepPlan(depth=0.45, down_s=1.6, hold_s=0.25, up_s=1.4),
        reps=5,
        planted={"quantity": TURN, "side": "left"},
    ),
    "loaded_mixed_front": Sample(
        view="front",
        says="a heavy set: even at first, then the body shifts right and the right hip drops, ever more",
        faults={
            SHIFT: [0.5, -1.5, 1.0, -2.5, -19.5, -21.5, -24.0, -26.0],
            DROP: [-0.5, 1.0, -1.5, -2.5, -7.0, -10.5, -19.5, -23.0],
        },
        person={
            "sex": "male",
            "age": "young",
            "ethnicity": "caucasian/asian",
            "build": "strong",
            "height_m": 1.76,
        },
        recipe=Recipe(
            tuple(list_macro_targets(0.98, 0.05, {"caucasian": 0.6, "asian": 0.4}, muscle=0.75, weight=0.2)),
            1.76,
        ),
        outfit=Outfit(
            skin=(0.58, 0.39, 0.29),
            hair=HAIR[0],
            shirt=(0.30, 0.31, 0.33),
            bottoms=(0.03, 0.05, 0.12),
            shoes=WHITE,
            sleeve=0.6,
            bottoms_leg=0.82,
            bottoms_loose=0.8,
            plates=((0.225, 0.052),),
            socks=BLACK,
        ),
        scene=RoomLook(
            floor=1, wall=(0.60, 0.60, 0.60), wall_style=1, turn_deg=1.5, light_azimuth_deg=25, rack=True
        ),
        style=Style(
            stance_hip_widths=1.9, toe_out_deg=20, lean_deg=44, tilt_deg=24, arms="back", load_share=0.75
        ),
        camera=_make_camera(1.0, 0.9, 1.0, 3.4, 50),
        tempo=RepPlan(depth=0.46, down_s=1.6, hold_s=0.2, up_s=1.5, rest_s=1.0, grind=0.5, up_over_down=1.12),
        reps=8,
        planted={"quantity": SHIFT, "side": "right"},
        load_kg=60.0,
        body_mass_kg=80.0,
    ),
    "side_view": Sample(
        view="side",
        says="nothing: filmed from the side, to be refused",
        faults={},
        person={"sex": "female", "age": "older", "ethnicity": "asian", "build": "average", "height_m": 1.60},
        recipe=Recipe(
            tuple(list_macro_targets(0.06, 0.5, {"asian": 0.8, "caucasian": 0.2}, muscle=0.0, weight=0.2)),
            1.60,
        ),
        outfit=Outfit(
            skin=(0.60, 0.43, 0.32),
            hair=HAIR[0],
            shirt=(0.40, 0.10, 0.30),
            bottoms=BLACK,
            shoes=(0.4, 0.45, 0.5),
            bottoms_leg=1.85,
            bottoms_loose=0.08,
            waist_m=0.08,
            hair_low=0.6,
            tied="bun",
        ),
        scene=RoomLook(floor=0, wall=(0.66, 0.70, 0.72), turn_deg=2.0, light_azimuth_deg=25),
        style=Style(stance_hip_widths=1.8, toe_out_deg=16, lean_deg=40, arms="crossed"),
        camera=_make_camera(88.0, 0.5, 0.9, 2.9, 46),
        tempo=RepPlan(depth=0.44, down_s=1.5, hold_s=0.2, up_s=1.3),
        reps=5,
    ),
}


def build_sample_spec(name: str) -> ClipSpec:
    """The clip's full description; every random detail comes from its place in the table."""
    sample = SAMPLES[name]
    rng = np.random.default_rng([2024, list(SAMPLES).index(name)])
    middle = (0.0, 0.49 * sample.recipe.height_m, -0.05)
    return ClipSpec(
        name=name,
        view=sample.view,
        seed=int(rng.integers(2**31)),
        recipe=sample.recipe,
        outfit=sample.outfit,
        scene=sample.scene,
        style=sample.style,
        camera=replace(sample.camera, look_at_m=middle),
        plans=[_generate_plan(sample, i, rng) for i in range(sample.reps)],
        person=sample.person | {"arms": sample.style.arms},
        planted=sample.planted,
        load_kg=sample.load_kg,
        body_mass_kg=sample.body_mass_kg,
        samples=sample.edge_samples,
        extra={"says": sample.says},
    )


def _generate_plan(sample: Sample, i: int, rng: np.random.Generator) -> RepPlan:
    """Rep i: the planted values, small differences elsewhere, its own depth and tempo."""
    small = np.clip(rng.normal(0, EVEN_SD_PCT, len(KEYS)), -2, 2)
    targets = {key: float(x) for key, x in zip(KEYS, small, strict=True)}
    targets |= {key: values[i] for key, values in sample.faults.items()}
    tired = i / max(sample.reps - 1, 1) * (0.35 if sample.load_kg else 0.08)
    tempo, vary = sample.tempo, rng.uniform(-1, 1, 5)
    return replace(
        tempo,
        targets_pct=targets,
        depth=tempo.depth * (1 + 0.025 * vary[0]),
        down_s=tempo.down_s * (1 + 0.07 * vary[1]),
        hold_s=tempo.hold_s * (1 + 0.3 * vary[2]),
        up_s=tempo.up_s * (1 + 0.06 * vary[3] + tired),
        rest_s=tempo.rest_s + 0.12 * vary[4] + 0.4 * tired,
        grind=min(tempo.grind + tired, 1.0),
    )
