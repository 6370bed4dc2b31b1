"""Times are those at which the pictures were taken, strictly rising, whatever the file says."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.make_clips import MS, write_clip
from vision.video.frame_clock import FrameClock, FrameClockSettings
from vision.video.reader import open_clip


def read_all(stamps: list[int | None], start_s: float = 0.0) -> tuple[list[float], FrameClock]:
    clock = FrameClock(MS, start_s, 0.04, FrameClockSettings())
    times = [clock.convert_stamp(stamp) for stamp in stamps]
    return [time_s for time_s in times if time_s is not None], clock


@pytest.mark.parametrize("container", ["mp4", "mkv"])
def test_uneven_steps_are_kept(tmp_path, container):
    stamps = [0, 23, 56, 80, 113, 146, 179]
    with open_clip(write_clip(tmp_path / f"a.{container}", stamps)) as clip:
        assert [frame.time_s for frame in clip] == pytest.approx([stamp / 1000 for stamp in stamps])
        assert clip.warnings == ()


def test_a_clip_that_begins_late_begins_at_zero(tmp_path):
    with open_clip(write_clip(tmp_path / "a.mkv", [200, 240, 280])) as clip:
        assert [frame.time_s for frame in clip] == pytest.approx([0, 0.04, 0.08])


def test_lost_frames_are_reported(tmp_path):
    with open_clip(write_clip(tmp_path / "a.mp4", [0, 40, 80, 2080, 2120])) as clip:
        assert [frame.time_s for frame in clip][-1] == pytest.approx(2.12)
        assert "missing" in clip.warnings[0]


def test_repeated_and_backward_stamps_are_left_out():
    times, clock = read_all([0, 40, 40, 30, 80])
    assert times == pytest.approx([0, 0.04, 0.08])
    assert "2 frames with a repeated or backward time stamp" in clock.list_warnings()[0]


def test_missing_stamps_take_the_usual_step():
    times, clock = read_all([None, None, 100, None])
    assert times == pytest.approx([0, 0.04, 0.1, 0.14])
    assert "3 frames without a time stamp" in clock.list_warnings()[0]


def test_a_file_that_counts_anew_goes_on():
    times, clock = read_all([0, 40, 5000, 5040, 0, 40])
    assert times == pytest.approx([0, 0.04, 5.0, 5.04, 5.08, 5.12])
    assert any("joined" in warning for warning in clock.list_warnings())


def test_one_wild_stamp_does_not_swallow_the_rest():
    times, _ = read_all([0, 40, 9_000_000, 80, 120])
    assert len(times) == 5
    assert times[-1] < 1


@given(st.lists(st.one_of(st.none(), st.integers(-(10**7), 10**7)), max_size=40), st.floats(-5, 5))
def test_whatever_the_stamps_the_times_rise(stamps, start_s):
    times, _ = read_all(stamps, start_s)
    assert np.isfinite(times).all()
    assert all(later > earlier for earlier, later in pairwise(times))


def test_time_base_is_exact():
    clock = FrameClock(Fraction(1001, 30000), 0.0, 0.03, FrameClockSettings())
    assert [clock.convert_stamp(k) for k in range(3)] == pytest.approx([0, 1001 / 30000, 2002 / 30000])
