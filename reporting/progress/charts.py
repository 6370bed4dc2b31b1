"""Charts over weeks in the style of the set charts: even reps, quantities, load, sides, what was done."""

from collections.abc import Callable

import altair as alt
import pandas as pd

from analysis.quantities.definitions import QUANTITIES, Quantity
from coaching.load.threshold import Threshold
from coaching.progress.weeks import Progress
from reporting.charts.axes import CLOSE_REACH_PCT, build_side_axis, build_tolerance_band, build_tooltip
from reporting.charts.style import PALETTES, MarkState, Theme, apply_theme, build_legend, build_state_scales
from reporting.progress import rows as progress_rows

HEIGHT_PX, IMAGE_HEIGHT_PX = 220, 230
MANY_WEEKS = 16  # the digits of a field no longer fit beyond
LOADS = (
    MarkState("heaviest load", "circle", "ungraded", True),
    MarkState("loading threshold", "diamond", "even", True),
)
CLEAN = (
    MarkState("clean", "circle", "even", True),
    MarkState("not known to be clean", "diamond", "uneven", False),
)
# A load without zeros at its end: Vega writes 60.000000 where an axis has a single value.
_NUMBER = "format(datum.value, '~r')"
_COLORS = ("even", "uneven", "ungraded", "ink")
_SHAPES = ("circle", "diamond", "square", "triangle-up")


def build_clean_chart(
    progress: Progress, theme: Theme = Theme.LIGHT, width: int | None = None
) -> alt.LayerChart:
    """Draw the share of even reps per week with 95 % intervals.

    Parameters
    ----------
    progress
        A lifter's weeks.
    theme
        Light or dark ground.
    width
        px; None fills the container that the chart is put in.

    Returns
    -------
    alt.LayerChart
        Carries its title, and its description for screen readers.
    """
    palette, table = PALETTES[theme], pd.DataFrame(progress_rows.build_clean_rows(progress))
    base = alt.Chart(table).encode(x=_build_week_axis(progress), tooltip=build_tooltip("week", "reps"))
    layers = _build_points_with_intervals(base, palette.even, _build_percent_axis)
    title = alt.Title("Even reps", subtitle="percent of graded reps per week, with 95 % intervals")
    return apply_theme(
        alt.LayerChart(layer=layers),
        title,
        progress_rows.describe_clean_rate(progress),
        theme,
        _choose_size(width),
    )


def build_quantity_weeks_chart(
    progress: Progress, quantity: Quantity, theme: Theme = Theme.LIGHT, width: int | None = None
) -> alt.LayerChart:
    """Draw one quantity's weekly mean with its interval and the ±15 % band; sides in words.

    Parameters
    ----------
    progress
        A lifter's weeks.
    quantity
        One that was measured in some week.
    theme
        Light or dark ground.
    width
        px; None fills the container that the chart is put in.

    Returns
    -------
    alt.LayerChart
        Carries its title, and its description for screen readers.
    """
    palette, found = PALETTES[theme], progress_rows.build_quantity_rows(progress, quantity)
    table = pd.DataFrame(found)
    # At least 20 %, so that the band of ±15 % is always on the chart.
    most = max(float(max(abs(table["low"]).max(), abs(table["high"]).max(), abs(table["pct"]).max())), 20.0)
    # A single wild week must not flatten all the others: what lies beyond is cut off.
    reach = min(1.1 * most, 2 * CLOSE_REACH_PCT)
    base = alt.Chart(table).encode(
        x=_build_week_axis(progress), tooltip=build_tooltip("week", "reps", "sessions")
    )
    intervals = base.mark_rule(stroke=palette.even, strokeWidth=2.5, opacity=0.75, clip=True)
    points = base.mark_point(size=90, filled=True, color=palette.even, opacity=1, clip=True)
    line = base.mark_line(stroke=palette.even, strokeWidth=1.2, opacity=0.6, clip=True)
    layers = [
        *build_tolerance_band(palette, reach),
        line.encode(y=build_side_axis(reach, "pct:Q")),
        intervals.encode(y=build_side_axis(reach, "low:Q"), y2="high:Q"),
        points.encode(y=build_side_axis(reach, "pct:Q")),
    ]
    label = QUANTITIES[quantity].label
    title = alt.Title(label, subtitle="weekly mean; an interval needs two sessions; band: ±15 %")
    description = progress_rows.describe_consistency(progress, quantity)
    return apply_theme(alt.LayerChart(layer=layers), title, description, theme, _choose_size(width))


def build_load_chart(
    progress: Progress, lift: str, unit: str, theme: Theme = Theme.LIGHT, width: int | None = None
) -> alt.LayerChart | None:
    """Draw heaviest load and loading threshold per week.

    Parameters
    ----------
    progress
        A lifter's weeks.
    lift
        Its key.
    unit
        Of the loads, as on the axis.
    theme
        Light or dark ground.
    width
        px; None fills the container that the chart is put in.

    Returns
    -------
    alt.LayerChart or None
        None where no load was entered.
    """
    palette, found = PALETTES[theme], progress_rows.build_load_rows(progress, lift)
    if not found:
        return None
    known = {row["kind"] for row in found}
    shown = [state for state in LOADS if state.word in known]
    fill, stroke, shape = build_state_scales(shown, palette)
    base = alt.Chart(pd.DataFrame(found)).encode(
        x=_build_week_axis(progress), y=_build_load_axis(unit), tooltip=build_tooltip("week", "kind", "load")
    )
    key = build_legend(2)
    lines = base.mark_line(strokeWidth=1.5).encode(stroke=alt.Stroke("kind:N", scale=stroke, legend=key))
    points = base.mark_point(size=90, strokeWidth=2, opacity=1).encode(
        fill=alt.Fill("kind:N", scale=fill, legend=key),
        stroke=alt.Stroke("kind:N", scale=stroke, legend=key),
        shape=alt.Shape("kind:N", scale=shape, legend=key),
    )
    title = alt.Title(f"{progress_rows.name_lift(lift)}: load over weeks", subtitle=unit)
    description = (
        f"Heaviest load and loading threshold of the {progress_rows.name_lift(lift).lower()} per week."
    )
    return apply_theme(alt.LayerChart(layer=[lines, points]), title, description, theme, _choose_size(width))


def build_threshold_chart(
    threshold: Threshold, theme: Theme = Theme.LIGHT, width: int | None = None
) -> alt.LayerChart | None:
    """Draw the share of even reps against the load, with the loading threshold.

    Parameters
    ----------
    threshold
        Of one lift.
    theme
        Light or dark ground.
    width
        px; None fills the container that the chart is put in.

    Returns
    -------
    alt.LayerChart or None
        None without graded reps at any load.
    """
    palette, found = PALETTES[theme], progress_rows.build_threshold_rows(threshold)
    if not found:
        return None
    known = {row["state"] for row in found}
    shown = [state for state in CLEAN if state.word in known]
    fill, stroke, shape = build_state_scales(shown, palette)
    x = alt.X(
        "load:Q",
        scale=alt.Scale(zero=False, padding=20),
        axis=alt.Axis(title=f"load, {threshold.unit}", labelExpr=_NUMBER, tickCount=6, grid=False),
    )
    base = alt.Chart(pd.DataFrame(found)).encode(x=x, tooltip=build_tooltip("load", "reps", "state"))
    key = build_legend(2)
    layers = [
        base.mark_rule(strokeWidth=2.5, opacity=0.75).encode(
            y=_build_percent_axis("low:Q"),
            y2="high:Q",
            stroke=alt.Stroke("state:N", scale=stroke, legend=key),
        ),
        base.mark_point(size=110, strokeWidth=2, opacity=1).encode(
            y=_build_percent_axis("pct:Q"),
            fill=alt.Fill("state:N", scale=fill, legend=key),
            stroke=alt.Stroke("state:N", scale=stroke, legend=key),
            shape=alt.Shape("state:N", scale=shape, legend=key),
        ),
    ]
    if threshold.load is not None:
        mark = alt.Chart(pd.DataFrame({"load": [threshold.load]}))
        layers.insert(0, mark.mark_rule(stroke=palette.soft, strokeDash=[5, 3], strokeWidth=1.5).encode(x=x))
    title = alt.Title(
        f"{progress_rows.name_lift(threshold.lift)}: even reps by load",
        subtitle="95 % intervals; dashed: the loading threshold",
    )
    return apply_theme(alt.LayerChart(layer=layers), title, threshold.sentence, theme, _choose_size(width))


def build_side_chart(
    progress: Progress, theme: Theme = Theme.LIGHT, width: int | None = None
) -> alt.LayerChart:
    """Draw to which side the reps of each quantity went: near the top or the bottom is one-sided.

    Parameters
    ----------
    progress
        A lifter's weeks.
    theme
        Light or dark ground.
    width
        px; None fills the container that the chart is put in.

    Returns
    -------
    alt.LayerChart
        Carries its title, and its description for screen readers.
    """
    palette, table = PALETTES[theme], pd.DataFrame(progress_rows.build_side_rows(progress))
    labels = list(dict.fromkeys(table["quantity"]))
    states = [
        MarkState(label, shape, color, True)
        for label, shape, color in zip(labels, _SHAPES, _COLORS, strict=False)
    ]
    fill, stroke, shape = build_state_scales(states, palette)
    side_labels = "datum.value == 50 ? 'half' : datum.value == 100 ? 'all left' : 'all right'"
    axis = alt.Axis(title=None, values=[0, 50, 100], labelExpr=side_labels, domain=False, ticks=False)
    base = alt.Chart(table).encode(
        x=_build_week_axis(progress),
        y=alt.Y("left:Q", scale=alt.Scale(domain=[0, 100], padding=6), axis=axis),
        tooltip=build_tooltip("week", "quantity", "left"),
    )
    key = build_legend(2)
    lines = base.mark_line(strokeWidth=1.5).encode(stroke=alt.Stroke("quantity:N", scale=stroke, legend=key))
    points = base.mark_point(size=80, strokeWidth=2, opacity=1).encode(
        fill=alt.Fill("quantity:N", scale=fill, legend=key),
        stroke=alt.Stroke("quantity:N", scale=stroke, legend=key),
        shape=alt.Shape("quantity:N", scale=shape, legend=key),
    )
    title = alt.Title("Which side the reps went to", subtitle="share of reps on the left, per week")
    description = " ".join(
        progress_rows.describe_consistency(progress, key) for key in progress_rows.list_quantities(progress)
    )
    return apply_theme(alt.LayerChart(layer=[lines, points]), title, description, theme, _choose_size(width))


def build_adherence_chart(
    progress: Progress, theme: Theme = Theme.LIGHT, width: int | None = None
) -> alt.LayerChart | None:
    """Draw days done of days planned, a field for each week and part of the programme.

    Parameters
    ----------
    progress
        A lifter's weeks.
    theme
        Light or dark ground.
    width
        px; None fills the container that the chart is put in.

    Returns
    -------
    alt.LayerChart or None
        None before the programme has begun.
    """
    palette, found = PALETTES[theme], progress_rows.build_adherence_rows(progress)
    if not found:
        return None
    order = [progress_rows.PART_LABELS[part] for part in progress_rows.PARTS]
    base = alt.Chart(pd.DataFrame(found)).encode(
        x=_build_week_axis(progress),
        y=alt.Y("part:N", sort=order, axis=alt.Axis(title=None, domain=False, ticks=False)),
        tooltip=build_tooltip("week", "part", "days"),
    )
    color = alt.Color(
        "share:Q", scale=alt.Scale(domain=[0, 100], range=[palette.grid, palette.even]), legend=None
    )
    fields = base.mark_rect(stroke=palette.ground, strokeWidth=2, opacity=0.55).encode(color=color)
    layers: list[alt.Chart] = [fields]
    if len(progress.weeks) <= MANY_WEEKS:
        layers.append(base.mark_text(fontSize=11, color=palette.ink).encode(text="days:N"))
    title = alt.Title("What was done", subtitle="days done of days planned, per week")
    description = progress_rows.describe_adherence(progress)
    return apply_theme(alt.LayerChart(layer=layers), title, description, theme, _choose_size(width))


def _build_points_with_intervals(
    base: alt.Chart, color: str, axis: Callable[[str], alt.Y]
) -> list[alt.Chart]:
    return [
        base.mark_line(stroke=color, strokeWidth=1.2, opacity=0.6).encode(y=axis("pct:Q")),
        base.mark_rule(stroke=color, strokeWidth=2.5, opacity=0.75).encode(y=axis("low:Q"), y2="high:Q"),
        base.mark_point(size=90, filled=True, color=color, opacity=1).encode(y=axis("pct:Q")),
    ]


def _build_week_axis(progress: Progress) -> alt.X:
    """Every week has its place, also one without a set."""
    # Also weeks without a set have a place: a gap is part of the story.
    axis = alt.Axis(title="week", labelAngle=0, labelOverlap="greedy", ticks=False, grid=False)
    return alt.X("week:O", scale=alt.Scale(domain=[week.number for week in progress.weeks]), axis=axis)


def _build_percent_axis(field: str) -> alt.Y:
    axis = alt.Axis(
        title=None,
        values=[0, 25, 50, 75, 100],
        labelExpr="datum.value + ' %'",
        domain=False,
        ticks=False,
        labelPadding=6,
    )
    return alt.Y(field, scale=alt.Scale(domain=[0, 100]), axis=axis)


def _build_load_axis(unit: str) -> alt.Y:
    axis = alt.Axis(title=None, labelExpr=f"{_NUMBER} + ' {unit}'", tickCount=5, domain=False, ticks=False)
    return alt.Y("load:Q", scale=alt.Scale(zero=False, padding=10), axis=axis)


def _choose_size(width: int | None) -> tuple[int | None, int]:
    return (width, IMAGE_HEIGHT_PX if width else HEIGHT_PX)
