"""The track as the overlay needs it: smoothed for drawing, and matched to the frames of the clip by time."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import convolve1d

from analysis.pose.landmarks import Joint
from analysis.pose.track import PoseTrack


def smooth_for_drawing(track: PoseTrack, sigma_s: float) -> NDArray[np.float64]:
    """Smooth the landmarks for drawing only; nothing is measured on them.

    Parameters
    ----------
    track : PoseTrack
        As it was tracked.
    sigma_s : float
        Standard deviation of the Gaussian, in s. It is symmetric, so that nothing moves in time, and never
        reaches over a cut.

    Returns
    -------
    ndarray of float64, shape (T, 33, 2)
        px; NaN stays NaN.
    """
    points = track.image_px.copy()
    if len(track) < 3:
        return points
    sigma = max(sigma_s * track.frame_rate, 1e-6)
    reach = int(np.ceil(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    bounds = (0, *track.cut_frames, len(track))
    for first, stop in pairwise(bounds):
        shot = points[first:stop]
        seen = np.isfinite(shot)
        total = convolve1d(np.where(seen, shot, 0.0), kernel, axis=0, mode="constant")
        weight = convolve1d(seen.astype(np.float64), kernel, axis=0, mode="constant")
        shot[seen] = total[seen] / weight[seen]
    return points


def is_left_on_right(points: NDArray[np.float64], cut_frames: tuple[int, ...]) -> NDArray[np.bool_]:
    """Whether the lifter's left is on the right of the image, as from the front.

    Parameters
    ----------
    points : ndarray of float64, shape (T, 33, 2)
        px.
    cut_frames : tuple of int
        First frame of each shot but the first.

    Returns
    -------
    ndarray of bool, shape (T,)
        One answer for each shot, from all its frames: from the side, jitter makes the hips change places.
    """
    left, right = (points[:, landmark, 0] for landmark in Joint.HIP.pair)
    across = left - right
    answer = np.ones(len(points), bool)
    for first, stop in pairwise((0, *cut_frames, len(points))):
        shot = across[first:stop]
        seen = shot[np.isfinite(shot)]
        answer[first:stop] = not len(seen) or bool(np.median(seen) >= 0)
    return answer


def match_frame(track: PoseTrack, time_s: float, max_lag_s: float) -> int | None:
    """Match a frame of the clip to the track by time: a clip may have frames that the track left out.

    Parameters
    ----------
    track : PoseTrack
        The track of the clip.
    time_s : float
        Time of the frame, s of the clip.
    max_lag_s : float
        Farthest that the two may be apart, in s.

    Returns
    -------
    int or None
        Index of the nearest frame of the track; None if it is farther than `max_lag_s`.
    """
    if not len(track):
        return None
    after = int(np.clip(np.searchsorted(track.time_s, time_s), 1, max(len(track) - 1, 1)))
    nearest = min((after - 1, min(after, len(track) - 1)), key=lambda i: abs(track.time_s[i] - time_s))
    return nearest if abs(track.time_s[nearest] - time_s) <= max_lag_s else None
