"""One shot of a clip: cleaned, judged by its camera, cut into stances, its reps and baselines found."""

from dataclasses import dataclass, field, replace

import numpy as np

from analysis.baseline import Baseline, BaselineSettings, find_baseline, quiet_frames
from analysis.calibration import Estimator, GainTable, Scene
from analysis.camera import CameraSettings, check_camera, facing
from analysis.cleaning import CleaningSettings, clean
from analysis.geometry import median_of
from analysis.grading import GradingSettings
from analysis.report_types import CameraReport
from analysis.reps import FoundReps, Rep, RepSettings, Review, drop_shallow, find_reps
from analysis.settings import SetSettings, View
from analysis.signals import Plane, frontal_plane, hip_rise, raw_signals, standing_spans
from analysis.stance import Stance, StanceSettings, feet_moved, find_stances, leg_length_px
from analysis.track import FloatArray, PoseTrack


@dataclass(frozen=True)
class Stages:
    """Each stage's own settings, and the estimator: exchanged in studies, never by the person.

    review  looks at the reps of each stance before they are measured; None: they stay as found
    """

    cleaning: CleaningSettings = CleaningSettings()
    stance: StanceSettings = StanceSettings()
    camera: CameraSettings = CameraSettings()
    reps: RepSettings = RepSettings()
    baseline: BaselineSettings = BaselineSettings()
    grading: GradingSettings = GradingSettings()
    estimator: Estimator = field(default_factory=GainTable)
    review: Review | None = None


@dataclass(frozen=True, eq=False)
class StancePart:
    """One stance: its first frame in the shot, its scene, its baseline and its reps (in its own frames)."""

    first: int
    scene: Scene
    baseline: Baseline
    reps: tuple[Rep, ...]


@dataclass(frozen=True, eq=False)
class Shot:
    """Everything found in one shot.

    incomplete   reps that the clip cuts off, in the shot's frames
    rejected     what looked like a rep but is none, with the reason, in the shot's frames
    corrections  sentences: what the person changed of the reps
    """

    track: PoseTrack
    camera: CameraReport
    parts: tuple[StancePart, ...]
    incomplete: tuple[Rep, ...]
    warnings: tuple[str, ...]
    corrections: tuple[str, ...] = ()
    rejected: tuple[tuple[Rep, str], ...] = ()


def read_shot(filmed: PoseTrack, settings: SetSettings, stages: Stages = Stages()) -> Shot:
    """Clean, find the stances, judge the camera, then find reps and baseline in each stance."""
    track = facing_as_told(clean(filmed, stages.cleaning), settings.view)
    stances = find_stances(track, stages.stance)
    camera = _judge_camera(track, stances, settings, stages)
    found = [_find(track, stance, camera, stages) for stance in stances]
    kept = [
        _reviewed(track, stance, camera, reps, stages)
        for stance, reps in zip(stances, _drop_shallow_of_set(found, stages.reps), strict=True)
    ]
    parts = tuple(
        _part(track, stance, camera, reps.reps, settings, stages)
        for stance, reps in zip(stances, kept, strict=True)
    )
    return Shot(
        track=track,
        camera=camera,
        parts=parts,
        incomplete=tuple(
            _moved(rep, stance.first)
            for stance, reps in zip(stances, kept, strict=True)
            for rep in reps.incomplete
        ),
        warnings=tuple(_warnings(track, stances, kept, parts)),
        corrections=tuple(text for reps in kept for text in reps.corrections),
        rejected=tuple(
            (_moved(rep, stance.first), reason)
            for stance, reps in zip(stances, kept, strict=True)
            for rep, reason in reps.rejected
        ),
    )


def facing_as_told(track: PoseTrack, told: View | None) -> PoseTrack:
    """If the model reads front where the person says rear (or the reverse), left and right are exchanged."""
    seen = facing(track, np.ones(len(track), bool)) if told else None
    if told is None or seen in (told, View.UNKNOWN):
        return track
    swapped = track.mirrored()
    flip_back = [-1.0, 1.0]
    return swapped.replace(
        image_px=swapped.image_px * flip_back + [track.size_px[0] - 1.0, 0.0],
        world_m=swapped.world_m * [*flip_back, 1.0],
    )


def _judge_camera(
    track: PoseTrack, stances: list[Stance], settings: SetSettings, stages: Stages
) -> CameraReport:
    """The camera, from the quiet frames of every stance (before anything is levelled)."""
    leg = leg_length_px(track)
    still, planted = np.zeros(len(track), bool), np.zeros(len(track), bool)
    for stance in stances:
        inside = slice(stance.first, stance.stop)
        rough = 1.0 - leg[inside] / stance.leg_px
        still[inside] = quiet_frames(track.time_s[inside], rough, stages.baseline)
        planted[inside] = True
    return check_camera(track, still, planted, settings.view, stages.camera)


def _plane(track: PoseTrack, camera: CameraReport) -> Plane:
    """Levelled by the camera's roll; as filmed where that is unknown."""
    roll = 0.0 if np.isnan(camera.roll_deg) else camera.roll_deg
    return frontal_plane(track, _facing(camera), roll)


def _facing(camera: CameraReport) -> View:
    return View.REAR if camera.view is View.REAR else View.FRONT


def _depth(track: PoseTrack, plane: Plane, stages: Stages) -> FloatArray:
    """(T,) share of standing hip height: first against the tallest, then against quiet standing itself."""
    rise = hip_rise(plane)
    if not np.isfinite(rise).any():
        return np.full(len(track), np.nan)
    rough = 1.0 - rise / float(np.nanquantile(rise, stages.stance.tall_quantile))
    quiet = quiet_frames(track.time_s, rough, stages.baseline)
    standing = float(median_of(rise[:, None], quiet)[0])
    return rough if np.isnan(standing) else 1.0 - rise / standing


def _find(track: PoseTrack, stance: Stance, camera: CameraReport, stages: Stages) -> FoundReps:
    """Reps of one stance; those whose feet came to rest elsewhere are rejected."""
    part = track.part(stance.first, stance.stop)
    found = find_reps(part.time_s, _depth(part, _plane(part, camera), stages), stages.reps)
    if not camera.gradable:
        return found
    moved = [rep for rep in found.reps if feet_moved(part, rep.start, rep.end, stance.leg_px, stages.stance)]
    still = tuple(rep for rep in found.reps if rep not in moved)
    return replace(
        found,
        reps=still,
        rejected=found.rejected + tuple((rep, "the feet moved") for rep in moved),
    )


def _reviewed(
    track: PoseTrack, stance: Stance, camera: CameraReport, found: FoundReps, stages: Stages
) -> FoundReps:
    """The reps of one stance after the review, if there is one."""
    if stages.review is None:
        return found
    part = track.part(stance.first, stance.stop)
    return stages.review(part.time_s, _depth(part, _plane(part, camera), stages), found)


def _drop_shallow_of_set(found: list[FoundReps], settings: RepSettings) -> list[FoundReps]:
    """drop_shallow against the median depth of all stances together."""
    everything = FoundReps(
        tuple(rep for part in found for rep in part.reps),
        tuple(rep for part in found for rep in part.incomplete),
        (),
    )
    kept = drop_shallow(everything, settings)
    shallow = dict(kept.rejected)
    return [
        FoundReps(
            tuple(rep for rep in part.reps if rep in kept.reps),
            tuple(rep for rep in part.incomplete if rep in kept.incomplete),
            part.rejected + tuple((rep, shallow[rep]) for rep in part.reps if rep in shallow),
        )
        for part in found
    ]


def _part(
    track: PoseTrack,
    stance: Stance,
    camera: CameraReport,
    reps: tuple[Rep, ...],
    settings: SetSettings,
    stages: Stages,
) -> StancePart:
    part = track.part(stance.first, stance.stop)
    plane = _plane(part, camera)
    level = _depth(part, plane, stages)
    baseline = find_baseline(part.time_s, level, plane, reps, stages.baseline)
    spans = standing_spans(plane, baseline.frames)
    raw = raw_signals(part, plane, _facing(camera), spans, bar_share(settings))
    scene = Scene(part, plane, spans, camera, raw, baseline.frames, level)
    return StancePart(stance.first, scene, baseline, reps)


def bar_share(settings: SetSettings) -> float:
    """Bar mass / (bar + body mass); 0 where either is not told: the bar is then left out."""
    if not settings.load or not settings.body_mass:
        return 0.0
    return settings.load / (settings.load + settings.body_mass)


def _moved(rep: Rep, frames: int) -> Rep:
    return Rep(rep.start + frames, rep.bottom + frames, rep.end + frames, rep.depth)


def _warnings(
    track: PoseTrack, stances: list[Stance], found: list[FoundReps], parts: tuple[StancePart, ...]
) -> list[str]:
    warnings = [text for part in parts if part.reps for text in (*part.baseline.warnings,)]
    for stance, reps in zip(stances, found, strict=True):
        for rep, reason in reps.rejected:
            when = track.time_s[stance.first + rep.bottom]
            warnings.append(f"The movement at {when:.1f} s is not counted: {reason}.")
        for rep in reps.incomplete:
            when = track.time_s[stance.first + rep.bottom]
            warnings.append(f"The rep at {when:.1f} s is cut off by the clip and not counted.")
    return warnings
