"""One `.npz` file per Recording: arrays and a few names, no pickle, never half written."""

import io
import json
import os
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from analysis.errors import OutputError, TrackError
from analysis.pose.landmarks import N_LANDMARKS
from analysis.pose.track import ClipInfo, ModelInfo, PoseTrack, Recording
from vision.atomic_write import atomic_write

# Unpacked. Fifteen minutes at 240 frames/s are 0.4 GB; a file that claims more is not one of ours.
FORMAT = "evenrep.track"
VERSION = 1
_ARRAYS = ("time_s", "image_px", "world_m", "visibility", "spread_px")
_MAX_BYTES = 1 * 2**30
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    LookupError,
    TypeError,
    EOFError,
    MemoryError,  # an array whose header claims to be huge
    NotImplementedError,  # a kind of compression that no track has
    RuntimeError,  # an archive with a password
)
_AGAIN = "Analyse the video again to make a new one."


def save_recording(recording: Recording, path: str | Path) -> None:
    """Save a recording; its file is there whole or not at all.

    Parameters
    ----------
    recording : Recording
        Landmarks and where they come from.
    path : str or Path
        The file; an existing one is replaced.

    Raises
    ------
    OutputError
        No permission, or the disk is full; nothing is left behind then.
    """
    path = Path(path)
    try:
        with atomic_write(path) as part:
            with part.open("xb") as stream:
                np.savez_compressed(stream, allow_pickle=False, **_build_arrays(recording))
                stream.flush()
                os.fsync(stream.fileno())
            part.chmod(0o644)  # a track may be passed on, whatever the umask
    except OSError as error:
        raise OutputError(
            f"The track could not be written to {path} ({error.strerror or error}). "
            "Choose another folder, or free some space."
        ) from error


def load_recording(path: str | Path) -> Recording:
    """Load what `save_recording` wrote, exactly.

    Parameters
    ----------
    path : str or Path
        The `.npz` file.

    Returns
    -------
    Recording
        With the same arrays, bit for bit.

    Raises
    ------
    TrackError
        No such file, not a track, damaged, or written by a newer EvenRep; the message says what to do.
    """
    path = Path(path)
    try:
        _check_sizes(path)
        with np.load(path, allow_pickle=False) as data:
            return _build_recording(data, path.name)
    except FileNotFoundError as error:
        raise TrackError(f"There is no file {path}. Check the name and the folder.") from error
    except OSError as error:
        raise TrackError(f"Cannot read {path} ({error.strerror or error}). Check its permissions.") from error
    except TrackError:
        raise
    except _DAMAGE as error:
        raise TrackError(f"{path.name} is not a saved track, or it is damaged. {_AGAIN}") from error


def pack_recording(recording: Recording) -> bytes:
    """Pack a recording into bytes, to be stored elsewhere than in a file.

    Parameters
    ----------
    recording : Recording
        Landmarks and where they come from.

    Returns
    -------
    bytes
        What `save_recording` would write.
    """
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **_build_arrays(recording))
    return stream.getvalue()


def unpack_recording(content: bytes, name: str = "The track") -> Recording:
    """Unpack what `pack_recording` made.

    Parameters
    ----------
    content : bytes
        The packed recording.
    name : str
        What to call it in messages.

    Returns
    -------
    Recording
        With the same arrays, bit for bit.

    Raises
    ------
    TrackError
        Not a track, damaged, or written by a newer EvenRep.
    """
    try:
        _check_sizes(io.BytesIO(content))
        with np.load(io.BytesIO(content), allow_pickle=False) as data:
            return _build_recording(data, name)
    except TrackError:
        raise
    except (*_DAMAGE, OSError) as error:
        raise TrackError(f"{name} is not a saved track, or it is damaged. {_AGAIN}") from error


def _build_arrays(recording: Recording) -> dict[str, Any]:
    track = recording.track
    about = {
        "format": f"{FORMAT}/{VERSION}",
        "size_px": list(track.size_px),
        "cut_frames": list(track.cut_frames),
        "warnings": list(track.warnings),
        "clip": asdict(recording.clip),
        "model": asdict(recording.model),
    }
    return {name: getattr(track, name) for name in _ARRAYS} | {"about": np.array(json.dumps(about))}


def _check_sizes(path: Path | io.BytesIO) -> None:
    """Check names and sizes before unpacking: a few kilobytes can claim to be gigabytes."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        expected = {f"{name}.npy" for name in (*_ARRAYS, "about")}
        if {entry.filename for entry in entries} != expected or len(entries) != len(expected):
            raise ValueError("other arrays than a track has")
        if sum(entry.file_size for entry in entries) > _MAX_BYTES:
            raise ValueError("larger than any track")


def _build_recording(data: Any, name: str) -> Recording:
    about = json.loads(str(data["about"]))
    kind, _, version = str(about["format"]).partition("/")
    if kind != FORMAT:
        raise ValueError("not a track")
    if int(version) > VERSION:
        raise TrackError(f"{name} was written by a newer EvenRep. Update EvenRep to open it.")
    arrays = {key: data[key] for key in _ARRAYS}
    if any(array.dtype != np.float64 for array in arrays.values()):
        raise ValueError("arrays of another type")
    if arrays["image_px"].shape[1:] != (N_LANDMARKS, 2):
        raise ValueError("other landmarks")
    width, height = about["size_px"]
    try:
        track = PoseTrack(
            **arrays,
            size_px=(int(width), int(height)),
            cut_frames=tuple(int(cut) for cut in about["cut_frames"]),
            warnings=tuple(str(text) for text in about["warnings"]),
        )
    except TrackError as error:
        raise TrackError(f"{name} does not hold a valid track: {error} {_AGAIN}") from error
    return Recording(track, ClipInfo(**about["clip"]), ModelInfo(**about["model"]))
