"""Random people who squat before random cameras: one generator, whose ranges are a value.

Everything is drawn from the numpy generator that is given, so a seed decides a clip wholly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tools.people.arms import POSITIONS
from tools.people.camera import RenderCamera
from tools.people.clip import ClipSpec
from tools.people.looks import Outfit, RoomLook, generate_person, generate_proportions, generate_scene
from tools.people.mesh import Recipe
from tools.people.squat import Style
from tools.people.timeline import RepPlan
from tools.people.truth import KEYS

Pair = tuple[float, float]
MOST_LEAN_DEG = 58.0


@dataclass(frozen=True)
class Ranges:
    """What is drawn from where. A pair is the bounds of an even distribution; `sd` that of a normal one.

    wide_share   share of clips whose yaw and roll fill their ranges; the others are nearly straight
    arms_share   in the order of POSITIONS
    odd_share    share of people who stand asymmetrically, in raised shoes, on unequal soles, in a rack
    side_light   how far lamps stand aside, as a share of what random_scene draws
    """

    depth: Pair = (0.2, 0.48)
    down_s: Pair = (1.0, 1.9)
    up_s: Pair = (0.8, 1.7)
    hold_s: Pair = (0.1, 0.5)
    rest_s: Pair = (0.6, 1.1)
    stance_hip_widths: Pair = (1.4, 2.8)
    toe_out_deg: Pair = (5.0, 30.0)
    lean_deg: Pair = (26.0, 52.0)
    tilt_deg: Pair = (10.0, 30.0)
    knees_out_deg: Pair = (-4.0, 14.0)
    trunk_follows_rotation: Pair = (-0.1, 0.9)
    trunk_follows_drop: Pair = (-0.1, 0.8)
    inner_knee_share: Pair = (0.6, 1.0)
    distance_m: Pair = (2.2, 4.0)
    height_m: Pair = (0.5, 1.3)
    fills: Pair = (0.5, 0.82)
    fov_deg: Pair = (28.0, 78.0)
    yaw_deg: float = 14.0
    roll_deg: float = 5.0
    wide_share: float = 1.0
    arms_share: tuple[float, ...] = (0.2, 0.16, 0.14, 0.1, 0.14, 0.1, 0.06, 0.1)
    odd_share: float = 0.0
    side_light: float = 1.0
    trunk_sd_deg: float = 2.5
    extra_proportions: float = 0.0


CLIPS = Ranges()
CALIBRATION = Ranges(
    depth=(0.18, 0.62),
    down_s=(0.7, 1.5),
    up_s=(0.6, 1.4),
    hold_s=(0.05, 0.4),
    rest_s=(0.35, 0.5),
    stance_hip_widths=(1.2, 3.2),
    toe_out_deg=(2.0, 35.0),
    lean_deg=(20.0, 58.0),
    tilt_deg=(6.0, 34.0),
    knees_out_deg=(-9.0, 18.0),
    trunk_follows_rotation=(-0.15, 1.05),
    trunk_follows_drop=(-0.15, 1.05),
    inner_knee_share=(0.4, 1.0),
    distance_m=(2.0, 4.5),
    height_m=(0.4, 1.4),
    fills=(0.42, 0.88),
    fov_deg=(22.0, 82.0),
    yaw_deg=14.0,
    roll_deg=8.0,
    wide_share=0.65,
    arms_share=(0.14, 0.16, 0.14, 0.12, 0.16, 0.09, 0.07, 0.12),
    odd_share=0.4,
    trunk_sd_deg=3.5,
    extra_proportions=0.35,
)
CAREFUL = replace(
    CALIBRATION, wide_share=0.15, odd_share=0.15, side_light=0.5, height_m=(0.6, 1.2), fills=(0.5, 0.86)
)
"""The same people filmed as the manual asks: these are the clips that most numbers will be read from."""


def sample_between(rng: np.random.Generator, bounds: Pair) -> float:
    return float(rng.uniform(*bounds))


def generate_style(rng: np.random.Generator, ranges: Ranges = CLIPS) -> Style:
    """Stance, lean and coupling."""
    names = (
        *("stance_hip_widths", "toe_out_deg", "lean_deg", "tilt_deg", "knees_out_deg"),
        *("trunk_follows_rotation", "trunk_follows_drop", "inner_knee_share"),
    )
    drawn = {name: sample_between(rng, getattr(ranges, name)) for name in names}
    style = Style(
        **drawn,
        stagger_m=float(rng.normal(0, 0.012)),
        arms=str(rng.choice(POSITIONS, p=ranges.arms_share)),
        sway=sample_between(rng, (0.5, 1.5)),
    )
    odd = rng.random(3) < ranges.odd_share
    if odd[0]:
        style = replace(
            style,
            standing_drop_deg=float(rng.normal(0, 1.2)),
            standing_rotation_deg=float(rng.normal(0, 2.2)),
            standing_aside_m=float(rng.normal(0, 0.007)),
            toe_out_more_deg=float(np.clip(rng.normal(0, 4), -10, 10)),
        )
    if odd[1]:
        style = replace(style, heel_m=sample_between(rng, (0.0, 0.025)))
    if odd[2]:
        thick = sample_between(rng, (0.0, 0.015))
        style = replace(style, sole_m=(thick, 0.0) if rng.random() < 0.5 else (0.0, thick))
    return style


def limit_lean(style: Style, depth: float) -> Style:
    """A trunk that leans by the depth must not lie on the thighs of those who go deepest."""
    most = MOST_LEAN_DEG * 0.45 / max(depth, 0.45)
    return replace(style, lean_deg=min(style.lean_deg, most), tilt_deg=min(style.tilt_deg, 0.6 * most))


def generate_rep_plan(rng: np.random.Generator, targets: dict[str, float], typical: RepPlan) -> RepPlan:
    """A rep near the typical one."""
    near = {name: getattr(typical, name) * float(rng.uniform(0.9, 1.1)) for name in ("down_s", "up_s")}
    return replace(
        typical,
        targets_pct=targets,
        depth=float(np.clip(typical.depth * rng.uniform(0.92, 1.08), 0.18, 0.64)),
        grind=sample_between(rng, (0.0, 0.7)),
        up_over_down=sample_between(rng, (0.75, 1.3)),
        **near,
    )


def generate_typical_plan(rng: np.random.Generator, ranges: Ranges = CLIPS) -> RepPlan:
    """Depth, tempo and rests of a set."""
    return RepPlan(
        depth=sample_between(rng, ranges.depth),
        down_s=sample_between(rng, ranges.down_s),
        up_s=sample_between(rng, ranges.up_s),
        hold_s=sample_between(rng, ranges.hold_s),
        rest_s=sample_between(rng, ranges.rest_s),
    )


def generate_spread_targets(rng: np.random.Generator, sd_pct: float = 9.0) -> dict[str, float]:
    """Four independent asymmetries."""
    return {key: float(np.clip(rng.normal(0, sd_pct), -28, 28)) for key in KEYS}


def generate_mixed_targets(rng: np.random.Generator) -> dict[str, float]:
    """Even people, single faults near and beyond the line, mixtures."""
    kind = rng.random()
    if kind < 0.25:
        return generate_spread_targets(rng, 3.0)
    if kind < 0.55:
        return generate_spread_targets(rng, 3.0) | {
            str(rng.choice(KEYS)): float(rng.choice([-1, 1]) * rng.uniform(6, 26))
        }
    return generate_spread_targets(rng, 10.0)


def generate_camera(
    rng: np.random.Generator,
    ranges: Ranges,
    rear: bool,
    top_m: float,
    size_px: tuple[int, int],
    yaw_deg: float | None = None,
) -> RenderCamera:
    """A phone on a bench, the floor or a tripod, roughly in front or behind; yaw as told if it is."""
    distance, share = sample_between(rng, ranges.distance_m), sample_between(rng, ranges.fills)
    fov = 2 * np.degrees(np.arctan(top_m / 2 / share / distance))
    wide = rng.random() < ranges.wide_share
    yaw = rng.uniform(-ranges.yaw_deg, ranges.yaw_deg) if wide else rng.normal(0, 2.5)
    roll = rng.uniform(-ranges.roll_deg, ranges.roll_deg) if wide else rng.normal(0, 2)
    return RenderCamera(
        yaw_deg=round(float(yaw if yaw_deg is None else yaw_deg), 2),
        distance_m=round(distance, 2),
        height_m=round(sample_between(rng, ranges.height_m), 2),
        fov_deg=round(float(np.clip(fov, *ranges.fov_deg)), 1),
        roll_deg=round(float(roll), 2),
        rear=rear,
        look_at_m=(float(rng.normal(0, 0.05)), float(top_m * rng.uniform(0.45, 0.55)), -0.05),
        size_px=size_px,
    )


def generate_looks(
    rng: np.random.Generator, ranges: Ranges, style: Style
) -> tuple[Recipe, Outfit, RoomLook, dict[str, object]]:
    """A body, its clothes, its room, and a few words about them."""
    recipe, outfit, person = generate_person(rng)
    if ranges.extra_proportions:
        extra = [*generate_proportions(rng, ranges.extra_proportions), *_generate_feet_and_head(rng)]
        recipe = replace(recipe, targets=(*recipe.targets, *extra))
    outfit = replace(outfit, heel_m=style.heel_m, sole_m=style.sole_m)
    scene = generate_scene(rng)
    scene = replace(scene, light_azimuth_deg=ranges.side_light * scene.light_azimuth_deg)
    if rng.random() < 0.5 * ranges.odd_share:
        place = (sample_between(rng, (0.5, 0.75)), float(rng.choice([-1, 1]) * rng.uniform(0.35, 0.7)))
        scene = replace(scene, uprights=(*place, sample_between(rng, (0.05, 0.08))))
    if rng.random() < ranges.odd_share:
        scene = replace(scene, blur_px=sample_between(rng, (0.3, 0.8)))
    words = {
        "arms": style.arms,
        "stance_hip_widths": round(style.stance_hip_widths, 2),
        "toe_out_deg": round(style.toe_out_deg, 1),
        "trunk_follows_drop": round(style.trunk_follows_drop, 2),
        "trunk_follows_rotation": round(style.trunk_follows_rotation, 2),
        "leggings": outfit.bottoms_leg > 1.5,
        "loose": round(outfit.bottoms_loose, 2),
        "in_a_rack": bool(scene.uprights[2]),
    }
    return recipe, outfit, scene, person | words


def _generate_feet_and_head(rng: np.random.Generator, spread: float = 0.35) -> list[tuple[str, float]]:
    """Feet (both alike) and heads of other sizes."""
    foot, head, broad = np.clip(rng.normal(0, spread, 3), -2 * spread, 2 * spread).tolist()
    feet = [(f"feet/{side}-foot-scale-{_name_direction(foot)}", abs(foot)) for side in "lr"]
    heads = [
        (f"head/head-scale-{way}-{_name_direction(head)}", abs(head)) for way in ("vert", "horiz", "depth")
    ]
    return [*feet, *heads, (f"torso/torso-vshape-{_name_direction(broad)}", abs(broad))]


def _name_direction(amount: float) -> str:
    return "incr" if amount > 0 else "decr"


def compute_top_m(recipe: Recipe, style: Style) -> float:
    """How high the person reaches."""
    return recipe.height_m * (1.3 if style.arms == "overhead" else 1.0)


def generate_clip_spec(
    rng: np.random.Generator, name: str, rear: bool, ranges: Ranges, plans: list[RepPlan], **more: object
) -> ClipSpec:
    """One clip with the given reps. `more`: fields of ClipSpec, and yaw_deg and size_px of the camera."""
    yaw, size = more.pop("yaw_deg", None), more.pop("size_px", (324, 576))
    style = limit_lean(generate_style(rng, ranges), max(plan.depth for plan in plans))
    recipe, outfit, scene, person = generate_looks(rng, ranges, style)
    return ClipSpec(
        name=name,
        view="rear" if rear else "front",
        seed=int(rng.integers(2**31)),
        recipe=recipe,
        outfit=outfit,
        scene=scene,
        style=style,
        camera=generate_camera(rng, ranges, rear, compute_top_m(recipe, style), size, yaw),
        plans=plans,
        person=person,
        trunk_deg=[tuple(rng.normal(0, ranges.trunk_sd_deg, 2)) for _ in plans],
        samples=0,
        **more,
    )
