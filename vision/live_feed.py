"""From the frames of a camera to a running set: times, sizes, pace and the pose model in one place."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median

from analysis.guide import Light
from analysis.load_rules import LoadContext
from analysis.running import RunningSet, RunningSettings
from analysis.settings import SetSettings
from analysis.shot import Stages
from analysis.unmirrored import Reader
from vision.estimator import Backend, PoseReading, mediapipe_backend
from vision.live_picture import Sizes
from vision.live_reader import LiveReader, LiveReading
from vision.live_recording import live_warnings
from vision.live_speed import Pace
from vision.live_state import LiveFigures
from vision.live_time import StreamTime
from vision.memory import give_back_memory, share_arenas
from vision.orientation import Image


@dataclass(frozen=True)
class LiveOptions:
    """How the camera is read.

    model      "lite" or "full"; None: chosen by the self-test of the first two seconds
    mirror     read every frame mirrored too; None: as long as the machine keeps up
    real_time  frames come from a camera: those that come while the last was still being read are left out.
               False: every frame is read, however long it takes (a clip that is not played in real time)
    hold_s     quiet standing asked for before the set
    name       what the recording is called: "live" becomes the clip's name in the report
    """

    model: str | None = None
    mirror: bool | None = None
    real_time: bool = True
    hold_s: float = 2.0
    name: str = "live"


@dataclass(frozen=True)
class Outside:
    """What a test puts something else in the place of: the pose model, and the clock that measures it."""

    backend_for: Callable[[str], Backend] = mediapipe_backend
    clock: Callable[[], float] = time.perf_counter


NAN = float("nan")
LOST_S = 3.0
"""Before the first rep, whoever has been out of sight for this long is not waited for: anybody may lift."""
FIGURES_OVER = 60
"""Frames over which the figures are medians."""
GRID = 8
"""Every eighth pixel is enough to tell how bright it is."""


class LiveFeed:
    """`take` every frame; what it leads to stands in `running`. Always close it."""

    def __init__(
        self,
        settings: SetSettings,
        options: LiveOptions,
        context: LoadContext,
        stages: Stages,
        outside: Outside,
        running: RunningSettings,
    ) -> None:
        self._about = (settings, context, stages, replace(running, hold_s=options.hold_s))
        self._outside = outside
        share_arenas()
        self._pace = Pace(options.model, options.mirror, options.real_time, outside.clock)
        self._backend = outside.backend_for(self._pace.model)
        self._mirror_wanted = self._pace.mirror
        self._time = StreamTime()
        self._reader: LiveReader | None = None
        self._sizes: Sizes | None = None
        self._seen_s = 0.0
        self._pushed = self._processed = self._skipped = 0
        self._others_seen = False
        self._push_s, self._model_s, self._read_at_s = (deque[float](maxlen=FIGURES_OVER) for _ in range(3))
        self.running: RunningSet | None = None
        self.reading = LiveReading()
        self.time_s = 0.0

    def take(self, frame: Image, stamp_s: float) -> bool:
        """The next frame; False if it is left out. Raises ModelError where the pose model stops."""
        began_s = self._outside.clock()
        self._pushed += 1
        time_s = self._time.read(stamp_s)
        if self._time.jumped:
            self._pace.jumped()
        if time_s is None or not self._pace.wants(time_s):
            self._skipped += 1
            return False
        running, sizes = self._fit(frame)
        if self._time.interrupted:
            running.begin_anew()
        self.time_s = time_s
        self._read(running, sizes, frame, time_s)
        self._processed += 1
        self._read_at_s.append(time_s)
        self._push_s.append(self._outside.clock() - began_s)
        return True

    def shown(self) -> tuple[PoseReading | None, Sizes | None]:
        """The lifter as last read, and the sizes to draw it in."""
        joined = self.reading.joined
        return (joined.reading if joined else self.reading.plain), self._sizes

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height) of the last frame."""
        return self._sizes.pushed if self._sizes else (0, 0)

    @property
    def figures(self) -> LiveFigures:
        read_at_s = self._read_at_s
        return LiveFigures(
            pushed=self._pushed,
            processed=self._processed,
            skipped=self._skipped,
            frames_per_s=(len(read_at_s) - 1) / (read_at_s[-1] - read_at_s[0]) if len(read_at_s) > 1 else NAN,
            push_ms=1000.0 * _median(self._push_s),
            inference_ms=1000.0 * _median(self._model_s),
            model=self._pace.model,
            mirror=self._pace.mirror,
            testing=self._pace.testing,
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """How the set was read, in sentences."""
        dropped = self._mirror_wanted and not self._pace.mirror
        others = self._others_seen or (self._reader is not None and self._reader.others_seen)
        return live_warnings(self._pushed, self._skipped, dropped, others, self._time.joins)

    def close(self) -> None:
        """Lets go of the model and its threads; may be called twice."""
        reader, self._reader = self._reader, None
        if reader is not None:
            self._others_seen |= reader.others_seen
            reader.close()
            give_back_memory()

    def _fit(self, frame: Image) -> tuple[RunningSet, Sizes]:
        """The set, and sizes for this frame."""
        running, sizes = self.running, self._sizes
        if running is None or sizes is None:
            self._sizes = sizes = Sizes.of(frame)
            self.running = running = RunningSet(sizes.recorded, *self._about)
            running.reader = Reader(self._pace.model, self._pace.mirror)
        elif not sizes.fits(frame):
            self._sizes = sizes = self._resized(running, sizes, Sizes.of(frame, sizes.recorded))
        return running, sizes

    def _resized(self, running: RunningSet, old: Sizes, new: Sizes) -> Sizes:
        """The same picture at another resolution goes on; another picture begins anew."""
        if not new.same_shape(old):
            running.begin_anew(cut=True)
            if self._reader is not None:
                self._reader.forget()
        elif self._reader is not None:
            self._reader.resized(new.read[0] / old.read[0], new.read[1] / old.read[1])
        return new

    def _read(self, running: RunningSet, sizes: Sizes, frame: Image, time_s: float) -> None:
        if self._reader is None:
            self._reader = LiveReader(self._backend, self._pace.mirror)
        picture = sizes.picture(frame)
        began_s = self._outside.clock()
        self.reading = reading = self._reader.read(picture, time_s)
        took_s = self._outside.clock() - began_s
        self._add(running, sizes, frame, time_s)
        if reading.plain is not None:
            self._seen_s = time_s
            self._model_s.append(reading.model_s)
            if self._pace.read_took(took_s):
                self._quicken(running, self._reader)
        elif not running.reps and time_s - self._seen_s > LOST_S:
            self._reader.forget()

    def _add(self, running: RunningSet, sizes: Sizes, frame: Image, time_s: float) -> None:
        reading = self.reading
        if reading.void_since_s is not None:
            running.erase_since(reading.void_since_s)
        plain = sizes.pose(reading.plain) if reading.plain else None
        joined = reading.joined
        mean = sizes.pose(joined.reading, joined.spread_px) if joined else None
        brightness = float(frame[::GRID, ::GRID].mean())
        read_fps = self.figures.frames_per_s
        running.add(time_s, mean, plain, Light(brightness, self._pace.camera_fps, read_fps))

    def _quicken(self, running: RunningSet, reader: LiveReader) -> None:
        """From the next frame on without mirroring, or with the smaller model."""
        wanted = Reader(self._pace.model, self._pace.mirror)
        if wanted.model == running.reader.model:
            reader.drop_mirror()
            running.reader = wanted
            return
        self.close()
        self._backend = self._outside.backend_for(wanted.model)
        running.begin_anew(wanted)


def _median(values: deque[float]) -> float:
    return median(values) if values else NAN
