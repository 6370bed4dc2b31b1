"""Cuts are found between scenes and nowhere else; a channel ends cleanly from either side; memory stays."""

import threading
import tracemalloc
from fractions import Fraction

import numpy as np
import pytest

from tests.fixtures.fake_people import FakeBackend, FakeClip, paint, squatting
from tests.fixtures.make_clips import write_clip
from vision.tracking.channel import Channel, Ended
from vision.tracking.clip_tracking import TrackingSettings, track_frames
from vision.tracking.scene_cuts import SceneCutDetector
from vision.video.reader import open_clip


def scene(seed: int, shift: int = 0, brightness: float = 1.0, grain: float = 3.0) -> np.ndarray:
    """A room of soft blobs, moved sideways; grain as of a phone in the evening."""
    noise = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:160, 0:240]
    room = np.full((160, 240), 90.0)
    for _ in range(6):
        x, y, level = noise.uniform(0, 240), noise.uniform(0, 160), noise.uniform(-80, 80)
        room += level * np.exp(-((columns - x - shift) ** 2 + (rows - y) ** 2) / 2000)
    room = room * brightness + np.random.default_rng(seed + shift).normal(0, grain, room.shape)
    return np.repeat(room.clip(0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def cuts_in(pictures: list[np.ndarray]) -> list[int]:
    finder = SceneCutDetector()
    return [index for index, picture in enumerate(pictures) if finder.is_cut(picture)]


def test_another_scene_is_a_cut():
    assert cuts_in([scene(1)] * 20 + [scene(2)] * 20 + [scene(3)] * 5) == [20, 40]


@pytest.mark.parametrize(
    "pictures",
    [
        [scene(1, shift=index) for index in range(60)],
        [scene(1, brightness=1 - 0.01 * index) for index in range(40)],
        [scene(1)] * 10 + [scene(1, brightness=0.8)] * 10,
        [scene(1, shift=index % 3, grain=12.0) for index in range(40)],
        [paint([squatting(3 * index)]) for index in range(40)],
        [np.zeros((20, 12, 3), np.uint8)] * 5,
    ],
    ids=["panning", "dimming", "light switched", "shaking", "fast squats", "tiny"],
)
def test_one_scene_has_no_cut(pictures):
    assert cuts_in(pictures) == []


def test_a_mirrored_clip_has_the_same_cuts():
    pictures = [scene(1)] * 20 + [scene(2)] * 20
    assert cuts_in([picture[:, ::-1] for picture in pictures]) == cuts_in(pictures)


@pytest.mark.slow
@pytest.mark.shared
def test_phone_clips_have_no_cuts_and_joining_two_has_one(shared_clips):
    pictures = []
    for name in ("lnewco_7037_front.mov", "lnewco_7051_side.mov"):
        with open_clip(shared_clips / name, long_side_px=320) as clip:
            pictures.append([frame.image_rgb for frame in clip])
    assert cuts_in(pictures[0]) == cuts_in(pictures[1]) == []
    assert cuts_in(pictures[0] + pictures[1]) == [len(pictures[0])]


def test_a_finished_channel_gives_what_is_in_it():
    channel = Channel[int](3)
    channel.put(1)
    channel.put(2)
    channel.finish()
    assert [channel.get(), channel.get()] == [1, 2]
    for end in (channel.get, lambda: channel.put(3)):
        with pytest.raises(Ended):
            end()


def test_an_abandoned_channel_lets_both_sides_go():
    full, empty = Channel[int](1), Channel[int](1)
    full.put(1)
    ended = []

    def wait(action) -> None:
        with pytest.raises(Ended):
            action()
        ended.append(action)

    threads = [threading.Thread(target=wait, args=(a,)) for a in (lambda: full.put(2), empty.get)]
    for thread in threads:
        thread.start()
    full.abandon()
    empty.abandon()
    for thread in threads:
        thread.join(10)
    assert len(ended) == 2


def test_waiting_has_an_end():
    assert Channel[int](1).get(timeout_s=0.01) is None


def peak_bytes(work) -> int:
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_decoding_ten_times_as_long_takes_no_more_memory(tmp_path):
    def drain(path) -> None:
        with open_clip(path) as clip:
            for _ in clip:
                pass

    short, long = (
        write_clip(tmp_path / f"{frames}.mp4", range(frames), time_base=Fraction(1, 25), size=(320, 240))
        for frames in (60, 600)
    )
    drain(short)  # whatever is loaded only once
    few, many = peak_bytes(lambda: drain(short)), peak_bytes(lambda: drain(long))
    assert many < few + 320 * 240 * 3  # not one picture more


@pytest.mark.slow
def test_tracking_holds_back_a_second_of_pictures_and_no_more():
    """Pictures made on the way, so that only those held back count; landmarks are 2 kB a frame."""

    class Endless(FakeClip):
        def __iter__(self):
            for frame in super().__iter__():
                yield type(frame)(frame.index, frame.time_s, frame.image_rgb.copy(), frame.scale)

    def run(frames: int) -> None:
        clip = Endless([paint([squatting(0)])] * frames)
        track_frames(clip, TrackingSettings(), FakeBackend().backend)

    run(60)
    picture, landmarks = 240 * 160 * 3, 33 * 8 * 8
    grown = peak_bytes(lambda: run(600)) - peak_bytes(lambda: run(60))
    assert grown < 3 * 540 * landmarks + 5 * picture
