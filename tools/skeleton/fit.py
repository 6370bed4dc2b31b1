"""The skeleton of `tools.skeleton.bones` fitted to what is seen of standing and one phase together.

A least-squares compromise between the landmarks and what is usual of bodies, squats and cameras. Even
parameters start from what is seen, odd ones from zero, and every step is mirrored in a mirrored picture.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from analysis.pose.landmarks import Joint
from analysis.pose.track import FloatArray
from tools.skeleton.bones import (
    ANKLE,
    HIP,
    JOINTS,
    KNEE,
    ODD,
    PARAMETERS,
    PLACE,
    POSTURES,
    SHOULDER,
    SIGNS,
    SPREAD,
    USUAL,
    Named,
    compute_posture_m,
    compute_skeleton_centre_of_mass,
    measure_knee_off_plane,
    name_parameters,
    project_skeleton,
)


@dataclass(frozen=True)
class Spread:
    """How far a landmark lies off its joint, in legs: alike in both postures, and in each anew."""

    alike: float
    anew: float


@dataclass(frozen=True)
class FitSettings:
    """What is believed how much.

    joints        per joint, how far off its landmark is
    hip_gain      share of a true difference in hip height that the landmarks show (MEASUREMENT.md 1)
    closure       how exactly the legs end at the two ends of the hip line, legs
    knee_aside    how far a knee lies off the plane of hip, ankle and toes, legs
    balance       where the centre of mass lies ahead of the ankles: usual and spread, legs
    hip_line      spread of the hip line's slope and turn: in standing, and at depth against standing
    follows       shares of the hips' turn and slope that the trunk makes at depth, and their spreads (rad)
    yaw_rad       least spread of the camera yaw that the scene was told
    outlier       residuals beyond this many spreads lose weight (Cauchy)
    iterations    most steps of the fit
    tolerance     relative gain of a step below which it ends
    """

    joints: dict[Joint, Spread] = field(
        default_factory=lambda: {
            Joint.SHOULDER: Spread(0.02, 0.015),
            Joint.HIP: Spread(0.03, 0.01),
            Joint.KNEE: Spread(0.02, 0.015),
            Joint.ANKLE: Spread(0.01, 0.01),
            Joint.HEEL: Spread(0.02, 0.015),
            Joint.TOE: Spread(0.02, 0.015),
        }
    )
    hip_gain: float = 0.45
    closure: float = 0.003
    knee_aside: float = 0.05
    balance: tuple[float, float] = (0.04, 0.02)
    hip_line: tuple[float, float] = (0.08, 0.20)
    follows: tuple[tuple[float, float], tuple[float, float]] = ((0.4, 0.1), (0.35, 0.08))
    yaw_rad: float = 0.05
    outlier: float = 4.0
    iterations: int = 25
    tolerance: float = 1e-9


STEP = 1e-6
STEPS = STEP * np.vstack([np.zeros(len(USUAL)), np.eye(len(USUAL)), -np.eye(len(USUAL))[ODD]])
"""Of the numeric derivative: odd parameters are moved both ways, so that a mirrored fit is a fit mirrored."""

Misfit = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
"""(B, n) parameter sets -> (B, m) residuals of the landmarks, (B, k) of what is usual, in spreads."""


@dataclass(frozen=True, eq=False)
class Observed:
    """(2 postures, 6 joints, 2 sides, 2) mean landmarks in legs from the middle of the picture, and yaw."""

    places: FloatArray
    yaw_rad: float
    behind: bool


def fit_skeleton(observed: Observed, settings: FitSettings = FitSettings()) -> FloatArray:
    """(n,) parameters of the best skeleton: Levenberg-Marquardt from an even start."""
    start = _estimate_start(observed)
    usual = np.where(SEEN, start, USUAL)
    spreads = _compute_spreads(settings)

    def compute_misfit(values: FloatArray) -> tuple[FloatArray, FloatArray]:
        seen, expected = _compute_residuals(values, observed, settings, spreads)
        return seen, np.concatenate([expected, (values - usual) / SPREAD], axis=1)

    values, damping = start, 1e-3
    seen, expected = compute_misfit(values[None])
    cost = _compute_cost(seen[0], expected[0], settings)
    for _ in range(settings.iterations):
        slope, now = _linearize_misfit(compute_misfit, values, settings)
        normal, gradient = slope.T @ slope, slope.T @ now
        scale = np.diag(normal)
        tried = values - np.linalg.solve(normal + damping * np.diag(scale), gradient)
        seen, expected = compute_misfit(tried[None])
        better = _compute_cost(seen[0], expected[0], settings)
        if better < cost:
            done = cost - better < settings.tolerance * cost
            values, cost, damping = tried, better, damping / 5.0
            if done:
                break
        else:
            damping *= 8.0
    return values


def _linearize_misfit(
    misfit: Misfit, values: FloatArray, settings: FitSettings
) -> tuple[FloatArray, FloatArray]:
    """(m, n) slope and (m,) residuals, weighted so that outliers count less."""
    seen, expected = misfit(values + STEPS)
    weight = 1.0 / np.sqrt(1.0 + (seen[0] / settings.outlier) ** 2)
    now, *moved = np.split(np.concatenate([seen * weight, expected], axis=1), [1, 1 + len(values)])
    slope = (moved[0] - now) / STEP
    slope[ODD] = (moved[0][ODD] - moved[1]) / (2.0 * STEP)
    return slope.T, now[0]


def _compute_cost(seen: FloatArray, expected: FloatArray, settings: FitSettings) -> float:
    """Cauchy loss of what was seen, squares of what is expected."""
    loss = settings.outlier**2 * np.log1p((seen / settings.outlier) ** 2)
    return float(loss.sum() + (expected**2).sum())


SEEN = np.array([name in ("half_stance", "aside", "above") or "." in name for name in PARAMETERS]) & (
    ~ODD | (np.array(list(PARAMETERS)) == "aside")
)
"""(n,) parameters whose usual value is what is seen at first sight: even angles, and where the feet are."""


def _estimate_start(observed: Observed) -> FloatArray:
    """(n,) an even skeleton whose widths and heights are those seen."""
    values = USUAL.copy()
    middle = observed.places.mean(axis=2)
    half = (observed.places[:, :, 0] - observed.places[:, :, 1])[..., 0] / 2.0
    values[PLACE["half_stance"]] = half[:, ANKLE].mean()
    values[[PLACE["aside"], PLACE["above"]]] = middle[:, ANKLE].mean(axis=0)
    bone = {name: values[PLACE[name]] for name in ("thigh", "shank", "trunk")}
    for index, posture in enumerate(POSTURES):
        up, wide = middle[index, :, 1], half[index]
        out = [
            np.arcsin(np.clip((wide[above] - wide[below]) / bone[name], -0.9, 0.9))
            for name, below, above in (("shank", ANKLE, KNEE), ("thigh", KNEE, HIP))
        ]
        bend = [
            np.arccos(np.clip((up[above] - up[below]) / bone[name] / np.cos(turn), -0.5, 0.99))
            for name, below, above, turn in (
                ("shank", ANKLE, KNEE, out[0]),
                ("thigh", KNEE, HIP, out[1]),
                ("trunk", HIP, SHOULDER, 0.0),
            )
        ]
        for name, value in zip(
            ("shank_out", "thigh_out", "shank_ahead", "thigh_back", "lean"), out + bend, strict=True
        ):
            values[PLACE[f"{posture}.{name}"]] = value
    return values


def _compute_spreads(settings: FitSettings) -> tuple[FloatArray, FloatArray]:
    """(6, 1, 1) spread of the sum and of the difference of the two postures' residuals, over sqrt 2."""
    alike, anew = (
        np.array([getattr(settings.joints[joint], name) for joint in JOINTS]) for name in ("alike", "anew")
    )
    return np.sqrt(2.0 * alike**2 + anew**2)[:, None, None], anew[:, None, None]


def _compute_residuals(
    values: FloatArray, observed: Observed, settings: FitSettings, spreads: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """(B, m) of the landmarks and (B, k) of what is usual, in spreads."""
    of = name_parameters(values)
    bodies = [compute_posture_m(of, posture) for posture in POSTURES]
    off = []
    for body, seen in zip(bodies, observed.places, strict=True):
        place = project_skeleton(of, body, observed.behind)
        rise = place[:, HIP, :, 1]
        place[:, HIP, :, 1] = rise + (settings.hip_gain - 1.0) * (rise - rise.mean(axis=1, keepdims=True))
        off.append(place - seen)
    together = (off[0] + off[1]) / np.sqrt(2.0) / spreads[0]
    apart = (off[1] - off[0]) / np.sqrt(2.0) / spreads[1]
    seen = np.concatenate([together.reshape(len(values), -1), apart.reshape(len(values), -1)], axis=1)
    return seen, np.stack(_compute_expected(of, bodies, observed, settings), axis=1)


def _compute_expected(
    of: Named, bodies: list[FloatArray], observed: Observed, settings: FitSettings
) -> list[FloatArray]:
    """(B,) each: closed legs, balance, knees over toes, level hips, a trunk that follows, a known yaw."""
    found = [(of["yaw"] - observed.yaw_rad) / settings.yaw_rad]
    slopes, turns = [], []
    usual, spread = settings.balance
    for body in bodies:
        line = body[:, HIP, 0] - body[:, HIP, 1]
        found.append((np.linalg.norm(line, axis=1) - 2.0 * of["half_hips"]) / settings.closure)
        found.append((compute_skeleton_centre_of_mass(body)[:, 2] - usual) / spread)
        for side, sign in enumerate(SIGNS):
            found.append(measure_knee_off_plane(of, body, side, sign) / settings.knee_aside)
        slopes.append(-line[:, 1] / line[:, 0])
        turns.append(line[:, 2] / line[:, 0])
    for values, (part, loose), name in zip(
        (turns, slopes), settings.follows, ("trunk_turn", "trunk_side"), strict=True
    ):
        moved = values[1] - values[0]
        found += [values[0] / settings.hip_line[0], moved / settings.hip_line[1]]
        found.append((of[f"deep.{name}"] - of[f"still.{name}"] - part * moved) / loose)
    return found
