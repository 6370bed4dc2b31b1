"""How many live checks run at once on this computer."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from analysis.errors import LiveBusy

SLOTS_VARIABLE = "EVENREP_LIVE_SETS"

# After this without a frame the page says so. A busy machine delays frames by tenths of seconds only.
SILENT_S = 3.0


class HasCamera(Protocol):
    """What the slots need of a run: seconds since its last frame, and how to end it."""

    @property
    def silent_s(self) -> float: ...
    def end_run(self) -> None: ...


class LiveSlots:
    """How many live checks may run at once: each keeps the computer busy."""

    def __init__(self, most: int) -> None:
        self.most = max(1, most)
        self._runs: list[HasCamera] = []
        self._changed = threading.Condition()

    @contextmanager
    def reserve_slot(self, run: HasCamera, wait_s: float) -> Iterator[None]:
        """Holds a slot, if need be that of a run whose camera is gone.

        A page that was reloaded leaves such a run behind: its camera is gone, its end not yet noticed.
        Raises LiveBusy.
        """
        with self._changed:
            # First long enough for a run whose camera has just gone to count as silent.
            if not self._changed.wait_for(self._has_free_slot, min(wait_s, SILENT_S + 1.0)):
                for other in self._runs:
                    if other.silent_s > SILENT_S:
                        other.end_run()
            if not self._changed.wait_for(self._has_free_slot, wait_s):
                raise LiveBusy(
                    "Another live check is running on this computer, perhaps in another tab. Stop it there, "
                    "then start again here."
                )
            self._runs.append(run)
        try:
            yield
        finally:
            with self._changed:
                self._runs.remove(run)
                self._changed.notify_all()

    def close(self, wait_s: float = 10.0) -> None:
        """Ends all runs. A model that is still open when the interpreter shuts down would crash it."""
        with self._changed:
            for run in self._runs:
                run.end_run()
            self._changed.wait_for(lambda: not self._runs, wait_s)

    def _has_free_slot(self) -> bool:
        return len(self._runs) < self.most


def make_live_slots(default: int = 1) -> LiveSlots:
    """EVENREP_LIVE_SETS live checks run at once: each keeps two cores busy."""
    text = os.environ.get(SLOTS_VARIABLE, "").strip()
    return LiveSlots(min(int(text), 16) if text.isdigit() else default)
