"""The day's programme: the pain question first, then every part: what to do, what is done, and why."""

from typing import TYPE_CHECKING

import streamlit as st

from services import history as history_service
from services import programme
from services.programme import LifterDay
from web.errors import escape_markdown
from web.html_components import render_intro
from web.today.log import show_logged_today
from web.today.log_forms import rerun_with_message
from web.today.pain_gate import open_day, show_last_message, show_stop_button
from web.today.parts import show_plan_part
from web.today.setup import show_begin_form, show_measures_form, show_settings_form

if TYPE_CHECKING:
    from coaching.records.records import PainRecord


def show() -> None:
    st.html(render_intro("Today"))
    show_last_message()
    day = open_day()
    if day is None:
        return
    st.html(render_intro(lead=f"{day.now:%A, %d %B %Y}"))
    match day.plan.gate:
        case "not_asked":
            _ask_pain(day)
        case "pain":
            _show_pain(day)
        case _:
            _show_training(day)
    show_logged_today(day)
    with st.expander("Programme and equipment", icon=":material/settings:"):
        show_settings_form(day)
    with st.expander("1RM and body mass", icon=":material/monitor_weight:"):
        show_measures_form(day)


def _ask_pain(day: LifterDay) -> None:
    first = day.plan.parts[0]
    st.subheader(first.tasks[0].text, anchor=False)
    st.markdown("Answer this first. Then you see the plan for today.")
    for sentence in first.watch:
        st.warning(escape_markdown(sentence))
    with st.container(horizontal=True):
        no = st.button("No pain", key="pain-no", type="primary")
        yes = st.button("Yes, pain", key="pain-yes")
    if no or yes:
        with history_service.open_history() as store:
            programme.log_pain_answer(store, day.lifter.id, yes)
        st.rerun()


def _show_pain(day: LifterDay) -> None:
    """No training advice: when to ask a professional, and a form for how strong and where."""
    from dataclasses import replace

    st.error(escape_markdown(day.plan.headline), icon=":material/front_hand:")
    for sentence in day.plan.parts[0].why:
        st.markdown(escape_markdown(sentence))
    logged = [one for one in day.records.pains if one.pain and one.at.date() == day.now.date()]
    if not logged:
        st.caption("Pain was reported with a set of today. The History page shows the set.")
        return
    last: PainRecord = logged[-1]
    with st.form("pain-more"):
        st.markdown("Optional, for you and for the professional who looks at it:")
        level = st.slider("How strong, 0 to 10", 0, 10, last.level or 0, key="pain-level")
        where = st.text_input("Where", last.where, key="pain-where", max_chars=200)
        if st.form_submit_button("Save"):
            programme.log_records(day.lifter.id, replace(last, level=level, where=where.strip()))
            rerun_with_message("Saved.")


def _show_training(day: LifterDay) -> None:
    plan = day.plan
    show_stop_button(day)
    for sentence in plan.parts[0].watch:
        st.warning(escape_markdown(sentence))
    if plan.calendar is None:
        show_begin_form(day)
    else:
        st.markdown(f"**{escape_markdown(plan.headline)}**")
        with st.container(horizontal=True):
            st.metric("Day of the programme", plan.calendar.day, border=True)
            st.metric("Even reps in a row", plan.streak.current, border=True)
            if plan.calendar.next_checkpoint:
                st.metric("Next look back", f"{plan.calendar.next_checkpoint:%d %b %Y}", border=True)
    first = next((part for part in plan.parts[1:] if part.status == "todo"), None)
    for part in plan.parts[1:]:
        show_plan_part(day, part, comes_next=part is first)
