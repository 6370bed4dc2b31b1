"""From a task of the day to the page that checks a clip, with lift, load and lifter filled in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from analysis.lifts.catalogue import LIFTS, PELVIC_DROP_DEG, label_lift
from analysis.pose.landmarks import Side
from services.programme import LifterDay
from web.navigation import go_to_page
from web.options import SIDE_CHOICES
from web.state import get_session

if TYPE_CHECKING:
    from coaching.plan.types import Task


def show_film_buttons(day: LifterDay, tasks: "Sequence[Task]") -> None:
    """A button for each lift of the day."""
    with st.container(horizontal=True):
        for task in tasks:
            label = f"Film and check: {label_lift(task.exercise)}"
            if task.exercise in LIFTS and st.button(
                label, key=f"film-{task.exercise}", icon=":material/videocam:"
            ):
                open_check_page(day, task.exercise, task.load or None)


def show_leg_film_buttons(day: LifterDay) -> None:
    """Buttons for the lifts on one leg that a camera can count; the weaker leg comes first."""
    from coaching.plan.exercises import CAMERA_SINGLE_LEG

    st.markdown(
        "**By camera, one leg per clip**, from the front: counts the reps and clean reps of that leg, and "
        f"measures how far the pelvis drops. More than {PELVIC_DROP_DEG:g}° is marked."
    )
    weaker = day.plan.side.side
    sides = [weaker, weaker.other] if weaker else list(Side)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        lift = st.selectbox("Lift", CAMERA_SINGLE_LEG, format_func=label_lift, key="film-leg-lift", width=220)
        for side in sides:
            if st.button(f"Film the {side} leg", key=f"film-leg-{side}", icon=":material/videocam:"):
                open_check_page(day, str(lift), side=side)


def open_check_page(day: LifterDay, lift: str, load: float | None = None, side: Side | None = None) -> None:
    """Goes to the page that checks a clip; what is filled in can be changed there."""
    get_session().lifter = day.lifter.id
    chosen = {"lift": lift, "load": load, "unit": str(day.lifter.unit)}
    if side is not None:
        chosen["side"] = next(word for word, one in SIDE_CHOICES.items() if one is side)
    # The keys of the widgets of the other page: it finds their values when it is drawn.
    for key, value in chosen.items():
        st.session_state[key] = value
    go_to_page("check")
