"""The laws of the subject: what a change of the filming may do to the numbers, and what it may not.

A law says how a track is changed and what then has to be found (MEASUREMENT.md section 6). The same laws
run on built tracks, on saved tracks of clips, and, with the pixels changed instead (clips.py), on clips.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analysis.landmarks import Landmark
from analysis.quantities import Quantity
from analysis.report import analyze_recording
from analysis.report_types import Grade, Phase
from analysis.settings import SetSettings
from analysis.shot import Stages
from analysis.track import PoseTrack, Recording
from tests.builders import recording

MAX_ROLL_DEG = 9.5
"""A camera rolled further is refused: a clip that leans already is rolled by less than 8°."""
NEEDED = (
    *(Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
    *(Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE, Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE),
)


@dataclass(frozen=True)
class FoundRep:
    """One rep as the report tells it; pct is NaN and phase None where a quantity is not graded."""

    start_s: float
    bottom_s: float
    end_s: float
    down_s: float
    up_s: float
    grade: Grade
    pct: dict[Quantity, float]
    phase: dict[Quantity, Phase | None]


@dataclass(frozen=True)
class Found:
    """What the laws speak of: the reps of a clip in order, and how it was filmed."""

    reps: tuple[FoundRep, ...]
    roll_deg: float = 0.0
    gradable: bool = True


def read(
    recordings: Sequence[Recording], stages: Stages | None = None, settings: SetSettings = SetSettings()
) -> Found:
    """The reps of all parts of a clip, one part after the other."""
    reports = [
        report
        for part in recordings
        for report in analyze_recording(part, settings, stages=stages or Stages())
    ]
    reps = tuple(
        FoundRep(
            rep.start_s,
            rep.bottom_s,
            rep.end_s,
            rep.down_s,
            rep.up_s,
            rep.grade,
            {key: value.pct for key, value in rep.values.items()},
            {key: value.phase for key, value in rep.values.items()},
        )
        for report in reports
        for rep in report.reps
    )
    return Found(reps, reports[0].camera.roll_deg, all(report.camera.gradable for report in reports))


# --- what is expected ---------------------------------------------------------------------------------


def the_same(found: Found) -> Found:
    """Nothing may change."""
    return found


def other_side(found: Found) -> Found:
    """Every sign flips."""
    return replace(found, reps=tuple(replace(rep, pct=_negated(rep.pct)) for rep in found.reps))


def backwards(found: Found) -> Found:
    """The last rep is the first, down is up."""
    return replace(found, reps=tuple(map(_backwards, reversed(found.reps))))


def _negated(pct: dict[Quantity, float]) -> dict[Quantity, float]:
    return {key: -value for key, value in pct.items()}


def _backwards(rep: FoundRep) -> FoundRep:
    exchanged = {Phase.DOWN: Phase.UP, Phase.UP: Phase.DOWN, None: None}
    return replace(
        rep,
        down_s=rep.up_s,
        up_s=rep.down_s,
        phase={key: exchanged[phase] for key, phase in rep.phase.items()},
    )


# --- what is done to a track --------------------------------------------------------------------------


def mirrored(track: PoseTrack) -> PoseTrack:
    """Filmed in a mirror, and read by the same model."""
    return track.mirror_track()


def shifted(track: PoseTrack, by_px: tuple[float, float] = (37.0, -22.0)) -> PoseTrack:
    """The lifter elsewhere in a picture that is a little larger, so that nothing falls out of it."""
    room = 2.0 * max(map(abs, by_px))
    return track.replace_fields(
        image_px=track.image_px + room / 2.0 + np.array(by_px),
        size_px=tuple(round(side + room) for side in track.size_px),
    )


def scaled(track: PoseTrack, by: float) -> PoseTrack:
    """The same picture with more or fewer pixels."""
    spread = track.spread_px * by if track.spread_px is not None else None
    size = tuple(round(side * by) for side in track.size_px)
    return track.replace_fields(image_px=track.image_px * by, spread_px=spread, size_px=size)


def rolled(track: PoseTrack, by_deg: float) -> PoseTrack:
    """The camera rolled, + = the picture then has to be turned clockwise; on a canvas that holds it all."""
    turn = np.radians(-by_deg)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    size = rolled_size(track.size_px, by_deg)
    middle, new_middle = ((np.array(canvas) - 1.0) / 2.0 for canvas in (track.size_px, size))
    world = track.world_m.copy()
    world[..., :2] = world[..., :2] @ matrix
    image = (track.image_px - middle) @ matrix + new_middle
    return track.replace_fields(image_px=image, world_m=world, size_px=size)


def rolled_size(size_px: tuple[int, int], by_deg: float) -> tuple[int, int]:
    """(width, height) of the canvas that holds a picture rolled by so much."""
    cos, sin = np.cos(np.radians(by_deg)), abs(np.sin(np.radians(by_deg)))
    width, height = size_px
    return int(np.ceil(width * cos + height * sin)), int(np.ceil(width * sin + height * cos))


def roll_within_limits(by_deg: float, roll_deg: float) -> float:
    """As much of a roll as the gate leaves to a camera that is rolled already."""
    if np.isnan(roll_deg):
        return by_deg
    room = MAX_ROLL_DEG - np.sign(by_deg) * roll_deg
    return float(np.sign(by_deg) * min(abs(by_deg), max(room, 0.0)))


def thinned(track: PoseTrack, every: int) -> PoseTrack:
    """Only every so manieth frame was filmed."""
    kept = slice(None, None, every)
    names = ("time_s", "image_px", "world_m", "visibility", "spread_px")
    changed = {name: getattr(track, name)[kept] for name in names if getattr(track, name) is not None}
    return track.replace_fields(**changed, cut_frames=tuple(-(-cut // every) for cut in track.cut_frames))


def retimed(track: PoseTrack, seed: int = 0) -> PoseTrack:
    """Filmed by a phone whose frames come unevenly, with their true times: up to 40 % early or late."""
    step = np.median(np.diff(track.time_s))
    jitter = np.random.default_rng(seed).uniform(-0.4, 0.4, len(track)) * step
    time_s = np.clip(track.time_s + jitter, track.time_s[0], track.time_s[-1])
    time_s = np.unique(time_s)

    def at(values: np.ndarray) -> np.ndarray:
        columns = values.reshape(len(values), -1)
        found = [np.interp(time_s, track.time_s, column) for column in columns.T]
        return np.stack(found, axis=1).reshape(len(time_s), *values.shape[1:])

    changed = {name: at(getattr(track, name)) for name in ("image_px", "world_m", "visibility", "spread_px")}
    return track.replace_fields(time_s=time_s, **changed)


def turned_back(track: PoseTrack) -> PoseTrack:
    """The clip played backwards."""
    names = ("image_px", "world_m", "visibility", "spread_px")
    changed = {name: getattr(track, name)[::-1].copy() for name in names}
    time_s = (track.time_s[0] + track.time_s[-1] - track.time_s)[::-1]
    cuts = tuple(sorted(len(track) - cut for cut in track.cut_frames))
    return track.replace_fields(time_s=time_s, **changed, cut_frames=cuts)


def cut_time_s(found: Found) -> float | None:
    """The middle of the standing between the two middle reps; None where there is no between."""
    if len(found.reps) < 2:
        return None
    middle = len(found.reps) // 2
    return (found.reps[middle - 1].end_s + found.reps[middle].start_s) / 2.0


def cut_in_two(track: PoseTrack, found: Found) -> tuple[PoseTrack, ...]:
    """Both halves, cut between two reps."""
    time_s = cut_time_s(found)
    if time_s is None:
        return ()
    cut = int(np.searchsorted(track.time_s, time_s))
    return track.slice_frames(0, cut), track.slice_frames(cut, len(track))


def with_hidden(track: PoseTrack, landmark: Landmark) -> PoseTrack:
    """The model never sees this joint."""
    visibility = track.visibility.copy()
    visibility[:, landmark] = 0.0
    return track.replace_fields(visibility=visibility)


# --- the laws -----------------------------------------------------------------------------------------


Change = Callable[[PoseTrack, Found], tuple[PoseTrack, ...]]


@dataclass(frozen=True)
class Law:
    """One law: how a track is changed, what has to be found then, and how exactly.

    number    of MEASUREMENT.md section 6
    track_pp  largest deviation of a value on tracks, percentage points
    clip_pp   the same where a clip is changed and tracked anew; NaN where that makes no sense
    """

    key: str
    number: int
    says: str
    change: Change
    track_pp: float
    clip_pp: float
    expect: Callable[[Found], Found] = the_same


EXACTLY_PP = 1e-6
LAWS: tuple[Law, ...] = (
    Law("mirror", 1, "mirrored: every sign flips", lambda track, _: (mirrored(track),), 0.1, 1.0, other_side),
    Law("shift", 2, "elsewhere in the picture", lambda track, _: (shifted(track),), EXACTLY_PP, np.nan),
    Law("half_size", 2, "half as many pixels", lambda track, _: (scaled(track, 0.5),), EXACTLY_PP, 2.0),
    Law("double_size", 2, "twice as many pixels", lambda track, _: (scaled(track, 2.0),), EXACTLY_PP, np.nan),
    Law(
        "roll_right",
        3,
        "camera rolled by up to 8° to one side",
        lambda track, found: (rolled(track, roll_within_limits(8.0, found.roll_deg)),),
        2.0,
        2.0,
    ),
    Law(
        "roll_left",
        3,
        "camera rolled by up to 8° to the other side",
        lambda track, found: (rolled(track, roll_within_limits(-8.0, found.roll_deg)),),
        2.0,
        2.0,
    ),
    Law(
        "half_rate",
        4,
        "down to 15 frames a second",
        lambda track, _: (thinned(track, max(1, round(track.frame_rate / 15.0))),),
        2.0,
        2.0,
    ),
    Law("jitter", 4, "uneven frames with true times", lambda track, _: (retimed(track),), 2.0, np.nan),
    Law("cut", 5, "cut in two between reps", cut_in_two, 2.0, 2.0),
    Law(
        "reverse",
        7,
        "backwards: down and up exchanged",
        lambda track, _: (turned_back(track),),
        2.0,
        2.0,
        backwards,
    ),
)


# --- the verdict --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """How far a changed clip departs from its law.

    deviation_pp  quantity -> largest departure over the reps; NaN where it was not graded
    regraded      values that are a number in one and left out in the other
    tempo_s       largest departure of a rep's time down or up
    """

    law: str
    expected_reps: int
    found_reps: int
    deviation_pp: dict[Quantity, float] = field(default_factory=dict)
    regraded: int = 0
    tempo_s: float = 0.0

    @property
    def same_reps(self) -> bool:
        return self.expected_reps == self.found_reps

    @property
    def worst_pp(self) -> float:
        """Largest deviation of any quantity; 0 where none was graded."""
        known = [value for value in self.deviation_pp.values() if np.isfinite(value)]
        return max(known, default=0.0)

    def holds(self, tolerance_pp: float) -> bool:
        return self.same_reps and not self.regraded and self.worst_pp <= tolerance_pp


def compare(law: Law, original: Found, changed: Found) -> Outcome:
    """The changed clip against what the law makes of the original."""
    expected = law.expect(original)
    counts = len(expected.reps), len(changed.reps)
    if counts[0] != counts[1]:
        return Outcome(law.key, *counts)
    pairs = list(zip(expected.reps, changed.reps, strict=True))
    per_quantity = {key: [_departure(one, other, key) for one, other in pairs] for key in Quantity}
    return Outcome(
        law.key,
        *counts,
        {key: _largest(values) for key, values in per_quantity.items()},
        sum(np.isnan(one.pct[key]) != np.isnan(other.pct[key]) for one, other in pairs for key in Quantity),
        max((abs(a - b) for one, other in pairs for a, b in _tempos(one, other)), default=0.0),
    )


def _departure(one: FoundRep, other: FoundRep, key: Quantity) -> float:
    """Difference of two values, percentage points.

    Where down and up are about equally large, either may be the one that is told, and they may point to
    different sides: then only the sizes are compared.
    """
    if one.phase[key] is other.phase[key]:
        return abs(one.pct[key] - other.pct[key])
    return abs(abs(one.pct[key]) - abs(other.pct[key]))


def _largest(values: Sequence[float]) -> float:
    known = [value for value in values if np.isfinite(value)]
    return max(known) if known else float("nan")


def _tempos(one: FoundRep, other: FoundRep) -> Iterator[tuple[float, float]]:
    yield one.down_s, other.down_s
    yield one.up_s, other.up_s


def check_on_track(law: Law, track: PoseTrack, stages: Stages | None = None) -> Outcome | None:
    """The law on one track; None where it does not apply (one rep cannot be cut in two between reps)."""
    original = read([recording(track)], stages)
    changed = law.change(track, original)
    if not changed:
        return None
    return compare(law, original, read([recording(part) for part in changed], stages))
