"""Axes and grounds that the charts share: reps, sides in words, the way through a rep, the ±15 % band."""

import altair as alt
import pandas as pd

from analysis.quantities.definitions import THRESHOLD_PCT
from reporting.charts.style import ChartPalette

# Up to here there is room for a label every 15 %.
CLOSE_REACH_PCT = 50.0

_SIDE_LABELS = "datum.value == 0 ? '0' : abs(datum.value) + ' % ' + (datum.value > 0 ? 'left' : 'right')"
_WAY_LABELS = "datum.value == 100 ? 'bottom' : datum.value % 100 == 0 ? 'standing' : 'half'"


def build_rep_axis(reps: int) -> alt.Axis:
    """Numbers of the reps, leaving some out where there is no room."""
    first = "datum.index == 0 ? 'rep ' + datum.label : datum.label"
    return alt.Axis(
        title=None, labelExpr=first, labelAngle=0, labelOverlap="greedy", ticks=False, grid=reps > 10
    )


def build_side_axis(reach: float, field: str) -> alt.Y:
    """Percent from -reach to reach, labelled "15 % left" and "15 % right"."""
    # Beyond that, labels every 15 % would overlap on a chart of this height.
    ticks = (-30, -15, 0, 15, 30) if reach <= CLOSE_REACH_PCT else (-60, -15, 15, 60)
    axis = alt.Axis(
        title=None,
        values=[tick for tick in ticks if abs(tick) < reach],
        labelExpr=_SIDE_LABELS,
        domain=False,
        ticks=False,
        labelPadding=6,
    )
    return alt.Y(field, scale=alt.Scale(domain=[-reach, reach], nice=False), axis=axis)


def build_way_axis() -> alt.X:
    """From standing (0) over the bottom (100) back to standing (200)."""
    axis = alt.Axis(title=None, values=[0, 50, 100, 150, 200], labelExpr=_WAY_LABELS, labelFlush=False)
    return alt.X("way:Q", scale=alt.Scale(domain=[0, 200], nice=False), axis=axis)


def build_tolerance_band(palette: ChartPalette, reach: float) -> list[alt.Chart]:
    """The tolerated ±15 % as a tinted band with dashed edges, and the line of perfect evenness."""
    tolerated = pd.DataFrame({"low": [-THRESHOLD_PCT], "high": [THRESHOLD_PCT]})
    edges = pd.DataFrame({"pct": [-THRESHOLD_PCT, THRESHOLD_PCT]})
    tint = alt.Chart(tolerated).mark_rect(color=palette.even, opacity=palette.band_opacity)
    rule = alt.Chart(edges).mark_rule(stroke=palette.even, strokeDash=[4, 3], strokeWidth=1)
    zero = alt.Chart(pd.DataFrame({"pct": [0.0]})).mark_rule(stroke=palette.soft, strokeWidth=1)
    return [
        tint.encode(y=build_side_axis(reach, "low:Q"), y2="high:Q"),
        rule.encode(y=build_side_axis(reach, "pct:Q")),
        zero.encode(y=build_side_axis(reach, "pct:Q")),
    ]


def build_way_marks(palette: ChartPalette, reach: float) -> list[alt.Chart]:
    """A line at the bottom of the rep, words over its halves, and under it a bar where it is graded."""
    bottom = alt.Chart(pd.DataFrame({"way": [100.0]})).mark_rule(stroke=palette.soft, strokeWidth=1)
    halves = pd.DataFrame({"way": [50.0, 150.0], "pct": [reach] * 2, "text": ["going down", "coming up"]})
    graded = pd.DataFrame({"way": [50.0], "to": [150.0], "pct": [-reach]})
    bar = alt.Chart(graded).mark_rule(strokeWidth=5).encode(x2="to:Q", stroke=alt.value(palette.soft))
    labels = alt.Chart(halves).mark_text(color=palette.soft, fontSize=12, baseline="top", dy=3)
    return [
        bottom.encode(x=build_way_axis()),
        bar.encode(x=build_way_axis(), y=build_side_axis(reach, "pct:Q")),
        labels.encode(x=build_way_axis(), y=build_side_axis(reach, "pct:Q"), text="text:N"),
    ]


def build_tooltip(*fields: str) -> list[alt.Tooltip]:
    """These fields under their own names."""
    return [alt.Tooltip(field, title=field.capitalize()) for field in fields]
