"""Tracks of one session, so that no clip is tracked twice in the same way. In memory only."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from services.package_info import ROOT

if TYPE_CHECKING:
    from analysis.pose.track import Recording

# Recordings per session; a minute at 30 frames a second is about 5 MB.
MOST = 24

# Folders whose content a track depends on: decoding, models and tracking, and the track's own types.
_TRACK_MAKERS = ("vision", "analysis/pose")


@dataclass(frozen=True)
class TrackKey:
    """All that a track depends on: the file's content, the reading options, and the code and models."""

    sha256: str
    model: str
    mirror: bool
    person_at: tuple[float, float, float] | None
    code: str


class TrackCache:
    """The last recordings of a session by key; the one unused for longest is forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._recordings: OrderedDict[TrackKey, Recording] = OrderedDict()
        self._most = most

    def find_track(self, key: TrackKey) -> "Recording | None":
        found = self._recordings.get(key)
        if found is not None:
            self._recordings.move_to_end(key)
        return found

    def add_track(self, key: TrackKey, recording: "Recording") -> None:
        self._recordings[key] = recording
        self._recordings.move_to_end(key)
        while len(self._recordings) > self._most:
            self._recordings.popitem(last=False)


def compute_sha256(path: Path) -> str:
    """Checksum of a file's content, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def compute_tracking_code_hash(root: Path = ROOT) -> str:
    """A hash that changes with everything a track depends on besides the clip: code, types and pose models.

    Computed at every use: with Streamlit's file watcher turned on, code changes under a running program.
    """
    digest = hashlib.sha256()
    for folder in _TRACK_MAKERS:
        for path in sorted((root / folder).rglob("*")):
            if not path.is_file() or "__pycache__" in path.parts:
                continue
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() if path.suffix == ".py" else _identify_file(path))
    return digest.hexdigest()[:16]


def _identify_file(path: Path) -> bytes:
    """Size and time: models are tens of megabytes, too much to read at every visit."""
    found = path.stat()
    return f"{found.st_size} {found.st_mtime_ns}".encode()
