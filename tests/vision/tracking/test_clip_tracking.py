"""A clip becomes a track: right pixels, exact mirroring, one person followed, every way out clean."""

import threading

import numpy as np
import pytest

from analysis.errors import Cancelled, NothingToGrade
from analysis.pose.landmarks import Landmark
from analysis.pose.track import PoseTrack
from tests.fixtures.fake_people import (
    BIAS_PX,
    HEIGHT,
    LIFTER_WIDTH,
    PASSER,
    WIDTH,
    FakeBackend,
    FakeClip,
    Figure,
    paint,
    squatting,
)
from vision.tracking.clip_tracking import TrackingProgress, TrackingSettings, track_frames

BOTH, ONE = TrackingSettings(), TrackingSettings(mirror=False)


def track(pictures: list[np.ndarray], settings: TrackingSettings = BOTH, **options: object) -> PoseTrack:
    fake = options.pop("fake", None) or FakeBackend()
    return track_frames(FakeClip(pictures, **options), settings, fake.backend)


def middle_x(track: PoseTrack) -> np.ndarray:
    """(T,) x of the mid-hip."""
    return track.image_px[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 0].mean(axis=1)


def squat(frames: int = 90, x: float = WIDTH / 2) -> list[np.ndarray]:
    return [paint([squatting(index, x)]) for index in range(frames)]


def walking(frames: int, start: float, speed: float, **looks: object) -> list[Figure]:
    return [Figure(start + speed * index, colour=PASSER, **looks) for index in range(frames)]


def with_passer(passers: list[Figure], in_front: bool = True) -> list[np.ndarray]:
    pairs = [(squatting(index), passer) for index, passer in enumerate(passers)]
    return [paint(pair if in_front else pair[::-1]) for pair in pairs]


def assert_only_lifter(track: PoseTrack, passers: list[Figure], x: float = (WIDTH - 1) / 2) -> None:
    """Wherever somebody is reported, it is the lifter at x, or a part where the other overlaps."""
    off = np.abs(middle_x(track) - x)
    apart = np.array([abs(passer.x - x) > (passer.width + LIFTER_WIDTH) / 2 + 1 for passer in passers])
    assert np.nanmax(off) < LIFTER_WIDTH / 2
    assert np.nanmax(off[apart]) < 0.6


# --- pixels -------------------------------------------------------------------------------------------


def test_the_mean_of_both_poses_takes_the_bias_out():
    """The fake reads 1.5 px too far right in either image: the mean is exact and the spread is 1.5 px."""
    made = track(squat())
    assert middle_x(made) == pytest.approx(np.full(90, WIDTH / 2 - 0.5))
    assert made.spread_px == pytest.approx(np.full((90, 33), BIAS_PX))
    assert made.seen.all()
    assert made.warnings == ()


def test_one_pose_keeps_its_bias_and_has_no_spread():
    made = track(squat(), ONE)
    assert middle_x(made) == pytest.approx(np.full(90, WIDTH / 2 - 0.5 + BIAS_PX))
    assert np.isnan(made.spread_px).all()


def test_pixels_are_of_the_original_picture():
    """Scaled down by 4: pixel centre x becomes 4 (x + 0.5) - 0.5, and the spread is four times as large."""
    small, made = track(squat()), track(squat(), scale=4.0)
    assert made.size_px == (4 * WIDTH, 4 * HEIGHT)
    assert made.image_px == pytest.approx(4 * (small.image_px + 0.5) - 0.5)
    assert made.spread_px == pytest.approx(4 * small.spread_px)
    assert made.world_m == pytest.approx(small.world_m)


def test_left_is_at_larger_x_from_the_front():
    made = track(squat())
    assert (made.image_px[:, Landmark.LEFT_HIP, 0] > made.image_px[:, Landmark.RIGHT_HIP, 0]).all()


SCENES = {
    "alone": squat(),
    "off centre": squat(x=90.4),
    "passer in front": with_passer(walking(120, -60, 3.0)),
    "taken along": with_passer(walking(160, -60, 2.0, width=70, height=150)),
    "cut": squat(50) + [255 - picture for picture in squat(10)] + squat(50, x=70),
    "two stand": with_passer([Figure(60, colour=PASSER)] * 60),
}


@pytest.mark.parametrize("scene", SCENES)
def test_a_mirrored_clip_gives_the_mirrored_track(scene):
    """Exactly, whatever happens in the clip."""
    plain = track(SCENES[scene])
    mirrored = track([picture[:, ::-1] for picture in SCENES[scene]]).mirror_track()
    for name in ("image_px", "world_m", "visibility", "spread_px"):
        np.testing.assert_allclose(getattr(plain, name), getattr(mirrored, name), rtol=0, atol=1e-9)
    assert plain.cut_frames == mirrored.cut_frames
    assert plain.warnings == mirrored.warnings


@pytest.mark.parametrize("scene", SCENES)
def test_the_same_clip_twice_gives_the_same_track(scene):
    first, second = track(SCENES[scene]), track(SCENES[scene])
    for name in ("time_s", "image_px", "world_m", "visibility", "spread_px"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


# --- the lifter is locked -----------------------------------------------------------------------------


def test_the_lifter_is_who_stands_nearest_the_centre_not_who_is_largest():
    """The fake estimator would start on the larger one at the side."""
    bystander = Figure(40, height=130, width=60, colour=PASSER)
    made = track([paint([bystander, squatting(index)]) for index in range(60)])
    assert made.seen.all()
    assert_only_lifter(made, [bystander] * 60)
    assert "Somebody else" in made.warnings[0]


def test_who_walks_through_the_centre_at_the_start_is_not_the_lifter():
    lifter_x = 150.0
    passers = walking(120, 60, 2.0)
    made = track([paint([squatting(i, lifter_x), passer]) for i, passer in enumerate(passers)])
    assert made.seen.mean() > 0.5
    assert_only_lifter(made, passers, lifter_x - 0.5)


@pytest.mark.parametrize("speed", [2.5, 5.0, -3.0])
@pytest.mark.parametrize("in_front", [True, False], ids=["in front", "behind"])
def test_somebody_crossing_does_not_take_over(speed, in_front):
    start = -60 if speed > 0 else WIDTH + 60
    passers = walking(150, start, speed)
    made = track(with_passer(passers, in_front))
    assert made.seen.mean() > 0.6
    assert made.seen[-20:].all()
    assert_only_lifter(made, passers)


@pytest.mark.parametrize("speed", [2.0, 3.0])
def test_somebody_large_who_takes_the_estimator_along_is_found_out(speed):
    """Wholly hidden, the lifter cannot be followed; what was read of the other afterwards is taken back."""
    passers = walking(round(360 / speed), -60, speed, width=70, height=150)
    made = track(with_passer(passers))
    assert made.seen[-20:].all()
    assert_only_lifter(made, passers)
    assert any("Somebody else" in warning for warning in made.warnings)


def test_a_lifter_who_walks_is_followed():
    """Alone in the picture, with nobody left behind: the new place is the anchor."""
    pictures = [paint([Figure(60 + min(index, 100) * 1.2)]) for index in range(200)]
    made = track(pictures)
    assert made.seen.all()
    assert middle_x(made)[-1] == pytest.approx(179.5, abs=1)


def test_a_lifter_hidden_for_a_while_is_unseen_then_found():
    pictures = squat(200)
    for index in range(60, 90):
        pictures[index] = paint([])
    made = track(pictures)
    assert not made.seen[60:90].any()
    assert made.seen[:60].all()
    assert made.seen[95:].all()
    assert "not seen in" in made.warnings[0]


def leaving(frames: int = 60) -> list[np.ndarray]:
    """The lifter squats, then walks out of the picture to the left."""
    return squat(60) + [paint([Figure(WIDTH / 2 - 3.0 * index)]) for index in range(frames)]


def test_a_stranger_who_comes_to_the_lifters_place_is_not_the_lifter():
    """In from the left, where the lifter went out, to the middle, as training partners do."""
    stranger = [paint([Figure(min(WIDTH / 2, 2.0 * index - 30), colour=PASSER)]) for index in range(120)]
    made = track(leaving() + stranger)
    assert made.seen[:100].all()
    assert not made.seen[120:].any()


def test_a_lifter_back_elsewhere_is_known_by_the_clothes():
    """Out to the left, in again from the right, while somebody else has come in."""
    back = [
        paint([Figure(min(40.0, 2.0 * index - 30), colour=PASSER), Figure(max(205.0, 270.0 - 2 * index))])
        for index in range(120)
    ]
    made = track(leaving() + back)
    assert not made.seen[110:125].any()
    assert made.seen[-60:].all()
    assert middle_x(made)[-60:] == pytest.approx(np.full(60, 204.5))


def test_a_lifter_who_comes_in_late_is_found():
    made = track([paint([])] * 70 + squat(60))
    assert not made.seen[:70].any()
    assert made.seen[75:].all()


def test_unseen_is_nan_everywhere():
    pictures = squat(120)
    pictures[60] = paint([])
    made = track(pictures)
    for name in ("image_px", "world_m", "visibility", "spread_px"):
        assert np.isnan(getattr(made, name)[60]).all()
        assert np.isfinite(getattr(made, name)[59]).all()


def test_a_frame_only_one_reading_sees_is_unseen():
    """One pose alone would carry the model's bias."""

    class HalfBlind(FakeBackend):
        def _estimator(self):
            self.blind = frozenset() if self.estimators else frozenset({40})
            return super()._estimator()

    made = track(squat(80), fake=HalfBlind())
    assert not made.seen[40]
    assert made.seen[:40].all()
    assert made.seen[45:].all()


# --- cuts ---------------------------------------------------------------------------------------------


def test_a_cut_starts_anew():
    """Another scene: bright background, another place, and the lifter is chosen again there."""
    room = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    second = []
    for index in range(60):
        picture = paint([squatting(index, 70)])
        second.append(np.where((picture == 0).all(axis=2, keepdims=True), room, picture).astype(np.uint8))
    made = track(squat(60) + second)
    assert made.cut_frames == (60,)
    assert made.seen.all()
    assert middle_x(made)[60:] == pytest.approx(np.full(60, 69.5))
    assert any("cut at 2.0 s" in warning for warning in made.warnings)


# --- progress, stopping, failing ----------------------------------------------------------------------


def test_progress_counts_every_frame():
    heard: list[TrackingProgress] = []
    track_frames(FakeClip(squat(50)), BOTH, FakeBackend().backend, heard.append)
    assert [p.frames_done for p in heard] == [0, *range(1, 51), 50]
    assert heard[-1].seconds_left == 0
    assert {p.frames_total for p in heard} == {50}


def test_times_given_to_the_estimators_rise_even_at_a_thousand_frames_a_second():
    fake = FakeBackend()
    track(squat(40), frame_rate=3000.0, fake=fake)
    for estimator in fake.estimators:
        assert (np.diff(estimator.times_ms) > 0).all()


def assert_all_closed(fake: FakeBackend, threads_before: set[threading.Thread]) -> None:
    assert fake.opened
    assert all(one.closed for one in fake.opened)
    assert {t for t in threading.enumerate() if t.name.startswith("evenrep")} <= threads_before


@pytest.mark.parametrize("after", [0, 1, 30, 200])
def test_stopping(after):
    """Stopped at any time: no threads, no open models, nothing returned."""
    before, fake, asked = set(threading.enumerate()), FakeBackend(), iter(range(10_000))
    with pytest.raises(Cancelled):
        track_frames(FakeClip(squat(400)), BOTH, fake.backend, should_stop=lambda: next(asked) >= after)
    if after:
        assert_all_closed(fake, before)


def test_stopping_while_the_clip_stands_still():
    """A decoder that waits does not keep the person waiting."""
    before, fake, gate = set(threading.enumerate()), FakeBackend(), threading.Event()
    asked = iter(range(10_000))

    def stop() -> bool:
        if next(asked) < 3:
            return False
        gate.set()  # the decoder is let go only once we are asked to stop
        return True

    clip = FakeClip(squat(100), on_frame=lambda index: gate.wait(20) if index == 50 else None)
    with pytest.raises(Cancelled):
        track_frames(clip, BOTH, fake.backend, should_stop=stop)
    assert_all_closed(fake, before)


@pytest.mark.parametrize("settings", [BOTH, ONE], ids=["both", "one"])
@pytest.mark.parametrize("at", [0, 1, 10, 45, 99])
def test_an_error_in_an_estimator_surfaces(at, settings):
    before, fake = set(threading.enumerate()), FakeBackend(fails_at=at)
    with pytest.raises(RuntimeError, match="estimator broke"):
        track(squat(100), settings, fake=fake)
    assert_all_closed(fake, before)


@pytest.mark.parametrize("at", [0, 1, 20, 46, 99])
def test_an_error_in_the_decoder_surfaces(at):
    before, fake = set(threading.enumerate()), FakeBackend()

    def fail(index: int) -> None:
        if index == at:
            raise OSError("the disk broke")

    with pytest.raises(OSError, match="disk broke"):
        track(squat(100), fake=fake, on_frame=fail)
    assert_all_closed(fake, before)


def test_an_error_while_showing_progress_surfaces():
    before, fake = set(threading.enumerate()), FakeBackend()

    def show(progress: TrackingProgress) -> None:
        if progress.frames_done == 20:
            raise ValueError("the page is gone")

    with pytest.raises(ValueError, match="page is gone"):
        track_frames(FakeClip(squat(100)), BOTH, fake.backend, show)
    assert_all_closed(fake, before)


@pytest.mark.parametrize("frames", [1, 2, 5, 7, 44, 45, 46])
def test_clips_of_any_length(frames):
    made = track(squat(frames))
    assert len(made) == frames
    assert made.seen.all()


def test_nobody_at_all():
    with pytest.raises(NothingToGrade, match="Film the whole body"):
        track([paint([])] * 100)
