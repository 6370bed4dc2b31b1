"""Weeks at a glance: even reps, each quantity, loads and the threshold, what was done; for a coach."""

from typing import TYPE_CHECKING

import streamlit as st

from analysis.quantities.definitions import QUANTITIES, Quantity
from services import history as history_service
from services.programme import read_wall_time
from web.errors import escape_markdown
from web.lifter_picker import choose_lifter
from web.navigation import show_page_link
from web.result.charts import choose_chart_theme
from web.state import get_session

if TYPE_CHECKING:
    import altair as alt

    from reporting.progress.lifter_progress import LifterProgress


def show() -> None:
    from reporting.progress.lifter_progress import build_progress_view

    st.html("<h1>Progress</h1>")
    lifter = choose_lifter(get_session())
    if lifter is None:
        return
    with history_service.open_history() as store:
        records = store.load_records(lifter.id)
    seen = build_progress_view(lifter, records, read_wall_time())
    if not seen.progress.weeks:
        st.html(
            '<p class="er-lead">Nothing to show yet: weeks begin with the first saved set, or with the first '
            "day of the programme.</p>"
        )
        with st.container(horizontal=True):
            show_page_link("check", "Check a set", ":material/videocam:")
            show_page_link("today", "Today", ":material/today:")
        return
    _show_summary(seen)
    _show_even_reps(seen)
    _show_quantities(seen)
    _show_loads(seen)
    _show_adherence(seen)
    _show_mobility(seen)
    _show_downloads(seen)


def _show_summary(seen: "LifterProgress") -> None:
    streak = seen.progress.streak
    with st.container(horizontal=True):
        st.metric("Weeks", len(seen.progress.weeks), border=True)
        st.metric("Clean reps in a row, now", streak.current, border=True)
        st.metric("Longest row of clean reps", streak.longest, border=True)
    st.caption("Quality is counted here, never records of load.")


def _show_chart(chart: "alt.LayerChart | None", words: str) -> None:
    """The chart, and the same in words for those who do not see it."""
    if chart is not None:
        st.altair_chart(chart, theme=None)
    if words:
        st.markdown(escape_markdown(words))


def _show_even_reps(seen: "LifterProgress") -> None:
    from reporting.progress import charts as progress_charts
    from reporting.progress import rows as progress_rows

    st.subheader("Even reps over weeks", anchor=False)
    if not progress_rows.build_clean_rows(seen.progress):
        st.caption("No graded sets of two-legged lifts yet.")
        return
    chart = progress_charts.build_clean_chart(seen.progress, choose_chart_theme())
    _show_chart(chart, progress_rows.describe_clean_rate(seen.progress))


def _show_quantities(seen: "LifterProgress") -> None:
    """One quantity at a time, and below it all of them by side."""
    from reporting.progress import charts as progress_charts
    from reporting.progress import rows as progress_rows

    known = progress_rows.list_quantities(seen.progress)
    if not known:
        return
    st.subheader("Each quantity over weeks", anchor=False)
    quantity: Quantity = st.segmented_control(
        "Quantity",
        known,
        default=known[0],
        required=True,
        format_func=lambda key: QUANTITIES[key].label,
        key="progress-quantity",
        label_visibility="collapsed",
    )
    left, right = st.columns(2, gap="medium")
    with left:
        _show_chart(
            progress_charts.build_quantity_weeks_chart(seen.progress, quantity, choose_chart_theme()), ""
        )
        for lift in progress_rows.choose_measured_lift(seen.progress):
            st.markdown(escape_markdown(progress_rows.describe_change(seen.progress, lift, quantity)))
    with right:
        _show_chart(
            progress_charts.build_side_chart(seen.progress, choose_chart_theme()),
            progress_rows.describe_consistency(seen.progress, quantity),
        )


def _show_loads(seen: "LifterProgress") -> None:
    from reporting.progress import charts as progress_charts
    from reporting.progress import rows as progress_rows

    if not seen.lifts:
        return
    st.subheader("Load", anchor=False)
    lift = seen.lifts[0]
    if len(seen.lifts) > 1:
        lift = st.selectbox("Lift", seen.lifts, format_func=progress_rows.name_lift, key="progress-lift")
    threshold = seen.thresholds[lift]
    st.markdown(f"**{escape_markdown(threshold.sentence)}**")
    left, right = st.columns(2, gap="medium")
    with left:
        _show_chart(progress_charts.build_threshold_chart(threshold, choose_chart_theme()), "")
    with right:
        _show_chart(
            progress_charts.build_load_chart(
                seen.progress, lift, str(seen.lifter.unit), choose_chart_theme()
            ),
            "",
        )


def _show_adherence(seen: "LifterProgress") -> None:
    from reporting.progress import charts as progress_charts
    from reporting.progress import rows as progress_rows

    st.subheader("What was done of the programme", anchor=False)
    _show_chart(
        progress_charts.build_adherence_chart(seen.progress, choose_chart_theme()),
        progress_rows.describe_adherence(seen.progress),
    )
    for sentence in seen.looks_back:
        st.markdown(escape_markdown(sentence))


def _show_mobility(seen: "LifterProgress") -> None:
    from reporting.progress.mobility import render_mobility_changes

    if not seen.mobility:
        return
    st.subheader("Hip mobility", anchor=False)
    st.html(render_mobility_changes(seen.mobility))
    st.caption(
        "Means of the trials of a day, in degrees. Marked: more than 10° and more than 15 % of the freer "
        "side apart. The first test is as it was before massage and stretching."
    )


def _show_downloads(seen: "LifterProgress") -> None:
    from reporting.progress.files import render_progress_csv, render_progress_pdf

    st.subheader("For a coach", anchor=False)
    with st.container(horizontal=True):
        st.download_button(
            "PDF",
            lambda: render_progress_pdf(seen),
            "evenrep-progress.pdf",
            "application/pdf",
            key="progress-pdf",
            on_click="ignore",
            icon=":material/picture_as_pdf:",
        )
        st.download_button(
            "CSV, a row per week",
            lambda: render_progress_csv(seen),
            "evenrep-weeks.csv",
            "text/csv",
            key="progress-csv",
            on_click="ignore",
            icon=":material/download:",
        )
    st.caption("Made here; nothing is sent anywhere. Sets and reps as tables: on the History page.")
