"""Weeks at a glance: even reps, each quantity, loads and the threshold, what was done; for a coach."""

from typing import TYPE_CHECKING

import streamlit as st

from analysis.quantities import QUANTITIES, Quantity
from ui import web_history
from ui.choosing import choose_lifter
from ui.navigation import link
from ui.programme import wall_time
from ui.result_charts import chart_theme
from ui.session import session
from ui.shield import plain

if TYPE_CHECKING:
    import altair as alt

    from ui.progress_view import View


def show() -> None:
    from ui.progress_view import view

    st.html("<h1>Progress</h1>")
    lifter = choose_lifter(session())
    if lifter is None:
        return
    with web_history.opened() as store:
        records = store.records(lifter.id)
    seen = view(lifter, records, wall_time())
    if not seen.progress.weeks:
        st.html(
            '<p class="er-lead">Nothing to show yet: weeks begin with the first saved set, or with the first '
            "day of the programme.</p>"
        )
        with st.container(horizontal=True):
            link("check", "Check a set", ":material/videocam:")
            link("today", "Today", ":material/today:")
        return
    _summary(seen)
    _clean(seen)
    _quantities(seen)
    _loads(seen)
    _done(seen)
    _mobility(seen)
    _export(seen)


def _summary(seen: "View") -> None:
    streak = seen.progress.streak
    with st.container(horizontal=True):
        st.metric("Weeks", len(seen.progress.weeks), border=True)
        st.metric("Clean reps in a row, now", streak.current, border=True)
        st.metric("Longest row of clean reps", streak.longest, border=True)
    st.caption("Quality is counted here, never records of load.")


def _chart(chart: "alt.LayerChart | None", words: str) -> None:
    """The chart, and the same in words for those who do not see it."""
    if chart is not None:
        st.altair_chart(chart, theme=None)
    if words:
        st.markdown(plain(words))


def _clean(seen: "View") -> None:
    from ui import progress_charts, progress_rows

    st.subheader("Even reps over weeks", anchor=False)
    if not progress_rows.clean_rows(seen.progress):
        st.caption("No graded sets of two-legged lifts yet.")
        return
    chart = progress_charts.clean_chart(seen.progress, chart_theme())
    _chart(chart, progress_rows.clean_sentence(seen.progress))


def _quantities(seen: "View") -> None:
    """One quantity at a time, and below it all of them by side."""
    from ui import progress_charts, progress_rows

    known = progress_rows.quantities_of(seen.progress)
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
        _chart(progress_charts.quantity_weeks_chart(seen.progress, quantity, chart_theme()), "")
        for lift in progress_rows.measured_lift(seen.progress):
            st.markdown(plain(progress_rows.change_sentence(seen.progress, lift, quantity)))
    with right:
        _chart(
            progress_charts.side_chart(seen.progress, chart_theme()),
            progress_rows.consistency_sentence(seen.progress, quantity),
        )


def _loads(seen: "View") -> None:
    from ui import progress_charts, progress_rows

    if not seen.lifts:
        return
    st.subheader("Load", anchor=False)
    lift = seen.lifts[0]
    if len(seen.lifts) > 1:
        lift = st.selectbox("Lift", seen.lifts, format_func=progress_rows.lift_name, key="progress-lift")
    threshold = seen.thresholds[lift]
    st.markdown(f"**{plain(threshold.sentence)}**")
    left, right = st.columns(2, gap="medium")
    with left:
        _chart(progress_charts.threshold_chart(threshold, chart_theme()), "")
    with right:
        _chart(progress_charts.load_chart(seen.progress, lift, str(seen.lifter.unit), chart_theme()), "")


def _done(seen: "View") -> None:
    from ui import progress_charts, progress_rows

    st.subheader("What was done of the programme", anchor=False)
    _chart(
        progress_charts.adherence_chart(seen.progress, chart_theme()),
        progress_rows.adherence_sentence(seen.progress),
    )
    for sentence in seen.looks_back:
        st.markdown(plain(sentence))


def _mobility(seen: "View") -> None:
    from ui.progress_mobility import changes_html

    if not seen.mobility:
        return
    st.subheader("Hip mobility", anchor=False)
    st.html(changes_html(seen.mobility))
    st.caption(
        "Means of the trials of a day, in degrees. Marked: more than 10° and more than 15 % of the freer "
        "side apart. The first test is as it was before massage and stretching."
    )


def _export(seen: "View") -> None:
    from ui.progress_files import csv_bytes, pdf_bytes

    st.subheader("For a coach", anchor=False)
    with st.container(horizontal=True):
        st.download_button(
            "PDF",
            lambda: pdf_bytes(seen),
            "evenrep-progress.pdf",
            "application/pdf",
            key="progress-pdf",
            on_click="ignore",
            icon=":material/picture_as_pdf:",
        )
        st.download_button(
            "CSV, a row per week",
            lambda: csv_bytes(seen),
            "evenrep-weeks.csv",
            "text/csv",
            key="progress-csv",
            on_click="ignore",
            icon=":material/download:",
        )
    st.caption("Made here; nothing is sent anywhere. Sets and reps as tables: on the History page.")
