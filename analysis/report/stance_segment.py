"""One stance of a shot: its reps found, its baseline chosen, its raw signals computed."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.calibration.estimator import EstimatorInput
from analysis.lifts.catalogue import Lift, Posture
from analysis.lifts.single_leg import (
    LegMeasurement,
    measure_leg,
)
from analysis.lifts.standing_leg import (
    find_two_legged_baseline,
    has_planted_foot,
)
from analysis.pose.track import FloatArray, PoseTrack
from analysis.quantities.frontal_plane import Plane, build_frontal_plane, measure_standing_spans
from analysis.quantities.signals import compute_raw_signals
from analysis.report.stages import Stages
from analysis.report.types import CameraReport
from analysis.reps.baseline import Baseline, find_baseline
from analysis.reps.detection import FoundReps, Rep
from analysis.reps.rep_signals import (
    compute_depth_series,
    compute_rep_signal,
    find_lift_reps,
)
from analysis.reps.stance import Stance, has_foot_moved
from analysis.settings import SetSettings, View


@dataclass(frozen=True, eq=False)
class StanceSegment:
    """One stance of a shot.

    Attributes
    ----------
    first
        Its first frame in the shot.
    scene
        What the estimator sees of it.
    baseline
        Quiet standing that its reps are measured against.
    reps
        In its own frames.
    legs
        In a lift on one leg, what was measured of each rep; else empty.
    """

    first: int
    scene: EstimatorInput
    baseline: Baseline
    reps: tuple[Rep, ...]
    legs: tuple[LegMeasurement, ...] = ()


def find_stance_reps(
    lift: Lift, track: PoseTrack, stance: Stance, camera: CameraReport, stages: Stages
) -> FoundReps:
    """Reps of one stance; those whose feet came to rest elsewhere are rejected."""
    part = track.slice_frames(stance.first, stance.stop)
    plane = _build_plane(part, camera)
    depth = compute_depth_series(lift, part.time_s, plane, stages.baseline)
    found = find_lift_reps(lift, part.time_s, depth, stages.reps)
    # On the floor nobody stands, and the reps of a refused camera are counted, not graded.
    if not camera.gradable or lift.posture is Posture.FLOOR:
        return found
    if lift.one_leg:
        moved = [rep for rep in found.reps if not has_planted_foot(plane, rep, stages.one_leg)]
    else:
        moved = [
            rep
            for rep in found.reps
            if has_foot_moved(part, rep.start, rep.end, stance.leg_px, stages.stance)
        ]
    still = tuple(rep for rep in found.reps if rep not in moved)
    return replace(
        found,
        reps=still,
        rejected=found.rejected + tuple((rep, "the feet moved") for rep in moved),
    )


def review_stance_reps(
    lift: Lift, track: PoseTrack, stance: Stance, camera: CameraReport, found: FoundReps, stages: Stages
) -> FoundReps:
    """The reps of one stance after the review, if there is one."""
    if stages.review is None:
        return found
    part = track.slice_frames(stance.first, stance.stop)
    depth = compute_depth_series(lift, part.time_s, _build_plane(part, camera), stages.baseline)
    return stages.review(part.time_s, compute_rep_signal(lift, depth), found)


def measure_stance(
    lift: Lift,
    track: PoseTrack,
    stance: Stance,
    camera: CameraReport,
    reps: tuple[Rep, ...],
    settings: SetSettings,
    stages: Stages,
) -> StanceSegment:
    """Baseline, raw signals and, on one leg, each rep's leg: everything that grading needs of one stance."""
    part = track.slice_frames(stance.first, stance.stop)
    plane = _build_plane(part, camera)
    level = compute_depth_series(lift, part.time_s, plane, stages.baseline)
    baseline = _find_stance_baseline(lift, part.time_s, level, plane, reps, stages)
    spans = measure_standing_spans(plane, baseline.frames)
    raw = compute_raw_signals(part, plane, _select_facing(camera), spans, compute_bar_share(settings))
    scene = EstimatorInput(part, plane, spans, camera, raw, baseline.frames, level)
    legs = tuple(
        measure_leg(lift, scene, rep, settings.side, stages.one_leg, stages.reps, baseline.reason)
        for rep in (reps if lift.one_leg else ())
    )
    return StanceSegment(stance.first, scene, baseline, reps, legs)


def _find_stance_baseline(
    lift: Lift,
    time_s: FloatArray,
    level: FloatArray,
    plane: Plane,
    reps: tuple[Rep, ...],
    stages: Stages,
) -> Baseline:
    """Frames that the reps are compared with: standing on both feet, or lying at rest."""
    if lift.one_leg:
        frames, reason = find_two_legged_baseline(time_s, level, plane, reps, stages.baseline, stages.one_leg)
        return Baseline(frames, float(frames.sum()), reason if lift.pelvic_drop else "", ())
    within = lift.starts_low and lift.posture is Posture.STANDING
    floor = lift.posture is Posture.FLOOR
    return find_baseline(time_s, level, plane, reps, stages.baseline, within=within, any_arms=floor)


def compute_bar_share(settings: SetSettings) -> float:
    """Bar mass / (bar + body mass), 0..1.

    Returns
    -------
    float
        0 where either was not entered: the bar is then left out of the centre of mass.
    """
    if not settings.load or not settings.body_mass:
        return 0.0
    return settings.load / (settings.load + settings.body_mass)


def _build_plane(track: PoseTrack, camera: CameraReport) -> Plane:
    """Levelled by the camera's roll; as filmed where that is unknown."""
    roll = 0.0 if np.isnan(camera.roll_deg) else camera.roll_deg
    return build_frontal_plane(track, _select_facing(camera), roll)


def _select_facing(camera: CameraReport) -> View:
    return View.REAR if camera.view is View.REAR else View.FRONT
