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

from tools.people.clip import ClipSpec, make_clip
from tools.random_people import (
    CLIPS,
    generate_clip_spec,
    generate_rep_plan,
    generate_spread_targets,
    generate_typical_plan,
)

YAW_LIMIT_DEG = 14.0


def generate_random_spec(
    name: str, view: str, yaw_deg: float, seed: list[int], reps: int, size_px: tuple[int, int]
) -> ClipSpec:
    """One clip, wholly decided by its seed."""
    rng = np.random.default_rng(seed)
    typical = generate_typical_plan(rng, CLIPS)
    plans = [generate_rep_plan(rng, generate_spread_targets(rng), typical) for _ in range(reps)]
    return generate_clip_spec(
        rng, name, view == "rear", CLIPS, plans, yaw_deg=yaw_deg, size_px=size_px, tail_s=1.0
    )


def list_wanted_specs(args: argparse.Namespace) -> list[ClipSpec]:
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
        generate_random_spec(name, view, yaw, [args.seed, k], args.reps, size)
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
        work = partial(make_clip, folder=args.out, keep_joints=True)
        missing = [
            spec for spec in list_wanted_specs(args) if not (args.out / f"{spec.name}.truth.json").exists()
        ]
        for table in pool.map(work, missing):
            logging.info("%s: %d reps", table["clip"], len(table["reps"]))


if __name__ == "__main__":
    main()
