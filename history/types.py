"""What is saved to the history and what is read from it, as plain values."""

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

# Letters; a longer note is cut.
LONGEST_NOTE = 600


@dataclass(frozen=True)
class NewSet:
    """A set to be saved: its report, and what the report does not contain.

    Attributes
    ----------
    report
        One shot of one clip; its frames are not saved.
    at
        Wall time of the set, without a zone. None: now, or, for a set that is saved again, as before.
    feedback
        The lifter saw or heard the grades during the set. None: no, or, for a set that is saved again, as
        before.
    side
        The working leg of a single-leg lift, where it was entered.
    check
        A light set that was repeated unchanged, to measure how much the numbers scatter.
    note
        In the person's words; cut at `LONGEST_NOTE` letters.
    corrections
        What the person corrected by hand.
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
    """Files that are saved with the sets of a clip.

    Attributes
    ----------
    track
        An .npz file, as `pack_recording` makes it. None: no track, or, for a clip that is saved again, as
        before.
    video
        Only where the person asked for it; it is copied into the history.
    """

    track: bytes | None = None
    video: Path | None = None


@dataclass(frozen=True)
class SetLine:
    """A saved set as one line of a list.

    Attributes
    ----------
    session
        Number of the session among the lifter's, from 1 in order of time; `session_id` never changes.
    at
        Wall time, without a zone.
    load
        On the bar or held, in `unit`; None where it was not entered.
    good, bad, ungraded
        Counts of reps.
    shot, shots
        The set is shot 1, 2, … of so many in its clip.
    has_track, has_video
        Whether they were saved.
    """

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
    """A saved set with its whole report.

    Attributes
    ----------
    report
        With rounded numbers and empty `frames`; analysing the saved track gives them again.
    corrections
        What the person corrected by hand; None where nothing was.
    feedback
        The lifter saw or heard the grades during the set.
    side
        The working leg of a single-leg lift, where it was entered.
    check
        A light set that was repeated unchanged, to measure how much the numbers scatter.
    """

    line: SetLine
    report: SetReport
    corrections: "Corrections | None"
    feedback: bool
    side: Side | None
    check: bool


@dataclass(frozen=True)
class LifterSummary:
    """How much is saved of a lifter.

    Attributes
    ----------
    last
        Wall time of the latest set; None without any.
    """

    lifter: Lifter
    sessions: int
    sets: int
    last: datetime | None
