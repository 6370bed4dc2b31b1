"""A bounded pool of workers for long jobs: fair between people, with a place in the queue, and stoppable.

No Streamlit in here. A job never holds a session: it would keep a session alive that has ended.
"""

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from analysis.errors import Cancelled

T = TypeVar("T")
WORKERS_VARIABLE = "EVENREP_WORKERS"
LOG = logging.getLogger("evenrep")


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(eq=False)
class Job(Generic[T]):
    """One piece of work and its progress.

    owner     id of a session: owners take turns
    progress  whatever the work last reported; None before the first report
    result    once DONE; error once FAILED
    """

    owner: str
    work: "Callable[[Job[T]], T] | None"
    state: JobState = JobState.QUEUED
    progress: object = None
    result: T | None = None
    error: BaseException | None = None
    ended: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)

    def report_progress(self, progress: object) -> None:
        """Called by the work."""
        self.progress = progress

    def should_stop(self) -> bool:
        """Asked by the work."""
        return self._stop.is_set()

    @property
    def is_over(self) -> bool:
        return self.ended.is_set()


class Pool:
    """Runs so many jobs at once and queues the others; the owner who was served longest ago is next."""

    def __init__(self, workers: int, name: str = "evenrep-job") -> None:
        self.workers = max(1, workers)
        self._name = name
        self._changed = threading.Condition()
        self._queue: list[Job[object]] = []
        self._running: list[Job[object]] = []
        self._threads: list[threading.Thread] = []
        self._turns: dict[str, int] = {}
        self._turn = 0
        self._closed = False

    def submit_work(self, owner: str, work: Callable[[Job[T]], T]) -> Job[T]:
        """Puts the work at the end of its owner's queue."""
        job = Job(owner, work)
        # Workers start when there is something to do: a page that reads no clip costs no thread.
        with self._changed:
            if self._closed:
                raise RuntimeError("The pool is closed.")
            self._queue.append(job)  # type: ignore[arg-type]
            if len(self._threads) < self.workers:
                thread = threading.Thread(
                    target=self._run_jobs, daemon=True, name=f"{self._name}-{len(self._threads)}"
                )
                self._threads.append(thread)
                thread.start()
            self._changed.notify()
        return job

    def cancel_job(self, job: Job[T]) -> None:
        """A queued job ends at once, a running one as soon as it asks `should_stop`."""
        job._stop.set()
        with self._changed:
            if job in self._queue:
                self._queue.remove(job)  # type: ignore[arg-type]
                _end_job(job, JobState.CANCELLED)

    def cancel_all(self, owner: str) -> None:
        """Cancels all jobs of an owner whose session has ended."""
        with self._changed:
            theirs = [job for job in (*self._queue, *self._running) if job.owner == owner]
            self._turns.pop(owner, None)
        for job in theirs:
            self.cancel_job(job)

    def count_jobs_ahead(self, job: Job[T]) -> int:
        """How many jobs will start before this one, the running ones counted; 0 when it runs or is over."""
        with self._changed:
            if job not in self._queue:
                return 0
            return self._order_queue().index(job) + len(self._running)  # type: ignore[arg-type]

    def close(self) -> None:
        """Stops everything; threads end with their work."""
        with self._changed:
            self._closed = True
            waiting = [*self._queue, *self._running]
            self._changed.notify_all()
        for job in waiting:
            self.cancel_job(job)

    def _order_queue(self) -> list[Job[object]]:
        """The queue in the order of service: the next job of each owner in turn."""
        # Plays the coming turns through on copies, as if each job took one turn.
        left, turns, order = list(self._queue), dict(self._turns), list[Job[object]]()
        for turn in range(self._turn + 1, self._turn + 1 + len(left)):
            job = min(left, key=lambda waiting: turns.get(waiting.owner, 0))  # the earliest of equals
            left.remove(job)
            turns[job.owner] = turn
            order.append(job)
        return order

    def _run_jobs(self) -> None:
        while (job := self._take_next_job()) is not None:
            _run_job(job)
            with self._changed:
                self._running.remove(job)

    def _take_next_job(self) -> Job[object] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closed)
            if self._closed:
                return None
            job = self._order_queue()[0]
            self._queue.remove(job)
            self._turn += 1
            self._turns[job.owner] = self._turn
            # Still under the lock: else the job would for a moment be neither queued nor running.
            self._running.append(job)
            job.state = JobState.RUNNING
            return job


def _run_job(job: Job[T]) -> None:
    assert job.work is not None
    try:
        result = job.work(job)
    except Cancelled:
        _end_job(job, JobState.CANCELLED)
    except Exception as error:
        # A library that is stopped in the middle may fail in any way: no fault to report.
        if not job.should_stop():
            LOG.warning("A job failed: %s", type(error).__name__, exc_info=error)
        job.error = error
        _end_job(job, JobState.FAILED)
    else:
        job.result = result
        _end_job(job, JobState.DONE)


def _end_job(job: Job[T], state: JobState) -> None:
    job.state = state
    job.work = None  # frees what the function holds: clips and recordings are large
    job.ended.set()


def read_worker_count(default: int = 1) -> int:
    """EVENREP_WORKERS clips are read at once: each keeps two to three cores busy."""
    text = os.environ.get(WORKERS_VARIABLE, "")
    return min(max(int(text), 1), 16) if text.strip().isdigit() else default
