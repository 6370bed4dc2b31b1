"""The parts of the day on the page: what to do, what is logged, why, and the buttons and forms of each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from analysis.wording import format_count
from services import programme
from services.programme import LifterDay, log_records, read_wall_time
from web.errors import escape_markdown
from web.html_components import render_table
from web.navigation import show_page_link
from web.today.calendar import render_calendar_html
from web.today.film_links import show_film_buttons, show_leg_film_buttons
from web.today.log_forms import (
    rerun_with_message,
    show_done_button,
    show_set_form,
    show_side_test_form,
    show_task,
)
from web.today.pain_gate import stop_for_pain
from web.today.timer import show_hold_timer

if TYPE_CHECKING:
    from coaching.plan.types import PartPlan, Task

_SIGNS = {
    "todo": (":material/radio_button_unchecked:", "to do"),
    "partly": (":material/timelapse:", "begun"),
    "done": (":material/check_circle:", "done"),
    "not_today": (":material/remove:", "not today"),
    "dropped": (":material/remove:", "no longer needed"),
}


def show_plan_part(day: LifterDay, part: "PartPlan", comes_next: bool) -> None:
    """One part; open when it comes next or has begun, since a phone shows one thing at a time."""
    icon, word = _SIGNS.get(part.status, _SIGNS["not_today"])
    is_open = comes_next or part.status == "partly"
    label = f"**{part.part.value}. {part.title}**: {word}"
    # With the status in its key it opens or closes by itself when the part moves on.
    with st.expander(label, expanded=is_open, icon=icon, key=f"part-{part.part.value}-{part.status}"):
        for sentence in part.logged:
            st.markdown(f":material/check: {escape_markdown(sentence)}")
        for sentence in part.watch:
            st.warning(escape_markdown(sentence))
        _show_work(day, part)
        if part.why:
            st.markdown("**Why**")
            st.markdown("\n".join(f"- {escape_markdown(sentence)}" for sentence in part.why))


def _show_work(day: LifterDay, part: "PartPlan") -> None:
    from coaching.plan.exercises import ProgrammePart

    match part.part:
        case ProgrammePart.ISOMETRICS:
            _show_holds(day, part)
        case ProgrammePart.DRILLS:
            if part.tasks:
                show_page_link(
                    "drills", "Guided circuit, with rests and a rep counter", ":material/fitness_center:"
                )
            for task in part.tasks:
                show_task(task)
                show_set_form(day, task, _make_key(task))
        case ProgrammePart.BILATERAL:
            _show_lifts(day, part)
        case ProgrammePart.BANDS:
            for task in part.tasks:
                show_task(task)
                show_done_button(day, task, _make_key(task))
        case ProgrammePart.SINGLE_LEG:
            _show_single_leg(day, part)
        case ProgrammePart.MOBILITY:
            _show_mobility(day, part.tasks)
        case ProgrammePart.WEAKER_SIDE:
            for task in part.tasks:
                show_task(task)
                show_side_test_form(day)
        case ProgrammePart.WEANING:
            _show_weaning(day, part)


def _show_holds(day: LifterDay, part: "PartPlan") -> None:
    """The timer, and a button for each position for people who hold without it."""
    from coaching.records.records import ExerciseRecord

    if part.timer:
        timed = show_hold_timer(part.timer, key=f"timer-{day.lifter.id}-{len(part.timer)}")
        side = part.timer[0].side
        seconds = next(step.seconds for step in part.timer if step.moment == "hold")
        done = [
            ExerciseRecord("", read_wall_time(), exercise, side, holds=count, seconds=seconds)
            for exercise, count in timed.holds.items()
        ]
        if done:
            log_records(day.lifter.id, *done)
        if timed.pain:
            stop_for_pain(day)
        if done:
            count = format_count(sum(timed.holds.values()), "hold")
            rerun_with_message(f"Logged: {count} on the {side} side.")
    for task in part.tasks:
        show_task(task)
        show_done_button(day, task, _make_key(task))


def _show_lifts(day: LifterDay, part: "PartPlan") -> None:
    for task in part.tasks:
        show_task(task)
    if not part.tasks:
        return
    if not all(task.feedback for task in part.tasks):
        st.info(
            "Do these sets without looking at the grades. When you save them, leave “I saw or heard the "
            "grades during the set” off."
        )
    show_film_buttons(day, part.tasks)
    show_page_link("history", "History", ":material/history:")
    st.caption("Check the clip, then save it for this lifter: saved sets count here automatically.")


def _show_single_leg(day: LifterDay, part: "PartPlan") -> None:
    """Reps of each side against the 2 : 1 that the programme asks for, then each side's sets."""
    from coaching.plan.exercises import CORE

    ledger = programme.count_leg_volume(day)
    with st.container(horizontal=True):
        st.metric("Reps, left", ledger.left, border=True)
        st.metric("Reps, right", ledger.right, border=True)
        if ledger.ratio is not None:
            ratio = "all reps" if ledger.ratio == float("inf") else f"{ledger.ratio:.1f} : 1"
            st.metric(f"For the {ledger.weaker} side (2 : 1)", ratio, border=True)
    core = {row.key for row in CORE}
    for task in part.tasks:
        show_task(task)
        legs = task.exercise not in core
        show_set_form(day, task, _make_key(task), felt=legs, loaded=legs)
    if part.tasks:
        show_leg_film_buttons(day)


def _show_mobility(day: LifterDay, tasks: "Sequence[Task]") -> None:
    """All six directions at a glance; test and treatment are on a page of their own."""
    from reporting.mobility_steps import OVERVIEW_HEADER, list_overview_rows, plan_directions

    rows = list_overview_rows(plan_directions(tasks, day.records, day.now))
    st.html(render_table(OVERVIEW_HEADER, rows, tight=True))
    show_page_link("mobility", "Guided hip mobility test", ":material/straighten:")


def _show_weaning(day: LifterDay, part: "PartPlan") -> None:
    from coaching.plan.exercises import EXPLOSIVE

    if day.plan.calendar is not None:
        st.html(render_calendar_html(day.plan.calendar, day.now.date()))
    for task in part.tasks:
        show_task(task)
        if task.exercise in {row.key for row in EXPLOSIVE}:
            show_set_form(day, task, _make_key(task))
        else:
            show_page_link("check", "Film and check a set", ":material/videocam:")
            show_page_link("live", "Live, without feedback during the set", ":material/sensors:")


def _make_key(task: "Task") -> str:
    return f"{task.exercise}-{task.side}"
