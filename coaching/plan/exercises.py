"""Every exercise of the programme as a row: what it is called, how it is done, where it belongs."""

from dataclasses import dataclass
from enum import IntEnum


class ProgrammePart(IntEnum):
    """The parts of the programme, in the order in which a day shows them; it is that of the article.

    References
    ----------
    Contreras, B. (2013). How to Fix Glute Imbalances (docs/sources.md).
    """

    # The numbers are shown to lifters and written into the JSON of `evenrep today`: they stay as they are.
    PAIN_GATE = 0
    ISOMETRICS = 1
    DRILLS = 2
    BILATERAL = 3
    BANDS = 4
    SINGLE_LEG = 5
    MOBILITY = 6
    WEAKER_SIDE = 7
    WEANING = 8


TITLES = {
    ProgrammePart.PAIN_GATE: "Pain first",
    ProgrammePart.ISOMETRICS: "Isometric holds, weaker side",
    ProgrammePart.DRILLS: "Low-load drills, weaker side",
    ProgrammePart.BILATERAL: "Two-legged lifts",
    ProgrammePart.BANDS: "Bands in the warm-up",
    ProgrammePart.SINGLE_LEG: "Single leg and core",
    ProgrammePart.MOBILITY: "Hip mobility",
    ProgrammePart.WEAKER_SIDE: "Which side is weaker",
    ProgrammePart.WEANING: "Without looking, and weaning off",
}


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Attributes
    ----------
    key, name
        Under which it is logged, and what people call it.
    part, group
        Where it belongs in the programme, and its kind within that part.
    how
        How it is done, in a sentence.
    per_side
        Done on one side at a time.
    """

    key: str
    name: str
    part: ProgrammePart
    group: str
    how: str
    per_side: bool = False


def _make_exercises(
    part: ProgrammePart, group: str, per_side: bool, *rows: tuple[str, str, str]
) -> list[Exercise]:
    return [Exercise(key, name, part, group, how, per_side) for key, name, how in rows]


HOLDS = _make_exercises(
    ProgrammePart.ISOMETRICS,
    "hold",
    True,
    ("isometric_standing", "Standing squeeze", "Weight on both feet, hand on the glute: tighten it, let go."),
    ("isometric_seated", "Seated squeeze", "Sit tall on a firm chair: tighten the glute under you, let go."),
    ("isometric_prone", "Face-down squeeze", "Lie on your belly, legs long: tighten the glute, let go."),
)
DRILLS = _make_exercises(
    ProgrammePart.DRILLS,
    "drill",
    True,
    (
        "side_lying_abduction",
        "Side-lying leg raise",
        "Lie on the other side, hips stacked; lift the straight leg, toes level, and lower it slowly.",
    ),
    (
        "side_lying_clam",
        "Clam",
        "On the other side, knees bent, heels together; open the knee without rolling the hips back.",
    ),
    (
        "quadruped_hip_extension",
        "All-fours leg lift",
        "On hands and knees; push the bent leg up until the thigh is level, the back stays still.",
    ),
    (
        "single_leg_bridge",
        "One-leg bridge",
        "On your back, one foot down, the other leg held up; lift the hips level and lower them slowly.",
    ),
)
LIFTS = _make_exercises(
    ProgrammePart.BILATERAL,
    "lift",
    False,
    ("goblet_squat", "Goblet squat", "Hold one weight at the chest; sit between the heels, stand up evenly."),
    (
        "rdl",
        "Romanian deadlift",
        "Hips back, knees slightly bent, the weight close to the legs; stand tall again.",
    ),
    ("squat", "Squat", "Bar on the back, feet planted; down and up with the same weight on both feet."),
    ("deadlift", "Deadlift", "From the floor, bar close; push the floor away equally with both legs."),
    ("hip_thrust", "Hip thrust", "Shoulders on a bench; lift the hips level, hold a moment, lower them."),
    (
        "back_extension",
        "Back extension",
        "Hips on the pad; bend forward, then rise with both glutes to a straight line.",
    ),
)
BANDS = [
    *_make_exercises(
        ProgrammePart.BANDS,
        "squat or bridge",
        False,
        ("band_squat", "Squat with a band", "Band above the knees; press out against it, down and up."),
        ("band_bridge", "Bridge with a band", "Band above the knees; hips up while the knees press out."),
    ),
    *_make_exercises(
        ProgrammePart.BANDS,
        "sideways walk",
        False,
        ("x_band_walk", "X-band walk", "Stand on the band, cross it, hold its ends; small steps sideways."),
        (
            "sumo_walk",
            "Sumo walk",
            "Band at the ankles, knees bent, wide stance; steps sideways, toes forward.",
        ),
        ("sumo_walk_upright", "Upright side walk", "Band at mid-foot, legs nearly straight; steps sideways."),
    ),
    *_make_exercises(
        ProgrammePart.BANDS,
        "monster walk",
        False,
        (
            "monster_walk_forward",
            "Monster walk forward",
            "Band at the ankles, half crouched; wide steps forward.",
        ),
        ("monster_walk_back", "Monster walk back", "The same backward; never let the feet come together."),
        ("monster_walk_upright", "Upright monster walk", "Band at the knees, upright; wide steps both ways."),
    ),
]
SINGLE_LEG = _make_exercises(
    ProgrammePart.SINGLE_LEG,
    "single leg",
    True,
    (
        "bulgarian_split_squat",
        "Bulgarian split squat",
        "Rear foot on a bench; straight down and up, hips level.",
    ),
    ("step_up", "Step-up", "Whole foot on a low step; stand up without pushing from the floor."),
    ("reverse_lunge", "Reverse lunge", "Step back, knee towards the floor; stand up on the front leg."),
    (
        "single_leg_rdl",
        "One-leg Romanian deadlift",
        "Hinge over one leg, hips square to the floor; stand up.",
    ),
    ("single_leg_hip_thrust", "One-leg hip thrust", "Shoulders on a bench, one foot down; hips up, level."),
    (
        "single_leg_back_extension",
        "One-leg back extension",
        "One leg under the pad; bend forward and rise, hips square.",
    ),
)
CORE = _make_exercises(
    ProgrammePart.SINGLE_LEG,
    "core",
    True,
    ("pallof_press", "Pallof press", "Band from the side at the chest; press it out without turning."),
    ("side_plank", "Side plank", "On the forearm, body in one line; hold while the hips stay up."),
    ("band_hip_rotation", "Band hip rotation", "Band from the side; turn hips and trunk together, slowly."),
)
TREATMENT = _make_exercises(
    ProgrammePart.MOBILITY,
    "treatment",
    True,
    ("massage", "Self-massage", "Roller or ball, slowly over the muscles that hold the movement back."),
    (
        "stretch_static",
        "Stretch and hold",
        "Into the restricted direction until it pulls, not hurts; breathe.",
    ),
    ("stretch_dynamic", "Swings", "Controlled swings in the restricted direction, each a little further."),
)
EXPLOSIVE = _make_exercises(
    ProgrammePart.WEANING,
    "explosive",
    False,
    ("landing", "Step-off landing", "Step off a low box, land on both feet at once, stay a second."),
    ("jump_squat", "Squat jump", "Bodyweight; jump, land softly and evenly, settle before the next."),
    ("swing", "Kettlebell swing", "Light bell, driven by the hips; press equally with both feet."),
)

# The two-legged lifts that come first, as in the article.
EXERCISES: dict[str, Exercise] = {
    row.key: row for row in (*HOLDS, *DRILLS, *LIFTS, *BANDS, *SINGLE_LEG, *CORE, *TREATMENT, *EXPLOSIVE)
}
FIRST_LIFTS = ("goblet_squat", "rdl")
# Single-leg lifts that are filmed and saved as sets, with a side.
CAMERA_SINGLE_LEG = ("single_leg_squat", "step_down", "split_squat")
# Drills whose repetitions the camera can count; the other two look too much alike to one camera.
CAMERA_COUNTS = ("single_leg_bridge", "side_lying_abduction")


def name_exercise(key: str) -> str:
    """Name an exercise or a lift as people call it.

    Parameters
    ----------
    key
        Of an exercise or of a lift.

    Returns
    -------
    str
        For a key without a row, the key itself in words: "Step down".
    """
    row = EXERCISES.get(key)
    return row.name if row else key.replace("_", " ").capitalize()
