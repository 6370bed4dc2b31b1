"""Reps left out, joined and divided by hand: what changes, what does not, and that it is said."""

import json

import pytest

from analysis.errors import CorrectionError
from analysis.pose.track import Recording
from analysis.quantities.definitions import Quantity
from analysis.report import json_writer as report_json
from analysis.report import tables as export
from analysis.report.corrections import Corrections, analyze_corrected_recording
from analysis.report.pipeline import analyze_recording
from analysis.report.types import Action, Grade, SetReport
from analysis.settings import SetSettings
from tests.fixtures.lifters import EXACT, Fault, Film, bottoms_s, recording, squat

EVEN, SHIFTED = Fault(), Fault(lateral_shift=25.0)
REPS = (EVEN, EVEN, SHIFTED, SHIFTED, EVEN)
LOADED = SetSettings(load=60.0)
BOTTOM = bottoms_s(REPS, Film())


def built(reps: tuple[Fault, ...] = REPS) -> Recording:
    return recording(squat(reps))


def only(reports: tuple[SetReport, ...]) -> SetReport:
    (report,) = reports
    return report


def with_corrections(corrections: Corrections, reps: tuple[Fault, ...] = REPS) -> SetReport:
    return only(analyze_corrected_recording(built(reps), LOADED, corrections, stages=EXACT))


@pytest.fixture(scope="module")
def found() -> SetReport:
    return only(analyze_recording(built(), LOADED, stages=EXACT))


def test_no_corrections_change_nothing(found: SetReport) -> None:
    assert report_json.report_to_dict(with_corrections(Corrections())) == report_json.report_to_dict(found)
    assert found.corrections == ()


def test_leaving_out_changes_counts_means_and_advice(found: SetReport) -> None:
    report = with_corrections(Corrections(excluded_s=(BOTTOM[2], BOTTOM[3])))
    assert (found.summary.good, found.summary.bad) == (3, 2)
    assert (report.summary.good, report.summary.bad) == (3, 0)
    assert found.advice.action is Action.END_SET
    assert report.advice.action is Action.KEEP
    shift = Quantity.LATERAL_SHIFT
    assert found.summary.mean_pct[shift] == pytest.approx(10.0, abs=1.0)
    assert report.summary.mean_pct[shift] == pytest.approx(0.0, abs=1.0)
    assert [rep.rep for rep in report.reps] == [1, 2, 3]


def test_what_is_left_keeps_its_values(found: SetReport) -> None:
    report = with_corrections(Corrections(excluded_s=(BOTTOM[0],)))
    for rep, before in zip(report.reps, found.reps[1:], strict=True):
        assert (rep.start_s, rep.bottom_s, rep.end_s) == (before.start_s, before.bottom_s, before.end_s)
        for key in Quantity:
            assert rep.values[key].pct == pytest.approx(before.values[key].pct, abs=0.5)


def test_two_joined_are_one(found: SetReport) -> None:
    report = with_corrections(Corrections(merged_s=((BOTTOM[0], BOTTOM[1]),)))
    assert report.summary.reps == 4
    assert report.reps[0].start_s == found.reps[0].start_s
    assert report.reps[0].end_s == found.reps[1].end_s
    assert report.reps[1].start_s == found.reps[2].start_s


def test_three_joined_are_one() -> None:
    pairs = ((BOTTOM[0], BOTTOM[1]), (BOTTOM[1], BOTTOM[2]))
    assert with_corrections(Corrections(merged_s=pairs)).summary.reps == 3


def test_a_missed_lock_out_can_be_divided() -> None:
    """One rep that dips again on the way up is counted once; the person may know better."""
    reps = (EVEN, Fault(dip=0.9), EVEN)
    before = only(analyze_recording(built(reps), LOADED, stages=EXACT))
    assert before.summary.reps == 3
    middle = before.reps[1].bottom_s + 0.7
    report = with_corrections(Corrections(split_s=(middle,)), reps)
    assert report.summary.reps == 4
    assert report.reps[1].end_s == pytest.approx(middle, abs=0.05)
    assert report.reps[2].start_s == report.reps[1].end_s
    assert all(rep.grade is Grade.GOOD for rep in report.reps)


def test_half_of_a_divided_rep_can_be_left_out() -> None:
    middle = BOTTOM[1]
    both = Corrections(split_s=(middle,), excluded_s=(middle + 0.4,))
    assert with_corrections(both).summary.reps == 5
    assert len(with_corrections(both).corrections) == 2


@pytest.mark.parametrize(
    ("corrections", "said"),
    [
        (Corrections(excluded_s=(0.1,)), "no rep at 0.1 s to leave out"),
        (Corrections(excluded_s=(1e6,)), "to leave out"),
        (Corrections(split_s=(0.1,)), "no rep to divide at 0.1 s"),
        (Corrections(merged_s=((BOTTOM[0], BOTTOM[2]),)), "follow one another"),
        (Corrections(merged_s=((BOTTOM[1], BOTTOM[0]),)), "follow one another"),
        (Corrections(merged_s=((BOTTOM[0], BOTTOM[0]),)), "follow one another"),
    ],
)
def test_a_correction_that_fits_nothing_is_an_error(corrections: Corrections, said: str) -> None:
    with pytest.raises(CorrectionError, match=said):
        with_corrections(corrections)


def test_too_near_to_the_end_is_not_divided(found: SetReport) -> None:
    with pytest.raises(CorrectionError, match=r"at least 0\.3 s"):
        with_corrections(Corrections(split_s=(found.reps[0].start_s + 0.1,)))


def test_a_time_must_be_a_number() -> None:
    with pytest.raises(CorrectionError):
        Corrections(excluded_s=(float("nan"),))


def test_what_was_changed_is_said_everywhere() -> None:
    report = with_corrections(Corrections(excluded_s=(BOTTOM[2],)))
    said = f"Changed by hand: the rep at {BOTTOM[2]:.1f} s is left out."
    assert report.corrections == (said,)
    assert report.warnings[0] == said
    assert json.loads(json.dumps(report_json.report_to_dict(report)))["corrections"] == [said]
    assert set(export.tabulate_reps([report])["corrections"]) == {said}
