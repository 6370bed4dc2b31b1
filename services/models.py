"""The pose models: which there are, whether their files are right, and building one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vision.pose.models import PoseModel

# From the quickest to the slowest.
MODEL_NAMES = ("lite", "full", "heavy")


@dataclass(frozen=True)
class ModelCheck:
    """What was found out about the file of one model.

    Parameters
    ----------
    model
        Its row in the catalogue.
    path
        The file; None where there is none.
    problem
        What is wrong and what to do, as a sentence; "" where the file is the one that was measured.
    """

    model: "PoseModel"
    path: Path | None
    problem: str = ""

    @property
    def is_absent(self) -> bool:
        """Whether it was simply never built: not a fault, unlike a shipped model without its file."""
        return self.path is None and not self.model.shipped


def verify_all_models() -> tuple[ModelCheck, ...]:
    """Read every model file there is and compare its checksum.

    Returns
    -------
    tuple of ModelCheck
        One per model, from the quickest to the slowest.
    """
    from vision.pose.models import MODELS

    return tuple(_check_model(model) for model in MODELS.values())


def _check_model(model: "PoseModel") -> ModelCheck:
    from analysis.errors import ModelError
    from vision.pose.models import ModelMissing, find_model_path, verify_model

    try:
        return ModelCheck(model, verify_model(model.name))
    except ModelMissing as error:
        return ModelCheck(model, None, str(error))
    except ModelError as error:
        return ModelCheck(model, find_model_path(model.name), str(error))


def is_model_available(name: str) -> bool:
    """Check that a pose model has a file, without reading it: `heavy` has to be built first.

    Parameters
    ----------
    name
        One of `MODEL_NAMES`.

    Returns
    -------
    bool
    """
    from vision.pose.models import ModelMissing, find_model_path

    try:
        return find_model_path(name).is_file()
    except ModelMissing:
        return False


def build_model(
    name: str,
    progress: Callable[[str, int, int], None] | None = None,
    wheel: Path | None = None,
    npm_tarball: Path | None = None,
) -> Path:
    """Build one pose model from its published weights.

    Parameters
    ----------
    name
        One of `MODEL_NAMES`.
    progress
        Called with (what is being read, bytes done, bytes in all or 0); may raise to stop the build.
    wheel, npm_tarball
        The packages, where they are on this computer already.

    Returns
    -------
    Path
        The file, whole and checked.

    Raises
    ------
    ModelError
        With the remedy; no file is left behind.
    """
    from vision.pose.models import build_model as run

    return run(name, progress=progress, wheel=wheel, npm_tarball=npm_tarball)
