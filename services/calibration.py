"""The stages that every report is made with: those of `analysis`, with the calibration that ships."""

from functools import lru_cache
from pathlib import Path

from analysis.calibration.regression_estimator import CalibratedEstimator
from analysis.report.stages import Stages
from vision.pose.models.calibration import CALIBRATION, load_calibration_arrays


@lru_cache(maxsize=4)
def load_shipped_stages(path: Path = CALIBRATION) -> Stages:
    """Load the calibration and put it into the stages of the analysis.

    Parameters
    ----------
    path
        The calibration file (.npz).

    Returns
    -------
    Stages
        Read once per path and process.

    Raises
    ------
    ModelError
        The file is missing, damaged or of another version.
    """
    return Stages(estimator=CalibratedEstimator.from_arrays(load_calibration_arrays(path)))
