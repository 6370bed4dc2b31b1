"""Turn rendered people with truth into the calibration that ships.

    python -m tools.fit_calibration DATA OUT.npz [--table F.md] [--seed 1]

DATA is a folder made by tools.make_calibration_data. Every track is read by the production stages (clean,
level, find reps, baseline, features); the truth of a phase is the mean of the true signals over exactly the
frames that production averages. Prints a table of all candidates, cross-validated with every person held
out, and writes the chosen one. Needs the `samples` extra (scikit-learn).
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge
from sklearn.model_selection import GroupKFold

from analysis.calibrated import EVEN_CLIP, ODD_CLIP, SCHEMA, odd_kernel
from analysis.calibration import FINE_YAW_DEG, Z_95, Gain, GainTable, Scene
from analysis.camera import CameraSettings
from analysis.features import frame_features, summarise_frames, summarised_names
from analysis.quantities import Quantity
from analysis.reps import deep_frames
from analysis.settings import SetSettings, View
from analysis.shot import Stages, read_shot
from vision.trackfile import load_recording

log = logging.getLogger(__name__)
KERNEL = np.array([0.3, 1.5, 2.0, 1.5])
"""c0, even length, c2, odd length: the probe's choice, confirmed by cross-validation."""

FOLDS = 8
RAW = GainTable(
    {(view, key): Gain(1.0, 0.0, 1.0, 0.0) for view in (View.FRONT, View.REAR) for key in Quantity}
)
WIDE = Stages(estimator=RAW, camera=CameraSettings(max_yaw_deg=20.0, max_roll_deg=12.0))


@dataclass(frozen=True)
class Rows:
    """One row per phase: features, truth (k, 4), raw reading (k, 4), person, estimated yaw."""

    odd: np.ndarray
    even: np.ndarray
    truth: np.ndarray
    raw: np.ndarray
    person: np.ndarray
    yaw_deg: np.ndarray

    def take(self, chosen: np.ndarray) -> Rows:
        return Rows(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def collect(folder: Path) -> tuple[dict[View, Rows], tuple[list[str], list[str]]]:
    """Rows per view of every track in the folder, and the names of the features."""
    found: dict[View, list[tuple]] = {View.FRONT: [], View.REAR: []}
    names: tuple[list[str], list[str]] = ([], [])
    for path in sorted(folder.glob("*.track.npz")):
        truth_path = path.with_name(path.name.replace(".track.npz", ".signals.npz"))
        if not truth_path.exists():
            continue
        shot = read_shot(load_recording(path).track, SetSettings(), WIDE)
        view = View(
            json.loads(truth_path.with_name(path.name.split(".")[0] + ".truth.json").read_text())["view"]
        )
        if shot.camera.view is not view:
            log.info("%s: read as %s", path.name, shot.camera.view)
            continue
        truth = np.load(truth_path)
        for part in shot.parts:
            if part.baseline.reason:
                continue
            features = frame_features(part.scene)
            names = summarised_names(features)
            for rep in part.reps:
                for frames in deep_frames(part.scene.depth, rep):
                    row = _row(part.scene, part.first, frames, features, truth)
                    found[view].append((*row, path.name, shot.camera.yaw_deg))
    return {view: _stack(rows) for view, rows in found.items()}, names


def _row(scene: Scene, first: int, frames: np.ndarray, features, truth) -> tuple:
    summary = summarise_frames(features, scene.standing, frames)
    values = [_true_mean(truth[f"{key}_pct"], first, frames, scene.standing, key) for key in Quantity]
    raw = [RAW.estimate(scene, frames)[key].pct for key in Quantity]
    return summary.odd[0], summary.even[0], np.array(values), np.array(raw)


def _true_mean(
    signal: np.ndarray, first: int, frames: np.ndarray, standing: np.ndarray, key: Quantity
) -> float:
    """Mean of the true signal over the frames that production averages, minus its standing median."""
    deep, still = (signal[first + np.flatnonzero(mask)] for mask in (frames, standing))
    if key is Quantity.HIP_ROTATION:
        turn = np.arctan(deep / 100.0) - np.median(np.arctan(still / 100.0))
        return float(100.0 * np.tan(turn.mean()))
    return float(deep.mean() - np.median(still))


def _stack(rows: list[tuple]) -> Rows:
    odd, even, truth, raw, person, yaw = (np.array(column) for column in zip(*rows, strict=True))
    stacked = Rows(odd, even, truth, raw, person, yaw)
    whole = np.isfinite(odd).all(axis=1) & np.isfinite(even).all(axis=1) & np.isfinite(truth).all(axis=1)
    return stacked.take(whole)


@dataclass(frozen=True)
class Standardiser:
    """Odd features by their spread about zero, even ones about their mean."""

    odd_scale: np.ndarray
    even_mean: np.ndarray
    even_scale: np.ndarray

    @classmethod
    def of(cls, rows: Rows) -> Standardiser:
        scale = np.sqrt((rows.odd**2).mean(axis=0)) + 1e-9
        return cls(scale, rows.even.mean(axis=0), rows.even.std(axis=0) + 1e-9)

    def __call__(self, rows: Rows) -> tuple[np.ndarray, np.ndarray]:
        odd = np.clip(rows.odd / self.odd_scale, -ODD_CLIP, ODD_CLIP)
        return odd, np.clip((rows.even - self.even_mean) / self.even_scale, -EVEN_CLIP, EVEN_CLIP)


Predictor = Callable[[Rows], np.ndarray]


def fit_ridge(rows: Rows, alpha: float) -> tuple[np.ndarray, Predictor]:
    """Weights (n, 4) of the standardised odd features."""
    standard = Standardiser.of(rows)
    odd, _ = standard(rows)
    weights = Ridge(alpha=alpha * len(odd), fit_intercept=False).fit(odd, rows.truth).coef_.T
    return weights, lambda other: standard(other)[0] @ weights


def fit_kernel(rows: Rows, alpha: float) -> tuple[np.ndarray, Predictor]:
    """Dual weights (k, 4) of the odd kernel."""
    standard = Standardiser.of(rows)
    odd, even = standard(rows)
    gram = odd_kernel(odd, even, odd, even, KERNEL)
    dual = KernelRidge(kernel="precomputed", alpha=alpha).fit(gram, rows.truth).dual_coef_
    return dual, lambda other: odd_kernel(*standard(other), odd, even, KERNEL) @ dual


def fit_gain(rows: Rows) -> Predictor:
    """One gain per quantity and the knees' yaw leak: the interim table, refitted."""
    gains = [
        np.polyfit(truth, raw, 1)[0]
        for truth, raw in zip(rows.truth.T, np.nan_to_num(rows.raw).T, strict=True)
    ]
    return lambda other: np.nan_to_num(other.raw) / np.array(gains)


def candidates(ridge_alpha: float, kernel_alpha: float) -> dict[str, Callable[[Rows], Predictor]]:
    """Every candidate by name: training rows in, predictor out."""

    def mean(rows: Rows) -> Predictor:
        ridge, kernel = fit_ridge(rows, ridge_alpha)[1], fit_kernel(rows, kernel_alpha)[1]
        return lambda other: (ridge(other) + kernel(other)) / 2.0

    return {
        "raw": lambda rows: lambda other: np.nan_to_num(other.raw),
        "gain per quantity": fit_gain,
        "odd ridge": lambda rows: fit_ridge(rows, ridge_alpha)[1],
        "odd kernel": lambda rows: fit_kernel(rows, kernel_alpha)[1],
        "mean of ridge and kernel": mean,
    }


def cross_validate(rows: Rows, fit: Callable[[Rows], Predictor]) -> np.ndarray:
    """(k, 4) predictions of people that the fit has not seen."""
    predicted = np.full(rows.truth.shape, np.nan)
    for train, test in GroupKFold(FOLDS).split(rows.odd, groups=rows.person):
        predicted[test] = fit(rows.take(train))(rows.take(test))
    return predicted


def fit_spread(error: np.ndarray, value: np.ndarray, yaw_deg: np.ndarray, out: np.ndarray) -> np.ndarray:
    """(sd, per value, per degree aside, per share out of range), scaled until 95 % lie inside 1.96."""
    aside = np.maximum(0.0, np.abs(yaw_deg) - FINE_YAW_DEG)
    parts = np.stack([np.ones_like(error), value, aside, out])

    def loss(log_size: np.ndarray) -> float:
        variance = (np.exp(2 * log_size)[:, None] * parts**2).sum(axis=0)
        return float((np.log(variance) + error**2 / variance).mean())

    start = np.log([error.std(), 0.05, 0.1, 1.0])
    size = np.exp(minimize(loss, start, method="Nelder-Mead", options={"maxiter": 4000}).x)
    spread = np.sqrt((size[:, None] ** 2 * parts**2).sum(axis=0))
    return size * np.quantile(np.abs(error) / spread, 0.955) / Z_95


def out_of_range(rows: Rows, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return ((rows.even < low) | (rows.even > high)).mean(axis=1)


def fit_view(
    rows: Rows, names: tuple[list[str], list[str]], ridge: float, kernel: float
) -> dict[str, np.ndarray]:
    """The arrays of one view, as analysis.calibrated.ViewModel wants them."""
    standard = Standardiser.of(rows)
    odd, even = standard(rows)
    low, high = np.quantile(rows.even, [0.003, 0.997], axis=0)
    predicted = cross_validate(rows, candidates(ridge, kernel)["mean of ridge and kernel"])
    out = out_of_range(rows, low, high)
    spreads = np.stack(
        [
            fit_spread(error, value, rows.yaw_deg, out)
            for error, value in zip((predicted - rows.truth).T, predicted.T, strict=True)
        ],
        axis=1,
    )
    arrays = {
        "odd_scale": standard.odd_scale,
        "even_mean": standard.even_mean,
        "even_scale": standard.even_scale,
        "ridge": fit_ridge(rows, ridge)[0],
        "anchors_odd": odd,
        "anchors_even": even,
        "dual": fit_kernel(rows, kernel)[0],
        "even_low": low,
        "even_high": high,
    }
    small = {key: value.astype(np.float32) for key, value in arrays.items()}
    fixed = {"kernel": KERNEL, "odd_names": np.array(names[0]), "even_names": np.array(names[1])}
    return small | fixed | dict(zip(("sd", "sd_share", "sd_per_yaw", "sd_per_out"), spreads, strict=True))


def table_row(name: str, predicted: np.ndarray, rows: Rows) -> str:
    """RMSE / gain / r per quantity."""
    cells = []
    for guess, truth in zip(predicted.T, rows.truth.T, strict=True):
        rmse = np.sqrt(np.mean((guess - truth) ** 2))
        cells.append(
            f"{rmse:.1f} / {np.polyfit(truth, guess, 1)[0]:.2f} / {np.corrcoef(truth, guess)[0, 1]:.2f}"
        )
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", default="full")
    parser.add_argument("--ridge", type=float, default=0.05)
    parser.add_argument("--kernel", type=float, default=0.3)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    views, names = collect(args.data)
    arrays: dict[str, np.ndarray] = {"schema": np.array(SCHEMA)}
    for view, rows in views.items():
        log.info("\n%s: %d people, %d phases", view, len(set(rows.person)), len(rows.odd))
        log.info(
            "| candidate | "
            + " | ".join(f"{key} RMSE / gain / r" for key in Quantity)
            + " |\n|---|---|---|---|---|"
        )
        for name, fit in candidates(args.ridge, args.kernel).items():
            log.info(table_row(name, cross_validate(rows, fit), rows))
        fitted = fit_view(rows, names, args.ridge, args.kernel)
        log.info(
            "spreads %s",
            {k: np.round(fitted[k], 2).tolist() for k in ("sd", "sd_share", "sd_per_yaw", "sd_per_out")},
        )
        arrays |= {f"{view}.{key}": value for key, value in fitted.items()}
    people = sum(len(set(rows.person)) for rows in views.values())
    arrays["name"] = np.array(f"{args.model}, {people} rendered people")
    np.savez_compressed(args.out, **arrays)


if __name__ == "__main__":
    main()
