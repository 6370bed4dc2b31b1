"""One quantity at a time: over the reps, within a rep, and on the frame where it was largest."""

from typing import TYPE_CHECKING

import streamlit as st

from analysis.grading.rules import is_bad
from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT, Quantity
from analysis.report.types import SetReport, Standing
from reporting import text as report_text
from web.errors import error_message, show_errors
from web.jobs.pool import JobState
from web.jobs.sets import SetEntry
from web.state import TabSession

if TYPE_CHECKING:
    from reporting.charts.set_charts import Theme


def show_quantity_section(entry: SetEntry, shot: int, session: TabSession) -> None:
    """A fragment: redraws alone when another quantity is chosen, and every second until its image is made."""
    drawing = session.draw_result(entry, shot)
    pending = drawing.stills is not None and not drawing.stills.is_over
    st.subheader("What happened in each rep", anchor=False)
    # Made here and not by a decorator: whether it has to redraw by itself changes from run to run.
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
    """Over the reps, and within them; the same in words under each, for people who cannot see the chart."""
    from reporting.charts import set_charts as charts

    theme = choose_chart_theme()
    over, within = st.columns(2, gap="medium")
    with over:
        # theme=None: Streamlit's own theme would replace the colours of the grades.
        st.altair_chart(charts.build_quantity_chart(report, quantity, theme), theme=None)
        st.caption(charts.describe_quantity_chart(report, quantity))
    with within:
        chart = charts.build_depth_chart(report, quantity, theme)
        if chart is not None:
            st.altair_chart(chart, theme=None)
            st.caption(charts.describe_depth_chart(report, quantity))


def choose_chart_theme() -> "Theme":
    """Light or dark, as the person's page is."""
    from reporting.charts.set_charts import Theme

    return Theme.DARK if st.context.theme.type == "dark" else Theme.LIGHT


def sort_quantities(report: SetReport) -> list[Quantity]:
    """Quantities that made most reps uneven first, then by size; those that were not graded last."""

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
    """The side it leans to, what it is, and what 15 % of it means; or why it was not graded."""
    info = QUANTITIES[quantity]
    claim = report.summary.claims.get(quantity)
    lean = f"**{report_text.make_sentence(claim.sentence)}** " if claim and claim.side else ""
    reasons = {rep.values[quantity].reason for rep in report.reps}
    if all(rep.values[quantity].standing is Standing.UNGRADED for rep in report.reps):
        return f"Not graded: {'; '.join(sorted(reasons))}."
    return f"{lean}{info.label}: {info.definition}. {THRESHOLD_PCT:g} % means {info.at_threshold}."


def _show_still(entry: SetEntry, report: SetReport, quantity: Quantity) -> None:
    """The frame where it is largest; a sentence while it is being drawn."""
    from reporting.images.stills import describe_still

    job = entry.drawing.stills
    if job is None or job.state in (JobState.QUEUED, JobState.RUNNING):
        st.caption("Drawing the frame where it is largest …")
        return
    if job.error is not None:
        st.caption(error_message(job.error))
        return
    still = (job.result or {}).get(quantity)
    if still is None:
        st.caption("No image: this quantity was not measured in any rep.")
        return
    caption = describe_still(report, quantity)
    st.image(still, caption=caption, alt=caption)
