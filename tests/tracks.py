"""Tracks of clips, kept between runs: tracking takes minutes, analysing a kept track a moment.

A track is kept under everything that it depends on: the clip, what was done to it, the model, and every
source file that tracking is made of. A change in any of them tracks anew. Test runs side by side share the
folder: who wants a track that another is making waits for it.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from analysis.track import Recording
from tests.source_tree import modules
from vision.models import MODELS, ModelName, compute_file_sha256
from vision.trackfile import load_recording, save_recording
from vision.tracking import TrackingSettings, track_clip


class TrackStore:
    """Kept tracks in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def clip(self, path: Path) -> Recording:
        """The clip as it was filmed."""
        return self.tracks(path, (), lambda: (track_clip(path),))[0]

    def tracks(
        self, path: Path, key: Sequence[str], make: Callable[[], tuple[Recording, ...]]
    ) -> tuple[Recording, ...]:
        """What `make` makes of the clip, or what it made the last time; `key` says what was done to it."""
        model = MODELS[ModelName(TrackingSettings().model)].sha256
        told = "\n".join((compute_file_sha256(path), model, tracking_code(), *key))
        stem = f"{path.stem}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"
        self.folder.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(self.folder / f"{stem}.lock"):
            kept = self._kept(stem)
            return self._keep(stem, make()) if kept is None else kept

    def _kept(self, stem: str) -> tuple[Recording, ...] | None:
        count = self.folder / f"{stem}.count"
        if not count.exists():
            return None
        parts = range(int(count.read_text()))
        return tuple(load_recording(self.folder / f"{stem}.{part}.npz") for part in parts)

    def _keep(self, stem: str, made: tuple[Recording, ...]) -> tuple[Recording, ...]:
        for part, recording in enumerate(made):
            save_recording(recording, self.folder / f"{stem}.{part}.npz")
        count, whole = self.folder / f"{stem}.{os.getpid()}.part", self.folder / f"{stem}.count"
        count.write_text(str(len(made)))
        count.replace(whole)  # last, and at once: where it is, everything is
        return made


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    """Where the system has no such lock (Windows) both do the work, and keep the same."""
    try:
        from fcntl import LOCK_EX, flock
    except ImportError:
        yield
        return
    with lock.open("w") as held:  # closed, or its program dead, it is free again
        flock(held, LOCK_EX)
        yield


@cache
def tracking_code() -> str:
    """Checksum of the source files that `vision.tracking` is made of."""
    by_name = {module.name: module for module in modules()}
    needed, waiting = set(), ["vision.tracking"]
    while waiting:
        name = waiting.pop()
        if name in by_name and name not in needed:
            needed.add(name)
            waiting += [item.module for item in by_name[name].imports]
    text = "".join(by_name[name].text for name in sorted(needed))
    return hashlib.sha256(text.encode()).hexdigest()
