"""Turn rendered people whose camera is known into the weights of analysis/camera/yaw.py.

    python -m tools.fit_yaw DATA... [--most 10] [--exclude NAME ...]

DATA are folders made by tools.make_calibration_data. Readings are taken in one at a time as long as people
who were left out are read better; prints, for each view, the weights and the spread that it found.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold

from analysis.camera.yaw import YAW_FITS, compute_yaw_cues
from analysis.errors import EvenRepError
from analysis.report.segment import analyze_shot
from analysis.settings import SetSettings, View
from tools.calibration_rows import WIDE
from vision.tracking.track_io import load_recording

FOLDS, SHUFFLES = 10, 3
HELD_BACK = 0.01
"""Ridge strength per person, on readings in units of their own spread."""

LEAST_BETTER = 0.01
"""A further reading must take off this share of the error."""


@dataclass(frozen=True)
class YawPerson:
    """View and true yaw of a clip, degrees, and what was read of it."""

    view: View
    yaw_deg: float
    readings: dict[str, float]


def read_person_yaw(path: Path) -> YawPerson | None:
    """None where nobody stands still, or the view was mistaken."""
    told = json.loads(path.with_name(f"{path.name.split('.')[0]}.truth.json").read_text())
    try:
        shot = analyze_shot(load_recording(path).track, SetSettings(), WIDE)
    except EvenRepError:
        return None
    if shot.camera.view is not View(told["view"]):
        return None
    readings = compute_yaw_cues(shot.track, shot.standing, shot.camera.view, shot.camera.roll_deg)
    if not np.isfinite(list(readings.values())).all():
        return None
    aside = told["camera"]["yaw_deg"]  # counted on round the lifter: from behind, + is to the right
    return YawPerson(shot.camera.view, -aside if shot.camera.view is View.REAR else aside, readings)


def measure_unseen_error(values: np.ndarray, yaw: np.ndarray) -> np.ndarray:
    """Error of each person when the weights are learned from others, degrees, for each shuffle."""
    errors = []
    for seed in range(SHUFFLES):
        for train, test in KFold(FOLDS, shuffle=True, random_state=seed).split(values):
            errors.append(values[test] @ fit_yaw_weights(values[train], yaw[train]) - yaw[test])
    return np.concatenate(errors)


def fit_yaw_weights(values: np.ndarray, yaw: np.ndarray) -> np.ndarray:
    """Degrees for each unit of each reading; no constant, so that a mirror turns the sign."""
    scale = np.sqrt((values**2).mean(axis=0))
    ridge = Ridge(alpha=HELD_BACK * len(values), fit_intercept=False).fit(values / scale, yaw)
    return ridge.coef_ / scale


def choose_readings(values: np.ndarray, yaw: np.ndarray, most: int) -> list[int]:
    """Columns worth having, the best first."""
    chosen: list[int] = []
    best = float(np.sqrt((yaw**2).mean()))
    while len(chosen) < most:
        others = [column for column in range(values.shape[1]) if column not in chosen]
        tried = [
            np.sqrt((measure_unseen_error(values[:, [*chosen, one]], yaw) ** 2).mean()) for one in others
        ]
        if min(tried) > (1.0 - LEAST_BETTER) * best:
            break
        best = float(min(tried))
        chosen.append(others[int(np.argmin(tried))])
    return chosen


def report_yaw_fit(view: View, people: Sequence[YawPerson], names: list[str], most: int) -> str:
    """The weights of one view and how well they read people left out."""
    values = np.array([[person.readings[name] for name in names] for person in people])
    yaw = np.array([person.yaw_deg for person in people])
    chosen = choose_readings(values, yaw, most)
    few, every = (
        measure_unseen_error(values[:, columns], yaw) for columns in (chosen, list(range(len(names))))
    )
    lines = [f"{view}: {len(people)} people, yaw RMS {np.sqrt((yaw**2).mean()):.1f}°"]
    lines += [
        f"  {names[column]:16}{weight:10.3f}"
        for column, weight in zip(chosen, fit_yaw_weights(values[:, chosen], yaw), strict=True)
    ]
    today = values @ np.array([YAW_FITS[view].weights.get(name, 0.0) for name in names]) - yaw
    lines.append(
        f"  error RMS {np.sqrt((few**2).mean()):.2f}°, with all readings {np.sqrt((every**2).mean()):.2f}°, "
        f"as analysis/camera/yaw.py is today {np.sqrt((today**2).mean()):.2f}°"
    )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=10, help="readings at the most")
    parser.add_argument(
        "--exclude",
        nargs="*",
        default=["level_shoulder"],
        help="readings to do without (shoulders are seldom level)",
    )
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    paths = sorted(path for folder in args.data for path in folder.glob("*.track.npz"))
    with get_context("spawn").Pool(args.jobs) as pool:
        people = [found for found in pool.imap(read_person_yaw, paths, chunksize=8) if found]
    names = [name for name in people[0].readings if name not in args.exclude]
    for view in (View.FRONT, View.REAR):
        print(report_yaw_fit(view, [one for one in people if one.view is view], names, args.most))


if __name__ == "__main__":
    main()
