"""Two sets of this session next to each other: before and after, left and right, with and without a band."""

import math
from dataclasses import dataclass

import streamlit as st

from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT, Quantity
from analysis.report.types import Grade, SetReport, Standing
from analysis.wording import format_count
from reporting import text as report_text
from reporting import value_text
from web.errors import escape_markdown
from web.html_components import format_mean, render_intro, render_rep_strip, render_table, render_verdict
from web.jobs.pool import JobState
from web.navigation import show_page_link
from web.result.charts import choose_chart_theme
from web.state import TabSession, get_session

_NAMES = {
    "First and second": ("First", "Second"),
    "Before and after": ("Before", "After"),
    "Without and with band": ("Without band", "With band"),
    "Left and right": ("Left", "Right"),
}


@dataclass(frozen=True)
class Choice:
    """A set that can be compared."""

    label: str
    report: SetReport


def show() -> None:
    session = get_session()
    session.collect_results()
    st.html(render_intro("Compare two sets"))
    choices = _list_choices(session)
    if len(choices) < 2:
        have = format_count(len(choices), "set") if choices else "no sets"
        st.html(
            render_intro(
                lead="Two sets are needed: before and after a cue, with and without a band, this week and "
                f"last week. You have {have} so far. Sets stay until you close the page."
            )
        )
        show_page_link("check", "Check another set" if choices else "Check a set", ":material/videocam:")
        return
    first, second, names = _ask_sets(choices)
    _show_side_by_side(first.report, second.report, names)
    _show_quantities(first.report, second.report, names)


def _list_choices(session: TabSession) -> list[Choice]:
    """Every part of every clip that was read."""
    found = []
    for number, entry in enumerate(session.sets.values(), start=1):
        for report in entry.build_reports() if entry.state is JobState.DONE else ():
            part = f", part {report.shot}" if report.shots > 1 else ""
            load = f", {report.settings.load:g} {report.settings.unit}" if report.settings.load else ""
            found.append(Choice(f"{number}. {entry.clip.name}{part}{load}", report))
    return found


def _ask_sets(choices: list[Choice]) -> tuple[Choice, Choice, tuple[str, str]]:
    one, other, how = st.columns([3, 3, 2])
    indices = range(len(choices))
    label = [choice.label for choice in choices].__getitem__
    count = len(choices)
    first = one.selectbox("First set", indices, index=count - 2, format_func=label, key=f"first-{count}")
    second = other.selectbox("Second set", indices, index=count - 1, format_func=label, key=f"second-{count}")
    kind = how.selectbox("Names", list(_NAMES), key="names", persist_state="session")
    return choices[first], choices[second], _NAMES[kind]


def _show_side_by_side(first: SetReport, second: SetReport, names: tuple[str, str]) -> None:
    for column, report, name in zip(st.columns(2, gap="large"), (first, second), names, strict=True):
        counts = report.summary
        with column:
            grades = {Grade.GOOD: counts.good, Grade.BAD: counts.bad, Grade.UNGRADED: counts.ungraded}
            html = render_verdict(
                f"{name}: {report.clip.name}", report_text.describe_verdict(report), grades, level=2
            )
            st.html(html)
            st.html(render_rep_strip(report.reps))
    if first.settings.mirrored != second.settings.mirrored or first.camera.view is not second.camera.view:
        st.warning("The two clips differ in view or in the mirrored setting: compare their sides with care.")


def _show_quantities(first: SetReport, second: SetReport, names: tuple[str, str]) -> None:
    from reporting.charts import set_charts as charts

    st.subheader("Mean of the graded reps", anchor=False)
    st.html(render_table(("Quantity", *names, "Change"), build_difference_rows(first, second)))
    both = [quantity for quantity in Quantity if has_value(first, quantity) or has_value(second, quantity)]
    if not both:
        return
    quantity = st.segmented_control(
        "Quantity",
        both,
        default=both[0],
        required=True,
        format_func=lambda key: QUANTITIES[key].label,
        key="compare-quantity",
    )
    pair = charts.build_comparison_charts(first, second, quantity, choose_chart_theme(), names=names)
    for column, chart in zip(st.columns(2, gap="large"), pair, strict=True):
        with column:
            st.altair_chart(chart, theme=None)
    st.caption(escape_markdown(charts.describe_comparison(first, second, quantity)))


def has_value(report: SetReport, quantity: Quantity) -> bool:
    """Whether any rep has a value of it."""
    return any(rep.values[quantity].standing is not Standing.UNGRADED for rep in report.reps)


def build_difference_rows(first: SetReport, second: SetReport) -> list[tuple[str, str, str, str]]:
    """(quantity, first mean, second mean, change in words) of each quantity."""
    rows = []
    for quantity, info in QUANTITIES.items():
        before, after = (report.summary.mean_pct[quantity] for report in (first, second))
        rows.append((info.label, format_mean(before), format_mean(after), _describe_change(before, after)))
    return rows


def _describe_change(before_pct: float, after_pct: float) -> str:
    """ "3.1 points closer to even, across 15 %"; "–" where a mean is not known."""
    change = abs(after_pct) - abs(before_pct)
    if math.isnan(change):
        return value_text.MISSING
    crossed = (abs(before_pct) > THRESHOLD_PCT) != (abs(after_pct) > THRESHOLD_PCT)
    way = "further from" if change > 0 else "closer to"
    return f"{abs(change):.1f} points {way} even" + (f", across {THRESHOLD_PCT:g} %" if crossed else "")
