"""What is kept: every set, to open again or to delete; taking all of it away, bringing it back."""

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from services import history as history_service
from web.errors import escape_markdown
from web.html_components import format_grade_counts
from web.jobs.saved_sets import open_saved_entry
from web.navigation import go_to_page, show_page_link
from web.state import TabSession, get_session
from web.today.log import list_log_entries, show_log_entries
from web.today.log_forms import rerun_with_message
from web.today.pain_gate import show_last_message

if TYPE_CHECKING:
    from coaching.records.lifter import Lifter
    from history.types import SetLine

_EVERYBODY = "everybody"
_PAGE = 25
_SHOWN = "_history-shown"
_LOG_SHOWN = "_history-log-shown"


def show() -> None:
    here = get_session()
    st.html("<h1>History</h1>")
    show_last_message()
    lifters = history_service.list_lifters()
    if lifters:
        chosen = _choose_lifter(lifters, here)
        _show_sets(chosen, lifters, here)
        if chosen is not None:
            _show_log(chosen)
        _show_downloads(chosen)
    else:
        st.html(
            '<p class="er-lead">Nothing is kept yet. Check a set and save it at the end of its result, or '
            "bring in an export from another computer.</p>"
        )
        show_page_link("check", "Check a set", ":material/videocam:")
    _show_import()
    _show_lifters(lifters, here)
    st.caption(
        f"Kept in {escape_markdown(history_service.describe_history_location())}: numbers, tracks, logs; videos only where you asked. Nothing "
        "is sent anywhere. Whoever can open this page can see it: there are no passwords."
    )


def _choose_lifter(lifters: "tuple[Lifter, ...]", here: TabSession) -> "Lifter | None":
    """Whose sets are shown; None: everybody's."""
    by_id = {lifter.id: lifter for lifter in lifters}
    if len(lifters) == 1:
        return lifters[0]
    choices = [_EVERYBODY, *by_id]
    chosen = st.selectbox(
        "Whose",
        choices,
        index=choices.index(here.lifter) if here.lifter in by_id else 0,
        format_func=lambda each: by_id[each].name if each in by_id else "Everybody",
        key=f"history-whose-{len(lifters)}",
    )
    return by_id.get(chosen)


def _show_sets(chosen: "Lifter | None", lifters: "tuple[Lifter, ...]", here: TabSession) -> None:
    """The newest sets, under their sessions."""
    with history_service.open_history() as store:
        lines = store.list_sets(chosen.id if chosen else None)
    names = {lifter.id: lifter.name for lifter in lifters}
    most = st.session_state.setdefault(_SHOWN, _PAGE)
    if not lines:
        st.caption("No sets are kept yet.")
    session_id = ""
    for line in lines[:most]:
        if line.session_id != session_id:
            session_id = line.session_id
            who = "" if chosen else f"{names[line.lifter]}, "
            st.subheader(escape_markdown(f"{who}session {line.session}, {line.at:%d %B %Y}"), anchor=False)
        _show_set_row(line, here)
    if len(lines) > most and st.button(f"Show more ({len(lines) - most} older)", key="history-more"):
        st.session_state[_SHOWN] = most + _PAGE
        st.rerun()


def _show_log(lifter: "Lifter") -> None:
    """What was logged for the programme: holds, drills, hip angles, pain; the newest first."""
    with history_service.open_history() as store:
        entries = list_log_entries(store.load_records(lifter.id))[::-1]
    if entries:
        with st.expander(f"Logged for the programme: {len(entries)}", icon=":material/list:"):
            most = st.session_state.setdefault(_LOG_SHOWN, _PAGE)
            show_log_entries(entries[:most], dated=True)
            if len(entries) > most and st.button(f"Show more ({len(entries) - most} older)", key="log-more"):
                st.session_state[_LOG_SHOWN] = most + _PAGE
                st.rerun()


def _show_set_row(line: "SetLine", here: TabSession) -> None:
    load = "" if line.load is None else f", {line.load:g} {line.unit}"
    part = f", part {line.shot} of {line.shots}" if line.shots > 1 else ""
    pain = ", pain" if line.pain else ""
    note = f" · {line.note}" if line.note else ""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            escape_markdown(f"{line.at:%H:%M} {line.lift}{load}: {format_grade_counts(line.counts)}{pain}")
            + "  \n"
            + f":small[{escape_markdown(f'{line.clip}{part}{note}')}]"
        )
        if st.button("Open", key=f"open-{line.id}", icon=":material/open_in_new:"):
            _open_set(line, here)
        with st.popover("Delete", icon=":material/delete:", key=f"ask-{line.id}"):
            st.markdown("Delete this set for good, with its track and video?")
            if st.button("Delete the set", key=f"delete-{line.id}", type="primary"):
                with history_service.open_history() as store:
                    store.delete_set(line.id)
                rerun_with_message("The set was deleted.")


def _open_set(line: "SetLine", here: TabSession) -> None:
    """On the result page, among the sets of this tab."""
    entry = open_saved_entry(line.id, here.folder)
    here.sets[entry.id] = entry
    here.chosen = entry.id
    here.lifter = line.lifter
    go_to_page("result")


def _show_downloads(chosen: "Lifter | None") -> None:
    st.subheader("Take it away", anchor=False)
    lifter_id, who = (chosen.id, chosen.name) if chosen else (None, "everybody")
    st.caption(
        f"Of {escape_markdown(who)}. The export holds everything: keep it as a backup, or import it elsewhere."
    )
    files = (
        (
            "Export",
            "evenrep-history.zip",
            "application/zip",
            lambda: history_service.export_history_zip(lifter_id),
        ),
        (
            "CSV, a row per set",
            "evenrep-sets.csv",
            "text/csv",
            lambda: history_service.export_history_csv("set", lifter_id),
        ),
        (
            "CSV, a row per rep",
            "evenrep-reps.csv",
            "text/csv",
            lambda: history_service.export_history_csv("rep", lifter_id),
        ),
    )
    with st.container(horizontal=True):
        for label, name, mime, make in files:
            st.download_button(
                label, make, name, mime, key=f"take-{name}", on_click="ignore", icon=":material/download:"
            )


def _show_import() -> None:
    with st.expander("Import an export", icon=":material/upload:"):
        file = st.file_uploader("A file that EvenRep exported", type=["zip"], key="history-import")
        st.caption("What is here already stays as it is: importing twice adds nothing twice.")
        if file is not None and st.button("Import", key="history-import-do", type="primary"):
            rerun_with_message(history_service.import_history(file))


def _show_lifters(lifters: "tuple[Lifter, ...]", here: TabSession) -> None:
    with st.expander("Lifters: add, rename, delete", icon=":material/group:"):
        with st.form("history-add", border=False, clear_on_submit=True):
            name = st.text_input("Name of somebody new", key="history-new", max_chars=80)
            if st.form_submit_button("Add") and name.strip():
                with history_service.open_history() as store:
                    rerun_with_message(f"{store.add_lifter(name).name} was added.")
        for lifter in lifters:
            _show_lifter(lifter, here)


def _show_lifter(lifter: "Lifter", here: TabSession) -> None:
    with st.container(border=True):
        name = st.text_input("Name", lifter.name, key=f"name-{lifter.id}", max_chars=80)
        sure = st.checkbox(
            f"Delete {escape_markdown(lifter.name)} and everything of theirs for good",
            key=f"sure-{lifter.id}",
        )
        with st.container(horizontal=True):
            if st.button("Rename", key=f"rename-{lifter.id}", disabled=name.strip() == lifter.name):
                with history_service.open_history() as store:
                    renamed = store.change_lifter(replace(lifter, name=name))
                rerun_with_message(f"{lifter.name} is now {renamed.name}.")
            if st.button("Delete for good", key=f"delete-lifter-{lifter.id}", disabled=not sure):
                with history_service.open_history() as store:
                    store.delete_lifter(lifter.id)
                here.lifter = None if here.lifter == lifter.id else here.lifter
                rerun_with_message(
                    f"{lifter.name} and everything of theirs was deleted. Exports you made still hold it."
                )
