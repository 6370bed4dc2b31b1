"""One shot of a clip: cleaned, its camera judged, cut into stances, its reps and baselines found."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.camera.checks import check_camera, estimate_facing
from analysis.camera.floor_checks import check_floor_camera, refuse_wrong_view
from analysis.lifts.catalogue import Lift, Posture, Signal, find_lift
from analysis.lifts.standing_leg import (
    find_both_feet_down,
)
from analysis.pose.cleaning import clean_track
from analysis.pose.track import FloatArray, PoseTrack
from analysis.quantities.frontal_plane import build_frontal_plane
from analysis.report.stages import Stages
from analysis.report.stance_segment import StanceSegment, find_stance_reps, measure_stance, review_stance_reps
from analysis.report.types import CameraReport
from analysis.reps.baseline import find_quiet_frames
from analysis.reps.detection import FoundReps, Rep, drop_shallow_of_set
from analysis.reps.rep_signals import (
    measure_upright_px,
)
from analysis.reps.stance import Stance, find_stances, make_whole_shot_stance
from analysis.settings import SetSettings, View


@dataclass(frozen=True, eq=False)
class Shot:
    """Everything found in one shot of T frames.

    Attributes
    ----------
    track
        Cleaned landmarks.
    standing
        (T,) quiet standing of every stance, by which the camera was judged.
    camera
        The judged camera.
    parts
        Its stances, in order of time.
    incomplete
        Reps that the clip cuts off, in the shot's frames.
    warnings
        Sentences.
    corrections
        Sentences: what the person changed in the reps.
    rejected
        Movements that are not counted, with the reason, in the shot's frames.
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
    """Clean a shot, find its stances, judge its camera, then find reps and baseline in each stance.

    Parameters
    ----------
    filmed
        Landmarks as the pose model gave them, left and right as the lifter has them, without cuts.
    settings
        What the person entered: lift, view, side, load.
    stages
        Each stage's own settings.

    Raises
    ------
    LiftError
        For a lift that is not in the catalogue.
    """
    lift = find_lift(settings.lift)
    stages = _stages_for_lift(lift, stages)
    track = apply_view_override(clean_track(filmed, stages.cleaning), settings.view)
    stances = _find_shot_stances(lift, track, stages)
    standing = _find_quiet_standing(lift, track, stances, stages)
    # The camera is judged from standing, before the reps are known: levelling needs its roll.
    camera = refuse_wrong_view(_judge_camera(lift, track, stances, standing, settings, stages), lift)
    found = [find_stance_reps(lift, track, stance, camera, stages) for stance in stances]
    reviewed = [
        review_stance_reps(lift, track, stance, camera, reps, stages)
        for stance, reps in zip(stances, drop_shallow_of_set(found, stages.reps), strict=True)
    ]
    parts = tuple(
        measure_stance(lift, track, stance, camera, reps.reps, settings, stages)
        for stance, reps in zip(stances, reviewed, strict=True)
    )
    return Shot(
        track=track,
        standing=standing,
        camera=camera,
        parts=parts,
        incomplete=tuple(
            _shift_rep(rep, stance.first)
            for stance, reps in zip(stances, reviewed, strict=True)
            for rep in reps.incomplete
        ),
        warnings=tuple(_list_warnings(track, stances, reviewed, parts)),
        corrections=tuple(text for reps in reviewed for text in reps.corrections),
        rejected=tuple(
            (_shift_rep(rep, stance.first), reason)
            for stance, reps in zip(stances, reviewed, strict=True)
            for rep, reason in reps.rejected
        ),
    )


def apply_view_override(track: PoseTrack, given: View | None) -> PoseTrack:
    """Exchange left and right where the model sees front and the person entered rear, or the reverse.

    Parameters
    ----------
    track
        Cleaned landmarks.
    given
        FRONT or REAR as entered; None: not entered, the track stays.

    Returns
    -------
    PoseTrack
        The image stays as it is; only the labels of left and right change.
    """
    seen = estimate_facing(track, np.ones(len(track), bool)) if given else None
    if given is None or seen in (given, View.UNKNOWN):
        return track
    # Mirrored and flipped back: the image stays, the labels of left and right are exchanged.
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
    """Stretches with planted feet; the whole shot where a foot is lifted or nobody stands."""
    return (
        find_stances(track, stages.stance)
        if lift.posture is Posture.STANDING
        else make_whole_shot_stance(track)
    )


def _find_quiet_standing(
    lift: Lift, track: PoseTrack, stances: list[Stance], stages: Stages
) -> NDArray[np.bool_]:
    """(T,) quiet frames of every stance, before the image is levelled; none where nobody stands."""
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


def _shift_rep(rep: Rep, frames: int) -> Rep:
    return Rep(rep.start + frames, rep.bottom + frames, rep.end + frames, rep.depth)


def _list_warnings(
    track: PoseTrack, stances: list[Stance], found: list[FoundReps], parts: tuple[StanceSegment, ...]
) -> list[str]:
    warnings = [text for part in parts if part.reps for text in (*part.baseline.warnings,)]
    warnings += [leg.doubt for part in parts for leg in part.legs if leg.doubt]
    warnings += [
        f"The pelvic drop was not measured: {part.baseline.reason}."
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
