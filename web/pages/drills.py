"""The light drills as a guided circuit: one at a time, counted by hand or from a clip, with rests between."""

from typing import TYPE_CHECKING

import streamlit as st

from analysis.pose.landmarks import Side
from analysis.wording import format_count
from services.programme import LifterDay
from web.drills.count import count_from_clip
from web.drills.steps import FILMED, Step, find_next_step
from web.errors import escape_markdown
from web.html_components import render_intro
from web.navigation import show_page_link
from web.today.log import show_logged_today
from web.today.log_forms import show_set_form
from web.today.pain_gate import open_cleared_day, show_last_message
from web.today.timer import show_countdown

if TYPE_CHECKING:
    from coaching.plan.types import PartPlan, Task

_BY_HAND, _BY_CLIP = "Count by hand", "Count from a clip"


def show() -> None:
    st.html(render_intro("Light drills"))
    show_last_message()
    day = open_cleared_day()
    if day is None:
        return
    from coaching.plan.exercises import ProgrammePart

    part = day.plan.get_part(ProgrammePart.DRILLS)
    if part.tasks and (side := part.tasks[0].side):
        _show_circuit(day, part, side)
    else:
        st.info(escape_markdown(" ".join(part.why)))
    show_logged_today(day)
    show_page_link("today", "Back to Today", ":material/arrow_back:")


def _show_circuit(day: LifterDay, part: "PartPlan", side: Side) -> None:
    step = find_next_step(part.tasks)
    st.html(render_intro(lead=f"{side.capitalize()} side only. {_describe_amounts(part)}"))
    for sentence in part.watch:
        st.warning(escape_markdown(sentence))
    if part.status == "not_today" and step is not None and step.number == 1:
        st.info(escape_markdown(f"{part.why[1]} Today is optional: do them only if you like."))
    if step is None:
        st.success(
            f"The circuit is done: no more drills for the {side} side today, and none for the other side."
        )
        _show_why(part)
        return
    done, rounds = step.number - 1, part.tasks[0].sets
    st.progress(done / step.of, f"Round {step.round} of {rounds}: {done} of {step.of} sets done")
    if done:
        then = f"Next: {step.task.text.split(',')[0]}, {side} side"
        # The same key goes on counting through redraws; a new one after each set starts again.
        key = f"rest-{day.lifter.id}-{day.now:%Y%m%d}-{done}"
        show_countdown("Rest", step.task.rest_s, then, key, auto=_was_just_logged(day))
    _show_drill(day, step, side)
    _show_why(part)


def _describe_amounts(part: "PartPlan") -> str:
    task = part.tasks[0]
    return (
        f"{format_count(task.sets, 'round')} of {format_count(len(part.tasks), 'drill')}, {task.rest_s:.0f} "
        "s rest. No band, no weight, never close to failure."
    )


def _was_just_logged(day: LifterDay) -> bool:
    """Whether the rest should start by itself: not when the page is opened long after the set."""
    last = max((one.at for one in day.records.exercises), default=None)
    return last is not None and (day.now - last).total_seconds() < 5.0


def _show_drill(day: LifterDay, step: Step, side: Side) -> None:
    """The drill that comes next."""
    task = step.task
    name = task.text.split(",")[0]
    st.subheader(f"{name}, {side} side, round {step.round}", anchor=False)
    st.markdown(escape_markdown(task.how))
    st.markdown(
        f"**{task.reps[0]} reps**, slowly; never more than {task.reps[1]}. Stop when your form breaks down."
    )
    way = _BY_HAND
    if task.exercise in FILMED:
        way = st.segmented_control(
            "How it is counted",
            (_BY_HAND, _BY_CLIP),
            default=_BY_HAND,
            required=True,
            key=f"way-{task.exercise}-{step.number}",
            label_visibility="collapsed",
        )
    if way == _BY_CLIP:
        count_from_clip(day, task, side)
    else:
        show_set_form(day, task, _make_key(task, step), guided=True)


def _make_key(task: "Task", step: Step) -> str:
    return f"{task.exercise}-{task.side}-{step.number}"


def _show_why(part: "PartPlan") -> None:
    with st.expander("Why", icon=":material/help:"):
        st.markdown("\n".join(f"- {escape_markdown(sentence)}" for sentence in part.why))
