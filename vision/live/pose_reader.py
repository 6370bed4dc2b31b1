"""The pose model on live frames: finds the lifter, then follows, in one thread or in two (mirrored too).

Each landmarker lives in a thread of its own from its first frame to its closing, whichever thread pushes the
frames: a landmarker must not be used by two threads.
"""

import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass

from vision.pose.estimator import Backend, Image, PoseDetection, PoseEstimator
from vision.tracking.boxes import Box
from vision.tracking.lifter_selection import LazyPersonFinder, LifterSelector
from vision.tracking.mirror_averaging import AveragedPose, AveragingResult, MirrorAverager
from vision.tracking.person_tracker import Detection, PersonTracker, TrackedBox
from vision.video.reader import Frame


@dataclass(frozen=True)
class LifterSearchSettings:
    """How the lifter is found.

    Attributes
    ----------
    every_s : float
        While nobody is followed, somebody is looked for this often, in s.
    looks : int
        Where several people are in the picture, so many looks before one of them is chosen.
    memory : int
        Frames whose times are remembered, to withdraw poses that were of somebody else.
    """

    every_s: float = 0.25
    looks: int = 4
    memory: int = 1024


@dataclass(frozen=True)
class LivePose:
    """The pose model's answer to one frame.

    Attributes
    ----------
    original : PoseDetection or None
        The lifter in the frame as it is, px of the image read.
    averaged : AveragedPose or None
        The mean with the mirrored frame's pose; without mirroring, the original pose.
    invalid_from_s : float or None
        Poses from this time on were of somebody else; None: they stand.
    model_s : float
        Time spent in the pose model: the longer of the two threads, in s.
    """

    original: PoseDetection | None = None
    averaged: AveragedPose | None = None
    invalid_from_s: float | None = None
    model_s: float = 0.0


class LivePoseReader:
    """Finds and follows the lifter in live frames. Always close it.

    All frames are of one size; call `rescale_target` before the first of another.

    Parameters
    ----------
    backend : Backend
        Opens the pose model.
    mirror : bool
        Whether every frame is read mirrored too.
    settings : LifterSearchSettings
        How the lifter is found.

    Attributes
    ----------
    others_seen : bool
        Whether anybody else was seen so far.
    """

    def __init__(
        self, backend: Backend, mirror: bool, settings: LifterSearchSettings = LifterSearchSettings()
    ) -> None:
        self._backend, self._settings = backend, settings
        self._threads = [_Thread(backend, flip) for flip in ((False, True) if mirror else (False,))]
        self._averager = MirrorAverager()
        self._feedback: AveragingResult | None = None
        self._target: TrackedBox | None = None
        self._held: list[Frame] = []
        self._sought_s = float("-inf")
        self._read = 0
        self._times_s: deque[tuple[int, float]] = deque(maxlen=settings.memory)
        self.others_seen = False

    @property
    def following(self) -> bool:
        """Whether somebody was found and is followed, in sight or not."""
        return self._target is not None

    @property
    def mirrored(self) -> bool:
        """Whether every frame is read mirrored too."""
        return len(self._threads) > 1

    def read_frame(self, image_rgb: Image, time_s: float) -> LivePose:
        """Read the next frame.

        Parameters
        ----------
        image_rgb : ndarray of uint8, shape (h, w, 3)
            RGB, never flipped.
        time_s : float
            Its time, s of the stream.

        Returns
        -------
        LivePose
            Empty where nobody is followed yet.

        Raises
        ------
        ModelError
            The pose model stops.
        """
        if self._target is None:
            self._seek_lifter(image_rgb, time_s)
        if self._target is None:
            return LivePose()
        pending = [thread.read_frame(image_rgb, time_s, self._feedback) for thread in self._threads]
        answers = [one.result() for one in pending]
        detections = [detection for detection, _ in answers]
        index, self._read = self._read, self._read + 1
        self._times_s.append((index, time_s))
        averaged, self._feedback = self._averager.average_detections(index, time_s, detections)
        self._target = self._feedback.target or self._target
        self.others_seen |= self._feedback.disagreed or any(thread.id_switches for thread in self._threads)
        return LivePose(
            detections[0].pose,
            averaged,
            self._find_invalid_start(detections),
            max(seconds for _, seconds in answers),
        )

    def forget_lifter(self) -> None:
        """Forget the lifter: whoever comes next is the lifter."""
        self._target, self._feedback, self._held = None, None, []

    def rescale_target(self, scale_x: float, scale_y: float) -> None:
        """Go on in frames that are larger by these factors: the lifter is where they were."""
        target = self._target
        self.forget_lifter()
        if target is not None:
            box = target.box
            moved = Box(box.left * scale_x, box.top * scale_y, box.right * scale_x, box.bottom * scale_y)
            self._start_following(TrackedBox(moved, target.time_s, alone=False))

    def drop_mirror(self) -> None:
        """Read every frame only once from now on; the second landmarker is freed."""
        if self.mirrored:
            self._threads.pop().close()

    def close(self) -> None:
        """Free the model and its threads; waits for the frame that is being read."""
        for thread in self._threads:
            thread.close()

    def _find_invalid_start(self, detections: list[Detection]) -> float | None:
        first = min((one.invalid_from for one in detections if one.invalid_from is not None), default=None)
        if first is None:
            return None
        return next((time_s for index, time_s in self._times_s if index >= first), None)

    def _seek_lifter(self, image_rgb: Image, time_s: float) -> None:
        """One person alone is the lifter at once; of several, the one who stands nearest the centre."""
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
        # a copy: the camera may write its next frame into the same memory
        self._held.append(Frame(len(self._held), time_s, image_rgb.copy(), (1.0, 1.0)))
        if len(self._held) >= self._settings.looks:
            held, self._held = self._held, []
            target = self._threads[0].choose_lifter(held, self.mirrored).result()
            if target is not None:
                self._start_following(TrackedBox(target.box, time_s, alone=False))

    def _start_following(self, target: TrackedBox) -> None:
        self._target, self._averager, self._feedback = target, MirrorAverager(target), None
        for thread in self._threads:
            thread.start_following(target)


class _Thread:
    """One tracker with its landmarker, opened at its first frame, always in the same thread."""

    def __init__(self, backend: Backend, flip: bool) -> None:
        self._backend, self._flip = backend, flip
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="evenrep-live")
        self._open = ExitStack()
        self._finder = self._open.enter_context(closing(LazyPersonFinder(backend)))
        self._estimator: _Timed | None = None
        self._tracker: PersonTracker | None = None

    @property
    def id_switches(self) -> int:
        return self._tracker.id_switches if self._tracker else 0

    def find_people(self, image_rgb: Image) -> "Future[list[PoseDetection]]":
        return self._pool.submit(self._finder.find_people, image_rgb)

    def choose_lifter(self, held: list[Frame], mirror: bool) -> "Future[TrackedBox | None]":
        return self._pool.submit(self._choose_lifter, held, mirror)

    def start_following(self, target: TrackedBox) -> None:
        self._pool.submit(self._start_following, target).result()

    def read_frame(
        self, image_rgb: Image, time_s: float, feedback: AveragingResult | None
    ) -> "Future[tuple[Detection, float]]":
        return self._pool.submit(self._read_frame, image_rgb, time_s, feedback)

    def close(self) -> None:
        """Close both landmarkers in their own thread; waits for the frame that is being read."""
        self._pool.submit(self._open.close)
        self._pool.shutdown(wait=True)

    def _choose_lifter(self, held: list[Frame], mirror: bool) -> TrackedBox | None:
        with closing(LifterSelector(self._backend, mirror)) as selector:
            return selector.choose_lifter(held)

    def _start_following(self, target: TrackedBox) -> None:
        if self._tracker is None:
            self._estimator = self._open.enter_context(closing(_Timed(self._backend.open_estimator())))
            self._tracker = PersonTracker(self._estimator, self._finder.find_people, self._flip)
        self._tracker.start_following(target)

    def _read_frame(
        self, image_rgb: Image, time_s: float, feedback: AveragingResult | None
    ) -> tuple[Detection, float]:
        assert self._tracker is not None, "a target starts the tracker"
        assert self._estimator is not None, "and opens its landmarker"
        if feedback is not None and feedback.target is not None:
            self._tracker.correct_target(feedback.index, feedback.target, feedback.wrong[self._flip])
        before_s = self._estimator.seconds
        detection = self._tracker.track_lifter(image_rgb, time_s)
        return detection, self._estimator.seconds - before_s


class _Timed:
    """A PoseEstimator that adds up the time it takes."""

    def __init__(self, inner: PoseEstimator) -> None:
        self._inner = inner
        self.seconds = 0.0

    def detect_pose(self, image_rgb: Image, time_ms: int) -> PoseDetection | None:
        began_s = time.perf_counter()
        try:
            return self._inner.detect_pose(image_rgb, time_ms)
        finally:
            self.seconds += time.perf_counter() - began_s

    def reset(self) -> None:
        self._inner.reset()

    def close(self) -> None:
        self._inner.close()
