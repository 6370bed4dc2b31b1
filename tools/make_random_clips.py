"""Random rendered clips with known truth, for calibrating and for examining.

    python -m tools.make_random_clips OUT --front 16 --rear 8 --oblique 20 35 50 --seed 1 --jobs 2

Bodies, clothes, rooms, light, stance, depth, arms and camera vary; the four asymmetries are drawn
independently from N(0, 9 %) for each rep. Beside NAME.mp4 and NAME.truth.json it writes NAME.joints.npz:
the joints in space and in the picture, frame by frame. Clips that are already there are left alone.
"""

from __future__ import annotations

import argparse
import logging
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from tools.people.arms import POSITIONS
from tools.people.camera import Camera
from tools.people.clip import ClipSpec, make
from tools.people.looks import random_person, random_scene
from tools.people.squat import Style
from tools.people.timeline import RepPlan
from tools.people.truth import KEYS

YAW_LIMIT_DEG = 14.0
SPREAD_PCT = 9.0
ARMS_SHARE = (0.24, 0.18, 0.14, 0.12, 0.14, 0.1, 0.08)  # in the order of POSITIONS


def random_style(rng: np.random.Generator) -> Style:
    """Stance, lean and coupling."""
    return Style(
        stance_hip_widths=float(rng.uniform(1.4, 2.8)),
        toe_out_deg=float(rng.uniform(5, 30)),
        stagger_m=float(rng.normal(0, 0.012)),
        lean_deg=float(rng.uniform(26, 52)),
        tilt_deg=float(rng.uniform(10, 30)),
        knees_out_deg=float(rng.uniform(-4, 14)),
        arms=str(rng.choice(POSITIONS, p=ARMS_SHARE)),
        trunk_follows_rotation=float(rng.uniform(-0.1, 0.9)),
        trunk_follows_drop=float(rng.uniform(-0.1, 0.8)),
        inner_knee_share=float(rng.uniform(0.6, 1.0)),
        sway=float(rng.uniform(0.5, 1.5)),
    )


def random_plans(rng: np.random.Generator, count: int) -> list[RepPlan]:
    """A set of reps of about one depth and tempo, each with its own asymmetries."""
    depth, down, up = rng.uniform(0.2, 0.48), rng.uniform(1.0, 1.9), rng.uniform(0.8, 1.7)
    plans = []
    for _ in range(count):
        targets = {key: float(np.clip(rng.normal(0, SPREAD_PCT), -28, 28)) for key in KEYS}
        plans.append(
            RepPlan(
                targets,
                depth=float(np.clip(depth * rng.uniform(0.93, 1.07), 0.19, 0.5)),
                down_s=float(down * rng.uniform(0.9, 1.1)),
                hold_s=float(rng.uniform(0.1, 0.5)),
                up_s=float(up * rng.uniform(0.9, 1.1)),
                rest_s=float(rng.uniform(0.6, 1.1)),
                grind=float(rng.uniform(0, 0.7)),
                up_over_down=float(rng.uniform(0.75, 1.3)),
            )
        )
    return plans


def random_camera(
    rng: np.random.Generator, yaw_deg: float, rear: bool, top_m: float, size_px: tuple[int, int]
) -> Camera:
    """A phone somewhere in front, the person filling 50 to 82 % of the picture's height."""
    distance, share = rng.uniform(2.2, 4.0), rng.uniform(0.5, 0.82)
    fov = 2 * np.degrees(np.arctan(top_m / 2 / share / distance))
    return Camera(
        yaw_deg=round(float(yaw_deg), 2),
        distance_m=round(float(distance), 2),
        height_m=round(float(rng.uniform(0.5, 1.3)), 2),
        fov_deg=round(float(np.clip(fov, 28, 78)), 1),
        roll_deg=round(float(rng.uniform(-5, 5)), 2),
        rear=rear,
        look_at_m=(float(rng.normal(0, 0.05)), float(top_m * rng.uniform(0.46, 0.54)), -0.05),
        size_px=size_px,
    )


def random_spec(
    name: str, view: str, yaw_deg: float, seed: list[int], reps: int, size_px: tuple[int, int]
) -> ClipSpec:
    """One clip, wholly decided by its seed."""
    rng = np.random.default_rng(seed)
    recipe, outfit, person = random_person(rng)
    style = random_style(rng)
    top = recipe.height_m * (1.3 if style.arms == "overhead" else 1.0)
    plans = random_plans(rng, reps)
    return ClipSpec(
        name=name,
        view=view,
        seed=int(rng.integers(2**31)),
        recipe=recipe,
        outfit=outfit,
        scene=random_scene(rng),
        style=style,
        camera=random_camera(rng, yaw_deg, view == "rear", top, size_px),
        plans=plans,
        person=person | {"arms": style.arms, "stance_hip_widths": round(style.stance_hip_widths, 2)},
        trunk_deg=[tuple(rng.normal(0, 2.5, 2)) for _ in plans],
        tail_s=1.0,
        samples=0,
    )


def all_specs(args: argparse.Namespace) -> list[ClipSpec]:
    """Front and rear clips with yaw spread evenly over the range, then the oblique ones."""
    wanted = []
    for view, count in (("front", args.front), ("rear", args.rear)):
        cells = (np.arange(count) + np.random.default_rng([args.seed, count]).uniform(size=count)) / max(
            count, 1
        )
        wanted += [(f"{view}_{i:02d}", view, YAW_LIMIT_DEG * (2 * c - 1)) for i, c in enumerate(cells)]
    wanted += [(f"oblique_{i:02d}", "front", yaw) for i, yaw in enumerate(args.oblique)]
    size = (args.width, args.width * 16 // 9)
    return [
        random_spec(name, view, yaw, [args.seed, k], args.reps, size)
        for k, (name, view, yaw) in enumerate(wanted)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--front", type=int, default=16)
    parser.add_argument("--rear", type=int, default=8)
    parser.add_argument("--oblique", type=float, nargs="*", default=[], metavar="YAW")
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--width", type=int, default=360)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    os.environ.setdefault("LP_NUM_THREADS", "1")  # one core per process for the software renderer
    with ProcessPoolExecutor(args.jobs, max_tasks_per_child=1) as pool:
        work = partial(make, folder=args.out, keep_joints=True)
        missing = [spec for spec in all_specs(args) if not (args.out / f"{spec.name}.truth.json").exists()]
        for table in pool.map(work, missing):
            logging.info("%s: %d reps", table["clip"], len(table["reps"]))


if __name__ == "__main__":
    main()
