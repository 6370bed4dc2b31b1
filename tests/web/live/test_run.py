"""A run of the live check: its thread, its end, and that model and camera are always let go of."""

import threading

import pytest

from analysis.errors import IceServersWrong, LiveBusy, ModelError
from analysis.settings import SetSettings
from tests.fixtures.live_fakes import (
    END,
    ENOUGH,
    ONE_EVEN,
    READY,
    WAIT_S,
    FakeFrame,
    FakeSession,
    new_run,
    wait_for,
)
from vision.live.state import LivePhase, LiveState
from web.live.camera import read_ice_servers
from web.live.run import LiveRun, LiveRunStage
from web.live.slots import LiveSlots


def filmed(run: LiveRun, session: FakeSession, times_s: list[float]) -> None:
    """Frames one after the other, each looked at before the next comes."""
    for count, time_s in enumerate(times_s, start=1):
        run.take_frame(FakeFrame(time_s))
        wait_for(lambda count=count: len(session.times_s) >= count)  # type: ignore[misc]


def ended(run: LiveRun) -> None:
    run.end_run()
    assert run.over.wait(WAIT_S)


def test_frames_are_looked_at_in_a_thread_of_their_own() -> None:
    session = FakeSession()
    run = new_run(session)
    assert run.stage is LiveRunStage.WAITING
    filmed(run, session, [0.0, 0.1, 0.2])
    assert session.times_s == [0.0, 0.1, 0.2]
    ended(run)
    assert run.stage is LiveRunStage.OVER


def test_the_session_is_opened_and_closed_by_the_run() -> None:
    opened: list[threading.Thread] = []
    session = FakeSession()

    def open_session(_settings: SetSettings) -> FakeSession:
        opened.append(threading.current_thread())
        return session

    run = LiveRun(SetSettings(), open_session, LiveSlots(1))
    filmed(run, session, [0.0])
    ended(run)
    assert session.closed
    assert opened[0] is not threading.current_thread()
    wait_for(lambda: not opened[0].is_alive())


def test_a_set_with_reps_leaves_a_recording_one_without_none() -> None:
    for state, kept in ((ONE_EVEN, True), (READY, False)):
        session = FakeSession()
        session.sees = state
        run = new_run(session)
        filmed(run, session, [0.0])
        ended(run)
        assert (run.recording is not None) is kept


def test_every_frame_reaches_the_session_which_knows_what_to_do_with_a_clock_that_was_set_back() -> None:
    session = FakeSession()
    run = new_run(session)
    filmed(run, session, [3600.0, 3600.1])
    for time_s in (0.0, 0.1):
        run.take_frame(FakeFrame(time_s))
    wait_for(lambda: len(session.times_s) == 4)
    ended(run)
    assert session.times_s == [3600.0, 3600.1, 0.0, 0.1]


def test_a_camera_without_a_clock_gets_ours() -> None:
    session = FakeSession()
    run = new_run(session)
    run.take_frame(FakeFrame(None))
    wait_for(lambda: len(session.times_s) == 1)
    ended(run)
    assert session.times_s[0] >= 0.0


def test_a_fault_ends_the_run_lets_go_and_keeps_what_was_read() -> None:
    session = FakeSession()
    session.sees = ONE_EVEN
    run = new_run(session)
    filmed(run, session, [0.0])
    session.fails = ModelError("The pose model stopped. Start again.")
    run.take_frame(FakeFrame(0.1))
    assert run.over.wait(WAIT_S)
    assert run.error is session.fails
    assert run.recording is not None
    assert session.closed


def test_a_model_that_cannot_be_opened_is_told() -> None:
    def open_session(_settings: SetSettings) -> FakeSession:
        raise ModelError("The pose model is missing. Run make setup.")

    run = LiveRun(SetSettings(), open_session, LiveSlots(1))
    run.on_connected()
    assert run.over.wait(WAIT_S)
    assert isinstance(run.error, ModelError)


def test_a_camera_that_falls_silent_is_told_and_at_last_given_up() -> None:
    now_s = [0.0]
    session = FakeSession()
    session.sees = ONE_EVEN
    run = LiveRun(SetSettings(), lambda _: session, LiveSlots(1), clock=lambda: now_s[0], gone_s=0.2)
    filmed(run, session, [0.0])
    now_s[0] = 5.0
    assert run.silent_s in (5.0, 0.0)  # 0: given up meanwhile
    assert run.over.wait(WAIT_S)
    assert run.camera_lost
    assert run.recording is not None
    assert session.closed


def test_a_set_that_ends_itself_ends_the_run() -> None:
    session = FakeSession()
    session.sees = LiveState(phase=LivePhase.SET_ENDED, reps=ONE_EVEN.reps, why_ended="It lasted too long.")
    run = new_run(session)
    run.take_frame(FakeFrame(0.0))
    assert run.over.wait(WAIT_S)
    assert run.error is None


def test_pain_is_kept_with_the_set() -> None:
    session = FakeSession()
    session.sees = ENOUGH
    run = new_run(session)
    filmed(run, session, [0.0])
    run.end_run(pain=True)
    assert run.over.wait(WAIT_S)
    assert session.painful
    assert run.build_current_settings().pain
    assert END.reasons


def test_ending_twice_and_frames_after_the_end_do_no_harm() -> None:
    session = FakeSession()
    run = new_run(session)
    filmed(run, session, [0.0])
    ended(run)
    run.end_run()
    run.take_frame(FakeFrame(9.0))
    run.on_connected()
    assert session.times_s == [0.0]
    assert run.stage is LiveRunStage.OVER


def test_ending_before_the_first_frame_opens_nothing() -> None:
    session = FakeSession()
    run = new_run(session)
    run.end_run()
    assert run.over.is_set()
    assert not session.closed
    assert run.error is None


def test_a_second_run_is_told_to_wait_and_gets_its_turn_afterwards() -> None:
    slots, first, second, third = LiveSlots(1), FakeSession(), FakeSession(), FakeSession()
    running = new_run(first, slots)
    filmed(running, first, [0.0])
    refused = new_run(second, slots, wait_s=0.05)
    refused.take_frame(FakeFrame(0.0))
    assert refused.over.wait(WAIT_S)
    assert isinstance(refused.error, LiveBusy)
    assert not second.times_s
    ended(running)
    later = new_run(third, slots)
    filmed(later, third, [0.0])
    ended(later)


def test_a_run_whose_camera_is_gone_makes_room() -> None:
    now_s = [0.0]
    slots, first, second = LiveSlots(1), FakeSession(), FakeSession()
    left = LiveRun(SetSettings(), lambda _: first, slots, clock=lambda: now_s[0])
    filmed(left, first, [0.0])
    now_s[0] = 10.0
    new = new_run(second, slots, wait_s=0.05)
    filmed(new, second, [0.0])
    assert left.over.wait(WAIT_S)
    ended(new)


def test_the_end_of_the_program_ends_every_run_and_waits_for_it() -> None:
    slots, sessions = LiveSlots(2), [FakeSession(), FakeSession()]
    runs = [new_run(session, slots) for session in sessions]
    for run, session in zip(runs, sessions, strict=True):
        filmed(run, session, [0.0])
    slots.close()
    assert all(session.closed for session in sessions)
    assert all(run.over.wait(WAIT_S) for run in runs)


def test_no_ice_server_unless_told() -> None:
    assert read_ice_servers(lambda _: None) == []
    assert read_ice_servers(lambda _: " ") == []
    told = '[{"urls": "turn:turn.example.org:3478", "username": "u", "credential": "c"}]'
    assert read_ice_servers(lambda _: told)[0]["username"] == "u"


@pytest.mark.parametrize("wrong", ["turn:example.org", "{}", "[1]", '[{"url": "turn:x"}]'])
def test_ice_servers_that_are_none_are_told(wrong: str) -> None:
    with pytest.raises(IceServersWrong, match="EVENREP_ICE_SERVERS must be a JSON list"):
        read_ice_servers(lambda _: wrong)
