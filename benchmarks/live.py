"""Whether live checks keep up, what they add to the pose model, and whether their memory stays flat.

`python -m benchmarks.live`: share of 30-fps frames read while a clip plays in real time; time of push()
against nothing but the pose model on the same frames, measured in turns in one run; memory of a process over
20 starts and stops, and over ten minutes of frames. The share needs an otherwise idle computer.
"""

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from benchmarks.speed import Cost, cost_of, default_clip, middle, period_of
from vision.estimator import Backend, Image, mediapipe_backend
from vision.live import LiveOptions, LiveSession

REPO = Path(__file__).resolve().parents[1]
FPS = 30.0
OVERHEAD_GOAL = 1.10
"""Everything besides the pose model may cost this much of a push."""
SHARE_GOAL = 0.95
"""Of a 30-fps camera's frames."""
GROWTH_GOAL_MB = 30.0
"""From the first quarter to the end: what a heap that is used again and again wobbles by."""


@dataclass(frozen=True)
class Share:
    """Of a clip played in real time: frames pushed and read, and what the self-test chose."""

    pushed: int
    processed: int
    share: float
    model: str
    mirror: bool


@dataclass(frozen=True)
class Overhead:
    """push() over bare inference, medians over turns, in wall time and in processor time."""

    push_ms: float
    bare_ms: float
    wall_ratio: float
    cpu_ratio: float
    ratios: tuple[float, ...]


@dataclass(frozen=True)
class Memory:
    """Resident memory in MB after each start and stop, or along a long run; `growth_mb` after a quarter."""

    mb: tuple[float, ...]
    growth_mb: float


def share_read(pictures: list[Image], seconds: float) -> Share:
    """Frames handed over when a camera would, from a thread that never waits for the model."""
    inbox: list[tuple[Image, float]] = []
    with LiveSession() as session, ThreadPoolExecutor(1) as camera:
        session.push(pictures[0], 0.0)  # opening the model is no part of playing
        began_s = time.perf_counter()

        def film() -> None:
            for index, picture in enumerate(islice(cycle(pictures), round(seconds * FPS)), start=1):
                due_s = index / FPS
                time.sleep(max(0.0, due_s - (time.perf_counter() - began_s)))
                inbox.append((picture, due_s))

        filming = camera.submit(film)
        while not filming.done() or inbox:
            if inbox:
                session.push(*inbox.pop(0))
            else:
                time.sleep(0.001)
        figures = session.state.figures
    share = figures.processed / figures.pushed
    return Share(figures.pushed, figures.processed, share, figures.model, figures.mirror)


def overhead(pictures: list[Image], turns: int, frames: int) -> Overhead:
    """The same frames, turn by turn: through a session, and through two landmarkers and nothing else."""
    pushed, bare = [], []
    options = LiveOptions(model="full", mirror=True, real_time=False)
    with LiveSession(options=options) as session, _Bare(mediapipe_backend("full")) as bare_pair:
        numbered = enumerate(cycle(pictures))
        for picture in pictures[:10]:  # the first ones are slow in both
            session.push(picture, next(numbered)[0] / FPS)
            bare_pair.read(picture)
        for _ in range(turns):
            batch = list(islice(numbered, frames))
            pushed.append(_cost_of_each(lambda item: session.push(item[1], item[0] / FPS), batch))
            bare.append(_cost_of_each(lambda item: bare_pair.read(item[1]), batch))
    pairs = list(zip(pushed, bare, strict=True))
    return Overhead(
        push_ms=_per_frame(pushed, frames),
        bare_ms=_per_frame(bare, frames),
        wall_ratio=middle(one.wall_s / other.wall_s for one, other in pairs),
        cpu_ratio=middle(one.cpu_s / other.cpu_s for one, other in pairs),
        ratios=tuple(one.wall_s / other.wall_s for one, other in pairs),
    )


class _Bare:
    """A frame and its mirror image through two landmarkers in two threads, as soon as both are free."""

    def __init__(self, backend: Backend) -> None:
        self._pair = [backend.open_estimator() for _ in range(2)]
        self._pool = ThreadPoolExecutor(2)
        self._count = 0

    def read(self, picture: Image) -> None:
        self._count += 1
        shown = (picture, np.ascontiguousarray(picture[:, ::-1]))
        time_ms = round(self._count * 1000 / FPS)
        list(self._pool.map(lambda one, image: one.detect(image, time_ms), self._pair, shown))

    def __enter__(self) -> "_Bare":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()
        for estimator in self._pair:
            estimator.close()


def starts_and_stops(clip: Path, cycles: int) -> Memory:
    """After each of so many sessions of a second each, the last one's report made."""
    pictures = period_of(clip, 640, 30)

    def one() -> None:
        with LiveSession(options=LiveOptions(real_time=False)) as session:
            for index, picture in enumerate(pictures[:30]):
                session.push(picture, index / FPS)
            session.finish()

    return _grown(_after_each(one) for _ in range(cycles))


def long_run(clip: Path, minutes: float) -> Memory:
    """Every ten seconds of stream. Frames as quickly as they are read; the lifter never stops."""
    pictures = cycle(period_of(clip, 640, 300))
    now_s = 0.0
    with LiveSession(options=LiveOptions(real_time=False)) as session:

        def ten_seconds() -> None:
            nonlocal now_s
            for picture in islice(pictures, round(10 * FPS)):
                session.push(picture, now_s)
                now_s += 1.0 / FPS

        return _grown(_after_each(ten_seconds) for _ in range(round(minutes * 6)))


def _after_each(work: Callable[[], None]) -> float:
    work()
    gc.collect()
    return _resident_mb()


def _grown(measured: Iterator[float]) -> Memory:
    mb = tuple(measured)
    return Memory(mb, mb[-1] - mb[len(mb) // 4])


def _resident_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 2**10


def in_own_process(call: str) -> Memory | None:
    """`call` of this file in a fresh process: other measurements must not have warmed the heap."""
    if not Path("/proc/self/status").exists():
        return None  # resident memory is read as Linux tells it
    code = (
        "import json; from dataclasses import asdict; from pathlib import Path;"
        f"from benchmarks.live import *; print(json.dumps(asdict({call})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPO, stdout=subprocess.PIPE, text=True, check=True
    )
    found = json.loads(done.stdout)
    return Memory(tuple(found["mb"]), found["growth_mb"])


def _cost_of_each(work: Callable[[tuple[int, Image]], object], batch: list[tuple[int, Image]]) -> Cost:
    def all_of_it() -> None:
        for item in batch:
            work(item)

    return cost_of(all_of_it)


def _per_frame(costs: list[Cost], frames: int) -> float:
    return 1000.0 * middle(cost.wall_s for cost in costs) / frames


def told(share: Share | None, extra: Overhead | None, memory: dict[str, Memory | None]) -> Iterator[str]:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    yield f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}"
    if share is not None:
        how = f"{share.model}, {'mirrored too' if share.mirror else 'not mirrored'}"
        yield f"  frames of 30 a second read   {share.share:8.1%}  {how}; aim {SHARE_GOAL:.0%}"
    if extra is not None:
        yield f"  push / bare inference        {extra.push_ms:8.1f} / {extra.bare_ms:.1f} ms"
        yield f"  ratio, wall time             {extra.wall_ratio:8.2f}  aim {OVERHEAD_GOAL}"
        yield f"  ratio, processor time        {extra.cpu_ratio:8.2f}"
    for name, one in memory.items():
        if one is not None:
            grown = f"grown {one.growth_mb:+.0f} MB after the first quarter; aim {GROWTH_GOAL_MB:.0f}"
            yield f"  memory, {name:<20} {one.mb[-1]:8.0f} MB  {grown}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clip", type=Path, help="a clip to repeat; default: a sample video")
    parser.add_argument("--seconds", type=float, default=30.0, help="played in real time; 0: leave out")
    parser.add_argument("--turns", type=int, default=7, help="of push against bare; 0: leave out")
    parser.add_argument("--cycles", type=int, default=20, help="starts and stops; 0: leave out")
    parser.add_argument("--minutes", type=float, default=10.0, help="of the long run; 0: leave out")
    parser.add_argument("--json", type=Path, help="write the figures there")
    options = parser.parse_args()
    clip = options.clip or default_clip()
    pictures = period_of(clip, 640, 300)
    share = share_read(pictures, options.seconds) if options.seconds else None
    extra = overhead(pictures, options.turns, 90) if options.turns else None
    calls = {
        f"{options.cycles} starts and stops": f"starts_and_stops(Path({str(clip)!r}), {options.cycles})",
        f"{options.minutes:g} minutes": f"long_run(Path({str(clip)!r}), {options.minutes})",
    }
    wanted = (options.cycles, options.minutes)
    memory = {
        name: in_own_process(call) for (name, call), on in zip(calls.items(), wanted, strict=True) if on
    }
    print("\n".join(told(share, extra, memory)))
    if options.json:
        figures = {"share": share, "overhead": extra} | memory
        found = {name: asdict(one) for name, one in figures.items() if one is not None}
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
