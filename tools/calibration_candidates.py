"""The ways from features to the four quantities that are held against each other, and how they are judged.

Each candidate is a function: training rows in, predictor out. All but the first two are odd by construction.
The learners are asked only for what the raw readings, at their usual gain, leave unexplained: with few people
they then fall back on a plain reading, not on nought.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.model_selection import GroupKFold

from analysis.calibration.model_file import EVEN_CLIP, ODD_CLIP, compute_odd_kernel
from analysis.quantities.definitions import Quantity
from tools.calibration_rows import Rows

BASE = np.array([1.4, 1.05, 1.02, 0.0])
"""Share of each raw reading that is taken as it stands; hip rotation has no raw reading worth it."""

KERNEL = np.array([0.3, 1.5, 2.0, 1.5])
"""c0, even length, c2, odd length: the probe's choice, confirmed by cross-validation."""

FOLDS = 8
CHOSEN = "mean of ridge and kernel"
Predictor = Callable[[Rows], np.ndarray]
Candidate = Callable[[Rows], Predictor]


@dataclass(frozen=True)
class Strengths:
    """How strongly each learner is held back, and how many training phases the kernel keeps."""

    ridge: float = 0.03
    kernel: float = 0.5
    anchors: int = 1200


@dataclass(frozen=True)
class Standardiser:
    """Odd features by their spread about zero, even ones about their mean."""

    odd_scale: np.ndarray
    even_mean: np.ndarray
    even_scale: np.ndarray

    @classmethod
    def from_rows(cls, rows: Rows) -> Standardiser:
        scale = np.sqrt((rows.odd**2).mean(axis=0)) + 1e-9
        return cls(scale, rows.even.mean(axis=0), rows.even.std(axis=0) + 1e-9)

    def __call__(self, rows: Rows) -> tuple[np.ndarray, np.ndarray]:
        odd = np.clip(rows.odd / self.odd_scale, -ODD_CLIP, ODD_CLIP)
        return odd, np.clip((rows.even - self.even_mean) / self.even_scale, -EVEN_CLIP, EVEN_CLIP)


def fit_odd_ridge(rows: Rows, strengths: Strengths) -> tuple[np.ndarray, Predictor]:
    """Weights (n, 4) of the standardised odd features."""
    standard = Standardiser.from_rows(rows)
    odd, _ = standard(rows)
    left = rows.truth - BASE * rows.raw
    weights = Ridge(alpha=strengths.ridge * len(odd), fit_intercept=False).fit(odd, left).coef_.T
    return weights, lambda other: BASE * other.raw + standard(other)[0] @ weights


@dataclass(frozen=True)
class KernelFit:
    """Anchors (k, n) and (k, m), and their dual weights (k, 4)."""

    odd: np.ndarray
    even: np.ndarray
    dual: np.ndarray


def fit_odd_kernel(rows: Rows, strengths: Strengths) -> tuple[KernelFit, Predictor]:
    """The odd kernel on a subset of the rows, chosen evenly (subset of regressors)."""
    standard = Standardiser.from_rows(rows)
    odd, even = standard(rows)
    step = max(1, -(-len(odd) // strengths.anchors))
    chosen = np.concatenate([np.arange(start, len(odd), step) for start in range(step)])[: strengths.anchors]
    anchors = odd[chosen], even[chosen]
    near = compute_odd_kernel(odd, even, *anchors, KERNEL)
    among = compute_odd_kernel(*anchors, *anchors, KERNEL)
    normal = near.T @ near + strengths.kernel * among + 1e-6 * np.eye(len(chosen))
    dual = np.linalg.solve(normal, near.T @ (rows.truth - BASE * rows.raw))
    return KernelFit(
        *anchors, dual
    ), lambda other: BASE * other.raw + compute_odd_kernel(*standard(other), *anchors, KERNEL) @ dual


def fit_gains(rows: Rows) -> Predictor:
    """One gain per quantity: the interim table, refitted."""
    gains = [np.polyfit(truth, raw, 1)[0] for truth, raw in zip(rows.truth.T, rows.raw.T, strict=True)]
    return lambda other: other.raw / np.array(gains)


def fit_ridge_kernel_mean(rows: Rows, strengths: Strengths) -> Predictor:
    """Half the ridge, half the kernel."""
    ridge, kernel = fit_odd_ridge(rows, strengths)[1], fit_odd_kernel(rows, strengths)[1]
    return lambda other: (ridge(other) + kernel(other)) / 2.0


def fit_with_side_evidence(rows: Rows, strengths: Strengths) -> Predictor:
    """The mean of the chosen candidate on the landmarks and of the same on the side evidence alone."""
    own, side = (
        fit_ridge_kernel_mean(rows, strengths),
        fit_ridge_kernel_mean(rows.keep_only_extra(), strengths),
    )
    return lambda other: (own(other) + side(other.keep_only_extra())) / 2.0


def build_candidates(strengths: Strengths, side: str | None = None) -> dict[str, Candidate]:
    """Every candidate by name; those with side evidence (skeleton, heat maps) where it is there."""
    with_side = {
        f"the mean, {side} among the features": lambda rows: (
            lambda fitted: lambda other: fitted(other.add_extra())
        )(fit_ridge_kernel_mean(rows.add_extra(), strengths)),
        f"the mean, averaged with one on {side} alone": lambda rows: fit_with_side_evidence(rows, strengths),
    }
    return (with_side if side else {}) | {
        "raw": lambda rows: lambda other: other.raw,
        "gain per quantity": fit_gains,
        "odd ridge": lambda rows: fit_odd_ridge(rows, strengths)[1],
        "odd kernel": lambda rows: fit_odd_kernel(rows, strengths)[1],
        CHOSEN: lambda rows: fit_ridge_kernel_mean(rows, strengths),
    }


def cross_validate(rows: Rows, fit: Candidate, folds: int = FOLDS) -> np.ndarray:
    """(k, 4) predictions of people that the fit has not seen."""
    predicted = np.full(rows.truth.shape, np.nan)
    splits = GroupKFold(min(folds, rows.people), shuffle=True, random_state=1)
    for train, test in splits.split(rows.odd, groups=rows.person):
        predicted[test] = fit(rows.select_rows(train))(rows.select_rows(test))
    return predicted


def format_candidate_head() -> str:
    keys = " | ".join(f"{key} RMSE / gain / r" for key in Quantity)
    return f"| candidate | {keys} |\n|---|---|---|---|---|"


def format_candidate_row(name: str, predicted: np.ndarray, truth: np.ndarray) -> str:
    """RMSE / gain / r per quantity."""
    cells = []
    for guess, true in zip(predicted.T, truth.T, strict=True):
        rmse = np.sqrt(np.mean((guess - true) ** 2))
        gain, r = np.polyfit(true, guess, 1)[0], np.corrcoef(true, guess)[0, 1]
        cells.append(f"{rmse:.2f} / {gain:.2f} / {r:.2f}")
    return f"| {name} | " + " | ".join(cells) + " |"


def list_slices(rows: Rows) -> Iterator[tuple[str, np.ndarray]]:
    """Named subsets of the rows: light, clothes, arms, coupling, body, camera."""

    def collect_facts(*path: str) -> np.ndarray:
        values = []
        for one in rows.told:
            for key in path:
                one = one.get(key, np.nan) if isinstance(one, dict) else np.nan
            values.append(one)
        return np.array(values)

    light = np.abs(collect_facts("scene", "light_azimuth_deg").astype(float))
    yield "light from one side (50° and more)", light >= 50
    yield "light from the front", light < 50
    leggings, loose = (
        collect_facts("person", "leggings").astype(float),
        collect_facts("person", "loose").astype(float),
    )
    yield "leggings", leggings == 1
    yield "loose shorts", (leggings == 0) & (loose > 0.6)
    yield "tight shorts", (leggings == 0) & (loose <= 0.6)
    for arms in sorted(set(collect_facts("person", "arms"))):
        yield f"arms {arms}", collect_facts("person", "arms") == arms
    coupling = collect_facts("person", "trunk_follows_drop").astype(float)
    yield "trunk follows the pelvis' drop not at all (< 0.2)", coupling < 0.2
    yield "trunk follows it fully (> 0.8)", coupling > 0.8
    yield "in a rack", collect_facts("person", "in_a_rack").astype(float) == 1
    for sex in ("female", "male"):
        yield sex, collect_facts("person", "sex") == sex
    aside = np.abs(collect_facts("camera", "yaw_deg").astype(float))
    yield "yaw up to 4°", aside <= 4
    yield "yaw 4–8°", (aside > 4) & (aside <= 8)
    yield "yaw 8–14°", aside > 8
    yield "roll over 4°", np.abs(collect_facts("camera", "roll_deg").astype(float)) > 4
    low = collect_facts("camera", "height_m").astype(float)
    yield "camera below 0.7 m", low < 0.7
    yield "camera above 1.1 m", low > 1.1
