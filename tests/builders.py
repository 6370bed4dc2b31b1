"""Lifters made of numbers: tracks whose true answer is known because we put it there.

A body of points stands with planted feet and squats. Planted faults move joints by known amounts, in
the lifter's own frame (x to the lifter's left, y up, z forwards, metres); each moves its own quantity and
no other, and is whole wherever the rep is at least half as deep as its bottom. So a fault of 18 is read
as 18. The camera may turn, roll, come close or stand far, run at any frame rate; the landmarks are then
where they must be.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analysis.calibration import Estimate, EstimatorInput
from analysis.landmarks import MIRROR_INDEX, Joint, Landmark, Side
from analysis.quantities import Quantity
from analysis.report_types import Standing
from analysis.shot import Stages
from analysis.track import ClipInfo, ModelInfo, PoseTrack, Recording

HALF_HIPS, HALF_STANCE, HALF_SHOULDERS, LEG, ANKLE = 0.10, 0.20, 0.19, 0.82, 0.08
KNEES = 2 * (0.100 * 0.433 + 0.0465 * (1 - 0.433))
ANKLES = 2 * (0.0465 * 0.433 + 0.0145)
"""Shares of the body mass that go where the knees go, and where the ankles go (Winter's masses)."""
FULL_FROM = 0.45
"""Share of the depth from which a planted fault is whole."""


@dataclass(frozen=True)
class Fault:
    """One rep, and what it does wrong at depth, in percent (MEASUREMENT.md section 3).

    knees_in     both knees come in: knee distance at depth less this share
    only         "down" or "up": the fault is there in that half of the rep alone
    dip, dip_s   on the way up, back down to this share of the depth after coming up by half
    """

    hip_drop: float = 0.0
    knee_valgus: float = 0.0
    lateral_shift: float = 0.0
    hip_rotation: float = 0.0
    knees_in: float = 0.0
    depth: float = 0.42
    down_s: float = 1.0
    hold_s: float = 0.4
    up_s: float = 1.0
    only: str = ""
    dip: float = 0.0

    @property
    def keys(self) -> list[tuple[float, float]]:
        """[(s since its start, share of the depth), …]; eased between them."""
        bottom_s = self.down_s + self.hold_s
        keys = [(0.0, 0.0), (self.down_s, 1.0), (bottom_s, 1.0)]
        if self.dip:
            keys += [(bottom_s + self.up_s / 2, 0.5), (bottom_s + self.up_s, self.dip)]
        return [*keys, (keys[-1][0] + self.up_s, 0.0)]

    @property
    def length_s(self) -> float:
        return self.keys[-1][0]


@dataclass(frozen=True)
class Step:
    """A foot is put down elsewhere, this far to the lifter's left; the body follows by half."""

    at_s: float
    side: Side
    by_m: float
    for_s: float = 0.35


@dataclass(frozen=True)
class Film:
    """How the built lifter is filmed, and what happens besides the reps.

    arms        where the hands are in the reps, m above the shoulders
    lead_arms   where they are before the first rep and after the last; None: as in the reps
    habit       how the lifter stands at all times, percent: what standing takes away again
    """

    rear: bool = False
    yaw_deg: float = 0.0
    roll_deg: float = 0.0
    px_per_m: float = 400.0
    size_px: tuple[int, int] = (720, 1280)
    fps: float = 30.0
    lead_s: float = 1.5
    top_s: float = 1.0
    tail_s: float = 1.0
    arms: float = 0.1
    lead_arms: float | None = None
    steps: tuple[Step, ...] = ()
    habit: Fault = Fault()
    noise_px: float = 0.0
    seed: int = 0
    times_s: np.ndarray | None = field(default=None, compare=False)


EVEN = Fault()
FRONT = Film()
REAR = Film(rear=True)


def squat(reps: Sequence[Fault] = (EVEN,) * 3, film: Film = FRONT) -> PoseTrack:
    """A track of the given reps; between them the lifter stands still for `top_s`."""
    time_s = film.times_s if film.times_s is not None else np.arange(0, length_s(reps, film), 1 / film.fps)
    return project(np.asarray(time_s, float), body_m(np.asarray(time_s, float), reps, film), film)


def standing(seconds: float = 6.0, film: Film = FRONT) -> PoseTrack:
    """Nobody squats."""
    return squat((), replace(film, lead_s=seconds, tail_s=0.0))


def recording(track: PoseTrack, name: str = "built.mp4") -> Recording:
    """The track as if it came from a clip."""
    width, height = track.size_px
    clip = ClipInfo(name, "0" * 64, track.duration_s, len(track), width, height)
    return Recording(track, clip, ModelInfo("full", "1" * 64))


def starts_s(reps: Sequence[Fault], film: Film = FRONT) -> list[float]:
    """When each rep begins, s."""
    found, now = [], film.lead_s
    for rep in reps:
        found.append(now)
        now += rep.length_s + film.top_s
    return found


def length_s(reps: Sequence[Fault], film: Film = FRONT) -> float:
    """From the first frame to the end of the last standing, s."""
    end_s = starts_s(reps, film)[-1] + reps[-1].length_s if reps else film.lead_s
    return end_s + film.tail_s


def bottoms_s(reps: Sequence[Fault], film: Film = FRONT) -> list[float]:
    """Middle of each hold at the bottom, s."""
    return [
        start + rep.down_s + rep.hold_s / 2 for start, rep in zip(starts_s(reps, film), reps, strict=True)
    ]


@dataclass(frozen=True)
class Ruler:
    """An estimator that believes the landmarks: raw minus standing, with a fixed interval around it."""

    half_pct: float = 2.0
    rotation: Standing = Standing.GRADED
    name: str = "ruler"

    def estimate_means(self, scene: EstimatorInput, frames: np.ndarray) -> dict[Quantity, Estimate]:
        """Means over the seen frames; NaN and ungraded where none was."""
        return {key: self._one(key, series[frames]) for key, series in self.estimate_series(scene).items()}

    def estimate_series(self, scene: EstimatorInput) -> dict[Quantity, np.ndarray]:
        """Every frame, minus the mean of standing."""
        return {key: raw - _mean(raw[scene.standing]) for key, raw in scene.raw.items()}

    def _one(self, quantity: Quantity, pct: np.ndarray) -> Estimate:
        value = _mean(pct)
        if np.isnan(value):
            return Estimate(value, value, value, Standing.UNGRADED, "not seen")
        role = self.rotation if quantity is Quantity.HIP_ROTATION else Standing.GRADED
        return Estimate(value, value - self.half_pct, value + self.half_pct, role)


EXACT = Stages(estimator=Ruler())
"""The pipeline as shipped, but for the calibration: what is built in is what is read."""


def _mean(values: np.ndarray) -> float:
    seen = values[np.isfinite(values)]
    return float(seen.mean()) if len(seen) else float("nan")


# --- what may happen to a finished track --------------------------------------------------------------


def hidden(track: PoseTrack, landmarks: Iterable[Landmark], first_s: float, last_s: float) -> PoseTrack:
    """The model doubts these landmarks from first_s up to last_s."""
    visibility = track.visibility.copy()
    frames = (track.time_s >= first_s) & (track.time_s < last_s)
    visibility[np.ix_(frames, list(landmarks))] = 0.1
    return track.replace_fields(visibility=visibility)


def gone(track: PoseTrack, first_s: float, last_s: float) -> PoseTrack:
    """Nobody was found from first_s up to last_s."""
    frames = (track.time_s >= first_s) & (track.time_s < last_s)
    image, world, visibility = track.image_px.copy(), track.world_m.copy(), track.visibility.copy()
    image[frames], world[frames], visibility[frames] = np.nan, np.nan, np.nan
    return track.replace_fields(image_px=image, world_m=world, visibility=visibility)


def swapped(track: PoseTrack, frames: slice) -> PoseTrack:
    """The model took left for right in these frames; everything stays where it is in the picture."""
    image, world = track.image_px.copy(), track.world_m.copy()
    image[frames], world[frames] = image[frames][:, MIRROR_INDEX], world[frames][:, MIRROR_INDEX]
    return track.replace_fields(image_px=image, world_m=world)


def moved(track: PoseTrack, by_px: Callable[[np.ndarray], np.ndarray]) -> PoseTrack:
    """The camera moves: every landmark of a frame by the same (x, y) px, as a function of time."""
    return track.replace_fields(image_px=track.image_px + by_px(track.time_s)[:, None, :])


def spiked(track: PoseTrack, landmark: Landmark, at_s: float, by_px: tuple[float, float]) -> PoseTrack:
    """One landmark jumps in one frame."""
    image = track.image_px.copy()
    image[int(np.argmin(np.abs(track.time_s - at_s))), landmark] += by_px
    return track.replace_fields(image_px=image)


# --- the body and the camera --------------------------------------------------------------------------


def project(time_s: np.ndarray, body: np.ndarray, film: Film) -> PoseTrack:
    """(T, 33, 3) body points to a track through an orthographic camera."""
    turn = np.radians(180.0 - film.yaw_deg if film.rear else film.yaw_deg)
    # the camera stands at (sin, cos) of `turn` in (left, forwards), yaw_deg to the lifter's left
    right = body[..., 0] * np.cos(turn) - body[..., 2] * np.sin(turn)
    towards = body[..., 0] * np.sin(turn) + body[..., 2] * np.cos(turn)
    roll = np.radians(-film.roll_deg)
    tilt = np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
    flat = np.stack([right, 0.85 - body[..., 1]], axis=-1) @ tilt
    world = np.concatenate([flat, -towards[..., None]], axis=-1)
    world = world - world[:, list(Joint.HIP.pair)].mean(axis=1, keepdims=True)
    image = flat * film.px_per_m + (np.asarray(film.size_px) - 1.0) / 2.0
    if film.noise_px:
        image = image + np.random.default_rng(film.seed).normal(0, film.noise_px, image.shape)
    return PoseTrack(time_s, image, world, np.ones(image.shape[:2]), film.size_px)


def body_m(time_s: np.ndarray, reps: Sequence[Fault], film: Film) -> np.ndarray:
    """(T, 33, 3) the lifter's landmarks over time."""
    share, depth, fault = _course(time_s, reps, film)
    ankles, middle = _feet(time_s, film)
    down = depth * LEG * share
    knee_half = (HALF_STANCE + 0.1 * share) * (1.0 - fault["knees_in"])
    knee_in = fault["knee_valgus"] / 100.0 * knee_half
    shift = fault["lateral_shift"] / 200.0 * (2 * HALF_STANCE)
    side = (shift + KNEES * knee_in) / (1.0 - KNEES - ANKLES)
    drop = fault["hip_drop"] / 100.0 * HALF_HIPS
    turn = np.arctan(fault["hip_rotation"] / 100.0)
    hip_y = ANKLE + LEG - down
    arms = _arms(time_s, reps, film)
    points = np.zeros((len(time_s), len(Landmark), 3))

    def put(landmark: Landmark, x: np.ndarray | float, y: np.ndarray, z: np.ndarray | float) -> None:
        points[:, landmark] = np.stack(np.broadcast_arrays(x, y, z), axis=-1)

    for foot in Side:
        sign = foot.sign
        shoulder_y = hip_y + 0.5 - 0.3 * down
        at = {
            Joint.HIP: (
                middle + side + sign * HALF_HIPS * np.cos(turn),
                hip_y - sign * drop,
                -0.5 * down + sign * HALF_HIPS * np.sin(turn),
            ),
            Joint.KNEE: (middle + sign * knee_half - knee_in, ANKLE + (LEG - down) / 2, 0.9 * down),
            Joint.ANKLE: (ankles[foot], np.full_like(hip_y, ANKLE), 0.0),
            Joint.HEEL: (ankles[foot], np.full_like(hip_y, ANKLE - 0.05), -0.05),
            Joint.TOE: (ankles[foot] + 0.05 * sign, np.full_like(hip_y, ANKLE - 0.07), 0.17),
            Joint.SHOULDER: (middle + side + sign * HALF_SHOULDERS, shoulder_y, 0.1 * down),
            Joint.ELBOW: (middle + side + sign * 0.2, shoulder_y + arms / 2, 0.1 * down + 0.05),
            Joint.WRIST: (middle + side + sign * 0.21, shoulder_y + arms, 0.1 * down + 0.05),
            Joint.EAR: (middle + side + sign * 0.07, shoulder_y + 0.22, 0.1 * down),
        }
        for joint, place in at.items():
            put(joint.select_landmark(foot), *place)
        for name in ("PINKY", "INDEX", "THUMB"):
            put(Landmark[f"{foot.name}_{name}"], *at[Joint.WRIST])
        for name in ("EYE_INNER", "EYE", "EYE_OUTER"):
            put(
                Landmark[f"{foot.name}_{name}"],
                middle + side + sign * 0.03,
                shoulder_y + 0.24,
                0.1 * down + 0.1,
            )
        put(
            Landmark[f"MOUTH_{foot.name}"],
            middle + side + sign * 0.02,
            shoulder_y + 0.16,
            0.1 * down + 0.1,
        )
    put(Landmark.NOSE, middle + side, hip_y + 0.7 - 0.3 * down, 0.1 * down + 0.12)
    return points


def _ease(share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 0.0, 1.0)
    return 10 * share**3 - 15 * share**4 + 6 * share**5


def _course(
    time_s: np.ndarray, reps: Sequence[Fault], film: Film
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """(T,) share of the way down, (T,) depth of the rep, quantity -> (T,) fault; habits are always there."""
    share, depth = np.zeros_like(time_s), np.zeros_like(time_s)
    names = ("hip_drop", "knee_valgus", "lateral_shift", "hip_rotation", "knees_in")
    fault = {name: np.full_like(time_s, getattr(film.habit, name)) for name in names}
    for start, rep in zip(starts_s(reps, film), reps, strict=True):
        now = time_s - start
        inside = (now >= 0) & (now < rep.length_s)
        times, levels = map(np.array, zip(*rep.keys, strict=True))
        leg = np.clip(np.searchsorted(times, now, side="right") - 1, 0, len(times) - 2)
        eased = _ease((now - times[leg]) / (times[leg + 1] - times[leg]))
        course = np.where(inside, levels[leg] + (levels[leg + 1] - levels[leg]) * eased, 0.0)
        share, depth = share + course, depth + np.where(inside, rep.depth, 0.0)
        amount = _ease(course / FULL_FROM)
        if rep.only:
            first_half = now <= rep.down_s + rep.hold_s / 2
            amount = amount * (first_half if rep.only == "down" else ~first_half)
        for name in names:
            fault[name] += amount * getattr(rep, name)
    return share, depth, fault


def _feet(time_s: np.ndarray, film: Film) -> tuple[dict[Side, np.ndarray], np.ndarray]:
    """(side -> (T,) x of its ankle, (T,) x of the body)."""
    at = {side: np.full_like(time_s, side.sign * HALF_STANCE) for side in Side}
    for step in film.steps:
        at[step.side] = at[step.side] + step.by_m * _ease((time_s - step.at_s) / step.for_s)
    return at, (at[Side.LEFT] + at[Side.RIGHT]) / 2.0


def _arms(time_s: np.ndarray, reps: Sequence[Fault], film: Film) -> np.ndarray:
    """(T,) height of the hands over the shoulders, m."""
    if film.lead_arms is None or not reps:
        return np.full_like(time_s, film.arms)
    first, last = starts_s(reps, film)[0], starts_s(reps, film)[-1] + reps[-1].length_s
    raised = (time_s >= first - 0.05) & (time_s <= last + 0.05)
    return np.where(raised, film.arms, film.lead_arms)
