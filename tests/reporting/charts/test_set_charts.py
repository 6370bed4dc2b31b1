"""Charts say what the report says: every value, interval, side and reason, and never by colour alone."""

import json
import math
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT, Quantity
from analysis.report.json_reader import make_empty_frame_series
from analysis.report.types import Grade, SetReport, Standing
from reporting.charts import data as chart_data
from reporting.charts import set_charts as charts
from reporting.charts.images import render_chart_png, render_chart_svg
from reporting.charts.set_charts import Theme
from reporting.value_text import GRADE_WORD
from tests.fixtures.reports import EIGHT_REPS, NAN, build_rep, build_report

SHIFT, DROP, TURN = Quantity.LATERAL_SHIFT, Quantity.HIP_DROP, Quantity.HIP_ROTATION
REPORT = build_report()
WIDTHS = (320, 460, 900)


def all_charts(report: SetReport = REPORT, theme: Theme = Theme.LIGHT, width: int | None = None) -> list[Any]:
    within = [charts.build_depth_chart(report, key, theme, width) for key in Quantity]
    return [
        charts.build_rep_strip(report, theme, width),
        *(charts.build_quantity_chart(report, key, theme, width) for key in Quantity),
        *(chart for chart in within if chart is not None),
        *charts.build_comparison_charts(report, report, SHIFT, theme, width),
    ]


def values_of(chart: alt.LayerChart, *wanted: str) -> list[dict[str, Any]]:
    """The rows of the data set that has all of these columns."""
    for rows in chart.to_dict()["datasets"].values():
        if rows and set(wanted) <= set(rows[0]):
            return rows
    raise AssertionError(f"no data with {wanted}")


def with_rotation(pct: float, half_width: float) -> SetReport:
    rep = build_rep(1, (1.0, 2.0, 3.0, pct))
    low, high = pct - half_width, pct + half_width
    value = replace(rep.values[TURN], standing=Standing.INDICATION, low_pct=low, high_pct=high)
    return build_report((replace(rep, values=rep.values | {TURN: value}),))


@pytest.mark.slow
@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("width", [None, 340])
def test_every_chart_is_valid_titled_and_described(theme: Theme, width: int | None) -> None:
    for chart in all_charts(theme=theme, width=width):
        spec = chart.to_dict()  # checks it against the schema
        assert spec["title"]["text"]
        assert len(spec["description"]) > 20
        assert spec["width"] == (width or "container")


@pytest.mark.slow
def test_no_chart_asks_for_anything_outside() -> None:
    for chart in all_charts():
        spec = chart.to_dict()
        del spec["$schema"]
        assert "http" not in json.dumps(spec)
        assert '"url"' not in json.dumps(spec)


def test_every_value_and_interval_is_the_reports_own() -> None:
    rows = values_of(charts.build_quantity_chart(REPORT, SHIFT), "pct", "low", "state")
    for row, rep in zip(rows, REPORT.reps, strict=True):
        value = rep.values[SHIFT]
        if value.standing is Standing.UNGRADED:
            assert (row["pct"], row["low"], row["high"], row["state"]) == (0.0, None, None, "not graded")
        else:
            assert (row["pct"], row["low"], row["high"]) == (value.pct, value.low_pct, value.high_pct)
            assert (row["state"] == "beyond 15 %") == (abs(value.pct) > THRESHOLD_PCT)


def test_what_is_not_graded_is_hollow_at_zero_with_its_reason() -> None:
    chart = charts.build_quantity_chart(REPORT, TURN)
    rows = values_of(chart, "pct", "state")
    assert {row["pct"] for row in rows} == {0.0}
    assert rows[0]["value"] == "not graded: not yet calibrated"
    fill = chart.to_dict()["layer"][-1]["encoding"]["fill"]["scale"]
    assert fill == {"domain": ["not graded"], "range": ["#ffffff"]}
    assert "not yet calibrated" in render_chart_svg(charts.build_quantity_chart(REPORT, TURN, width=400))


def test_colour_never_stands_alone() -> None:
    for states in (charts.STATES, charts.GRADES):
        assert len({state.word for state in states}) == len(states)
        assert len({(state.shape, state.filled) for state in states}) == len(states)


def test_sides_are_words_on_the_axis() -> None:
    svg = render_chart_svg(charts.build_quantity_chart(REPORT, SHIFT, width=400))
    assert re.search(r">15 % left<", svg)
    assert re.search(r">15 % right<", svg)
    assert ">above 0: shift to the left · below 0: shift to the right<" in svg


def test_the_band_is_the_threshold() -> None:
    data = charts.build_quantity_chart(REPORT, SHIFT).to_dict()["datasets"].values()
    assert [{"low": -15.0, "high": 15.0}] in list(data)


@given(st.lists(st.floats(-90, 90), min_size=1, max_size=6), st.floats(0, 30))
def test_everything_fits_the_axis_up_to_a_hundred(pcts: list[float], half: float) -> None:
    reps = tuple(build_rep(n, (pct, 0.0, 0.0, NAN)) for n, pct in enumerate(pcts, 1))
    reach = chart_data.compute_reach_pct([build_report(reps)], DROP)
    assert 25.0 <= reach <= 100.0
    assert reach == 100.0 or all(abs(pct) + 4.0 < reach for pct in pcts)


@pytest.mark.parametrize(
    ("report", "state"),
    [
        (with_rotation(18.0, 8.0), "indication"),
        (with_rotation(-30.0, 8.0), "indication, surely beyond 15 %"),
        (build_report((build_rep(1, (1.0, 2.0, 3.0, 15.0)),)), "within 15 %"),
        (build_report((build_rep(1, (1.0, 2.0, 3.0, 15.01)),)), "beyond 15 %"),
        (build_report((build_rep(1, (1.0, 2.0, 3.0, NAN)),)), "not graded"),
    ],
)
def test_states(report: SetReport, state: str) -> None:
    assert chart_data.classify_value(report.reps[0].values[TURN]) == state


def test_two_sets_share_their_axes() -> None:
    fewer = build_report((build_rep(1, (0.0, 0.0, -38.0, NAN)),))
    names = ("Before", "After")
    both = charts.build_comparison_charts(REPORT, fewer, SHIFT, names=names)
    for chart, name in zip((made.to_dict() for made in both), names, strict=True):
        points = chart["layer"][-1]["encoding"]
        assert points["y"]["scale"]["domain"] == [-45.0, 45.0]
        assert points["x"]["scale"]["domain"] == list(range(1, 9))
        assert chart["title"]["text"] == f"{name}: lateral shift"


# --- within the reps ----------------------------------------------------------------------------------


def test_down_and_up_are_apart() -> None:
    """A shift that is there on the way up only stands right of the bottom only."""
    report = build_report()
    frames = report.frames
    bottoms = np.array([0.0, *(rep.bottom_s for rep in report.reps)])[frames.rep]
    frames.pct[SHIFT][:] = np.where((frames.rep > 0) & (frames.time_s > bottoms), 20.0, 0.0)
    rows = chart_data.build_depth_rows(report, SHIFT)
    assert {row["pct"] for row in rows if float(str(row["way"])) < 90} == {0.0}
    assert {row["pct"] for row in rows if 110 < float(str(row["way"])) < 190} == {20.0}


def test_reps_without_a_value_have_no_line() -> None:
    assert {row["rep"] for row in chart_data.build_depth_rows(REPORT, SHIFT)} == set(range(1, 8))
    assert charts.build_depth_chart(REPORT, TURN) is None


def test_a_report_without_frames_has_no_chart_within_the_reps() -> None:
    saved = replace(REPORT, frames=make_empty_frame_series())
    assert charts.build_depth_chart(saved, SHIFT) is None
    assert charts.build_quantity_chart(saved, SHIFT)


def test_a_constant_stays_constant_and_is_its_own_mean() -> None:
    rows = chart_data.build_depth_rows(REPORT, Quantity.KNEE_VALGUS)
    assert {row["pct"] for row in rows} == {3.0}
    assert {row["pct"] for row in chart_data.compute_mean_rows(rows)} == {3.0}


# --- in words -----------------------------------------------------------------------------------------


def test_strip_in_words() -> None:
    said = charts.describe_rep_strip(REPORT)
    assert said.startswith("Reps 1 to 5 even. Rep 6 uneven: shift to the left; close call.")
    assert said.endswith("Rep 8 not graded: feet out of the picture.")
    assert charts.describe_rep_strip(build_report(())) == "No repetition was found."


def test_quantity_in_words() -> None:
    said = charts.describe_quantity_chart(REPORT, SHIFT)
    assert "Reps 6 and 7 beyond 15 %." in said
    assert "Rep 7: 21 % left ±4." in said
    assert said.endswith("Rep 8 not graded.")
    assert "not yet calibrated" in charts.describe_quantity_chart(REPORT, TURN)
    assert "an indication only" in charts.describe_quantity_chart(with_rotation(18.0, 8.0), TURN)


@pytest.mark.parametrize("key", Quantity)
def test_descriptions_are_sentences_for_any_report(key: Quantity) -> None:
    for report in (REPORT, build_report(()), build_report(EIGHT_REPS[7:]), with_rotation(-30.0, 5.0)):
        for said in (
            charts.describe_quantity_chart(report, key),
            charts.describe_depth_chart(report, key),
            charts.describe_comparison(report, report, key),
        ):
            assert said.endswith(".")
            assert "nan" not in said.replace("nance", "")
            assert QUANTITIES[key].label in said


@pytest.mark.parametrize(
    ("reps", "said"),
    [([], ""), ([3], "3"), ([1, 2], "1 and 2"), ([1, 2, 3], "1 to 3"), ([5, 1, 2, 3, 8], "1 to 3, 5 and 8")],
)
def test_numbers_in_words(reps: list[int], said: str) -> None:
    assert chart_data.format_rep_numbers(reps) == said


# --- pictures -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_pictures_keep_to_their_width(width: int) -> None:
    for chart in all_charts(width=width)[:4]:
        svg = render_chart_svg(chart)
        found = re.search(r'<svg[^>]* width="([\d.]+)"', svg)
        assert found
        assert math.isclose(float(found[1]), width, abs_tol=1.0)


def test_a_picture_asks_for_nothing_and_has_real_text() -> None:
    svg = render_chart_svg(charts.build_rep_strip(REPORT, width=400))
    assert ">not graded<" in svg
    assert not re.search(r'(href|src)="(?!#)', svg)
    assert "url(http" not in svg
    assert "Arial" in svg


def test_png_is_one_and_is_the_same_twice() -> None:
    chart = charts.build_rep_strip(REPORT, width=300)
    png = render_chart_png(chart, scale=1.0)
    assert png.startswith(b"\x89PNG")
    assert png == render_chart_png(chart, scale=1.0)


def test_grades_keep_their_order_and_words() -> None:
    svg = render_chart_svg(charts.build_rep_strip(REPORT, width=400))
    places = [svg.index(f">{GRADE_WORD[grade]}<") for grade in Grade]
    assert places == sorted(places)


@pytest.mark.slow
def test_several_people_may_draw_at_once() -> None:
    """The converter is one for the whole process."""
    made = [charts.build_rep_strip(REPORT, width=300), charts.build_quantity_chart(REPORT, SHIFT, width=300)]
    alone = [render_chart_svg(chart) for chart in made]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(render_chart_svg, made * 4))
    assert together == alone * 4
