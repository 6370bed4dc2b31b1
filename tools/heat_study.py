"""What heat maps add to the calibration: landmarks and heat features compared, people held out.

    python -m tools.heat_study FOLDER [--ridge 0.05] [--kernel 0.3]

FOLDER holds what tools.make_calibration_data and tools.heat_features made; only people with a NAME.heat.npz
count. Per view it prints RMSE / gain / r of each candidate (all are the mean of ridge and kernel on their odd
features, with the landmarks' even ones), and how much smaller the error becomes, with a 95 % interval from
redrawing the people.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from analysis.quantities import Quantity
from tools.fit_calibration import Rows, candidates, collect, cross_validate, table_row

log = logging.getLogger(__name__)
CHOSEN = "mean of ridge and kernel"
DRAWS = 2000
BASE = "landmarks"


def with_heat(folder: Path) -> dict[str, tuple[Rows, np.ndarray, np.ndarray]]:
    """Per view: rows of the landmarks, and beside them (k, q) heat features with their (q,) names.

    A person of whom one of the two lacks a phase is left out: phases are matched by their order.
    """
    heats = {path.name.replace(".heat.", ".track."): np.load(path) for path in folder.glob("*.heat.npz")}
    with tempfile.TemporaryDirectory() as only:
        for track in heats:
            for ending in (".track.npz", ".truth.json", ".signals.npz"):
                name = track.replace(".track.npz", ending)
                (Path(only) / name).symlink_to((folder / name).resolve())
        views, _ = collect(Path(only))
    return {str(view): _joined(rows, heats) for view, rows in views.items()}


def _joined(rows: Rows, heats: dict[str, np.lib.npyio.NpzFile]) -> tuple[Rows, np.ndarray, np.ndarray]:
    taken, heat, names = np.zeros(len(rows.odd), bool), [], np.array([], dtype=str)
    for person in dict.fromkeys(rows.person.tolist()):
        mine, odd = rows.person == person, heats[person]["odd"]
        if mine.sum() != len(odd) or not np.isfinite(odd).all():
            log.info("%s: %d phases with landmarks, %d with heat", person, mine.sum(), len(odd))
            continue
        taken |= mine
        heat.append(odd)
        names = heats[person]["names"]
    return rows.take(taken), np.concatenate(heat), names


def compared(
    rows: Rows, heat: np.ndarray, names: np.ndarray, ridge: float, kernel: float
) -> dict[str, np.ndarray]:
    """(k, 4) predictions of people unseen in fitting, by candidate."""
    fit = candidates(ridge, kernel)[CHOSEN]

    def of(*odd: np.ndarray) -> np.ndarray:
        return cross_validate(replace(rows, odd=np.concatenate(odd, axis=1)), fit)

    mean = np.char.startswith(names, "mean.")
    found = {
        BASE: of(rows.odd),
        "heat, all": of(heat),
        "heat, mean of scales": of(heat[:, mean]),
        "landmarks + heat": of(rows.odd, heat),
        "landmarks + heat, mean of scales": of(rows.odd, heat[:, mean]),
    }
    found["average: landmarks, heat"] = (found[BASE] + found["heat, all"]) / 2.0
    found["average: landmarks, heat, both"] = (
        found[BASE] + found["heat, all"] + found["landmarks + heat"]
    ) / 3.0
    return found


def smaller_by(rows: Rows, base: np.ndarray, new: np.ndarray, seed: int = 1) -> np.ndarray:
    """(3, 4) percent by which the RMSE falls: the figure, and its 95 % interval over redrawn people."""
    people, person = np.unique(rows.person, return_inverse=True)
    squares = [
        np.stack([np.bincount(person, weights=column) for column in ((guess - rows.truth) ** 2).T], axis=1)
        for guess in (base, new)
    ]
    draws = np.random.default_rng(seed).multinomial(len(people), np.full(len(people), 1 / len(people)), DRAWS)
    fall = 100.0 * (1.0 - np.sqrt((draws @ squares[1]) / (draws @ squares[0])))
    whole = 100.0 * (1.0 - np.sqrt(squares[1].sum(axis=0) / squares[0].sum(axis=0)))
    return np.stack([whole, *np.quantile(fall, [0.025, 0.975], axis=0)])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ridge", type=float, default=0.05)
    parser.add_argument("--kernel", type=float, default=0.3)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for view, (rows, heat, names) in with_heat(args.folder).items():
        log.info("\n%s: %d people, %d phases", view, len(set(rows.person)), len(rows.odd))
        log.info("| candidate | %s |", " | ".join(f"{key} RMSE / gain / r" for key in Quantity))
        log.info("|---|---|---|---|---|")
        found = compared(rows, heat, names, args.ridge, args.kernel)
        for name, predicted in found.items():
            log.info("%s", table_row(name, predicted, rows))
        log.info("| error smaller by, percent (95 %%) | %s |", " | ".join(Quantity))
        for name, predicted in found.items():
            if name != BASE:
                falls = smaller_by(rows, found[BASE], predicted)
                cells = [f"{whole:.0f} ({low:.0f} to {high:.0f})" for whole, low, high in falls.T]
                log.info("| %s | %s |", name, " | ".join(cells))


if __name__ == "__main__":
    main()
