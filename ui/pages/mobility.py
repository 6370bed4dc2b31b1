"""The hip mobility test, guided: six directions, both hips; work on what is restricted, then a retest."""

from typing import TYPE_CHECKING

import streamlit as st

from ui.mobility_entry import angles_from_clip, mobility_form
from ui.navigation import link
from ui.programme import LifterDay
from ui.shield import plain
from ui.today_gate import cleared_day, said
from ui.today_log import logged_today
from ui.today_logging import done_button, task_line
from ui.today_timer import countdown

if TYPE_CHECKING:
    from ui.mobility_steps import DirectionPlan

_TYPED, _CLIP = "Type from a goniometer", "Read from a clip"
_LEAD = (
    "Six directions, both hips, three trials each. Marked means: more than 10° apart and more than 15\u00a0% "
    "of the freer side. Move until it stops by itself; stop before it hurts."
)


def show() -> None:
    st.html("<h1>Hip mobility</h1>")
    said()
    day = cleared_day()
    if day is None:
        return
    from coaching.exercises import Part
    from coaching.mobility import in_words
    from coaching.records import Direction
    from ui.mobility_steps import direction_plans, next_direction, overview_html

    part = day.plan.part(Part.MOBILITY)
    plans = direction_plans(part.tasks, day.records, day.now)
    st.html(f'<p class="er-lead">{_LEAD}</p>')
    st.html(overview_html(plans))
    following = next_direction(plans)
    if following is None:
        st.success(plain(" ".join(part.why) if not part.tasks else "All six directions are tested."))
    chosen = st.pills(
        "Direction",
        list(Direction),
        default=following,
        format_func=lambda one: in_words(one).capitalize(),
        key=f"direction-{following}",
    )
    if chosen is not None:
        _direction(day, plans[chosen])
    logged_today(day)
    link("today", "Back to Today", ":material/arrow_back:")


def _direction(day: LifterDay, plan: "DirectionPlan") -> None:
    """The result so far, what to do about it, and the trials."""
    from coaching.mobility import HOW, in_words
    from ui.mobility_steps import before_treatment, mixed_methods

    st.subheader(in_words(plan.direction).capitalize(), anchor=False)
    if plan.latest.tested is not None:
        before = before_treatment(day.records, day.now, plan.direction)
        if before.complete and before.tested != plan.latest.tested:
            st.markdown(f"Before treatment: {plain(before.sentence)}")
        st.markdown(f"**{plain(plan.latest.sentence)}**")
        if mixed := mixed_methods(day.records, plan.latest):
            st.warning(mixed)
    if plan.treatment:
        _treatment(day, plan)
    st.markdown(f"**{'Test again' if plan.retest else 'Test'}.** {plain(HOW[plan.direction])}")
    way = st.segmented_control(
        "How it is measured",
        (_TYPED, _CLIP),
        default=_TYPED,
        required=True,
        key=f"way-{plan.direction}",
        label_visibility="collapsed",
    )
    if way == _CLIP:
        angles_from_clip(day, plan.direction, plan.retest)
    else:
        mobility_form(day, plan.direction, plan.retest)


def _treatment(day: LifterDay, plan: "DirectionPlan") -> None:
    """Massage, held and moving stretches of the restricted side; the next of them with its countdown."""
    side = plan.treatment[0].side
    st.markdown(f"**First work on the {side} side**, then test both hips again.")
    timed = next((task for task in plan.treatment if task.seconds and not task.done), None)
    for task in plan.treatment:
        task_line(task)
        if task is timed:
            key = f"countdown-{plan.direction}-{task.exercise}-{task.logged}"
            countdown(task.text.split(",")[0], task.seconds, "Then log it below", key)
        if not task.done:
            done_button(day, task, f"{task.exercise}-{task.side}-{plan.direction}", plan.direction)
