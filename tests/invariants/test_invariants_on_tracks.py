"""The invariants on built tracks, for every quantity, with the shipped calibration and without any.

An example here is a whole clip analysed twice: ten are enough.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.pose.landmarks import Landmark
from analysis.quantities.definitions import Quantity
from analysis.report.stages import Stages
from analysis.report.types import Grade
from tests.fixtures.invariants import (
    INVARIANTS,
    NEEDED,
    Invariant,
    backwards,
    check_on_track,
    other_side,
    read,
    thinned,
    with_hidden,
)
from tests.fixtures.lifters import EVEN, EXACT, FRONT, Fault, Film, gone, hidden, recording, squat, standing

MIXED = (
    Fault(hip_drop=8.0, lateral_shift=-6.0),
    Fault(knee_valgus=-19.0, hip_rotation=9.0, only="up"),
    Fault(lateral_shift=18.0, hold_s=1.0, down_s=1.6),
    Fault(hip_drop=-17.0, knee_valgus=7.0, depth=0.36, only="down"),
)
SHIPPED = Stages()
FILMS = {
    "front": FRONT,
    "rear": Film(rear=True),
    "front, noisy": Film(noise_px=1.0, seed=5),
    "rear, noisy": Film(rear=True, noise_px=1.0, seed=6),
    "front, off-axis": Film(yaw_deg=3.0, roll_deg=-2.0, noise_px=0.5),
    "60 frames per second": Film(fps=60.0, noise_px=0.5),
}
PCT = st.floats(-24.0, 24.0).filter(lambda pct: abs(pct) > 1.0)
FAULTS = st.builds(
    Fault,
    hip_drop=PCT,
    knee_valgus=PCT,
    lateral_shift=PCT,
    hip_rotation=PCT,
    depth=st.floats(0.3, 0.5),
    down_s=st.floats(0.8, 2.0),
    hold_s=st.floats(0.2, 1.0),
    up_s=st.floats(0.8, 2.0),
)


def by_key(invariant: Invariant) -> str:
    return invariant.key


@pytest.mark.parametrize("film", FILMS)
@pytest.mark.parametrize("invariant", INVARIANTS, ids=by_key)
def test_the_invariant_holds_for_every_quantity(invariant, film):
    outcome = check_on_track(invariant, squat(MIXED, FILMS[film]), EXACT)
    assert outcome.same_reps
    assert outcome.found_reps == len(MIXED)
    assert outcome.regraded == 0
    assert set(outcome.deviation_pp) == set(Quantity)
    assert outcome.worst_pp <= invariant.track_pp


@pytest.mark.parametrize("film", ["front", "rear, noisy"])
@pytest.mark.parametrize("invariant", INVARIANTS, ids=by_key)
def test_the_invariant_holds_with_the_shipped_calibration(invariant, film):
    outcome = check_on_track(invariant, squat(MIXED, FILMS[film]), SHIPPED)
    assert outcome.same_reps
    assert outcome.regraded == 0
    assert outcome.worst_pp <= invariant.track_pp


class TestForAnyLifter:
    """The first three invariants are exact: they hold for whatever somebody does."""

    @pytest.mark.parametrize(
        "invariant", [invariant for invariant in INVARIANTS if invariant.number in (1, 2)], ids=by_key
    )
    @settings(max_examples=10)
    @given(st.lists(FAULTS, min_size=1, max_size=2), st.integers(0, 99), st.booleans())
    def test_mirror_shift_and_scale(self, invariant, faults, seed, rear):
        track = squat(faults, Film(rear=rear, noise_px=1.0, seed=seed, fps=20.0))
        outcome = check_on_track(invariant, track, EXACT)
        assert outcome.holds(invariant.track_pp)

    @settings(max_examples=10)
    @given(st.lists(FAULTS, min_size=1, max_size=2), st.floats(-8.0, 8.0))
    def test_roll(self, faults, roll_deg):
        plain, leaning = (
            read([recording(squat(faults, Film(fps=20.0, roll_deg=roll)))], EXACT) for roll in (0.0, roll_deg)
        )
        for one, other in zip(plain.reps, leaning.reps, strict=True):
            assert list(other.pct.values()) == pytest.approx(list(one.pct.values()), abs=2.0)

    @settings(max_examples=10)
    @given(st.integers(0, 10_000))
    def test_truthfully_uneven_frame_times(self, seed):
        """A phone's frames come every 23 to 43 ms: the lifter is where the true time says."""
        rng = np.random.default_rng(seed)
        times_s = np.cumsum(rng.uniform(0.023, 0.043, 500))
        plain, uneven = (
            read([recording(squat(MIXED, film))], EXACT) for film in (FRONT, Film(times_s=times_s))
        )
        assert len(uneven.reps) == len(MIXED)
        for one, other in zip(plain.reps, uneven.reps, strict=True):
            assert other.bottom_s == pytest.approx(one.bottom_s, abs=0.1)
            assert list(other.pct.values()) == pytest.approx(list(one.pct.values()), abs=2.0)


class TestFrameRate:
    @pytest.mark.parametrize("every", [2, 4])
    def test_sixty_thirty_and_fifteen_frames_a_second_say_the_same(self, every):
        track = squat(MIXED, Film(fps=60.0))
        fine, coarse = (read([recording(part)], EXACT) for part in (track, thinned(track, every)))
        assert len(coarse.reps) == len(MIXED)
        for one, other in zip(fine.reps, coarse.reps, strict=True):
            assert list(other.pct.values()) == pytest.approx(list(one.pct.values()), abs=2.0)
            assert other.bottom_s == pytest.approx(one.bottom_s, abs=0.1)
            assert (other.down_s, other.up_s) == pytest.approx((one.down_s, one.up_s), abs=0.2)


class TestSixth:
    """Hide a joint: a reason, never a number, never good. Stand still: no reps."""

    @pytest.mark.parametrize("stages", [SHIPPED, EXACT], ids=["shipped", "exact"])
    @pytest.mark.parametrize("landmark", NEEDED, ids=lambda landmark: landmark.name)
    def test_a_joint_never_seen(self, landmark, stages):
        found = read([recording(with_hidden(squat(MIXED), landmark))], stages)
        assert all(rep.grade is Grade.UNGRADED for rep in found.reps)
        assert all(np.isnan(pct) for rep in found.reps for pct in rep.pct.values())

    @pytest.mark.parametrize("landmark", NEEDED, ids=lambda landmark: landmark.name)
    def test_a_joint_not_seen_in_one_rep(self, landmark):
        first = read([recording(squat((EVEN,) * 6))], EXACT).reps[0]
        track = hidden(squat((EVEN,) * 6), [landmark], first.start_s, first.end_s)
        found = read([recording(track)], EXACT)
        shadowed = [rep for rep in found.reps if rep.bottom_s < first.end_s]
        assert all(rep.grade is Grade.UNGRADED for rep in shadowed)
        assert all(np.isnan(pct) for rep in shadowed for pct in rep.pct.values())
        assert [rep.grade for rep in found.reps if rep.bottom_s > first.end_s] == [Grade.GOOD] * 5

    def test_a_lifter_who_is_never_there_in_a_rep(self):
        first = read([recording(squat((EVEN,) * 3))], EXACT).reps[0]
        track = gone(squat((EVEN,) * 3), first.start_s + 0.2, first.end_s - 0.2)
        found = read([recording(track)], EXACT)
        assert [rep.grade for rep in found.reps if rep.bottom_s > first.end_s] == [Grade.GOOD] * 2
        assert not [rep for rep in found.reps if rep.bottom_s < first.end_s and rep.grade is Grade.GOOD]

    @pytest.mark.parametrize("film", FILMS)
    def test_standing_still(self, film):
        assert read([recording(standing(8.0, FILMS[film]))]).reps == ()

    @pytest.mark.parametrize("film", [name for name in FILMS if not FILMS[name].yaw_deg])
    def test_an_even_squat_is_within_five_percent(self, film):
        found = read([recording(squat((EVEN,) * 3, FILMS[film]))])
        known = [abs(pct) for rep in found.reps for pct in rep.pct.values() if np.isfinite(pct)]
        assert known
        assert max(known) < 5.0


class TestTheInvariantsThemselves:
    """An invariant that could not be broken would prove nothing."""

    def test_a_mirrored_track_left_unflipped_breaks_the_mirror_invariant(self):
        track = squat(MIXED)
        unflipped = Invariant("broken", 1, "", lambda track, _: (track,), 0.1, 1.0, other_side)
        assert not check_on_track(unflipped, track, EXACT).holds(0.1)

    def test_a_track_that_runs_forwards_breaks_the_invariant_of_time(self):
        forwards = Invariant("broken", 7, "", lambda track, _: (track,), 2.0, 2.0, backwards)
        assert not check_on_track(forwards, squat(MIXED), EXACT).holds(2.0)

    def test_a_lost_rep_breaks_every_invariant(self):
        lost = Invariant(
            "broken", 5, "", lambda track, _: (track.slice_frames(0, len(track) // 2),), 2.0, 2.0
        )
        assert not check_on_track(lost, squat(MIXED), EXACT).holds(100.0)

    def test_a_value_that_is_left_out_breaks_every_invariant(self):
        blind = Invariant(
            "broken", 2, "", lambda track, _: (with_hidden(track, Landmark.LEFT_EAR),), 2.0, 2.0
        )
        outcome = check_on_track(blind, squat(MIXED), EXACT)
        assert outcome.regraded == len(MIXED)
        assert not outcome.holds(100.0)
