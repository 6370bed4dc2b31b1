"""The lifter and the equipment: preferences that only a person can enter."""

from dataclasses import dataclass
from datetime import date

from analysis.errors import RecordError
from analysis.pose.landmarks import Side
from analysis.settings import Unit

_USUAL_BAR = {Unit.KG: 20.0, Unit.LB: 45.0}
_USUAL_PLATES = {
    Unit.KG: (25.0, 20.0, 15.0, 10.0, 5.0, 2.5, 1.25),
    Unit.LB: (45.0, 35.0, 25.0, 10.0, 5.0, 2.5),
}
_KG_PER_LB = 0.45359237  # exact, by definition of the international pound


@dataclass(frozen=True)
class Season:
    """Weeks in which a sport that loads one side is played: first and last day, both included.

    Raises
    ------
    RecordError
        The last day lies before the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise RecordError("A season must end on or after the day it begins.")


@dataclass(frozen=True)
class Lifter:
    """One lifter and the preferences they entered.

    Attributes
    ----------
    id, name
        The key in the history, and what the lifter is called.
    unit
        Of every load that is advised or shown.
    bar
        Mass of the empty bar in `unit`; None: the usual one (20 kg, 45 lb).
    plates
        Masses of the available plates in `unit`, each at least as a pair; empty: the usual ones.
    dominant_side
        Side of the asymmetric sport: throwing arm, racket hand, kicking leg.
    weaker_side
        As entered by the lifter or a professional; None: judged from evidence.
    asymmetric_sport, seasons
        A sport that loads one side, and when it is played.
    goals
        In the lifter's own words.
    training_days
        Lifting sessions a week, 1–7.
    bodyweight_only
        No bar is available.
    lifts
        Keys of the two-legged lifts to plan; empty: those of the programme.

    Raises
    ------
    RecordError
        A mass or the number of sessions is out of range.
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
        """Mass of the empty bar, in `unit`."""
        return _USUAL_BAR[self.unit] if self.bar is None else self.bar

    @property
    def plate_step(self) -> float:
        """Smallest change of the load, in `unit`: a pair of the smallest plates."""
        # One plate on one end would load one side: plates go on in pairs.
        return 2.0 * min(self.plates or _USUAL_PLATES[self.unit])

    def is_in_season(self, day: date) -> bool:
        """Whether a sport that loads one side is being played on that day."""
        return bool(self.asymmetric_sport) and any(one.first <= day <= one.last for one in self.seasons)


def convert_mass(mass: float, given: Unit, wanted: Unit) -> float:
    """Convert a mass between kilograms and pounds.

    Parameters
    ----------
    mass
        In the unit `given`.
    given, wanted
        Unit to convert from and to.

    Returns
    -------
    float
        Rounded to a hundredth; unchanged where both units are the same.
    """
    if given is wanted:
        return mass
    # To a hundredth, so that 100 lb saved as 45.36 kg comes back as 100 lb.
    return round(mass * _KG_PER_LB if wanted is Unit.KG else mass / _KG_PER_LB, 2)
