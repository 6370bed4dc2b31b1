"""Charts of a set, declared once in Altair: the page shows them live, the reports as images.

A page shows them with `st.altair_chart(chart, theme=None)`, or Streamlit would replace their colours by its
own. Colour never stands alone: shapes and words say the same.
"""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.types import Grade, SetReport
from reporting.charts import data as chart_data
from reporting.charts.axes import (
    build_rep_axis,
    build_side_axis,
    build_tolerance_band,
    build_tooltip,
    build_way_axis,
    build_way_marks,
)
from reporting.charts.descriptions import (
    describe_comparison,
    describe_depth_chart,
    describe_quantity_chart,
    describe_rep_strip,
)
from reporting.charts.style import (
    CHECK,
    CROSS,
    DASH,
    PALETTES,
    ChartPalette,
    MarkState,
    Theme,
    apply_theme,
    build_legend,
    build_state_scales,
)
from reporting.value_text import GRADE_WORD

__all__ = [
    "Theme",
    "build_comparison_charts",
    "build_depth_chart",
    "build_quantity_chart",
    "build_rep_strip",
    "describe_comparison",
    "describe_depth_chart",
    "describe_quantity_chart",
    "describe_rep_strip",
]

EVEN, UNEVEN, NOT_GRADED = (GRADE_WORD[grade] for grade in (Grade.GOOD, Grade.BAD, Grade.UNGRADED))
STATES = (
    MarkState(chart_data.WITHIN, "circle", "even", True),
    MarkState(chart_data.BEYOND, "diamond", "uneven", True),
    MarkState(chart_data.INDICATION, "square", "even", False),
    MarkState(chart_data.INDICATION_BEYOND, "square", "uneven", True),
    MarkState(chart_data.NOT_GRADED, "circle", "ungraded", False),
)
GRADES = (
    MarkState(EVEN, "circle", "even", True),
    MarkState(UNEVEN, "diamond", "uneven", True),
    MarkState(NOT_GRADED, "circle", "ungraded", False),
)
SIGNS = {EVEN: CHECK, UNEVEN: CROSS, NOT_GRADED: DASH}

# Height of the plot where the width is the container's; of the whole chart where it is given; of a grade.
PLOT_PX, IMAGE_HEIGHT_PX, STRIP_ROW_PX = 200, 188, 36


def build_rep_strip(
    report: SetReport, theme: Theme = Theme.LIGHT, width: int | None = None
) -> alt.LayerChart:
    """Draw every rep in order, each in the row of its grade; why is in the tooltip.

    Parameters
    ----------
    report
        The set.
    theme
        Light or dark ground.
    width
        px; None fills the container that the chart is put in.

    Returns
    -------
    alt.LayerChart
        Grades differ by row, shape, sign, word and colour.
    """
    palette, rows = (
        PALETTES[theme],
        pd.DataFrame(chart_data.build_rep_strip_rows(report), columns=["rep", "grade", "why", "at"]),
    )
    shown = [state for state in GRADES if state.word != NOT_GRADED or state.word in set(rows["grade"])]
    fill, stroke, shape = build_state_scales(shown, palette)
    # Badges shrink with the number of reps, so that neighbours do not overlap in a narrow strip.
    size = 420 if len(rows) <= 10 else 210 if len(rows) <= 20 else 90
    labels = alt.Axis(title=None, labelFontSize=13, domain=False, ticks=False, grid=True, labelPadding=8)
    base = alt.Chart(rows).encode(
        x=alt.X("rep:O", axis=build_rep_axis(len(rows))),
        y=alt.Y("grade:N", sort=None, scale=alt.Scale(domain=fill.domain), axis=labels),
        tooltip=build_tooltip("rep", "grade", "why", "at"),
    )
    badges = base.mark_point(size=size, strokeWidth=2, opacity=1).encode(
        fill=alt.Fill("grade:N", scale=fill, legend=None),
        stroke=alt.Stroke("grade:N", scale=stroke, legend=None),
        shape=alt.Shape("grade:N", scale=shape, legend=None),
    )
    signs = [_build_grade_sign(base, state, palette, size) for state in shown]
    title = alt.Title("Reps", subtitle="in order; each stands in the row of its grade")
    chart = alt.LayerChart(layer=[badges, *signs])
    return apply_theme(
        chart, title, describe_rep_strip(report), theme, (width, _compute_strip_height(len(shown), width))
    )


def _build_grade_sign(base: alt.Chart, state: MarkState, palette: ChartPalette, size: int) -> alt.Chart:
    color = palette.ground if state.filled else getattr(palette, state.color)
    mark = base.transform_filter(alt.datum.grade == state.word)
    sign: alt.Chart = mark.mark_point(
        shape=SIGNS[state.word], size=size * 0.35, stroke=color, strokeWidth=2, fill=None, opacity=1
    )
    return sign


def _compute_strip_height(rows: int, width: int | None) -> int:
    """Of the marks alone where the width is the container's; with title and axis where it is given."""
    return rows * STRIP_ROW_PX + (95 if width else 0)


def build_quantity_chart(
    report: SetReport,
    quantity: Quantity,
    theme: Theme = Theme.LIGHT,
    width: int | None = None,
    reach_pct: float | None = None,
    reps: Sequence[int] | None = None,
    name: str = "",
) -> alt.LayerChart:
    """Draw one quantity over the reps with the ±15 % band and 95 % intervals; sides in words on the axis.

    Parameters
    ----------
    report
        The set.
    quantity
        Which of them.
    theme
        Light or dark ground.
    width
        px; None fills the container that the chart is put in.
    reach_pct
        Where the axis ends on each side, percent; None: as the values need.
    reps
        Numbers that have a place on the axis; None: those of the report.
    name
        Stands before the quantity in the title, where there are several sets.

    Returns
    -------
    alt.LayerChart
        Carries its title, and its description for screen readers.
    """
    palette, rows = PALETTES[theme], chart_data.build_value_rows(report, quantity)
    table = pd.DataFrame(rows, columns=["rep", "pct", "low", "high", "state", "value", "phase", "at"])
    reach = reach_pct or chart_data.compute_reach_pct([report], quantity)
    places = list(reps or table["rep"])
    x = alt.X("rep:O", scale=alt.Scale(domain=places), axis=build_rep_axis(len(places)))
    shown = [state for state in STATES if state.word in set(table["state"])]
    fill, stroke, shape = build_state_scales(shown, palette)
    base = alt.Chart(table).encode(x=x, tooltip=build_tooltip("rep", "value", "phase", "state", "at"))
    key = build_legend()
    intervals = base.mark_rule(strokeWidth=2.5, clip=True, opacity=0.75).encode(
        y=build_side_axis(reach, "low:Q"),
        y2="high:Q",
        stroke=alt.Stroke("state:N", scale=stroke, legend=key),
    )
    points = base.mark_point(size=110, strokeWidth=2, clip=True, opacity=1).encode(
        y=build_side_axis(reach, "pct:Q"),
        fill=alt.Fill("state:N", scale=fill, legend=key),
        stroke=alt.Stroke("state:N", scale=stroke, legend=key),
        shape=alt.Shape("state:N", scale=shape, legend=key),
    )
    chart = alt.LayerChart(layer=[*build_tolerance_band(palette, reach), intervals, points])
    label = QUANTITIES[quantity].label
    title = alt.Title(
        f"{name}: {label.lower()}" if name else label, subtitle=_describe_axis(quantity, shown, table)
    )
    return apply_theme(
        chart,
        title,
        describe_quantity_chart(report, quantity),
        theme,
        (width, IMAGE_HEIGHT_PX if width else PLOT_PX),
    )


def build_depth_chart(
    report: SetReport,
    quantity: Quantity,
    theme: Theme = Theme.LIGHT,
    width: int | None = None,
    reach_pct: float | None = None,
) -> alt.LayerChart | None:
    """Draw one quantity within the reps, all laid over each other: standing, down, bottom, up, standing.

    Parameters
    ----------
    report
        The set.
    quantity
        Which of them.
    theme
        Light or dark ground.
    width
        px; None fills the container that the chart is put in.
    reach_pct
        Where the axis ends on each side, percent; None: as the values need.

    Returns
    -------
    alt.LayerChart or None
        None where there is nothing to show: the quantity is not graded, or the report has no frames because
        it was read from JSON.
    """
    palette, rows = PALETTES[theme], chart_data.build_depth_rows(report, quantity)
    if not rows:
        return None
    reach = reach_pct or max(chart_data.compute_reach_pct([report], quantity), _compute_line_reach(rows))
    shown = [state for state in GRADES if state.word in {row["grade"] for row in rows}]
    _, stroke, _ = build_state_scales(shown, palette)
    # Uneven reps are dashed as well as orange: colour never stands alone.
    dashes = alt.Scale(domain=stroke.domain, range=[[5, 3] if s.word == UNEVEN else [1, 0] for s in shown])
    key = alt.Legend(title=None, orient="bottom", symbolType="stroke", symbolSize=400, symbolStrokeWidth=2)
    lines = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(strokeWidth=1.6, opacity=0.8, clip=True)
        .encode(
            x=build_way_axis(),
            y=build_side_axis(reach, "pct:Q"),
            detail="rep:N",
            stroke=alt.Stroke("grade:N", scale=stroke, legend=key),
            strokeDash=alt.StrokeDash("grade:N", scale=dashes, legend=key),
            tooltip=build_tooltip("rep", "grade"),
        )
    )
    mean = alt.Chart(pd.DataFrame(chart_data.compute_mean_rows(rows))).mark_line(strokeWidth=3.5, clip=True)
    mean = mean.encode(x=build_way_axis(), y=build_side_axis(reach, "pct:Q"), stroke=alt.value(palette.ink))
    # With one rep the mean would cover the only line.
    several = len({row["rep"] for row in rows}) > 1
    chart = alt.LayerChart(
        layer=[
            *build_tolerance_band(palette, reach),
            *build_way_marks(palette, reach),
            lines,
            *[mean] * several,
        ]
    )
    title = alt.Title(
        f"{QUANTITIES[quantity].label} within the rep",
        subtitle="thick: mean of the reps; bar: the graded part" if several else "bar: the graded part",
    )
    return apply_theme(
        chart,
        title,
        describe_depth_chart(report, quantity),
        theme,
        (width, IMAGE_HEIGHT_PX if width else PLOT_PX),
    )


def build_comparison_charts(
    first: SetReport,
    second: SetReport,
    quantity: Quantity,
    theme: Theme = Theme.LIGHT,
    width: int | None = None,
    names: tuple[str, str] = ("First set", "Second set"),
) -> tuple[alt.LayerChart, alt.LayerChart]:
    """Draw one quantity of two sets on the same axes.

    Parameters
    ----------
    first, second
        The sets.
    quantity
        Which of them.
    theme
        Light or dark ground.
    width
        px; None fills the container that the chart is put in.
    names
        Of the sets, for the titles.

    Returns
    -------
    tuple of two alt.LayerChart
        To be put side by side, on a phone one below the other.
    """
    reach = chart_data.compute_reach_pct([first, second], quantity)
    # Both charts have a place for the same reps, or equal numbers would not stand under each other.
    reps = range(1, max(len(first.reps), len(second.reps)) + 1)
    one, other = (
        build_quantity_chart(report, quantity, theme, width, reach, reps, name)
        for report, name in zip((first, second), names, strict=True)
    )
    return one, other


def _compute_line_reach(rows: list[chart_data.Row]) -> float:
    """How far the axis of the lines goes: without the rarest extremes, for single frames jitter."""
    most = float(pd.DataFrame(rows)["pct"].abs().quantile(0.99))
    return min(5.0 * (most // 5.0 + 1.0), chart_data.MOST_REACH_PCT)


def _describe_axis(quantity: Quantity, shown: Sequence[MarkState], table: pd.DataFrame) -> str:
    """What the sides mean; where nothing is graded, why not."""
    if [state.word for state in shown] == [chart_data.NOT_GRADED]:
        return str(table["value"][0])
    left, right = chart_data.describe_sides(quantity)
    return f"above 0: {left} · below 0: {right}"
