"""People with truth for calibrating: rendered, filmed, and read exactly as production reads a clip.

    python -m tools.make_calibration_data OUT --first 0 --count 600 --rear-share 0.35 --jobs 2

Each seed makes one short clip (quiet standing and three repetitions, encoded as a phone would), tracks it
with vision.tracking and keeps the saved track (NAME.track.npz), the truth of its reps (NAME.truth.json) and
of its frames (NAME.signals.npz); the clip itself is thrown away. The same seed gives the same clip. Seeds
that are already there are left alone.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import tempfile
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

import numpy as np

from analysis.errors import EvenRepError
from tools.people.clip import ClipSpec, build_truth_table, compute_movement, render_clip
from tools.random_people import (
    CALIBRATION,
    CAREFUL,
    Ranges,
    generate_clip_spec,
    generate_mixed_targets,
    generate_rep_plan,
    generate_typical_plan,
)
from vision.tracking.clip_tracking import TrackingSettings, track_clip
from vision.tracking.track_io import save_recording

FPS = 15
"""Half the frames of a phone: MEASUREMENT.md section 6 asks that values stay within 2 points."""

SIZES_PX = ((272, 480), (320, 576), (320, 576), (384, 672))  # multiples of 16: H.264 then pads nothing
REPS = 3

TASKS_PER_WORKER = 20
LESSER_EVERY = 8
LESSER = {
    "full_raw": TrackingSettings(model="full", mirror=False),
    "lite": TrackingSettings(model="lite"),
    "lite_raw": TrackingSettings(model="lite", mirror=False),
}
"""Some clips are also read in the cheaper ways: the intervals of those are widened by what they lose."""

log = logging.getLogger(__name__)


def generate_calibration_spec(seed: int, rear_share: float, ranges: Ranges = CALIBRATION) -> ClipSpec:
    """One short clip, wholly decided by its seed and the ranges."""
    rng = np.random.default_rng([seed, 2026])
    rear = bool(rng.random() < rear_share)
    typical = generate_typical_plan(rng, ranges)
    plans = [generate_rep_plan(rng, generate_mixed_targets(rng), typical) for _ in range(REPS)]
    return generate_clip_spec(
        rng,
        f"{'rear' if rear else 'front'}_{seed:05d}",
        rear,
        ranges,
        plans,
        size_px=SIZES_PX[int(rng.integers(len(SIZES_PX)))],
        lead_s=0.9,
        tail_s=0.4,
        fps=FPS,
        extra={"crf": int(rng.integers(20, 33))},
    )


def make_calibration_clip(
    seed: int, out: Path, rear_share: float, pose_model: str, ranges: Ranges = CALIBRATION
) -> str:
    """Render, encode, track and save one seed; its name, or why it gave nothing."""
    spec = generate_calibration_spec(seed, rear_share, ranges)
    goal, tracks = out / f"{spec.name}.track.npz", {}
    if goal.exists():
        return f"{spec.name} is there"
    model, timeline, movement = compute_movement(spec)
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / f"{spec.name}.mp4"
        render_clip(spec, model, movement, clip, spec.extra["crf"])
        try:
            tracks["track"] = track_clip(clip, TrackingSettings(model=pose_model))
            for name, lesser in (LESSER if seed % LESSER_EVERY == 0 else {}).items():
                tracks[name] = track_clip(clip, lesser)
        except EvenRepError as error:
            return f"{spec.name}: {error}"
    truth = build_truth_table(spec, timeline, movement) | {
        "scene": {"light_azimuth_deg": spec.scene.light_azimuth_deg}
    }
    (out / f"{spec.name}.truth.json").write_text(json.dumps(truth) + "\n")
    np.savez_compressed(out / f"{spec.name}.signals.npz", depth=movement.depth, **movement.signals)
    for name, recording in reversed(tracks.items()):
        save_recording(recording, goal.with_name(f"{spec.name}.{name}.npz"))
    return spec.name


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--rear-share", type=float, default=0.35)
    parser.add_argument("--model", default="full")
    parser.add_argument("--careful", action="store_true", help="filmed as the manual asks")
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    os.environ.setdefault("LP_NUM_THREADS", "1")
    args.out.mkdir(parents=True, exist_ok=True)
    seeds = range(args.first, args.first + args.count)
    work = partial(
        make_calibration_clip,
        out=args.out,
        rear_share=args.rear_share,
        pose_model=args.model,
        ranges=CAREFUL if args.careful else CALIBRATION,
    )
    run_seeds(work, seeds, args.jobs)


def run_seeds(work: Callable[[int], str], seeds: range, jobs: int) -> None:
    """Every seed once, on `jobs` processes. A software renderer can crash: its seed is lost, not the run."""
    spawn = get_context("spawn")
    following = spawn.Value("q", seeds.start)
    workers: dict[int, BaseProcess] = {}
    while following.value < seeds.stop or workers:
        for slot in range(jobs):
            if slot not in workers and following.value < seeds.stop:
                workers[slot] = spawn.Process(target=_work_through_seeds, args=(work, following, seeds.stop))
                workers[slot].start()
        for slot, worker in list(workers.items()):
            worker.join(0.2)
            if worker.exitcode is not None:
                if worker.exitcode:
                    log.warning("a worker ended with %d; another goes on", worker.exitcode)
                del workers[slot]


def _work_through_seeds(work: Callable[[int], str], following: Synchronized, stop: int) -> None:
    """Some seeds in a row; then a fresh process, so that nothing piles up."""
    for _ in range(TASKS_PER_WORKER):
        with following.get_lock():
            seed = following.value
            following.value += 1
        if seed >= stop:
            return
        print(work(seed), flush=True)


if __name__ == "__main__":
    main()
