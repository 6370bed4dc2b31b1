"""How charts look: colours on light and dark ground, shapes that say the same as the colours, axes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import altair as alt

# Comes with the converter, for images of charts, and is as wide as Arial; pages use their own first.
FONT = "Liberation Sans"

PAGE_FONTS = f'"Source Sans", "Source Sans Pro", Arial, "{FONT}", sans-serif'

CHECK = "M-0.55,0.05L-0.15,0.45L0.6,-0.4"
CROSS = "M-0.4,-0.4L0.4,0.4M-0.4,0.4L0.4,-0.4"
DASH = "M-0.4,0L0.4,0"


class Theme(StrEnum):
    """The ground that a chart stands on."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class ChartPalette:
    """Colours of one theme. `even` and `uneven` are the overlay's blue and orange, dark enough for lines."""

    ground: str
    ink: str
    soft: str
    grid: str
    even: str
    uneven: str
    ungraded: str
    band_opacity: float


# Okabe and Ito's blue and orange (docs/sources.md), which colour-blind people can tell apart; on white they
# are darkened until thin lines keep their contrast.
PALETTES = {
    Theme.LIGHT: ChartPalette(
        "#ffffff", "#1f2933", "#56616d", "#e3e7eb", "#0072b2", "#c85400", "#6b7680", 0.10
    ),
    Theme.DARK: ChartPalette(
        "#0e1117", "#f2f4f6", "#b4bcc4", "#323a43", "#56b4e9", "#f59814", "#aaaaaa", 0.16
    ),
}


@dataclass(frozen=True)
class MarkState:
    """What a mark says: its word in the legend, its shape, its colour in ChartPalette, filled or hollow."""

    word: str
    shape: str
    color: str
    filled: bool


def build_state_scales(
    states: list[MarkState], palette: ChartPalette
) -> tuple[alt.Scale, alt.Scale, alt.Scale]:
    """(fill, stroke, shape) of the words of these states; together they make one legend."""
    words = [state.word for state in states]
    colors = [getattr(palette, state.color) for state in states]
    fills = [color if state.filled else palette.ground for color, state in zip(colors, states, strict=True)]
    return (
        alt.Scale(domain=words, range=fills),
        alt.Scale(domain=words, range=colors),
        alt.Scale(domain=words, range=[state.shape for state in states]),
    )


def build_legend(columns: int = 3) -> alt.Legend:
    """Under the chart, where it fits a phone."""
    return alt.Legend(
        title=None, orient="bottom", columns=columns, symbolSize=90, symbolOpacity=1, labelLimit=300
    )


def apply_theme(
    chart: alt.LayerChart, title: alt.Title, description: str, theme: Theme, size: tuple[int | None, int]
) -> alt.LayerChart:
    """The chart with title, text for screen readers, size in px (width None: its container's) and colours."""
    width, height = size
    placed: dict[str, Any] = {"width": "container" if width is None else width, "height": height}
    if width:
        # In a report the whole chart has to keep to its width, labels included, or columns would overlap.
        placed["autosize"] = alt.AutoSizeParams(type="fit", contains="padding")
    made: alt.LayerChart = (
        chart.properties(title=title, description=description, **placed)
        # Transparent: the page's own ground shows, also where a viewer has a theme of its own.
        .configure(background="transparent", font=PAGE_FONTS, padding=4)
        .configure_view(stroke=None)
        .configure_title(**_build_title_config(PALETTES[theme]))
        .configure_axis(**_build_axis_config(PALETTES[theme]))
        .configure_legend(labelColor=PALETTES[theme].ink, labelFontSize=12, padding=0, offset=8)
    )
    return made


def _build_title_config(palette: ChartPalette) -> dict[str, Any]:
    return {
        "anchor": "start",
        "frame": "bounds",
        "color": palette.ink,
        "fontSize": 15,
        "fontWeight": "bold",
        "subtitleColor": palette.soft,
        "subtitleFontSize": 12,
        "offset": 10,
    }


def _build_axis_config(palette: ChartPalette) -> dict[str, Any]:
    return {
        "labelColor": palette.ink,
        "titleColor": palette.soft,
        "gridColor": palette.grid,
        "domainColor": palette.grid,
        "tickColor": palette.grid,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
