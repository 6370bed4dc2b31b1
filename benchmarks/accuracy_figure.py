"""The accuracy figure: truth against reading of each quantity, and where the residual comes from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT, Quantity
from benchmarks.accuracy_run import WAYS
from benchmarks.accuracy_score import Pair, Scored, list_group_labels
from benchmarks.accuracy_table import AccuracyResult, find_product_result
from reporting.charts.style import FONT, PALETTES, Theme

LOOK = PALETTES[Theme.LIGHT]
COLOURS = {WAYS[0].name: LOOK.ungraded, WAYS[1].name: LOOK.uneven, WAYS[2].name: LOOK.even}
SIDE_PX, RESIDUAL_PX, ROW_PX = 230, 230, 15
REACH_PCT = 35.0
FIGURE_ENDINGS = (".svg", ".png")


def write_figure(results: Sequence[AccuracyResult], path: Path) -> None:
    """SVG or PNG, as the ending says; nothing is written where no product result is among them."""
    product = find_product_result(results)
    if product is None:
        return
    same_model = [result for result in results if result.model == product.model]
    chart = alt.vconcat(
        alt.hconcat(*(draw_scatter(same_model, key) for key in Quantity)).resolve_scale(color="shared"),
        alt.hconcat(*(draw_residuals(product.scored, key) for key in Quantity)),
        title=f"Truth against reading, model {product.model}; residual of the {product.way.name} one",
    ).configure(font=FONT)
    spec: dict[str, Any] = chart.to_dict() | {"background": "white"}
    if path.suffix == ".png":
        path.write_bytes(vl_convert.vegalite_to_png(spec, scale=2.0))
    else:
        path.write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")


def draw_scatter(results: Sequence[AccuracyResult], key: Quantity) -> alt.LayerChart:
    """Every rep; the diagonal is a perfect reading, the dashed lines are the 15 % rule."""
    rows = pd.DataFrame(
        [
            {"true": pair.truth[key], "read": pair.values[key].pct, "way": result.way.name}
            for result in results
            for pair in result.scored.pairs
        ],
        columns=["true", "read", "way"],
    ).dropna()
    scale = alt.Scale(domain=[-REACH_PCT, REACH_PCT], clamp=True, nice=False)
    across = alt.X("true:Q", scale=scale, title=f"true {QUANTITIES[key].label.lower()}, %")
    up = alt.Y("read:Q", scale=scale, title="read, %")
    colour = alt.Color(
        "way:N",
        title=None,
        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
        legend=alt.Legend(orient="top"),
    )
    points = (
        alt.Chart(rows).mark_point(size=14, filled=True, opacity=0.65).encode(x=across, y=up, color=colour)
    )
    ends = pd.DataFrame({"true": [-REACH_PCT, REACH_PCT], "read": [-REACH_PCT, REACH_PCT]})
    diagonal = alt.Chart(ends).mark_line(color=LOOK.soft, strokeWidth=1).encode(x="true:Q", y="read:Q")
    limits = pd.DataFrame({"at": [-THRESHOLD_PCT, THRESHOLD_PCT]})
    dash = {"color": LOOK.soft, "strokeWidth": 0.7, "strokeDash": [3, 3]}
    lines = [alt.Chart(limits).mark_rule(**dash).encode(x="at:Q")]
    lines.append(alt.Chart(limits).mark_rule(**dash).encode(y="at:Q"))
    return alt.layer(diagonal, *lines, points).properties(width=SIDE_PX, height=SIDE_PX)


def draw_residuals(scored: Scored, key: Quantity) -> alt.LayerChart:
    """Reading minus truth, one row per group: body, camera, light, clothes, arms, trunk."""
    found = list_group_labels(scored.pairs)
    rows = pd.DataFrame(
        [
            {"group": f"{group}: {label}", "residual": _compute_residual(pair, key)}
            for group, label in found
            for pair in scored.select_group(group, label).pairs
        ],
        columns=["group", "residual"],
    ).dropna()
    names = [f"{group}: {label}" for group, label in found]
    first = key is next(iter(Quantity))
    axis = alt.Axis(title=None, labelLimit=220) if first else alt.Axis(title=None, labels=False, ticks=False)
    up = alt.Y("group:N", sort=names, scale=alt.Scale(domain=names), axis=axis)
    across = alt.X(
        "residual:Q",
        title="read − true, percentage points",
        scale=alt.Scale(domain=[-20, 20], clamp=True, nice=False),
    )
    ticks = (
        alt.Chart(rows).mark_tick(color=LOOK.even, opacity=0.4, height=ROW_PX * 0.6).encode(x=across, y=up)
    )
    zero = alt.Chart(pd.DataFrame({"at": [0]})).mark_rule(color=LOOK.soft, strokeWidth=0.7).encode(x="at:Q")
    return alt.layer(zero, ticks).properties(width=RESIDUAL_PX, height=max(ROW_PX, ROW_PX * len(names)))


def _compute_residual(pair: Pair, key: Quantity) -> float:
    return pair.values[key].pct - pair.truth[key]
