"""Where the feet stand still: a set is measured against the quiet standing of its own stance.

A clip is cut into stances: stretches in which neither foot walks. Steps, walk-in, walk-out and
re-racking end a stance; so does a foot that comes back down elsewhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.cleaning import runs
from analysis.geometry import distance
from analysis.landmarks import Joint
from analysis.track import FloatArray, PoseTrack


@dataclass(frozen=True)
class StanceSettings:
    """When feet count as planted.

    step_share    a foot that moves this share of the leg within `step_window_s` is stepping;
                  landmarks of planted feet drift less than a third of that in a squat
    min_s         a stance shorter than this holds no repetition
    same_share    two stretches are one stance if both feet differ by less than this share of the
                  stance width (MEASUREMENT.md section 4: 8 %)
    tall_quantile height of standing: nearly the tallest the hips get over the feet
    """

    step_share: float = 0.07
    step_window_s: float = 0.4
    min_s: float = 1.0
    same_share: float = 0.08
    tall_quantile: float = 0.95


@dataclass(frozen=True)
class Stance:
    """Frames first..stop-1 with planted feet. leg_px: hip-to-ankle height of standing; width_px: stance."""

    first: int
    stop: int
    leg_px: float
    width_px: float


def leg_length_px(track: PoseTrack) -> FloatArray:
    """(T,) distance of mid-hip from mid-ankle, px: the same however the camera is rolled."""
    hip, ankle = (track.image_px[:, joint.pair].mean(axis=1) for joint in (Joint.HIP, Joint.ANKLE))
    return distance(hip, ankle)


def find_stances(track: PoseTrack, settings: StanceSettings = StanceSettings()) -> list[Stance]:
    """Stretches with planted feet, in order of time; none where feet were never seen."""
    leg = leg_length_px(track)
    if not np.isfinite(leg).any():
        return []
    planted = _planted(track, float(np.nanquantile(leg, settings.tall_quantile)), settings)
    parts = [(a, b) for a, b in runs(planted) if track.time_s[b - 1] - track.time_s[a] >= settings.min_s]
    return [_describe(track, leg, a, b, settings) for a, b in _joined(track, parts, settings)]


def _feet(track: PoseTrack) -> FloatArray:
    return track.image_px[:, Joint.ANKLE.pair]


def _planted(track: PoseTrack, leg_px: float, settings: StanceSettings) -> NDArray[np.bool_]:
    """(T,) True where neither ankle moves further than a step's share within the window; unseen counts as planted."""
    half = settings.step_window_s / 2.0
    before = np.searchsorted(track.time_s, track.time_s - half, side="left")
    after = np.minimum(np.searchsorted(track.time_s, track.time_s + half, side="right"), len(track)) - 1
    moved = distance(_feet(track)[after], _feet(track)[before])
    with np.errstate(invalid="ignore"):
        return np.asarray(~(moved > settings.step_share * leg_px).any(axis=1))


def _joined(
    track: PoseTrack, parts: list[tuple[int, int]], settings: StanceSettings
) -> list[tuple[int, int]]:
    """Neighbouring stretches whose feet stand in the same places become one."""
    joined: list[tuple[int, int]] = []
    for part in parts:
        if joined and _same_place(track, joined[-1], part, settings):
            joined[-1] = (joined[-1][0], part[1])
        else:
            joined.append(part)
    return joined


def _same_place(
    track: PoseTrack, one: tuple[int, int], other: tuple[int, int], settings: StanceSettings
) -> bool:
    feet = [_resting(_feet(track)[a:b]) for a, b in (one, other)]
    width = distance(feet[0][0], feet[0][1])
    return bool((distance(feet[0], feet[1]) <= settings.same_share * max(width, 1e-9)).all())


def _resting(feet: FloatArray) -> FloatArray:
    """(2, 2) median place of both feet; NaN where never seen."""
    seen = feet[np.isfinite(feet).all(axis=(1, 2))]
    return np.median(seen, axis=0) if len(seen) else np.full(feet.shape[1:], np.nan)


def _describe(track: PoseTrack, leg: FloatArray, first: int, stop: int, settings: StanceSettings) -> Stance:
    part = leg[first:stop]
    tall = float(np.nanquantile(part, settings.tall_quantile)) if np.isfinite(part).any() else float("nan")
    feet = _resting(_feet(track)[first:stop])
    return Stance(first, stop, tall, float(distance(feet[0], feet[1])))
