"""An uploaded file becomes a clip in the session's own folder, under a harmless name."""

import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from web.jobs.cache import compute_sha256

EXTENSIONS = ("mp4", "mov", "m4v", "webm", "mkv", "avi")
_LONGEST_STEM = 80
_NOT_HARMLESS = re.compile(r"[^\w .()+-]+")


@dataclass(frozen=True)
class UploadedClip:
    """A clip on disk. id is new for every upload, so that two files with one name stay two."""

    id: str
    name: str
    path: Path
    sha256: str

    @property
    def stem(self) -> str:
        """The name without its ending, for the names of downloads."""
        return Path(self.name).stem


def save_upload(stream: BinaryIO, name: str, folder: Path) -> UploadedClip:
    """Writes the file into a new folder below `folder`, and computes its checksum."""
    clip_id = secrets.token_hex(6)
    path = folder / clip_id / make_safe_clip_name(name)
    path.parent.mkdir(mode=0o700, parents=True)
    # In pieces of a megabyte: a clip may be larger than the free memory.
    with path.open("wb") as target:
        shutil.copyfileobj(stream, target, 1 << 20)
    return UploadedClip(clip_id, path.name, path, compute_sha256(path))


def open_sample_clip(path: Path) -> UploadedClip:
    """A clip that comes with EvenRep is read where it is, without a copy."""
    return UploadedClip(secrets.token_hex(6), path.name, path, compute_sha256(path))


def make_safe_clip_name(name: str) -> str:
    """The last part of a file name, without what a system, spreadsheet or page could take for a command."""
    last = re.split(r"[\\/]", name)[-1]
    stem, dot, ending = last.rpartition(".")
    if not dot:
        stem, ending = last, ""
    # Stripped at the front too: a spreadsheet takes a cell that begins with + or - for a formula.
    stem = _NOT_HARMLESS.sub("_", stem).strip(" .+-")[:_LONGEST_STEM].strip(" .") or "clip"
    ending = re.sub(r"[^a-z0-9]", "", ending.lower())[:5]
    return f"{stem}.{ending}" if ending else stem
