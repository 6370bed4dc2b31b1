"""Keeps the log lines of MediaPipe's C++ parts out of the terminal.

They go straight to file descriptor 2 before any setting takes hold (absl's log is not initialised in the
0.10.31 wheels, no environment variable is heard), so the descriptor itself is filtered, for as short as
possible. Everyone else's lines, from whichever thread, still arrive.
"""

import contextlib
import os
import re
import threading
from types import TracebackType
from typing import Self

_NOISE = re.compile(rb"^(?:[IWE]\d{4} |INFO: Created TensorFlow|WARNING: All log messages before absl)")
"""Fatal lines (F) pass."""


_END = b"\x00evenrep: everything before this has been passed on\x00"
"""Put into the pipe on leaving: the reader says when it has come to it."""


class StderrFilter:
    """`with QuietStderr():` from any number of threads; the last to leave puts the descriptor back."""

    _lock = threading.Lock()
    _inside = 0
    _saved_fd = -1
    _reader: "_PipeReader | None" = None

    def __enter__(self) -> Self:
        cls = StderrFilter
        with cls._lock:
            if cls._inside == 0:
                cls._divert_stderr()
            cls._inside += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        cls = StderrFilter
        with cls._lock:
            cls._inside -= 1
            if cls._inside == 0 and cls._reader is not None:
                cls._restore_stderr(cls._reader)

    @classmethod
    def _divert_stderr(cls) -> None:
        try:
            cls._saved_fd = os.dup(2)
        except OSError:  # no stderr at all: nothing to keep quiet
            return
        read_fd, write_fd = os.pipe()
        os.dup2(write_fd, 2)
        os.close(write_fd)
        cls._reader = _PipeReader(read_fd, os.dup(cls._saved_fd))
        cls._reader.start()

    @classmethod
    def _restore_stderr(cls, reader: "_PipeReader") -> None:
        os.write(2, _END + b"\n")
        reader.drained.wait()
        os.dup2(cls._saved_fd, 2)
        os.close(cls._saved_fd)
        cls._saved_fd, cls._reader = -1, None


class _PipeReader(threading.Thread):
    """Passes on all but noise, until nobody holds the pipe: a child process may do so longer than we."""

    def __init__(self, read_fd: int, goal_fd: int) -> None:
        super().__init__(name="evenrep-stderr", daemon=True)
        self._read_fd, self._goal_fd = read_fd, goal_fd
        self.drained = threading.Event()

    def run(self) -> None:
        with os.fdopen(self._read_fd, "rb") as lines, os.fdopen(self._goal_fd, "wb", buffering=0) as goal:
            for line in lines:
                before, ends, _ = line.partition(_END)
                if before and not _NOISE.match(before):
                    with contextlib.suppress(OSError):  # the terminal is gone: nobody to tell
                        goal.write(before)
                if ends:
                    self.drained.set()
