"""Hip mobility from one camera where one plane shows it: the largest held angle of up to three trials.

Rotation: sitting, the shank against vertical, from the front. Abduction and adduction: the thigh against
the perpendicular of the hip line, from the front. Flexion and extension: the thigh against the trunk, from
the side.
"""

from dataclasses import dataclass, replace

import numpy as np

from analysis.calibration.estimator import Z_95
from analysis.errors import NothingToGrade
from analysis.lifts.mobility_angles import (
    ANGLES,
    MobilitySettings,
    compute_middle,
    compute_overall_median,
    find_resting_frames,
)
from analysis.lifts.mobility_tests import MOBILITY, MobilityTest, MobilityTestInfo
from analysis.pose.cleaning import CleaningSettings, clean_track, find_runs
from analysis.pose.geometry import (
    compute_distance,
)
from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import FloatArray, PoseTrack

NAN = float("nan")


@dataclass(frozen=True)
class MobilityReading:
    """One side of one test, degrees. NaN, with the reason, where nothing was held or seen.

    Attributes
    ----------
    test, side
        What was measured.
    trials_deg
        The largest held angle of each trial, in order.
    best_deg, low_deg, high_deg
        The largest of them, with its 95 % interval.
    reason
        Why there is no angle; "" where there is one.
    """

    test: MobilityTest
    side: Side
    trials_deg: tuple[float, ...]
    best_deg: float
    low_deg: float
    high_deg: float
    reason: str = ""


def measure_mobility(
    track: PoseTrack, test: MobilityTest, settings: MobilitySettings = MobilitySettings()
) -> dict[Side, MobilityReading]:
    """Measure one mobility test on both sides of one clip.

    Parameters
    ----------
    track
        Landmarks as the pose model gave them, left and right as the lifter has them (a mirrored clip
        unmirrored).
    test
        Which test.
    settings
        How a trial is found and held.

    Returns
    -------
    dict[Side, MobilityReading]
        Left and right -> degrees, + = the way the test goes; a side that was not moved, or not seen, is NaN
        with
        the reason.

    Raises
    ------
    NothingToGrade
        When nobody is seen, or for a view that doesn't show this test; the message says how to film it.
    """
    row = MOBILITY[test]
    # A leg that moves across the other is the test, not a swap of left and right.
    seen = clean_track(track, replace(CleaningSettings(), repair_swaps=False))
    _check_view(seen, row, settings)
    angles = ANGLES[row.axis](seen, settings)
    return {side: _measure_side(test, side, seen.time_s, row.sign * angles[side], settings) for side in Side}


def _check_view(track: PoseTrack, row: MobilityTestInfo, settings: MobilitySettings) -> None:
    trunk = compute_overall_median(
        compute_distance(compute_middle(track, Joint.SHOULDER), compute_middle(track, Joint.HIP))
    )
    pairs = (Joint.SHOULDER.pair, Joint.HIP.pair)
    widths = [
        compute_overall_median(compute_distance(track.image_px[:, a], track.image_px[:, b])) for a, b in pairs
    ]
    if np.isnan(trunk):
        raise NothingToGrade(f"Nobody was seen in full. {row.film}")
    wide = max(width for width in widths if np.isfinite(width)) > settings.width_share * trunk
    if wide != row.front:
        seen, wanted = ("front", "side") if wide else ("side", "front")
        raise NothingToGrade(f"{row.label} is measured from the {wanted}, not from the {seen}. {row.film}")


def _measure_side(
    test: MobilityTest, side: Side, time_s: FloatArray, angle: FloatArray, settings: MobilitySettings
) -> MobilityReading:
    if not np.isfinite(angle).any():
        return _make_missing_result(test, side, f"the {side} leg was not seen")
    rest = compute_overall_median(angle, find_resting_frames(time_s, np.isfinite(angle), settings))
    held = _compute_held_angles(time_s, angle, settings)
    most = float(np.nanmax(held)) if np.isfinite(held).any() else NAN
    if not most - rest >= settings.least_deg:
        return _make_missing_result(test, side, f"the {side} leg was not moved and held")
    trials = _find_trials(time_s, angle, held, rest + settings.apart_share * (most - rest), settings)
    best = max(trials)
    # The model's error is common to all trials: only their scatter shrinks with their number.
    spread = float(np.std(trials, ddof=1)) / len(trials) ** 0.5 if len(trials) > 1 else 0.0
    half = Z_95 * float(np.hypot(MOBILITY[test].sd_deg, spread))
    return MobilityReading(test, side, trials, best, best - half, best + half)


def _compute_held_angles(time_s: FloatArray, angle: FloatArray, settings: MobilitySettings) -> FloatArray:
    """(T,) mean angle of the `hold_s` around a frame where it was held steadily and seen; NaN elsewhere."""
    half = settings.hold_s / 2.0
    first = np.searchsorted(time_s, time_s - half - 1e-9)
    stop = np.searchsorted(time_s, time_s + half + 1e-9)
    held = np.full(len(angle), np.nan)
    for index, (start, end) in enumerate(zip(first.tolist(), stop.tolist(), strict=True)):
        part = angle[start:end]
        whole = time_s[index] - time_s[0] >= half and time_s[-1] - time_s[index] >= half
        if whole and np.isfinite(part).all() and np.ptp(part) <= settings.hold_deg:
            held[index] = part.mean()
    return held


def _find_trials(
    time_s: FloatArray, angle: FloatArray, held: FloatArray, half_way: float, settings: MobilitySettings
) -> tuple[float, ...]:
    """The largest held angle of each of the first stretches beyond half-way."""
    with np.errstate(invalid="ignore"):
        beyond = ~(angle < half_way)  # an unseen moment doesn't make two trials of one
    found = [
        float(np.nanmax(held[first:stop]))
        for first, stop in find_runs(beyond)
        if np.nanmax(held[first:stop], initial=-np.inf) > half_way
    ]
    return tuple(found[: settings.trials])


def _make_missing_result(test: MobilityTest, side: Side, reason: str) -> MobilityReading:
    return MobilityReading(test, side, (), NAN, NAN, NAN, reason)
