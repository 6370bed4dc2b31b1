"""Saves the result to the history; from then on the load advice takes earlier weeks into account."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

import streamlit as st

from analysis.errors import EvenRepError
from analysis.report.types import SetReport
from services import history as history_service
from services.history import SetDetails
from web.errors import escape_markdown, show_error
from web.jobs.sets import SetEntry
from web.navigation import show_page_link
from web.state import TabSession

if TYPE_CHECKING:
    from coaching.records.lifter import Lifter

_NEW_LIFTER = "New lifter"
_NOBODY = "Not chosen"


def add_history_advice(
    entry: SetEntry, reports: tuple[SetReport, ...], session: TabSession
) -> tuple[SetReport, ...]:
    """The reports with advice from the chosen lifter's history; unchanged where no lifter is chosen."""
    if session.lifter is None:
        return reports
    at = entry.at or datetime.now()
    try:
        with history_service.open_history() as store:
            lifter = store.load_lifter(session.lifter)
            return tuple(history_service.with_history_advice(store, lifter, report, at) for report in reports)
    except EvenRepError as error:
        session.lifter = None  # else the same error would come back at every redraw
        show_error(error)
        return reports


def show_save_section(entry: SetEntry, reports: Sequence[SetReport], session: TabSession) -> None:
    """Who lifted, details, and the button."""
    st.subheader("Save to history", anchor=False)
    try:
        lifters = history_service.list_lifters()
    except EvenRepError as error:
        show_error(error)
        return
    lifter, name = _ask_lifter(entry, lifters, session)
    details, video = _ask_details(entry)
    state = (entry.version, lifter.id if lifter else name, details, video)
    with st.container(horizontal=True, vertical_alignment="center"):
        label = "Save" if entry.saved is None else "Save again"
        pressed = st.button(
            label,
            key=f"save-{entry.id}",
            icon=":material/save:",
            type="primary" if entry.saved is None else "secondary",
            disabled=lifter is None and not name,
        )
        if entry.saved is not None:
            same = entry.saved == state
            st.markdown("Saved." if same else "Changed since it was saved.")
            show_page_link("history", "History", ":material/history:")
    if pressed:
        session.lifter = history_service.save_sets_for(
            lifter, name, reports, details, entry.recording, entry.video if video else None
        )
        entry.saved = (entry.version, session.lifter, details, video)
        st.rerun()
    st.caption(
        "Saves the numbers and the tracked pose in "
        f"{escape_markdown(history_service.describe_history_location())}. No password, no cloud."
    )


def _ask_lifter(
    entry: SetEntry, lifters: "Sequence[Lifter]", session: TabSession
) -> "tuple[Lifter | None, str]":
    """(the lifter, "") or (None, the name of a new lifter)."""
    by_id = {lifter.id: lifter for lifter in lifters}
    if not lifters:
        return None, st.text_input("Who lifted?", key=f"save-name-{entry.id}", max_chars=80).strip()
    choices = [_NOBODY, *by_id, _NEW_LIFTER]
    current = session.lifter if session.lifter in by_id else _NOBODY
    chosen = st.selectbox(
        "Who lifted?",
        choices,
        index=choices.index(current),
        format_func=lambda each: by_id[each].name if each in by_id else each,
        # A new key where lifter or list changed elsewhere: Streamlit ignores `index` for a key it knows.
        key=f"save-who-{entry.id}-{len(lifters)}-{current}",
        help="The load advice above then uses this lifter's earlier sets.",
    )
    if chosen == _NEW_LIFTER:
        return None, st.text_input("Name", key=f"save-name-{entry.id}", max_chars=80).strip()
    if chosen != current:
        session.lifter = chosen if chosen in by_id else None
        st.rerun()
    return by_id.get(chosen), ""


def _ask_details(entry: SetEntry) -> tuple[SetDetails, bool]:
    """What neither clip nor settings hold, and whether the video is saved too."""
    with st.expander("When, note, video (optional)", icon=":material/edit_calendar:"):
        day = st.date_input("Day", value=entry.at or "today", key=f"save-day-{entry.id}")
        note = st.text_input("Note", key=f"save-note-{entry.id}", max_chars=300)
        feedback = st.toggle(
            "I saw or heard the grades during the set",
            key=f"save-feedback-{entry.id}",
            help="What counts in the end is progress without feedback.",
        )
        check = st.toggle(
            "A light set, repeated unchanged",
            key=f"save-check-{entry.id}",
            help="From such repeats on one day EvenRep learns how much your numbers vary by chance.",
        )
        video = entry.video is not None and st.toggle(
            "Save the video, too",
            key=f"save-video-{entry.id}",
            help="Otherwise it is deleted when you close this page.",
        )
    return SetDetails(_find_set_time(entry, day), feedback, note, check, entry.corrections), bool(video)


def _find_set_time(entry: SetEntry, day: object) -> datetime | None:
    """None: now, or as before. A day entered without a time counts as its noon."""
    before = entry.at or datetime.now()
    if day is None or day == before.date():
        return entry.at
    assert hasattr(day, "year")
    return datetime.combine(day, time(12))  # type: ignore[arg-type]
