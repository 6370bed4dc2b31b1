"""Heat-map features of rendered people: a candidate for the calibration, as evidence beside the landmarks.

    python -m tools.heat_features FOLDER --count 100 [--view front] [--rear-share 0.38]

FOLDER is made by tools.make_calibration_data. For the first N people without NAME.heat.npz the clip is
rendered again from its seed, decoded, and a handful of frames (standing, and each phase of each rep) is read
by tools.heat_maps. NAME.heat.npz holds `odd` (phases, q), phases in the order of tools.fit_calibration's
collect(), their `names` (q,), and the readings themselves. Needs ai-edge-litert besides `samples`.
"""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.calibration import Scene
from analysis.features import FrameFeatures, frame_features, summarise_frames, summarised_names
from analysis.landmarks import N_LANDMARKS, Joint
from analysis.reps import deep_frames
from analysis.settings import SetSettings
from analysis.shot import Shot, StancePart, read_shot
from analysis.signals import frontal_plane, raw_signals
from tools.fit_calibration import WIDE
from tools.heat_maps import (
    FIELDS,
    SCALES,
    LiteRtNetwork,
    Network,
    Reading,
    crop_around,
    mean_of,
    read_both_ways,
    stack,
)
from tools.make_calibration_data import random_clip
from tools.people.clip import ClipSpec, film, move
from vision.models import model_path
from vision.trackfile import load_recording
from vision.video import open_clip

log = logging.getLogger(__name__)
STANDING_FRAMES, PHASE_FRAMES = 8, 4
MAIN = (
    *("dy_hip", "mx_hip", "dy_knee", "mx_knee", "dy_shoulder", "mx_shoulder", "dy_toe", "dy_ankle"),
    *("len_thigh", "len_shank", "raw_hip_drop", "raw_knee_valgus", "raw_lateral_shift"),
)
"""Told for each scale by itself; of the scales' mean every feature is told."""

SURE = (Joint.SHOULDER, Joint.HIP, Joint.KNEE, Joint.ANKLE)


def pick(frames: np.ndarray, count: int) -> np.ndarray:
    """Indices of `count` frames spread evenly over the True ones of (T,), all of them where they are fewer.

    The middle frames of `count` equal stretches: reversing time reverses the choice.
    """
    index = np.flatnonzero(frames)
    if len(index) <= count:
        return index
    places = (np.arange(count) + 0.5) * len(index) / count - 0.5
    half = np.where(places < (len(index) - 1) / 2.0, np.ceil(places - 0.5), np.floor(places + 0.5))
    return index[half.astype(int)]


def phases_of(part: StancePart) -> list[np.ndarray]:
    """(T,) masks in collect()'s order: down, up of rep after rep."""
    return [frames for rep in part.reps for frames in deep_frames(part.scene.depth, rep)]


def wanted_frames(part: StancePart) -> np.ndarray:
    """Sorted indices, in the part's own frames, that are worth a look."""
    seen = np.isfinite(part.scene.track.image_px[:, list(Joint.HIP.pair)]).all(axis=(1, 2))
    chosen = [pick(part.scene.standing & seen, STANDING_FRAMES)]
    chosen += [pick(frames & seen, PHASE_FRAMES) for frames in phases_of(part)]
    return np.unique(np.concatenate(chosen))


def read_frame(network: Network, image: np.ndarray, points_px: np.ndarray, roll_deg: float) -> Reading:
    """(S, 33, ...) of one picture, one per crop scale; points_px (33, 2) say where the person is."""
    crops = [crop_around(points_px, scale, roll_deg) for scale in SCALES]
    return stack([read_both_ways(network, image, crop) for crop in crops if crop is not None])


def heat_features(scene: Scene, index: np.ndarray, readings: Reading) -> dict[str, FrameFeatures]:
    """Per scale and of their mean: frame features, NaN but at the (k,) read frames. readings (k, S, 33, ...)."""
    count = len(scene.depth)
    each = [Reading(*(getattr(readings, name)[:, s] for name in FIELDS)) for s in range(len(SCALES))]
    mean = mean_of(*each)
    found = {"mean": _with_peaks(_features(scene, index, mean), index, mean, count)}
    for scale, reading in zip(SCALES, each, strict=True):
        full = _features(scene, index, reading)
        found[f"x{scale}"] = FrameFeatures({name: full.odd[name] for name in MAIN}, {})
    return found


def _features(scene: Scene, index: np.ndarray, reading: Reading) -> FrameFeatures:
    """The landmarks' own features, of these points: same roll, same leg, same spans."""
    image, world = (_spread(at, index, len(scene.depth)) for at in (reading.points, reading.world))
    track = scene.track.replace(image_px=image, world_m=world)
    roll = 0.0 if np.isnan(scene.camera.roll_deg) else scene.camera.roll_deg
    plane = frontal_plane(track, scene.camera.view, roll)
    raw = raw_signals(track, plane, scene.camera.view, scene.spans)
    return frame_features(replace(scene, track=track, plane=plane, raw=raw))


def _with_peaks(found: FrameFeatures, index: np.ndarray, reading: Reading, count: int) -> FrameFeatures:
    """… and how much surer the left joints' maps are than the right ones'."""
    peaks = _spread(reading.peaks, index, count)
    sure = {f"peak_{joint.name.lower()}": np.subtract(*(peaks[:, at] for at in joint.pair)) for joint in SURE}
    return FrameFeatures(found.odd | sure, found.even)


def _spread(values: np.ndarray, index: np.ndarray, count: int) -> np.ndarray:
    """(k, 33, ...) of the read frames as (T, 33, ...)."""
    whole = np.full((count, N_LANDMARKS, *values.shape[2:]), np.nan)
    whole[index] = values
    return whole


def odd_rows(part: StancePart, index: np.ndarray, readings: Reading) -> tuple[np.ndarray, list[str]]:
    """(phases, q) odd features of a part's phases, and their names `<scale>.<d_ or st_><feature>`."""
    found = heat_features(part.scene, index, readings)
    read = np.zeros(len(part.scene.depth), bool)
    read[index] = True
    still = part.scene.standing & read
    rows = [
        np.concatenate([summarise_frames(one, still, frames & read).odd[0] for one in found.values()])
        for frames in phases_of(part)
    ]
    names = [f"{label}.{name}" for label, one in found.items() for name in summarised_names(one)[0]]
    return np.array(rows), names


def film_again(spec: ClipSpec, wanted: set[int], known: dict[str, np.ndarray]) -> dict[int, np.ndarray]:
    """The wanted pictures of the clip, as decoded. Raises ValueError where it is not the clip of the track."""
    model, _, movement = move(spec)
    for name, signal in movement.signals.items():
        if known[name].shape != signal.shape or not np.allclose(known[name], signal, atol=1e-6):
            raise ValueError(f"{spec.name}: the generator has changed, {name} is not what was saved")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{spec.name}.mp4"
        film(spec, model, movement, path, spec.extra["crf"])
        with open_clip(path, long_side_px=None) as clip:
            return {frame.index: frame.image_rgb.copy() for frame in clip if frame.index in wanted}


def read_person(track_path: Path, network: Network, rear_share: float) -> dict[str, np.ndarray]:
    """The arrays of NAME.heat.npz. `part_frames` (k, 2): stance and frame of each reading."""
    name = track_path.name.removesuffix(".track.npz")
    spec = random_clip(int(name.rpartition("_")[2]), rear_share)
    if spec.name != name:
        raise ValueError(f"{name}: with this rear share the seed gives {spec.name}")
    shot: Shot = read_shot(load_recording(track_path).track, SetSettings(), WIDE)
    parts = [part for part in shot.parts if not part.baseline.reason and part.reps]
    looks = [wanted_frames(part) for part in parts]
    wanted = {part.first + int(k) for part, look in zip(parts, looks, strict=True) for k in look}
    known = dict(np.load(track_path.with_name(f"{name}.signals.npz")))
    pictures = film_again(spec, wanted, known) if wanted else {}
    rows: list[np.ndarray] = []
    names: list[str] = []
    kept: dict[str, list[np.ndarray]] = {field: [] for field in (*FIELDS, "part_frames")}
    for number, (part, look) in enumerate(zip(parts, looks, strict=True)):
        roll = np.nan_to_num(shot.camera.roll_deg)
        points = part.scene.track.image_px
        readings = stack([read_frame(network, pictures[part.first + k], points[k], roll) for k in look])
        odd, names = odd_rows(part, look, readings)
        rows.append(odd)
        for field in FIELDS:
            kept[field].append(getattr(readings, field).astype(np.float32))
        kept["part_frames"].append(np.stack([np.full(len(look), number), look], axis=1))
    if not rows:
        return {"odd": np.zeros((0, 0)), "names": np.array([], dtype=str)}
    arrays = {field: np.concatenate(values) for field, values in kept.items()}
    return {"odd": np.concatenate(rows), "names": np.array(names), **arrays}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--view", choices=("front", "rear"), default=None)
    parser.add_argument("--rear-share", type=float, default=0.38)
    parser.add_argument("--model", default="full")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    os.environ.setdefault("LP_NUM_THREADS", "1")
    network = LiteRtNetwork(model_path(args.model))
    tracks = sorted(args.folder.glob(f"{args.view or '*'}_*.track.npz"), key=lambda path: path.name[-15:])
    missing = [path for path in tracks if not _goal(path).exists()]
    for path in missing[: args.count]:
        begun = time.process_time()
        try:
            arrays = read_person(path, network, args.rear_share)
        except ValueError as error:
            log.warning("%s", error)
            continue
        part_file = _goal(path).with_suffix(".part.npz")
        np.savez_compressed(part_file, **arrays)
        part_file.rename(_goal(path))
        log.info("%s: %d phases, %.1f s of CPU", path.name, len(arrays["odd"]), time.process_time() - begun)


def _goal(track_path: Path) -> Path:
    return track_path.with_name(track_path.name.replace(".track.npz", ".heat.npz"))


if __name__ == "__main__":
    main()
