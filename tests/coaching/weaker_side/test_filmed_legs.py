"""Single-leg sets by camera: what a report says of each leg reaches the records and the weaker side."""

from dataclasses import replace
from datetime import datetime

import pytest

from analysis.lifts.catalogue import PELVIC_DROP_FLAG
from analysis.pose.landmarks import Side
from analysis.report.types import Grade
from analysis.settings import SetSettings
from coaching.records.bad_rate_posterior import BadRatePosterior
from coaching.records.from_report import Occasion, make_set_record
from coaching.records.records import SetRecord
from coaching.records.sessions import is_two_legged
from coaching.records.single_leg_reps import collect_leg_reps
from coaching.weaker_side.evidence import SideRules
from coaching.weaker_side.filmed_legs import summarize_filmed_legs
from tests.fixtures.reports import build_rep, build_report


def step_downs(drops_deg: tuple[float, ...], side: Side | None = Side.LEFT) -> SetRecord:
    """Ungraded reps on the left leg; NaN is a drop that was not read."""
    reps = [
        replace(
            build_rep(number, grade=Grade.UNGRADED, flags=(PELVIC_DROP_FLAG,) if drop > 5.0 else ()),
            side=Side.LEFT,
            pelvic_drop_deg=drop,
        )
        for number, drop in enumerate(drops_deg, start=1)
    ]
    report = build_report(tuple(reps), SetSettings(lift="step_down", side=side))
    return make_set_record(report, Occasion("1", datetime(2026, 3, 1, 9), 1, side=side))


def test_the_drop_of_each_rep_is_saved() -> None:
    record = step_downs((3.0, 8.0, float("nan")))
    assert [rep.pelvic_drop_deg for rep in record.reps] == [3.0, 8.0, None]


def test_a_rep_is_clean_where_the_pelvis_stays_and_unread_ones_do_not_count() -> None:
    record = step_downs((3.0, 4.0, 8.0, float("nan")))
    assert collect_leg_reps([record], Side.LEFT).count_clean(SideRules().drop_flag_deg) == BadRatePosterior(
        2, 1
    )
    (leg,) = summarize_filmed_legs([record])
    assert leg.sentence.startswith("Step down, left leg: 4 reps, 2 of 3 clean; the pelvis drops by 5°")


@pytest.mark.parametrize("side", [Side.LEFT, None])
def test_a_single_leg_set_is_never_a_two_legged_one(side: Side | None) -> None:
    assert not is_two_legged(step_downs((3.0,), side))
