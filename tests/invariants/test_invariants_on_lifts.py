"""The invariants on lifts that are counted: reps, times, depth, and what is measured per side."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from analysis.pose.track import PoseTrack
from analysis.report.pipeline import analyze_recording
from analysis.report.types import RepReport
from analysis.settings import SetSettings
from tests.fixtures.invariants import (
    INVARIANTS,
    Found,
    Invariant,
    cut_time_s,
    read,
    rolled,
    scaled,
    shifted,
    thinned,
    turned_back,
)
from tests.fixtures.lift_builders import Move, extension, hinge, pulls, thrust
from tests.fixtures.lifters import Film, recording

MOVES = (Move(62.0, tilt=4.0), Move(70.0, out_s=1.8, tilt=-3.0), Move(66.0, hold_s=1.0))
RISES = (Move(0.33, tilt=4.0), Move(0.36, out_s=1.8, tilt=-3.0), Move(0.3, hold_s=1.0))
QUIET = Film(noise_px=0.3, seed=4)
LIFTS: dict[str, PoseTrack] = {
    "rdl": hinge(MOVES, QUIET),
    "deadlift": pulls((55.0, 52.0, 57.0, 54.0), QUIET, tilt=4.0),
    "hip_thrust": thrust(RISES, QUIET),
    "back_extension": extension((Move(80.0, tilt=4.0), Move(90.0, tilt=-3.0)), replace(QUIET, rear=True)),
}


def reps_of(lift: str, *tracks: PoseTrack) -> tuple[RepReport, ...]:
    entered = SetSettings(lift=lift)
    return tuple(
        rep
        for track in tracks
        for report in analyze_recording(recording(track), entered)
        for rep in report.reps
    )


def tilts(reps: Sequence[RepReport]) -> list[float]:
    return [rep.hip_line_deg for rep in reps]


@pytest.mark.parametrize("lift", LIFTS)
class TestLaws:
    @pytest.mark.parametrize(
        "invariant",
        [invariant for invariant in INVARIANTS if invariant.key != "cut"],
        ids=lambda invariant: invariant.key,
    )
    def test_as_many_reps_as_long(self, lift: str, invariant: Invariant) -> None:
        entered = SetSettings(lift=lift)
        plain = read([recording(LIFTS[lift])], settings=entered)
        (changed,) = invariant.change(LIFTS[lift], plain)
        expected, found = invariant.expect(plain), read([recording(changed)], settings=entered)
        assert len(found.reps) == len(expected.reps) > 1
        for one, other in zip(expected.reps, found.reps, strict=True):
            assert (other.down_s, other.up_s) == pytest.approx((one.down_s, one.up_s), abs=0.15)

    def test_mirrored_the_other_hip_is_lower(self, lift: str) -> None:
        plain, mirrored = (reps_of(lift, each) for each in (LIFTS[lift], LIFTS[lift].mirror_track()))
        assert max(map(abs, tilts(plain))) > 2.0
        assert tilts(mirrored) == pytest.approx([-tilt for tilt in tilts(plain)], abs=0.05)
        shifts = [[rep.pelvis_shift_pct for rep in each] for each in (plain, mirrored)]
        assert shifts[1] == pytest.approx([-shift for shift in shifts[0]], abs=0.1, nan_ok=True)

    @pytest.mark.parametrize(
        "change",
        [
            shifted,
            lambda track: scaled(track, 0.5),
            lambda track: rolled(track, 6.0),
            lambda track: thinned(track, 2),
        ],
        ids=["shifted", "half size", "rolled", "half rate"],
    )
    def test_the_filming_changes_neither_depth_nor_tilt(self, lift: str, change) -> None:  # type: ignore[no-untyped-def]
        plain, other = (reps_of(lift, each) for each in (LIFTS[lift], change(LIFTS[lift])))
        assert tilts(other) == pytest.approx(tilts(plain), abs=0.5)
        depths = [[rep.depth_pct for rep in each] for each in (plain, other)]
        assert depths[1] == pytest.approx(depths[0], rel=0.04)

    def test_cut_in_two_between_reps(self, lift: str) -> None:
        """A deadlift is cut on the floor, where one rep ends and the next begins."""
        track = LIFTS[lift]
        plain = reps_of(lift, track)
        cut = int(np.searchsorted(track.time_s, cut_time_s(Found(plain))))  # type: ignore[arg-type]
        halves = reps_of(lift, track.slice_frames(0, cut), track.slice_frames(cut, len(track)))
        assert [rep.bottom_s for rep in halves] == pytest.approx([rep.bottom_s for rep in plain], abs=0.1)

    def test_backwards_the_tilt_stays_with_its_rep(self, lift: str) -> None:
        plain, back = (reps_of(lift, each) for each in (LIFTS[lift], turned_back(LIFTS[lift])))
        assert tilts(back) == pytest.approx(tilts(plain)[::-1], abs=0.1)
