"""The one-repetition maximum: tested, told from a hard set (Epley), or not known; never from easy sets."""

from dataclasses import dataclass
from datetime import datetime

from analysis.errors import RecordError
from analysis.settings import Unit
from coaching.records.lifter import convert_mass
from coaching.records.records import Records

EPLEY_REPS = 30.0
EPLEY_MOST_REPS = 10
"""Beyond ten repetitions the formula says more about stamina than about strength."""


@dataclass(frozen=True)
class OneRm:
    """What can be lifted once, in the unit that was asked for; `estimated` from a set of several reps."""

    load: float
    estimated: bool


def estimate_one_rm(load: float, reps: int) -> float:
    """One-repetition maximum from the most repetitions with a load. Raises RecordError above 10 reps."""
    if not 1 <= reps <= EPLEY_MOST_REPS:
        raise RecordError(f"Give a hard set of 1 to {EPLEY_MOST_REPS} reps, not {reps}.")
    return load if reps == 1 else load * (1.0 + reps / EPLEY_REPS)


def find_one_rm(records: Records, lift: str, now: datetime, unit: Unit) -> OneRm | None:
    """The latest that was entered for this lift by then; None where none was."""
    told = [one for one in records.one_rms if one.lift == lift and one.at <= now]
    if not told:
        return None
    last = told[-1]
    return OneRm(
        convert_mass(round(estimate_one_rm(last.load, last.reps), 2), last.unit, unit), last.reps > 1
    )
