"""The stages that every report is made with, calibrated for what read the clip."""

from functools import lru_cache
from pathlib import Path

from analysis.calibrated import CalibratedEstimator
from analysis.shot import Stages
from analysis.track import ModelInfo
from vision.models.calibration import CALIBRATION, load_arrays


def stages_for(model: ModelInfo, path: Path = CALIBRATION) -> Stages:
    """The stages for landmarks that this model read.

    Raises ModelError when the calibration is missing, damaged, or knows nothing of this reading.
    """
    return Stages(estimator=_estimator(reading_of(model), path))


def reading_of(model: ModelInfo) -> str:
    """How the calibration names a reading: `full`, `lite`, …; `_raw` where no mirror image was read too."""
    return model.name if model.mirror_averaged else f"{model.name}_raw"


@lru_cache(maxsize=8)
def _estimator(reading: str, path: Path) -> CalibratedEstimator:
    return CalibratedEstimator.from_arrays(load_arrays(path), reading)
