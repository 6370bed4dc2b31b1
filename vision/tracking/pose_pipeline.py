"""Frames -> joined readings: decoding and two estimators in three threads, in a fixed order.

A frame is read by both followers independently. What the two readings say together reaches the followers
exactly LAG frames later, never sooner, so that the result does not depend on which thread was quicker.
"""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

from vision.pose.estimator import Backend
from vision.tracking.channel import Channel, Ended
from vision.tracking.lifter_selection import FrameTask, LateFinder
from vision.tracking.mirror_averaging import AveragedPose, AveragingResult, MirrorAverager
from vision.tracking.person_tracker import Detection, PersonTracker

LAG = 6
"""Frames that one reader may be ahead: evens out their times. A wrong one is put right 0.2 s later."""


@dataclass(frozen=True)
class FramePose:
    """A frame, and the lifter's pose in it or None. Earlier ones are void from `void_since`."""

    job: FrameTask
    joined: AveragedPose | None
    void_since: int | None = None


@dataclass
class FrameCounts:
    """What happened on the way, for the warnings."""

    disagreed: int = 0
    strangers: int = 0


class _EstimatorThread:
    """One follower's thread, with its channels."""

    def __init__(self, flip: bool) -> None:
        self.flip = flip
        self.jobs = Channel[FrameTask](LAG + 2)
        self.sightings = Channel[tuple[FrameTask, Detection]](LAG + 2)
        self.verdicts = Channel[AveragingResult](2 * LAG + 4)
        self.strangers = 0

    def run(self, backend: Backend) -> None:
        try:
            with backend.open_estimator() as estimator, LateFinder(backend) as finder:
                self._read_tasks(PersonTracker(estimator, finder.find_people, self.flip))
        except Ended:
            pass  # the other side has gone; whoever caused it says so
        finally:
            self.sightings.finish()
            self.jobs.abandon()

    def _read_tasks(self, follower: PersonTracker) -> None:
        count = 0
        while (job := self._take_next_task()) is not None:
            if job.starts:
                follower.start_following(job.lock)
            if count >= LAG:
                verdict = self.verdicts.get()
                if verdict is not None and verdict.lock is not None:
                    follower.correct_lock(verdict.index, verdict.lock, verdict.wrong[self.flip])
            sighting = follower.track_lifter(job.frame.image_rgb, job.frame.time_s)
            self.strangers = follower.strangers
            self.sightings.put((job, sighting))
            count += 1

    def _take_next_task(self) -> FrameTask | None:
        try:
            return self.jobs.get()
        except Ended:
            return None

    def abandon_channels(self) -> None:
        for channel in (self.jobs, self.sightings, self.verdicts):
            channel.abandon()


def read_poses(
    open_jobs: Callable[[], Generator[FrameTask, None, None]],
    backend: Backend,
    mirror: bool,
    tally: FrameCounts,
    idle: Callable[[], None],
) -> Iterator[FramePose]:
    """Each job in its order with the lifter's pose; `idle` is called at least ten times a second.

    An error in any thread, or in `idle`, ends all threads, closes the estimators, and is raised here.
    """
    readers = [_EstimatorThread(flip) for flip in ((False, True) if mirror else (False,))]
    pool = ThreadPoolExecutor(len(readers) + 1, thread_name_prefix="evenrep")
    futures: list[Future[None]] = []
    try:
        futures.append(pool.submit(_feed_readers, open_jobs, readers))
        futures.extend(pool.submit(reader.run, backend) for reader in readers)
        yield from _join_readers(readers, tally, idle)
    finally:
        for reader in readers:
            reader.abandon_channels()
        pool.shutdown(wait=True)
    for future in futures:
        future.result()
    tally.strangers = max(reader.strangers for reader in readers)


def _feed_readers(
    open_jobs: Callable[[], Generator[FrameTask, None, None]], readers: list[_EstimatorThread]
) -> None:
    try:
        with closing(open_jobs()) as jobs:
            for job in jobs:
                for reader in readers:
                    reader.jobs.put(job)
    except Ended:
        pass  # nobody reads any more
    finally:
        for reader in readers:
            reader.jobs.finish()


def _join_readers(
    readers: list[_EstimatorThread], tally: FrameCounts, idle: Callable[[], None]
) -> Iterator[FramePose]:
    joiner, index = MirrorAverager(), 0
    while True:
        taken = [item for reader in readers if (item := _take_detection(reader, idle)) is not None]
        if len(taken) < len(readers):
            return
        job, sightings = taken[0][0], [sighting for _, sighting in taken]
        if job.starts:
            joiner = MirrorAverager(job.lock)
        joined, verdict = joiner.average_detections(index, job.frame.time_s, sightings)
        tally.disagreed += verdict.disagreed
        for reader in readers:
            reader.verdicts.put(verdict)
        void = min((s.void_since for s in sightings if s.void_since is not None), default=None)
        yield FramePose(job, joined, void)
        index += 1


def _take_detection(reader: _EstimatorThread, idle: Callable[[], None]) -> tuple[FrameTask, Detection] | None:
    """None when nothing more comes."""
    while True:
        idle()
        try:
            item = reader.sightings.get(timeout_s=0.1)
        except Ended:
            return None
        if item is not None:
            return item
