"""Keeps the log lines of MediaPipe's C++ parts out of the terminal.

They go straight to file descriptor 2 before any setting takes hold (absl's log is not initialised in the
0.10.31 wheels, no environment variable is heard), so the descriptor itself is filtered, for as short as
possible. Everyone else's lines, from whichever thread, still arrive.
"""

import os
import re
import threading
from types import TracebackType
from typing import Self

_NOISE = re.compile(rb"^(?:[IWE]\d{4} |INFO: Created TensorFlow|WARNING: All log messages before absl)")
"""Fatal lines (F) pass."""


class QuietStderr:
    """`with QuietStderr():` from any number of threads; the last to leave puts the descriptor back."""

    _lock = threading.Lock()
    _inside = 0
    _saved_fd = -1
    _reader: threading.Thread | None = None

    def __enter__(self) -> Self:
        cls = QuietStderr
        with cls._lock:
            if cls._inside == 0:
                cls._divert()
            cls._inside += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        cls = QuietStderr
        with cls._lock:
            cls._inside -= 1
            if cls._inside == 0:
                cls._restore()

    @classmethod
    def _divert(cls) -> None:
        try:
            cls._saved_fd = os.dup(2)
        except OSError:  # no stderr at all: nothing to keep quiet
            cls._saved_fd = -1
            return
        read_fd, write_fd = os.pipe()
        os.dup2(write_fd, 2)
        os.close(write_fd)
        cls._reader = threading.Thread(target=_pass_on, args=(read_fd, cls._saved_fd), daemon=True)
        cls._reader.start()

    @classmethod
    def _restore(cls) -> None:
        if cls._saved_fd < 0 or cls._reader is None:
            return
        os.dup2(cls._saved_fd, 2)  # closes the pipe's last writing end: the reader sees the end
        cls._reader.join(timeout=1.0)
        os.close(cls._saved_fd)
        cls._saved_fd, cls._reader = -1, None


def _pass_on(read_fd: int, goal_fd: int) -> None:
    with os.fdopen(read_fd, "rb") as lines:
        for line in lines:
            if not _NOISE.match(line):
                os.write(goal_fd, line)
