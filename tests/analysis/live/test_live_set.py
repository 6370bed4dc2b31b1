"""A set while it is lifted says of every rep what the report says afterwards, and soon enough."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.calibration.interval_widening import PoseSource
from analysis.live.live_set import LiveSetSettings
from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import PoseTrack
from analysis.quantities.definitions import Quantity
from analysis.report.pipeline import analyze_recording
from analysis.report.stages import Stages
from analysis.report.types import Action, Grade, RepReport, Standing
from analysis.settings import SetSettings
from services.calibration import load_shipped_stages
from tests.fixtures.golden import FROZEN, frozen_tracks
from tests.fixtures.lifters import (
    EVEN,
    EXACT,
    FRONT,
    REAR,
    Fault,
    Film,
    Step,
    gone,
    hidden,
    moved,
    recording,
    squat,
    standing,
    starts_s,
)
from tests.fixtures.live import LIGHT, SMALL, Played, play, pose_at
from vision.tracking.track_io import load_recording

BAD = Fault(lateral_shift=20.0)
MIXED = (EVEN, BAD, EVEN, Fault(hip_drop=-19.0), Fault(knee_valgus=19.0))
SOON_S = 0.5
NEAR_PCT = 2.0


def offline(track: PoseTrack, stages: Stages = EXACT, settings: SetSettings = SetSettings()):
    return [
        rep for report in analyze_recording(recording(track), settings, stages=stages) for rep in report.reps
    ]


def expect_same(live: tuple[RepReport, ...], reported: list[RepReport]) -> None:
    """The same reps at the same times, with the same grades, values within two percentage points."""
    assert [rep.rep for rep in live] == [rep.rep for rep in reported]
    for one, other in zip(live, reported, strict=True):
        for name in ("start_s", "bottom_s", "end_s"):
            assert getattr(one, name) == pytest.approx(getattr(other, name), abs=0.1)
        assert one.grade is other.grade
        for quantity in Quantity:
            mine, theirs = one.values[quantity], other.values[quantity]
            assert mine.standing is theirs.standing
            assert mine.pct == pytest.approx(theirs.pct, abs=NEAR_PCT, nan_ok=True)


@pytest.mark.slow
@pytest.mark.parametrize("track", frozen_tracks(), ids=lambda path: path.stem)
def test_a_sample_clip_gives_live_what_it_gives_offline(track):
    saved = load_recording(track)
    settings = FROZEN[track.stem]
    (report,) = analyze_recording(saved, settings, stages=load_shipped_stages())
    played = play(saved.track, settings, load_shipped_stages())
    assert report.reps
    expect_same(played.reps, list(report.reps))
    assert max(played.verdicts_after_s) <= SOON_S
    assert len(played.newest) == len(report.reps)


@pytest.mark.parametrize(
    "film", [FRONT, REAR, Film(noise_px=1.0, seed=3), Film(fps=60.0), Film(fps=15.0), Film(roll_deg=6.0)],
    ids=["front", "rear", "noisy", "60 fps", "15 fps", "rolled"],
)  # fmt: skip
def test_every_rep_is_graded_soon_and_as_offline(film):
    track = squat(MIXED, film)
    played = play(track, stages=EXACT)
    expect_same(played.reps, offline(track))
    assert [rep.grade for rep in played.reps] == [Grade.GOOD, Grade.BAD, Grade.GOOD, Grade.BAD, Grade.BAD]
    assert len(played.newest) == len(MIXED)
    assert max(played.verdicts_after_s) <= SOON_S


def test_touch_and_go_reps_are_told_apart():
    track = squat((EVEN, BAD, EVEN, EVEN), Film(top_s=0.05))
    expect_same(play(track, stages=EXACT).reps, offline(track))


def test_a_bounce_before_lock_out_is_one_rep():
    track = squat((EVEN, Fault(dip=0.6), EVEN))
    played = play(track, stages=EXACT)
    assert len(played.reps) == 3
    expect_same(played.reps, offline(track))


def test_a_mirrored_camera_exchanges_the_sides():
    played = play(squat((EVEN, BAD)).mirror_track(), SetSettings(mirrored=True), EXACT)
    assert played.reps[1].values[Quantity.LATERAL_SHIFT].side is Side.LEFT


def test_who_stands_still_does_no_reps():
    played = play(standing(20.0, Film(noise_px=1.0)), stages=EXACT)
    assert played.reps == ()
    assert played.running.held
    assert played.guides[-1] == ()


def test_whoever_is_never_seen_does_no_reps_and_is_called_into_view():
    track = gone(squat(), 0.0, 60.0)
    played = play(track, stages=EXACT)
    assert played.reps == ()
    assert np.isnan(played.running.depth)
    assert any("Stand straight in front of the camera" in text for text in played.guides[-1])


def test_a_hidden_joint_leaves_its_rep_ungraded_and_without_numbers():
    reps = (EVEN, EVEN, EVEN)
    second_s = starts_s(reps)[1]
    track = hidden(squat(reps), Joint.KNEE.pair, second_s + 0.2, second_s + 2.2)
    played = play(track, stages=EXACT)
    assert [rep.grade for rep in played.reps] == [Grade.GOOD, Grade.UNGRADED, Grade.GOOD]
    assert all(np.isnan(value.pct) for value in played.reps[1].values.values())
    expect_same(played.reps, offline(track))


def test_whoever_leaves_in_the_middle_of_a_rep_has_not_finished_it():
    reps = (EVEN, EVEN)
    second_s = starts_s(reps)[1]
    played = play(gone(squat(reps), second_s + 0.8, 60.0), stages=EXACT)
    assert len(played.reps) == 1


def test_whoever_comes_back_goes_on_where_the_set_was():
    reps = (EVEN, BAD, EVEN)
    film = Film(top_s=3.0)
    start_s = starts_s(reps, film)[1]
    played = play(gone(squat(reps, film), start_s - 2.0, start_s - 1.0), stages=EXACT)
    assert [rep.grade for rep in played.reps] == [Grade.GOOD, Grade.BAD, Grade.GOOD]


def test_without_standing_before_it_the_first_rep_is_found_when_it_has_ended():
    track = squat((EVEN, BAD))
    late = track.slice_frames(int(starts_s((EVEN,))[0] * 30) + 2, len(track))
    assert len(play(late, stages=EXACT).reps) >= 1


def test_a_step_between_reps_asks_for_a_new_hold():
    film = Film(top_s=3.0, steps=(Step(5.5, Side.LEFT, 0.12),))
    track = squat((EVEN, EVEN), film)
    played = play(track, stages=EXACT)
    assert [rep.grade for rep in played.reps] == [rep.grade for rep in offline(track)]
    stepped = play(track.slice_frames(0, int(6.7 * 30)), stages=EXACT, running=replace(SMALL, hold_s=1.0))
    assert stepped.running.hold_left_s > 0.0


def test_half_squats_before_the_set_are_taken_back_when_the_set_shows_it():
    played = play(squat((Fault(depth=0.2), EVEN, EVEN)), stages=EXACT)
    assert [rep.rep for rep in played.reps] == [1, 2]
    assert any("shallower" in text for text in played.running.warnings)


def test_two_bad_reps_in_a_row_end_the_set_and_it_stays_so():
    played = play(squat((EVEN, BAD, BAD, EVEN, EVEN)), stages=EXACT)
    assert played.running.advice is not None
    assert played.running.advice.action is Action.END_SET
    assert "in a row" in played.running.advice.reasons[0]


def test_even_reps_never_end_the_set():
    assert play(squat((EVEN,) * 4), stages=EXACT).running.advice is None


def test_pain_ends_the_set_at_once():
    advice = play(standing(1.0), SetSettings(pain=True)).running.advice
    assert advice is not None
    assert advice.action is Action.END_SET


def test_a_camera_from_the_side_is_told_before_the_set_and_grades_nothing():
    played = play(squat((EVEN, EVEN), Film(yaw_deg=80.0)), stages=EXACT)
    assert any("sideways" in text for texts in played.guides[:45] for text in texts)
    assert {rep.grade for rep in played.reps} <= {Grade.UNGRADED}


def test_a_camera_that_sways_with_the_hand_changes_nothing():
    track = moved(squat(MIXED), lambda time_s: np.stack([9 * np.sin(time_s), 6 * np.cos(time_s)], axis=1))
    expect_same(play(track, stages=EXACT).reps, offline(track))


# --- the same work for the thousandth frame as for the first ------------------------------------------


def test_memory_is_the_same_from_the_first_frame_to_the_last():
    track = squat((EVEN,) * 12)
    short, long = play(track.slice_frames(0, 30), stages=EXACT), play(track, stages=EXACT)
    assert short.running.buffer.bytes_held == long.running.buffer.bytes_held


@pytest.mark.slow
def test_while_nobody_lifts_only_the_last_seconds_are_kept():
    running = replace(SMALL, setting_up_s=3.0)
    stored = [len(play(standing(seconds), running=running).running.buffer) for seconds in (20.0, 60.0)]
    assert max(stored) <= 3 * 3.0 * 30 + 2


def measured_frames(monkeypatch: pytest.MonkeyPatch, track: PoseTrack) -> tuple[Played, list[int]]:
    """The set, and how many frames were measured for each look at a rep."""
    from analysis.live import live_set as running

    looks: list[int] = []
    honest = running.measure_reps

    def counting(short: PoseTrack, *rest):
        looks.append(len(short))
        return honest(short, *rest)

    monkeypatch.setattr(running, "measure_reps", counting)
    return play(track, stages=EXACT), looks


def test_a_rep_is_measured_once_and_the_tenth_costs_what_the_sixth_cost(monkeypatch):
    played, looks = measured_frames(monkeypatch, squat((EVEN,) * 10))
    assert len(played.reps) == 10
    assert len(looks) <= 10 + 2  # the first standing and the end of the set are looked at too
    lengths = looks[6:10]
    assert max(lengths) - min(lengths) <= 5


@pytest.mark.slow
def test_fidgeting_does_not_fill_the_memory():
    bobs = tuple(Fault(depth=0.16, down_s=0.2, hold_s=0.0, up_s=0.2) for _ in range(40))
    played = play(squat((EVEN, *bobs)), stages=EXACT)
    assert len(played.reps) == 1
    assert 0 < len(played.running.warnings) <= 20


def test_missing_frames_are_time_unseen():
    reps = (EVEN, EVEN, EVEN)
    track = squat(reps)
    second_s = starts_s(reps)[1]
    there = (track.time_s < second_s + 0.3) | (track.time_s > second_s + 2.0)
    arrays = ("time_s", "image_px", "world_m", "visibility", "spread_px")
    torn = track.replace_fields(**{name: getattr(track, name)[there] for name in arrays})
    played = play(torn, stages=EXACT)
    assert Grade.UNGRADED in {rep.grade for rep in played.reps} or len(played.reps) == 2
    assert all(rep.grade is not Grade.BAD for rep in played.reps)


# --- one pose instead of two --------------------------------------------------------------------------


def read_twice_until(track: PoseTrack, bias_px: float, stop_s: float) -> Played:
    """Single poses are biased, means are not; from `stop_s` on there are no means."""
    played = play(track.slice_frames(0, 1), stages=EXACT)
    running = played.running
    for frame in range(1, len(track)):
        time_s, pose = float(track.time_s[frame]), pose_at(track, frame)
        assert pose is not None
        if time_s >= stop_s and running.pose_source.mirrored:
            running.pose_source = PoseSource("full", mirrored=False)
        plain = replace(pose, image_px=pose.image_px + np.array([0.0, bias_px]))
        running.add_frame(time_s, pose if running.pose_source.mirrored else None, plain, LIGHT)
    running.flush()
    return played


def test_when_mirroring_is_dropped_reps_go_on_and_their_intervals_are_wider():
    reps = (EVEN, EVEN, EVEN, EVEN)
    second_s = starts_s(reps)[2]
    played = read_twice_until(squat(reps), 0.0, second_s - 0.5)
    assert [rep.grade for rep in played.reps] == [Grade.GOOD] * 4
    for quantity in Quantity:
        before, after = (played.reps[index].values[quantity] for index in (0, 3))
        assert after.high_pct - after.low_pct > before.high_pct - before.low_pct
        assert after.low_pct < after.pct < after.high_pct


def test_standing_read_twice_is_never_compared_with_a_rep_read_once():
    """The single pose is 30 px lower throughout: nothing moves if standing is taken from it as well."""
    reps = (EVEN, EVEN, EVEN)
    played = read_twice_until(squat(reps), 30.0, starts_s(reps)[1] + 0.5)
    for rep in played.reps:
        shift = rep.values[Quantity.LATERAL_SHIFT]
        assert shift.standing is Standing.GRADED
        assert abs(shift.pct) < 1.0
        assert rep.depth_pct == pytest.approx(42.0, abs=1.0)


@pytest.mark.parametrize("cut", [False, True], ids=["interrupted", "turned"])
def test_a_set_that_ends_just_as_it_begins_anew_keeps_its_reps(cut):
    """No frame has come since: there is nothing to look back at."""
    running = play(squat((EVEN, EVEN)), stages=EXACT).running
    running.reset(cut=cut)
    running.flush()
    assert len(running.reps) == 2


def test_another_model_begins_anew_and_keeps_the_reps():
    track = squat((EVEN, EVEN))
    played = play(track, stages=EXACT)
    played.running.reset(PoseSource("lite", mirrored=False))
    assert len(played.reps) == 2
    assert len(played.running.buffer) == 0
    assert played.running.hold_left_s == LiveSetSettings().hold_s
