"""Quiet standing: the frames that a set is measured against.

docs/measurement.md section 4: at least half a second in all, in the same stance and with the arms as in
the reps, next to the set or between its reps; without it nothing is graded.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.pose.geometry import compute_distance, compute_frame_median
from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import FloatArray
from analysis.quantities.frontal_plane import Plane
from analysis.reps.detection import Rep

SWINGING = (
    "Your arms hang while you stand and come up in the reps: hip drop is less certain. Hold them in front of "
    "you while you stand, too."
)


@dataclass(frozen=True)
class BaselineSettings:
    """What counts as quiet standing.

    Attributes
    ----------
    max_depth
        Share of standing hip height.
    max_speed
        Change of depth per second, shares of standing hip height: no longer going down.
    near_s
        s. Only this long before the first and after the last rep: further away the lifter does something
        else.
    enough_s, good_s
        s. Less than `enough_s` in all: ungraded; less than `good_s`: a warning.
    arm_change
        Share of the trunk. An arm this far from where it is in the reps is another posture.
    arm_asymmetry
        Share of the trunk. One arm changing this much more than the other tilts the trunk: never a baseline.
    swing_top
        Shares of the trunk above the shoulders. Arms that swing forwards evenly on the way down, no higher
        than this, are a way of squatting, not another posture.
    """

    max_depth: float = 0.06
    max_speed: float = 0.25
    near_s: float = 3.0
    enough_s: float = 0.5
    good_s: float = 1.0
    arm_change: float = 0.5
    arm_asymmetry: float = 0.35
    swing_top: float = 0.3


@dataclass(frozen=True, eq=False)
class Baseline:
    """Quiet standing of one stance.

    Attributes
    ----------
    frames
        (T,) chosen frames.
    seconds
        Their total length, s.
    reason
        Why there are too few; "" when there are enough.
    warnings
        Sentences: what makes the baseline less certain.
    """

    frames: NDArray[np.bool_]
    seconds: float
    reason: str
    warnings: tuple[str, ...]


def find_quiet_frames(
    time_s: FloatArray, depth: FloatArray, settings: BaselineSettings = BaselineSettings()
) -> NDArray[np.bool_]:
    """Frames in which the lifter is upright and hardly moves.

    Parameters
    ----------
    time_s
        (T,) s.
    depth
        (T,) share of standing hip height; NaN = unseen, which is never quiet.
    settings
        `max_depth` and `max_speed`.

    Returns
    -------
    NDArray[np.bool_]
        (T,) True where quiet; all False for fewer than three frames, which have no speed.
    """
    if len(time_s) < 3:
        return np.zeros(len(time_s), bool)
    speed = np.gradient(depth, time_s)
    with np.errstate(invalid="ignore"):
        return np.asarray((depth < settings.max_depth) & (np.abs(speed) < settings.max_speed))


def find_baseline(
    time_s: FloatArray,
    depth: FloatArray,
    plane: Plane,
    reps: tuple[Rep, ...],
    settings: BaselineSettings = BaselineSettings(),
    within: bool = False,
    any_arms: bool = False,
) -> Baseline:
    """Quiet frames around and between the reps of one stance, arms as in the reps.

    Parameters
    ----------
    time_s
        (T,) s.
    depth
        (T,) share of standing hip height.
    plane
        The levelled landmarks, for the arms.
    reps
        The reps of this stance.
    settings
        What counts as quiet, and how much is enough.
    within
        Frames in the middle of reps count, too: a deadlift is upright there.
    any_arms
        Wherever the arms are: in lifts lying or held by a bench they do not tilt the trunk.

    Returns
    -------
    Baseline
        The chosen frames; `reason` says what to change where they are too few.
    """
    quiet = find_quiet_frames(time_s, depth, settings)
    if reps:
        first, last = time_s[reps[0].start], time_s[reps[-1].end]
        quiet &= (time_s >= first - settings.near_s) & (time_s <= last + settings.near_s)
        for rep in () if within else reps:
            quiet[rep.start + 1 : rep.end] = False
    # Raising one arm more than the other tilts the trunk, and hip drop with it.
    same_arms, swinging = (quiet, quiet) if any_arms else _compare_arms(plane, quiet, reps, settings)
    seconds = _sum_seconds(time_s, quiet & same_arms)
    reason, warnings = "", []
    if seconds < settings.enough_s <= _sum_seconds(time_s, quiet & swinging):
        same_arms, seconds = swinging, _sum_seconds(time_s, quiet & swinging)
        warnings.append(SWINGING)
    if seconds < settings.enough_s:
        reason = _explain_too_little(seconds, _sum_seconds(time_s, quiet), settings)
    elif seconds < settings.good_s:
        warnings.append(f"Only {seconds:.1f} s of quiet standing: stand still for 2 s before the first rep.")
    return Baseline(quiet & same_arms, seconds, reason, tuple(warnings))


def _sum_seconds(time_s: FloatArray, chosen: NDArray[np.bool_]) -> float:
    """Length of the chosen frames, s; each counts for the time to its neighbours."""
    if len(time_s) < 2:
        return 0.0
    return float(np.gradient(time_s)[chosen].sum())


def _explain_too_little(seconds: float, with_any_arms: float, settings: BaselineSettings) -> str:
    if with_any_arms >= settings.enough_s:
        return (
            "the arms are held differently in standing and in the reps: stand still for 2 s "
            "with the arms as in the rep"
        )
    down = np.floor(10.0 * seconds) / 10.0  # 0.46 s must not look like the 0.5 s that would be enough
    return f"only {down:.1f} s of quiet standing next to the set: stand still for 2 s before the first rep"


def _compare_arms(
    plane: Plane, quiet: NDArray[np.bool_], reps: tuple[Rep, ...], settings: BaselineSettings
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(T,) frames with the arms as in the reps, and (T,) those from which both arms swing forwards evenly.

    Unseen arms are no objection.
    """
    in_rep = np.zeros(len(quiet), bool)
    for rep in reps:
        in_rep[rep.frames] = True
    trunk = compute_distance(plane.find_middle(Joint.SHOULDER), plane.find_middle(Joint.HIP))
    trunk_px = float(compute_frame_median(trunk[:, None], quiet)[0])
    changes, tops = [], []
    for side in Side:
        lift_px = (plane.select_joint(Joint.WRIST, side) - plane.select_joint(Joint.SHOULDER, side))[:, 1]
        raised = lift_px / trunk_px
        tops.append(float(compute_frame_median(raised[:, None], in_rep)[0]))
        changes.append(raised - tops[-1])
    change = np.stack(changes)
    with np.errstate(invalid="ignore"):
        moved = (np.abs(change) > settings.arm_change).any(axis=0)
        uneven = np.abs(change[0] - change[1]) > settings.arm_asymmetry
        swung = (change < settings.arm_change).all(axis=0) & (max(tops) <= settings.swing_top)
    return np.asarray(~(moved | uneven)), np.asarray(swung & ~uneven)
