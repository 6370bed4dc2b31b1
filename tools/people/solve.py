"""Find the pelvis and knee movements whose 3-D truth shows the planned values, rep by rep."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tools.people import truth
from tools.people.squat import Drive, SquatModel, SquatPose
from tools.people.timeline import RepPlan, Timeline, generate_slow_noise

Array = np.ndarray
START_STEP = np.array([1.5, 1.5, 0.01, 4.0])  # finite differences: degrees, degrees, metres, degrees
LIMITS = np.array([22.0, 24.0, 0.14, 50.0])


@dataclass(frozen=True)
class Movement:
    """A solved clip: the bones, the truth signals (T,) and one row per rep."""

    pose: SquatPose
    signals: dict[str, Array]
    depth: Array
    rows: list[dict]


def build_even_drive(
    model: SquatModel, timeline: Timeline, rng: np.random.Generator, trunk_deg: Array
) -> Drive:
    """An even squat with natural sway; trunk_deg (R, 2) are extra trunk yaw and side lean per rep."""
    t, sway = timeline.time_s, model.style.sway
    wander = [generate_slow_noise(t, rng) * sway for _ in range(6)]
    extra = trunk_deg[timeline.rep] * timeline.fault[:, None]
    return Drive(
        depth=np.maximum(timeline.depth, 0) + 0.0008 * (1 + wander[0]) * sway,
        drop_deg=0.15 * wander[1],
        rotation_deg=0.35 * wander[2],
        aside_m=0.0018 * wander[3],
        knee_deg=np.zeros_like(t),
        trunk_yaw_deg=extra[:, 0] + 0.4 * wander[4],
        trunk_side_deg=extra[:, 1] + 0.25 * wander[5],
        forth_m=0.002 * generate_slow_noise(t, rng) * sway,
    )


def solve_movement(
    model: SquatModel,
    timeline: Timeline,
    plans: list[RepPlan],
    rng: np.random.Generator,
    trunk_deg: Array | None = None,
) -> Movement:
    """Newton steps on four amplitudes per rep until the truth shows the plans' targets."""
    count = len(plans)
    even = build_even_drive(model, timeline, rng, np.zeros((count, 2)) if trunk_deg is None else trunk_deg)
    wanted = np.array([[plan.targets_pct.get(key, 0.0) for key in truth.KEYS] for plan in plans])
    amplitude = np.zeros((count, 4))
    slopes = None
    for _ in range(4):
        now = _measure_values(model, timeline, even, amplitude, wanted)
        if slopes is None:
            slopes = np.stack(
                [
                    (_measure_values(model, timeline, even, amplitude + step, wanted) - now) / step.sum()
                    for step in np.diag(START_STEP)
                ],
                axis=-1,
            )
        change = np.linalg.solve(slopes, (wanted - now)[..., None])[..., 0]
        amplitude = np.clip(amplitude + change, -LIMITS, LIMITS)
    return build_movement(model, timeline, apply_amplitudes(even, timeline, amplitude))


def apply_amplitudes(even: Drive, timeline: Timeline, amplitude: Array) -> Drive:
    """The even drive with each rep's amplitudes (R, 4) added along its depth."""
    now = amplitude[timeline.rep] * timeline.fault[:, None]
    return replace(
        even,
        drop_deg=even.drop_deg + now[:, 0],
        rotation_deg=even.rotation_deg + now[:, 1],
        aside_m=even.aside_m + now[:, 2],
        knee_deg=even.knee_deg + now[:, 3],
    )


def _measure_values(
    model: SquatModel, timeline: Timeline, even: Drive, amplitude: Array, wanted: Array
) -> Array:
    """(R, 4): mean of each quantity over the deep frames of the phase that goes the target's way most."""
    pose = model.compute_pose_without_arms(apply_amplitudes(even, timeline, amplitude))
    signals = truth.compute_true_quantities(pose.joints, timeline.standing)
    depth = truth.compute_true_depth(pose.joints, timeline.standing)
    table = np.zeros((len(timeline.spans), 4))
    for i, (bottom, (first, last)) in enumerate(zip(timeline.bottoms, timeline.spans, strict=True)):
        for j, key in enumerate(truth.KEYS):
            frames = np.arange(len(depth))
            deep = depth >= truth.DEEP_SHARE * depth[bottom]
            down = signals[key][deep & (frames >= first) & (frames <= bottom)].mean()
            up = signals[key][deep & (frames > bottom) & (frames <= last)].mean()
            sign = np.sign(wanted[i, j]) or 1.0
            table[i, j] = sign * max(sign * down, sign * up)
    return table


def build_movement(model: SquatModel, timeline: Timeline, drive: Drive) -> Movement:
    """The full pose and its truth."""
    pose = model.compute_pose(drive)
    signals = truth.compute_true_quantities(pose.joints, timeline.standing)
    depth = truth.compute_true_depth(pose.joints, timeline.standing)
    return Movement(pose, signals, depth, build_rep_rows(timeline, signals, depth))


def build_rep_rows(timeline: Timeline, signals: dict[str, Array], depth: Array) -> list[dict]:
    """One truth row per rep: times by the depth thresholds, values by the rep rule, grade."""
    rows = []
    for i, (first, last) in enumerate(timeline.spans):
        bottom = first + int(np.argmax(depth[first : last + 1]))
        start, end = truth.find_true_rep_bounds(depth, first, bottom, last)
        times = {
            name: round(float(timeline.time_s[k]), 3)
            for name, k in zip(("start_s", "bottom_s", "end_s"), (start, bottom, end), strict=True)
        }
        row = {"rep": i + 1, **times, "depth": round(float(depth[bottom]), 3)}
        rows.append(row | truth.compute_true_rep_values(signals, depth, start, bottom, end))
    return rows
