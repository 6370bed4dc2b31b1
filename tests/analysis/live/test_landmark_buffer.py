"""The bounded store of a live set."""

import numpy as np
import pytest

from analysis.live.landmark_buffer import GAP_S, LandmarkBuffer, LandmarkFrame

SIZE = (100, 200)


def pose(value: float) -> LandmarkFrame:
    return LandmarkFrame(np.full((33, 2), value), np.full((33, 3), value), np.full(33, 0.9), np.full(33, 0.5))


def buffer_of(frames: int, max_rows: int = 50, mirrored_until: int = 1000) -> LandmarkBuffer:
    """Frame n at n / 10 s holds n as the mean of both poses and n + 100 as the first one."""
    buffer = LandmarkBuffer(SIZE, max_rows)
    for frame in range(frames):
        both = frame < mirrored_until
        buffer.add_frame(frame / 10.0, pose(frame) if both else None, pose(frame + 100), both)
    return buffer


def test_means_and_first_readings_are_kept_apart():
    buffer = buffer_of(5)
    assert buffer.build_track([(0, 5)], mirrored=True).image_px[:, 0, 0].tolist() == [0, 1, 2, 3, 4]
    assert buffer.build_track([(0, 5)], mirrored=False).image_px[:, 0, 0].tolist() == [
        100,
        101,
        102,
        103,
        104,
    ]


def test_a_stretch_counts_as_read_twice_only_if_all_of_it_was():
    buffer = buffer_of(10, mirrored_until=6)
    assert buffer.is_mirror_averaged([(0, 6)])
    assert not buffer.is_mirror_averaged([(0, 3), (5, 7)])


def test_rows_keep_their_numbers_when_the_oldest_are_forgotten():
    buffer = buffer_of(20)
    buffer.drop_before(12)
    assert (buffer.first, buffer.stop, len(buffer)) == (12, 20, 8)
    assert buffer.read_times_s(12, 14).tolist() == pytest.approx([1.2, 1.3])
    assert buffer.find_row(1.5) == 15
    assert buffer.build_track([(14, 16)], mirrored=True).image_px[:, 0, 0].tolist() == [14, 15]
    buffer.add_frame(2.0, pose(20), None, True)
    assert buffer.build_track([(19, 21)], mirrored=True).image_px[:, 0, 0].tolist() == [19, 20]


def test_it_never_grows_and_refuses_more_than_it_holds():
    buffer = LandmarkBuffer(SIZE, 3)
    held = buffer.bytes_held
    for frame in range(3):
        buffer.add_frame(float(frame), pose(0), None, True)
    assert buffer.full
    assert buffer.bytes_held == held
    with pytest.raises(ValueError, match="full"):
        buffer.add_frame(3.0, None, None, True)


def test_the_unseen_is_nan():
    buffer = LandmarkBuffer(SIZE, 3)
    buffer.add_frame(0.0, None, None, True)
    track = buffer.build_track([(0, 1)], mirrored=True)
    assert not track.seen.any()
    assert np.isnan(track.visibility).all()


def test_stretches_are_put_before_the_last_one_with_a_gap_that_is_not_bridged():
    buffer = buffer_of(50)
    track = buffer.build_track([(0, 5), (20, 25), (40, 45)], mirrored=True)
    assert track.time_s[-5:].tolist() == pytest.approx([4.0, 4.1, 4.2, 4.3, 4.4])
    seen = track.seen
    assert seen.sum() == 15
    assert track.image_px[seen][:, 0, 0].tolist() == [*range(5), *range(20, 25), *range(40, 45)]
    last_before = track.time_s[seen][9]
    assert track.time_s[-5] - last_before >= GAP_S
    assert not seen[:-5][-1]


def test_what_was_somebody_else_is_erased():
    buffer = buffer_of(10)
    buffer.erase_from(7)
    assert buffer.build_track([(0, 10)], mirrored=True).seen.tolist() == [True] * 7 + [False] * 3


def test_cuts_are_kept_with_their_frames():
    buffer = buffer_of(5)
    buffer.mark_cut()
    buffer.add_frame(0.5, pose(5), None, True)
    assert buffer.build_track([(0, 6)], mirrored=True).cut_frames == (5,)
    buffer.drop_before(3)
    assert buffer.build_track([(3, 6)], mirrored=True).cut_frames == (2,)
    buffer.drop_before(5)
    assert buffer.build_track([(5, 6)], mirrored=True).cut_frames == ()


def test_a_cut_before_the_first_frame_is_none():
    buffer = LandmarkBuffer(SIZE, 3)
    buffer.mark_cut()
    assert buffer.cuts == []
