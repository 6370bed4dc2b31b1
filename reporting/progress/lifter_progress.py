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
    """Gather what is known of a lifter's weeks.

    Parameters
    ----------
    lifter
        Whose weeks.
    records
        All that was saved; what lies after `now` is left out.
    now
        The time up to which it counts.

    Returns
    -------
    LifterProgress
        For the Progress page and its files.
    """
    past = records.select_until(now)
    progress = summarize_progress(lifter, past, now)
    side = judge_programme_side(lifter, past, now)
    calendar = build_calendar(lifter, past, now, side.severity)
    lifts = tuple(list_lifts(progress))
    return LifterProgress(
        lifter,
        now,
        progress,
        lifts,
        {lift: find_loading_threshold(lifter, past, lift, now) for lift in lifts},
        side,
        tuple(milestone.sentence for milestone in calendar.past) if calendar else (),
        find_mobility_changes(past),
    )
