"""The calibration that ships with the pose models: arrays, read without executing anything."""

from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ModelError
from vision.pose.models.catalogue import PACKAGE_DIR

CALIBRATION = PACKAGE_DIR / "calibration.npz"


@lru_cache(maxsize=2)
def load_calibration_arrays(path: Path = CALIBRATION) -> dict[str, NDArray[np.generic]]:
    """Load a calibration file.

    Parameters
    ----------
    path : Path
        The `.npz` file; the one that ships with EvenRep if left out.

    Returns
    -------
    dict of str to ndarray
        Its arrays by name, for `analysis.calibration.model_file`. Shared between callers: do not change them.

    Raises
    ------
    ModelError
        The file is missing or damaged.
    """
    try:
        # no pickle: a file from elsewhere must not run code
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise ModelError(
            f"The calibration file {path.name} is missing or damaged. Install EvenRep again."
        ) from error
