"""Lifts on one leg: which leg stands, how far the free side of the pelvis drops, reps and clean reps per leg.

The drop is a screening number with its uncertainty, never part of the 15 % rule (docs/sources.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.calibration.estimator import Z_95, EstimatorInput, compute_standing_error
from analysis.lifts.catalogue import Lift
from analysis.lifts.standing_leg import OneLegSettings, find_stance_side
from analysis.pose.geometry import compute_frame_mean, compute_frame_median
from analysis.pose.landmarks import Joint, Landmark, Side
from analysis.quantities.rep_metrics import describe_hidden_joint
from analysis.quantities.signals import compute_hip_drop_raw
from analysis.report.types import RepReport, SideSummary
from analysis.reps.detection import Rep, RepSettings, find_deep_frames
from analysis.reps.rep_signals import measure_standing_leg_px

NAN = float("nan")


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
