"""Charts as images that need no browser and no network: SVG for the HTML report, PNG for the PDF."""

import re
from typing import Any

import altair as alt
import vl_convert

from reporting.charts.style import FONT

# The viewer's own Arial first; the converter's font has the same widths, so labels fit either way.
_FONTS = f"font-family=\"Arial, '{FONT}', Helvetica, sans-serif\""


def render_chart_svg(chart: alt.LayerChart) -> str:
    """One <svg> element with real text. Give the chart a width: nothing fills a container here."""
    svg: str = vl_convert.vegalite_to_svg(_build_spec(chart))
    return _renumber_clip_paths(re.sub(r'font-family="[^"]*"', _FONTS, svg))


def render_chart_png(chart: alt.LayerChart, scale: float = 3.0) -> bytes:
    """PNG file on white, `scale` px per px of the chart."""
    png: bytes = vl_convert.vegalite_to_png(_build_spec(chart) | {"background": "white"}, scale=scale)
    return png


def _build_spec(chart: alt.LayerChart) -> dict[str, Any]:
    """The chart in the converter's own font, which is the same on every computer."""
    spec: dict[str, Any] = chart.to_dict()
    spec["config"]["font"] = FONT
    return spec


def _renumber_clip_paths(svg: str) -> str:
    """The converter numbers its clipping paths on and on: renumbered, the same chart is the same text."""
    found = dict.fromkeys(re.findall(r"(?<=[\"#])clip\d+", svg))
    names = {name: f"clip-{index}" for index, name in enumerate(found)}
    return re.sub(r"(?<=[\"#])clip\d+", lambda match: names[match[0]], svg)
