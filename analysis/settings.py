"""The facts about a clip that the person enters: the only settings that reach every stage by name."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.pose.landmarks import Side


class View(StrEnum):
    """Where the lifter was filmed from: FRONT and REAR can be graded, all others are refused."""

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
    """The facts that a video cannot show.

    Parameters
    ----------
    mirrored
        The file is a selfie recording: left and right are exchanged. Never guessed.
    view
        FRONT or REAR where the person corrects the estimate; None: estimated from the clip.
    lift
        A key of `analysis.lifts.catalogue.LIFTS`.
    load
        On the bar (or held), in `unit`, 0..2000; None: not entered, so no number is advised.
    one_rm
        One-repetition maximum, in `unit`.
    body_mass
        In `unit`; together with `load` it places the bar in the centre of mass.
    unit
        Unit of load, one_rm, body_mass and plate_step.
    plate_step
        Smallest change of the load, in `unit`; None: the usual one of the unit.
    pain
        The lifter felt pain in this set: the set ends, whatever the numbers say.
    side
        The leg stood on (or in front), in lifts on one leg; None: found from the track, rep by rep.

    Raises
    ------
    ValueError
        For a load outside 0..2000, or a view other than front and rear. The message names the field.
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
        # 0 is allowed: bodyweight.
        for name in ("load", "one_rm", "body_mass", "plate_step"):
            value = getattr(self, name)
            if value is not None and not (0 <= value < 2000):
                raise ValueError(f"{name} must be between 0 and 2000, not {value}.")
        if self.view not in (None, View.FRONT, View.REAR):
            raise ValueError("view must be front or rear; leave it out to have it estimated.")
