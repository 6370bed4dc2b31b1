"""What comes before every guided part: the lifter, the pain question, the button that ends the day."""

import streamlit as st

from services import history as history_service
from services import programme
from services.programme import LifterDay
from web.errors import escape_markdown
from web.lifter_picker import choose_lifter
from web.navigation import show_page_link
from web.state import get_session
from web.today.log_forms import MESSAGE_KEY


def show_last_message() -> None:
    """What was just done, at the top of the page."""
    if sentence := st.session_state.pop(MESSAGE_KEY, None):
        st.success(escape_markdown(sentence), icon=":material/check:")


def open_day() -> LifterDay | None:
    """The chosen lifter's day; None while no lifter is chosen."""
    lifter = choose_lifter(get_session())
    if lifter is None:
        return None
    with history_service.open_history() as store:
        return programme.load_lifter_day(store, lifter)


def open_cleared_day() -> LifterDay | None:
    """The day if the pain question is answered with no and the programme has begun; else why not."""
    day = open_day()
    if day is None:
        return None
    if day.plan.gate == "clear" and day.plan.calendar is not None:
        show_stop_button(day)
        return day
    sentences = {
        "not_asked": "First answer the pain question on the Today page.",
        "pain": "Pain today: no training and no test. The Today page says when to ask a professional.",
        "clear": "The programme has not begun: choose its first day on the Today page.",
    }
    st.warning(sentences[day.plan.gate])
    show_page_link("today", "Today", ":material/today:")
    return None


def show_stop_button(day: LifterDay) -> None:
    """Ends the day's training."""
    if st.button("Stop: I feel pain", key="pain-stop", icon=":material/front_hand:"):
        stop_for_pain(day)


def stop_for_pain(day: LifterDay) -> None:
    """Logs the pain and draws the page again: for the rest of the day it says only when to get help."""
    with history_service.open_history() as store:
        programme.log_pain_answer(store, day.lifter.id, True)
    st.rerun()
