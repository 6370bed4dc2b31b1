"""Memory of a process over starts and stops of live checks, and over a long one."""

import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from benchmarks.speed import load_period
from vision.live.session import LiveOptions, LiveSession

REPO = Path(__file__).resolve().parents[1]
FPS = 30.0
GROWTH_GOAL_MB = 30.0
"""From the first quarter to the end: what a heap that is used again and again wobbles by."""


@dataclass(frozen=True)
class LiveMemory:
    """Resident memory in MB after each start and stop, or along a long run; `growth_mb` after a quarter."""

    mb: tuple[float, ...]
    growth_mb: float


def measure_starts_and_stops(clip: Path, cycles: int) -> LiveMemory:
    """After each of so many sessions of a second each, the last one's report made."""
    pictures = load_period(clip, 640, 30)

    def run_session() -> None:
        with LiveSession(options=LiveOptions(real_time=False)) as session:
            for index, picture in enumerate(pictures[:30]):
                session.push_frame(picture, index / FPS)
            session.finish_set()

    return _summarize_growth(_measure_after(run_session) for _ in range(cycles))


def measure_long_run(clip: Path, minutes: float) -> LiveMemory:
    """Every ten seconds of stream. Frames as quickly as they are read; the lifter never stops."""
    pictures = cycle(load_period(clip, 640, 300))
    now_s = 0.0
    with LiveSession(options=LiveOptions(real_time=False)) as session:

        def push_ten_seconds() -> None:
            nonlocal now_s
            for picture in islice(pictures, round(10 * FPS)):
                session.push_frame(picture, now_s)
                now_s += 1.0 / FPS

        return _summarize_growth(_measure_after(push_ten_seconds) for _ in range(round(minutes * 6)))


def _measure_after(work: Callable[[], None]) -> float:
    work()
    gc.collect()
    return _read_resident_mb()


def _summarize_growth(measured: Iterator[float]) -> LiveMemory:
    mb = tuple(measured)
    return LiveMemory(mb, mb[-1] - mb[len(mb) // 4])


def _read_resident_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 2**10


def run_in_own_process(call: str) -> LiveMemory | None:
    """`call` of this file in a fresh process: other measurements must not have warmed the heap."""
    if not Path("/proc/self/status").exists():
        return None  # resident memory is read as Linux tells it
    code = (
        "import json; from dataclasses import asdict; from pathlib import Path;"
        f"from benchmarks.live_memory import *; print(json.dumps(asdict({call})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPO, stdout=subprocess.PIPE, text=True, check=True
    )
    found = json.loads(done.stdout)
    return LiveMemory(tuple(found["mb"]), found["growth_mb"])
