"""Values and sets in words: the side, the interval, the threshold and the rounding."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from analysis.report.json_writer import report_to_dict
from analysis.report.types import Action, Advice, Phase, Standing, Value
from analysis.settings import Unit
from reporting import text as report_text
from reporting import value_text
from tests.fixtures.reports import (
    EIGHT_REPS,
    NAN,
    build_claim,
    build_rep,
    build_report,
    build_side_view,
    build_value,
)

BLIND = "Hip rotation was not graded."


def value(pct: float, low: float, high: float, standing: Standing = Standing.GRADED) -> Value:
    return Value(Quantity.HIP_DROP, pct, low, high, NAN, Phase.UP, standing)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (value(12.0, 8.0, 16.0), "12 left ±4"),
        (value(-12.0, -16.0, -8.0), "12 right ±4"),
        (value(12.0, 5.0, 20.5), "12 left 5…21"),
        (value(-12.0, -20.5, -5.0), "12 right 5…21"),
        (value(3.0, -4.0, 14.0), "3 left −4…14"),
        (value(0.0, -4.0, 4.0), "0 ±4"),
        (value(0.2, -3.8, 4.2), "0 left ±4"),
        (value(12.0, NAN, NAN), "12 left"),
        (value(14.7, 10.7, 18.7), "15 left ±4"),
        (value(15.0, 11.0, 19.0), "15 left ±4"),
        (value(15.3, 11.3, 19.3), "15.3 left ±4 !"),
        (value(-15.02, -19.0, -11.0), "15.02 right ±4 !"),
        (value(18.0, 14.0, 22.0), "18 left ±4 !"),
        (value(18.0, 14.0, 22.0, Standing.INDICATION), "(18 left ±4)"),
        (value(22.0, 18.0, 26.0, Standing.INDICATION), "(22 left ±4) !"),
        (value(-22.0, -26.0, -18.0, Standing.INDICATION), "(22 right ±4) !"),
    ],
)
def test_value_in_words(shown: Value, text: str) -> None:
    assert value_text.format_value(shown) == text


def test_a_missing_value_is_a_dash_with_its_letter() -> None:
    assert value_text.format_value(build_value(Quantity.HIP_DROP, NAN), "b") == "– b"


@given(st.floats(-300, 300))
def test_a_shown_number_stands_on_the_right_side_of_the_threshold(pct: float) -> None:
    exported = round(pct, 2)
    assert (float(value_text.format_magnitude(exported)) > 15.0) == (abs(exported) > 15.0)


@given(st.floats(-300, 300))
def test_what_is_shown_is_the_exported_number_rounded(pct: float) -> None:
    rep = build_rep(1, (pct, 1.0, 1.0, NAN))
    exported = report_to_dict(build_report((rep,)))["reps"][0]["hip_drop_pct"]
    text = value_text.format_value(rep.values[Quantity.HIP_DROP])
    assert abs(float(text.split()[0]) - abs(exported)) <= 0.5


@pytest.mark.parametrize(
    ("reps", "said"),
    [
        (
            EIGHT_REPS,
            "5 of 7 reps even, 1 more could not be graded. You shift to your left. " + BLIND,
        ),
        (EIGHT_REPS[:3], "All 3 reps even. Hip rotation was not graded."),
        (EIGHT_REPS[:1], "1 of 1 rep even. Hip rotation was not graded."),
        (
            EIGHT_REPS[5:7],
            "0 of 2 reps even. Your left knee comes in and you shift to your left. " + BLIND,
        ),
        (EIGHT_REPS[7:], "The only rep could not be graded. Feet out of the picture."),
        ((), "No repetition was found."),
    ],
)
def test_verdict(reps: tuple, said: str) -> None:  # type: ignore[type-arg]
    assert report_text.describe_verdict(build_report(reps)) == said


def test_verdict_joins_findings() -> None:
    report = build_report()
    claims = {
        Quantity.HIP_DROP: build_claim(Quantity.HIP_DROP, Side.RIGHT, -9.0),
        Quantity.LATERAL_SHIFT: build_claim(Quantity.LATERAL_SHIFT, Side.LEFT, 12.0),
    }
    report.summary.claims.clear()
    report.summary.claims.update(claims)
    assert report_text.describe_verdict(report).endswith(
        "Your right hip drops and you shift to your left. Hip rotation was not graded."
    )


def test_verdict_of_a_refused_clip_is_its_reason() -> None:
    assert report_text.describe_verdict(build_side_view()).startswith(
        "Nothing could be graded. Filmed from the side"
    )


@pytest.mark.parametrize(
    ("action", "load", "said"),
    [
        (Action.KEEP, 60.0, "Keep the load at 60 kg."),
        (Action.KEEP, None, "Keep the load."),
        (Action.LOWER, 52.5, "Lower the load to 52.5 kg."),
        (Action.MAY_RAISE, 62.5, "You may raise the load to 62.5 kg."),
        (Action.END_SET, 60.0, "End the set. Next load: 60 kg."),
        (Action.END_SET, None, "End the set."),
        (Action.NONE, None, "No load advice."),
    ],
)
def test_advice(action: Action, load: float | None, said: str) -> None:
    assert report_text.format_advice_headline(Advice(action, load, Unit.KG, ())) == said


def test_claims_that_are_alike_share_a_line() -> None:
    claims = [build_claim(key) for key in Quantity]
    assert report_text.list_claim_lines(claims) == [
        "Hip drop, Knee valgus, Lateral shift, Hip rotation: "
        "no consistent side (6 of 8 reps to one side, 2 % left on average)."
    ]


def test_reason_codes_are_letters_in_order() -> None:
    reps = (build_rep(1, (NAN, 1.0, 1.0, 1.0)), build_rep(2, (1.0, NAN, 1.0, 1.0)))
    assert value_text.assign_reason_codes(reps) == {"not yet calibrated": "a"}


def test_flags_in_words_without_what_was_left_out() -> None:
    rep = build_rep(1, (1.0, 1.0, 1.0, NAN), flags=("close_call", "both_knees_in", "watch"))
    assert report_text.describe_flags(rep) == ["close call", "both knees in", "watch"]


def test_whole_rounds_halves_away_from_zero() -> None:
    assert [value_text.format_whole(number) for number in (0.5, 1.5, -0.5, -0.4, math.nan)] == [
        "1",
        "2",
        "-1",
        "0",
        "–",
    ]
