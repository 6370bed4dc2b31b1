"""Everything the Progress page and its PDF show of one lifter."""

from dataclasses import dataclass
from datetime import datetime

from coaching.lifter import Lifter
from coaching.milestones import calendar
from coaching.progress import Progress, progress
from coaching.records import Records
from coaching.threshold import Threshold, loading_threshold
from coaching.weaker_side import ProgrammeSide, programme_side
from ui.progress_mobility import Change, mobility_changes
from ui.progress_rows import lifts_of


@dataclass(frozen=True)
class View:
    """One lifter's weeks. `thresholds` are of the two-legged lifts in `lifts`, the most frequent first."""

    lifter: Lifter
    at: datetime
    progress: Progress
    lifts: tuple[str, ...]
    thresholds: dict[str, Threshold]
    side: ProgrammeSide
    looks_back: tuple[str, ...]
    mobility: tuple[Change, ...] = ()


def view(lifter: Lifter, records: Records, now: datetime) -> View:
    """From everything kept by now."""
    known = records.until(now)
    found = progress(lifter, known, now)
    side = programme_side(lifter, known, now)
    dates = calendar(lifter, known, now, side.severity)
    lifts = tuple(lifts_of(found))
    return View(
        lifter,
        now,
        found,
        lifts,
        {lift: loading_threshold(lifter, known, lift, now) for lift in lifts},
        side,
        tuple(one.sentence for one in dates.past) if dates else (),
        mobility_changes(known),
    )
