"""Temporary folders, one per session.

A folder is deleted soon after its session ends (by the janitor), when the program ends (atexit), and, if the
program crashed, at its next start.
"""

import atexit
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

# A running program touches its root at every sweep; a root older than this belongs to one that crashed.
PREFIX = "evenrep-web-"
CRASHED_AFTER_S = 180.0
SWEEP_EVERY_S = 5.0


class Folders:
    """The root of one running program; below it one folder per session, readable by nobody else."""

    def __init__(self, parent: Path | None = None) -> None:
        parent = parent or Path(tempfile.gettempdir())
        remove_leftovers(parent)
        self.root = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        self._ended = threading.Event()
        self._gone_since_s: dict[str, float] = {}
        atexit.register(self.close)

    def make_session_folder(self, session_id: str) -> Path:
        """A new folder for this session."""
        # mkdtemp makes the folder readable by this user only.
        safe = "".join(letter for letter in session_id if letter.isalnum() or letter == "-")[:64]
        return Path(tempfile.mkdtemp(prefix=f"{safe or 'session'}.", dir=self.root))

    def remove_gone_sessions(
        self,
        is_alive: Callable[[str], bool],
        end: Callable[[str], None] = lambda _: None,
        grace_s: float = 0.0,
        now_s: float | None = None,
    ) -> None:
        """Ends sessions that have been gone for `grace_s`, and removes their folders.

        The grace is for a phone that loses its connection for a moment and comes back.
        """
        now_s = time.monotonic() if now_s is None else now_s
        with suppress(OSError):
            self.root.touch()  # says to other programs that this one runs: see CRASHED_AFTER_S
        for folder in list(self.root.glob("*.*")):
            session_id = folder.name.partition(".")[0]
            if is_alive(session_id):
                self._gone_since_s.pop(session_id, None)
            elif now_s - self._gone_since_s.setdefault(session_id, now_s) >= grace_s:
                end(session_id)
                remove_folder(folder)

    def start_janitor(
        self,
        is_alive: Callable[[str], bool],
        end: Callable[[str], None],
        grace_s: float,
        every_s: float = SWEEP_EVERY_S,
    ) -> None:
        """Sweeps now and then, until the program ends."""

        def run_until_closed() -> None:
            while not self._ended.wait(min(every_s, max(grace_s, 0.5))):
                self.remove_gone_sessions(is_alive, end, grace_s)

        threading.Thread(target=run_until_closed, daemon=True, name="evenrep-janitor").start()

    def close(self) -> None:
        """Deletes everything, and ends the janitor."""
        self._ended.set()
        remove_folder(self.root)
        atexit.unregister(self.close)  # else it would hold this object until the program ends


def remove_folder(folder: Path) -> None:
    """Deletes the folder and all that is in it; no error where it is gone already."""
    shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(parent: Path) -> None:
    """Deletes what crashed programs left behind."""
    for root in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if time.time() - root.stat().st_mtime > CRASHED_AFTER_S:
                remove_folder(root)
