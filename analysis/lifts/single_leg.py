"""Lifts on one leg: which leg stands, how far the free side of the pelvis drops, reps and clean reps per leg.

The drop is a screening number with its uncertainty, never part of the 15 % rule (docs/sources.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.estimator import Z_95, EstimatorInput, compute_standing_error
from analysis.calibration.gain_table import GAINS
from analysis.lifts.catalogue import PELVIC_DROP_DEG, Lift
from analysis.pose.geometry import compute_distance, compute_frame_mean, compute_frame_median
from analysis.pose.landmarks import Joint, Landmark, Side
from analysis.pose.track import FloatArray
from analysis.quantities.definitions import Quantity
from analysis.quantities.frontal_plane import Plane
from analysis.quantities.rep_metrics import describe_hidden_joint
from analysis.quantities.signals import compute_hip_drop_raw
from analysis.report.types import RepReport, SideSummary
from analysis.reps.baseline import BaselineSettings, find_quiet_frames
from analysis.reps.detection import Rep, RepSettings, find_deep_frames
from analysis.reps.rep_signals import measure_standing_leg_px
from analysis.settings import View

_HIP_LINE = GAINS[View.FRONT, Quantity.HIP_DROP]
NAN = float("nan")


@dataclass(frozen=True)
class OneLegSettings:
    """How a rep on one leg is measured. Shares are of the straight leg's length.

    Attributes
    ----------
    gain, sd_pct, sd_share
        Of the hip line, as in a squat's front view (analysis/calibration/gain_table.py): the model shows less
        than half of a tilt. Nobody has measured them on one leg.
    flag_deg
        Degrees. A larger drop is flagged.
    level_share
        Ankles that differ less in height both stand on the floor.
    before_s
        s before the first rep and after the last in which standing on both feet is looked for.
    enough_s
        s. With less standing on both feet the drop is not measured.
    moved_share
        With a standing foot that moves further than this the movement is no rep.
    still_factor, still_share
        The free foot moves at least so many times as far as the standing one, and at least this far.
    """

    gain: float = _HIP_LINE.gain
    sd_pct: float = _HIP_LINE.sd_pct
    sd_share: float = _HIP_LINE.sd_share
    flag_deg: float = PELVIC_DROP_DEG
    level_share: float = 0.08
    before_s: float = 10.0
    enough_s: float = 0.5
    moved_share: float = 0.12
    still_factor: float = 2.0
    still_share: float = 0.03


@dataclass(frozen=True)
class LegMeasurement:
    """One rep on one leg. Angles in degrees, + = the free hip lower; NaN where not measured.

    Attributes
    ----------
    side
        The standing leg; None where that is not clear.
    depth
        Share of the standing leg's hip height; of mid-hip where the leg is not known.
    drop_deg, low_deg, high_deg
        Drop of the free hip below the standing one, with its 95 % interval.
    doubt
        A sentence to the lifter; "" where there is none.
    """

    side: Side | None
    depth: float
    drop_deg: float = NAN
    low_deg: float = NAN
    high_deg: float = NAN
    doubt: str = ""


def find_both_feet_down(plane: Plane, settings: OneLegSettings = OneLegSettings()) -> NDArray[np.bool_]:
    """(T,) frames in which both ankles are at one height."""
    left, right = (plane[ankle][:, 1] for ankle in Joint.ANKLE.pair)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(left - right) < settings.level_share * measure_standing_leg_px(plane))


def find_two_legged_baseline(
    time_s: FloatArray,
    depth: FloatArray,
    plane: Plane,
    reps: Sequence[Rep],
    quiet: BaselineSettings = BaselineSettings(),
    settings: OneLegSettings = OneLegSettings(),
) -> tuple[NDArray[np.bool_], str]:
    """Quiet standing on both feet before and after the set: what the pelvis is compared with.

    Parameters
    ----------
    time_s, depth
        (T,) s, and share of standing hip height.
    plane
        The levelled landmarks.
    reps
        The reps of this stance.
    quiet, settings
        What counts as quiet, and how much is enough.

    Returns
    -------
    tuple[NDArray[np.bool_], str]
        ((T,) chosen frames, why they are too few or "").
    """
    still = find_quiet_frames(time_s, depth, quiet) & find_both_feet_down(plane, settings)
    if reps:
        first, last = time_s[reps[0].start], time_s[reps[-1].end]
        before = (time_s < first) & (time_s >= first - settings.before_s)
        after = (time_s > last) & (time_s <= last + settings.before_s)
        still &= before | after
    seconds = float(np.gradient(time_s)[still].sum()) if len(time_s) > 1 else 0.0
    if seconds < settings.enough_s:
        return still, "stand on both feet for 2 s before the first rep: the pelvis is compared with that"
    return still, ""


def has_planted_foot(plane: Plane, rep: Rep, settings: OneLegSettings = OneLegSettings()) -> bool:
    """Whether at least one foot stayed where it was through the rep."""
    moved = _measure_ankle_travel(plane, rep)
    return not min(moved.values()) > settings.moved_share * measure_standing_leg_px(plane)


def find_stance_side(
    lift: Lift, plane: Plane, rep: Rep, settings: OneLegSettings = OneLegSettings()
) -> Side | None:
    """The leg that stands: its foot keeps still while the other moves; None where that is not clear.

    In a split squat both feet stand; the one in front counts, which a camera in front sees lower in the
    image.
    """
    leg = measure_standing_leg_px(plane)
    if not lift.pelvic_drop:
        return _find_lower_foot(plane, rep, settings.still_share * leg)
    moved = _measure_ankle_travel(plane, rep)
    still = min(moved, key=lambda side: moved[side])
    free = moved[still.other]
    if free >= max(settings.still_factor * moved[still], settings.still_share * leg):
        return still
    lower = _find_lower_foot(plane, rep, settings.level_share * leg)
    return lower if lift.key == "single_leg_squat" else None


def measure_leg(
    lift: Lift,
    scene: EstimatorInput,
    rep: Rep,
    given: Side | None,
    settings: OneLegSettings = OneLegSettings(),
    reps: RepSettings = RepSettings(),
    no_baseline: str = "",
) -> LegMeasurement:
    """Which leg stood, how deep, and how far the pelvis dropped, for one rep of one scene.

    Parameters
    ----------
    lift
        A row of the catalogue on one leg.
    scene, rep
        The stance, and the rep's frames within it.
    given
        The leg that the person entered; None: found from the feet.
    settings, reps
        How a rep on one leg is measured, and which frames are its deep half.
    no_baseline
        Why there is nothing to compare the pelvis with; "" where there is.
    """
    seen = find_stance_side(lift, scene.plane, rep, settings)
    side = given or seen
    when = f"at {scene.track.time_s[rep.bottom]:.1f} s"
    if side is None:
        doubt = f"It is not clear which leg stood in the rep {when}: enter which it was."
        return LegMeasurement(None, rep.depth, doubt=doubt)
    doubt = ""
    if seen not in (side, None):
        doubt = f"You entered the {side} leg; the rep {when} looks like the {seen}. Is the clip mirrored?"
    depth = _measure_leg_depth(scene, rep, side)
    if not lift.pelvic_drop or no_baseline or describe_hidden_joint(scene, rep, _list_needed_joints(side)):
        return LegMeasurement(side, depth, doubt=doubt)
    return LegMeasurement(side, depth, *_measure_pelvic_drop(scene, rep, side, settings, reps), doubt)


def summarize_sides(
    lift: Lift, reps: Sequence[RepReport], settings: OneLegSettings = OneLegSettings()
) -> tuple[SideSummary, ...]:
    """Each leg's reps: left, then right; a side without reps is left out."""
    of = {side: [rep for rep in reps if rep.side is side] for side in Side}
    return tuple(_summarize_side(lift, side, found, settings) for side, found in of.items() if found)


def is_flagged(drop_deg: float, settings: OneLegSettings = OneLegSettings()) -> bool:
    """Whether a pelvic drop, in degrees, is large enough to flag; NaN is not, and is not clean either."""
    return bool(drop_deg > settings.flag_deg)


def _summarize_side(
    lift: Lift, side: Side, reps: Sequence[RepReport], settings: OneLegSettings
) -> SideSummary:
    drops = np.array([rep.pelvic_drop_deg for rep in reps])
    measured = np.isfinite(drops)
    halves = np.array([(rep.pelvic_drop_high_deg - rep.pelvic_drop_low_deg) / 2.0 for rep in reps])
    mean = float(drops[measured].mean()) if measured.any() else NAN
    half = float(halves[measured].mean()) if measured.any() else NAN
    return SideSummary(
        side=side,
        reps=len(reps),
        clean=sum(not is_flagged(drop, settings) for drop in drops[measured].tolist()),
        unread=int((~measured).sum()) if lift.pelvic_drop else 0,
        depth_pct=float(np.mean([rep.depth_pct for rep in reps])),
        pelvic_drop_deg=mean,
        pelvic_drop_low_deg=mean - half,
        pelvic_drop_high_deg=mean + half,
    )


def _measure_ankle_travel(plane: Plane, rep: Rep) -> dict[Side, float]:
    """Side -> how far its ankle gets from its usual place in a rep, px; infinite where unseen."""
    found = {}
    for side in Side:
        place = plane.select_joint(Joint.ANKLE, side)[rep.frames]
        middle = compute_frame_median(place, np.ones(len(place), bool))
        away = compute_distance(place, middle)
        found[side] = float(np.nanquantile(away, 0.9)) if np.isfinite(away).any() else float("inf")
    return found


def _find_lower_foot(plane: Plane, rep: Rep, least_px: float) -> Side | None:
    """The side whose ankle is lower in the image, by at least so much, through most of the rep."""
    left, right = (plane[ankle][rep.frames, 1] for ankle in Joint.ANKLE.pair)
    higher = left - right
    seen = higher[np.isfinite(higher)]
    middle = float(np.median(seen)) if len(seen) else NAN
    return None if not abs(middle) > least_px else Side.RIGHT if middle > 0 else Side.LEFT


def _list_needed_joints(side: Side) -> tuple[Landmark, ...]:
    """Joints without which there is no pelvic drop."""
    return (*Joint.HIP.pair, Joint.KNEE.select_landmark(side), Joint.ANKLE.select_landmark(side))


def _measure_leg_depth(scene: EstimatorInput, rep: Rep, side: Side) -> float:
    """Share of the straight leg by which the hip of the standing leg comes down over its own ankle."""
    hip, ankle = (scene.plane.select_joint(joint, side) for joint in (Joint.HIP, Joint.ANKLE))
    rise = (hip - ankle)[:, 1]
    seen = rise[rep.frames][np.isfinite(rise[rep.frames])]
    if not len(seen):
        return NAN
    resting = float(compute_frame_median(rise[:, None], scene.standing)[0])
    tall = seen.max() if np.isnan(resting) else resting
    return float((tall - seen.min()) / measure_standing_leg_px(scene.plane))


def _measure_pelvic_drop(
    scene: EstimatorInput, rep: Rep, side: Side, settings: OneLegSettings, reps: RepSettings
) -> tuple[float, float, float]:
    """(drop, low, high) in degrees: means over the deep half, down and up apart, the larger one counts."""
    raw = compute_hip_drop_raw(scene.plane, scene.spans)
    resting = float(compute_frame_median(raw[:, None], scene.standing)[0])
    series = -side.sign * (raw - resting) / settings.gain
    means = [compute_frame_mean(series, frames) for frames in find_deep_frames(scene.depth, rep, reps)]
    if not np.isfinite(means).any():
        return NAN, NAN, NAN
    # The same rule as for the four quantities: a single frame's peak would be jitter.
    pct = max((mean for mean in means if np.isfinite(mean)), key=abs)
    spread = (settings.sd_pct, settings.sd_share * pct, compute_standing_error(scene, series))
    half = Z_95 * float(np.linalg.norm(spread))
    drop, low, high = (float(np.degrees(np.arctan(value / 100.0))) for value in (pct, pct - half, pct + half))
    return drop, low, high
