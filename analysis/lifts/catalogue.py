"""The lifts as a table: a new lift is a new row here, and a new kind of movement a new Signal.

A row says how a repetition is seen, where the lift may be filmed from, and what of it is graded. Only squats
are
calibrated; every other row says so for each quantity, and its reps are counted and timed all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from analysis.errors import LiftError
from analysis.quantities.definitions import Quantity
from analysis.report.types import Phase
from analysis.reps.detection import RepSettings
from analysis.settings import View


class Signal(StrEnum):
    """What moves in a repetition; analysis/reps/rep_signals.py computes it."""

    HIPS = "hips"  # mid-hip height over the ankles, share of its standing height
    TRUNK = "trunk"  # mid-shoulder height over mid-hip, share of its standing height
    THRUST = "thrust"  # mid-hip height over the ankles, share of the knees' height over them
    SHOULDERS = "shoulders"  # mid-shoulder height over mid-hip, share of the shoulders' width
    STANCE_HIP = "stance_hip"  # height of the standing leg's hip over its ankle, share of standing


class Posture(StrEnum):
    """How the body is held, which decides how the camera can be judged."""

    STANDING = "standing"  # on both feet
    ONE_LEG = "one_leg"  # mostly on one
    FLOOR = "floor"  # lying, or held by a bench


@dataclass(frozen=True)
class Lift:
    """One lift.

    Attributes
    ----------
    key, label, rep
        Its key in settings and files, its name, and what one repetition is called: "8 {rep}s".
    signal, posture
        What moves, and how the body is held.
    views
        Where it may be filmed from; any other view is refused with `film`.
    film
        How to film it, and what to do about a wrong view: one sentence.
    depth_means
        What its depth_pct is a percentage of.
    ungraded
        Quantity -> why it is not graded in this lift; one that is missing here is graded.
    rep_settings
        Its own rep thresholds; None: those of the squat.
    starts_low
        A rep goes up first (from the floor to the floor), not down.
    shown
        Secondary fields of RepReport that mean something in this lift.
    pelvic_drop
        Screened for the free hip dropping below that of the standing leg.
    """

    key: str
    label: str
    rep: str
    signal: Signal
    posture: Posture
    views: tuple[View, ...]
    film: str
    depth_means: str
    ungraded: Mapping[Quantity, str] = field(default_factory=dict)
    rep_settings: RepSettings | None = None
    starts_low: bool = False
    shown: tuple[str, ...] = ()
    pelvic_drop: bool = False

    @property
    def graded(self) -> tuple[Quantity, ...]:
        """Quantities that are graded in this lift."""
        return tuple(quantity for quantity in Quantity if quantity not in self.ungraded)

    @property
    def one_leg(self) -> bool:
        """Whether the lift is done mostly on one leg."""
        return self.posture is Posture.ONE_LEG

    @property
    def phases(self) -> tuple[Phase, Phase]:
        """The first and the second half of a rep."""
        return (Phase.UP, Phase.DOWN) if self.starts_low else (Phase.DOWN, Phase.UP)


# Degrees. A larger drop of the free hip in a rep is flagged.
PELVIC_DROP_FLAG = "pelvic_drop"
PELVIC_DROP_DEG = 5.0

# Degrees. A smaller change of the drop from one day to another may be chance.
DETECTABLE_DROP_DEG = 4.0

SQUAT_EXTRAS = (
    *("pelvis_shift_pct", "trunk_lean_deg", "knee_separation_ratio", "fppa_left_deg", "fppa_right_deg"),
)

# Shares of the trunk's standing height: a trunk leant by 26°, 37°, 30°. Softer than a squat's, for lifters
# don't stand up quite straight between reps; a Romanian deadlift leans by 60° and more (0.5).
HINGE_REPS = RepSettings(standing=0.10, down=0.20, finished=0.13, min_prominence=0.15)

# Shares of the pull from the floor to lock-out: the bar touches down at a different lean each time.
PULL_REPS = RepSettings(standing=0.30, down=0.60, finished=0.35, min_prominence=0.40)

# Shares of the knees' height over the ankles, 42 cm or so: 5, 10 and 6 cm over where the hips rest.
THRUST_REPS = RepSettings(standing=0.12, down=0.25, finished=0.15, min_prominence=0.18)

# Shares of the shoulders' width, 38 cm or so: 8, 17 and 11 cm below the highest.
EXTENSION_REPS = RepSettings(standing=0.20, down=0.45, finished=0.28, min_prominence=0.35)

_BOTH = (View.FRONT, View.REAR)


def _explain_not_calibrated(rep: str) -> dict[Quantity, str]:
    reason = f"not calibrated for {rep}s yet, only for squats"
    return dict.fromkeys(Quantity, reason)


_ONE_LEG = dict.fromkeys(Quantity, "on one leg there is no left to compare with a right within a rep")
_STAND_IN_FRONT = "put the phone straight in front of you, at hip height, and film again"

LIFTS: dict[str, Lift] = {
    row.key: row
    for row in (
        Lift(
            "squat", "Squat", "squat", Signal.HIPS, Posture.STANDING, _BOTH,
            "Film squats from the front or from behind: put the phone straight in front, at hip height.",
            "hip height over the ankles in standing",
            shown=SQUAT_EXTRAS,
        ),
        Lift(
            "goblet_squat", "Goblet squat", "goblet squat", Signal.HIPS, Posture.STANDING, _BOTH,
            "Film goblet squats from the front or from behind: put the phone straight in front of you.",
            "hip height over the ankles in standing",
            shown=SQUAT_EXTRAS,
        ),
        Lift(
            "deadlift", "Deadlift", "deadlift", Signal.TRUNK, Posture.STANDING, _BOTH,
            f"Film deadlifts from the front: {_STAND_IN_FRONT}.",
            "shoulder height over the hips in standing",
            _explain_not_calibrated("deadlift"), PULL_REPS,
            starts_low=True,
            shown=("pelvis_shift_pct", "hip_line_deg"),
        ),
        Lift(
            "rdl", "Romanian deadlift", "Romanian deadlift", Signal.TRUNK, Posture.STANDING, _BOTH,
            f"Film Romanian deadlifts from the front: {_STAND_IN_FRONT}.",
            "shoulder height over the hips in standing",
            _explain_not_calibrated("Romanian deadlift"), HINGE_REPS,
            shown=("pelvis_shift_pct", "hip_line_deg"),
        ),
        Lift(
            "hip_thrust", "Hip thrust", "hip thrust", Signal.THRUST, Posture.FLOOR, (View.FRONT,),
            "Film hip thrusts from the feet: put the phone straight beyond your feet, at knee height, with "
            "feet, knees, hips and shoulders in the frame.",
            "knee height over the ankles",
            _explain_not_calibrated("hip thrust"), THRUST_REPS,
            starts_low=True,
            shown=("hip_line_deg",),
        ),
        Lift(
            "back_extension", "Back extension", "back extension", Signal.SHOULDERS, Posture.FLOOR,
            (View.REAR,),
            "Film back extensions from behind: put the phone straight behind your heels, at hip height, with "
            "hips and shoulders in the frame.",
            "the shoulders' width",
            _explain_not_calibrated("back extension"), EXTENSION_REPS,
            shown=("hip_line_deg",),
        ),
        Lift(
            "single_leg_squat", "Single-leg squat", "single-leg squat", Signal.STANCE_HIP, Posture.ONE_LEG,
            (View.FRONT,),
            f"Film single-leg squats from the front: {_STAND_IN_FRONT}.",
            "hip height over the ankle of the standing leg",
            _ONE_LEG, RepSettings(standing=0.04, down=0.08, finished=0.055, min_prominence=0.06),
            pelvic_drop=True,
        ),
        Lift(
            "step_down", "Step-down", "step-down", Signal.STANCE_HIP, Posture.ONE_LEG, (View.FRONT,),
            f"Film step-downs from the front: {_STAND_IN_FRONT}.",
            "hip height over the ankle of the standing leg",
            _ONE_LEG, RepSettings(standing=0.04, down=0.08, finished=0.055, min_prominence=0.06),
            pelvic_drop=True,
        ),
        Lift(
            "split_squat", "Split squat", "split squat", Signal.STANCE_HIP, Posture.ONE_LEG, (View.FRONT,),
            f"Film split squats from the front: {_STAND_IN_FRONT}.",
            "hip height over the ankle of the front leg",
            _ONE_LEG, RepSettings(standing=0.05, down=0.10, finished=0.07, min_prominence=0.08),
        ),
    )
}  # fmt: skip


def find_lift(key: str) -> Lift:
    """The row of a lift.

    Parameters
    ----------
    key
        As in SetSettings.lift: "squat", "rdl", …

    Raises
    ------
    LiftError
        For a key that is not in the table; the message lists those that are.
    """
    if key not in LIFTS:
        raise LiftError(f"There is no lift named {key}. Choose one of: {', '.join(LIFTS)}.")
    return LIFTS[key]


def label_lift(key: str) -> str:
    """What a lift is called.

    Parameters
    ----------
    key
        Of any report or log, also one that a newer EvenRep wrote.

    Returns
    -------
    str
        The label of its row; for an unknown key the key itself, made readable.
    """
    return LIFTS[key].label if key in LIFTS else key.replace("_", " ").capitalize()
