"""From the frames of a camera to a running set: times, sizes, pace and the pose model in one place."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median

from analysis.calibration.interval_widening import PoseSource
from analysis.live.guide import Light
from analysis.live.live_set import LiveSet, LiveSetSettings
from analysis.load.rules import LoadContext
from analysis.report.stages import Stages
from analysis.settings import SetSettings
from vision.live.frame_sizes import FrameSizes
from vision.live.pace import Pace
from vision.live.pose_reader import LiveReader, LiveReading
from vision.live.recording import list_live_warnings
from vision.live.state import LiveFigures
from vision.live.stream_clock import StreamTime
from vision.pose.estimator import Backend, PoseReading, make_mediapipe_backend
from vision.pose.malloc import limit_malloc_arenas, release_free_memory
from vision.video.orientation import Image


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

    backend_for: Callable[[str], Backend] = make_mediapipe_backend
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
        running: LiveSetSettings,
    ) -> None:
        self._about = (settings, context, stages, replace(running, hold_s=options.hold_s))
        self._outside = outside
        limit_malloc_arenas()
        self._pace = Pace(options.model, options.mirror, options.real_time, outside.clock)
        self._backend = outside.backend_for(self._pace.model)
        self._mirror_wanted = self._pace.mirror
        self._time = StreamTime()
        self._reader: LiveReader | None = None
        self._sizes: FrameSizes | None = None
        self._seen_s = 0.0
        self._pushed = self._processed = self._skipped = 0
        self._others_seen = False
        self._push_s, self._model_s, self._read_at_s = (deque[float](maxlen=FIGURES_OVER) for _ in range(3))
        self.running: LiveSet | None = None
        self.reading = LiveReading()
        self.time_s = 0.0

    def take_frame(self, frame: Image, stamp_s: float) -> bool:
        """The next frame; False if it is left out. Raises ModelError where the pose model stops."""
        began_s = self._outside.clock()
        self._pushed += 1
        time_s = self._time.convert_stamp(stamp_s)
        if self._time.jumped:
            self._pace.reset_delay()
        if time_s is None or not self._pace.should_read(time_s):
            self._skipped += 1
            return False
        running, sizes = self._prepare_set(frame)
        if self._time.interrupted:
            running.reset()
        self.time_s = time_s
        self._read_frame(running, sizes, frame, time_s)
        self._processed += 1
        self._read_at_s.append(time_s)
        self._push_s.append(self._outside.clock() - began_s)
        return True

    def select_shown_pose(self) -> tuple[PoseReading | None, FrameSizes | None]:
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
            push_ms=1000.0 * _compute_median(self._push_s),
            inference_ms=1000.0 * _compute_median(self._model_s),
            model=self._pace.model,
            mirror=self._pace.mirror,
            testing=self._pace.testing,
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """How the set was read, in sentences."""
        dropped = self._mirror_wanted and not self._pace.mirror
        others = self._others_seen or (self._reader is not None and self._reader.others_seen)
        return list_live_warnings(self._pushed, self._skipped, dropped, others, self._time.joins)

    def close(self) -> None:
        """Lets go of the model and its threads; may be called twice."""
        reader, self._reader = self._reader, None
        if reader is not None:
            self._others_seen |= reader.others_seen
            reader.close()
            release_free_memory()

    def _prepare_set(self, frame: Image) -> tuple[LiveSet, FrameSizes]:
        """The set, and sizes for this frame."""
        running, sizes = self.running, self._sizes
        if running is None or sizes is None:
            self._sizes = sizes = FrameSizes.from_frame(frame)
            self.running = running = LiveSet(sizes.recorded, *self._about)
            running.pose_source = PoseSource(self._pace.model, self._pace.mirror)
        elif not sizes.has_size_of(frame):
            self._sizes = sizes = self._apply_new_size(
                running, sizes, FrameSizes.from_frame(frame, sizes.recorded)
            )
        return running, sizes

    def _apply_new_size(self, running: LiveSet, old: FrameSizes, new: FrameSizes) -> FrameSizes:
        """The same picture at another resolution goes on; another picture begins anew."""
        if not new.has_same_shape(old):
            running.reset(cut=True)
            if self._reader is not None:
                self._reader.forget_lifter()
        elif self._reader is not None:
            self._reader.rescale_lock(new.read[0] / old.read[0], new.read[1] / old.read[1])
        return new

    def _read_frame(self, running: LiveSet, sizes: FrameSizes, frame: Image, time_s: float) -> None:
        if self._reader is None:
            self._reader = LiveReader(self._backend, self._pace.mirror)
        picture = sizes.scale_frame(frame)
        began_s = self._outside.clock()
        self.reading = reading = self._reader.read_frame(picture, time_s)
        took_s = self._outside.clock() - began_s
        self._add_to_set(running, sizes, frame, time_s)
        if reading.plain is not None:
            self._seen_s = time_s
            self._model_s.append(reading.model_s)
            if self._pace.record_read_time(took_s):
                self._switch_to_faster_reader(running, self._reader)
        elif not running.reps and time_s - self._seen_s > LOST_S:
            self._reader.forget_lifter()

    def _add_to_set(self, running: LiveSet, sizes: FrameSizes, frame: Image, time_s: float) -> None:
        reading = self.reading
        if reading.void_since_s is not None:
            running.erase_since(reading.void_since_s)
        plain = sizes.convert_pose(reading.plain) if reading.plain else None
        joined = reading.joined
        mean = sizes.convert_pose(joined.reading, joined.spread_px) if joined else None
        brightness = float(frame[::GRID, ::GRID].mean())
        read_fps = self.figures.frames_per_s
        running.add_frame(time_s, mean, plain, Light(brightness, self._pace.camera_fps, read_fps))

    def _switch_to_faster_reader(self, running: LiveSet, reader: LiveReader) -> None:
        """From the next frame on without mirroring, or with the smaller model."""
        wanted = PoseSource(self._pace.model, self._pace.mirror)
        if wanted.model == running.pose_source.model:
            reader.drop_mirror()
            running.pose_source = wanted
            return
        self.close()
        self._backend = self._outside.backend_for(wanted.model)
        running.reset(wanted)


def _compute_median(values: deque[float]) -> float:
    return median(values) if values else NAN
