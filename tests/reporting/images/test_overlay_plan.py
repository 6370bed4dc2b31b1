"""What a report becomes on the clip: marks, live values laid where their times stand, sides kept."""

from dataclasses import replace

import numpy as np

from analysis.pose.track import PoseTrack
from analysis.quantities.definitions import THRESHOLD_PCT, Quantity
from analysis.report.types import Grade, SetReport
from analysis.settings import SetSettings
from reporting.images.overlay_plan import build_overlay_plan
from tests.fixtures.reports import EIGHT_REPS, NAN, build_camera, build_rep, build_report


def track_for(*reports: SetReport, extra_frames: int = 0) -> PoseTrack:
    times = np.concatenate([report.frames.time_s for report in reports])
    times = np.concatenate([times, times[-1] + 0.1 * np.arange(1, extra_frames + 1)])
    shape = (len(times), 33)
    return PoseTrack(times, np.ones((*shape, 2)), np.ones((*shape, 3)), np.ones(shape), (640, 480))


def later(report: SetReport, seconds: float) -> SetReport:
    return replace(report, frames=replace(report.frames, time_s=report.frames.time_s + seconds), shot=2)


def test_marks_say_the_worst_fault_first() -> None:
    report = build_report()
    marks = build_overlay_plan(track_for(report), [report]).reps
    assert [mark.number for mark in marks] == list(range(1, 9))
    assert (marks[0].grade, marks[0].headline) == ("good", "Even")
    assert marks[6].headline == "Shift to the left 21 %"
    assert marks[6].details == ("Left knee in 16 %", "close call")
    assert (marks[7].grade, marks[7].headline) == ("ungraded", "Feet out of the picture.")


def test_a_quantity_that_no_rep_has_is_not_drawn() -> None:
    report = build_report()
    plan = build_overlay_plan(track_for(report), [report])
    assert [live.label for live in plan.live_values] == ["Hip drop", "Knee valgus", "Lateral shift"]
    assert {live.limit for live in plan.live_values} == {THRESHOLD_PCT}
    assert plan.reps[0].values == (2.0, -3.0, 4.0)


def test_shots_are_laid_where_they_are_in_the_clip() -> None:
    first, second = build_report(EIGHT_REPS[:2]), later(build_report(EIGHT_REPS[:2]), 20.0)
    plan = build_overlay_plan(track_for(first, second, extra_frames=5), [first, second])
    assert len(plan.reps) == 4
    values = plan.live_values[0].values
    assert np.isfinite(values[:-5]).all()
    assert np.isnan(values[-5:]).all()
    assert plan.summary_lines == ()


def test_one_set_is_summed_up_in_its_verdict() -> None:
    report = build_report()
    plan = build_overlay_plan(track_for(report), [report])
    assert plan.summary_lines == (
        "5 of 7 reps even, 1 more could not be graded.",
        "You shift to your left. Hip rotation was not graded.",
    )


def test_roll_is_that_of_the_picture_as_filmed() -> None:
    straight = build_report(camera=build_camera(roll_deg=3.0))
    mirrored = build_report(camera=build_camera(roll_deg=3.0), settings=SetSettings(mirrored=True))
    assert build_overlay_plan(track_for(straight), [straight]).roll_deg == 3.0
    plan = build_overlay_plan(track_for(mirrored), [mirrored])
    assert (plan.roll_deg, plan.mirrored) == (-3.0, True)


def test_nothing_known_draws_nothing_but_the_skeleton() -> None:
    report = build_report((), camera=build_camera(roll_deg=NAN))
    plan = build_overlay_plan(track_for(report), [report])
    assert (plan.reps, plan.live_values, plan.roll_deg) == ((), (), 0.0)


def test_a_rep_bad_on_average_only_keeps_its_reason() -> None:
    reason = "left hip forward 18 % on average of 5 reps"
    report = build_report((build_rep(1, (1.0, 1.0, 1.0, NAN), reasons=(reason,), grade=Grade.BAD),))
    assert build_overlay_plan(track_for(report), [report]).reps[0].headline == reason


def test_every_quantity_has_its_place_on_the_body() -> None:
    report = build_report((build_rep(1, (1.0, 2.0, 3.0, 4.0)),))
    plan = build_overlay_plan(track_for(report), [report])
    parts = dict(zip(Quantity, [live.part for live in plan.live_values], strict=True))
    assert list(parts.values()) == ["hips", "knees", "balance", None]
