"""From a recording to its reports: the pipeline on one page, read from top to bottom."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from analysis.calibration.interval_widening import build_pose_source, widen_intervals
from analysis.errors import NothingToGrade
from analysis.grading.rules import apply_running_indication, flag_both_knees
from analysis.grading.set_summary import summarize_set
from analysis.lifts.catalogue import Lift, find_lift
from analysis.lifts.single_leg import summarize_sides
from analysis.load.advice import advise_on_load
from analysis.load.rules import LoadContext
from analysis.pose.cleaning import select_cleaning_settings
from analysis.pose.track import ModelInfo, PoseTrack, Recording
from analysis.quantities.definitions import Quantity
from analysis.report.rep_report import build_rep_report
from analysis.report.segment import Shot, analyze_shot
from analysis.report.stages import Stages
from analysis.report.types import (
    Action,
    Advice,
    CameraReport,
    FrameSeries,
    RepReport,
    SetReport,
    SetSummary,
)
from analysis.settings import SetSettings


def analyze_recording(
    recording: Recording,
    settings: SetSettings = SetSettings(),
    context: LoadContext = LoadContext(),
    stages: Stages = Stages(),
) -> tuple[SetReport, ...]:
    """Analyse one recording: the pipeline from landmarks to reports.

    Parameters
    ----------
    recording
        Landmarks, the clip and the pose model they come from.
    settings
        What the person entered about the clip.
    context
        Earlier sets, for the load advice.
    stages
        Each stage's own settings, and the estimator.

    Returns
    -------
    tuple[SetReport, ...]
        One report per shot that shows the lifter, in order of time.

    Raises
    ------
    NothingToGrade
        When no shot shows anybody.
    LiftError
        For a lift that is not in the catalogue.
    """
    stages = _adapt_stages_to_model(recording.model, stages)
    track = correct_mirroring(recording.track, settings)
    # A cut is another camera position: each shot is its own set, with its own standing.
    shots = [track.slice_frames(first, stop) for first, stop in list_shot_limits(track)]
    shown = [(number, shot) for number, shot in enumerate(shots, start=1) if shot.seen.any()]
    if not shown:
        raise NothingToGrade(
            "Nobody was seen in this clip. Film the whole body from the front or from behind, in good light."
        )
    reports = [_build_shot_report(recording, shot, settings, context, stages) for _, shot in shown]
    return tuple(
        replace(report, shot=number, shots=len(shots))
        for report, (number, _) in zip(reports, shown, strict=True)
    )


def _adapt_stages_to_model(model: ModelInfo, stages: Stages) -> Stages:
    """The settings that depend on the pose model: visibility limit and width of the intervals."""
    return replace(
        stages,
        cleaning=select_cleaning_settings(model.name, stages.cleaning),
        estimator=widen_intervals(stages.estimator, build_pose_source(model)),
    )


def correct_mirroring(track: PoseTrack, settings: SetSettings) -> PoseTrack:
    """The track with left and right as the lifter has them.

    Parameters
    ----------
    track
        As filmed.
    settings
        `mirrored`: the file is a selfie recording.

    Returns
    -------
    PoseTrack
        The mirror image for a mirrored clip, else the track itself.
    """
    return track.mirror_track() if settings.mirrored else track


def list_shot_limits(track: PoseTrack) -> list[tuple[int, int]]:
    """Frame ranges between scene cuts.

    Parameters
    ----------
    track
        Of the whole clip, with its cuts.

    Returns
    -------
    list[tuple[int, int]]
        [(first, stop), …] frame indices; one range for a clip without cuts.
    """
    edges = [0, *track.cut_frames, len(track)]
    return list(pairwise(edges))


def _build_shot_report(
    recording: Recording, track: PoseTrack, settings: SetSettings, context: LoadContext, stages: Stages
) -> SetReport:
    lift = find_lift(settings.lift)
    shot = analyze_shot(track, settings, stages)
    reps = _grade_shot(lift, shot, stages)
    summary = summarize_set(reps, len(shot.incomplete), stages.grading)
    return SetReport(
        clip=recording.clip,
        model=recording.model,
        settings=settings,
        camera=shot.camera,
        reps=tuple(reps),
        summary=summary,
        advice=_advise_on_set(lift, reps, summary, shot.camera, settings, context),
        warnings=(*shot.corrections, *track.warnings, *shot.camera.warnings, *shot.warnings),
        frames=_build_frame_series(lift, shot, stages),
        corrections=shot.corrections,
        measured_by=stages.estimator.name,
        sides=summarize_sides(lift, reps, stages.one_leg),
    )


def _advise_on_set(
    lift: Lift,
    reps: list[RepReport],
    summary: SetSummary,
    camera: CameraReport,
    settings: SetSettings,
    context: LoadContext,
) -> Advice:
    """Load advice needs grades: a lift without any has none, and says so; pain ends every set."""
    if lift.graded or settings.pain or not camera.gradable or not reps:
        return advise_on_load(reps, summary, camera, settings, context)
    reason = f"No advice: each {lift.rep} rep is counted, not graded."
    return Advice(Action.NONE, None, settings.unit, (reason,))


def _grade_shot(lift: Lift, shot: Shot, stages: Stages) -> list[RepReport]:
    """Every rep of the shot, numbered in order of time."""
    reps = [(part, index) for part in shot.parts for index in range(len(part.reps))]
    graded = [
        build_rep_report(number, lift, part, index, shot.camera, stages)
        for number, (part, index) in enumerate(reps, start=1)
    ]
    return flag_both_knees(apply_running_indication(graded, stages.grading), stages.grading)


def _build_frame_series(lift: Lift, shot: Shot, stages: Stages) -> FrameSeries:
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
        if lift.graded and shot.camera.gradable and not part.baseline.reason:
            for quantity, values in stages.estimator.estimate_series(part.scene).items():
                series.pct[quantity][inside] = values
    return series
