"""From the frames of a camera to a live set: times, sizes, pace and the pose model in one place."""

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
from vision.live.pose_reader import LivePose, LivePoseReader
from vision.live.recording import list_live_warnings
from vision.live.state import LiveFigures
from vision.live.stream_clock import StreamClock
from vision.pose.estimator import Backend, PoseDetection, make_mediapipe_backend
from vision.pose.malloc import limit_malloc_arenas, release_free_memory
from vision.video.orientation import Image


@dataclass(frozen=True)
class LiveOptions:
    """How the camera's frames are read.

    Attributes
    ----------
    model : str or None
        "lite" or "full"; None: chosen by the self-test of the first two seconds.
    mirror : bool or None
        Whether every frame is read mirrored too; None: as long as the computer keeps up.
    real_time : bool
        True: the frames come from a camera, and those that come while the last one is still being read are
        left out. False: every frame is read, however long it takes (a clip that need not play in real time).
    hold_s : float
        Quiet standing asked for before the set, in s.
    name : str
        Name of the recording, which the report gives as the clip's name.
    """

    model: str | None = None
    mirror: bool | None = None
    real_time: bool = True
    hold_s: float = 2.0
    name: str = "live"


@dataclass(frozen=True)
class LiveDependencies:
    """What a live session needs of the outside world; tests put their own here.

    Attributes
    ----------
    backend_for : callable
        From the name of a pose model to its Backend.
    clock : callable
        Seconds of a clock that never runs back; measures how long reading takes.
    """

    backend_for: Callable[[str], Backend] = make_mediapipe_backend
    clock: Callable[[], float] = time.perf_counter


# Before the first rep, whoever has been out of sight for this long is not waited for: anybody may lift.
NAN = float("nan")
LOST_S = 3.0
# Frames over which the figures are medians.
FIGURES_OVER = 60
# Every eighth pixel is enough to measure how bright it is.
GRID = 8


class LiveFeed:
    """Takes a camera's frames and keeps a LiveSet of what they show. Always close it.

    Parameters
    ----------
    settings : SetSettings
        What the lifter entered about the set.
    options : LiveOptions
        How the frames are read.
    context : LoadContext
        What earlier sets mean for the load.
    stages : Stages
        The measuring stages, calibration among them.
    dependencies : LiveDependencies
        Pose model and clock.
    live_set_settings : LiveSetSettings
        Of the running set; its `hold_s` is taken from `options`.

    Attributes
    ----------
    live_set : LiveSet or None
        The set so far; None before the first frame.
    pose : LivePose
        Of the last frame that was read.
    time_s : float
        Time of that frame, s since the first frame.
    """

    def __init__(
        self,
        settings: SetSettings,
        options: LiveOptions,
        context: LoadContext,
        stages: Stages,
        dependencies: LiveDependencies,
        live_set_settings: LiveSetSettings,
    ) -> None:
        self._set_arguments = (settings, context, stages, replace(live_set_settings, hold_s=options.hold_s))
        self._dependencies = dependencies
        limit_malloc_arenas()
        self._pace = Pace(options.model, options.mirror, options.real_time, dependencies.clock)
        self._backend = dependencies.backend_for(self._pace.model)
        self._mirror_wanted = self._pace.mirror
        self._time = StreamClock()
        self._reader: LivePoseReader | None = None
        self._sizes: FrameSizes | None = None
        self._seen_s = 0.0
        self._pushed = self._processed = self._skipped = 0
        self._others_seen = False
        self._push_s, self._model_s, self._read_at_s = (deque[float](maxlen=FIGURES_OVER) for _ in range(3))
        self.live_set: LiveSet | None = None
        self.pose = LivePose()
        self.time_s = 0.0

    def take_frame(self, frame: Image, stamp_s: float) -> bool:
        """Take the next frame.

        Parameters
        ----------
        frame : ndarray of uint8, shape (h, w, 3)
            RGB, never flipped.
        stamp_s : float
            Its time stamp by the camera's clock, in s.

        Returns
        -------
        bool
            False if the frame is left out.

        Raises
        ------
        ModelError
            The pose model stops.
        """
        began_s = self._dependencies.clock()
        self._pushed += 1
        time_s = self._time.convert_stamp(stamp_s)
        if self._time.jumped:
            self._pace.reset_delay()
        if time_s is None or not self._pace.should_read(time_s):
            self._skipped += 1
            return False
        live_set, sizes = self._prepare_set(frame)
        if self._time.interrupted:
            live_set.reset()
        self.time_s = time_s
        self._read_frame(live_set, sizes, frame, time_s)
        self._processed += 1
        self._read_at_s.append(time_s)
        self._push_s.append(self._dependencies.clock() - began_s)
        return True

    def select_shown_pose(self) -> tuple[PoseDetection | None, FrameSizes | None]:
        """Select the lifter's last pose, and the sizes to draw it in: the averaged pose if there is one."""
        averaged = self.pose.averaged
        return (averaged.pose if averaged else self.pose.original), self._sizes

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height) of the last frame."""
        return self._sizes.pushed if self._sizes else (0, 0)

    @property
    def figures(self) -> LiveFigures:
        """How the computer keeps up."""
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
        """What the reader of the report should know of how the set was read, in sentences."""
        dropped = self._mirror_wanted and not self._pace.mirror
        others = self._others_seen or (self._reader is not None and self._reader.others_seen)
        return list_live_warnings(self._pushed, self._skipped, dropped, others, self._time.joins)

    def close(self) -> None:
        """Free the model and its threads; may be called twice."""
        reader, self._reader = self._reader, None
        if reader is not None:
            self._others_seen |= reader.others_seen
            reader.close()
            release_free_memory()

    def _prepare_set(self, frame: Image) -> tuple[LiveSet, FrameSizes]:
        """The set, begun with the first frame, and the sizes for this frame."""
        live_set, sizes = self.live_set, self._sizes
        if live_set is None or sizes is None:
            self._sizes = sizes = FrameSizes.from_frame(frame)
            self.live_set = live_set = LiveSet(sizes.recorded, *self._set_arguments)
            live_set.pose_source = PoseSource(self._pace.model, self._pace.mirror)
        elif not sizes.has_size_of(frame):
            self._sizes = sizes = self._apply_new_size(
                live_set, sizes, FrameSizes.from_frame(frame, sizes.recorded)
            )
        return live_set, sizes

    def _apply_new_size(self, live_set: LiveSet, old: FrameSizes, new: FrameSizes) -> FrameSizes:
        """The same view at another resolution goes on; another (a turned camera) begins again."""
        if not new.has_same_shape(old):
            live_set.reset(cut=True)
            if self._reader is not None:
                self._reader.forget_lifter()
        elif self._reader is not None:
            self._reader.rescale_target(new.read[0] / old.read[0], new.read[1] / old.read[1])
        return new

    def _read_frame(self, live_set: LiveSet, sizes: FrameSizes, frame: Image, time_s: float) -> None:
        if self._reader is None:
            # opened only now: a session that never gets a frame starts no model
            self._reader = LivePoseReader(self._backend, self._pace.mirror)
        image = sizes.scale_frame(frame)
        began_s = self._dependencies.clock()
        self.pose = pose = self._reader.read_frame(image, time_s)
        took_s = self._dependencies.clock() - began_s
        self._add_to_set(live_set, sizes, frame, time_s)
        if pose.original is not None:
            self._seen_s = time_s
            self._model_s.append(pose.model_s)
            if self._pace.record_read_time(took_s):
                self._switch_to_faster_reader(live_set, self._reader)
        elif not live_set.reps and time_s - self._seen_s > LOST_S:
            self._reader.forget_lifter()

    def _add_to_set(self, live_set: LiveSet, sizes: FrameSizes, frame: Image, time_s: float) -> None:
        pose = self.pose
        if pose.invalid_from_s is not None:
            live_set.erase_since(pose.invalid_from_s)
        original = sizes.convert_pose(pose.original) if pose.original else None
        averaged = pose.averaged
        mean = sizes.convert_pose(averaged.pose, averaged.spread_px) if averaged else None
        brightness = float(frame[::GRID, ::GRID].mean())
        read_fps = self.figures.frames_per_s
        live_set.add_frame(time_s, mean, original, Light(brightness, self._pace.camera_fps, read_fps))

    def _switch_to_faster_reader(self, live_set: LiveSet, reader: LivePoseReader) -> None:
        """From the next frame on read without mirroring, or with the smaller model."""
        wanted = PoseSource(self._pace.model, self._pace.mirror)
        if wanted.model == live_set.pose_source.model:
            reader.drop_mirror()
            live_set.pose_source = wanted
            return
        # another model sees the joints elsewhere: what was measured so far can't be compared with what comes
        self.close()
        self._backend = self._dependencies.backend_for(wanted.model)
        live_set.reset(wanted)


def _compute_median(values: deque[float]) -> float:
    return median(values) if values else NAN
