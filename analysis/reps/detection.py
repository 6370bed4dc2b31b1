"""Repetitions from the depth of the hips over time. All in seconds, so the frame rate does not matter."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.pose.track import FloatArray


@dataclass(frozen=True)
class RepSettings:
    """The rep rules of docs/measurement.md section 4. Depths are shares of standing hip height.

    Attributes
    ----------
    standing, down, finished
        Hysteresis: a rep leaves below `standing`, counts beyond `down`, is done below `finished`.
    min_prominence, around_s
        The bottom is at least this much deeper than the standing in so many s before and after.
    min_share_of_median
        Shallower than this share of the set's median depth: not a rep of the set.
    min_s, max_s
        s. Shorter is a bob or a tracking slip, longer is a rest at the bottom.
    deep_share
        A rep's values are means over frames at least this deep, as a share of its own depth.
    """

    standing: float = 0.06
    down: float = 0.12
    finished: float = 0.08
    min_prominence: float = 0.10
    around_s: float = 0.5
    min_share_of_median: float = 0.60
    min_s: float = 0.8
    max_s: float = 12.0
    deep_share: float = 0.5


# Frames this close to the deepest (share of standing hip height) are the bottom: jitter is as large.
BOTTOM_BAND = 0.01


@dataclass(frozen=True)
class Rep:
    """One repetition by frame indices.

    Attributes
    ----------
    start
        Last standing frame.
    bottom
        Deepest frame.
    end
        First finished frame.
    depth
        Largest depth, share of standing hip height (or the unit of the lift's row).
    """

    start: int
    bottom: int
    end: int
    depth: float

    @property
    def frames(self) -> slice:
        """All its frames, start to end."""
        return slice(self.start, self.end + 1)


@dataclass(frozen=True)
class FoundReps:
    """What was found in one stance.

    Attributes
    ----------
    reps
        Whole reps, in order of time.
    incomplete
        Reps that the clip cuts off.
    rejected
        Movements that looked like a rep and are not counted, each with the reason.
    corrections
        Sentences: what the person changed.
    """

    reps: tuple[Rep, ...]
    incomplete: tuple[Rep, ...]
    rejected: tuple[tuple[Rep, str], ...]
    corrections: tuple[str, ...] = ()


# (time_s, depth, found) -> found: changes to the reps of one stance before they are measured.
Review = Callable[[FloatArray, FloatArray, FoundReps], FoundReps]


def find_reps(time_s: FloatArray, depth: FloatArray, settings: RepSettings = RepSettings()) -> FoundReps:
    """Reps in a depth signal, by hysteresis.

    A re-descent before lock-out belongs to the same rep. NaN frames neither start nor end a rep.

    Parameters
    ----------
    time_s
        (T,) s.
    depth
        (T,) share of standing hip height, or the unit of the lift's row; NaN = unseen.
    settings
        Thresholds in that unit.

    Returns
    -------
    FoundReps
        Whole, incomplete and rejected reps, the last with the reason.
    """
    whole, incomplete = _find_by_hysteresis(depth, settings)
    accepted, rejected = [], []
    for rep in whole:
        fault = _explain_rejection(rep, time_s, depth, settings)
        if fault:
            rejected.append((rep, fault))
        else:
            accepted.append(rep)
    return FoundReps(tuple(accepted), tuple(incomplete), tuple(rejected))


def drop_shallow(found: FoundReps, settings: RepSettings = RepSettings()) -> FoundReps:
    """Leave out reps far shallower than the set's median: half squats of the set-up, not of the set.

    A rep that the clip cuts off had no time to get deep: it stays, as incomplete.
    """
    if not found.reps:
        return found
    least = settings.min_share_of_median * float(np.median([rep.depth for rep in found.reps]))
    deep = tuple(rep for rep in found.reps if rep.depth >= least)
    shallow = tuple(
        (rep, "much shallower than the rest of the set") for rep in found.reps if rep.depth < least
    )
    return FoundReps(deep, found.incomplete, found.rejected + shallow)


def drop_shallow_of_set(found: list[FoundReps], settings: RepSettings = RepSettings()) -> list[FoundReps]:
    """`drop_shallow` for all stances of a set, against the median depth of all their reps together."""
    everything = FoundReps(
        tuple(rep for part in found for rep in part.reps),
        tuple(rep for part in found for rep in part.incomplete),
        (),
    )
    deep = drop_shallow(everything, settings)
    shallow = dict(deep.rejected)
    return [
        FoundReps(
            tuple(rep for rep in part.reps if rep in deep.reps),
            tuple(rep for rep in part.incomplete if rep in deep.incomplete),
            part.rejected + tuple((rep, shallow[rep]) for rep in part.reps if rep in shallow),
        )
        for part in found
    ]


def find_deep_frames(
    depth: FloatArray, rep: Rep, settings: RepSettings = RepSettings()
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Frames at least half as deep as the rep, before and after its bottom.

    The bottom frame belongs to both, so that reversing time exchanges them exactly.

    Parameters
    ----------
    depth
        (T,) depth signal that the rep was found in.
    rep
        The rep.
    settings
        `deep_share` of the rep's own depth.

    Returns
    -------
    tuple[NDArray[np.bool_], NDArray[np.bool_]]
        ((T,) down, (T,) up).
    """
    index = np.arange(len(depth))
    with np.errstate(invalid="ignore"):
        deep = depth >= settings.deep_share * rep.depth
    down = deep & (index >= rep.start) & (index <= rep.bottom)
    up = deep & (index >= rep.bottom) & (index <= rep.end)
    return down, up


def _find_by_hysteresis(depth: FloatArray, settings: RepSettings) -> tuple[list[Rep], list[Rep]]:
    whole: list[Rep] = []
    incomplete: list[Rep] = []
    last_standing: int | None = None
    start: int | None = None
    went_down = False
    seen = np.flatnonzero(np.isfinite(depth))
    for index in seen.tolist():
        value = depth[index]
        # Two thresholds down and one up: jitter about a single one would cut one rep into several.
        if not went_down:
            if value < settings.standing:
                last_standing = index
            if value > settings.down:
                went_down, start = True, last_standing
        elif value < settings.finished:
            _close_rep(depth, start, index, int(seen[0]), whole, incomplete)
            went_down, last_standing = False, index
    # The clip ended on the way: reported as cut off, never counted.
    if went_down:
        incomplete.append(make_rep(depth, int(seen[0]) if start is None else start, int(seen[-1])))
    return whole, incomplete


def _close_rep(
    depth: FloatArray, start: int | None, end: int, first: int, whole: list[Rep], incomplete: list[Rep]
) -> None:
    """A finished descent is a whole rep if its start was seen, else one that the clip cut off."""
    if start is None:
        incomplete.append(make_rep(depth, first, end))
    else:
        whole.append(make_rep(depth, start, end))


def make_rep(depth: FloatArray, start: int, end: int) -> Rep:
    """The repetition from frame `start` to frame `end`, some of which must be seen.

    The bottom is the middle of the stretch that is nearly as deep as the deepest frame: in a held bottom
    the single lowest frame is chance.
    """
    part = depth[start : end + 1]
    deepest = int(np.nanargmax(part))
    with np.errstate(invalid="ignore"):
        shallower = np.flatnonzero(~(part >= part[deepest] - BOTTOM_BAND))
    first = int(shallower[shallower < deepest].max(initial=-1)) + 1
    last = int(shallower[shallower > deepest].min(initial=len(part))) - 1
    return Rep(start, start + (first + last) // 2, end, float(part[deepest]))


def _explain_rejection(rep: Rep, time_s: FloatArray, depth: FloatArray, settings: RepSettings) -> str:
    duration = time_s[rep.end] - time_s[rep.start]
    if duration < settings.min_s:
        return f"over in {duration:.1f} s: too short for a repetition"
    if duration > settings.max_s:
        return f"lasted {duration:.0f} s: too long for one repetition"
    before = depth[(time_s >= time_s[rep.start] - settings.around_s) & (time_s <= time_s[rep.start])]
    after = depth[(time_s >= time_s[rep.end]) & (time_s <= time_s[rep.end] + settings.around_s)]
    # Deeper than on both sides: the higher standing of the two decides.
    if rep.depth - max(np.nanmin(before), np.nanmin(after)) < settings.min_prominence:
        return "hardly deeper than standing"
    return ""
