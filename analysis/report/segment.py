"""One shot of a clip: cleaned, judged by its camera, cut into stances, its reps and baselines found."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimator import Estimator, EstimatorInput, GainTable
from analysis.camera.checks import CameraSettings, check_camera, estimate_facing
from analysis.camera.floor_checks import check_floor_camera, refuse_wrong_view
from analysis.grading.rules import GradingSettings
from analysis.lifts.catalogue import Lift, Posture, Signal, find_lift
from analysis.lifts.single_leg import (
    LegReading,
    OneLegSettings,
    find_both_feet_down,
    find_two_legged_baseline,
    has_planted_foot,
    measure_leg,
)
from analysis.pose.cleaning import CleaningSettings, clean_track
from analysis.pose.track import FloatArray, PoseTrack
from analysis.quantities.signals import (
    Plane,
    build_frontal_plane,
    compute_raw_signals,
    measure_standing_spans,
)
from analysis.report.types import CameraReport
from analysis.reps.baseline import Baseline, BaselineSettings, find_baseline, find_quiet_frames
from analysis.reps.detection import FoundReps, Rep, RepSettings, Review, drop_shallow_of_set
from analysis.reps.rep_signals import (
    compute_depth_series,
    compute_rep_signal,
    find_lift_reps,
    measure_upright_px,
)
from analysis.reps.stance import Stance, StanceSettings, find_stances, has_foot_moved, make_whole_shot_stance
from analysis.settings import SetSettings, View


@dataclass(frozen=True)
class Stages:
    """Each stage's own settings, and the estimator: exchanged in studies, never by the person.

    Attributes
    ----------
    review
        looks at the reps of each stance before they are measured; None: they stay as found
    """

    cleaning: CleaningSettings = CleaningSettings()
    stance: StanceSettings = StanceSettings()
    camera: CameraSettings = CameraSettings()
    reps: RepSettings = RepSettings()
    baseline: BaselineSettings = BaselineSettings()
    grading: GradingSettings = GradingSettings()
    one_leg: OneLegSettings = OneLegSettings()
    estimator: Estimator = field(default_factory=GainTable)
    review: Review | None = None


@dataclass(frozen=True, eq=False)
class StanceSegment:
    """One stance: its first frame in the shot, its scene, its baseline and its reps (in its own frames).

    Attributes
    ----------
    legs
        in a lift on one leg, what was read of each rep; else empty
    """

    first: int
    scene: EstimatorInput
    baseline: Baseline
    reps: tuple[Rep, ...]
    legs: tuple[LegReading, ...] = ()


@dataclass(frozen=True, eq=False)
class Shot:
    """Everything found in one shot.

    Attributes
    ----------
    standing
        (T,) quiet standing of every stance, by which the camera was judged
    incomplete
        reps that the clip cuts off, in the shot's frames
    rejected
        what looked like a rep but is none, with the reason, in the shot's frames
    corrections
        sentences: what the person changed of the reps
    """

    track: PoseTrack
    standing: NDArray[np.bool_]
    camera: CameraReport
    parts: tuple[StanceSegment, ...]
    incomplete: tuple[Rep, ...]
    warnings: tuple[str, ...]
    corrections: tuple[str, ...] = ()
    rejected: tuple[tuple[Rep, str], ...] = ()


def analyze_shot(filmed: PoseTrack, settings: SetSettings, stages: Stages = Stages()) -> Shot:
    """Clean, find the stances, judge the camera, then find reps and baseline in each stance."""
    lift = find_lift(settings.lift)
    stages = _stages_for_lift(lift, stages)
    track = apply_view_override(clean_track(filmed, stages.cleaning), settings.view)
    stances = _find_shot_stances(lift, track, stages)
    standing = _find_quiet_standing(lift, track, stances, stages)
    camera = refuse_wrong_view(_judge_camera(lift, track, stances, standing, settings, stages), lift)
    found = [_find_reps(lift, track, stance, camera, stages) for stance in stances]
    kept = [
        _review_reps(lift, track, stance, camera, reps, stages)
        for stance, reps in zip(stances, drop_shallow_of_set(found, stages.reps), strict=True)
    ]
    parts = tuple(
        _measure_stance(lift, track, stance, camera, reps.reps, settings, stages)
        for stance, reps in zip(stances, kept, strict=True)
    )
    return Shot(
        track=track,
        standing=standing,
        camera=camera,
        parts=parts,
        incomplete=tuple(
            _shift_rep(rep, stance.first)
            for stance, reps in zip(stances, kept, strict=True)
            for rep in reps.incomplete
        ),
        warnings=tuple(_list_warnings(track, stances, kept, parts)),
        corrections=tuple(text for reps in kept for text in reps.corrections),
        rejected=tuple(
            (_shift_rep(rep, stance.first), reason)
            for stance, reps in zip(stances, kept, strict=True)
            for rep, reason in reps.rejected
        ),
    )


def apply_view_override(track: PoseTrack, told: View | None) -> PoseTrack:
    """If the model reads front where the person says rear (or the reverse), left and right are exchanged."""
    seen = estimate_facing(track, np.ones(len(track), bool)) if told else None
    if told is None or seen in (told, View.UNKNOWN):
        return track
    swapped = track.mirror_track()
    flip_back = [-1.0, 1.0]
    return swapped.replace_fields(
        image_px=swapped.image_px * flip_back + [track.size_px[0] - 1.0, 0.0],
        world_m=swapped.world_m * [*flip_back, 1.0],
    )


def _stages_for_lift(lift: Lift, stages: Stages) -> Stages:
    """On one leg the free foot may cross the other: that is no confusion of left and right."""
    return replace(stages, cleaning=replace(stages.cleaning, repair_swaps=False)) if lift.one_leg else stages


def _find_shot_stances(lift: Lift, track: PoseTrack, stages: Stages) -> list[Stance]:
    """Stretches with planted feet; the whole shot where a foot is lifted or feet are not stood on."""
    return (
        find_stances(track, stages.stance)
        if lift.posture is Posture.STANDING
        else make_whole_shot_stance(track)
    )


def _find_quiet_standing(
    lift: Lift, track: PoseTrack, stances: list[Stance], stages: Stages
) -> NDArray[np.bool_]:
    """(T,) quiet frames of every stance, before anything is levelled; none where nobody stands."""
    still = np.zeros(len(track), bool)
    if lift.posture is Posture.FLOOR:
        return still
    upright = measure_upright_px(track, lift)
    for stance in stances:
        inside = slice(stance.first, stance.stop)
        tall = stance.leg_px if lift.signal is Signal.HIPS else _measure_tall_px(upright[inside], stages)
        still[inside] = find_quiet_frames(track.time_s[inside], 1.0 - upright[inside] / tall, stages.baseline)
    if lift.one_leg:
        on_both = still & find_both_feet_down(build_frontal_plane(track, View.FRONT, 0.0))
        still = on_both if on_both.any() else still
    return still


def _judge_camera(
    lift: Lift,
    track: PoseTrack,
    stances: list[Stance],
    standing: NDArray[np.bool_],
    settings: SetSettings,
    stages: Stages,
) -> CameraReport:
    if lift.posture is Posture.FLOOR:
        return check_floor_camera(track, lift, settings.view, stages.camera)
    planted = np.zeros(len(track), bool)
    for stance in stances:
        planted[stance.first : stance.stop] = True
    return check_camera(track, standing, planted, settings.view, stages.camera)


def _measure_tall_px(upright: FloatArray, stages: Stages) -> float:
    seen = upright[np.isfinite(upright)]
    return float(np.quantile(seen, stages.stance.tall_quantile)) if len(seen) else float("nan")


def _build_plane(track: PoseTrack, camera: CameraReport) -> Plane:
    """Levelled by the camera's roll; as filmed where that is unknown."""
    roll = 0.0 if np.isnan(camera.roll_deg) else camera.roll_deg
    return build_frontal_plane(track, _select_facing(camera), roll)


def _select_facing(camera: CameraReport) -> View:
    return View.REAR if camera.view is View.REAR else View.FRONT


def _find_reps(
    lift: Lift, track: PoseTrack, stance: Stance, camera: CameraReport, stages: Stages
) -> FoundReps:
    """Reps of one stance; those whose feet came to rest elsewhere are rejected."""
    part = track.slice_frames(stance.first, stance.stop)
    plane = _build_plane(part, camera)
    depth = compute_depth_series(lift, part.time_s, plane, stages.baseline)
    found = find_lift_reps(lift, part.time_s, depth, stages.reps)
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


def _review_reps(
    lift: Lift, track: PoseTrack, stance: Stance, camera: CameraReport, found: FoundReps, stages: Stages
) -> FoundReps:
    """The reps of one stance after the review, if there is one."""
    if stages.review is None:
        return found
    part = track.slice_frames(stance.first, stance.stop)
    depth = compute_depth_series(lift, part.time_s, _build_plane(part, camera), stages.baseline)
    return stages.review(part.time_s, compute_rep_signal(lift, depth), found)


def _measure_stance(
    lift: Lift,
    track: PoseTrack,
    stance: Stance,
    camera: CameraReport,
    reps: tuple[Rep, ...],
    settings: SetSettings,
    stages: Stages,
) -> StanceSegment:
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
    """What the reps are compared with: standing on both feet, or lying at rest."""
    if lift.one_leg:
        frames, reason = find_two_legged_baseline(time_s, level, plane, reps, stages.baseline, stages.one_leg)
        return Baseline(frames, float(frames.sum()), reason if lift.pelvic_drop else "", ())
    within = lift.starts_low and lift.posture is Posture.STANDING
    floor = lift.posture is Posture.FLOOR
    return find_baseline(time_s, level, plane, reps, stages.baseline, within=within, any_arms=floor)


def compute_bar_share(settings: SetSettings) -> float:
    """Bar mass / (bar + body mass); 0 where either is not told: the bar is then left out."""
    if not settings.load or not settings.body_mass:
        return 0.0
    return settings.load / (settings.load + settings.body_mass)


def _shift_rep(rep: Rep, frames: int) -> Rep:
    return Rep(rep.start + frames, rep.bottom + frames, rep.end + frames, rep.depth)


def _list_warnings(
    track: PoseTrack, stances: list[Stance], found: list[FoundReps], parts: tuple[StanceSegment, ...]
) -> list[str]:
    warnings = [text for part in parts if part.reps for text in (*part.baseline.warnings,)]
    warnings += [leg.doubt for part in parts for leg in part.legs if leg.doubt]
    warnings += [
        f"The pelvic drop was not read: {part.baseline.reason}."
        for part in parts
        if part.legs and part.baseline.reason
    ]
    for stance, reps in zip(stances, found, strict=True):
        for rep, reason in reps.rejected:
            when = track.time_s[stance.first + rep.bottom]
            warnings.append(f"The movement at {when:.1f} s is not counted: {reason}.")
        for rep in reps.incomplete:
            when = track.time_s[stance.first + rep.bottom]
            warnings.append(f"The rep at {when:.1f} s is cut off by the clip and not counted.")
    return warnings
