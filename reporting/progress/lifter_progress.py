"""Everything the Progress page and its PDF show of one lifter."""

from dataclasses import dataclass
from datetime import datetime

from coaching.load.threshold import Threshold, find_loading_threshold
from coaching.plan.milestones import build_calendar
from coaching.progress.weeks import Progress, summarize_progress
from coaching.records.lifter import Lifter
from coaching.records.records import Records
from coaching.weaker_side.verdict import ProgrammeSide, judge_programme_side
from reporting.progress.mobility import MobilityChange, find_mobility_changes
from reporting.progress.rows import list_lifts


@dataclass(frozen=True)
class LifterProgress:
    """One lifter's weeks. `thresholds` are of the two-legged lifts in `lifts`, the most frequent first."""

    lifter: Lifter
    at: datetime
    progress: Progress
    lifts: tuple[str, ...]
    thresholds: dict[str, Threshold]
    side: ProgrammeSide
    looks_back: tuple[str, ...]
    mobility: tuple[MobilityChange, ...] = ()


def build_progress_view(lifter: Lifter, records: Records, now: datetime) -> LifterProgress:
    """From everything kept by now."""
    known = records.select_until(now)
    found = summarize_progress(lifter, known, now)
    side = judge_programme_side(lifter, known, now)
    dates = build_calendar(lifter, known, now, side.severity)
    lifts = tuple(list_lifts(found))
    return LifterProgress(
        lifter,
        now,
        found,
        lifts,
        {lift: find_loading_threshold(lifter, known, lift, now) for lift in lifts},
        side,
        tuple(one.sentence for one in dates.past) if dates else (),
        find_mobility_changes(known),
    )
