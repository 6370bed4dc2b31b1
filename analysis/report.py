"""From a recording to its reports: the pipeline on one page, read from top to bottom."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from analysis.camera import left_out
from analysis.errors import NothingToGrade
from analysis.grading import apply_running_indication, flag_both_knees, grade_values, summarise
from analysis.load import advise
from analysis.load_rules import LoadContext
from analysis.metrics import measure_rep, out_of_sight, secondary_values, unread
from analysis.quantities import Quantity
from analysis.report_types import CameraReport, FrameSeries, Grade, RepReport, SetReport
from analysis.reps import Rep
from analysis.settings import SetSettings
from analysis.shot import Shot, Stages, StancePart, read_shot
from analysis.track import PoseTrack, Recording
from analysis.unmirrored import reader_of, widened


def analyse(
    recording: Recording,
    settings: SetSettings = SetSettings(),
    context: LoadContext = LoadContext(),
    stages: Stages = Stages(),
) -> tuple[SetReport, ...]:
    """One report per shot that shows the lifter. Raises NothingToGrade when no shot does."""
    stages = replace(stages, estimator=widened(stages.estimator, reader_of(recording.model)))
    track = as_filmed(recording.track, settings)
    shots = [track.part(first, stop) for first, stop in shot_limits(track)]
    shown = [(number, shot) for number, shot in enumerate(shots, start=1) if shot.seen.any()]
    if not shown:
        raise NothingToGrade(
            "Nobody was seen in this clip. Film the whole body from the front or from behind, in good light."
        )
    reports = [_analyse_shot(recording, shot, settings, context, stages) for _, shot in shown]
    return tuple(
        replace(report, shot=number, shots=len(shots))
        for report, (number, _) in zip(reports, shown, strict=True)
    )


def as_filmed(track: PoseTrack, settings: SetSettings) -> PoseTrack:
    """The track with left and right as the lifter has them: a mirrored clip is put right."""
    return track.mirrored() if settings.mirrored else track


def shot_limits(track: PoseTrack) -> list[tuple[int, int]]:
    """[(first, stop), …] frame ranges between scene cuts."""
    edges = [0, *track.cut_frames, len(track)]
    return list(pairwise(edges))


def _analyse_shot(
    recording: Recording, track: PoseTrack, settings: SetSettings, context: LoadContext, stages: Stages
) -> SetReport:
    shot = read_shot(track, settings, stages)
    reps = _grade(shot, stages)
    summary = summarise(reps, len(shot.incomplete), stages.grading)
    return SetReport(
        clip=recording.clip,
        model=recording.model,
        settings=settings,
        camera=shot.camera,
        reps=tuple(reps),
        summary=summary,
        advice=advise(reps, summary, shot.camera, settings, context),
        warnings=(*shot.corrections, *track.warnings, *shot.camera.warnings, *shot.warnings),
        frames=_frame_series(shot, stages),
        corrections=shot.corrections,
    )


def _grade(shot: Shot, stages: Stages) -> list[RepReport]:
    """Every rep of the shot, numbered in order of time."""
    reps = [(part, rep) for part in shot.parts for rep in part.reps]
    graded = [
        report_rep(number, part, rep, shot.camera, stages) for number, (part, rep) in enumerate(reps, start=1)
    ]
    return flag_both_knees(apply_running_indication(graded, stages.grading), stages.grading)


def report_rep(number: int, part: StancePart, rep: Rep, camera: CameraReport, stages: Stages) -> RepReport:
    """One rep measured and graded by itself; what follows from its neighbours is not in it yet."""
    why_not = _why_ungraded(part, rep, camera)
    grade, reasons, flags = Grade.UNGRADED, why_not, tuple[str, ...]()
    if why_not:
        values = {quantity: unread(quantity, why_not[0]) for quantity in Quantity}
    else:
        measured = measure_rep(part.scene, rep, stages.estimator, stages.reps)
        values = measured | {key: unread(key, why) for key, why in left_out(camera, stages.camera).items()}
        grade, reasons, flags = grade_values(values, stages.grading)
    start, bottom, end = (float(part.scene.track.time_s[index]) for index in (rep.start, rep.bottom, rep.end))
    return RepReport(
        rep=number,
        start_s=start,
        bottom_s=bottom,
        end_s=end,
        down_s=bottom - start,
        up_s=end - bottom,
        depth_pct=100.0 * rep.depth,
        grade=grade,
        reasons=reasons,
        flags=flags,
        values=values,
        split_left_pct=50.0 + values[Quantity.LATERAL_SHIFT].pct / 2.0,
        **secondary_values(part.scene, rep, stages.reps),
    )


def _why_ungraded(part: StancePart, rep: Rep, camera: CameraReport) -> tuple[str, ...]:
    """Sentences why no quantity of this rep can be graded; empty when they can."""
    if not camera.gradable:
        return camera.reasons
    if part.baseline.reason:
        return (part.baseline.reason,)
    hidden = out_of_sight(part.scene, rep)
    return (hidden,) if hidden else ()


def _frame_series(shot: Shot, stages: Stages) -> FrameSeries:
    """Depth, rep number, baseline and values of every frame of the shot; NaN outside the stances."""
    frames = len(shot.track)
    series = FrameSeries(
        time_s=shot.track.time_s,
        depth_pct=np.full(frames, np.nan),
        rep=np.zeros(frames, np.int64),
        standing=np.zeros(frames, bool),
        pct={quantity: np.full(frames, np.nan) for quantity in Quantity},
    )
    numbers = iter(range(1, frames + 1))
    for part in shot.parts:
        inside = slice(part.first, part.first + len(part.scene.depth))
        series.depth_pct[inside] = 100.0 * part.scene.depth
        series.standing[inside] = part.baseline.frames
        for rep in part.reps:
            series.rep[part.first + rep.start : part.first + rep.end + 1] = next(numbers)
        if shot.camera.gradable and not part.baseline.reason:
            for quantity, values in stages.estimator.over_time(part.scene).items():
                series.pct[quantity][inside] = values
    return series
