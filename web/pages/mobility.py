"""The guided hip mobility test: six directions, both hips; treatment of a restricted side, then a retest."""

from typing import TYPE_CHECKING

import streamlit as st

from services.programme import LifterDay
from web.errors import escape_markdown
from web.html_components import render_intro, render_table
from web.mobility.entry import measure_angles_from_clip, show_mobility_form
from web.navigation import show_page_link
from web.today.log import show_logged_today
from web.today.log_forms import show_done_button, show_task
from web.today.pain_gate import open_cleared_day, show_last_message
from web.today.timer import show_countdown

if TYPE_CHECKING:
    from reporting.mobility_steps import DirectionPlan

_TYPED, _CLIP = "Enter from a goniometer", "Measure from a clip"
_LEAD = (
    "Six directions, both hips, three trials each. A difference is marked when it is more than 10° and more "
    "than 15\u00a0% of the more mobile side. Move until the hip stops by itself, and stop before it hurts."
)


def show() -> None:
    st.html(render_intro("Hip mobility"))
    show_last_message()
    day = open_cleared_day()
    if day is None:
        return
    from coaching.plan.exercises import ProgrammePart
    from coaching.records.mobility_tests import format_direction
    from coaching.records.records import Direction
    from reporting.mobility_steps import (
        OVERVIEW_HEADER,
        find_next_direction,
        list_overview_rows,
        plan_directions,
    )

    part = day.plan.get_part(ProgrammePart.MOBILITY)
    plans = plan_directions(part.tasks, day.records, day.now)
    st.html(render_intro(lead=_LEAD))
    st.html(render_table(OVERVIEW_HEADER, list_overview_rows(plans), tight=True))
    following = find_next_direction(plans)
    if following is None:
        st.success(
            escape_markdown(" ".join(part.why) if not part.tasks else "All six directions are tested.")
        )
    chosen = st.pills(
        "Direction",
        list(Direction),
        default=following,
        format_func=lambda one: format_direction(one).capitalize(),
        key=f"direction-{following}",
    )
    if chosen is not None:
        _show_direction(day, plans[chosen])
    show_logged_today(day)
    show_page_link("today", "Back to Today", ":material/arrow_back:")


def _show_direction(day: LifterDay, plan: "DirectionPlan") -> None:
    """The result so far, what to do about it, and the form for the trials."""
    from coaching.records.mobility_tests import HOW, format_direction
    from reporting.mobility_steps import describe_mixed_methods, find_result_before_treatment

    st.subheader(format_direction(plan.direction).capitalize(), anchor=False)
    if plan.latest.tested is not None:
        before = find_result_before_treatment(day.records, day.now, plan.direction)
        if before.complete and before.tested != plan.latest.tested:
            st.markdown(f"Before treatment: {escape_markdown(before.sentence)}")
        st.markdown(f"**{escape_markdown(plan.latest.sentence)}**")
        if mixed := describe_mixed_methods(day.records, plan.latest):
            st.warning(mixed)
    if plan.treatment:
        _show_treatment(day, plan)
    st.markdown(f"**{'Test again' if plan.retest else 'Test'}.** {escape_markdown(HOW[plan.direction])}")
    way = st.segmented_control(
        "How it is measured",
        (_TYPED, _CLIP),
        default=_TYPED,
        required=True,
        key=f"way-{plan.direction}",
        label_visibility="collapsed",
    )
    if way == _CLIP:
        measure_angles_from_clip(day, plan.direction, plan.retest)
    else:
        show_mobility_form(day, plan.direction, plan.retest)


def _show_treatment(day: LifterDay, plan: "DirectionPlan") -> None:
    """Massage and stretches of the restricted side; the next one has a countdown."""
    side = plan.treatment[0].side
    st.markdown(f"**First work on the {side} side**, then test both hips again.")
    timed = next((task for task in plan.treatment if task.seconds and not task.done), None)
    for task in plan.treatment:
        show_task(task)
        if task is timed:
            key = f"countdown-{plan.direction}-{task.exercise}-{task.logged}"
            show_countdown(task.text.split(",")[0], task.seconds, "Then log it below", key)
        if not task.done:
            show_done_button(day, task, f"{task.exercise}-{task.side}-{plan.direction}", plan.direction)
