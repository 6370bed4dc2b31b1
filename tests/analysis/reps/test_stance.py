"""Stances: where the feet stand still. Walking ends one, a swaying camera does not."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.pose.cleaning import clean_track
from analysis.pose.landmarks import Joint, Side
from analysis.reps.stance import find_stances, has_foot_moved
from tests.fixtures.lifters import (
    EVEN,
    FRONT,
    HALF_STANCE,
    Film,
    Step,
    gone,
    hidden,
    moved,
    squat,
    standing,
    starts_s,
)

REPS = (EVEN,) * 3
LEFT, RIGHT = Side.LEFT, Side.RIGHT
WIDTH_M = 2 * HALF_STANCE


def walk(start_s: float, steps: int = 6, by_m: float = 0.4, every_s: float = 0.5) -> tuple[Step, ...]:
    """Foot after foot to the lifter's left, stances as wide at the end as at the start."""
    return tuple(
        Step(start_s + index * every_s, LEFT if index % 2 == 0 else RIGHT, by_m) for index in range(steps)
    )


def limits_s(track, stances):
    return [(track.time_s[stance.first], track.time_s[stance.stop - 1]) for stance in stances]


@pytest.mark.parametrize("rear", [False, True])
def test_an_ordinary_set_is_one_stance_from_first_frame_to_last(rear):
    track = squat(REPS, Film(rear=rear))
    (stance,) = find_stances(track)
    assert (stance.first, stance.stop) == (0, len(track))
    assert stance.leg_px == pytest.approx(0.82 * 400 * np.hypot(1, 0.1 / 0.82), rel=0.01)
    assert stance.width_px == pytest.approx(WIDTH_M * 400)


def test_walking_in_is_not_part_of_the_stance():
    film = Film(lead_s=6.0, size_px=(1600, 1280), steps=walk(0.5))
    track = squat(REPS, film)
    (*_, stance) = find_stances(track)
    begin, end = limits_s(track, [stance])[0]
    assert 3.0 < begin < 4.0
    assert end == track.time_s[-1]


def test_walking_out_ends_the_stance_after_the_last_rep():
    last_s = starts_s(REPS)[-1] + EVEN.length_s
    film = Film(tail_s=6.0, size_px=(1600, 1280), steps=walk(last_s + 1.0))
    track = squat(REPS, film)
    stance = find_stances(track)[0]
    assert stance.first == 0
    assert last_s < track.time_s[stance.stop - 1] < last_s + 1.5


@pytest.mark.parametrize("share", [0.2, 0.5, -0.3])
def test_a_step_between_reps_makes_two_stances(share):
    second_s = starts_s(REPS)[1]
    film = Film(steps=(Step(second_s - 0.7, LEFT, share * WIDTH_M),))
    track = squat(REPS, film)
    first, second = find_stances(track)
    assert track.time_s[first.stop - 1] < second_s
    assert track.time_s[second.first] < second_s
    assert second.width_px == pytest.approx((1 + share) * first.width_px, rel=0.02)


def test_a_foot_lifted_and_put_back_where_it_was_is_the_same_stance():
    between = starts_s(REPS)[1] - 0.9
    film = Film(steps=(Step(between, LEFT, 0.1, 0.2), Step(between + 0.3, LEFT, -0.1, 0.2)))
    (stance,) = find_stances(squat(REPS, film))
    assert (stance.first, stance.stop) == (0, len(squat(REPS, film)))


def test_a_phone_held_by_hand_moves_both_feet_and_ends_no_stance():
    track = moved(squat(REPS), lambda time: np.stack([25 * np.sin(time), 15 * np.cos(2 * time)], axis=1))
    (stance,) = find_stances(track)
    assert (stance.first, stance.stop) == (0, len(track))


def test_nobody_ever_seen_stands_nowhere():
    assert find_stances(gone(standing(3.0), 0.0, 3.1)) == []


def test_a_stance_of_half_a_second_holds_no_rep_and_is_left_out():
    assert find_stances(standing(0.5)) == []


def test_feet_out_of_sight_for_a_while_are_no_evidence_of_a_step():
    track = clean_track(hidden(squat(REPS), Joint.ANKLE.pair, 2.0, 4.0))
    assert len(find_stances(track)) == 1


class TestFeetMoved:
    """The same place before and after a rep, within 8 % of the stance."""

    def moved_by(self, share: float, film: Film = FRONT) -> bool:
        inside = starts_s(REPS, film)[1] + 0.5
        # so slowly that nobody would call it a step: only where it rests shows it
        creeping = replace(film, steps=(Step(inside, RIGHT, -share * WIDTH_M, 1.4),))
        track = squat(REPS, creeping)
        start, end = (np.searchsorted(track.time_s, starts_s(REPS, film)[1] + s) for s in (0.0, 2.4))
        return has_foot_moved(track, int(start), int(end), 0.82 * film.px_per_m)

    @pytest.mark.parametrize("share", [0.0, 0.04, 0.07, -0.07])
    def test_less_than_eight_percent_is_the_same_place(self, share):
        assert not self.moved_by(share)

    @pytest.mark.parametrize("share", [0.09, 0.15, -0.09])
    def test_more_than_eight_percent_is_not(self, share):
        assert self.moved_by(share)

    def test_it_is_a_share_of_the_stance_however_large_the_picture(self):
        near, far = Film(px_per_m=560.0, size_px=(1080, 1920)), Film(px_per_m=300.0)
        assert [self.moved_by(0.09, film) for film in (near, far)] == [True, True]
        assert [self.moved_by(0.07, film) for film in (near, far)] == [False, False]

    def test_feet_never_seen_are_no_evidence(self):
        track = clean_track(hidden(squat(REPS), Joint.ANKLE.pair, 0.0, 60.0))
        assert not has_foot_moved(track, 60, 120, 330.0)
