"""Rendered people's tracks as rows: one per phase of a rep, its features beside its truth.

Every track is read by the production stages (clean, level, find reps, baseline, features). The truth of a
phase is the mean of the true signals over exactly the frames that production averages.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from analysis.calibration.estimator import EstimatorInput
from analysis.calibration.features import compute_frame_features, list_feature_names, summarize_frames
from analysis.calibration.gain_table import Gain, GainTable
from analysis.camera.checks import CameraSettings
from analysis.errors import EvenRepError
from analysis.quantities.definitions import Quantity
from analysis.report.segment import analyze_shot
from analysis.report.stages import Stages
from analysis.reps.detection import find_deep_frames
from analysis.settings import SetSettings, View
from vision.tracking.track_io import load_recording

log = logging.getLogger(__name__)
RAW = GainTable(
    {(view, key): Gain(1.0, 0.0, 1.0, 0.0) for view in (View.FRONT, View.REAR) for key in Quantity}, "raw"
)
WIDE = Stages(estimator=RAW, camera=CameraSettings(max_yaw_deg=20.0, max_roll_deg=12.0))
"""The production stages, but for people who stand further aside than those who are graded."""


@dataclass(frozen=True)
class Rows:
    """k phases of people seen from one side.

    odd (k, n), even (k, m)  features;  truth (k, 4), raw (k, 4)  percent
    person (k,), yaw_deg (k,) as estimated;  told: what is known of the clip of each row
    extra (k, q)  odd evidence of a side file, NaN where it is missing
    """

    odd: np.ndarray
    even: np.ndarray
    truth: np.ndarray
    raw: np.ndarray
    person: np.ndarray
    yaw_deg: np.ndarray
    told: np.ndarray
    extra: np.ndarray

    def select_rows(self, chosen: np.ndarray) -> Rows:
        return Rows(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def select_with_extra(self) -> Rows:
        """Only the rows with side evidence."""
        return self.select_rows(np.isfinite(self.extra).all(axis=1))

    def add_extra(self) -> Rows:
        """The side evidence joins the odd features."""
        return replace(self, odd=np.hstack([self.odd, self.extra]))

    def keep_only_extra(self) -> Rows:
        """The side evidence instead of the odd features."""
        return replace(self, odd=self.extra)

    @property
    def people(self) -> int:
        return len(set(self.person))


@dataclass(frozen=True)
class Read:
    """One clip: its view as told and as seen, and its rows."""

    told: dict
    seen: View
    yaw_deg: float
    roll_deg: float
    rows: list[tuple[np.ndarray, ...]]
    names: tuple[list[str], list[str]]


def collect_rows(
    folders: Iterable[Path], reading: str = "track", side: str | None = None, jobs: int = 2
) -> tuple[dict[View, Rows], tuple[list[str], list[str]], list[Read]]:
    """Rows per view of every track in the folders, the names of the features, and every clip.

    reading  `track`, or a lesser one: `lite`, `full_raw`, …
    side     files NAME.<side>.npz hold more odd evidence, `odd` (phases, q) in the order of the rows
    """
    paths = sorted(path for folder in folders for path in folder.glob(f"*.{reading}.npz"))
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with get_context("spawn").Pool(jobs) as pool:
        clips = [found for found in pool.imap(read_clip_rows, paths, chunksize=8) if found is not None]
    found: dict[View, list[tuple]] = {View.FRONT: [], View.REAR: []}
    names: tuple[list[str], list[str]] = ([], [])
    for clip in clips:
        names = clip.names if clip.rows else names
        if clip.seen is not View(clip.told["view"]):
            log.info("%s: read as %s", clip.told["clip"], clip.seen)
            continue
        extra = _load_side_rows(Path(clip.told["path"]), side, len(clip.rows))
        for row, more in zip(clip.rows, extra, strict=True):
            found[clip.seen].append((*row, clip.told["clip"], clip.yaw_deg, clip.told, more))
    return {view: _stack_rows(rows) for view, rows in found.items() if rows}, names, clips


def read_clip_rows(path: Path) -> Read | None:
    """All phases of one clip's reps; None where its truth is missing or nobody can be read."""
    stem = path.name.split(".")[0]
    signals = path.with_name(f"{stem}.signals.npz")
    if not signals.exists():
        return None
    told = json.loads(path.with_name(f"{stem}.truth.json").read_text()) | {"path": str(path)}
    told["clip"] = f"{path.parent.name}/{stem}"
    try:
        shot = analyze_shot(load_recording(path).track, SetSettings(), WIDE)
    except EvenRepError as error:
        log.info("%s: %s", stem, error)
        return None
    truth, rows, names = np.load(signals), [], ([], [])
    for part in shot.parts:
        if part.baseline.reason:
            continue
        features = compute_frame_features(part.scene)
        names = list_feature_names(features)
        for rep in part.reps:
            for frames in find_deep_frames(part.scene.depth, rep):
                rows.append(_build_row(part.scene, part.first, frames, features, truth))
    return Read(told, shot.camera.view, shot.camera.yaw_deg, shot.camera.roll_deg, rows, names)


def _build_row(
    scene: EstimatorInput, first: int, frames: np.ndarray, features, truth
) -> tuple[np.ndarray, ...]:
    summary = summarize_frames(features, scene.standing, frames)
    values = [_compute_true_mean(truth[f"{key}_pct"], first, frames, scene.standing, key) for key in Quantity]
    raw = [RAW.estimate_means(scene, frames)[key].pct for key in Quantity]
    return summary.odd[0], summary.even[0], np.array(values), np.array(raw)


def _compute_true_mean(
    signal: np.ndarray, first: int, frames: np.ndarray, standing: np.ndarray, key: Quantity
) -> float:
    """Mean of the true signal over the frames that production averages, minus its standing median."""
    deep, still = (signal[first + np.flatnonzero(mask)] for mask in (frames, standing))
    if key is Quantity.HIP_ROTATION:
        turn = np.arctan(deep / 100.0) - np.median(np.arctan(still / 100.0))
        return float(100.0 * np.tan(turn.mean()))
    return float(deep.mean() - np.median(still))


def _load_side_rows(track: Path, side: str | None, count: int) -> np.ndarray:
    """(count, q) of the side file; one NaN column where there is none."""
    path = track.with_name(f"{track.name.split('.')[0]}.{side}.npz")
    if side is None or not path.exists():
        return np.full((count, 1), np.nan)
    odd = np.load(path)["odd"]
    return odd if len(odd) == count else np.full((count, odd.shape[1]), np.nan)


def _stack_rows(rows: list[tuple]) -> Rows:
    *columns, extra = zip(*rows, strict=True)
    odd, even, truth, raw, person, yaw, told = (np.array(column) for column in columns)
    width = max(len(row) for row in extra)
    wide = np.array([row if len(row) == width else np.full(width, np.nan) for row in extra])
    stacked = Rows(odd, even, truth, np.nan_to_num(raw), person, yaw, told, wide)
    whole = np.isfinite(odd).all(axis=1) & np.isfinite(even).all(axis=1) & np.isfinite(truth).all(axis=1)
    return stacked.select_rows(whole)
