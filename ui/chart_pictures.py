"""Charts as pictures that need no browser and no network: SVG for the page to keep, PNG for the PDF."""

import altair as alt


def chart_svg(chart: alt.LayerChart) -> str:
    """One <svg> element with real text. Give the chart a width: nothing fills a container here."""
    raise NotImplementedError


def chart_png(chart: alt.LayerChart, scale: float = 3.0) -> bytes:
    """PNG file, `scale` px per px of the chart."""
    raise NotImplementedError
