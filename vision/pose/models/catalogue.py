"""Which pose models there are, where they are kept, and whether a file is the one we mean."""

import hashlib
import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from analysis.errors import ModelDamaged, ModelError, ModelMissing

PACKAGE_DIR = Path(__file__).parent
DATA_DIR_VARIABLE = "EVENREP_DATA_DIR"


class ModelName(StrEnum):
    """The three pose models, from quick to careful."""

    LITE = "lite"
    FULL = "full"
    HEAVY = "heavy"


@dataclass(frozen=True)
class PoseModel:
    """One pose bundle: its file, what proves it, and what it costs."""

    name: ModelName
    sha256: str
    size_bytes: int
    shipped: bool  # in the package; otherwise built on request
    description: str
    typical_ms: float  # one 1080p frame on one desktop core, tracking

    @property
    def file_name(self) -> str:
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
    """The model's file: in the package, or in the person's data directory.

    Raises ModelMissing, with the remedy, if it is in neither. Does not read the file: see `verify_model`.
    """
    model = find_model(name)
    for directory in (PACKAGE_DIR, find_user_models_dir()):
        path = directory / model.file_name
        if path.is_file():
            return path
    raise ModelMissing(f"The pose model “{model.name}” is not on this computer: {_suggest_remedy(model)}.")


def verify_model(name: ModelName | str) -> Path:
    """The model's file, read once and found to be byte for byte the one we measured.

    Raises ModelMissing or ModelDamaged, each with the remedy.
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
    """The file's SHA-256 in hexadecimal. Raises ModelError if the file cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"Cannot read {path} ({error.strerror}): check its permissions.") from error


def find_user_models_dir() -> Path:
    """Where models built by this person go: under EVENREP_DATA_DIR, else where the platform keeps data."""
    if chosen := os.environ.get(DATA_DIR_VARIABLE):
        return Path(chosen).expanduser() / "models"
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "evenrep" / "models"


def find_model(name: ModelName | str) -> PoseModel:
    """The row of `MODELS` with this name. Raises ModelError naming those there are."""
    try:
        return MODELS[ModelName(name)]
    except ValueError:
        known = ", ".join(ModelName)
        raise ModelError(f"There is no pose model “{name}”: choose one of {known}.") from None


def _suggest_remedy(model: PoseModel) -> str:
    if model.shipped:
        return "reinstall EvenRep, or in a source checkout run `git checkout -- vision/pose/models`"
    return f"run `evenrep models build {model.name}`"
