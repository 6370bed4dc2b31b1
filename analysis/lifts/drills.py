"""Drills counted by camera: which leg worked, how often, and whether that was the leg it should be.

Nothing is graded and the size of a movement does not count: these are low-load drills, done for their
quality.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from analysis.errors import LiftError, NothingToGrade
from analysis.pose.cleaning import CleaningSettings, clean_track
from analysis.pose.geometry import compute_direction_deg, compute_distance, compute_frame_median
from analysis.pose.landmarks import Joint, Side
from analysis.pose.track import FloatArray, PoseTrack
from analysis.quantities.frontal_plane import Plane, build_frontal_plane
from analysis.reps.detection import Rep, RepSettings, find_reps
from analysis.reps.rep_signals import RestSettings
from analysis.settings import View
from analysis.wording import format_count

# A drill of the programme never has more reps on a side, and is never done to failure.
MOST_REPS = 20


class Drill(StrEnum):
    """Drills that a camera can count."""

    BRIDGE = "bridge"
    ABDUCTION = "abduction"


@dataclass(frozen=True)
class DrillSettings:
    """How drills are counted.

    Attributes
    ----------
    bridge
        Rise of the hips over where they rest, shares of the shank: 5, 10 and 6 cm of 42.
    abduction
        Degrees of the leg away from where it rests: a lift for exercise is 25° and more.
    foot_share
        Shares of the shank by which the working foot lies lower than the free one.
    least_leg
        Leg per width of the shoulders in the image: less, and the legs point at the camera.
    """

    bridge: RepSettings = RepSettings(standing=0.12, down=0.25, finished=0.15, min_prominence=0.18)
    abduction: RepSettings = RepSettings(standing=7.0, down=14.0, finished=9.0, min_prominence=10.0)
    foot_share: float = 0.25
    least_leg: float = 1.2


@dataclass(frozen=True)
class DrillRep:
    """One repetition of a drill.

    Attributes
    ----------
    side
        The leg that worked; None where that is not clear.
    start_s, top_s, end_s
        s of the clip.
    """

    side: Side | None
    start_s: float
    top_s: float
    end_s: float


@dataclass(frozen=True)
class DrillCount:
    """The reps of one clip in order of time, and sentences for the person.

    Attributes
    ----------
    drill
        Which drill.
    reps
        Its repetitions.
    warnings
        What the person should change, in sentences.
    """

    drill: Drill
    reps: tuple[DrillRep, ...]
    warnings: tuple[str, ...] = field(default=())

    def count_on_side(self, side: Side) -> int:
        """Number of reps in which this leg worked."""
        return sum(rep.side is side for rep in self.reps)


def parse_drill(key: str) -> Drill:
    """The drill of this key. Raises LiftError, with the list, for one that no camera can count."""
    try:
        return Drill(key)
    except ValueError:
        raise LiftError(f"No drill named {key} is counted by camera: {', '.join(Drill)}.") from None


def count_drill(
    track: PoseTrack, drill: Drill, only: Side | None = None, settings: DrillSettings = DrillSettings()
) -> DrillCount:
    """Count the reps of a drill on each side.

    Parameters
    ----------
    track
        Landmarks as the pose model gave them, left and right as the lifter has them (a mirrored clip
        unmirrored).
    drill
        Which drill.
    only
        The weaker side, which alone does these drills: reps on the other side give a warning. None: both.
    settings
        Thresholds.

    Raises
    ------
    NothingToGrade
        When nobody is seen, or the drill can't be counted from this camera position.
    """
    # Lying on one side the legs cross in the image: what looks like a swap of left and right is none.
    seen = clean_track(track, replace(CleaningSettings(), repair_swaps=False))
    plane = build_frontal_plane(seen, View.FRONT, 0.0)
    found = sorted(_COUNTERS[drill](seen.time_s, plane, settings), key=lambda rep: rep.start_s)
    return DrillCount(drill, tuple(found), tuple(_list_warnings(found, only)))


def _find_bridges(time_s: FloatArray, plane: Plane, settings: DrillSettings) -> list[DrillRep]:
    """The hips rise over a planted foot; the other leg is in the air. From the feet or from the side."""
    shank = _compute_overall_median(
        np.fmax(*(_measure_length(plane, Joint.KNEE, Joint.ANKLE, side) for side in Side))
    )
    height = plane.find_middle(Joint.HIP)[:, 1]
    if np.isnan(shank) or not np.isfinite(height).any():
        raise NothingToGrade(
            "Nobody was seen. Film from your feet or from the side, with hips and feet in view."
        )
    rise = (height - np.nanquantile(height, RestSettings().low_quantile)) / shank
    return [
        _make_drill_rep(time_s, rep, _find_planted_side(plane, rep, settings.foot_share * shank))
        for rep in find_reps(time_s, rise, settings.bridge).reps
    ]


def _find_planted_side(plane: Plane, rep: Rep, least_px: float) -> Side | None:
    """The side whose foot is clearly lower while the hips are up; None with both on the floor."""
    left, right = (plane[ankle][rep.frames, 1] for ankle in Joint.ANKLE.pair)
    higher = _compute_overall_median(left - right)
    return None if not abs(higher) > least_px else Side.RIGHT if higher > 0 else Side.LEFT


def _find_abductions(time_s: FloatArray, plane: Plane, settings: DrillSettings) -> list[DrillRep]:
    """The upper leg is lifted away from the trunk's line. Seen from the lifter's front or back."""
    legs = [_compute_overall_median(_measure_length(plane, Joint.HIP, Joint.ANKLE, side)) for side in Side]
    left, right = Joint.SHOULDER.pair
    if np.isnan(legs).all():
        raise NothingToGrade("Nobody was seen. Film from in front of you, with the whole body in the frame.")
    if np.nanmax(legs) < settings.least_leg * _compute_overall_median(
        compute_distance(plane[left], plane[right])
    ):
        raise NothingToGrade(
            "The legs point at the camera: put the phone in front of you, level with your hips, and film "
            "again."
        )
    found: list[tuple[float, DrillRep]] = []
    for side in Side:
        angle = _measure_abduction_deg(plane, side)
        found += [
            (rep.depth, _make_drill_rep(time_s, rep, side))
            for rep in find_reps(time_s, angle, settings.abduction).reps
        ]
    return _select_larger_of_overlapping(found)


def _measure_abduction_deg(plane: Plane, side: Side) -> FloatArray:
    """(T,) angle of a leg against the trunk's line, degrees away from where it rests."""
    trunk = plane.find_middle(Joint.HIP) - plane.find_middle(Joint.SHOULDER)
    leg = plane.select_joint(Joint.ANKLE, side) - plane.select_joint(Joint.HIP, side)
    turned = compute_direction_deg(leg) - compute_direction_deg(trunk)
    turned = (turned + 180.0) % 360.0 - 180.0
    if not np.isfinite(turned).any():
        return turned
    return np.abs(turned - np.nanmedian(turned[: _count_resting_frames(turned)]))


def _count_resting_frames(values: FloatArray) -> int:
    """Frames up to and with the first tenth of those seen: the legs still lie together."""
    seen = np.flatnonzero(np.isfinite(values))
    return int(seen[len(seen) // 10]) + 1


def _select_larger_of_overlapping(found: Sequence[tuple[float, DrillRep]]) -> list[DrillRep]:
    """The trunk gives way when a leg is lifted, and the other leg seems to move a little too."""
    chosen: list[tuple[float, DrillRep]] = []
    for size, rep in sorted(found, key=lambda pair: -pair[0]):
        if not any(rep.start_s < other.end_s and other.start_s < rep.end_s for _, other in chosen):
            chosen.append((size, rep))
    return [rep for _, rep in chosen]


def _make_drill_rep(time_s: FloatArray, rep: Rep, side: Side | None) -> DrillRep:
    return DrillRep(side, *(float(time_s[index]) for index in (rep.start, rep.bottom, rep.end)))


def _measure_length(plane: Plane, upper: Joint, lower: Joint, side: Side) -> FloatArray:
    return compute_distance(plane.select_joint(upper, side), plane.select_joint(lower, side))


def _compute_overall_median(values: FloatArray) -> float:
    return float(compute_frame_median(values[:, None], np.ones(len(values), bool))[0])


def _list_warnings(reps: Sequence[DrillRep], only: Side | None) -> list[str]:
    on = {side: sum(rep.side is side for rep in reps) for side in Side}
    unclear = len(reps) - sum(on.values())
    warnings = []
    were = "was" if len(reps) == 1 else "were"
    if only and on[only.other]:
        warnings.append(
            f"Wrong side: {on[only.other]} of {format_count(len(reps), 'rep')} {were} on the {only.other}. "
            f"These drills are for your {only} side only."
        )
    if unclear:
        warnings.append(
            f"In {unclear} of {format_count(len(reps), 'rep')} it is not clear which leg worked: keep one "
            "foot on the floor and the other leg in the air."
        )
    warnings += [
        f"{format_count(count, 'rep')} on the {side}: {MOST_REPS} are enough, stop there and rest."
        for side, count in on.items()
        if count > MOST_REPS
    ]
    return warnings


_COUNTERS: dict[Drill, Callable[[FloatArray, Plane, DrillSettings], list[DrillRep]]] = {
    Drill.BRIDGE: _find_bridges,
    Drill.ABDUCTION: _find_abductions,
}
