"""The people of the exam: rendered clips, each wholly decided by its row and its seed.

They share the renderer with the people that the calibration was learned from, and nothing else: other
seeds (5,000,000 and up; training stays below 1,000,000), bodies and looks drawn by the functions below,
full-size clips at 30 frames/s. The core is filmed as carefully as the manual asks; the wide part is not.
Beside these twenty stand 24 even people before a camera further and further aside: smaller, shorter clips.
"""

from dataclasses import dataclass, replace

import numpy as np

from tools.people.camera import RenderCamera
from tools.people.clip import ClipSpec
from tools.people.looks import HAIR, SKIN, Outfit, RoomLook, list_macro_targets
from tools.people.mesh import Recipe
from tools.people.squat import Style
from tools.people.timeline import RepPlan
from tools.people.truth import KEYS

FIRST_SEED = 5_000_000
SIZE_PX = (480, 854)
REPS = 5
CRF = 26
EVEN_SD_PCT = 1.5


@dataclass(frozen=True)
class HeldOutClip:
    """One row of the exam: where the camera stands, and what the person looks like.

    yaw_deg    counted on round the lifter: from behind, + is to the lifter's right
    even       every rep is even; otherwise two of five
    side_lit   a lamp from one side; otherwise light from about the camera
    legs       "shorts", "loose shorts", "leggings"
    coupling   share of the pelvis' turn and tilt that the trunk follows
    """

    view: str
    yaw_deg: float
    roll_deg: float
    height_m: float
    arms: str
    sex: str
    ancestry: str
    build: str = "medium"
    legs: str = "shorts"
    side_lit: bool = False
    coupling: float = 0.3
    even: bool = False
    part: str = "core"


CORE = (
    HeldOutClip("front", 0.4, -1.2, 0.95, "forward", "man", "caucasian"),
    HeldOutClip("front", -2.7, 2.1, 0.74, "crossed", "woman", "asian", coupling=0.6),
    HeldOutClip("front", 2.2, -2.8, 1.06, "chest", "man", "african", "slim", coupling=0.0),
    HeldOutClip("front", -1.3, 0.6, 0.88, "back", "woman", "caucasian", "heavy"),
    HeldOutClip("front", 1.5, 2.9, 0.81, "forward", "woman", "african", coupling=0.8),
    HeldOutClip("front", -0.6, -0.3, 1.00, "goblet", "man", "asian", "heavy"),
    HeldOutClip("rear", 1.8, 1.4, 0.92, "back", "man", "caucasian", coupling=0.5),
    HeldOutClip("rear", -2.4, -2.2, 0.77, "forward", "woman", "african", "slim"),
    HeldOutClip("rear", 0.2, 2.7, 1.08, "crossed", "man", "asian"),
    HeldOutClip("rear", 2.9, -0.9, 0.85, "chest", "woman", "caucasian", coupling=0.1),
)
WIDE = tuple(
    replace(row, part="wide")
    for row in (
        HeldOutClip("front", 7.4, 4.1, 0.62, "overhead", "woman", "african", "slim", "leggings", True),
        HeldOutClip(
            "front", -6.1, -7.6, 1.21, "back", "man", "caucasian", "heavy", "loose shorts", True, 0.9
        ),
        HeldOutClip("front", 4.8, 6.8, 0.48, "side", "man", "asian", "slim", "loose shorts"),
        HeldOutClip(
            "front", -7.8, 0.9, 1.32, "goblet", "woman", "caucasian", "medium", "leggings", True, 0.0
        ),
        HeldOutClip("front", 5.6, -4.4, 0.92, "forward", "man", "african", legs="leggings", even=True),
        HeldOutClip(
            "front", -4.3, 7.9, 0.70, "overhead", "man", "caucasian", "heavy", side_lit=True, coupling=0.7
        ),
        HeldOutClip("rear", -7.1, 5.2, 1.18, "back", "woman", "asian", "heavy", "leggings", True, 0.6),
        HeldOutClip("rear", 5.2, -6.3, 0.55, "overhead", "man", "african", "medium", "loose shorts"),
        HeldOutClip(
            "rear", 7.7, 7.2, 0.84, "side", "woman", "caucasian", "slim", "loose shorts", True, even=True
        ),
        HeldOutClip(
            "rear", -4.9, -3.5, 1.27, "goblet", "man", "caucasian", "medium", "leggings", coupling=0.9
        ),
    )
)
EXAM = CORE + WIDE

ALLOWED_YAW_DEG, TOO_FAR_DEG = (2, -2, 6, -6, 10, -10, 14, -14), (22, -35, 55, -85)
TURNED_SIZE_PX, TURNED_FPS, TURNED_REPS = (320, 576), 15, 3
FIRST_TURNED = 100
"""Their seeds follow at a distance."""

_CYCLES = {
    "roll_deg": (0.5, -2.0, 2.5, -1.0, 1.5),
    "height_m": (0.9, 0.7, 1.1),
    "arms": ("forward", "back", "crossed", "goblet", "chest"),
    "sex": ("man", "woman"),
    "ancestry": ("caucasian", "african", "asian"),
    "build": ("medium", "slim", "heavy", "medium"),
    "legs": ("shorts", "leggings", "loose shorts", "shorts", "leggings"),
    "coupling": (0.3, 0.7, 0.1),
}


def _make_off_axis_row(number: int, view: str, yaw_deg: float) -> HeldOutClip:
    looks = {name: values[number % len(values)] for name, values in _CYCLES.items()}
    return HeldOutClip(view=view, yaw_deg=yaw_deg, even=True, part="turned", **looks)  # type: ignore[arg-type]


TURNED = tuple(
    _make_off_axis_row(number, view, yaw_deg)
    for number, (view, yaw_deg) in enumerate(
        (view, yaw_deg) for view in ("front", "rear") for yaw_deg in ALLOWED_YAW_DEG + TOO_FAR_DEG
    )
)


def build_held_out_specs() -> list[ClipSpec]:
    """Every clip of the exam, ready to be rendered."""
    return [build_held_out_spec(number, row) for number, row in enumerate(EXAM)]


def build_off_axis_specs() -> list[ClipSpec]:
    """Even people before a camera that stands ever further aside."""
    return [
        _shrink_clip(build_held_out_spec(FIRST_TURNED + number, row)) for number, row in enumerate(TURNED)
    ]


def _shrink_clip(clip: ClipSpec) -> ClipSpec:
    filmed = replace(clip.camera, size_px=TURNED_SIZE_PX)
    return replace(clip, camera=filmed, plans=clip.plans[:TURNED_REPS], fps=TURNED_FPS)


def build_held_out_spec(number: int, row: HeldOutClip) -> ClipSpec:
    """One clip from its row; the seed draws what the row leaves open."""
    rng = np.random.default_rng([FIRST_SEED + number, 77])
    recipe = generate_held_out_body(rng, row)
    top = recipe.height_m * (1.3 if row.arms == "overhead" else 1.0)
    style = Style(
        stance_hip_widths=float(rng.uniform(1.5, 2.6)),
        toe_out_deg=float(rng.uniform(7, 28)),
        stagger_m=float(rng.normal(0, 0.008)),
        lean_deg=float(rng.uniform(28, 48)),
        tilt_deg=float(rng.uniform(12, 28)),
        knees_out_deg=float(rng.uniform(-2, 11)),
        arms=row.arms,
        trunk_follows_rotation=float(np.clip(row.coupling + rng.normal(0, 0.1), 0, 1)),
        trunk_follows_drop=float(np.clip(row.coupling + rng.normal(0, 0.1), 0, 1)),
        inner_knee_share=float(rng.uniform(0.65, 0.95)),
        sway=float(rng.uniform(0.6, 1.3)),
    )
    return ClipSpec(
        name=f"{row.part}_{number:02d}_{row.view}",
        view=row.view,
        seed=int(rng.integers(2**31)),
        recipe=recipe,
        outfit=generate_held_out_outfit(rng, row),
        scene=generate_held_out_scene(rng, row),
        style=style,
        camera=generate_held_out_camera(rng, row, top),
        plans=generate_held_out_plans(rng, number, row.even),
        person={"sex": row.sex, "ethnicity": row.ancestry, "height_m": round(recipe.height_m, 2)},
        lead_s=1.3,
        tail_s=0.6,
        samples=0,
        extra={"groups": label_groups(row)},
    )


def label_groups(row: HeldOutClip) -> dict[str, str]:
    """Into which rows of the accuracy table a clip goes."""
    return {
        "part": row.part,
        "view": row.view,
        "body": f"{row.build} {row.sex}",
        "camera yaw": _label_yaw(row.yaw_deg),
        "camera roll": "up to 3°" if abs(row.roll_deg) <= 3 else "3–8°",
        "light": "from one side" if row.side_lit else "even",
        "clothes": row.legs,
        "arms": row.arms,
        "trunk": "follows the pelvis" if row.coupling >= 0.5 else "stays",
    }


def _label_yaw(yaw_deg: float) -> str:
    bounds = {3: "up to 3°", 8: "4–8°", 15: "10–14°", 90: "beyond"}
    return next(label for most, label in bounds.items() if abs(yaw_deg) <= most)


def generate_held_out_body(rng: np.random.Generator, row: HeldOutClip) -> Recipe:
    """Sex, ancestry and build as told; age, muscle and limb lengths drawn."""
    weight = {"slim": -0.55, "medium": 0.05, "heavy": 0.65}[row.build] + rng.uniform(-0.15, 0.15)
    muscle, old = rng.uniform(-0.3, 0.9), max(0.0, rng.uniform(-0.4, 0.6))
    male = 0.95 if row.sex == "man" else 0.04
    targets = list_macro_targets(male, old, {row.ancestry: 1.0}, float(muscle), float(weight))
    for part in ("legs/upperlegs-height", "legs/lowerlegs-height", "torso/torso-scale-vert"):
        amount = float(rng.uniform(-0.45, 0.45))
        targets.append((f"{part}-{'incr' if amount > 0 else 'decr'}", abs(amount)))
    for part in ("hip/hip-scale-horiz", "torso/measure-shoulder-dist"):
        amount = float(rng.uniform(-0.3, 0.3))
        targets.append((f"{part}-{'incr' if amount > 0 else 'decr'}", abs(amount)))
    height = (1.77 if row.sex == "man" else 1.65) + rng.uniform(-0.12, 0.12)
    return Recipe(tuple(targets), float(height))


def generate_held_out_outfit(rng: np.random.Generator, row: HeldOutClip) -> Outfit:
    """Leggings hug, loose shorts swing; a bar on the back carries plates half of the time."""
    leg, loose = {"shorts": (0.7, 0.6), "loose shorts": (0.95, 1.3), "leggings": (1.85, 0.05)}[row.legs]
    tone = np.array(SKIN[row.ancestry]) * rng.uniform(0.8, 1.1)
    return Outfit(
        skin=_clip_colour(tone),
        hair=HAIR[int(rng.integers(0, 3))],
        shirt=_clip_colour(rng.uniform(0.03, 0.65, 3)),
        bottoms=_clip_colour(rng.uniform(0.02, 0.3) * rng.uniform(0.6, 1.2, 3)),
        shoes=_clip_colour(rng.uniform(0.03, 0.7, 3)),
        sleeve=float(rng.choice([0.15, 0.55])),
        shirt_loose=float(rng.uniform(0.2, 1.1)),
        bottoms_leg=leg,
        bottoms_loose=loose,
        tied="ponytail" if row.sex == "woman" else "",
        hair_low=0.6 if row.sex == "woman" else 0.0,
        plates=((0.225, 0.045),) if rng.random() < 0.5 else (),
    )


def _clip_colour(rgb: np.ndarray) -> tuple[float, float, float]:
    red, green, blue = np.clip(rgb, 0.01, 0.9).tolist()
    return red, green, blue


def generate_held_out_scene(rng: np.random.Generator, row: HeldOutClip) -> RoomLook:
    """Lit from one side or from about the camera."""
    side = float(rng.choice([-1, 1]))
    grey = rng.uniform(0.3, 0.75)
    return RoomLook(
        floor=int(rng.integers(0, 3)),
        wall=_clip_colour(grey * rng.uniform(0.9, 1.1, 3)),
        wall_style=int(rng.integers(0, 3)),
        turn_deg=float(rng.uniform(-5, 5)),
        wall_behind_m=float(rng.uniform(1.5, 3.0)),
        rack=row.part == "wide" and bool(rng.random() < 0.4),
        light_azimuth_deg=side * float(rng.uniform(60, 75) if row.side_lit else rng.uniform(5, 40)),
        light_height=float(0.65 if row.side_lit else rng.uniform(0.8, 1.4)),
        key=float(1.25 if row.side_lit else rng.uniform(0.6, 0.95)),
        ambient=float(0.36 if row.side_lit else rng.uniform(0.55, 0.7)),
        warmth=float(rng.uniform(-0.6, 0.8)),
        noise=float(rng.uniform(0.8, 2.5)),
    )


def generate_held_out_camera(rng: np.random.Generator, row: HeldOutClip, top_m: float) -> RenderCamera:
    """A phone where the row says, the person filling 55 to 75 % of the picture's height."""
    distance = float(rng.uniform(2.4, 3.6))
    fov = 2 * np.degrees(np.arctan(top_m / 2 / rng.uniform(0.55, 0.75) / distance))
    return RenderCamera(
        yaw_deg=row.yaw_deg,
        distance_m=round(distance, 2),
        height_m=row.height_m,
        fov_deg=round(float(np.clip(fov, 28, 75)), 1),
        roll_deg=row.roll_deg,
        rear=row.view == "rear",
        look_at_m=(float(rng.normal(0, 0.04)), 0.5 * top_m, -0.05),
        size_px=SIZE_PX,
    )


def generate_held_out_plans(rng: np.random.Generator, number: int, even: bool) -> list[RepPlan]:
    """Two even reps, one fault near the line, one far beyond it, one mixture, in any order.

    The quantity at fault goes round from clip to clip, so that each has its share.
    """
    faults = {"near": KEYS[(number // 4 + number) % 4], "far": KEYS[(number + 2) % 4]}
    depth, down, up = rng.uniform(0.28, 0.46), rng.uniform(0.9, 1.3), rng.uniform(0.8, 1.2)
    kinds = ["even"] * REPS if even else ["even", "even", "near", "far", "mixed"]
    return [
        RepPlan(
            generate_held_out_targets(rng, kinds[int(which)], faults),
            depth=float(depth * rng.uniform(0.94, 1.06)),
            down_s=float(down * rng.uniform(0.92, 1.08)),
            hold_s=float(rng.uniform(0.1, 0.35)),
            up_s=float(up * rng.uniform(0.92, 1.08)),
            rest_s=float(rng.uniform(0.45, 0.6)),
            grind=float(rng.uniform(0, 0.5)),
            up_over_down=float(rng.uniform(0.8, 1.25)),
        )
        for which in rng.permutation(REPS)
    ]


def generate_held_out_targets(
    rng: np.random.Generator, kind: str, faults: dict[str, str]
) -> dict[str, float]:
    """The four asymmetries that one rep shall show, percent."""
    if kind == "mixed":
        return {key: float(np.clip(rng.normal(0, 10), -24, 24)) for key in KEYS}
    drawn = {key: float(rng.normal(0, EVEN_SD_PCT if kind == "even" else 2 * EVEN_SD_PCT)) for key in KEYS}
    if kind != "even":
        size = rng.uniform(10, 20) if kind == "near" else rng.uniform(19, 26)
        drawn[faults[kind]] = float(rng.choice([-1, 1]) * size)
    return drawn
