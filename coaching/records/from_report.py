"""A set's report becomes its record: what is saved of it for the weeks to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from analysis.pose.landmarks import Side
from analysis.report.types import RepReport, SetReport, Standing
from coaching.records.records import ReadValue, Records, RepRecord, SetRecord

# Sets less than this after the one before belong to the same training session.
SAME_TRAINING = timedelta(hours=3)


@dataclass(frozen=True)
class Occasion:
    """When and how a set was done: what its report cannot contain.

    Attributes
    ----------
    id
        As in SetRecord.
    at
        The lifter's own wall time, without a time zone.
    session
        Number of the training session, see `find_session_number`.
    feedback
        The lifter saw or heard grades during the set.
    side
        The working leg of a single-leg lift, where it was entered.
    check
        A light set that was repeated as it was, to learn how far the numbers scatter.
    """

    id: str
    at: datetime
    session: int
    feedback: bool = False
    side: Side | None = None
    check: bool = False


def make_set_record(report: SetReport, occasion: Occasion) -> SetRecord:
    """Make the record of one analysed set.

    Parameters
    ----------
    report
        The set as it was analysed; load, unit and pain come from its settings.
    occasion
        When and how it was done.

    Returns
    -------
    SetRecord
        Quantities that were not measured are absent from its reps, never 0.

    Raises
    ------
    RecordError
        The time has a zone, or the load is out of range.
    """
    facts, advice = report.settings, report.advice
    return SetRecord(
        id=occasion.id,
        at=occasion.at,
        session=occasion.session,
        lift=facts.lift,
        load=facts.load,
        unit=facts.unit,
        reps=tuple(_make_rep_record(rep) for rep in report.reps),
        side=occasion.side,
        view=report.camera.view,
        feedback=occasion.feedback,
        pain=facts.pain,
        check=occasion.check,
        gradable=report.camera.gradable,
        action=advice.action,
        advised_load=advice.new_load,
        reasons=advice.reasons,
    )


def find_session_number(records: Records, at: datetime) -> int:
    """Find the number of the training session that a set at that time belongs to.

    Parameters
    ----------
    records
        Everything logged so far.
    at
        When the set was done; wall time.

    Returns
    -------
    int
        That of the last session if it was less than three hours ago, else the next free one; the first is 1.
    """
    earlier = [one for one in records.sets if one.at <= at]
    if not earlier:
        # A set entered afterwards for a day before all others must not join a session that exists.
        return 1 + max((one.session for one in records.sets), default=0)
    if at - earlier[-1].at < SAME_TRAINING:
        return earlier[-1].session
    return 1 + max(one.session for one in records.sets)


def _make_rep_record(rep: RepReport) -> RepRecord:
    # A value that could not be graded at all is absent: a 0 or NaN could be averaged by mistake.
    measured = {
        key: ReadValue(value.pct, value.low_pct, value.high_pct, value.standing)
        for key, value in rep.values.items()
        if value.standing is not Standing.UNGRADED and np.isfinite(value.pct)
    }
    drop = float(rep.pelvic_drop_deg) if np.isfinite(rep.pelvic_drop_deg) else None
    return RepRecord(rep.rep, rep.grade, rep.flags, measured, drop, rep.side)
