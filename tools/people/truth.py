"""The four quantities from 3-D joints: MEASUREMENT.md sections 3 and 4, word for word.

Joints are a mapping name -> (T, 3) metres (x to the lifter's left, y up, z forward); `JOINTS` names
those that are needed. Positive = left hip lower, left knee more medial, body shifted to the left,
left hip forward. numpy only, so that the tests can check it without a renderer.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

Array = np.ndarray
Joints = Mapping[str, Array]

SIDES = ("left", "right")
PAIRS = ("hip", "knee", "ankle", "shoulder", "ear")
JOINTS = tuple(f"{pair}_{side}" for pair in PAIRS for side in SIDES)
KEYS = ("hip_drop_pct", "knee_valgus_pct", "lateral_shift_pct", "hip_rotation_pct")
BAD_OVER_PCT = 15.0
STANDING_DEPTH = 0.06  # a rep starts when the hips have sunk further than this share of the leg ...
FINISHED_DEPTH = 0.08  # ... and ends when they are back above this one
DEEP_SHARE = 0.5  # a rep's value is the mean over the frames at least this deep, relative to its bottom


def compute_joint_midpoint(joints: Joints, pair: str) -> Array:
    """(T, 3): the midpoint of a left and a right joint."""
    return (joints[f"{pair}_left"] + joints[f"{pair}_right"]) / 2


def compute_true_ankle_axis(joints: Joints, standing: Array) -> tuple[Array, float]:
    """Horizontal unit vector right ankle -> left ankle and their distance w (m), both in quiet standing."""
    line = np.median((joints["ankle_left"] - joints["ankle_right"])[standing], axis=0)
    line[1] = 0.0
    width = float(np.linalg.norm(line))
    return line / width, width


def compute_true_centre_of_mass(
    joints: Joints, load_kg: float = 0.0, body_mass_kg: float | None = None
) -> Array:
    """(T, 3): Winter's segment masses; a bar acts at mid-shoulder, only if the body mass is known too."""
    shoulders, hips = compute_joint_midpoint(joints, "shoulder"), compute_joint_midpoint(joints, "hip")
    centre = (
        0.081 * compute_joint_midpoint(joints, "ear") + 0.497 * (hips + shoulders) / 2 + 0.100 * shoulders
    )
    for side in SIDES:
        hip, knee, ankle = (joints[f"{name}_{side}"] for name in ("hip", "knee", "ankle"))
        centre = centre + 0.100 * (hip + 0.433 * (knee - hip))
        centre = centre + 0.0465 * (knee + 0.433 * (ankle - knee)) + 0.0145 * ankle
    if not (load_kg and body_mass_kg):
        return centre
    return (body_mass_kg * centre + load_kg * shoulders) / (body_mass_kg + load_kg)


def compute_true_quantities(
    joints: Joints, standing: Array, load_kg: float = 0.0, body_mass_kg: float | None = None
) -> dict[str, Array]:
    """Each of `KEYS` -> (T,) percent, minus its median over the standing frames ((T,) bool)."""
    axis, width = compute_true_ankle_axis(joints, standing)
    feet = compute_joint_midpoint(joints, "ankle")
    hip_line = joints["hip_left"] - joints["hip_right"]
    hip_width = float(np.median(np.linalg.norm(hip_line, axis=1)[standing]))
    reach_left = (joints["knee_left"] - feet) @ axis
    reach_right = -(joints["knee_right"] - feet) @ axis
    apart = np.maximum(reach_left + reach_right, 0.7 * width)
    offset = (compute_true_centre_of_mass(joints, load_kg, body_mass_kg) - feet) @ axis
    signals = {
        "hip_drop_pct": -100 * hip_line[:, 1] / hip_width,
        "knee_valgus_pct": 100 * (reach_right - reach_left) / apart,
        "lateral_shift_pct": 200 * offset / width,
    }
    signals = {key: signal - np.median(signal[standing]) for key, signal in signals.items()}
    return signals | {"hip_rotation_pct": _compute_rotation_pct(hip_line, axis, standing)}


def _compute_rotation_pct(hip_line: Array, axis: Array, standing: Array) -> Array:
    """100 tan of the transverse angle of the hip line against the ankle line, minus standing."""
    psi = np.arctan2(hip_line[:, 2], hip_line[:, 0]) - np.arctan2(axis[2], axis[0])
    psi = np.angle(np.exp(1j * psi))
    return 100 * np.tan(psi - np.median(psi[standing]))


def compute_true_depth(joints: Joints, standing: Array) -> Array:
    """(T,): hip travel / standing hip-ankle height; 0 in standing, about 0.5 with the thighs level."""
    height = (compute_joint_midpoint(joints, "hip") - compute_joint_midpoint(joints, "ankle"))[:, 1]
    return 1 - height / np.median(height[standing])


def find_true_rep_bounds(depths: Array, rough_start: int, bottom: int, rough_end: int) -> tuple[int, int]:
    """Frames where the rep starts and ends by the depth thresholds, searched between two rough frames."""
    before = np.flatnonzero(depths[rough_start : bottom + 1] < STANDING_DEPTH)
    after = np.flatnonzero(depths[bottom : rough_end + 1] < FINISHED_DEPTH)
    start = rough_start + int(before[-1]) if len(before) else rough_start
    end = bottom + int(after[0]) if len(after) else rough_end
    return start, end


def compute_true_rep_value(
    signal: Array, depths: Array, start: int, bottom: int, end: int
) -> tuple[float, str]:
    """Mean over the deep frames, down and up apart; the larger magnitude and the name of its phase."""
    deep = depths >= DEEP_SHARE * depths[bottom]
    frames = np.arange(len(signal))
    down = signal[deep & (frames >= start) & (frames <= bottom)].mean()
    up_frames = deep & (frames > bottom) & (frames <= end)
    up = signal[up_frames].mean() if up_frames.any() else 0.0
    return (float(down), "down") if abs(down) >= abs(up) else (float(up), "up")


def compute_true_rep_values(
    signals: Mapping[str, Array], depths: Array, start: int, bottom: int, end: int
) -> dict:
    """{key: percent, key_phase: "down" | "up"} for every quantity, and the grade."""
    row: dict[str, float | str] = {}
    for key, signal in signals.items():
        value, phase = compute_true_rep_value(signal, depths, start, bottom, end)
        row[key], row[f"{key}_phase"] = round(value, 2), phase
    return row | {"grade": grade_true_rep(row)}


def grade_true_rep(row: Mapping[str, float | str]) -> str:
    """The article's rule on a row of values: "bad" if any of the four exceeds 15 % in magnitude."""
    return "bad" if any(abs(float(row[key])) > BAD_OVER_PCT for key in KEYS) else "good"


def mirror_joints(joints: Joints) -> dict[str, Array]:
    """The same movement in a mirror: x flips, left and right change their names."""
    other = {"left": "right", "right": "left"}
    flipped = {}
    for name, points in joints.items():
        pair, side = name.rsplit("_", 1)
        flipped[f"{pair}_{other[side]}"] = points * np.array([-1.0, 1.0, 1.0])
    return flipped
