"""A set's report becomes its record: what is kept of it for the weeks to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from analysis.pose.landmarks import Side
from analysis.report.types import RepReport, SetReport, Standing
from coaching.records.records import ReadValue, Records, RepRecord, SetRecord

SAME_TRAINING = timedelta(hours=3)
"""Sets less than this after the one before belong to the same training."""


@dataclass(frozen=True)
class Occasion:
    """What a report does not know: when and how the set was done. Fields as in SetRecord."""

    id: str
    at: datetime
    session: int
    feedback: bool = False
    side: Side | None = None
    check: bool = False


def make_set_record(report: SetReport, occasion: Occasion) -> SetRecord:
    """The record of one analysed set."""
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
    """Number of the training that a set at that time belongs to: the last one's, or the next."""
    earlier = [one for one in records.sets if one.at <= at]
    if not earlier:
        return 1 + max((one.session for one in records.sets), default=0)
    if at - earlier[-1].at < SAME_TRAINING:
        return earlier[-1].session
    return 1 + max(one.session for one in records.sets)


def _make_rep_record(rep: RepReport) -> RepRecord:
    read = {
        key: ReadValue(value.pct, value.low_pct, value.high_pct, value.standing)
        for key, value in rep.values.items()
        if value.standing is not Standing.UNGRADED and np.isfinite(value.pct)
    }
    drop = float(rep.pelvic_drop_deg) if np.isfinite(rep.pelvic_drop_deg) else None
    return RepRecord(rep.rep, rep.grade, rep.flags, read, drop, rep.side)
