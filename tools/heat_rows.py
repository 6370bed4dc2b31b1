"""Readings of heat maps become odd features of phases: the landmarks' own features, of other points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.calibration.estimator import EstimatorInput
from analysis.calibration.features import (
    FrameFeatures,
    compute_frame_features,
    list_feature_names,
    summarize_frames,
)
from analysis.pose.landmarks import N_LANDMARKS, Joint
from analysis.quantities.frontal_plane import build_frontal_plane
from analysis.quantities.signals import compute_raw_signals
from analysis.report.stance_segment import StanceSegment
from analysis.reps.detection import find_deep_frames
from tools.heat_maps import FIELDS, SCALES, HeatReading, average_readings

STANDING_FRAMES, PHASE_FRAMES = 8, 4
MAIN = (
    *("dy_hip", "mx_hip", "dy_knee", "mx_knee", "dy_shoulder", "mx_shoulder", "dy_toe", "dy_ankle"),
    *("len_thigh", "len_shank", "raw_hip_drop", "raw_knee_valgus", "raw_lateral_shift"),
)
"""Told for each scale by itself; of the scales' mean every feature is told."""

MAX_STRAY = 0.12
"""Share of the leg. A joint read further from its tracked landmark was mistaken (the network loses small
people on wide crops); the landmark takes its place."""

SURE = (Joint.SHOULDER, Joint.HIP, Joint.KNEE, Joint.ANKLE)


def pick_frames(frames: np.ndarray, count: int) -> np.ndarray:
    """Indices of `count` frames spread evenly over the True ones of (T,), all of them where they are fewer.

    The middle frames of `count` equal stretches: reversing time reverses the choice.
    """
    index = np.flatnonzero(frames)
    if len(index) <= count:
        return index
    places = (np.arange(count) + 0.5) * len(index) / count - 0.5
    half = np.where(places < (len(index) - 1) / 2.0, np.ceil(places - 0.5), np.floor(places + 0.5))
    return index[half.astype(int)]


def list_phase_masks(part: StanceSegment) -> list[np.ndarray]:
    """(T,) masks in collect()'s order: down, up of rep after rep."""
    return [frames for rep in part.reps for frames in find_deep_frames(part.scene.depth, rep)]


def choose_frames(part: StanceSegment) -> np.ndarray:
    """Sorted indices, in the part's own frames, that are worth a look."""
    seen = np.isfinite(part.scene.track.image_px[:, list(Joint.HIP.pair)]).all(axis=(1, 2))
    chosen = [pick_frames(part.scene.standing & seen, STANDING_FRAMES)]
    chosen += [pick_frames(frames & seen, PHASE_FRAMES) for frames in list_phase_masks(part)]
    return np.unique(np.concatenate(chosen))


def replace_stray_joints(scene: EstimatorInput, index: np.ndarray, readings: HeatReading) -> HeatReading:
    """(k, S, 33, ...) with joints that stray put back to the landmarks of their frames."""
    tracked = np.broadcast_to(scene.track.image_px[index][:, None], readings.points.shape)
    with np.errstate(invalid="ignore"):
        stray = np.linalg.norm(readings.points - tracked, axis=-1) > MAX_STRAY * scene.spans.leg
    return replace(readings, points=np.where(stray[..., None], tracked, readings.points))


def compute_heat_features(
    scene: EstimatorInput, index: np.ndarray, readings: HeatReading
) -> dict[str, FrameFeatures]:
    """Per scale and of their mean: frame features, NaN but at the (k,) read frames.

    readings (k, S, 33, ...)
    """
    count = len(scene.depth)
    each = [HeatReading(*(getattr(readings, name)[:, s] for name in FIELDS)) for s in range(len(SCALES))]
    mean = average_readings(*each)
    found = {"mean": _add_peaks(_compute_features(scene, index, mean), index, mean, count)}
    for scale, reading in zip(SCALES, each, strict=True):
        full = _compute_features(scene, index, reading)
        found[f"x{scale}"] = FrameFeatures({name: full.odd[name] for name in MAIN}, {})
    return found


def _compute_features(scene: EstimatorInput, index: np.ndarray, reading: HeatReading) -> FrameFeatures:
    """The landmarks' own features, of these points: same roll, same leg, same spans."""
    known = np.where(np.isnan(reading.world), scene.track.world_m[index], reading.world)
    image, world = (_spread_over_frames(at, index, len(scene.depth)) for at in (reading.points, known))
    track = scene.track.replace_fields(image_px=image, world_m=world)
    roll = 0.0 if np.isnan(scene.camera.roll_deg) else scene.camera.roll_deg
    plane = build_frontal_plane(track, scene.camera.view, roll)
    raw = compute_raw_signals(track, plane, scene.camera.view, scene.spans)
    return compute_frame_features(replace(scene, track=track, plane=plane, raw=raw))


def _add_peaks(found: FrameFeatures, index: np.ndarray, reading: HeatReading, count: int) -> FrameFeatures:
    """… and how much surer the left joints' maps are than the right ones'."""
    peaks = _spread_over_frames(reading.peaks, index, count)
    sure = {f"peak_{joint.name.lower()}": np.subtract(*(peaks[:, at] for at in joint.pair)) for joint in SURE}
    return FrameFeatures(found.odd | sure, found.even)


def _spread_over_frames(values: np.ndarray, index: np.ndarray, count: int) -> np.ndarray:
    """(k, 33, ...) of the read frames as (T, 33, ...)."""
    whole = np.full((count, N_LANDMARKS, *values.shape[2:]), np.nan)
    whole[index] = values
    return whole


def build_odd_rows(
    part: StanceSegment, index: np.ndarray, readings: HeatReading
) -> tuple[np.ndarray, list[str]]:
    """(phases, q) odd features of a part's phases, and their names `<scale>.<d_ or st_><feature>`."""
    found = compute_heat_features(part.scene, index, replace_stray_joints(part.scene, index, readings))
    read = np.zeros(len(part.scene.depth), bool)
    read[index] = True
    still = part.scene.standing & read
    rows = [
        np.concatenate([summarize_frames(one, still, frames & read).odd[0] for one in found.values()])
        for frames in list_phase_masks(part)
    ]
    names = [f"{label}.{name}" for label, one in found.items() for name in list_feature_names(one)[0]]
    return np.array(rows), names
