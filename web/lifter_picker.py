"""Which lifter a page is about: shared by the pages that follow one lifter."""

from typing import TYPE_CHECKING

import streamlit as st

from services import history as history_service
from web.html_components import render_intro
from web.state import TabSession

if TYPE_CHECKING:
    from coaching.records.lifter import Lifter


def choose_lifter(session: TabSession) -> "Lifter | None":
    """The lifter that was chosen, or the only one; the first is added here. None: nobody yet."""
    lifters = history_service.list_lifters()
    if not lifters:
        st.html(render_intro(lead="The history has no lifters yet. Enter a name to begin."))
        with st.form("today-new", border=False):
            name = st.text_input("Name", key="today-new-name", max_chars=80)
            if st.form_submit_button("Add", type="primary") and name.strip():
                with history_service.open_history() as store:
                    session.lifter = store.add_lifter(name).id
                st.rerun()
        return None
    by_id = {lifter.id: lifter for lifter in lifters}
    if len(lifters) == 1:
        return lifters[0]
    ids = list(by_id)
    chosen = st.selectbox(
        "Who trains?",
        ids,
        index=ids.index(session.lifter) if session.lifter in by_id else 0,
        format_func=lambda each: by_id[each].name,
        # Streamlit ignores `index` for a key that it knows: another number of lifters begins afresh.
        key=f"who-trains-{len(lifters)}",
    )
    session.lifter = chosen
    return by_id[chosen]
