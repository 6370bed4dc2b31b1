"""Temporary folders of the people who use the page: one each, gone when they are.

A folder ends with its session object (a finalizer), with the program (atexit), and, should both fail, by the
janitor, which removes what has no living session, and at the next start what a crashed program left behind.
"""

import atexit
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PREFIX = "evenrep-web-"
CRASHED_AFTER_S = 180.0
"""A program that runs touches its root every minute; a root older than this is nobody's."""
SWEEP_EVERY_S = 60.0


class Folders:
    """The root of one running program; below it one folder per session, readable by nobody else."""

    def __init__(self, parent: Path | None = None) -> None:
        parent = parent or Path(tempfile.gettempdir())
        remove_leftovers(parent)
        self.root = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        self._ended = threading.Event()
        self._suspects: set[Path] = set()
        atexit.register(self.close)

    def new(self, session_id: str) -> Path:
        """The session's own folder."""
        safe = "".join(letter for letter in session_id if letter.isalnum() or letter == "-")[:64]
        return Path(tempfile.mkdtemp(prefix=f"{safe or 'session'}.", dir=self.root))

    def sweep(self, is_alive: Callable[[str], bool]) -> None:
        """Removes the folders of sessions that were no more twice running: one that lost its connection for
        a moment comes back. Says that this program lives."""
        with suppress(OSError):
            self.root.touch()
        remove_leftovers(self.root.parent)
        folders = set(self.root.glob("*.*"))
        orphans = {folder for folder in folders if not is_alive(folder.name.partition(".")[0])}
        for folder in orphans & self._suspects:
            remove(folder)
        self._suspects = orphans

    def start_janitor(self, is_alive: Callable[[str], bool], every_s: float = SWEEP_EVERY_S) -> None:
        """Sweeps now and then, until the program ends."""

        def run() -> None:
            while not self._ended.wait(every_s):
                self.sweep(is_alive)

        threading.Thread(target=run, daemon=True, name="evenrep-janitor").start()

    def close(self) -> None:
        self._ended.set()
        remove(self.root)
        atexit.unregister(self.close)


def remove(folder: Path) -> None:
    """The folder and all that is in it; what is already gone is well."""
    shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(parent: Path) -> None:
    """What programs that crashed left behind."""
    for root in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if time.time() - root.stat().st_mtime > CRASHED_AFTER_S:
                remove(root)
