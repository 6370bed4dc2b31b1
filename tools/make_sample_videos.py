"""Render the sample videos and write what is true in them.

    python -m tools.make_sample_videos [NAME ...] [--out sample_videos] [--list] [--jobs 2]

Needs moderngl, av, scipy and an EGL library (a software renderer is enough); the body data is fetched once
with pip, or found through MPFB2_DATA. The same code gives the same clips.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that it also runs as a plain script

from tools.people.truth import KEYS  # noqa: E402

CRF = 26
SHORT = {
    "hip_drop_pct": "hip drop",
    "knee_valgus_pct": "knee",
    "lateral_shift_pct": "shift",
    "hip_rotation_pct": "rotation",
}

ARMS = {
    "forward": "arms forward",
    "chest": "hands clasped at the chest",
    "crossed": "arms crossed",
    "goblet": "holding a dumbbell",
    "back": "barbell on the back",
}

HEAD = """# Sample videos with known answers

Rendered people whose joints are known exactly, so what EvenRep says can be checked. Each `NAME.mp4`
(540 × 960, 30 frames/s) has a `NAME.truth.json`: camera, person, and for each rep its times and the four
quantities as `docs/measurement.md` defines them, computed from the joints in space, not from the picture.

Positive = left hip lower · left knee more medial · body shifted to the left · left hip forward.
Values in percent, rep by rep, rounded. A rep is bad when any of the four is over 15.

| clip | person | planted | truth per rep |
|---|---|---|---|
"""

TAIL = """
`start_s` is where the hips have sunk 6 % of the leg's height, `end_s` where they are back above 8 %.
In `loaded_mixed_front` the `reps` hold the truth of the body alone; `reps_with_load` the same with the bar
acting at mid-shoulder.
`camera.yaw_deg` is how far the camera stands from straight in front (or behind), a positive one towards the
lifter's left in front, towards the right behind; a positive `roll_deg` turns the picture's content
anticlockwise.

**Made with one command**: `make samples` (or `python -m tools.make_sample_videos NAME`). People:
MakeHuman base mesh and targets (CC0), clothes and room drawn by `tools/people/`.
**Licence**: CC0 1.0, see `LICENSE` here. These are rendered figures: no real person is shown.
"""

LICENSE = """The videos, truth tables and pictures in this folder are dedicated to the public domain under
Creative Commons CC0 1.0 Universal (SPDX-License-Identifier: CC0-1.0).

They are renderings of the MakeHuman base mesh and its targets, which Data Collection AB, Joel Palmius and
Jonas Hauquier released explicitly under CC0 1.0 in September 2020, as distributed with MPFB2. The
MakeHuman project makes no claim on what is made with them. No real person is depicted.

To the extent possible under law, the EvenRep contributors have waived all copyright and related or
neighbouring rights to this folder. It is offered as is, without warranties of any kind.

The full text of CC0 1.0: https://creativecommons.org/publicdomain/zero/1.0/legalcode
"""


def format_readme_row(truth: dict) -> str:
    """One line of the README's table; only the planted quantities rep by rep, the rest as a range."""
    person = truth["person"]
    who = f"{person['sex']}, {person['age']}, {person['height_m']:.2f} m, {ARMS[person['arms']]}"
    if "load_kg" in truth:
        who += f", {truth['load_kg']:g} kg"
    loud = [key for key in KEYS if any(abs(rep[key]) > 15 for rep in truth["reps"])]
    parts = [f"{SHORT[key]} " + ", ".join(f"{round(rep[key]):+d}" for rep in truth["reps"]) for key in loud]
    quiet = max(abs(rep[key]) for rep in truth["reps"] for key in KEYS if key not in loud)
    parts.append(f"{'others' if loud else 'all four'} within ±{quiet:.1f}")
    return f"| `{truth['clip']}` | {who} | {truth['says']} | {len(truth['reps'])} reps: {'; '.join(parts)} |"


def write_readme(folder: Path, order: list[str]) -> None:
    """The table of all clips that are there, from their truth files."""
    files = [folder / f"{name}.truth.json" for name in order]
    rows = [format_readme_row(json.loads(path.read_text())) for path in files if path.exists()]
    (folder / "README.md").write_text(HEAD + "\n".join(rows) + "\n" + TAIL)
    (folder / "LICENSE").write_text(LICENSE)


def render_sample(name: str, folder: Path, crf: int) -> dict:
    """One clip by its name. Imported late: the renderer is needed only here."""
    from tools.people.clip import make_clip
    from tools.sample_specs import build_sample_spec

    return make_clip(build_sample_spec(name), folder, crf)


def main() -> None:
    from tools.sample_specs import SAMPLES

    about = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=about)
    parser.add_argument("names", nargs="*", help="clips to render; all by default")
    parser.add_argument("--out", type=Path, default=ROOT / "sample_videos")
    parser.add_argument("--list", action="store_true", help="only say which clips there are")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--crf", type=int, default=CRF)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if args.list:
        for name, sample in SAMPLES.items():
            logging.info("%-22s %s", name, sample.says)
        return
    if unknown := set(args.names) - set(SAMPLES):
        parser.error(f"no such clip: {', '.join(sorted(unknown))}; --list names them")
    os.environ.setdefault("LP_NUM_THREADS", "1")  # one core per process for the software renderer
    with ProcessPoolExecutor(args.jobs, max_tasks_per_child=1) as pool:
        for truth in pool.map(
            partial(render_sample, folder=args.out, crf=args.crf), args.names or list(SAMPLES)
        ):
            logging.info("%s: %s", truth["clip"], " ".join(rep["grade"] for rep in truth["reps"]))
    write_readme(args.out, list(SAMPLES))


if __name__ == "__main__":
    main()
