"""From a recording to its reports: the pipeline on one page, read from top to bottom."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from analysis.calibration.interval_widening import build_pose_source, widen_intervals
from analysis.camera.checks import list_left_out_quantities
from analysis.errors import NothingToGrade
from analysis.grading.rules import apply_running_indication, flag_both_knees, grade_values
from analysis.grading.set_summary import summarize_set
from analysis.lifts.catalogue import PELVIC_DROP_FLAG, Lift, find_lift
from analysis.lifts.single_leg import LegMeasurement, is_flagged, summarize_sides
from analysis.load.advice import advise_on_load
from analysis.load.rules import LoadContext
from analysis.pose.cleaning import select_cleaning_settings
from analysis.pose.track import ModelInfo, PoseTrack, Recording
from analysis.quantities.definitions import Quantity
from analysis.quantities.rep_metrics import (
    compute_secondary_values,
    describe_hidden_joint,
    make_ungraded_value,
    measure_rep,
)
from analysis.report.segment import Shot, analyze_shot
from analysis.report.stages import Stages
from analysis.report.stance_segment import StanceSegment
from analysis.report.types import (
    Action,
    Advice,
    CameraReport,
    FrameSeries,
    Grade,
    Phase,
    RepReport,
    SetReport,
    SetSummary,
)
from analysis.reps.detection import Rep
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


def build_rep_report(
    number: int, lift: Lift, part: StanceSegment, index: int, camera: CameraReport, stages: Stages
) -> RepReport:
    """One rep measured and graded by itself; what follows from its neighbours is added later.

    Parameters
    ----------
    number
        Its number in the set, from 1.
    lift
        The row of the catalogue.
    part, index
        The stance, and the place of the rep in it.
    camera
        The judged camera.
    stages
        Settings and estimator.
    """
    rep = part.reps[index]
    why_not = _explain_ungraded(lift, part, rep, camera)
    grade, reasons, flags = Grade.UNGRADED, why_not, tuple[str, ...]()
    if why_not:
        values = {quantity: make_ungraded_value(quantity, why_not[0]) for quantity in Quantity}
    else:
        measured = measure_rep(part.scene, rep, stages.estimator, stages.reps, lift.phases)
        left_out = list_left_out_quantities(camera, stages.camera) | dict(lift.ungraded)
        values = measured | {key: make_ungraded_value(key, why) for key, why in left_out.items()}
        grade, reasons, flags = grade_values(values, stages.grading)
    # A deadlift goes up first: which half is "down" depends on the lift.
    start, bottom, end = (float(part.scene.track.time_s[index]) for index in (rep.start, rep.bottom, rep.end))
    halves = dict(zip(lift.phases, (bottom - start, end - bottom), strict=True))
    extras = compute_secondary_values(part.scene, rep, stages.reps)
    shown = lift.shown if lift.graded or camera.gradable else ()
    found = RepReport(
        rep=number,
        start_s=start,
        bottom_s=bottom,
        end_s=end,
        down_s=halves[Phase.DOWN],
        up_s=halves[Phase.UP],
        depth_pct=100.0 * rep.depth,
        grade=grade,
        reasons=reasons,
        flags=flags,
        values=values,
        split_left_pct=50.0 + values[Quantity.LATERAL_SHIFT].pct / 2.0,
        side=None,
        **{name: value if name in shown else float("nan") for name, value in extras.items()},
    )
    return _add_leg_values(found, part.legs[index], stages) if part.legs and camera.gradable else found


def _add_leg_values(rep: RepReport, leg: LegMeasurement, stages: Stages) -> RepReport:
    """The rep with what its standing leg shows."""
    flagged = is_flagged(leg.drop_deg, stages.one_leg)
    return replace(
        rep,
        side=leg.side,
        depth_pct=100.0 * leg.depth,
        pelvic_drop_deg=leg.drop_deg,
        pelvic_drop_low_deg=leg.low_deg,
        pelvic_drop_high_deg=leg.high_deg,
        flags=(*rep.flags, PELVIC_DROP_FLAG) if flagged else rep.flags,
    )


def _explain_ungraded(lift: Lift, part: StanceSegment, rep: Rep, camera: CameraReport) -> tuple[str, ...]:
    """Sentences why no quantity of this rep can be graded; empty when they can."""
    if not camera.gradable:
        return camera.reasons
    if not lift.graded:
        return tuple(dict.fromkeys(lift.ungraded.values()))
    if part.baseline.reason:
        return (part.baseline.reason,)
    hidden = describe_hidden_joint(part.scene, rep)
    return (hidden,) if hidden else ()


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
