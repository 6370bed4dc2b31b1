"""Frames that reach us later than before: for a moment they are left out, then that is how the stream is."""

from vision.live.pace import Pace


def wanted(delays_s: list[float]) -> list[bool]:
    """For frames of a 30-a-second camera, each so much late."""
    now_s = [0.0]
    pace = Pace("lite", False, True, lambda: now_s[0])
    answers = []
    for index, delay_s in enumerate(delays_s):
        now_s[0] = index / 30 + delay_s
        answers.append(pace.should_read(index / 30))
    return answers


def test_frames_in_time_are_read() -> None:
    assert all(wanted([0.05] * 60))


def test_a_moment_s_delay_leaves_frames_out() -> None:
    answers = wanted([0.05] * 30 + [0.4] * 5 + [0.05] * 30)
    assert not any(answers[30:35])
    assert all(answers[35:])


def test_a_delay_that_stays_is_got_used_to() -> None:
    answers = wanted([0.05] * 30 + [0.4] * 60)
    assert not any(answers[30:40])
    assert all(answers[50:])
