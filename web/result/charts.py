"""One quantity at a time: over the reps, within a rep, and on the lifter's body where it was largest."""

from typing import TYPE_CHECKING

import streamlit as st

from analysis.grading.rules import is_bad
from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.types import SetReport, Standing
from reporting import text as report_text
from web.errors import error_message, show_errors
from web.jobs.pool import JobState
from web.jobs.sets import SetEntry
from web.state import TabSession

if TYPE_CHECKING:
    from reporting.charts.set_charts import Theme


def show_quantity_section(entry: SetEntry, shot: int, here: TabSession) -> None:
    """Redraws by itself when another quantity is chosen, and until its picture is made."""
    drawing = here.draw_result(entry, shot)
    pending = drawing.stills is not None and not drawing.stills.is_over
    st.subheader("What happened in each rep", anchor=False)
    st.fragment(show_errors(_show_quantity), run_every=1.0 if pending else None)(entry, shot)


def _show_quantity(entry: SetEntry, shot: int) -> None:
    report = entry.build_reports()[shot]
    order = sort_quantities(report)
    quantity = st.segmented_control(
        "Quantity",
        order,
        default=order[0],
        required=True,
        format_func=lambda key: _format_tab(report, key),
        key=f"quantity-{entry.id}-{shot}",
        label_visibility="collapsed",
    )
    st.markdown(_describe_quantity(report, quantity))
    charts, still = st.columns([5, 2], gap="medium")
    with charts:
        show_charts(report, quantity)
    with still:
        _show_still(entry, report, quantity)


def show_charts(report: SetReport, quantity: Quantity) -> None:
    """Over the reps, and within them; the same in words below each for those who do not see it."""
    from reporting.charts import set_charts as charts

    theme = choose_chart_theme()
    over, within = st.columns(2, gap="medium")
    with over:
        told_of = charts.describe_quantity_chart(report, quantity)
        st.altair_chart(charts.build_quantity_chart(report, quantity, theme), theme=None)
        st.caption(told_of)
    with within:
        chart = charts.build_depth_chart(report, quantity, theme)
        if chart is not None:
            told_of = charts.describe_depth_chart(report, quantity)
            st.altair_chart(chart, theme=None)
            st.caption(told_of)


def choose_chart_theme() -> "Theme":
    """Light or dark ground, as the person's page has it."""
    from reporting.charts.set_charts import Theme

    return Theme.DARK if st.context.theme.type == "dark" else Theme.LIGHT


def sort_quantities(report: SetReport) -> list[Quantity]:
    """What made reps uneven first, then by size; what was not graded last."""

    def compute_weight(quantity: Quantity) -> tuple[int, float]:
        values = [rep.values[quantity] for rep in report.reps]
        sizes = [abs(value.pct) for value in values if value.standing is not Standing.UNGRADED]
        return sum(map(is_bad, values)), max(sizes, default=-1.0)

    return sorted(Quantity, key=compute_weight, reverse=True)


def _format_tab(report: SetReport, quantity: Quantity) -> str:
    values = [rep.values[quantity] for rep in report.reps]
    uneven = sum(map(is_bad, values))
    label = QUANTITIES[quantity].label
    if all(value.standing is Standing.UNGRADED for value in values):
        return f"○ {label}: not graded"
    return f"✗ {label}: {uneven} uneven" if uneven else f"✓ {label}"


def _describe_quantity(report: SetReport, quantity: Quantity) -> str:
    """What it is, what 15 % of it means, and the side it leans to or why none is named."""
    info = QUANTITIES[quantity]
    claim = report.summary.claims.get(quantity)
    lean = f"**{report_text.make_sentence(claim.sentence)}** " if claim and claim.side else ""
    reasons = {rep.values[quantity].reason for rep in report.reps}
    if all(rep.values[quantity].standing is Standing.UNGRADED for rep in report.reps):
        return f"Not graded: {'; '.join(sorted(reasons))}."
    return f"{lean}{info.label}: {info.definition}. 15 % means {info.at_threshold}."


def _show_still(entry: SetEntry, report: SetReport, quantity: Quantity) -> None:
    """The worst moment; a word while it is being drawn."""
    from reporting.images.stills import describe_still

    job = entry.drawing.stills
    if job is None or job.state in (JobState.QUEUED, JobState.RUNNING):
        st.caption("Drawing the moment where it is largest …")
        return
    if job.error is not None:
        st.caption(error_message(job.error))
        return
    picture = (job.result or {}).get(quantity)
    if picture is None:
        st.caption("No picture: this quantity was not read in any rep.")
        return
    caption = describe_still(report, quantity)
    st.image(picture, caption=caption, alt=caption)
