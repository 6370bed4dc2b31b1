"""Which leg stands in a lift on one leg, and when both feet are down."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.gain_table import GAINS
from analysis.lifts.catalogue import PELVIC_DROP_DEG, Lift
from analysis.pose.geometry import compute_distance, compute_frame_median
from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import FloatArray
from analysis.quantities.definitions import Quantity
from analysis.quantities.frontal_plane import Plane
from analysis.reps.baseline import BaselineSettings, find_quiet_frames
from analysis.reps.detection import Rep
from analysis.reps.rep_signals import measure_standing_leg_px
from analysis.settings import View

NAN = float("nan")
_HIP_LINE = GAINS[View.FRONT, Quantity.HIP_DROP]


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
