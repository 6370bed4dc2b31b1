"""Which pose models there are, where they are stored, and whether a file is the right one."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from analysis.errors import ModelDamaged, ModelError, ModelMissing
from vision.data_folder import find_models_folder

PACKAGE_DIR = Path(__file__).parent


class ModelName(StrEnum):
    """The three pose models, from quick to careful."""

    LITE = "lite"
    FULL = "full"
    HEAVY = "heavy"


@dataclass(frozen=True)
class PoseModel:
    """One pose bundle.

    Attributes
    ----------
    name : ModelName
        Its name, as in `--model`.
    sha256 : str
        Checksum of its file, in hexadecimal.
    size_bytes : int
        Size of its file.
    shipped : bool
        Whether it is in the package; otherwise it is built on request.
    description : str
        What it is for, in words.
    typical_ms : float
        Time for one 1080p frame on one desktop core while following somebody, in ms.
    """

    name: ModelName
    sha256: str
    size_bytes: int
    shipped: bool
    description: str
    typical_ms: float

    @property
    def file_name(self) -> str:
        """The name of its file, as MediaPipe publishes it."""
        return f"pose_landmarker_{self.name}.task"


MODELS: dict[ModelName, PoseModel] = {
    model.name: model
    for model in (
        PoseModel(
            ModelName.LITE,
            sha256="23360f676922f8038fd2971a4aa72f042094026ddef02259ec8de34991b2b2f2",
            size_bytes=5_781_072,
            shipped=True,
            description="quickest; for the live view on a slow computer",
            typical_ms=11.0,
        ),
        PoseModel(
            ModelName.FULL,
            sha256="c1bc07634300fe1e7257651129582e3de589a0d90d65aff5440086c11e8dc40b",
            size_bytes=9_401_856,
            shipped=True,
            description="the usual choice: nearly as quick as lite",
            typical_ms=13.0,
        ),
        PoseModel(
            ModelName.HEAVY,
            sha256="265979a3f633126246cdddd4b4817cfa368370d489241c16c1cbfe8e6e2eb209",
            size_bytes=30_671_984,
            shipped=False,
            description="the largest; more than twice the time of full",
            typical_ms=31.0,
        ),
    )
}


def find_model_path(name: ModelName | str) -> Path:
    """Find a model's file, without reading it: see `verify_model`.

    Parameters
    ----------
    name : ModelName or str
        Which model.

    Returns
    -------
    Path
        Its file in the package, or in the user's data folder.

    Raises
    ------
    ModelMissing
        It is in neither; the message says how to get it.
    ModelError
        There is no model of this name.
    """
    model = find_model(name)
    for directory in (PACKAGE_DIR, find_models_folder()):
        path = directory / model.file_name
        if path.is_file():
            return path
    raise ModelMissing(f"The pose model “{model.name}” is not on this computer: {_suggest_remedy(model)}.")


def verify_model(name: ModelName | str) -> Path:
    """Find a model's file and make sure that it is byte for byte the one that was tested.

    Another file could give other landmarks, and every threshold and calibration rests on these.

    Parameters
    ----------
    name : ModelName or str
        Which model.

    Returns
    -------
    Path
        Its file.

    Raises
    ------
    ModelMissing, ModelDamaged
        Each with the remedy.
    ModelError
        There is no model of this name, or its file cannot be read.
    """
    model = find_model(name)
    path = find_model_path(name)
    if compute_file_sha256(path) != model.sha256:
        raise ModelDamaged(
            f"The pose model file {path} is damaged or from another version of EvenRep "
            f"({path.stat().st_size:,} bytes, {model.size_bytes:,} expected): {_suggest_remedy(model)}."
        )
    return path


def compute_file_sha256(path: Path) -> str:
    """Compute a file's SHA-256.

    Parameters
    ----------
    path : Path
        The file; it is read in pieces.

    Returns
    -------
    str
        64 hexadecimal digits.

    Raises
    ------
    ModelError
        The file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"Cannot read {path} ({error.strerror}): check its permissions.") from error


def find_model(name: ModelName | str) -> PoseModel:
    """Find the row of `MODELS` with this name.

    Parameters
    ----------
    name : ModelName or str
        Which model.

    Returns
    -------
    PoseModel
        Its facts.

    Raises
    ------
    ModelError
        There is no model of this name; the message lists those there are.
    """
    try:
        return MODELS[ModelName(name)]
    except ValueError:
        names = ", ".join(ModelName)
        raise ModelError(f"There is no pose model “{name}”: choose one of {names}.") from None


def _suggest_remedy(model: PoseModel) -> str:
    if model.shipped:
        return "reinstall EvenRep, or in a source checkout run `git checkout -- vision/pose/models`"
    return f"run `evenrep models build {model.name}`"
