"""Drills counted on built lifters: how many on which leg, and the warning when it was the wrong one."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import LiftError, NothingToGrade
from analysis.lifts.drills import MOST_REPS, Drill, DrillCount, count_drill, parse_drill
from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import PoseTrack
from tests.fixtures.lift_builders import abduction, bridge
from tests.fixtures.lifters import Film, gone, hidden

L, R = Side.LEFT, Side.RIGHT
WIDE = Film(size_px=(1400, 1400), fps=20.0)
SIDES = (L, L, R, L)


def sides(found: DrillCount) -> list[Side | None]:
    return [rep.side for rep in found.reps]


def built(drill: Drill, film: Film = WIDE, done: tuple[Side, ...] = SIDES) -> PoseTrack:
    return bridge(done, film) if drill is Drill.BRIDGE else abduction(done, film)


@pytest.mark.parametrize("drill", Drill)
class TestEveryDrill:
    def test_each_rep_belongs_to_the_leg_that_worked(self, drill):
        found = count_drill(built(drill), drill)
        assert sides(found) == list(SIDES)
        assert (found.count_on_side(L), found.count_on_side(R)) == (3, 1)
        assert found.warnings == ()

    def test_only_the_weaker_side_does_it(self, drill):
        (warning,) = count_drill(built(drill), drill, only=L).warnings
        assert warning == (
            "Wrong side: 1 of 4 reps were on the right. These drills are for your left side only."
        )

    def test_the_right_side_draws_no_warning(self, drill):
        assert count_drill(built(drill, done=(R, R)), drill, only=R).warnings == ()

    def test_more_than_twenty_are_too_many(self, drill):
        found = count_drill(built(drill, Film(size_px=(1400, 1400), fps=15.0), (L,) * 21), drill)
        assert found.count_on_side(L) == MOST_REPS + 1
        assert any("20 are enough" in warning for warning in found.warnings)

    def test_mirrored_the_other_leg_worked(self, drill):
        assert sides(count_drill(built(drill).mirror_track(), drill)) == [side.other for side in SIDES]

    @pytest.mark.parametrize(
        "film",
        [
            Film(px_per_m=200.0),
            Film(px_per_m=700.0, size_px=(2400, 2400)),
            Film(roll_deg=8.0, size_px=(1400, 1400)),
            Film(roll_deg=-8.0, size_px=(1400, 1400)),
            Film(fps=60.0, size_px=(1400, 1400)),
            Film(fps=15.0, size_px=(1400, 1400)),
            Film(noise_px=2.0, size_px=(1400, 1400)),
        ],
        ids=["small", "large", "rolled", "rolled back", "60 fps", "15 fps", "noisy"],
    )
    def test_the_filming_changes_no_count(self, drill, film):
        assert sides(count_drill(built(drill, film), drill)) == list(SIDES)

    def test_elsewhere_in_the_picture(self, drill):
        track = built(drill)
        moved = track.replace_fields(image_px=track.image_px + np.array([50.0, -30.0]))
        assert sides(count_drill(moved, drill)) == list(SIDES)

    def test_lying_still_is_no_rep(self, drill):
        track = built(drill, done=(L,))
        assert count_drill(track.slice_frames(0, 40), drill).reps == ()

    def test_nobody_is_refused_with_what_to_change(self, drill):
        with pytest.raises(NothingToGrade, match="Film from"):
            count_drill(gone(built(drill), 0.0, 99.0), drill)

    def test_a_rep_out_of_sight_is_not_counted(self, drill):
        track = built(drill)
        first = count_drill(track, drill).reps[0]
        legs = [
            joint.select_landmark(side) for joint in (Joint.HIP, Joint.KNEE, Joint.ANKLE) for side in Side
        ]
        away = hidden(track, legs, first.start_s, first.end_s + 0.1)
        assert sides(count_drill(away, drill)) == list(SIDES[1:])

    def test_time_turned_back_is_as_many(self, drill):
        track = built(drill)
        back = track.replace_fields(image_px=track.image_px[::-1].copy(), world_m=track.world_m[::-1].copy())
        assert sides(count_drill(back, drill)) == list(reversed(SIDES))


class TestBridges:
    def test_from_the_side_as_well(self):
        assert sides(count_drill(bridge(SIDES, replace(WIDE, yaw_deg=80.0)), Drill.BRIDGE)) == list(SIDES)

    def test_both_feet_on_the_floor_is_neither(self):
        found = count_drill(bridge((L, L), WIDE, both=True), Drill.BRIDGE, only=L)
        assert sides(found) == [None, None]
        (warning,) = found.warnings
        assert "keep one foot on the floor" in warning

    def test_a_small_lift_is_no_rep(self):
        assert count_drill(bridge((L,) * 3, WIDE, rise=0.07), Drill.BRIDGE).reps == ()


class TestAbductions:
    @pytest.mark.parametrize("top_deg", [90.0, -90.0])
    def test_lying_on_either_side(self, top_deg):
        assert sides(count_drill(abduction(SIDES, WIDE, top_deg=top_deg), Drill.ABDUCTION)) == list(SIDES)

    def test_a_twitch_is_no_rep(self):
        assert count_drill(abduction((L,) * 3, WIDE, lift_deg=8.0), Drill.ABDUCTION).reps == ()

    def test_legs_that_point_at_the_camera_are_refused(self):
        track = abduction((L,), WIDE)
        image = track.image_px.copy()
        hips = image[:, list(Joint.HIP.pair)].mean(axis=1, keepdims=True)
        image[:, 25:] = hips + 0.2 * (image[:, 25:] - hips)
        with pytest.raises(NothingToGrade, match="legs point at the camera"):
            count_drill(track.replace_fields(image_px=image), Drill.ABDUCTION)


def test_a_drill_that_no_camera_counts_is_refused_with_those_that_one_can():
    with pytest.raises(LiftError, match=r"clam .*bridge, abduction"):
        parse_drill("clam")
