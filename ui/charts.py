"""Charts of a set, declared once in Altair: the page shows them live, the reports as pictures.

All of them take `theme` (light or dark ground) and `width` in px; None fills the container it is put in
(`st.altair_chart(chart, theme=None)`). Every chart carries its title, and its description for screen
readers. Colour never stands alone: shapes and words say the same.
"""

from enum import StrEnum

import altair as alt

from analysis.quantities import Quantity
from analysis.report_types import SetReport


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"


def rep_strip(report: SetReport, theme: Theme = Theme.LIGHT, width: int | None = None) -> alt.LayerChart:
    """Every rep in order: good, bad or ungraded by shape, sign, word and colour; why in the tooltip."""
    raise NotImplementedError


def quantity_chart(
    report: SetReport,
    quantity: Quantity,
    theme: Theme = Theme.LIGHT,
    width: int | None = None,
    reach_pct: float | None = None,
) -> alt.LayerChart:
    """One quantity over the reps with the ±15 % band and 95 % intervals; sides in words on the axis.

    reach_pct  the axis ends at so many percent each way; None: as the values need
    """
    raise NotImplementedError


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
    raise NotImplementedError


def compare_charts(
    first: SetReport,
    second: SetReport,
    quantity: Quantity,
    theme: Theme = Theme.LIGHT,
    width: int | None = None,
    names: tuple[str, str] = ("First set", "Second set"),
) -> tuple[alt.LayerChart, alt.LayerChart]:
    """quantity_chart of two sets on the same axes, to be put side by side (or, on a phone, one under the other)."""
    raise NotImplementedError


def strip_description(report: SetReport) -> str:
    """The strip of reps for a screen reader: "Reps 1 to 5 good; 6 and 7 bad: …"."""
    raise NotImplementedError


def chart_description(report: SetReport, quantity: Quantity) -> str:
    """quantity_chart for a screen reader."""
    raise NotImplementedError


def depth_description(report: SetReport, quantity: Quantity) -> str:
    """depth_chart for a screen reader."""
    raise NotImplementedError


def compare_description(first: SetReport, second: SetReport, quantity: Quantity) -> str:
    """compare_charts for a screen reader."""
    raise NotImplementedError
