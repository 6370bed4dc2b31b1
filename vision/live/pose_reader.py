"""The pose model on live frames: finds the lifter, then follows, in one thread or in two (mirrored too).

Each landmarker lives in a thread of its own from its first frame to its closing, whoever pushes the frames.
"""

import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from vision.pose.estimator import Backend, Image, PoseEstimator, PoseReading
from vision.tracking.boxes import Box
from vision.tracking.lifter_selection import LateFinder, LifterSelector
from vision.tracking.mirror_averaging import AveragedPose, AveragingResult, MirrorAverager
from vision.tracking.person_tracker import Detection, PersonTracker, TrackedBox
from vision.video.reader import Frame


@dataclass(frozen=True)
class SeekSettings:
    """How the lifter is found.

    every_s  somebody is looked for this often while nobody is followed
    looks    so many looks, where several people are in the picture, before one of them is chosen
    memory   frames of which the times are known, to take back what was somebody else's
    """

    every_s: float = 0.25
    looks: int = 4
    memory: int = 1024


@dataclass(frozen=True)
class LiveReading:
    """One frame. `plain` the first reading, `joined` of both (or of the one, without mirroring).

    void_since_s  readings from this time on were of somebody else; None = they stand
    model_s       time in the pose model: the longer of the two threads
    """

    plain: PoseReading | None = None
    joined: AveragedPose | None = None
    void_since_s: float | None = None
    model_s: float = 0.0


class LiveReader:
    """`read` each frame in turn, all of one size; `resized` before the first of another. Always close it."""

    def __init__(self, backend: Backend, mirror: bool, settings: SeekSettings = SeekSettings()) -> None:
        self._backend, self._settings = backend, settings
        self._threads = [_Thread(backend, flip) for flip in ((False, True) if mirror else (False,))]
        self._joiner = MirrorAverager()
        self._verdict: AveragingResult | None = None
        self._lock: TrackedBox | None = None
        self._held: list[Frame] = []
        self._sought_s = float("-inf")
        self._read = 0
        self._times_s: deque[tuple[int, float]] = deque(maxlen=settings.memory)
        self.others_seen = False

    @property
    def following(self) -> bool:
        """Somebody was found and is kept to, in sight or not."""
        return self._lock is not None

    @property
    def mirrored(self) -> bool:
        return len(self._threads) > 1

    def read_frame(self, image_rgb: Image, time_s: float) -> LiveReading:
        """Raises ModelError where the pose model stops."""
        if self._lock is None:
            self._seek_lifter(image_rgb, time_s)
        if self._lock is None:
            return LiveReading()
        pending = [thread.read_frame(image_rgb, time_s, self._verdict) for thread in self._threads]
        answers = [one.result() for one in pending]
        sightings = [sighting for sighting, _ in answers]
        index, self._read = self._read, self._read + 1
        self._times_s.append((index, time_s))
        joined, self._verdict = self._joiner.average_detections(index, time_s, sightings)
        self._lock = self._verdict.lock or self._lock
        self.others_seen |= self._verdict.disagreed or any(thread.strangers for thread in self._threads)
        return LiveReading(
            sightings[0].reading,
            joined,
            self._find_void_start(sightings),
            max(seconds for _, seconds in answers),
        )

    def forget_lifter(self) -> None:
        """Whoever comes next is the lifter."""
        self._lock, self._verdict, self._held = None, None, []

    def rescale_lock(self, scale_x: float, scale_y: float) -> None:
        """The next frames are this much larger: the lifter is where they were."""
        lock = self._lock
        self.forget_lifter()
        if lock is not None:
            box = lock.box
            moved = Box(box.left * scale_x, box.top * scale_y, box.right * scale_x, box.bottom * scale_y)
            self._start_following(TrackedBox(moved, lock.time_s, alone=False))

    def drop_mirror(self) -> None:
        """From now on every frame is read once; the second landmarker is let go of."""
        if self.mirrored:
            self._threads.pop().close()

    def close(self) -> None:
        for thread in self._threads:
            thread.close()

    def _find_void_start(self, sightings: list[Detection]) -> float | None:
        first = min((one.void_since for one in sightings if one.void_since is not None), default=None)
        if first is None:
            return None
        return next((time_s for index, time_s in self._times_s if index >= first), None)

    def _seek_lifter(self, image_rgb: Image, time_s: float) -> None:
        """One person alone is the lifter at once; of several the one who stands nearest the centre."""
        if 0.0 <= time_s - self._sought_s < self._settings.every_s:
            return
        self._sought_s = time_s
        if not self._held:
            found = self._threads[0].find_people(image_rgb).result()
            if len(found) == 1:
                self._start_following(TrackedBox(Box.from_landmarks(found[0].image_px), time_s))
            if len(found) < 2:
                return
        self.others_seen = True
        self._held.append(Frame(len(self._held), time_s, image_rgb.copy(), (1.0, 1.0)))
        if len(self._held) >= self._settings.looks:
            held, self._held = self._held, []
            lock = self._threads[0].choose_lifter(held, self.mirrored).result()
            if lock is not None:
                self._start_following(TrackedBox(lock.box, time_s, alone=False))

    def _start_following(self, lock: TrackedBox) -> None:
        self._lock, self._joiner, self._verdict = lock, MirrorAverager(lock), None
        for thread in self._threads:
            thread.start_following(lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Thread:
    """One follower with its landmarker, opened at its first frame, always in the same thread."""

    def __init__(self, backend: Backend, flip: bool) -> None:
        self._backend, self._flip = backend, flip
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="evenrep-live")
        self._open = ExitStack()
        self._finder = self._open.enter_context(LateFinder(backend))
        self._estimator: _Timed | None = None
        self._follower: PersonTracker | None = None

    @property
    def strangers(self) -> int:
        return self._follower.strangers if self._follower else 0

    def find_people(self, image_rgb: Image) -> "Future[list[PoseReading]]":
        return self._pool.submit(self._finder.find_people, image_rgb)

    def choose_lifter(self, held: list[Frame], mirror: bool) -> "Future[TrackedBox | None]":
        return self._pool.submit(self._choose_lifter, held, mirror)

    def start_following(self, lock: TrackedBox) -> None:
        self._pool.submit(self._start_following, lock).result()

    def read_frame(
        self, image_rgb: Image, time_s: float, verdict: AveragingResult | None
    ) -> "Future[tuple[Detection, float]]":
        return self._pool.submit(self._read_frame, image_rgb, time_s, verdict)

    def close(self) -> None:
        """Waits for what is being read."""
        self._pool.submit(self._open.close)
        self._pool.shutdown(wait=True)

    def _choose_lifter(self, held: list[Frame], mirror: bool) -> TrackedBox | None:
        with LifterSelector(self._backend, mirror) as scout:
            return scout.choose_lifter(held)

    def _start_following(self, lock: TrackedBox) -> None:
        if self._follower is None:
            self._estimator = self._open.enter_context(_Timed(self._backend.open_estimator()))
            self._follower = PersonTracker(self._estimator, self._finder.find_people, self._flip)
        self._follower.start_following(lock)

    def _read_frame(
        self, image_rgb: Image, time_s: float, verdict: AveragingResult | None
    ) -> tuple[Detection, float]:
        assert self._follower is not None, "a lock starts the follower"
        assert self._estimator is not None, "and opens its landmarker"
        if verdict is not None and verdict.lock is not None:
            self._follower.correct_lock(verdict.index, verdict.lock, verdict.wrong[self._flip])
        before_s = self._estimator.seconds
        sighting = self._follower.track_lifter(image_rgb, time_s)
        return sighting, self._estimator.seconds - before_s


class _Timed:
    """A PoseEstimator that keeps count of its time."""

    def __init__(self, inner: PoseEstimator) -> None:
        self._inner = inner
        self.seconds = 0.0

    def detect_pose(self, image_rgb: Image, time_ms: int) -> PoseReading | None:
        began_s = time.perf_counter()
        try:
            return self._inner.detect_pose(image_rgb, time_ms)
        finally:
            self.seconds += time.perf_counter() - began_s

    def reset(self) -> None:
        self._inner.reset()

    def close(self) -> None:
        self._inner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
