"""The forms of the Today page: what was done goes into the log, as one entry or several."""

from typing import TYPE_CHECKING

import streamlit as st

from analysis.wording import format_count
from services.programme import LifterDay, log_records, read_wall_time
from web.errors import escape_markdown

if TYPE_CHECKING:
    from coaching.plan.types import Task
    from coaching.records.records import Direction

MESSAGE_KEY = "_today-message"
_FELT = {"Not sure": None, "Yes": True, "No": False}


def rerun_with_message(sentence: str) -> None:
    """Draws the page again, with the sentence at its top."""
    st.session_state[MESSAGE_KEY] = sentence
    st.rerun()


def show_task(task: "Task") -> None:
    """What to do, how much of it is logged, and how to do it."""
    sign = ":material/check_box:" if task.done else ":material/check_box_outline_blank:"
    so_far = f" ({task.logged} of {task.sets} logged)" if task.sets > 1 else ""
    st.markdown(f"{sign} **{escape_markdown(task.text)}**{so_far}")
    if task.how:
        st.caption(escape_markdown(task.how))


def show_done_button(day: LifterDay, task: "Task", key: str, direction: "Direction | None" = None) -> None:
    """Logs one set, or all holds that are left, as planned, with one press."""
    from coaching.plan.exercises import HOLDS
    from coaching.records.records import ExerciseRecord

    # All that are left; pressed again after the last one, a whole round more.
    holds = max(0, task.sets - task.logged) or task.sets if task.exercise in {row.key for row in HOLDS} else 0
    label = f"Log {format_count(holds, 'hold')}" if holds else "Log a set" if task.sets > 1 else "Done"
    if st.button(label, key=f"done-{key}", icon=":material/check:"):
        record = ExerciseRecord(
            "",
            read_wall_time(),
            task.exercise,
            task.side,
            reps=0 if holds else task.reps[0],
            holds=holds,
            seconds=task.seconds,
            direction=direction,
        )
        log_records(day.lifter.id, record)
        rerun_with_message(f"Logged: {task.text}.")


def show_set_form(
    day: LifterDay, task: "Task", key: str, felt: bool = False, loaded: bool = False, guided: bool = False
) -> None:
    """A counted or held set: how many, whether the form broke down, and what else the part asks.

    felt    asks whether it was felt in the glute
    loaded  asks for a load
    guided  it is the one thing to do now: its button stands out
    """
    from coaching.records.records import ExerciseRecord

    with (
        st.form(f"set-{key}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        if task.seconds:
            seconds = st.number_input("Seconds", 1, 600, int(task.seconds), key=f"seconds-{key}")
            reps = 0
        else:
            low, high = task.reps
            most = max(low, high) if high > low else 60
            reps = st.number_input("Reps", 1, most, low, key=f"reps-{key}")
            seconds = 0
        load = (
            st.number_input(f"Load, {task.unit}", 0.0, 500.0, 0.0, 1.0, key=f"load-{key}") if loaded else None
        )
        sure = st.selectbox("Felt in the glute?", list(_FELT), key=f"felt-{key}") if felt else "Not sure"
        failed = st.checkbox("My form broke down", key=f"failed-{key}")
        pressed = st.form_submit_button(
            "Log a set", icon=":material/check:", type="primary" if guided else "secondary"
        )
    if pressed:
        record = ExerciseRecord(
            "",
            read_wall_time(),
            task.exercise,
            task.side,
            reps=int(reps),
            seconds=float(seconds),
            load=load,
            unit=task.unit,
            form_failed=failed,
            felt=_FELT[sure],
        )
        log_records(day.lifter.id, record)
        amount = format_count(int(reps), "rep") if reps else f"{seconds} s"
        rerun_with_message(f"Logged: {task.text.split(':')[0]}, {amount}.")


def show_side_test_form(day: LifterDay) -> None:
    """Clean reps of each leg."""
    from coaching.plan.exercises import name_exercise
    from coaching.records.records import SideTestRecord

    with (
        st.form("side-test", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        exercise = st.selectbox(
            "Exercise", ["step_up", "single_leg_bridge"], format_func=name_exercise, key="side-test-exercise"
        )
        left = st.number_input("Clean reps, left", 0, 200, None, key="side-test-left")
        right = st.number_input("Clean reps, right", 0, 200, None, key="side-test-right")
        pressed = st.form_submit_button("Save the test", icon=":material/check:")
    if pressed:
        if left is None or right is None:
            st.warning("Enter the clean reps of both legs.")
            return
        log_records(day.lifter.id, SideTestRecord("", read_wall_time(), exercise, int(left), int(right)))
        rerun_with_message(f"Saved: side test, {format_count(int(left), 'clean rep')} left, {right} right.")
