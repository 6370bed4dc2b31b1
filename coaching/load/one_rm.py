"""The one-repetition maximum: tested, estimated from a hard set (Epley), or none; never from easy sets."""

from dataclasses import dataclass
from datetime import datetime

from analysis.errors import RecordError
from analysis.settings import Unit
from coaching.records.lifter import convert_mass
from coaching.records.records import Records

_EPLEY_REPS = 30.0
_EPLEY_MOST_REPS = 10  # beyond ten repetitions the formula says more about stamina than about strength


@dataclass(frozen=True)
class OneRm:
    """What can be lifted once.

    Attributes
    ----------
    load
        In the unit that was asked for.
    estimated
        From a set of several reps; False: from a tested single.
    """

    load: float
    estimated: bool


def estimate_one_rm(load: float, reps: int) -> float:
    """Estimate the one-repetition maximum: load × (1 + reps / 30); a single is its own maximum.

    Parameters
    ----------
    load
        Any unit.
    reps
        The most repetitions that were possible with this load, 1–10.

    Returns
    -------
    float
        In the unit of `load`.

    Raises
    ------
    RecordError
        More than 10 reps, or fewer than 1.

    References
    ----------
    Epley, B. (1985). Poundage chart (docs/sources.md).
    """
    if not 1 <= reps <= _EPLEY_MOST_REPS:
        raise RecordError(f"Enter a hard set of 1 to {_EPLEY_MOST_REPS} reps, not {reps}.")
    # The formula would make a tested single 3 % heavier than it was.
    return load if reps == 1 else load * (1.0 + reps / _EPLEY_REPS)


def find_one_rm(records: Records, lift: str, now: datetime, unit: Unit) -> OneRm | None:
    """Find the latest 1RM that was entered for a lift.

    Parameters
    ----------
    records
        The lifter's log.
    lift
        Key of the lift.
    now
        Later entries are left out.
    unit
        Wanted unit of the load.

    Returns
    -------
    OneRm or None
        None where nothing was entered: easy sets never stand in for a maximum.
    """
    entered = [one for one in records.one_rms if one.lift == lift and one.at <= now]
    if not entered:
        return None
    last = entered[-1]
    return OneRm(
        convert_mass(round(estimate_one_rm(last.load, last.reps), 2), last.unit, unit), last.reps > 1
    )
