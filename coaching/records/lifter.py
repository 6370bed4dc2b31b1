"""Who trains, and with what: preferences that only the person can tell."""

from dataclasses import dataclass
from datetime import date

from analysis.errors import RecordError
from analysis.pose.landmarks import Side
from analysis.settings import Unit

USUAL_BAR = {Unit.KG: 20.0, Unit.LB: 45.0}
USUAL_PLATES = {
    Unit.KG: (25.0, 20.0, 15.0, 10.0, 5.0, 2.5, 1.25),
    Unit.LB: (45.0, 35.0, 25.0, 10.0, 5.0, 2.5),
}
KG_PER_LB = 0.45359237


@dataclass(frozen=True)
class Season:
    """Weeks in which a sport that loads one side is played: first and last day."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise RecordError("A season must end on or after the day it begins.")


@dataclass(frozen=True)
class Lifter:
    """One lifter and what only they can tell.

    unit           of every load that is advised or shown
    bar            mass of the empty bar; None: the usual one (20 kg, 45 lb)
    plates         masses of the plates at hand, each at least as a pair; empty: the usual ones
    dominant_side  of the asymmetric sport (throwing arm, racket hand, kicking leg)
    weaker_side    as told by the lifter or a professional; None: from evidence
    asymmetric_sport, seasons   a sport that loads one side, and when it is played
    training_days  sessions of lifts a week
    bodyweight_only   no bar at hand
    lifts          keys of the two-legged lifts to be planned; empty: those of the programme
    """

    id: str
    name: str = ""
    unit: Unit = Unit.KG
    bar: float | None = None
    plates: tuple[float, ...] = ()
    dominant_side: Side | None = None
    weaker_side: Side | None = None
    asymmetric_sport: str = ""
    seasons: tuple[Season, ...] = ()
    goals: str = ""
    training_days: int = 3
    bodyweight_only: bool = False
    lifts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.bar is not None and not 0 < self.bar <= 100:
            raise RecordError(f"The bar must weigh more than 0 and at most 100, not {self.bar:g}.")
        if any(not 0 < plate <= 200 for plate in self.plates):
            raise RecordError("Every plate must weigh more than 0 and at most 200.")
        if not 1 <= self.training_days <= 7:
            raise RecordError(f"Sessions a week must be 1 to 7, not {self.training_days}.")

    @property
    def bar_mass(self) -> float:
        return USUAL_BAR[self.unit] if self.bar is None else self.bar

    @property
    def plate_step(self) -> float:
        """Smallest change of the load: a pair of the smallest plates."""
        return 2.0 * min(self.plates or USUAL_PLATES[self.unit])

    def is_in_season(self, day: date) -> bool:
        """Whether a sport that loads one side is being played."""
        return bool(self.asymmetric_sport) and any(one.first <= day <= one.last for one in self.seasons)


def convert_mass(mass: float, given: Unit, wanted: Unit) -> float:
    """The mass in another unit, to a hundredth."""
    if given is wanted:
        return mass
    return round(mass * KG_PER_LB if wanted is Unit.KG else mass / KG_PER_LB, 2)
