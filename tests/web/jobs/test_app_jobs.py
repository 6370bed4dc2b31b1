"""The pool: bounded, fair, stoppable, and it tells the place in the queue."""

import threading
from collections.abc import Iterator

import pytest

from analysis.errors import Cancelled, NotAVideo
from web.jobs.pool import Job, JobState, Pool, read_worker_count

LONG_S = 10.0


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(1)
    yield made
    made.close()


class Gate:
    """Work that runs until it is let go or asked to stop."""

    def __init__(self) -> None:
        self.began, self.open = threading.Event(), threading.Event()

    def __call__(self, job: Job[str]) -> str:
        self.began.set()
        while not self.open.wait(0.005):
            if job.should_stop():
                raise Cancelled("Stopped.")
        return "done"


def busy(pool: Pool, owner: str = "somebody") -> tuple[Gate, Job[str]]:
    """A pool of one that is at work."""
    gate = Gate()
    job = pool.submit_work(owner, gate)
    assert gate.began.wait(LONG_S)
    return gate, job


def test_work_gives_its_result(pool: Pool) -> None:
    job = pool.submit_work("me", lambda _: 7)
    assert job.ended.wait(LONG_S)
    assert (job.state, job.result, job.error) == (JobState.DONE, 7, None)


def test_an_error_is_kept_and_the_next_job_runs(pool: Pool) -> None:
    def fail(_: Job[int]) -> int:
        raise NotAVideo("no video")

    failed, after = pool.submit_work("me", fail), pool.submit_work("me", lambda _: 1)
    assert after.ended.wait(LONG_S)
    assert failed.state is JobState.FAILED
    assert isinstance(failed.error, NotAVideo)
    assert after.result == 1


def test_no_more_run_than_there_are_workers() -> None:
    pool = Pool(2)
    gates = [Gate() for _ in range(3)]
    jobs = [pool.submit_work(str(i), gate) for i, gate in enumerate(gates)]
    assert gates[0].began.wait(LONG_S)
    assert gates[1].began.wait(LONG_S)
    assert jobs[2].state is JobState.QUEUED
    assert pool.count_jobs_ahead(jobs[2]) == 2
    gates[0].open.set()
    assert gates[2].began.wait(LONG_S)
    pool.close()


def test_the_place_in_the_queue_is_the_order_of_serving(pool: Pool) -> None:
    gate, _ = busy(pool, "greedy")
    served: list[str] = []

    def note(name: str) -> Job[None]:
        return pool.submit_work(name[0], lambda _: served.append(name))

    jobs = {name: note(name) for name in ("g1", "g2", "g3", "m1")}
    pool._turns["g"] = pool._turns.pop("greedy")
    assert {name: pool.count_jobs_ahead(job) for name, job in jobs.items()} == {
        "m1": 1,
        "g1": 2,
        "g2": 3,
        "g3": 4,
    }
    gate.open.set()
    assert all(job.ended.wait(LONG_S) for job in jobs.values())
    assert served == ["m1", "g1", "g2", "g3"]


def test_a_running_job_stops_when_asked(pool: Pool) -> None:
    _, job = busy(pool)
    pool.cancel_job(job)
    assert job.ended.wait(LONG_S)
    assert job.state is JobState.CANCELLED


def test_a_waiting_job_never_starts_once_cancelled(pool: Pool) -> None:
    gate, _ = busy(pool)
    started = threading.Event()
    waiting = pool.submit_work("me", lambda _: started.set())
    pool.cancel_job(waiting)
    assert waiting.is_over
    gate.open.set()
    last = pool.submit_work("me", lambda _: None)
    assert last.ended.wait(LONG_S)
    assert not started.is_set()


def test_a_session_that_ends_takes_only_its_own_jobs_along(pool: Pool) -> None:
    _, mine = busy(pool, "me")
    also_mine, yours = pool.submit_work("me", lambda _: 1), pool.submit_work("you", lambda _: 2)
    pool.cancel_all("me")
    assert yours.ended.wait(LONG_S)
    assert (mine.state, also_mine.state, yours.state) == (
        JobState.CANCELLED,
        JobState.CANCELLED,
        JobState.DONE,
    )


def test_what_the_work_held_is_let_go(pool: Pool) -> None:
    job = pool.submit_work("me", lambda _: None)
    assert job.ended.wait(LONG_S)
    assert job.work is None


def test_a_closed_pool_takes_nothing() -> None:
    pool = Pool(1)
    pool.close()
    with pytest.raises(RuntimeError):
        pool.submit_work("me", lambda _: None)


@pytest.mark.parametrize(("told", "workers"), [("", 1), ("2", 2), ("0", 1), ("many", 1), ("99", 16)])
def test_the_number_of_workers_can_be_told(monkeypatch: pytest.MonkeyPatch, told: str, workers: int) -> None:
    monkeypatch.setenv("EVENREP_WORKERS", told)
    assert read_worker_count() == workers
