"""Fit the articulated skeleton to every phase of rendered people and keep its read-outs beside their tracks.

    python -m tools.articulated_features FOLDER [FOLDER ...] [--again]

Beside each NAME.track.npz (with its truth) goes NAME.skeleton.npz: `odd` (phases, q) in the order in which
tools.fit_calibration walks them (parts with a baseline, reps, down then up), and `names` (q,). Files that
are there already stay, unless --again. Interrupted, it goes on where it stopped.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import numpy as np

from analysis.report.segment import Shot, analyze_shot
from analysis.reps.detection import find_deep_frames
from analysis.settings import SetSettings
from tools.calibration_rows import WIDE
from tools.skeleton.readouts import READOUTS, compute_skeleton_readouts
from vision.tracking.track_io import load_recording

log = logging.getLogger(__name__)


def compute_shot_readouts(shot: Shot) -> np.ndarray:
    """(phases, q) percent, in the order of tools.calibration_rows.collect."""
    found = [
        list(compute_skeleton_readouts(part.scene, frames).values())
        for part in shot.parts
        if not part.baseline.reason
        for rep in part.reps
        for frames in find_deep_frames(part.scene.depth, rep)
    ]
    return np.array(found).reshape(-1, len(READOUTS))


def write_side_file(track: Path, again: bool) -> bool:
    """The side file of one track; False where it was there already."""
    target = track.with_name(track.name.replace(".track.npz", ".skeleton.npz"))
    if target.exists() and not again:
        return False
    odd = compute_shot_readouts(analyze_shot(load_recording(track).track, SetSettings(), WIDE))
    part = target.with_suffix(".part")
    with part.open("wb") as file:
        np.savez_compressed(file, odd=odd, names=np.array(READOUTS))
    part.replace(target)
    return True


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--again", action="store_true", help="also where a side file is there already")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for folder in args.folders:
        tracks = sorted(folder.glob("*.track.npz"))
        written = sum(
            write_side_file(track, args.again)
            for track in tracks
            if track.with_name(track.name.replace(".track.npz", ".signals.npz")).exists()
        )
        log.info("%s: %d tracks, %d side files written", folder, len(tracks), written)


if __name__ == "__main__":
    main()
