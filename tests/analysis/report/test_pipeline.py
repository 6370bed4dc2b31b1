"""From recording to report: the whole pipeline on lifters whose answer is known."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import NothingToGrade
from analysis.pose.landmarks import MIRROR_INDEX, Joint, Side
from analysis.pose.track import PoseTrack
from analysis.quantities.definitions import Quantity
from analysis.report.pipeline import analyze_recording
from analysis.report.types import Action, Grade, SetReport
from analysis.settings import SetSettings, View
from tests.fixtures.lifters import (
    EVEN,
    EXACT,
    FRONT,
    REAR,
    Fault,
    Film,
    Step,
    gone,
    recording,
    squat,
    standing,
    starts_s,
)

SHIFT = Quantity.LATERAL_SHIFT
MIXED = (EVEN, Fault(lateral_shift=19.0), EVEN, Fault(hip_drop=-19.0), Fault(knee_valgus=19.0))


def report_of(track: PoseTrack, settings: SetSettings = SetSettings()) -> SetReport:
    (report,) = analyze_recording(recording(track), settings, stages=EXACT)
    return report


def joined(*tracks: PoseTrack) -> PoseTrack:
    """Shots one after the other, with a scene cut between them."""
    starts, times, now = [], [], 0.0
    for track in tracks:
        starts.append(sum(map(len, times)))
        times.append(track.time_s + now)
        now = times[-1][-1] + 1 / 30
    return PoseTrack(
        time_s=np.concatenate(times),
        image_px=np.concatenate([track.image_px for track in tracks]),
        world_m=np.concatenate([track.world_m for track in tracks]),
        visibility=np.concatenate([track.visibility for track in tracks]),
        size_px=tracks[0].size_px,
        cut_frames=tuple(starts[1:]),
    )


@pytest.mark.parametrize("film", [FRONT, REAR], ids=["front", "rear"])
def test_each_planted_fault_is_found_in_its_rep_on_its_side(film):
    report = report_of(squat(MIXED, film))
    assert report.camera.view is (View.REAR if film.rear else View.FRONT)
    assert [rep.grade for rep in report.reps] == [Grade.GOOD, Grade.BAD, Grade.GOOD, Grade.BAD, Grade.BAD]
    assert [rep.reasons[0].partition(" 19 %")[0] for rep in report.reps if rep.reasons] == [
        "shift to the left",
        "right hip lower",
        "left knee in",
    ]
    assert (report.summary.good, report.summary.bad, report.summary.ungraded) == (2, 3, 0)


def test_an_even_set_is_all_good_and_keeps_the_load():
    report = report_of(squat((EVEN,) * 5), SetSettings(load=60.0))
    assert {rep.grade for rep in report.reps} == {Grade.GOOD}
    assert report.advice.action is Action.KEEP
    assert report.advice.new_load == 60.0
    assert report.warnings == ()
    assert max(abs(value.pct) for rep in report.reps for value in rep.values.values()) < 0.5


def test_a_set_that_leans_one_way_is_claimed_for_that_side():
    report = report_of(squat((Fault(lateral_shift=12.0),) * 5))
    claim = report.summary.claims[SHIFT]
    assert claim.side is Side.LEFT
    assert claim.sentence == "You shift to your left (12 % on average, 5 of 5 reps)."


class TestRefused:
    """Failed gates: every rep ungraded with the reason, and no advice, never `keep`."""

    @pytest.mark.parametrize(
        ("film", "view"), [(Film(yaw_deg=85.0), View.SIDE), (Film(yaw_deg=40.0), View.OBLIQUE)]
    )
    def test_side_and_oblique(self, film, view):
        report = report_of(squat(MIXED, film), SetSettings(load=80.0))
        assert report.camera.view is view
        assert not report.camera.gradable
        assert report.summary.reps == len(MIXED)
        assert report.summary.ungraded == len(MIXED)
        assert all(rep.grade is Grade.UNGRADED and rep.reasons for rep in report.reps)
        assert all(np.isnan(value.pct) for rep in report.reps for value in rep.values.values())
        assert report.advice.action is Action.NONE
        assert report.advice.new_load is None
        assert report.camera.reasons[0] in report.advice.reasons

    def test_roll(self):
        report = report_of(squat(MIXED, Film(roll_deg=14.0, size_px=(1280, 1280))))
        assert {rep.grade for rep in report.reps} == {Grade.UNGRADED}
        assert report.advice.action is Action.NONE

    def test_frames_draw_no_values_where_nothing_is_graded(self):
        frames = report_of(squat(MIXED, Film(yaw_deg=85.0))).frames
        assert all(np.isnan(pct).all() for pct in frames.pct.values())
        assert np.isfinite(frames.depth_pct).any()


class TestMirrored:
    """A selfie file: the image is mirrored, and the model sees a lifter whose sides are exchanged."""

    def test_entered_it_gives_what_the_unmirrored_clip_gives(self):
        plain = report_of(squat(MIXED))
        selfie = report_of(squat(MIXED).mirror_track(), SetSettings(mirrored=True))
        assert [rep.reasons for rep in selfie.reps] == [rep.reasons for rep in plain.reps]
        for one, other in zip(plain.reps, selfie.reps, strict=True):
            assert [value.pct for value in one.values.values()] == pytest.approx(
                [value.pct for value in other.values.values()], abs=1e-6
            )

    def test_not_entered_every_side_is_exchanged(self):
        selfie = report_of(squat((Fault(lateral_shift=19.0),)).mirror_track())
        assert selfie.reps[0].reasons[0].startswith("shift to the right")


class TestEnteredView:
    def relabelled(self, track: PoseTrack) -> PoseTrack:
        """The model takes a back for a front: left and right are exchanged throughout."""
        return track.replace_fields(
            image_px=track.image_px[:, MIRROR_INDEX], world_m=track.world_m[:, MIRROR_INDEX]
        )

    @pytest.mark.parametrize("film", [FRONT, REAR], ids=["front", "rear"])
    def test_a_model_that_takes_a_back_for_a_front_is_put_right(self, film):
        view = View.REAR if film.rear else View.FRONT
        track = squat(MIXED, film)
        assert report_of(self.relabelled(track)).camera.view is not view
        entered = report_of(self.relabelled(track), SetSettings(view=view))
        assert entered.camera.view is view
        assert [rep.reasons for rep in entered.reps] == [rep.reasons for rep in report_of(track).reps]

    @pytest.mark.parametrize("film", [FRONT, REAR], ids=["front", "rear"])
    def test_where_the_estimate_agrees_nothing_changes(self, film):
        view = View.REAR if film.rear else View.FRONT
        plain, entered = report_of(squat(MIXED, film)), report_of(squat(MIXED, film), SetSettings(view=view))
        assert repr(entered.reps) == repr(plain.reps)  # NaN is not equal to itself

    def test_only_front_and_rear_can_be_entered(self):
        with pytest.raises(ValueError, match="view must be front or rear"):
            SetSettings(view=View.SIDE)


class TestShots:
    def test_each_shot_is_a_set_of_its_own(self):
        track = joined(squat((EVEN,) * 2), squat((Fault(lateral_shift=19.0),) * 3, REAR))
        reports = analyze_recording(recording(track), stages=EXACT)
        assert [(report.shot, report.shots) for report in reports] == [(1, 2), (2, 2)]
        assert [report.summary.reps for report in reports] == [2, 3]
        assert [report.camera.view for report in reports] == [View.FRONT, View.REAR]
        assert [report.summary.bad for report in reports] == [0, 3]

    def test_times_are_those_of_the_clip(self):
        first = squat((EVEN,))
        reports = analyze_recording(recording(joined(first, squat((EVEN,)))), stages=EXACT)
        later = reports[1].reps[0].bottom_s - reports[0].reps[0].bottom_s
        assert later == pytest.approx(first.time_s[-1] + 1 / 30, abs=0.01)

    def test_a_shot_without_the_lifter_gives_no_report_but_keeps_its_number(self):
        nobody = gone(standing(2.0), 0.0, 3.0)
        reports = analyze_recording(recording(joined(nobody, squat((EVEN,)))), stages=EXACT)
        assert [(report.shot, report.shots) for report in reports] == [(2, 2)]

    def test_a_rep_cut_by_a_scene_cut_is_not_stitched_together(self):
        track = squat((EVEN,) * 3)
        cut = int(np.searchsorted(track.time_s, starts_s((EVEN,) * 3)[1] + 1.2))
        first, second = analyze_recording(recording(track.replace_fields(cut_frames=(cut,))), stages=EXACT)
        assert (first.summary.reps, first.summary.incomplete) == (1, 1)
        assert (second.summary.reps, second.summary.incomplete) == (1, 1)


class TestNobody:
    def test_a_clip_in_which_nobody_is_seen_is_refused_with_the_remedy(self):
        with pytest.raises(NothingToGrade, match="Film the whole body"):
            analyze_recording(recording(gone(standing(2.0), 0.0, 3.0)))

    def test_somebody_who_only_stands_has_no_reps_and_gets_no_advice(self):
        report = report_of(standing(6.0))
        assert report.reps == ()
        assert report.advice.action is Action.NONE

    @pytest.mark.parametrize("frames", [1, 2, 5])
    def test_a_clip_of_a_few_frames_has_no_reps_and_no_trouble(self, frames):
        report = report_of(standing(2.0).slice_frames(0, frames))
        assert report.reps == ()
        assert report.advice.action is Action.NONE


class TestFrames:
    def test_they_run_over_the_whole_shot_and_agree_with_the_reps(self):
        track = squat(MIXED)
        report = report_of(track)
        frames = report.frames
        assert len(frames.time_s) == len(frames.rep) == len(frames.standing) == len(track)
        for rep in report.reps:
            inside = frames.rep == rep.rep
            assert frames.time_s[inside][[0, -1]].tolist() == [rep.start_s, rep.end_s]
            assert frames.depth_pct[inside].max() == pytest.approx(rep.depth_pct)
            assert not frames.standing[inside][1:-1].any()
        assert frames.standing[frames.rep == 0].any()

    def test_reps_are_numbered_through_all_stances(self):
        film = Film(top_s=2.0)
        film = replace(film, steps=(Step(starts_s((EVEN,) * 4, film)[2] - 1.2, Side.LEFT, 0.1),))
        report = report_of(squat((EVEN,) * 4, film))
        assert [rep.rep for rep in report.reps] == [1, 2, 3, 4]
        assert set(report.frames.rep.tolist()) == {0, 1, 2, 3, 4}
        assert [rep.bottom_s for rep in report.reps] == sorted(rep.bottom_s for rep in report.reps)


class TestPain:
    def test_it_ends_the_set_that_is_even(self):
        assert report_of(squat((EVEN,) * 3), SetSettings(pain=True)).advice.action is Action.END_SET


def test_the_same_recording_gives_the_same_report():
    track = squat(MIXED, Film(noise_px=1.0))
    one, other = report_of(track), report_of(track)
    assert one.advice == other.advice
    assert repr(one.reps) == repr(other.reps)  # NaN is not equal to itself


def test_warnings_of_the_track_are_passed_on():
    track = squat((EVEN,)).replace_fields(warnings=("The file is incomplete.",))
    assert report_of(track).warnings[0] == "The file is incomplete."


def test_knees_hidden_throughout_are_refused_by_name():
    track = squat((EVEN,) * 2)
    visibility = track.visibility.copy()
    visibility[:, list(Joint.KNEE.pair)] = 0.0
    report = report_of(track.replace_fields(visibility=visibility))
    assert not report.camera.gradable
    assert "knee can't be seen" in report.camera.reasons[0]
