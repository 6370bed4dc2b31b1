"""Heat-map features of rendered people: a candidate for the calibration, as evidence beside the landmarks.

    python -m tools.heat_features FOLDER --count 100 [--view front] [--rear-share 0.38]

FOLDER is made by tools.make_calibration_data. For the first N people without NAME.heat.npz the clip is
rendered again from its seed, decoded, and a handful of frames (standing, and each phase of each rep) is read
by tools.heat_maps. NAME.heat.npz holds `odd` (phases, q), phases in the order of tools.calibration_rows's
collect(), their `names` (q,), and the readings themselves, from which --again makes the features anew without
rendering. By default OpenCV runs the network, for the maps alone; --litert asks for its regression too and
needs ai-edge-litert.
"""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
import time
from pathlib import Path

import numpy as np

from analysis.report.segment import analyze_shot
from analysis.report.stance_segment import StanceSegment
from analysis.settings import SetSettings
from tools.calibration_rows import WIDE
from tools.heat_maps import FIELDS, HeatReading, Network, read_frame_at_scales, stack_readings
from tools.heat_networks import LiteRtNetwork, OpenCvNetwork
from tools.heat_rows import build_odd_rows, choose_frames
from tools.make_calibration_data import generate_calibration_spec
from tools.people.clip import ClipSpec, compute_movement, render_clip
from vision.pose.models import find_model_path
from vision.tracking.track_io import load_recording
from vision.video.reader import open_clip

log = logging.getLogger(__name__)


def render_wanted_frames(
    spec: ClipSpec, wanted: set[int], known: dict[str, np.ndarray]
) -> dict[int, np.ndarray]:
    """The wanted pictures of the clip, as decoded. Raises ValueError where it is another clip."""
    model, _, movement = compute_movement(spec)
    for name, signal in movement.signals.items():
        if known[name].shape != signal.shape or not np.allclose(known[name], signal, atol=1e-6):
            raise ValueError(f"{spec.name}: the generator has changed, {name} is not what was saved")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{spec.name}.mp4"
        render_clip(spec, model, movement, path, spec.extra["crf"])
        with open_clip(path, long_side_px=None) as clip:
            return {frame.index: frame.image_rgb.copy() for frame in clip if frame.index in wanted}


def load_stances(track_path: Path) -> tuple[float, list[StanceSegment]]:
    """The camera's roll, degrees, and the stances whose phases collect() takes."""
    shot = analyze_shot(load_recording(track_path).track, SetSettings(), WIDE)
    parts = [part for part in shot.parts if not part.baseline.reason and part.reps]
    return float(np.nan_to_num(shot.camera.roll_deg)), parts


def read_person_heat_maps(track_path: Path, network: Network, rear_share: float) -> dict[str, np.ndarray]:
    """The arrays of NAME.heat.npz. `part_frames` (k, 2): stance and frame of each reading (k, S, 33, ...)."""
    name = _get_clip_name(track_path)
    spec = generate_calibration_spec(int(name.rpartition("_")[2]), rear_share)
    if spec.name != name:
        raise ValueError(f"{name}: with this rear share the seed gives {spec.name}")
    roll_deg, parts = load_stances(track_path)
    looks = [choose_frames(part) for part in parts]
    wanted = {part.first + int(k) for part, look in zip(parts, looks, strict=True) for k in look}
    if not wanted:
        return {"odd": np.zeros((0, 0)), "names": np.array([], dtype=str)}
    pictures = render_wanted_frames(spec, wanted, dict(np.load(track_path.with_name(f"{name}.signals.npz"))))
    kept: dict[str, list[np.ndarray]] = {field: [] for field in (*FIELDS, "part_frames")}
    for number, (part, look) in enumerate(zip(parts, looks, strict=True)):
        points = part.scene.track.image_px
        readings = stack_readings(
            [read_frame_at_scales(network, pictures[part.first + k], points[k], roll_deg) for k in look]
        )
        for field in FIELDS:
            kept[field].append(getattr(readings, field).astype(np.float32))
        kept["part_frames"].append(np.stack([np.full(len(look), number), look], axis=1))
    arrays = {field: np.concatenate(values) for field, values in kept.items()}
    return arrays | compute_phase_features(parts, arrays)


def compute_phase_features(
    parts: list[StanceSegment], arrays: dict[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """`odd` and `names` from the readings in `arrays`."""
    rows: list[np.ndarray] = []
    names: list[str] = []
    for number, part in enumerate(parts):
        mine = arrays["part_frames"][:, 0] == number
        readings = HeatReading(*(arrays[field][mine].astype(float) for field in FIELDS))
        odd, names = build_odd_rows(part, arrays["part_frames"][mine, 1], readings)
        rows.append(odd)
    return {"odd": np.concatenate(rows), "names": np.array(names)}


def recompute_features(track_path: Path) -> dict[str, np.ndarray]:
    """The arrays of NAME.heat.npz with features made anew."""
    arrays = dict(np.load(_build_goal_path(track_path)))
    return (
        arrays | compute_phase_features(load_stances(track_path)[1], arrays) if "points" in arrays else arrays
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--view", choices=("front", "rear"), default=None)
    parser.add_argument("--rear-share", type=float, default=0.38)
    parser.add_argument("--model", default="full")
    parser.add_argument("--litert", action="store_true", help="run the network with ai-edge-litert")
    parser.add_argument("--again", action="store_true", help="only make features anew from saved readings")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    os.environ.setdefault("LP_NUM_THREADS", "1")
    tracks = sorted(args.folder.glob(f"{args.view or '*'}_*.track.npz"), key=lambda path: path.name[-15:])
    if args.again:
        for path in tracks:
            if _build_goal_path(path).exists():
                _save_arrays(path, recompute_features(path))
        return
    network = (LiteRtNetwork if args.litert else OpenCvNetwork)(find_model_path(args.model))
    for path in [path for path in tracks if not _build_goal_path(path).exists()][: args.count]:
        begun = time.process_time()
        try:
            arrays = read_person_heat_maps(path, network, args.rear_share)
        except ValueError as error:
            log.warning("%s", error)
            continue
        _save_arrays(path, arrays)
        log.info("%s: %d phases, %.1f s of CPU", path.name, len(arrays["odd"]), time.process_time() - begun)


def _save_arrays(track_path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Whole or not at all."""
    unfinished = _build_goal_path(track_path).with_suffix(".part.npz")
    np.savez_compressed(unfinished, **arrays)
    unfinished.rename(_build_goal_path(track_path))


def _get_clip_name(track_path: Path) -> str:
    return track_path.name.removesuffix(".track.npz")


def _build_goal_path(track_path: Path) -> Path:
    return track_path.with_name(f"{_get_clip_name(track_path)}.heat.npz")


if __name__ == "__main__":
    main()
