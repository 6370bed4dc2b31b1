"""The calibration that ships beside the pose models, and the stages that measure with it."""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.calibrated import CalibratedEstimator
from analysis.errors import ModelError
from analysis.shot import Stages
from analysis.track import ModelInfo
from vision.models.catalogue import PACKAGE_DIR

CALIBRATION = PACKAGE_DIR / "calibration.npz"


def stages_for(model: ModelInfo, path: Path = CALIBRATION) -> Stages:
    """The stages that every report is made with, calibrated for what read the clip.

    Raises ModelError when the calibration is missing, damaged, or knows nothing of this reading.
    """
    return Stages(estimator=_estimator(reading_of(model), path))


def reading_of(model: ModelInfo) -> str:
    """How the calibration names a reading: `full`, `lite`, …; `_raw` where no mirror image was read too."""
    return model.name if model.mirror_averaged else f"{model.name}_raw"


@lru_cache(maxsize=8)
def _estimator(reading: str, path: Path) -> CalibratedEstimator:
    return CalibratedEstimator.from_arrays(load_arrays(path), reading)


@lru_cache(maxsize=2)
def load_arrays(path: Path = CALIBRATION) -> dict[str, NDArray[np.generic]]:
    """The arrays of a calibration file; nothing in it is ever executed. Raises ModelError."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, KeyError) as error:
        remedy = "Install EvenRep again."
        raise ModelError(f"The calibration file {path.name} is missing or damaged. {remedy}") from error
