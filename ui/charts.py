"""Charts of a set, declared once in Altair: the page shows them live, the reports as pictures.

All of them take `theme` (light or dark ground) and `width` in px; None fills the container it is put in
(`st.altair_chart(chart, theme=None)`). Every chart carries its title, and its description for screen
readers. Colour never stands alone: shapes and words say the same.
"""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from analysis.quantities import QUANTITIES, Quantity
from analysis.report_types import Grade, SetReport
from ui import chart_data as data
from ui.chart_axes import band, rep_axis, side_axis, tooltip, way_axis, ways
from ui.chart_style import CHECK, CROSS, DASH, LOOKS, Look, State, Theme, dressed, legend, state_scales
from ui.chart_words import (
    chart_description,
    compare_description,
    depth_description,
    strip_description,
)

__all__ = [
    "Theme",
    "chart_description",
    "compare_charts",
    "compare_description",
    "depth_chart",
    "depth_description",
    "quantity_chart",
    "rep_strip",
    "strip_description",
]

STATES = (
    State(data.WITHIN, "circle", "even", True),
    State(data.BEYOND, "diamond", "uneven", True),
    State(data.INDICATION, "square", "even", False),
    State(data.INDICATION_BEYOND, "square", "uneven", True),
    State(data.NOT_GRADED, "circle", "ungraded", False),
)
GRADES = (
    State(Grade.GOOD, "circle", "even", True),
    State(Grade.BAD, "diamond", "uneven", True),
    State(Grade.UNGRADED, "circle", "ungraded", False),
)
SIGNS = {Grade.GOOD: CHECK, Grade.BAD: CROSS, Grade.UNGRADED: DASH}

PLOT_PX, PICTURE_PX, STRIP_ROW_PX = 200, 188, 36
"""Height of the plot where the width is the container's; of the whole chart where it is given; of a grade."""


def rep_strip(report: SetReport, theme: Theme = Theme.LIGHT, width: int | None = None) -> alt.LayerChart:
    """Every rep in order: good, bad or ungraded by row, shape, sign, word and colour; why in the tooltip."""
    look, rows = LOOKS[theme], pd.DataFrame(data.rep_rows(report), columns=["rep", "grade", "why", "at"])
    shown = [state for state in GRADES if state.word != Grade.UNGRADED or state.word in set(rows["grade"])]
    fill, stroke, shape = state_scales(shown, look)
    size = 420 if len(rows) <= 10 else 210 if len(rows) <= 20 else 90
    labels = alt.Axis(title=None, labelFontSize=13, domain=False, ticks=False, grid=True, labelPadding=8)
    base = alt.Chart(rows).encode(
        x=alt.X("rep:O", axis=rep_axis(len(rows))),
        y=alt.Y("grade:N", sort=None, scale=alt.Scale(domain=fill.domain), axis=labels),
        tooltip=tooltip("rep", "grade", "why", "at"),
    )
    badges = base.mark_point(size=size, strokeWidth=2, opacity=1).encode(
        fill=alt.Fill("grade:N", scale=fill, legend=None),
        stroke=alt.Stroke("grade:N", scale=stroke, legend=None),
        shape=alt.Shape("grade:N", scale=shape, legend=None),
    )
    signs = [_sign(base, state, look, size) for state in shown]
    title = alt.Title("Reps", subtitle="in order; each stands in the row of its grade")
    chart = alt.LayerChart(layer=[badges, *signs])
    return dressed(chart, title, strip_description(report), theme, (width, _strip_height(len(shown), width)))


def _sign(base: alt.Chart, state: State, look: Look, size: int) -> alt.Chart:
    color = look.ground if state.filled else getattr(look, state.color)
    mark = base.transform_filter(alt.datum.grade == str(state.word))
    sign: alt.Chart = mark.mark_point(
        shape=SIGNS[Grade(state.word)], size=size * 0.35, stroke=color, strokeWidth=2, fill=None, opacity=1
    )
    return sign


def _strip_height(rows: int, width: int | None) -> int:
    """Of the marks alone where the width is the container's; with title and axis where it is given."""
    return rows * STRIP_ROW_PX + (95 if width else 0)


def quantity_chart(
    report: SetReport,
    quantity: Quantity,
    theme: Theme = Theme.LIGHT,
    width: int | None = None,
    reach_pct: float | None = None,
    reps: Sequence[int] | None = None,
    name: str = "",
) -> alt.LayerChart:
    """One quantity over the reps with the ±15 % band and 95 % intervals; sides in words on the axis.

    reach_pct  the axis ends at so many percent each way; None: as the values need
    reps       numbers that have a place on the axis; None: those of the report
    name       said before the quantity in the title, where there are several sets
    """
    look, rows = LOOKS[theme], data.value_rows(report, quantity)
    table = pd.DataFrame(rows, columns=["rep", "pct", "low", "high", "state", "value", "phase", "at"])
    reach = reach_pct or data.reach_pct([report], quantity)
    places = list(reps or table["rep"])
    x = alt.X("rep:O", scale=alt.Scale(domain=places), axis=rep_axis(len(places)))
    shown = [state for state in STATES if state.word in set(table["state"])]
    fill, stroke, shape = state_scales(shown, look)
    base = alt.Chart(table).encode(x=x, tooltip=tooltip("rep", "value", "phase", "state", "at"))
    key = legend()
    intervals = base.mark_rule(strokeWidth=2.5, clip=True, opacity=0.75).encode(
        y=side_axis(reach, "low:Q"),
        y2="high:Q",
        stroke=alt.Stroke("state:N", scale=stroke, legend=key),
    )
    points = base.mark_point(size=110, strokeWidth=2, clip=True, opacity=1).encode(
        y=side_axis(reach, "pct:Q"),
        fill=alt.Fill("state:N", scale=fill, legend=key),
        stroke=alt.Stroke("state:N", scale=stroke, legend=key),
        shape=alt.Shape("state:N", scale=shape, legend=key),
    )
    chart = alt.LayerChart(layer=[*band(look, reach), intervals, points])
    label = QUANTITIES[quantity].label
    title = alt.Title(
        f"{name}: {label.lower()}" if name else label, subtitle=_subtitle(quantity, shown, table)
    )
    return dressed(
        chart, title, chart_description(report, quantity), theme, (width, PICTURE_PX if width else PLOT_PX)
    )


def depth_chart(
    report: SetReport,
    quantity: Quantity,
    theme: Theme = Theme.LIGHT,
    width: int | None = None,
    reach_pct: float | None = None,
) -> alt.LayerChart | None:
    """One quantity within the reps, all laid over each other: standing, down, bottom, up, standing.

    None where there is nothing to show: the quantity is ungraded, or the frames are not known (from JSON).
    """
    look, rows = LOOKS[theme], data.depth_rows(report, quantity)
    if not rows:
        return None
    reach = reach_pct or max(data.reach_pct([report], quantity), _most(rows))
    shown = [state for state in GRADES if state.word in {row["grade"] for row in rows}]
    _, stroke, _ = state_scales(shown, look)
    dashes = alt.Scale(domain=stroke.domain, range=[[5, 3] if s.word == Grade.BAD else [1, 0] for s in shown])
    key = alt.Legend(title=None, orient="bottom", symbolType="stroke", symbolSize=400, symbolStrokeWidth=2)
    lines = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(strokeWidth=1.6, opacity=0.8, clip=True)
        .encode(
            x=way_axis(),
            y=side_axis(reach, "pct:Q"),
            detail="rep:N",
            stroke=alt.Stroke("grade:N", scale=stroke, legend=key),
            strokeDash=alt.StrokeDash("grade:N", scale=dashes, legend=key),
            tooltip=tooltip("rep", "grade"),
        )
    )
    mean = alt.Chart(pd.DataFrame(data.mean_rows(rows))).mark_line(strokeWidth=3.5, clip=True)
    mean = mean.encode(x=way_axis(), y=side_axis(reach, "pct:Q"), stroke=alt.value(look.ink))
    several = len({row["rep"] for row in rows}) > 1
    chart = alt.LayerChart(layer=[*band(look, reach), *ways(look, reach), lines, *[mean] * several])
    title = alt.Title(
        f"{QUANTITIES[quantity].label} within the rep",
        subtitle="thick: mean of the reps; bar: the graded part" if several else "bar: the graded part",
    )
    return dressed(
        chart, title, depth_description(report, quantity), theme, (width, PICTURE_PX if width else PLOT_PX)
    )


def compare_charts(
    first: SetReport,
    second: SetReport,
    quantity: Quantity,
    theme: Theme = Theme.LIGHT,
    width: int | None = None,
    names: tuple[str, str] = ("First set", "Second set"),
) -> tuple[alt.LayerChart, alt.LayerChart]:
    """quantity_chart of two sets on the same axes, to be put side by side (on a phone: below)."""
    reach = data.reach_pct([first, second], quantity)
    reps = range(1, max(len(first.reps), len(second.reps)) + 1)
    one, other = (
        quantity_chart(report, quantity, theme, width, reach, reps, name)
        for report, name in zip((first, second), names, strict=True)
    )
    return one, other


def _most(rows: list[data.Row]) -> float:
    """The axis for lines: mean of the frames, so without the rarest extremes."""
    most = float(pd.DataFrame(rows)["pct"].abs().quantile(0.99))
    return min(5.0 * (most // 5.0 + 1.0), data.MOST_REACH_PCT)


def _subtitle(quantity: Quantity, shown: Sequence[State], table: pd.DataFrame) -> str:
    """What the sides mean; where nothing is graded: why."""
    if [state.word for state in shown] == [data.NOT_GRADED]:
        return str(table["value"][0])
    left, right = data.sides(quantity)
    return f"above 0: {left} · below 0: {right}"
