"""What goes into the history and what it tells of itself, as plain values."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.pose.landmarks import Side
from analysis.report.types import Grade, SetReport
from analysis.settings import Unit
from coaching.records.lifter import Lifter

if TYPE_CHECKING:
    from analysis.report.corrections import Corrections

LONGEST_NOTE = 600


@dataclass(frozen=True)
class NewSet:
    """A set to be saved: its report, and what a report does not know.

    at        wall time of the set; None: now, or, saved again, as before
    feedback  the lifter saw or heard the grades during the set; None: no, or, saved again, as before
    check     a light set repeated as it was, to learn how far the numbers scatter
    """

    report: SetReport
    at: datetime | None = None
    feedback: bool | None = None
    side: Side | None = None
    check: bool = False
    note: str = ""
    corrections: "Corrections | None" = None


@dataclass(frozen=True)
class SetFiles:
    """What is kept of a clip beside its reports: the bytes of its track; its video only where asked for."""

    track: bytes | None = None
    video: Path | None = None


@dataclass(frozen=True)
class SetLine:
    """A saved set in a list. `session` numbers the lifter's trainings from 1; loads are in `unit`."""

    id: str
    lifter: str
    session: int
    session_id: str
    at: datetime
    lift: str
    load: float | None
    unit: Unit
    good: int
    bad: int
    ungraded: int
    pain: bool
    clip: str
    shot: int
    shots: int
    note: str
    has_track: bool
    has_video: bool

    @property
    def counts(self) -> dict[Grade, int]:
        return {Grade.GOOD: self.good, Grade.BAD: self.bad, Grade.UNGRADED: self.ungraded}


@dataclass(frozen=True)
class SavedSet:
    """A saved set with everything of it. `report.frames` is empty; the track makes them anew."""

    line: SetLine
    report: SetReport
    corrections: "Corrections | None"
    feedback: bool
    side: Side | None
    check: bool


@dataclass(frozen=True)
class LifterSummary:
    """How much is kept of a lifter."""

    lifter: Lifter
    sessions: int
    sets: int
    last: datetime | None
