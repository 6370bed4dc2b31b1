"""Where the feet stand still: a set is measured against the quiet standing of its own stance.

A clip is cut into stances: stretches in which neither foot walks. Steps, walk-in, walk-out and re-racking end
a stance; so does a foot that comes back down elsewhere. Feet are compared with each other, not with the
image: a phone held by hand moves both alike (a tenth of a stance in real clips).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.pose.cleaning import find_runs
from analysis.pose.geometry import average_seen, compute_distance
from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import FloatArray, PoseTrack


@dataclass(frozen=True)
class StanceSettings:
    """When feet count as planted.

    Attributes
    ----------
    step_share, step_window_s
        A foot that moves against the other by this share of the leg within this many s is stepping;
        landmarks of planted feet drift less than a third of that in a squat.
    min_s
        s. A stance shorter than this holds no repetition.
    same_share
        Two stretches are one stance if the line between the feet differs by less than this share of the
        stance width (docs/measurement.md section 4) …
    elsewhere_share
        … and both feet together have not gone further than this share of it.
    least_width
        Share of the leg. Seen from the side the feet lie together, and 8 % of nothing is nothing.
    tall_quantile
        Quantile of the leg's length that counts as standing: nearly the tallest the hips get over the feet.
    rest_s
        s. Feet are compared over this long before and after a rep.
    """

    step_share: float = 0.07
    step_window_s: float = 0.4
    min_s: float = 1.0
    same_share: float = 0.08
    elsewhere_share: float = 0.5
    least_width: float = 0.25
    tall_quantile: float = 0.95
    rest_s: float = 0.5


@dataclass(frozen=True)
class Stance:
    """Frames first..stop-1 with planted feet.

    Attributes
    ----------
    first, stop
        Frame indices.
    leg_px
        Hip-to-ankle distance of standing, px.
    width_px
        Distance between the ankles, px.
    """

    first: int
    stop: int
    leg_px: float
    width_px: float


def measure_leg_length_px(track: PoseTrack) -> FloatArray:
    """(T,) hip-to-ankle distance, px, mean of the seen sides: the same however the camera is rolled."""
    left, right = (
        compute_distance(
            track.image_px[:, Joint.HIP.select_landmark(side)],
            track.image_px[:, Joint.ANKLE.select_landmark(side)],
        )
        for side in Side
    )
    return average_seen(left, right)


def find_stances(track: PoseTrack, settings: StanceSettings = StanceSettings()) -> list[Stance]:
    """Stretches with planted feet.

    Parameters
    ----------
    track
        Cleaned landmarks of one shot.
    settings
        When feet count as planted.

    Returns
    -------
    list[Stance]
        In order of time; empty where feet were never seen.
    """
    leg = measure_leg_length_px(track)
    if not np.isfinite(leg).any():
        return []
    tall = float(np.nanquantile(leg, settings.tall_quantile))
    planted = _find_planted_frames(track, tall, settings)
    parts = [(a, b) for a, b in find_runs(planted) if track.time_s[b - 1] - track.time_s[a] >= settings.min_s]
    return [
        _build_stance(track, leg, a, b, settings) for a, b in _join_same_stances(track, parts, tall, settings)
    ]


def make_whole_shot_stance(track: PoseTrack, settings: StanceSettings = StanceSettings()) -> list[Stance]:
    """The whole shot as one stance, for lifts in which the feet may move; empty where no leg was seen."""
    leg = measure_leg_length_px(track)
    return [_build_stance(track, leg, 0, len(track), settings)] if np.isfinite(leg).any() else []


def has_foot_moved(
    track: PoseTrack, start: int, end: int, leg_px: float, settings: StanceSettings = StanceSettings()
) -> bool:
    """Whether a foot rests elsewhere after a rep than before it, by more than 8 % of the stance.

    Parameters
    ----------
    track
        Cleaned landmarks.
    start, end
        First and last frame of the rep.
    leg_px
        Hip-to-ankle distance of standing, px: the least width that counts.
    settings
        How far is elsewhere, and how long the feet are compared.
    """
    before = track.time_s >= track.time_s[start] - settings.rest_s
    after = track.time_s <= track.time_s[end] + settings.rest_s
    index = np.arange(len(track))
    feet = _select_feet(track)
    rests = [
        _find_resting_place(feet[chosen]) for chosen in (before & (index <= start), after & (index >= end))
    ]
    return _is_different_stance(rests[0], rests[1], leg_px, settings)


def _select_feet(track: PoseTrack) -> FloatArray:
    return track.image_px[:, Joint.ANKLE.pair]


def _find_planted_frames(track: PoseTrack, leg_px: float, settings: StanceSettings) -> NDArray[np.bool_]:
    """(T,) True where no foot moves a step's share against the other; unseen feet count as planted."""
    # A window in time, not in frames: the same step must be found at 15 and at 60 frames per second.
    half = settings.step_window_s / 2.0
    before = np.searchsorted(track.time_s, track.time_s - half, side="left")
    after = np.minimum(np.searchsorted(track.time_s, track.time_s + half, side="right"), len(track)) - 1
    between = _compute_foot_vector(_select_feet(track))
    moved = compute_distance(between[after], between[before])
    with np.errstate(invalid="ignore"):
        return np.asarray(~(moved > settings.step_share * leg_px))


def _join_same_stances(
    track: PoseTrack, parts: list[tuple[int, int]], leg_px: float, settings: StanceSettings
) -> list[tuple[int, int]]:
    """Neighbouring stretches whose feet stand in the same places become one."""
    joined: list[tuple[int, int]] = []
    for part in parts:
        if joined and _is_same_place(track, joined[-1], part, leg_px, settings):
            joined[-1] = (joined[-1][0], part[1])
        else:
            joined.append(part)
    return joined


def _is_same_place(
    track: PoseTrack, one: tuple[int, int], other: tuple[int, int], leg_px: float, settings: StanceSettings
) -> bool:
    feet = [_find_resting_place(_select_feet(track)[a:b]) for a, b in (one, other)]
    return not _is_different_stance(feet[0], feet[1], leg_px, settings)


def _compute_foot_vector(feet: FloatArray) -> FloatArray:
    """(..., 2) from the right ankle to the left: what a moving camera leaves alone."""
    return feet[..., 0, :] - feet[..., 1, :]


def _is_different_stance(one: FloatArray, other: FloatArray, leg_px: float, settings: StanceSettings) -> bool:
    """Whether two resting places of both feet are different stances; unseen feet are no evidence."""
    width = max(float(compute_distance(one[0], one[1])), settings.least_width * leg_px)
    turned = float(compute_distance(_compute_foot_vector(one), _compute_foot_vector(other)))
    gone = float(compute_distance(one.mean(axis=0), other.mean(axis=0)))
    return turned > settings.same_share * width or gone > settings.elsewhere_share * width


def _find_resting_place(feet: FloatArray) -> FloatArray:
    """(2, 2) median place of both feet; NaN where never seen."""
    seen = feet[np.isfinite(feet).all(axis=(1, 2))]
    return np.median(seen, axis=0) if len(seen) else np.full(feet.shape[1:], np.nan)


def _build_stance(
    track: PoseTrack, leg: FloatArray, first: int, stop: int, settings: StanceSettings
) -> Stance:
    part = leg[first:stop]
    tall = float(np.nanquantile(part, settings.tall_quantile)) if np.isfinite(part).any() else float("nan")
    feet = _find_resting_place(_select_feet(track)[first:stop])
    return Stance(first, stop, tall, float(compute_distance(feet[0], feet[1])))
