"""Frames -> averaged poses: decoding and two estimators in three threads, in a fixed order.

Both trackers read a frame independently. What their two poses show together reaches them exactly LAG frames
later, never sooner, so that the result does not depend on which thread was quicker. Threads and not
processes, because inference releases the interpreter lock (docs/decisions/0004).
"""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

from vision.pose.estimator import Backend
from vision.tracking.channel import Channel, Ended
from vision.tracking.lifter_selection import FrameTask, LazyPersonFinder
from vision.tracking.mirror_averaging import AveragedPose, AveragingResult, MirrorAverager
from vision.tracking.person_tracker import Detection, PersonTracker

# Frames that one tracker may be ahead: evens out their times. A wrong one is corrected 0.2 s later.
LAG = 6


@dataclass(frozen=True)
class FramePose:
    """A frame and the lifter's pose in it.

    Attributes
    ----------
    task : FrameTask
        The frame.
    averaged : AveragedPose or None
        The lifter's pose; None where it was not seen.
    invalid_from : int or None
        Index from which on all poses so far turned out to be of somebody else; None: they stand.
    """

    task: FrameTask
    averaged: AveragedPose | None
    invalid_from: int | None = None


@dataclass
class FrameCounts:
    """Counts over a clip, for the warnings.

    Attributes
    ----------
    disagreed : int
        Frames whose two poses were of different people.
    id_switches : int
        How often a tracker followed somebody else.
    """

    disagreed: int = 0
    id_switches: int = 0


class _EstimatorThread:
    """One tracker's thread, with its channels."""

    def __init__(self, flip: bool) -> None:
        self.flip = flip
        self.tasks = Channel[FrameTask](LAG + 2)
        self.detections = Channel[tuple[FrameTask, Detection]](LAG + 2)
        self.feedback = Channel[AveragingResult](2 * LAG + 4)
        self.id_switches = 0

    def run(self, backend: Backend) -> None:
        try:
            with (
                closing(backend.open_estimator()) as estimator,
                closing(LazyPersonFinder(backend)) as finder,
            ):
                self._read_tasks(PersonTracker(estimator, finder.find_people, self.flip))
        except Ended:
            pass  # the other side has gone; the thread that caused it raises its own error
        finally:
            self.detections.finish()
            self.tasks.abandon()

    def _read_tasks(self, tracker: PersonTracker) -> None:
        count = 0
        while (task := self._take_next_task()) is not None:
            if task.starts:
                tracker.start_following(task.target)
            # always the result of the frame LAG before, waited for if need be: see the module's text
            if count >= LAG:
                feedback = self.feedback.get()
                if feedback is not None and feedback.target is not None:
                    tracker.correct_target(feedback.index, feedback.target, feedback.wrong[self.flip])
            detection = tracker.track_lifter(task.frame.image_rgb, task.frame.time_s)
            self.id_switches = tracker.id_switches
            self.detections.put((task, detection))
            count += 1

    def _take_next_task(self) -> FrameTask | None:
        try:
            return self.tasks.get()
        except Ended:
            return None

    def abandon_channels(self) -> None:
        for channel in (self.tasks, self.detections, self.feedback):
            channel.abandon()


def read_poses(
    open_tasks: Callable[[], Generator[FrameTask, None, None]],
    backend: Backend,
    mirror: bool,
    counts: FrameCounts,
    idle: Callable[[], None],
) -> Iterator[FramePose]:
    """Detect the lifter's pose in every frame.

    Parameters
    ----------
    open_tasks : callable
        Opens the frames; run in a thread of its own.
    backend : Backend
        Opens an estimator in each tracker's thread.
    mirror : bool
        Whether every frame is read mirrored too.
    counts : FrameCounts
        Filled in on the way.
    idle : callable
        Called at least ten times a second from this thread; may raise to stop.

    Yields
    ------
    FramePose
        One per frame, in order.

    Raises
    ------
    Exception
        An error in any thread, or in `idle`, ends all threads, closes the estimators, and is raised here.
    """
    readers = [_EstimatorThread(flip) for flip in ((False, True) if mirror else (False,))]
    # one thread more than trackers: it decodes and chooses the lifter
    pool = ThreadPoolExecutor(len(readers) + 1, thread_name_prefix="evenrep")
    futures: list[Future[None]] = []
    try:
        futures.append(pool.submit(_feed_readers, open_tasks, readers))
        futures.extend(pool.submit(reader.run, backend) for reader in readers)
        yield from _average_readers(readers, counts, idle)
    finally:
        for reader in readers:
            reader.abandon_channels()
        pool.shutdown(wait=True)
    for future in futures:
        future.result()
    counts.id_switches = max(reader.id_switches for reader in readers)


def _feed_readers(
    open_tasks: Callable[[], Generator[FrameTask, None, None]], readers: list[_EstimatorThread]
) -> None:
    try:
        with closing(open_tasks()) as tasks:
            for task in tasks:
                for reader in readers:
                    reader.tasks.put(task)
    except Ended:
        pass  # the trackers have stopped
    finally:
        for reader in readers:
            reader.tasks.finish()


def _average_readers(
    readers: list[_EstimatorThread], counts: FrameCounts, idle: Callable[[], None]
) -> Iterator[FramePose]:
    averager, index = MirrorAverager(), 0
    while True:
        taken = [item for reader in readers if (item := _take_detection(reader, idle)) is not None]
        if len(taken) < len(readers):
            return
        task, detections = taken[0][0], [detection for _, detection in taken]
        if task.starts:
            averager = MirrorAverager(task.target)
        averaged, feedback = averager.average_detections(index, task.frame.time_s, detections)
        counts.disagreed += feedback.disagreed
        for reader in readers:
            # never waits: a tracker leaves at most LAG + 1 of them unread, and the channel holds more
            reader.feedback.put(feedback)
        invalid_from = min((s.invalid_from for s in detections if s.invalid_from is not None), default=None)
        yield FramePose(task, averaged, invalid_from)
        index += 1


def _take_detection(reader: _EstimatorThread, idle: Callable[[], None]) -> tuple[FrameTask, Detection] | None:
    """None when nothing more comes."""
    while True:
        idle()
        try:
            item = reader.detections.get(timeout_s=0.1)
        except Ended:
            return None
        if item is not None:
            return item
