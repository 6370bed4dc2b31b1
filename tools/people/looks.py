"""Who squats and what they wear: recipes of bodies, outfits, colours, rooms and light, named or random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.people.mesh import Recipe

Colour = tuple[float, float, float]  # linear RGB, 0..1


@dataclass(frozen=True)
class Outfit:
    """Clothes, hair and what is on the bar. Lengths for a 1.75 m person."""

    skin: Colour = (0.62, 0.40, 0.30)
    hair: Colour = (0.05, 0.03, 0.02)
    shirt: Colour = (0.07, 0.16, 0.33)
    bottoms: Colour = (0.05, 0.05, 0.06)
    shoes: Colour = (0.4, 0.1, 0.08)
    socks: Colour = (0.75, 0.75, 0.75)
    plate: Colour = (0.03, 0.03, 0.035)
    sleeve: float = 0.6  # 0 shoulder, 1 elbow
    shirt_loose: float = 0.8
    shirt_hem_m: float = -0.05  # relative to the pelvis joint
    neckline_m: float = 0.03
    bottoms_leg: float = 0.75  # 1 knee, 2 ankle
    bottoms_loose: float = 0.8
    waist_m: float = 0.06
    has_hair: float = 1.0
    hair_low: float = 0.0  # 1 covers ears and nape
    hair_thick: float = 1.0
    tied: str = ""  # "", "bun", "ponytail"
    bar: bool = True
    plates: tuple[tuple[float, float], ...] = ()
    heel_m: float = 0.0  # of the shoes
    sole_m: tuple[float, float] = (0.0, 0.0)  # under the left and the right foot


@dataclass(frozen=True)
class RoomLook:
    """Room and light."""

    floor: int = 0  # 0 wood, 1 rubber with joints, 2 grey concrete
    wall: Colour = (0.74, 0.72, 0.67)
    wall_style: int = 0  # 0 plain with skirting, 1 band of colour, 2 brick
    turn_deg: float = 3.0  # of the room against the camera's line of sight
    wall_behind_m: float = 2.2
    rack: bool = False
    uprights: tuple[float, float, float] = (0.0, 0.0, 0.0)  # a rack about the lifter: x, z, width m; 0 none
    light_azimuth_deg: float = 35.0  # against the camera's line of sight, + = from the picture's right
    light_height: float = 1.0
    key: float = 0.9
    ambient: float = 0.62
    warmth: float = 0.0  # -1 cold .. 1 warm
    noise: float = 1.2  # sensor noise, grey levels
    blur_px: float = 0.0  # of a lens out of focus


def list_macro_targets(
    male: float,
    old: float = 0.0,
    race: dict[str, float] | None = None,
    muscle: float = 0.0,
    weight: float = 0.0,
) -> list[tuple[str, float]]:
    """MakeHuman's macro targets. male 0..1, old 0..1, muscle and weight -1..1, race shares summing to 1."""
    race = race or {"caucasian": 1.0}
    shares: dict[str, float] = {}
    for sex, by_sex in (("male", male), ("female", 1 - male)):
        for age, by_age in (("old", old), ("young", 1 - old)):
            for name, by_race in race.items():
                shares[f"macrodetails/{name}-{sex}-{age}"] = by_sex * by_age * by_race
            for m, by_muscle in _split_level(muscle).items():
                for w, by_weight in _split_level(weight).items():
                    name = f"macrodetails/universal-{sex}-{age}-{m}muscle-{w}weight"
                    shares[name] = by_sex * by_age * by_muscle * by_weight
    return [(name, share) for name, share in shares.items() if share > 0.01]


def _split_level(level: float) -> dict[str, float]:
    return {"min": max(-level, 0.0), "average": 1 - abs(level), "max": max(level, 0.0)}


PROPORTIONS = (
    "hip/hip-scale-horiz",
    "hip/hip-scale-depth",
    "legs/upperlegs-height",
    "legs/lowerlegs-height",
    "torso/torso-scale-horiz",
    "torso/torso-scale-vert",
    "torso/measure-shoulder-dist",
    "legs/measure-thigh-circ",
    "legs/measure-calf-circ",
    "stomach/stomach-tone",
)


def generate_proportions(rng: np.random.Generator, spread: float = 0.3) -> list[tuple[str, float]]:
    """Random differences in proportion, each a small share of MakeHuman's own extremes."""
    picked = []
    for base in PROPORTIONS:
        amount = float(np.clip(rng.normal(0, spread), -2 * spread, 2 * spread))
        picked.append((f"{base}-{'incr' if amount > 0 else 'decr'}", abs(amount)))
    return picked


SKIN = {"caucasian": (0.64, 0.42, 0.32), "african": (0.19, 0.105, 0.07), "asian": (0.60, 0.42, 0.31)}
HAIR = (
    (0.012, 0.010, 0.010),
    (0.04, 0.022, 0.012),
    (0.11, 0.06, 0.03),
    (0.30, 0.19, 0.09),
    (0.35, 0.34, 0.33),
)


def generate_person(rng: np.random.Generator) -> tuple[Recipe, Outfit, dict[str, object]]:
    """A body, its clothes, and a few words about them."""
    male = float(rng.choice([rng.uniform(0, 0.12), rng.uniform(0.88, 1)]))
    old = float(rng.uniform(0.1, 0.75)) if rng.random() < 0.3 else 0.0
    main = str(rng.choice(list(SKIN)))
    rest = rng.dirichlet([0.6] * 3) * 0.3
    race = {name: float(rest[i] + (0.7 if name == main else 0.0)) for i, name in enumerate(SKIN)}
    muscle, weight = float(rng.uniform(-0.6, 1)), float(rng.uniform(-0.7, 0.9))
    height = float(np.clip(rng.normal(1.65 + 0.13 * round(male), 0.075), 1.48, 1.98))
    recipe = Recipe(
        tuple(list_macro_targets(male, old, race, muscle, weight) + generate_proportions(rng)), height
    )
    skin = np.sum([np.array(SKIN[name]) * share for name, share in race.items()], axis=0) * rng.uniform(
        0.75, 1.15
    )
    words = {
        "sex": "male" if male > 0.5 else "female",
        "age": "older" if old > 0.35 else "adult",
        "ethnicity": main,
    }
    words |= {"height_m": round(height, 2), "muscle": round(muscle, 2), "weight": round(weight, 2)}
    return recipe, generate_outfit(rng, male > 0.5, old, tuple(float(c) for c in skin)), words


def generate_outfit(rng: np.random.Generator, male: bool, old: float, skin: Colour) -> Outfit:
    """Clothes as seen in gyms: shorts or leggings, tank top to long sleeves, all colours."""
    long_legs = rng.random() < (0.3 if male else 0.65)
    bottoms_leg = rng.uniform(1.75, 1.93) if long_legs else rng.uniform(0.35, 0.95)
    hair = HAIR[4] if old > 0.4 and rng.random() < 0.7 else HAIR[int(rng.integers(0, 4))]
    return Outfit(
        skin=skin,
        hair=hair,
        shirt=_generate_cloth_colour(rng, skin),
        bottoms=_generate_cloth_colour(rng, skin, dark=0.6),
        shoes=_generate_cloth_colour(rng, skin),
        socks=(0.75, 0.75, 0.75) if rng.random() < 0.6 else (0.03, 0.03, 0.03),
        sleeve=float(rng.choice([0.12, 0.5, 0.65, 1.6], p=[0.25, 0.3, 0.35, 0.1])),
        shirt_loose=float(rng.uniform(0.1, 1.2)),
        shirt_hem_m=float(rng.uniform(-0.06, 0.03)),
        neckline_m=float(rng.uniform(0.0, 0.07)),
        bottoms_leg=float(bottoms_leg),
        bottoms_loose=float(rng.uniform(0, 0.12) if long_legs else rng.uniform(0, 1.2)),
        waist_m=float(rng.uniform(0.05, 0.1)),
        has_hair=float(not (male and rng.random() < 0.15)),
        hair_low=0.0 if male else float(rng.uniform(0, 1)),
        hair_thick=float(rng.uniform(0.5, 1.2)),
        tied="" if male else str(rng.choice(["", "bun", "ponytail"])),
        bar=bool(rng.random() < 0.7),
        plates=((0.225, 0.045),) if rng.random() < 0.5 else (),
    )


def _generate_cloth_colour(rng: np.random.Generator, skin: Colour, dark: float = 0.25) -> Colour:
    """A cloth colour that nobody takes for skin; `dark` is the chance of black or navy."""
    if rng.random() < dark:
        return tuple(float(c) for c in rng.uniform(0.015, 0.07) * rng.uniform(0.7, 1.3, 3))
    while True:
        colour = np.clip(rng.uniform(0.05, 0.75) * rng.uniform(0.4, 1.25, 3), 0.01, 0.85)
        tone = colour / colour.sum() - np.array(skin) / np.sum(skin)
        if np.abs(tone).max() > 0.08:
            return tuple(float(c) for c in colour)


def generate_scene(rng: np.random.Generator) -> RoomLook:
    """A room and its light; one in three is lit strongly from one side."""
    one_sided = rng.random() < 0.35
    azimuth = rng.choice([-1, 1]) * rng.uniform(50, 80) if one_sided else rng.uniform(-50, 50)
    grey = rng.uniform(0.25, 0.8)
    return RoomLook(
        floor=int(rng.integers(0, 3)),
        wall=tuple(float(c) for c in np.clip(grey * rng.uniform(0.85, 1.12, 3), 0.05, 0.9)),
        wall_style=int(rng.integers(0, 3)),
        turn_deg=float(rng.uniform(-7, 7)),
        wall_behind_m=float(rng.uniform(1.3, 3.2)),
        rack=bool(rng.random() < 0.35),
        light_azimuth_deg=float(azimuth),
        light_height=float(rng.uniform(0.55, 0.8) if one_sided else rng.uniform(0.7, 1.6)),
        key=float(rng.uniform(1.0, 1.35) if one_sided else rng.uniform(0.45, 1.05)),
        ambient=float(rng.uniform(0.32, 0.5) if one_sided else rng.uniform(0.5, 0.75)),
        warmth=float(rng.uniform(-1, 1)),
        noise=float(rng.uniform(0.5, 3.5)),
    )
