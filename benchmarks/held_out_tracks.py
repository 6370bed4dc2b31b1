"""The frozen exam: tracks and truth of rendered clips, small enough to be committed.

A track of the exam is thinned to about 15 frames/s and rounded (a sixteenth of a pixel, a quarter of a
millimetre), far below what the pose model scatters; differences from frame to frame are kept, so they pack
well. `make_exam` builds the folder anew from the seeds, which needs the `samples` extra.
"""

import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analysis.errors import EvenRepError, TrackError
from analysis.pose.track import ClipInfo, ModelInfo, PoseTrack, Recording
from tests.fixtures.invariants import thinned
from vision.pose.models import ModelName, find_model_path
from vision.tracking.clip_tracking import TrackingSettings, track_clip

if TYPE_CHECKING:
    from tools.people.clip import ClipSpec

FOLDER = Path(__file__).with_name("held_out")
TURNED_FOLDER = Path(__file__).with_name("held_out_off_axis")
KEPT_RATE = 15.0
STEPS = {"image_px": 1 / 16, "world_m": 0.00025, "visibility": 0.005, "spread_px": 1 / 8}
"""What one unit of the packed integers means."""
UNSEEN = np.int16(-32768)
_DAMAGE = (OSError, EOFError, ValueError, LookupError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True)
class HeldOutReading:
    """How a clip is read: by which model, and averaged with its mirror image or not."""

    model: str
    mirrored: bool

    @property
    def ending(self) -> str:
        return f".{self.model}{'' if self.mirrored else '_plain'}.npz"


READINGS = tuple(HeldOutReading(name.value, mirrored) for name in ModelName for mirrored in (True, False))


def list_usable_readings(readings: Iterable[HeldOutReading] = READINGS) -> list[HeldOutReading]:
    """Those whose model is on this computer."""
    found = []
    for reading in readings:
        try:
            find_model_path(reading.model)
        except EvenRepError:
            continue
        found.append(reading)
    return found


def save_packed_track(recording: Recording, path: Path) -> None:
    """Write a recording thinned and rounded; the file is there whole or not at all."""
    track = thinned(recording.track, max(1, round(recording.track.frame_rate / KEPT_RATE)))
    about = {
        "size_px": list(track.size_px),
        "cut_frames": list(track.cut_frames),
        "warnings": list(track.warnings),
        "clip": asdict(recording.clip),
        "model": asdict(recording.model),
    }
    arrays = {name: _pack_values(getattr(track, name), step) for name, step in STEPS.items()}
    part = path.with_name(f".{path.stem}.part.npz")
    np.savez_compressed(part, time_s=track.time_s, about=np.array(json.dumps(about)), **arrays)
    part.replace(path)


def load_packed_track(path: Path) -> Recording:
    """What `save_packed` wrote. Raises TrackError, with the remedy."""
    try:
        with np.load(path, allow_pickle=False) as data:
            about = json.loads(str(data["about"]))
            arrays = {name: _unpack_values(data[name], step) for name, step in STEPS.items()}
            time_s = data["time_s"]
    except _DAMAGE as error:
        raise TrackError(f"{path.name} is no track of the exam: fetch it anew, or use --render.") from error
    lists = {"cut_frames": tuple(about["cut_frames"]), "warnings": tuple(about["warnings"])}
    track = PoseTrack(time_s=time_s, size_px=tuple(about["size_px"]), **arrays, **lists)
    return Recording(track, ClipInfo(**about["clip"]), ModelInfo(**about["model"]))


def _pack_values(values: np.ndarray, step: float) -> np.ndarray:
    """int16 differences in time, modulo 2^16; a frame's value is exact to half a step."""
    units = np.clip(np.nan_to_num(values / step), -32767, 32767).round().astype(np.int16)
    units = np.where(np.isnan(values), UNSEEN, units).view(np.uint16)
    return np.diff(units, axis=0, prepend=np.zeros_like(units[:1]))


def _unpack_values(packed: np.ndarray, step: float) -> np.ndarray:
    units = np.cumsum(packed, axis=0, dtype=np.uint16).view(np.int16)
    return np.where(units == UNSEEN, np.nan, units * step)


# --- building it anew ---------------------------------------------------------------------------------


def make_held_out_set(
    folder: Path, clips: Path, readings: Iterable[HeldOutReading], jobs: int, turned: bool = False
) -> Iterator[str]:
    """Render and read what is missing; the name of each clip as it is done. turned: the people aside."""
    os.environ.setdefault("LP_NUM_THREADS", "1")  # one core per process for the software renderer
    folder.mkdir(parents=True, exist_ok=True)
    clips.mkdir(parents=True, exist_ok=True)
    work = partial(make_held_out_clip, folder=folder, clips=clips, readings=tuple(readings), turned=turned)
    with ProcessPoolExecutor(jobs, max_tasks_per_child=1) as pool:
        yield from pool.map(work, range(len(_load_specs(turned))))


def _load_specs(turned: bool) -> "list[ClipSpec]":
    from benchmarks.held_out_people import (
        build_held_out_specs,
        build_off_axis_specs,
    )  # the renderer belongs to the samples extra

    return build_off_axis_specs() if turned else build_held_out_specs()


def make_held_out_clip(
    number: int, folder: Path, clips: Path, readings: tuple[HeldOutReading, ...], turned: bool = False
) -> str:
    """One clip of the exam: rendered unless it is there, and read in every way that is missing."""
    from benchmarks.held_out_people import CRF
    from tools.people.clip import make_clip

    spec = _load_specs(turned)[number]
    truth, clip = folder / f"{spec.name}.truth.json", clips / f"{spec.name}.mp4"
    missing = [reading for reading in readings if not (folder / f"{spec.name}{reading.ending}").exists()]
    if truth.exists() and not missing:
        return spec.name
    done = clips / f"{spec.name}.truth.json"
    if not (clip.exists() and done.exists()):
        make_clip(spec, clips, CRF)
    if truth.exists() and truth.read_text() != done.read_text():
        raise TrackError(f"{spec.name} is rendered otherwise today: build the whole exam with --render all.")
    for reading in missing:
        recording = track_clip(clip, TrackingSettings(model=reading.model, mirror=reading.mirrored))
        save_packed_track(recording, folder / f"{spec.name}{reading.ending}")
    truth.write_text(done.read_text())
    return spec.name
