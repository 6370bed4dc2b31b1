"""A rep that has just ended, measured once: its own frames and the standing stored for it, as offline."""

from dataclasses import dataclass, replace

from analysis.lifts.catalogue import find_lift
from analysis.pose.track import PoseTrack
from analysis.report.pipeline import (
    correct_mirroring,
)
from analysis.report.rep_report import (
    build_rep_report,
)
from analysis.report.segment import Shot, analyze_shot
from analysis.report.stages import Stages
from analysis.report.types import CameraReport, RepReport
from analysis.settings import SetSettings


@dataclass(frozen=True)
class MeasuredReps:
    """Reps found after a point in time; all empty while the rep is not finished.

    Attributes
    ----------
    camera
        The judged camera.
    reps
        Graded by themselves, in order of time; their numbers are still to be given.
    rejected
        Sentences: what looked like a rep and is not counted.
    end_s
        End of the last of either, s.
    short
        A rep was not graded for want of standing: a little later there may be enough.
    """

    camera: CameraReport
    reps: tuple[RepReport, ...] = ()
    rejected: tuple[str, ...] = ()
    end_s: float = float("nan")
    short: bool = False


def measure_reps(
    track: PoseTrack, after_s: float, settings: SetSettings = SetSettings(), stages: Stages = Stages()
) -> MeasuredReps:
    """Measure the reps of a short track that end after `after_s`.

    The track holds stretches of quiet standing put before the rep's own frames, so how near they were to the
    set
    does not count: they were chosen for it.

    Parameters
    ----------
    track
        Landmarks as the pose model gave them.
    after_s
        s of the track; reps that end earlier are already known.
    settings, stages
        What the person entered; each stage's settings and the estimator.
    """
    # The functions of the offline analysis: a live set and its saved track must give the same grades.
    near = replace(stages.baseline, near_s=float("inf"))
    stages = replace(stages, baseline=near, review=None)
    shot = analyze_shot(correct_mirroring(track, settings), settings, stages)
    lift = find_lift(settings.lift)
    reps = [
        build_rep_report(0, lift, part, index, shot.camera, stages)
        for part in shot.parts
        for index, rep in enumerate(part.reps)
        if part.scene.track.time_s[rep.end] > after_s
    ]
    rejected = _list_rejected(shot, after_s)
    ends = [rep.end_s for rep in reps] + [end_s for end_s, _ in rejected]
    return MeasuredReps(
        shot.camera,
        tuple(reps),
        tuple(text for _, text in rejected),
        max(ends, default=float("nan")),
        short=any(part.reps and part.baseline.reason for part in shot.parts),
    )


def _list_rejected(shot: Shot, after_s: float) -> list[tuple[float, str]]:
    """[(its end in s, sentence), …]."""
    found = []
    for rep, reason in shot.rejected:
        end_s, bottom_s = float(shot.track.time_s[rep.end]), float(shot.track.time_s[rep.bottom])
        if end_s > after_s:
            found.append((end_s, f"The movement at {bottom_s:.1f} s is not counted: {reason}."))
    return found
