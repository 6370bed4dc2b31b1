"""Save the result to the history; from then on the load advice knows the weeks before."""

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

_SOMEBODY_NEW = "Somebody new"
_NOBODY = "Nobody"


def add_history_advice(
    entry: SetEntry, reports: tuple[SetReport, ...], here: TabSession
) -> tuple[SetReport, ...]:
    """The reports with the advice of the chosen lifter's history; as they are where none is chosen."""
    if here.lifter is None:
        return reports
    at = entry.at or datetime.now()
    try:
        with history_service.open_history() as store:
            lifter = store.load_lifter(here.lifter)
            return tuple(history_service.with_history_advice(store, lifter, report, at) for report in reports)
    except EvenRepError as error:
        here.lifter = None
        show_error(error)
        return reports


def show_save_section(entry: SetEntry, reports: Sequence[SetReport], here: TabSession) -> None:
    """Whose set it is, and the button."""
    st.subheader("Save to history", anchor=False)
    try:
        lifters = history_service.list_lifters()
    except EvenRepError as error:
        show_error(error)
        return
    lifter, name = _ask_lifter(entry, lifters, here)
    details, video = _ask_details(entry)
    done = (entry.version, lifter.id if lifter else name, details, video)
    with st.container(horizontal=True, vertical_alignment="center"):
        label = "Save" if entry.saved is None else "Save again"
        pressed = st.button(
            label,
            key=f"keep-{entry.id}",
            icon=":material/save:",
            type="primary" if entry.saved is None else "secondary",
            disabled=lifter is None and not name,
        )
        if entry.saved is not None:
            same = entry.saved == done
            st.markdown("Saved." if same else "Changed since it was saved.")
            show_page_link("history", "History", ":material/history:")
    if pressed:
        here.lifter = history_service.save_sets_for(
            lifter, name, reports, details, entry.recording, entry.film if video else None
        )
        entry.saved = (entry.version, here.lifter, details, video)
        st.rerun()
    st.caption(
        f"Kept: the numbers and the tracked pose, in {escape_markdown(history_service.describe_history_location())}. No password, no cloud."
    )


def _ask_lifter(
    entry: SetEntry, lifters: "Sequence[Lifter]", here: TabSession
) -> "tuple[Lifter | None, str]":
    """(the lifter, "") or (None, the name of somebody new)."""
    by_id = {lifter.id: lifter for lifter in lifters}
    if not lifters:
        return None, st.text_input("Who lifted?", key=f"keep-name-{entry.id}", max_chars=80).strip()
    choices = [_NOBODY, *by_id, _SOMEBODY_NEW]
    known = here.lifter if here.lifter in by_id else _NOBODY
    chosen = st.selectbox(
        "Who lifted?",
        choices,
        index=choices.index(known),
        format_func=lambda each: by_id[each].name if each in by_id else each,
        key=f"keep-who-{entry.id}-{len(lifters)}-{known}",
        help="The load advice above then knows this lifter's earlier sets.",
    )
    if chosen == _SOMEBODY_NEW:
        return None, st.text_input("Name", key=f"keep-name-{entry.id}", max_chars=80).strip()
    if chosen != known:
        here.lifter = chosen if chosen in by_id else None
        st.rerun()
    return by_id.get(chosen), ""


def _ask_details(entry: SetEntry) -> tuple[SetDetails, bool]:
    """What neither clip nor settings say, and whether the video is saved too."""
    with st.expander("When, note, video (optional)", icon=":material/edit_calendar:"):
        day = st.date_input("Day", value=entry.at or "today", key=f"keep-day-{entry.id}")
        note = st.text_input("Note", key=f"keep-note-{entry.id}", max_chars=300)
        feedback = st.toggle(
            "The grades were seen or heard during the set",
            key=f"keep-feedback-{entry.id}",
            help="Progress without feedback is what counts in the end.",
        )
        check = st.toggle(
            "A light set, repeated as it was",
            key=f"keep-check-{entry.id}",
            help="A measurement: from such repeats of one day EvenRep learns how far your numbers scatter.",
        )
        video = entry.film is not None and st.toggle(
            "Keep the video, too",
            key=f"keep-video-{entry.id}",
            help="Otherwise it goes when this page is closed.",
        )
    return SetDetails(_find_set_time(entry, day), feedback, note, check, entry.corrections), bool(video)


def _find_set_time(entry: SetEntry, day: object) -> datetime | None:
    """None: now, or as before. Another day without a time is its noon."""
    before = entry.at or datetime.now()
    if day is None or day == before.date():
        return entry.at
    assert hasattr(day, "year")
    return datetime.combine(day, time(12))  # type: ignore[arg-type]
