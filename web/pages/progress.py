"""Weeks at a glance: even reps, each quantity, loads and the threshold, what was done; files for a coach."""

from typing import TYPE_CHECKING

import streamlit as st

from analysis.quantities.definitions import QUANTITIES, Quantity
from services import history as history_service
from services.programme import read_wall_time
from web.errors import escape_markdown
from web.html_components import render_intro, render_table
from web.lifter_picker import choose_lifter
from web.navigation import show_page_link
from web.result.charts import choose_chart_theme
from web.state import get_session

if TYPE_CHECKING:
    import altair as alt

    from reporting.progress.lifter_progress import LifterProgress


def show() -> None:
    from reporting.progress.lifter_progress import build_progress_view

    st.html(render_intro("Progress"))
    lifter = choose_lifter(get_session())
    if lifter is None:
        return
    with history_service.open_history() as store:
        records = store.load_records(lifter.id)
    view = build_progress_view(lifter, records, read_wall_time())
    if not view.progress.weeks:
        st.html(
            render_intro(
                lead="Nothing to show yet: weeks begin with the first saved set, or with the first day of "
                "the programme."
            )
        )
        with st.container(horizontal=True):
            show_page_link("check", "Check a set", ":material/videocam:")
            show_page_link("today", "Today", ":material/today:")
        return
    _show_summary(view)
    _show_even_reps(view)
    _show_quantities(view)
    _show_loads(view)
    _show_adherence(view)
    _show_mobility(view)
    _show_downloads(view)


def _show_summary(view: "LifterProgress") -> None:
    streak = view.progress.streak
    with st.container(horizontal=True):
        st.metric("Weeks", len(view.progress.weeks), border=True)
        st.metric("Current streak, clean reps", streak.current, border=True)
        st.metric("Longest streak", streak.longest, border=True)
    st.caption("Clean means even. Streaks count clean reps, not loads.")


def _show_chart(chart: "alt.LayerChart | None", words: str) -> None:
    """The chart, and the same in words for people who cannot see it."""
    if chart is not None:
        st.altair_chart(chart, theme=None)
    if words:
        st.markdown(escape_markdown(words))


def _show_even_reps(view: "LifterProgress") -> None:
    from reporting.progress import charts as progress_charts
    from reporting.progress import rows as progress_rows

    st.subheader("Even reps over weeks", anchor=False)
    if not progress_rows.build_clean_rows(view.progress):
        st.caption("No graded sets of two-legged lifts yet.")
        return
    chart = progress_charts.build_clean_chart(view.progress, choose_chart_theme())
    _show_chart(chart, progress_rows.describe_clean_rate(view.progress))


def _show_quantities(view: "LifterProgress") -> None:
    """One quantity at a time, and below it all of them by side."""
    from reporting.progress import charts as progress_charts
    from reporting.progress import rows as progress_rows

    quantities = progress_rows.list_quantities(view.progress)
    if not quantities:
        return
    st.subheader("Each quantity over weeks", anchor=False)
    quantity: Quantity = st.segmented_control(
        "Quantity",
        quantities,
        default=quantities[0],
        required=True,
        format_func=lambda key: QUANTITIES[key].label,
        key="progress-quantity",
        label_visibility="collapsed",
    )
    left, right = st.columns(2, gap="medium")
    with left:
        _show_chart(
            progress_charts.build_quantity_weeks_chart(view.progress, quantity, choose_chart_theme()), ""
        )
        for lift in progress_rows.choose_measured_lift(view.progress):
            st.markdown(escape_markdown(progress_rows.describe_change(view.progress, lift, quantity)))
    with right:
        _show_chart(
            progress_charts.build_side_chart(view.progress, choose_chart_theme()),
            progress_rows.describe_consistency(view.progress, quantity),
        )


def _show_loads(view: "LifterProgress") -> None:
    from reporting.progress import charts as progress_charts
    from reporting.progress import rows as progress_rows

    if not view.lifts:
        return
    st.subheader("Load", anchor=False)
    lift = view.lifts[0]
    if len(view.lifts) > 1:
        lift = st.selectbox("Lift", view.lifts, format_func=progress_rows.name_lift, key="progress-lift")
    threshold = view.thresholds[lift]
    st.markdown(f"**{escape_markdown(threshold.sentence)}**")
    left, right = st.columns(2, gap="medium")
    with left:
        _show_chart(progress_charts.build_threshold_chart(threshold, choose_chart_theme()), "")
    with right:
        _show_chart(
            progress_charts.build_load_chart(
                view.progress, lift, str(view.lifter.unit), choose_chart_theme()
            ),
            "",
        )


def _show_adherence(view: "LifterProgress") -> None:
    from reporting.progress import charts as progress_charts
    from reporting.progress import rows as progress_rows

    st.subheader("Programme: what was done", anchor=False)
    _show_chart(
        progress_charts.build_adherence_chart(view.progress, choose_chart_theme()),
        progress_rows.describe_adherence(view.progress),
    )
    for sentence in view.looks_back:
        st.markdown(escape_markdown(sentence))


def _show_mobility(view: "LifterProgress") -> None:
    from reporting.progress.mobility import CHANGES_HEADER, list_change_rows

    if not view.mobility:
        return
    st.subheader("Hip mobility", anchor=False)
    st.html(render_table(CHANGES_HEADER, list_change_rows(view.mobility), tight=True))
    st.caption(
        "Means of the trials of a day, in degrees. A difference is marked when it is more than 10° and more "
        "than 15 % of the more mobile side. The first test was taken before massage and stretching."
    )


def _show_downloads(view: "LifterProgress") -> None:
    from reporting.progress.files import render_progress_csv, render_progress_pdf
    from services.package_info import read_version

    st.subheader("For a coach", anchor=False)
    with st.container(horizontal=True):
        st.download_button(
            "PDF",
            lambda: render_progress_pdf(view, read_version()),
            "evenrep-progress.pdf",
            "application/pdf",
            key="progress-pdf",
            on_click="ignore",
            icon=":material/picture_as_pdf:",
        )
        st.download_button(
            "CSV, one row per week",
            lambda: render_progress_csv(view),
            "evenrep-weeks.csv",
            "text/csv",
            key="progress-csv",
            on_click="ignore",
            icon=":material/download:",
        )
    st.caption(
        "The files are made on this computer and sent nowhere. The History page has tables of sets and reps."
    )
