"""When things happen: from a list of planned reps to smooth curves over time.

Nothing here starts or stops abruptly: every change is a minimum-jerk curve, standing and bottom have
small slow drifts, and no rep repeats another to the frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tools.people.truth import KEYS

Array = np.ndarray


@dataclass(frozen=True)
class RepPlan:
    """One repetition as it is asked for. Targets are the rep values that the truth shall show."""

    targets_pct: dict[str, float] = field(default_factory=lambda: dict.fromkeys(KEYS, 0.0))
    depth: float = 0.42  # hip travel / standing hip-ankle height
    down_s: float = 1.5
    hold_s: float = 0.25
    up_s: float = 1.3
    rest_s: float = 0.9  # standing after this rep
    grind: float = 0.0  # 0..1: how much the way up slows down half way (a heavy rep)
    up_over_down: float = 1.0  # asymmetry on the way up relative to the way down

    @property
    def duration_s(self) -> float:
        return self.down_s + self.hold_s + self.up_s


@dataclass(frozen=True)
class Timeline:
    """(T,) curves at the video's frames."""

    time_s: Array
    rep: Array  # index of the rep in or next to which the frame lies
    depth: Array  # asked hip travel / leg height
    fault: Array  # 0..1: how far the rep's asymmetry has grown, shaped over the way down and up
    standing: Array  # bool: quiet standing before the first rep
    bottoms: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]  # frames (from, to) between which each rep lies for certain


def ease_in_out(x: Array) -> Array:
    """Minimum jerk from 0 at x = 0 to 1 at x = 1."""
    x = np.clip(x, 0, 1)
    return x**3 * (10 - 15 * x + 6 * x**2)


def generate_slow_noise(
    time_s: Array, rng: np.random.Generator, low_hz: float = 0.12, high_hz: float = 0.6
) -> Array:
    """(T,) sum of six slow sines with random phase, standard deviation about 1."""
    rate = rng.uniform(low_hz, high_hz, 6)
    phase = rng.uniform(0, 2 * np.pi, 6)
    return np.sin(2 * np.pi * rate * time_s[:, None] + phase).sum(axis=1) / np.sqrt(3)


def build_timeline(
    plans: list[RepPlan],
    rng: np.random.Generator,
    fps: float = 30.0,
    lead_s: float = 1.6,
    tail_s: float = 1.2,
) -> Timeline:
    """The curves for a whole clip: stand, the reps with their rests, stand."""
    starts, clock = [], lead_s
    for plan in plans:
        starts.append(clock)
        clock += plan.duration_s + plan.rest_s
    total = clock - plans[-1].rest_s + tail_s
    time = np.arange(round(total * fps)) / fps
    depth, fault, rep = np.zeros((3, len(time)))
    bottoms, spans = [], []
    for i, (plan, start) in enumerate(zip(plans, starts, strict=True)):
        phase, share = _compute_rep_curves(plan, time - start)
        depth += plan.depth * phase
        fault += share
        rep[time >= start - plan.rest_s / 2] = i
        bottoms.append(round((start + plan.down_s + plan.hold_s / 2) * fps))
        spans.append(
            (round((start - 0.2) * fps), min(round((start + plan.duration_s + 0.2) * fps), len(time) - 1))
        )
    depth *= 1 + 0.006 * generate_slow_noise(time, rng, 0.3, 0.9)
    standing = (time >= 0.1) & (time < lead_s - 0.05)
    return Timeline(time, rep.astype(int), depth, fault, standing, tuple(bottoms), tuple(spans))


def _compute_rep_curves(plan: RepPlan, t: Array) -> tuple[Array, Array]:
    """(T,) depth phase 0..1 and asymmetry share 0..1 of one rep whose descent begins at t = 0."""
    down = ease_in_out(t / plan.down_s)
    up = ease_in_out(
        _slow_down_halfway(np.clip((t - plan.down_s - plan.hold_s) / plan.up_s, 0, 1), plan.grind)
    )
    sink = np.clip(
        (t - plan.down_s) / max(plan.hold_s, 1e-6), 0, 1
    )  # a living bottom: still sinking a little
    phase = down * (0.985 + 0.015 * ease_in_out(sink)) * (1 - up)
    turning = ease_in_out((t - plan.down_s) / (plan.hold_s + 0.35 * plan.up_s))
    heavier_way = 1 + (plan.up_over_down - 1) * turning
    return phase, np.maximum(phase, 0) ** 1.15 * heavier_way


def _slow_down_halfway(x: Array, grind: float) -> Array:
    """Time of a rep that slows down half way up; still 0 -> 0 and 1 -> 1, never backwards."""
    return x + 0.1 * grind * np.sin(2 * np.pi * x)
