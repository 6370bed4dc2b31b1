"""Tracks of one session, so that the same clip read the same way is not read twice. In memory only."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from services.package_info import ROOT

if TYPE_CHECKING:
    from analysis.pose.track import Recording

MOST = 24
"""Recordings kept; a minute at 30 frames a second is about 5 MB."""


@dataclass(frozen=True)
class TrackKey:
    """All that a track depends on: what is in the file, how it is read, whom, and by which code."""

    sha256: str
    model: str
    mirror: bool
    person_at: tuple[float, float, float] | None
    code: str


class TrackCache:
    """The last recordings of a session by key, the oldest forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._kept: OrderedDict[TrackKey, Recording] = OrderedDict()
        self._most = most

    def find_track(self, key: TrackKey) -> "Recording | None":
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def add_track(self, key: TrackKey, recording: "Recording") -> None:
        self._kept[key] = recording
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


def compute_sha256(path: Path) -> str:
    """Checksum of a file's content, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def compute_tracking_code_hash(root: Path = ROOT) -> str:
    """Changes with every change of the code that makes a track."""
    digest = hashlib.sha256()
    for source in sorted((root / "vision").glob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:16]
