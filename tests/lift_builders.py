"""Lifters of other lifts, made of numbers: hinges, hip thrusts, back extensions, and lifts on one leg.

As in builders.py: the lifter's own frame (x to the lifter's left, y up, z forwards, metres), and an answer
that is known because we put it there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.landmarks import Joint, Landmark, Side
from analysis.one_leg import OneLegSettings
from analysis.shot import Stages
from analysis.track import PoseTrack
from tests.builders import Film, project

HALF_HIPS, HALF_SHOULDERS, HALF_FEET = 0.10, 0.19, 0.15
TRUNK, LEG, SHANK, ANKLE = 0.50, 0.82, 0.42, 0.08
FRONT, REAR = Film(), Film(rear=True)

TRUE_HIPS = Stages(one_leg=OneLegSettings(gain=1.0))
"""As shipped, but for the gain of the hip line: a built lifter's hips are where they are seen."""

Points = dict[Joint, Callable[[Side], tuple[np.ndarray | float, ...]]]
Keys = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Move:
    """One repetition: out to its turning point, held there, and back.

    size   degrees of lean, or metres of height, as the lift has it
    tilt   of the hip line at depth, degrees, + = left hip lower
    shift  of the hips to the lifter's left at depth, m
    """

    size: float
    out_s: float = 1.2
    hold_s: float = 0.4
    back_s: float = 1.0
    tilt: float = 0.0
    shift: float = 0.0

    @property
    def length_s(self) -> float:
        return self.out_s + self.hold_s + self.back_s


def course(time_s: np.ndarray, keys: Keys) -> np.ndarray:
    """(T,) the levels of the keys (s, level), eased between them and held beyond."""
    times, levels = map(np.array, zip(*keys, strict=True))
    at = np.clip(np.searchsorted(times, time_s, side="right") - 1, 0, len(times) - 2)
    share = np.clip((time_s - times[at]) / np.maximum(times[at + 1] - times[at], 1e-9), 0.0, 1.0)
    eased = 10 * share**3 - 15 * share**4 + 6 * share**5
    return levels[at] + (levels[at + 1] - levels[at]) * eased


def keys_of(moves: Sequence[Move], value: Callable[[Move], float], film: Film) -> list[tuple[float, float]]:
    """At 0 in between, at value(move) at the turning point of each."""
    keys, now = [(0.0, 0.0)], film.lead_s
    for move in moves:
        keys += [(now, 0.0), (now + move.out_s, value(move)), (now + move.out_s + move.hold_s, value(move))]
        keys += [(now + move.length_s, 0.0)]
        now += move.length_s + film.top_s
    return [*keys, (now - film.top_s + film.tail_s if moves else now + film.tail_s, 0.0)]


def frames_s(keys: Keys, film: Film) -> np.ndarray:
    return film.times_s if film.times_s is not None else np.arange(0.0, keys[-1][0], 1.0 / film.fps)


def hinge(moves: Sequence[Move] = (Move(70.0),) * 3, film: Film = FRONT) -> PoseTrack:
    """Romanian deadlifts: the trunk leans by `size` degrees and comes up again."""
    keys = keys_of(moves, lambda move: move.size, film)
    time_s = frames_s(keys, film)
    tilt, shift = (
        course(time_s, keys_of(moves, lambda move, name=name: getattr(move, name), film))
        for name in ("tilt", "shift")
    )
    return standing_track(time_s, course(time_s, keys), tilt, shift, film)


def pulls(
    leans: Sequence[float] = (55.0,) * 4,
    film: Film = FRONT,
    stands_first: bool = True,
    stands_last: bool = True,
    tilt: float = 0.0,
) -> PoseTrack:
    """Deadlifts: from the floor to lock-out and back; `leans` are those at each touch of the floor.

    The lifter bends to the bar before and stands up without it after, unless told otherwise. The hips
    tilt by `tilt` degrees halfway up each pull.
    """
    keys = [(0.0, 0.0), (film.lead_s, 0.0)] if stands_first else [(0.0, leans[0])]
    now = film.lead_s + 1.5 if stands_first else 1.0
    for number, lean in enumerate(leans):
        keys += [(now, lean), (now + 0.5, lean)]
        if number < len(leans) - 1:
            keys += [(now + 1.7, 0.0), (now + 2.3, 0.0)]
            now += 3.7
    if stands_last:
        keys += [(now + 1.9, 0.0), (now + 1.9 + film.tail_s, 0.0)]
    time_s = frames_s(keys, film)
    lean = course(time_s, keys)
    bent = np.clip(lean / 30.0, 0.0, 1.0)
    return standing_track(time_s, lean, tilt * bent, np.zeros_like(lean), film)


def standing_track(
    time_s: np.ndarray, lean_deg: np.ndarray, tilt_deg: np.ndarray, shift: np.ndarray, film: Film
) -> PoseTrack:
    lean, tilt = np.radians(lean_deg), np.radians(tilt_deg)
    up, forwards = TRUNK * np.cos(lean), TRUNK * np.sin(lean)
    hip_y, hip_z = ANKLE + LEG - 0.02 * (1 - np.cos(lean)), -0.25 * np.sin(lean)
    points: Points = {
        Joint.HIP: lambda side: (
            shift + side.sign * HALF_HIPS * np.cos(tilt),
            hip_y - side.sign * HALF_HIPS * np.sin(tilt),
            hip_z,
        ),
        Joint.KNEE: lambda side: (side.sign * 0.13, ANKLE + SHANK, 0.02),
        Joint.ANKLE: lambda side: (side.sign * HALF_FEET, ANKLE, 0.0),
        Joint.SHOULDER: lambda side: (shift + side.sign * HALF_SHOULDERS, hip_y + up, hip_z + forwards),
        Joint.ELBOW: lambda side: (
            shift + side.sign * 0.2, hip_y + up - 0.28, hip_z + forwards
        ),
        Joint.WRIST: lambda side: (
            shift + side.sign * 0.2, hip_y + up - 0.55, hip_z + forwards
        ),
        Joint.EAR: lambda side: (
            shift + side.sign * 0.07, hip_y + 1.4 * up, hip_z + 1.4 * forwards
        ),
    }  # fmt: skip
    return project(time_s, body_of(time_s, points), film)


def thrust(moves: Sequence[Move] = (Move(0.35),) * 3, film: Film = FRONT) -> PoseTrack:
    """Hip thrusts with the upper back on a bench, the feet towards the camera; the hips rise by `size` m."""
    keys = keys_of(moves, lambda move: move.size, film)
    time_s = frames_s(keys, film)
    rise = course(time_s, keys)
    tilt = np.radians(course(time_s, keys_of(moves, lambda move: move.tilt, film)))
    points: Points = {
        Joint.HIP: lambda side: (
            side.sign * HALF_HIPS * np.cos(tilt),
            0.15 + rise - side.sign * HALF_HIPS * np.sin(tilt),
            -0.45,
        ),
        Joint.KNEE: lambda side: (side.sign * 0.15, ANKLE + SHANK, -0.10),
        Joint.ANKLE: lambda side: (side.sign * HALF_FEET, ANKLE, 0.0),
        Joint.SHOULDER: lambda side: (side.sign * HALF_SHOULDERS, 0.45 + 0.1 * rise, -0.95),
        Joint.ELBOW: lambda side: (side.sign * 0.35, 0.42, -0.9),
        Joint.WRIST: lambda side: (side.sign * 0.3, 0.2 + rise, -0.5),
        Joint.EAR: lambda side: (side.sign * 0.07, 0.6, -1.1),
    }
    return project(time_s, body_of(time_s, points), film)


def extension(moves: Sequence[Move] = (Move(90.0),) * 3, film: Film = REAR) -> PoseTrack:
    """Back extensions on a bench: legs fixed, the trunk leans forwards from 40° by `size` degrees."""
    keys = keys_of(moves, lambda move: move.size, film)
    time_s = frames_s(keys, film)
    lean = np.radians(40.0 + course(time_s, keys))
    tilt = np.radians(course(time_s, keys_of(moves, lambda move: move.tilt, film)))
    up, forwards = TRUNK * np.cos(lean), TRUNK * np.sin(lean)
    points: Points = {
        Joint.HIP: lambda side: (
            side.sign * HALF_HIPS * np.cos(tilt),
            0.9 - side.sign * HALF_HIPS * np.sin(tilt),
            0.55,
        ),
        Joint.KNEE: lambda side: (side.sign * 0.1, 0.55, 0.3),
        Joint.ANKLE: lambda side: (side.sign * 0.1, 0.25, 0.0),
        Joint.SHOULDER: lambda side: (side.sign * HALF_SHOULDERS, 0.9 + up, 0.55 + forwards),
        Joint.ELBOW: lambda side: (side.sign * 0.25, 0.9 + 0.8 * up, 0.6 + forwards),
        Joint.WRIST: lambda side: (side.sign * 0.1, 0.9 + 0.8 * up, 0.65 + forwards),
        Joint.EAR: lambda side: (side.sign * 0.07, 0.9 + 1.4 * up, 0.55 + 1.4 * forwards),
    }
    return project(time_s, body_of(time_s, points), film)


@dataclass(frozen=True)
class LegMove:
    """A rep on one leg: the hips come down by `size` m; the free hip drops by `drop` degrees at depth."""

    side: Side
    size: float = 0.2
    drop: float = 0.0
    out_s: float = 1.2
    hold_s: float = 0.3
    back_s: float = 1.0

    @property
    def length_s(self) -> float:
        return self.out_s + self.hold_s + self.back_s


def one_leg(
    moves: Sequence[LegMove],
    film: Film = FRONT,
    step: bool = False,
    both_feet_s: float = 2.0,
    habit_tilt: float = 0.0,
) -> PoseTrack:
    """Single-leg squats, or step-downs from a box (`step`): both feet first, then rep by rep.

    The free foot is lifted before each rep and set down after it, in a single-leg squat; in a step-down
    it reaches below the box. habit_tilt: of the hip line at all times, degrees.
    """
    raise_s = 0.4
    down: list[tuple[float, float]] = [(0.0, 0.0)]
    drop: list[tuple[float, float]] = [(0.0, 0.0)]
    feet: dict[Side, list[tuple[float, float]]] = {side: [(0.0, 0.0)] for side in Side}
    now = both_feet_s
    for move in moves:
        start, low = now + raise_s, now + raise_s + move.out_s
        end = start + move.length_s
        turn = [(start, 0.0), (low, 1.0), (low + move.hold_s, 1.0), (end, 0.0)]
        down += [(time, share * move.size) for time, share in turn]
        drop += [(start, 0.0), (start + 0.4 * move.out_s, -move.side.sign * move.drop)]
        drop += [(end - 0.4 * move.back_s, -move.side.sign * move.drop), (end, 0.0)]
        lift = [(now, 0.0), (start, 1.0), (end, 1.0), (end + raise_s, 0.0)]
        feet[move.side.other] += lift if not step else turn
        now = end + raise_s + 0.6
    last = now + 1.5
    for keys in (down, drop, *feet.values()):
        keys.append((last, 0.0))
    time_s = frames_s(down, film)
    sink, tilt = course(time_s, down), np.radians(habit_tilt + course(time_s, drop))
    free = {side: course(time_s, feet[side]) for side in Side}
    box = 0.2 if step else 0.0
    hip_y = box + ANKLE + LEG - sink

    def ankle(side: Side) -> tuple[np.ndarray | float, ...]:
        lifted = -sink * (free[side] > 0) if step else free[side] * 0.25 - sink * free[side]
        return side.sign * 0.09, box + ANKLE + lifted, free[side] * 0.2

    def hip(side: Side) -> tuple[np.ndarray | float, ...]:
        return side.sign * HALF_HIPS * np.cos(tilt), hip_y - side.sign * HALF_HIPS * np.sin(tilt), -0.3 * sink

    def knee(side: Side) -> tuple[np.ndarray | float, ...]:
        return side.sign * 0.09, (hip(side)[1] + ankle(side)[1]) / 2.0, 0.8 * sink + 0.2 * free[side]

    return project(time_s, body_of(time_s, _upright_on(hip, knee, ankle, hip_y, 0.1 * sink)), film)


def split(moves: Sequence[LegMove], film: Film = FRONT, ahead: float = 0.12) -> PoseTrack:
    """Split squats; the picture of a phone at hip height shows the foot in front `ahead` m lower."""
    keys = keys_of([Move(move.size, move.out_s, move.hold_s, move.back_s) for move in moves],
                   lambda move: move.size, film)  # fmt: skip
    time_s = frames_s(keys, film)
    sink = course(time_s, keys)
    front = moves[0].side
    hip_y = ANKLE + LEG - 0.05 - sink

    def ankle(side: Side) -> tuple[np.ndarray | float, ...]:
        return side.sign * 0.1, ANKLE + (0.0 if side is front else ahead), 0.35 if side is front else -0.35

    def hip(side: Side) -> tuple[np.ndarray | float, ...]:
        return side.sign * HALF_HIPS, hip_y, 0.0

    def knee(side: Side) -> tuple[np.ndarray | float, ...]:
        return side.sign * 0.1, (hip_y + ankle(side)[1]) / 2.0, 0.2 if side is front else -0.2

    return project(time_s, body_of(time_s, _upright_on(hip, knee, ankle, hip_y, 0.0)), film)


def _upright_on(
    hip: Callable, knee: Callable, ankle: Callable, hip_y: np.ndarray, ahead: np.ndarray | float
) -> Points:
    return {
        Joint.HIP: hip,
        Joint.KNEE: knee,
        Joint.ANKLE: ankle,
        Joint.SHOULDER: lambda side: (side.sign * HALF_SHOULDERS, hip_y + TRUNK, ahead),
        Joint.ELBOW: lambda side: (side.sign * 0.25, hip_y + 0.25, ahead),
        Joint.WRIST: lambda side: (side.sign * 0.25, hip_y, ahead),
        Joint.EAR: lambda side: (side.sign * 0.07, hip_y + 0.7, ahead),
    }


def body_of(time_s: np.ndarray, points: Points) -> np.ndarray:
    """(T, 33, 3): the joints that are given, feet and face where they belong to them."""
    body = np.zeros((len(time_s), len(Landmark), 3))

    def put(landmark: Landmark, place: tuple[np.ndarray | float, ...]) -> None:
        body[:, landmark] = np.stack([np.broadcast_to(part, time_s.shape) for part in place], axis=-1)

    for side in Side:
        for joint, place in points.items():
            put(joint.select_landmark(side), place(side))
        ankle, wrist, ear = (
            body[:, joint.select_landmark(side)] for joint in (Joint.ANKLE, Joint.WRIST, Joint.EAR)
        )
        body[:, Joint.HEEL.select_landmark(side)] = ankle + np.array([0.0, -0.05, -0.05])
        body[:, Joint.TOE.select_landmark(side)] = ankle + np.array([side.sign * 0.05, -0.07, 0.17])
        for name in ("PINKY", "INDEX", "THUMB"):
            body[:, Landmark[f"{side.name}_{name}"]] = wrist
        for name in (f"{side.name}_EYE_INNER", f"{side.name}_EYE", f"{side.name}_EYE_OUTER"):
            body[:, Landmark[name]] = ear * [0.4, 1.0, 1.0] + [0.0, 0.02, 0.1]
        body[:, Landmark[f"MOUTH_{side.name}"]] = ear * [0.3, 1.0, 1.0] + [0.0, -0.06, 0.1]
    ears = body[:, list(Joint.EAR.pair)].mean(axis=1)
    body[:, Landmark.NOSE] = ears + np.array([0.0, 0.0, 0.12])
    return body


def from_the_side(film: Film = FRONT) -> Film:
    """The same lifter with the camera at nearly right angles."""
    return replace(film, yaw_deg=85.0)


# --- drills and mobility -------------------------------------------------------------------------------


def bridge(sides: Sequence[Side], film: Film = FRONT, rise: float = 0.25, both: bool = False) -> PoseTrack:
    """Single-leg glute bridges, feet towards the camera, a rep for each side named; `both`: on two feet."""
    keys, lifted = [(0.0, 0.0)], {side: [(0.0, 0.0)] for side in Side}
    now = 1.5
    for side in sides:
        keys += [(now, 0.0), (now + 1.0, rise), (now + 1.5, rise), (now + 2.5, 0.0)]
        lifted[side.other] += [(now - 0.4, 0.0), (now, 1.0), (now + 2.5, 1.0), (now + 2.9, 0.0)]
        now += 4.0
    for each in (keys, *lifted.values()):
        each.append((now + 0.5, 0.0))
    time_s = frames_s(keys, film)
    up = course(time_s, keys)
    free = {side: course(time_s, lifted[side]) * (0.0 if both else 1.0) for side in Side}
    points: Points = {
        Joint.HIP: lambda side: (side.sign * HALF_HIPS, 0.1 + up, -0.45),
        Joint.KNEE: lambda side: (side.sign * 0.12, ANKLE + SHANK - free[side] * (0.15 - up), -0.1),
        Joint.ANKLE: lambda side: (side.sign * 0.12, ANKLE + free[side] * (0.3 + up), 0.3 * free[side]),
        Joint.SHOULDER: lambda side: (side.sign * HALF_SHOULDERS, 0.08, -0.95),
        Joint.ELBOW: lambda side: (side.sign * 0.3, 0.05, -0.7),
        Joint.WRIST: lambda side: (side.sign * 0.3, 0.05, -0.45),
        Joint.EAR: lambda side: (side.sign * 0.07, 0.12, -1.15),
    }
    return project(time_s, body_of(time_s, points), film)


def abduction(
    sides: Sequence[Side], film: Film = FRONT, lift_deg: float = 35.0, top_deg: float = 90.0
) -> PoseTrack:
    """Side-lying abduction seen from the front: the body in the picture's plane, lying (`top_deg` 90)."""
    keys = {side: [(0.0, 0.0)] for side in Side}
    now = 2.0
    for side in sides:
        keys[side] += [(now, 0.0), (now + 1.0, lift_deg), (now + 1.4, lift_deg), (now + 2.4, 0.0)]
        now += 3.2
    for each in keys.values():
        each.append((now + 0.5, 0.0))
    time_s = frames_s(keys[Side.LEFT], film)
    away = {side: np.radians(course(time_s, keys[side])) for side in Side}
    points: Points = {
        joint: (
            lambda side, far=far: (
                side.sign * (HALF_HIPS + far * np.sin(away[side])), 0.85 - far * np.cos(away[side]), 0.0
            )
        )
        for joint, far in ((Joint.HIP, 0.0), (Joint.KNEE, 0.41), (Joint.ANKLE, LEG))
    }  # fmt: skip
    points |= {
        Joint.SHOULDER: lambda side: (side.sign * HALF_SHOULDERS, 0.85 + TRUNK, 0.0),
        Joint.ELBOW: lambda side: (side.sign * 0.25, 1.1, 0.0),
        Joint.WRIST: lambda side: (side.sign * 0.25, 0.9, 0.0),
        Joint.EAR: lambda side: (side.sign * 0.07, 0.85 + 1.4 * TRUNK, 0.0),
    }
    return project(time_s, body_of(time_s, points), replace(film, roll_deg=film.roll_deg + top_deg))


def held(angles: Sequence[float], hold_s: float = 1.2, rest_s: float = 2.0) -> list[tuple[float, float]]:
    """Keys of trials: from rest to each angle, held, and back."""
    keys, now = [(0.0, 0.0)], rest_s
    for angle in angles:
        keys += [(now, 0.0), (now + 0.8, angle), (now + 0.8 + hold_s, angle), (now + 1.6 + hold_s, 0.0)]
        now += 2.4 + hold_s
    return [*keys, (now + 0.5, 0.0)]


def seated(turns: dict[Side, Sequence[float]], film: Film = FRONT, hold_s: float = 1.2) -> PoseTrack:
    """Sitting with hanging shanks: each foot swings outwards by these degrees (- = inwards), side by side."""
    return _moved_legs(turns, film, hold_s, {
        Joint.HIP: lambda side, _turned: (side.sign * HALF_HIPS, 0.9, 0.0),
        Joint.KNEE: lambda side, _turned: (side.sign * 0.14, 0.9, 0.4),
        Joint.ANKLE: lambda side, turned: (
            side.sign * (0.14 + SHANK * np.sin(turned[side])), 0.9 - SHANK * np.cos(turned[side]), 0.4
        ),
    })  # fmt: skip


def swung(lifts: dict[Side, Sequence[float]], film: Film = FRONT, hike_deg: float = 0.0) -> PoseTrack:
    """Standing, each straight leg abducted by these degrees of the hip (- = adducted).

    hike_deg  the hip of the moved leg rises and tilts the hip line by so much: no movement of the hip joint
    """

    def place(far: float, side: Side, turned: dict[Side, np.ndarray]) -> tuple[np.ndarray | float, ...]:
        raised = [np.minimum(np.abs(angle) / 0.1, 1.0) for angle in turned.values()]
        tilt = np.radians(hike_deg) * (raised[0] - raised[1])
        x, y = side.sign * HALF_HIPS * np.cos(tilt), side.sign * HALF_HIPS * np.sin(tilt)
        leg = tilt + side.sign * turned[side]
        return x + far * np.sin(leg), 0.9 + y - far * np.cos(leg), 0.0

    return _moved_legs(lifts, film, 1.2, _along_the_leg(place))


def folded(bends: dict[Side, Sequence[float]], film: Film = FRONT) -> PoseTrack:
    """Seen from the lifter's left: each thigh flexed by these degrees against the trunk (- = extended)."""

    def place(far: float, side: Side, turned: dict[Side, np.ndarray]) -> tuple[np.ndarray | float, ...]:
        return side.sign * HALF_HIPS, 0.9 - far * np.cos(turned[side]), far * np.sin(turned[side])

    return _moved_legs(bends, replace(film, yaw_deg=film.yaw_deg + 85.0), 1.2, _along_the_leg(place))


def _along_the_leg(place: Callable) -> dict[Joint, Callable]:
    """Joint -> its place, from how far down the straight leg it lies."""
    return {
        joint: (lambda side, turned, far=far: place(far, side, turned))
        for joint, far in ((Joint.HIP, 0.0), (Joint.KNEE, 0.41), (Joint.ANKLE, LEG))
    }


def _moved_legs(
    angles: dict[Side, Sequence[float]], film: Film, hold_s: float, leg: dict[Joint, Callable]
) -> PoseTrack:
    """A trunk at rest; the legs go through their trials one after the other, the left before the right."""
    keys: dict[Side, list[tuple[float, float]]] = {}
    start = 0.0
    for side in Side:
        own = held(angles.get(side, ()), hold_s)
        keys[side] = [(0.0, 0.0), *((time + start, angle) for time, angle in own)] if start else own
        start = keys[side][-1][0]
    keys[Side.LEFT].append((start, 0.0))
    time_s = frames_s(keys[Side.RIGHT], film)
    turned = {side: np.radians(course(time_s, keys[side])) for side in Side}
    points: Points = {joint: (lambda side, place=place: place(side, turned)) for joint, place in leg.items()}
    points |= {
        Joint.SHOULDER: lambda side: (side.sign * HALF_SHOULDERS, 0.9 + TRUNK, 0.0),
        Joint.ELBOW: lambda side: (side.sign * 0.25, 1.15, 0.0),
        Joint.WRIST: lambda side: (side.sign * 0.25, 0.95, 0.1),
        Joint.EAR: lambda side: (side.sign * 0.07, 0.9 + 1.4 * TRUNK, 0.0),
    }
    return project(time_s, body_of(time_s, points), film)
