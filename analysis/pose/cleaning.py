"""From raw landmarks to measurable ones: hide, repair, fill short gaps, smooth.

Each step takes a PoseTrack and gives a new one. Nothing is ever invented: a gap longer than
`max_gap_s` stays NaN.
"""

from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfiltfilt

from analysis.pose.geometry import compute_distance
from analysis.pose.landmarks import MIRROR_INDEX, Joint
from analysis.pose.track import FloatArray, PoseTrack


@dataclass(frozen=True)
class CleaningSettings:
    """Thresholds of the cleaning steps, each with its reason.

    Attributes
    ----------
    min_visibility
        0..1. Below this the model itself doubts that the joint is in sight.
    border_share
        Share of the image height. A joint this far outside the image is extrapolated, not seen.
    max_gap_s
        s. A blink of the tracker; longer gaps could hide a movement.
    cutoff_hz
        Hz. Squats move below 2 Hz, landmark jitter lies above 5 Hz.
    min_grid_hz
        Hz. The filter runs on an even time grid at least this fine.
    swap_min_spread
        Share of the trunk. Left and right are distinguished only where the joints are this far apart.
    repair_swaps
        Off where one leg may cross the other: then it is no error of the model.
    """

    min_visibility: float = 0.5
    border_share: float = 0.02
    max_gap_s: float = 0.15
    cutoff_hz: float = 5.0
    min_grid_hz: float = 60.0
    swap_min_spread: float = 0.15
    repair_swaps: bool = True


# `min_visibility` for pose models with lower visibility values: `heavy` gives feet in plain sight 0.25–0.9
# and covered ones 0.1–0.3, where `full` gives 0.6–1 and 0.4–0.7.
OWN_SCALE: dict[str, float] = {"heavy": 0.25}


def select_cleaning_settings(model: str, settings: CleaningSettings = CleaningSettings()) -> CleaningSettings:
    """The settings for landmarks of this pose model: its own `min_visibility`, the rest unchanged."""
    return replace(settings, min_visibility=OWN_SCALE.get(model, settings.min_visibility))


def clean_track(track: PoseTrack, settings: CleaningSettings = CleaningSettings()) -> PoseTrack:
    """Hide unseen joints, repair left/right swaps, fill short gaps and smooth, in this order.

    Parameters
    ----------
    track
        Landmarks as the pose model gave them.
    settings
        Thresholds; `select_cleaning_settings` gives those of a pose model.

    Returns
    -------
    PoseTrack
        PoseTrack of the same frames, times and size; joints that were not seen are NaN in `image_px` and
        `world_m`.
    """
    # Swaps before gaps: a swapped frame at the edge of a gap would draw the bridge across the body.
    hidden = hide_unseen(track, settings)
    repaired = repair_side_swaps(hidden, settings) if settings.repair_swaps else hidden
    return smooth_track(fill_short_gaps(repaired, settings), settings)


def hide_unseen(track: PoseTrack, settings: CleaningSettings = CleaningSettings()) -> PoseTrack:
    """Set joints that the model doubts, or places outside the image, to NaN."""
    return _hide_joints(track, find_unseen_joints(track.image_px, track.visibility, track.size_px, settings))


def find_unseen_joints(
    image_px: FloatArray, visibility: FloatArray, size_px: tuple[int, int], settings: CleaningSettings
) -> NDArray[np.bool_]:
    """Where a joint is doubted by the model, or placed outside the image.

    Parameters
    ----------
    image_px
        (..., 2) px, x right, y down.
    visibility
        (...) 0..1.
    size_px
        (width, height) of the image.
    settings
        `min_visibility` and `border_share`.

    Returns
    -------
    NDArray[np.bool_]
        (...) True where the joint counts as unseen.
    """
    border = settings.border_share * size_px[1]
    lowest = np.full(2, -border)
    highest = np.asarray(size_px, float) - 1.0 + border
    with np.errstate(invalid="ignore"):
        outside = ((image_px < lowest) | (image_px > highest)).any(axis=-1)
        # "not at least" instead of "below": a visibility of NaN hides the joint, too
        return np.asarray(outside | ~(visibility >= settings.min_visibility))


def repair_side_swaps(track: PoseTrack, settings: CleaningSettings = CleaningSettings()) -> PoseTrack:
    """Repair frames whose left and right are exchanged against the rest of the clip.

    Left and right are in order when the hips, knees and ankles lie on the same sides as in most
    frames. All three reversed: the labels were swapped, and are swapped back. Hips reversed against
    the ankles: which of them is right cannot be known, so the frame becomes NaN.
    """
    # The majority of frames decides: the right order depends on the view, which is not known yet.
    order = _compute_side_order(track, settings)
    usual = np.sign(np.nansum(np.sign(order), axis=0)).sum()
    if not usual:
        return track
    agrees = order * np.sign(usual)
    with np.errstate(invalid="ignore"):
        reversed_all = (agrees[:, (0, 2)] < 0).all(axis=1) & ~(agrees[:, 1] > 0)
        torn = (agrees[:, 0] * agrees[:, 2] < 0) | (agrees[:, (0, 2)] < 0).all(axis=1) & (agrees[:, 1] > 0)
    swapped = _exchange_sides(track, reversed_all)
    return _hide_joints(swapped, np.repeat(torn[:, None], track.visibility.shape[1], axis=1))


def fill_short_gaps(track: PoseTrack, settings: CleaningSettings = CleaningSettings()) -> PoseTrack:
    """Bridge gaps of at most `max_gap_s` by a straight line in time; the ends are never extended."""
    return track.replace_fields(
        image_px=_bridge_gaps(track.time_s, track.image_px, settings.max_gap_s),
        world_m=_bridge_gaps(track.time_s, track.world_m, settings.max_gap_s),
    )


def smooth_track(track: PoseTrack, settings: CleaningSettings = CleaningSettings()) -> PoseTrack:
    """Low-pass every coordinate between its gaps: second-order Butterworth, forwards and backwards.

    Filtering both ways has no time lag, so that the bottom of a rep stays where it is. It runs on true
    time: a phone's frame rate varies.
    """
    return track.replace_fields(
        image_px=_apply_low_pass(track.time_s, track.image_px, settings),
        world_m=_apply_low_pass(track.time_s, track.world_m, settings),
    )


def _hide_joints(track: PoseTrack, hidden: NDArray[np.bool_]) -> PoseTrack:
    image, world = track.image_px.copy(), track.world_m.copy()
    image[hidden], world[hidden] = np.nan, np.nan
    return track.replace_fields(image_px=image, world_m=world)


def _compute_side_order(track: PoseTrack, settings: CleaningSettings) -> FloatArray:
    """(T, 3) left minus right x of hips, knees, ankles, px; 0 where too close to distinguish."""
    x = track.image_px[..., 0]
    left_right = [joint.pair for joint in (Joint.HIP, Joint.KNEE, Joint.ANKLE)]
    apart = np.stack([x[:, left] - x[:, right] for left, right in left_right], axis=1)
    shoulder, hip = (track.image_px[:, joint.pair].mean(axis=1) for joint in (Joint.SHOULDER, Joint.HIP))
    lengths = compute_distance(shoulder, hip)
    trunk = np.nanmedian(lengths) if np.isfinite(lengths).any() else np.nan
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(apart) < settings.swap_min_spread * trunk, 0.0, apart)


def _exchange_sides(track: PoseTrack, frames: NDArray[np.bool_]) -> PoseTrack:
    if not frames.any():
        return track
    changed = {}
    for name in ("image_px", "world_m", "visibility", "spread_px"):
        array = getattr(track, name).copy()
        array[frames] = array[frames][:, MIRROR_INDEX]
        changed[name] = array
    return track.replace_fields(**changed)


def _flatten_columns(values: FloatArray) -> FloatArray:
    return values.reshape(len(values), prod(values.shape[1:]))


def _bridge_gaps(time_s: FloatArray, values: FloatArray, max_gap_s: float) -> FloatArray:
    filled = _flatten_columns(values).copy()
    for column in filled.T:
        seen = np.flatnonzero(np.isfinite(column))
        for gap in np.flatnonzero(np.diff(seen) > 1):
            ends = seen[gap : gap + 2]
            if np.diff(time_s[ends])[0] <= max_gap_s + 1e-9:
                inside = slice(ends[0] + 1, ends[1])
                column[inside] = np.interp(time_s[inside], time_s[ends], column[ends])
    return filled.reshape(values.shape)


def find_runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stretches in which a (T,) mask is True, as [(first, stop), …] frame indices."""
    edges = np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8))
    return list(zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True))


def _apply_low_pass(time_s: FloatArray, values: FloatArray, settings: CleaningSettings) -> FloatArray:
    flat = _flatten_columns(values)
    result = flat.copy()
    finite = np.isfinite(flat)
    # Joints that are seen in the same frames are filtered together: one filter call for most of the body.
    patterns, member = np.unique(finite, axis=1, return_inverse=True)
    for index, pattern in enumerate(patterns.T):
        columns = np.flatnonzero(member.ravel() == index)
        for first, stop in find_runs(pattern):
            block = slice(first, stop)
            result[block, columns] = _filter_run(time_s[block], flat[block][:, columns], settings)
    return result.reshape(values.shape)


def _filter_run(time_s: FloatArray, values: FloatArray, settings: CleaningSettings) -> FloatArray:
    """Filter one gapless stretch (n, k); stretches shorter than a filter's memory stay as they are."""
    if len(time_s) < 3:
        return values
    rate = max(settings.min_grid_hz, 1.0 / float(np.median(np.diff(time_s))))
    steps = round((time_s[-1] - time_s[0]) * rate)
    pad = int(rate / settings.cutoff_hz * 2)
    if steps <= pad:
        return values
    # Phones film at a variable rate (23 to 33 ms from frame to frame in one real clip); the filter needs an
    # even grid.
    grid = np.linspace(time_s[0], time_s[-1], steps + 1)
    on_grid = np.stack([np.interp(grid, time_s, column) for column in values.T], axis=1)
    sections = butter(2, settings.cutoff_hz, fs=steps / (grid[-1] - grid[0]), output="sos")
    filtered = sosfiltfilt(sections, on_grid, axis=0, padtype="odd", padlen=pad)
    return np.stack([np.interp(time_s, grid, column) for column in filtered.T], axis=1)
