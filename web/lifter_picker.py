"""Whose page it is: shared by the pages that follow one lifter."""

from typing import TYPE_CHECKING

import streamlit as st

from services import history as history_service
from web.state import TabSession

if TYPE_CHECKING:
    from coaching.records.lifter import Lifter


def choose_lifter(here: TabSession) -> "Lifter | None":
    """Whose day it is; somebody new may be added here."""
    lifters = history_service.list_lifters()
    if not lifters:
        st.html('<p class="er-lead">Nobody is in the history yet. A name is enough; it stays here.</p>')
        with st.form("today-new", border=False):
            name = st.text_input("Name", key="today-new-name", max_chars=80)
            if st.form_submit_button("Add", type="primary") and name.strip():
                with history_service.open_history() as store:
                    here.lifter = store.add_lifter(name).id
                st.rerun()
        return None
    by_id = {lifter.id: lifter for lifter in lifters}
    if len(lifters) == 1:
        return lifters[0]
    known = list(by_id)
    chosen = st.selectbox(
        "Who trains?",
        known,
        index=known.index(here.lifter) if here.lifter in by_id else 0,
        format_func=lambda each: by_id[each].name,
        key=f"who-trains-{len(lifters)}",
    )
    here.lifter = chosen
    return by_id[chosen]
