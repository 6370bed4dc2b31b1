"""Whether live checks keep up, what they add to the pose model, and whether their memory stays flat.

`python -m benchmarks.live`: share of 30-fps frames read while a clip plays in real time; time of push()
against nothing but the pose model on the same frames, measured in turns in one run; memory of a process over
20 starts and stops, and over ten minutes of frames. A quarter of an hour in all, two minutes with `--quick`.
The share needs an otherwise idle computer.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from benchmarks.live_memory import GROWTH_GOAL_MB, LiveMemory, run_in_own_process
from benchmarks.speed import Cost, find_default_clip, find_median, load_period, measure_cost
from vision.live.session import LiveOptions, LiveSession
from vision.pose.estimator import Backend, Image, make_mediapipe_backend

FPS = 30.0
OVERHEAD_GOAL = 1.10
"""Everything besides the pose model may cost this much of a push."""
SHARE_GOAL = 0.95
"""Of a 30-fps camera's frames."""


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


def measure_share_read(pictures: list[Image], seconds: float) -> Share:
    """Frames handed over when a camera would, from a thread that never waits for the model."""
    inbox: list[tuple[Image, float]] = []
    with LiveSession() as session, ThreadPoolExecutor(1) as camera:
        session.push_frame(pictures[0], 0.0)  # opening the model is no part of playing
        began_s = time.perf_counter()

        def push_frames() -> None:
            for index, picture in enumerate(islice(cycle(pictures), round(seconds * FPS)), start=1):
                due_s = index / FPS
                time.sleep(max(0.0, due_s - (time.perf_counter() - began_s)))
                inbox.append((picture, due_s))

        filming = camera.submit(push_frames)
        while not filming.done() or inbox:
            if inbox:
                session.push_frame(*inbox.pop(0))
            else:
                time.sleep(0.001)
        figures = session.state.figures
    share = figures.processed / figures.pushed
    return Share(figures.pushed, figures.processed, share, figures.model, figures.mirror)


def measure_overhead(pictures: list[Image], turns: int, frames: int) -> Overhead:
    """The same frames, turn by turn: through a session, and through two landmarkers and nothing else."""
    pushed, bare = [], []
    options = LiveOptions(model="full", mirror=True, real_time=False)
    with LiveSession(options=options) as session, _Bare(make_mediapipe_backend("full")) as bare_pair:
        numbered = enumerate(cycle(pictures))
        for picture in pictures[:10]:  # the first ones are slow in both
            session.push_frame(picture, next(numbered)[0] / FPS)
            bare_pair.detect_pair(picture)
        for _ in range(turns):
            batch = list(islice(numbered, frames))
            pushed.append(
                _measure_cost_of_each(lambda item: session.push_frame(item[1], item[0] / FPS), batch)
            )
            bare.append(_measure_cost_of_each(lambda item: bare_pair.detect_pair(item[1]), batch))
    pairs = list(zip(pushed, bare, strict=True))
    return Overhead(
        push_ms=_compute_ms_per_frame(pushed, frames),
        bare_ms=_compute_ms_per_frame(bare, frames),
        wall_ratio=find_median(one.wall_s / other.wall_s for one, other in pairs),
        cpu_ratio=find_median(one.cpu_s / other.cpu_s for one, other in pairs),
        ratios=tuple(one.wall_s / other.wall_s for one, other in pairs),
    )


class _Bare:
    """A frame and its mirror image through two landmarkers in two threads, as soon as both are free."""

    def __init__(self, backend: Backend) -> None:
        self._pair = [backend.open_estimator() for _ in range(2)]
        self._pool = ThreadPoolExecutor(2)
        self._count = 0

    def detect_pair(self, picture: Image) -> None:
        self._count += 1
        shown = (picture, np.ascontiguousarray(picture[:, ::-1]))
        time_ms = round(self._count * 1000 / FPS)
        list(self._pool.map(lambda one, image: one.detect_pose(image, time_ms), self._pair, shown))

    def __enter__(self) -> "_Bare":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()
        for estimator in self._pair:
            estimator.close()


def _measure_cost_of_each(
    work: Callable[[tuple[int, Image]], object], batch: list[tuple[int, Image]]
) -> Cost:
    def work_through_batch() -> None:
        for item in batch:
            work(item)

    return measure_cost(work_through_batch)


def _compute_ms_per_frame(costs: list[Cost], frames: int) -> float:
    return 1000.0 * find_median(cost.wall_s for cost in costs) / frames


Figures = Share | Overhead | LiveMemory


def list_measurements(asked: argparse.Namespace) -> Iterator[tuple[str, Callable[[], Figures | None]]]:
    """[(name, measurement), …] that were not left out."""
    clip = asked.clip or find_default_clip()
    pictures = load_period(clip, 640, 300)
    if asked.seconds:
        yield "share", lambda: measure_share_read(pictures, asked.seconds)
    if asked.turns:
        yield "overhead", lambda: measure_overhead(pictures, asked.turns, 90)
    if asked.cycles:
        call = f"measure_starts_and_stops(Path({str(clip)!r}), {asked.cycles})"
        yield f"{asked.cycles} starts and stops", lambda: run_in_own_process(call)
    if asked.minutes:
        long = f"measure_long_run(Path({str(clip)!r}), {asked.minutes})"
        yield f"{asked.minutes:g} minutes", lambda: run_in_own_process(long)


def format_live_figures(name: str, figures: Figures) -> Iterator[str]:
    """Lines of the table."""
    match figures:
        case Share():
            how = f"{figures.model}, {'mirrored too' if figures.mirror else 'not mirrored'}"
            yield _format_row("30-fps frames read", f"{figures.share:.1%}", f"{SHARE_GOAL:.0%}", how)
        case Overhead():
            both = f"{figures.push_ms:.1f} / {figures.bare_ms:.1f} ms"
            yield _format_row(
                "push / bare inference", f"{figures.wall_ratio:.2f}", f"{OVERHEAD_GOAL:.2f}", both
            )
            yield _format_row("… in processor time", f"{figures.cpu_ratio:.2f}", "")
        case LiveMemory():
            goal = f"{GROWTH_GOAL_MB:.0f} MB"
            yield _format_row(
                f"grown, {name}", f"{figures.growth_mb:+.0f} MB", goal, f"to {figures.mb[-1]:.0f} MB"
            )


def _format_row(what: str, found: str, aim: str, note: str = "") -> str:
    return f"  {what:<28} {found:>9}  {aim:>7}  {note}".rstrip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clip", type=Path, help="a clip to repeat; default: a sample video")
    parser.add_argument("--quick", action="store_true", help="two minutes instead of a quarter of an hour")
    parser.add_argument("--seconds", type=float, default=30.0, help="played in real time; 0: leave out")
    parser.add_argument("--turns", type=int, default=7, help="of push against bare; 0: leave out")
    parser.add_argument("--cycles", type=int, default=20, help="starts and stops; 0: leave out")
    parser.add_argument("--minutes", type=float, default=10.0, help="of the long run; 0: leave out")
    parser.add_argument("--json", type=Path, help="write the figures there")
    if parser.parse_known_args()[0].quick:
        parser.set_defaults(seconds=10.0, turns=3, cycles=5, minutes=1.0)
    asked = parser.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load:.1f} at the start")
    print(_format_row("", "found", "aim"), flush=True)
    found = {}
    for name, measure in list_measurements(asked):
        if (figures := measure()) is not None:
            found[name] = asdict(figures)
            print("\n".join(format_live_figures(name, figures)), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
