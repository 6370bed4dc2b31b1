"""What the person tells about the clip: the only settings that reach every stage by name."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.pose.landmarks import Side


class View(StrEnum):
    """From where the lifter was filmed."""

    FRONT = "front"
    REAR = "rear"
    OBLIQUE = "oblique"
    SIDE = "side"
    UNKNOWN = "unknown"


class Unit(StrEnum):
    """Unit of every load in a report."""

    KG = "kg"
    LB = "lb"


@dataclass(frozen=True)
class SetSettings:
    """The facts that a video cannot tell.

    mirrored   the file is a selfie recording: left and right are exchanged. Never guessed.
    view       FRONT or REAR when the person knows better than the picture; None: from the picture
    lift       a key of analysis.lifts.LIFTS
    side       the leg stood on (or in front), in lifts on one leg; None: found from the track, rep by rep
    load       on the bar (or held), in `unit`; None: not told, so no number is advised
    one_rm     one-repetition maximum, in `unit`
    body_mass  in `unit`; with `load` it places the bar in the centre of mass
    pain       the lifter felt pain in this set: it ends, whatever the numbers say
    """

    mirrored: bool = False
    view: View | None = None
    lift: str = "squat"
    load: float | None = None
    one_rm: float | None = None
    body_mass: float | None = None
    unit: Unit = Unit.KG
    plate_step: float | None = None
    pain: bool = False
    side: "Side | None" = None

    def __post_init__(self) -> None:
        for name in ("load", "one_rm", "body_mass", "plate_step"):
            value = getattr(self, name)
            if value is not None and not (0 <= value < 2000):
                raise ValueError(f"{name} must be between 0 and 2000, not {value}.")
        if self.view not in (None, View.FRONT, View.REAR):
            raise ValueError("Only the views front and rear can be told; leave it out to have it estimated.")
