"""Keeping up: what is given up, when, and in which order. The clock is made up; nothing is waited for."""

from dataclasses import dataclass

import pytest

from analysis.report.types import Grade
from tests.fixtures.lifters import EVEN, EXACT, Film, squat
from tests.fixtures.live import SMALL, Replayed
from vision.live.pace import Pace, PaceSettings
from vision.live.session import LiveOptions, LiveSession
from vision.live.stream_clock import StreamClock

PERIOD_S = 1.0 / 30.0


@dataclass
class Machine:
    """A camera at 30 frames a second, and a computer that takes `costs_s[(model, mirror)]` for a frame."""

    costs_s: dict[tuple[str, bool], float]
    model: str | None = None
    mirror: bool | None = None
    real_time: bool = True
    now_s: float = 0.0
    read: int = 0
    left_out: int = 0

    def __post_init__(self) -> None:
        self.pace = Pace(self.model, self.mirror, self.real_time, lambda: self.now_s)
        self.changes: list[tuple[float, str, bool]] = []

    def run(self, seconds: float, first_s: float = 0.0) -> Pace:
        for index in range(round(seconds / PERIOD_S)):
            time_s = first_s + index * PERIOD_S
            self.now_s = max(self.now_s, time_s)
            if not self.pace.should_read(time_s):
                self.left_out += 1
                continue
            self.read += 1
            cost_s = self.costs_s[self.pace.model, self.pace.mirror]
            self.now_s += cost_s
            if self.pace.record_read_time(cost_s):
                self.changes.append((time_s, self.pace.model, self.pace.mirror))
        return self.pace


FAST = {("full", True): 0.02, ("full", False): 0.015, ("lite", False): 0.01}
HALF = {("full", True): 0.06, ("full", False): 0.03, ("lite", False): 0.02}
SLOW = {("full", True): 0.12, ("full", False): 0.06, ("lite", False): 0.03}


def test_a_quick_machine_keeps_everything_and_misses_no_frame():
    machine = Machine(FAST)
    pace = machine.run(10.0)
    assert (pace.model, pace.mirror, pace.testing) == ("full", True, False)
    assert machine.left_out == 0


def test_mirroring_is_given_up_first():
    machine = Machine(HALF)
    pace = machine.run(10.0)
    assert (pace.model, pace.mirror) == ("full", False)
    assert [change[1:] for change in machine.changes] == [("full", False)]


def test_then_the_larger_model_within_the_two_seconds_of_the_self_test():
    machine = Machine(SLOW)
    pace = machine.run(10.0)
    assert [change[1:] for change in machine.changes] == [("full", False), ("lite", False)]
    assert machine.changes[-1][0] <= 2.5
    assert (pace.model, pace.mirror, pace.testing) == ("lite", False, False)


def test_after_the_self_test_the_model_stays_whatever_happens():
    machine = Machine(dict(FAST))
    machine.run(5.0)
    machine.costs_s.update(SLOW)
    pace = machine.run(20.0, first_s=5.0)
    assert (pace.model, pace.mirror) == ("full", False)


def test_what_was_given_up_is_not_taken_up_again():
    machine = Machine(dict(HALF))
    machine.run(5.0)
    machine.costs_s.update(FAST)
    assert machine.run(10.0, first_s=5.0).mirror is False


def test_one_slow_frame_gives_nothing_up():
    machine = Machine(FAST)
    machine.run(5.0)
    assert machine.pace.record_read_time(2.0) is False
    assert machine.run(5.0, first_s=7.0).mirror is True


def test_a_slow_machine_leaves_frames_out_and_never_lags_behind():
    machine = Machine(dict.fromkeys([("full", True), ("full", False), ("lite", False)], 0.1))
    machine.run(20.0)
    assert machine.left_out > machine.read
    assert machine.now_s - 20.0 < 0.1 + PaceSettings().max_lag_s


def test_what_the_person_chose_is_kept():
    assert Machine(SLOW, model="full", mirror=True).run(10.0).mirror is True
    chosen = Machine(SLOW, model="full").run(10.0)
    assert (chosen.model, chosen.mirror) == ("full", False)
    assert Machine(FAST, mirror=False).run(1.0).mirror is False


def test_a_clip_that_is_not_played_in_real_time_is_read_whole():
    machine = Machine(SLOW, real_time=False)
    pace = machine.run(10.0)
    assert (pace.model, pace.mirror, pace.testing) == ("full", True, False)
    assert machine.left_out == 0


def test_of_a_camera_with_sixty_frames_every_second_one_is_read():
    pace = Pace(None, None, True, lambda: 0.0)
    wanted = [pace.should_read(index / 60.0) for index in range(120)]
    assert sum(wanted) == 60


def test_a_camera_that_gives_fifteen_frames_need_not_be_read_thirty_times():
    now_s = 0.0

    def clock() -> float:
        return now_s

    pace = Pace(None, None, True, clock)
    for index in range(150):
        now_s = index / 15.0
        assert pace.should_read(now_s)
        pace.record_read_time(0.06)
    assert pace.mirror is True
    assert pace.camera_fps == pytest.approx(15.0)


def test_time_that_was_put_right_is_no_lag():
    now_s = 0.0
    pace = Pace(None, None, True, lambda: now_s)
    assert pace.should_read(0.0)
    now_s = 10.0  # ten seconds of silence, of which the stream's time knows nothing
    pace.reset_delay()
    assert pace.should_read(PERIOD_S)


def test_stream_time_starts_at_zero_and_rises():
    time = StreamClock()
    stamps = [500.0, 500.03, 500.03, 500.02, 500.06, 100.0, 100.03, 4000.0, 4000.03]
    seconds = [time.convert_stamp(stamp) for stamp in stamps]
    assert seconds[0] == 0.0
    assert seconds[2] is None
    assert seconds[3] is None
    known = [one for one in seconds if one is not None]
    assert known == sorted(set(known))
    assert known[-1] < 0.3
    assert time.joins == 2


def test_only_time_that_runs_ahead_is_an_interruption():
    time = StreamClock()
    time.convert_stamp(100.0)
    time.convert_stamp(50.0)
    assert (time.jumped, time.interrupted) == (True, False)
    time.convert_stamp(4000.0)
    assert (time.jumped, time.interrupted) == (True, True)
    time.convert_stamp(4000.03)
    assert (time.jumped, time.interrupted) == (False, False)


@pytest.mark.parametrize(
    ("seconds", "model", "mirror"), [(0.02, "full", True), (0.035, "full", False), (0.055, "lite", False)]
)
def test_a_session_chooses_by_what_reading_costs(seconds, model, mirror):
    """Both detections in a frame take their time one after the other here, by the made-up clock."""
    film = Film(size_px=(180, 320), px_per_m=100.0, lead_s=4.0)
    replayed = Replayed(squat((EVEN, EVEN), film), seconds=seconds)
    with LiveSession(stages=EXACT, dependencies=replayed.dependencies, live_set_settings=SMALL) as session:
        for image, time_s in replayed.frames():
            replayed.clock_s = max(replayed.clock_s, time_s)
            state = session.push_frame(image, time_s)
        (report,) = session.finish_set()
    assert (state.figures.model, state.figures.mirror) == (model, mirror)
    assert replayed.asked == list(dict.fromkeys(["full", model]))
    assert (report.model.name, report.model.mirror_averaged) == (model, mirror)
    assert [rep.grade for rep in state.reps] == [Grade.GOOD, Grade.GOOD]
    assert any("mirrored" in text for text in report.warnings) is not mirror
    assert replayed.opened == replayed.closed


def test_without_mirroring_a_report_has_wider_intervals():
    film = Film(size_px=(180, 320), px_per_m=100.0)
    widths = []
    for mirror in (True, False):
        replayed = Replayed(squat((EVEN,), film))
        options = LiveOptions(model="full", mirror=mirror, real_time=False)
        with LiveSession(
            options=options, stages=EXACT, dependencies=replayed.dependencies, live_set_settings=SMALL
        ) as session:
            for image, time_s in replayed.frames():
                session.push_frame(image, time_s)
            (report,) = session.finish_set()
        widths.append([value.high_pct - value.low_pct for value in report.reps[0].values.values()])
    assert all(single > both for both, single in zip(*widths, strict=True))
