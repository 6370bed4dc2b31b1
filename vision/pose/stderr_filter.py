"""Keeps the log lines of MediaPipe's C++ parts out of the terminal.

They go straight to file descriptor 2 before any setting takes hold (absl's log is not initialised in the
0.10.31 wheels, environment variables have no effect), so the descriptor itself is filtered, for as short as
possible. Everyone else's lines, from whichever thread, still arrive.
"""

import contextlib
import os
import re
import threading
from contextlib import AbstractContextManager

# Fatal lines (F) pass.
_NOISE = re.compile(rb"^(?:[IWE]\d{4} |INFO: Created TensorFlow|WARNING: All log messages before absl)")


# Written to the pipe on leaving: the reader signals when it has reached it.
_END = b"\x00evenrep: everything before this has been passed on\x00"


class StderrFilter(AbstractContextManager[None]):
    """Filters file descriptor 2 inside a `with`, from any number of threads.

    The first thread to enter diverts the descriptor, the last to leave puts it back: it belongs to the whole
    process, so that the count is one for all objects of this class.
    """

    _lock = threading.Lock()
    _inside = 0
    _saved_fd = -1
    _reader: "_PipeReader | None" = None

    def __enter__(self) -> None:
        cls = StderrFilter
        with cls._lock:
            if cls._inside == 0:
                cls._divert_stderr()
            cls._inside += 1

    def __exit__(self, *_: object) -> None:
        cls = StderrFilter
        with cls._lock:
            cls._inside -= 1
            if cls._inside == 0 and cls._reader is not None:
                cls._restore_stderr(cls._reader)

    @classmethod
    def _divert_stderr(cls) -> None:
        try:
            cls._saved_fd = os.dup(2)
        except OSError:  # no stderr at all: nothing to filter
            return
        read_fd, write_fd = os.pipe()
        os.dup2(write_fd, 2)
        os.close(write_fd)
        cls._reader = _PipeReader(read_fd, os.dup(cls._saved_fd))
        cls._reader.start()

    @classmethod
    def _restore_stderr(cls, reader: "_PipeReader") -> None:
        # wait until everything written so far has arrived: a line of ours must not come out after later ones
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
                    with contextlib.suppress(OSError):  # the terminal is gone
                        goal.write(before)
                if ends:
                    self.drained.set()
