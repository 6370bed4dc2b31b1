"""How fast a clip is read and how much memory that takes: `python -m benchmarks.speed`.

Wall time of the whole of `track_clip` on one minute of 1080p30 is set against the bare minimum: two pose
estimators in two threads over the same frames, decoded beforehand. Both are measured in turns in one run,
so that a busy computer slows both. Memory is the peak of a process of its own, for one minute and for ten.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

import av
import numpy as np

from vision.pose.estimator import Backend, Image, PoseEstimator, make_mediapipe_backend
from vision.tracking.clip_tracking import TrackingSettings, track_clip
from vision.video.reader import open_clip

REPO = Path(__file__).resolve().parents[1]
FRAME_RATE = 30
RATIO_GOAL = 1.15
"""Everything besides the two estimators may cost this much."""
MEMORY_GOAL = 1.10
"""Ten minutes against one: nothing but the landmarks may grow."""


@dataclass(frozen=True)
class Cost:
    """Wall time, and processor time of all threads of this process, in s."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True)
class PeakMemory:
    """Peak of a process that tracks one clip, and one ten times as long, in MB."""

    short_mb: float
    long_mb: float
    ratio: float


@dataclass(frozen=True)
class SpeedFigures:
    """What was measured. The ratios are medians over the turns of tracking / bare."""

    clip: str
    frames: int
    track: Cost
    bare: Cost
    wall_ratio: float
    wall_ratios: tuple[float, ...]
    cpu_ratio: float
    frames_per_s: float
    times_real_time: float
    memory: PeakMemory | None
    computer: str
    load_before: float


def find_default_clip() -> Path:
    """A sample video, else one of the real clips beside the repository."""
    shared = Path(os.environ.get("EVENREP_SHARED", REPO.parent / "shared"))
    for folder, pattern in ((REPO / "sample_videos", "*.mp4"), (shared / "clips", "*front*.mov")):
        if found := sorted(folder.glob(pattern)):
            return found[0]
    sys.exit("No clip to measure with: name one with --clip.")


def load_period(clip: Path, long_side_px: int | None, max_frames: int = 150) -> list[Image]:
    """Pictures that can be repeated without a jump: forwards, then backwards."""
    with open_clip(clip, long_side_px=long_side_px) as opened:
        pictures = [frame.image_rgb for frame in islice(opened, max_frames)]
    return pictures + pictures[-2:0:-1]


def write_clip(source: Path, goal: Path, seconds: float) -> None:
    """H.264 at 1920 px and 30 frames/s, about as phones write it."""
    pictures = load_period(source, 1920)
    periods = max(1, round(seconds * FRAME_RATE / len(pictures)))  # whole ones: repeated, it shows no cut
    with av.open(str(goal), "w") as container:
        stream = container.add_stream("libx264", rate=FRAME_RATE, options={"preset": "veryfast", "crf": "23"})
        height, width = (side - side % 2 for side in pictures[0].shape[:2])
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for picture in pictures * periods:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture[:height, :width]), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def repeat_clip(source: Path, goal: Path, times: int) -> None:
    """The same packets again and again: ten minutes without encoding them."""
    with av.open(str(goal), "w") as container:
        stream = None
        for turn in range(times):
            with av.open(str(source)) as once:
                video = once.streams.video[0]
                stream = stream or container.add_stream_from_template(video)
                for packet in once.demux(video):
                    if packet.dts is not None and packet.pts is not None:
                        packet.pts += turn * (video.duration or 0)
                        packet.dts += turn * (video.duration or 0)
                        packet.stream = stream
                        container.mux(packet)


def measure_bare_cost(backend: Backend, pictures: list[Image], frames: int) -> Cost:
    """Two estimators in two threads, nothing else."""
    mirrored = [np.ascontiguousarray(picture[:, ::-1]) for picture in pictures]
    with closing(backend.open_estimator()) as first, closing(backend.open_estimator()) as second:

        def run_estimator(estimator: PoseEstimator, images: list[Image]) -> None:
            for index, image in enumerate(islice(cycle(images), frames)):
                estimator.detect_pose(image, index * 1000 // FRAME_RATE)

        def run_both() -> None:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(run_estimator, (first, second), (pictures, mirrored)))

        return measure_cost(run_both)


def measure_cost(work: Callable[[], object]) -> Cost:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)


def measure_peak_mb(clip: Path, model: str) -> float:
    """Peak resident memory of a process that does nothing but track the clip."""
    code = (
        "import sys; from benchmarks.speed import read_own_peak_mb;"
        "from vision.tracking.clip_tracking import *;"
        "track_clip(sys.argv[1], TrackingSettings(model=sys.argv[2])); print(read_own_peak_mb())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(clip), model], cwd=REPO, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def read_own_peak_mb() -> float:
    """Peak resident memory of this program; Linux's ru_maxrss would include its starter's."""
    status = Path("/proc/self/status")
    if status.exists():
        peak_kb = next(
            line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")
        )
        return int(peak_kb) / 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10  # bytes there, kilobytes here


def measure_speed(source: Path, minutes: float, model: str, repeats: int, skip_memory: bool) -> SpeedFigures:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    with tempfile.TemporaryDirectory() as folder:
        short, long = Path(folder, "short.mp4"), Path(folder, "long.mp4")
        write_clip(source, short, minutes * 60)
        turns = measure_turns(short, len(load_period(source, 64)), model, repeats)
        memory = None
        if not skip_memory:
            repeat_clip(short, long, 10)
            peaks = measure_peak_mb(short, model), measure_peak_mb(long, model)
            memory = PeakMemory(*peaks, peaks[1] / peaks[0])
        with open_clip(short) as clip:
            frames = clip.frames_expected or 0
    bare, track = (
        Cost(find_median(c.wall_s for c in part), find_median(c.cpu_s for c in part))
        for part in zip(*turns, strict=True)
    )
    ratios = tuple(track.wall_s / bare.wall_s for bare, track in turns)
    return SpeedFigures(
        clip=source.name,
        frames=frames,
        track=track,
        bare=bare,
        wall_ratio=find_median(ratios),
        wall_ratios=ratios,
        cpu_ratio=find_median(track.cpu_s / bare.cpu_s for bare, track in turns),
        frames_per_s=frames / track.wall_s,
        times_real_time=frames / FRAME_RATE / track.wall_s,
        memory=memory,
        computer=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        load_before=load,
    )


def measure_turns(clip: Path, period: int, model: str, repeats: int) -> list[tuple[Cost, Cost]]:
    """(bare, tracking) in turns over the same frames."""
    settings, backend = TrackingSettings(model=model), make_mediapipe_backend(model)
    with open_clip(clip) as opened:
        frames = opened.frames_expected or 0
        pictures = [frame.image_rgb for frame in islice(opened, period)]
    return [
        (measure_bare_cost(backend, pictures, frames), measure_cost(lambda: track_clip(clip, settings)))
        for _ in range(repeats)
    ]


def find_median_cost(costs: Iterable[Cost]) -> Cost:
    costs = list(costs)
    return Cost(find_median(cost.wall_s for cost in costs), find_median(cost.cpu_s for cost in costs))


def find_median(values: Iterable[float]) -> float:
    return statistics.median(values)


def format_speed_table(figures: SpeedFigures) -> Iterator[str]:
    yield f"{figures.clip}: {figures.frames} frames at 1080p30 on {figures.computer}"
    yield f"  load before          {figures.load_before:8.2f}     above 0.5 the wall times say little"
    yield f"  whole tracking       {figures.track.wall_s:8.1f} s   {figures.frames_per_s:.0f} frames/s"
    yield f"  in terms of the clip {figures.times_real_time:8.2f} × real time"
    yield f"  two bare estimators  {figures.bare.wall_s:8.1f} s"
    yield f"  wall time ratio      {figures.wall_ratio:8.2f}     aim {RATIO_GOAL}"
    yield f"  processor time ratio {figures.cpu_ratio:8.2f}"
    if figures.memory is not None:
        yield f"  peak memory          {figures.memory.short_mb:8.0f} MB"
        yield f"  ten times as long    {figures.memory.long_mb:8.0f} MB"
        yield f"  ratio                {figures.memory.ratio:8.2f}     aim {MEMORY_GOAL}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clip", type=Path, help="a clip to repeat; default: a sample video")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--model", default="full")
    parser.add_argument("--repeats", type=int, default=3, help="measurements in turns; the median counts")
    parser.add_argument("--skip-memory", action="store_true")
    parser.add_argument("--json", type=Path, help="write the figures there")
    options = parser.parse_args()
    figures = measure_speed(
        options.clip or find_default_clip(),
        options.minutes,
        options.model,
        options.repeats,
        options.skip_memory,
    )
    print("\n".join(format_speed_table(figures)))
    if options.json:
        options.json.write_text(json.dumps(asdict(figures), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
