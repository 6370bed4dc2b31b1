"""Repetitions: exact counts, on depth curves and on whole lifters."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pose.landmarks import Side
from analysis.report.pipeline import analyze_recording
from analysis.report.types import SetReport
from analysis.reps.detection import FoundReps, Rep, RepSettings, drop_shallow, find_deep_frames, find_reps
from tests.fixtures.lifters import (
    EVEN,
    EXACT,
    FRONT,
    Fault,
    Film,
    Step,
    bottoms_s,
    gone,
    length_s,
    recording,
    squat,
    standing,
    starts_s,
)


def report_of(reps, film: Film = FRONT) -> SetReport:
    (report,) = analyze_recording(recording(squat(reps, film)), stages=EXACT)
    return report


def curve(*points: tuple[float, float], fps: float = 30.0) -> tuple[np.ndarray, np.ndarray]:
    """(time_s, depth) through (s, depth) points, straight between them."""
    times, depths = zip(*points, strict=True)
    time_s = np.arange(times[0], times[-1], 1 / fps)
    return time_s, np.interp(time_s, times, depths)


def one_rep(depth: float = 0.4, seconds: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    return curve((0, 0), (1, 0), (1 + seconds / 2, depth), (1 + seconds, 0), (3 + seconds, 0))


def eased_at(level: float) -> float:
    """Share of its time after which an eased movement has gone this share of its way."""
    x = np.linspace(0, 1, 10_001)
    return float(np.interp(level, 10 * x**3 - 15 * x**4 + 6 * x**5, x))


class TestCountingOnALifter:
    @pytest.mark.parametrize("count", [1, 2, 5, 12])
    def test_an_ordinary_set_is_counted_exactly(self, count):
        report = report_of((EVEN,) * count)
        assert report.summary.reps == count
        assert report.summary.incomplete == 0
        assert [rep.rep for rep in report.reps] == list(range(1, count + 1))

    @pytest.mark.parametrize("fps", [15.0, 24.0, 60.0, 120.0])
    def test_the_frame_rate_does_not_matter(self, fps):
        reps = (EVEN,) * 4
        report = report_of(reps, Film(fps=fps))
        found = [rep.bottom_s for rep in report.reps]
        assert found == pytest.approx(bottoms_s(reps), abs=1 / fps + 0.02)

    def test_depth_is_what_was_built(self):
        report = report_of((Fault(depth=0.30), Fault(depth=0.42), Fault(depth=0.5)))
        assert [rep.depth_pct for rep in report.reps] == pytest.approx([30, 42, 50], abs=0.5)

    def test_tempo_is_what_was_built(self):
        """From leaving standing (6 % deep) to the middle of the hold, and on to 8 %."""
        fault = Fault(down_s=2.0, hold_s=0.6, up_s=1.0)
        rep = report_of((fault,)).reps[0]
        assert rep.down_s == pytest.approx(2.0 * (1 - eased_at(0.06 / fault.depth)) + 0.3, abs=0.1)
        assert rep.up_s == pytest.approx(0.3 + 1.0 * (1 - eased_at(0.08 / fault.depth)), abs=0.1)
        assert rep.down_s + rep.up_s == pytest.approx(rep.end_s - rep.start_s)

    @pytest.mark.parametrize("hold_s", [2.0, 5.0])
    def test_a_pause_at_the_bottom_is_one_rep_with_its_bottom_in_the_middle(self, hold_s):
        reps = (Fault(hold_s=hold_s),) * 2
        report = report_of(reps)
        assert [rep.bottom_s for rep in report.reps] == pytest.approx(bottoms_s(reps), abs=0.25)

    @pytest.mark.parametrize("top_s", [0.05, 0.3, 4.0, 20.0])
    def test_any_pause_at_the_top_counts_the_same(self, top_s):
        assert report_of((EVEN,) * 3, Film(top_s=top_s)).summary.reps == 3

    def test_going_down_again_before_locking_out_is_the_same_rep(self):
        report = report_of((EVEN, Fault(dip=0.9), EVEN))
        assert report.summary.reps == 3
        assert report.reps[1].end_s - report.reps[1].start_s > 2.5

    @pytest.mark.parametrize("noise_px", [1.0, 3.0])
    @pytest.mark.parametrize("seed", [1, 2])
    def test_standing_still_is_no_rep_however_the_landmarks_jitter(self, noise_px, seed):
        (report,) = analyze_recording(recording(standing(8.0, Film(noise_px=noise_px, seed=seed))))
        assert report.reps == ()
        assert report.summary.incomplete == 0

    def test_ordinary_jitter_does_not_change_the_count(self):
        reps = (EVEN,) * 4
        report = report_of(reps, Film(noise_px=2.0, seed=3))
        assert [rep.bottom_s for rep in report.reps] == pytest.approx(bottoms_s(reps), abs=0.2)

    def test_a_half_squat_of_the_set_up_is_not_a_rep_and_is_said(self):
        report = report_of((Fault(depth=0.2), EVEN, EVEN, EVEN))
        assert report.summary.reps == 3
        assert any("shallower" in warning for warning in report.warnings)

    def test_a_bounce_of_the_knees_is_nothing_at_all(self):
        report = report_of((Fault(depth=0.08), EVEN, EVEN))
        assert report.summary.reps == 2
        assert report.warnings == ()


class TestCutOff:
    """Reps that the clip cuts off are reported but not counted."""

    def part(self, first_s: float, last_s: float) -> SetReport:
        track = squat((EVEN,) * 4)
        first, stop = np.searchsorted(track.time_s, [first_s, last_s])
        (report,) = analyze_recording(recording(track.slice_frames(int(first), int(stop))), stages=EXACT)
        return report

    def test_a_last_rep_that_ends_at_the_bottom_is_incomplete(self):
        report = self.part(0.0, bottoms_s((EVEN,) * 4)[3])
        assert (report.summary.reps, report.summary.incomplete) == (3, 1)
        assert any("cut off" in warning for warning in report.warnings)

    def test_a_first_rep_that_begins_at_the_bottom_is_incomplete(self):
        report = self.part(bottoms_s((EVEN,) * 4)[0], 60.0)
        assert (report.summary.reps, report.summary.incomplete) == (3, 1)

    def test_both_at_once(self):
        bottoms = bottoms_s((EVEN,) * 4)
        report = self.part(bottoms[0], bottoms[3])
        assert (report.summary.reps, report.summary.incomplete) == (2, 2)

    def test_numbers_begin_at_one_with_the_first_whole_rep(self):
        report = self.part(bottoms_s((EVEN,) * 4)[0], 60.0)
        assert [rep.rep for rep in report.reps] == [1, 2, 3]

    def test_a_clip_of_one_cut_off_rep_has_no_reps(self):
        report = self.part(0.0, bottoms_s((EVEN,) * 4)[0])
        assert (report.summary.reps, report.summary.incomplete) == (0, 1)


class TestFeet:
    def test_a_rep_during_which_a_foot_is_put_elsewhere_is_not_counted(self):
        film = Film(steps=(Step(starts_s((EVEN,) * 4)[1] + 0.5, Side.RIGHT, -0.08, 1.4),))
        report = report_of((EVEN,) * 4, film)
        assert report.summary.reps == 3
        assert any("feet moved" in warning for warning in report.warnings)

    def test_a_step_between_reps_costs_no_rep(self):
        film = Film(top_s=2.0, steps=(Step(starts_s((EVEN,) * 4, Film(top_s=2.0))[2] - 1.2, Side.LEFT, 0.1),))
        assert report_of((EVEN,) * 4, film).summary.reps == 4


class TestDepthCurves:
    def test_a_rep_reaches_from_the_last_standing_frame_to_the_first_finished_one(self):
        time_s, depth = one_rep()
        (rep,) = find_reps(time_s, depth).reps
        rules = RepSettings()
        assert depth[rep.start] < rules.standing <= depth[rep.start + 1]
        assert depth[rep.end] < rules.finished <= depth[rep.end - 1]
        assert time_s[rep.bottom] == pytest.approx(2.0, abs=0.04)
        assert rep.depth == pytest.approx(0.4, abs=0.01)

    @pytest.mark.parametrize(("depth", "count"), [(0.11, 0), (0.13, 1), (0.2, 1), (0.6, 1)])
    def test_it_takes_twelve_percent_of_depth_below_the_standing_around_it(self, depth, count):
        assert len(find_reps(*one_rep(depth)).reps) == count

    @pytest.mark.parametrize(("seconds", "why"), [(0.6, "too short"), (15.0, "too long")])
    def test_too_quick_and_too_slow_are_no_reps_and_the_reason_is_given(self, seconds, why):
        found = find_reps(*one_rep(0.5, seconds))
        assert found.reps == ()
        assert why in found.rejected[0][1]

    @pytest.mark.parametrize("seconds", [1.2, 11.0])
    def test_just_quick_and_just_slow_enough_are_reps(self, seconds):
        assert len(find_reps(*one_rep(0.5, seconds)).reps) == 1

    def test_a_set_that_never_locks_out_quite_is_still_counted(self):
        """Between the reps the hips come to 7 %: below `finished`, above `standing`."""
        time_s, depth = curve((0, 0), (1, 0), (2, 0.4), (3, 0.07), (4, 0.4), (5, 0.0), (6, 0.0))
        assert len(find_reps(time_s, depth).reps) == 2

    def test_coming_up_to_a_tenth_is_not_locking_out(self):
        time_s, depth = curve((0, 0), (1, 0), (2, 0.4), (3, 0.1), (4, 0.4), (5, 0.0), (6, 0.0))
        assert len(find_reps(time_s, depth).reps) == 1

    @pytest.mark.parametrize(("first_s", "last_s"), [(1.9, 2.1), (1.2, 1.5), (2.5, 2.8), (0.2, 0.8)])
    def test_a_gap_neither_begins_nor_ends_a_rep(self, first_s, last_s):
        time_s, depth = one_rep()
        depth[(time_s > first_s) & (time_s < last_s)] = np.nan
        (rep,) = find_reps(time_s, depth).reps
        assert np.isfinite(depth[[rep.start, rep.bottom, rep.end]]).all()

    def test_nothing_seen_is_nothing_found(self):
        time_s, depth = one_rep()
        assert find_reps(time_s, np.full_like(depth, np.nan)) == FoundReps((), (), ())

    def test_no_frames_are_no_reps(self):
        assert find_reps(np.zeros(0), np.zeros(0)) == FoundReps((), (), ())

    @given(st.lists(st.floats(0.25, 0.55), min_size=1, max_size=6), st.floats(1.6, 4.0), st.floats(0.2, 3.0))
    def test_any_set_of_ordinary_reps_is_counted_exactly(self, depths, rep_s, top_s):
        points, now = [(0.0, 0.0), (1.0, 0.0)], 1.0
        for depth in depths:
            points += [(now + rep_s / 2, depth), (now + rep_s, 0.0), (now + rep_s + top_s, 0.0)]
            now += rep_s + top_s
        found = find_reps(*curve(*points))
        assert len(found.reps) == len(depths)
        assert [rep.depth for rep in found.reps] == pytest.approx(depths, abs=0.03)

    @given(st.integers(0, 10_000))
    def test_reps_never_overlap_and_are_in_order(self, seed):
        wander = np.cumsum(np.random.default_rng(seed).normal(0, 0.03, 600))
        depth = np.abs(wander - wander.min()) % 0.6
        time_s = np.arange(600) / 30
        found = find_reps(time_s, depth)
        everything = sorted(
            [*found.reps, *found.incomplete, *(rep for rep, _ in found.rejected)], key=lambda r: r.start
        )
        for rep in everything:
            assert rep.start <= rep.bottom <= rep.end
        for one, other in pairwise(everything):
            assert one.end <= other.start


class TestShallow:
    def reps(self, *depths: float) -> FoundReps:
        return FoundReps(tuple(Rep(i, i, i, depth) for i, depth in enumerate(depths)), (), ())

    def test_below_sixty_percent_of_the_median_is_not_of_the_set(self):
        remaining = drop_shallow(self.reps(0.4, 0.4, 0.4, 0.239, 0.241))
        assert [rep.depth for rep in remaining.reps] == [0.4, 0.4, 0.4, 0.241]
        assert len(remaining.rejected) == 1

    def test_a_single_rep_is_its_own_median(self):
        assert len(drop_shallow(self.reps(0.15)).reps) == 1

    def test_of_nothing_nothing_is_dropped(self):
        assert drop_shallow(FoundReps((), (), ())) == FoundReps((), (), ())


class TestDeepFrames:
    def test_they_are_the_half_of_the_depth_and_deeper_split_at_the_bottom(self):
        time_s, depth = one_rep()
        (rep,) = find_reps(time_s, depth).reps
        down, up = find_deep_frames(depth, rep)
        assert (depth[down | up] >= 0.5 * rep.depth).all()
        outside = ~(down | up)
        assert (depth[outside] < 0.5 * rep.depth).all()
        assert np.flatnonzero(down & up).tolist() == [rep.bottom]

    def test_other_reps_do_not_count(self):
        time_s, depth = curve((0, 0), (1, 0), (2, 0.4), (3, 0), (4, 0), (5, 0.5), (6, 0), (7, 0))
        first, second = find_reps(time_s, depth).reps
        for rep in (first, second):
            down, up = find_deep_frames(depth, rep)
            chosen = np.flatnonzero(down | up)
            assert rep.start < chosen.min() <= chosen.max() < rep.end


def test_a_lifter_lost_between_two_reps_loses_neither():
    reps = (EVEN,) * 3
    track = squat(reps, Film(top_s=2.0))
    now = starts_s(reps, Film(top_s=2.0))[1]
    (report,) = analyze_recording(recording(gone(track, now - 1.5, now - 0.5)), stages=EXACT)
    assert report.summary.reps == 3


def test_a_lifter_lost_for_half_a_rep_is_counted_but_not_graded():
    reps = (EVEN,) * 3
    bottom = bottoms_s(reps)[1]
    (report,) = analyze_recording(recording(gone(squat(reps), bottom - 0.1, bottom + 0.7)), stages=EXACT)
    assert [rep.grade for rep in report.reps] == ["good", "ungraded", "good"]
    assert length_s(reps) > report.reps[-1].end_s
