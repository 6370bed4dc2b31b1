"""What is saved: every set, to open again or to delete; export and import of everything."""

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from services import history as history_service
from web.errors import escape_markdown
from web.html_components import format_grade_counts, render_intro
from web.jobs.saved_sets import open_saved_entry
from web.navigation import go_to_page, show_page_link
from web.state import TabSession, get_session
from web.today.log import list_log_entries, show_log_entries
from web.today.log_forms import rerun_with_message
from web.today.pain_gate import show_last_message

if TYPE_CHECKING:
    from coaching.records.lifter import Lifter
    from history.types import SetLine

_ALL = "all"
_PAGE = 25
_SHOWN = "_history-shown"
_LOG_SHOWN = "_history-log-shown"


def show() -> None:
    session = get_session()
    st.html(render_intro("History"))
    show_last_message()
    lifters = history_service.list_lifters()
    if lifters:
        chosen = _choose_lifter(lifters, session)
        _show_sets(chosen, lifters, session)
        if chosen is not None:
            _show_log(chosen)
        _show_downloads(chosen)
    else:
        st.html(
            render_intro(
                lead="Nothing is saved yet. Check a set and save it at the end of its result, or import an "
                "export from another computer."
            )
        )
        show_page_link("check", "Check a set", ":material/videocam:")
    _show_import()
    _show_lifters(lifters, session)
    st.caption(
        f"Saved in {escape_markdown(history_service.describe_history_location())}: numbers, tracks and logs; "
        "videos only where you chose to. Nothing is sent anywhere. Everyone who can open this page can see "
        "it: there are no passwords."
    )


def _choose_lifter(lifters: "tuple[Lifter, ...]", session: TabSession) -> "Lifter | None":
    """The lifter whose sets are shown; None: all lifters."""
    by_id = {lifter.id: lifter for lifter in lifters}
    if len(lifters) == 1:
        return lifters[0]
    choices = [_ALL, *by_id]
    chosen = st.selectbox(
        "Lifter",
        choices,
        index=choices.index(session.lifter) if session.lifter in by_id else 0,
        format_func=lambda each: by_id[each].name if each in by_id else "All lifters",
        key=f"history-whose-{len(lifters)}",
    )
    return by_id.get(chosen)


def _show_sets(chosen: "Lifter | None", lifters: "tuple[Lifter, ...]", session: TabSession) -> None:
    """The newest sets, under their sessions."""
    with history_service.open_history() as store:
        lines = store.list_sets(chosen.id if chosen else None)
    # In parts: every row has widgets, and Streamlit sends all of them again at every redraw.
    names = {lifter.id: lifter.name for lifter in lifters}
    most = st.session_state.setdefault(_SHOWN, _PAGE)
    if not lines:
        st.caption("No sets are saved yet.")
    session_id = ""
    for line in lines[:most]:
        if line.session_id != session_id:
            session_id = line.session_id
            name = "" if chosen else f"{names[line.lifter]}, "
            st.subheader(escape_markdown(f"{name}session {line.session}, {line.at:%d %B %Y}"), anchor=False)
        _show_set_row(line, session)
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


def _show_set_row(line: "SetLine", session: TabSession) -> None:
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
            _open_set(line, session)
        with st.popover("Delete", icon=":material/delete:", key=f"ask-{line.id}"):
            st.markdown("Delete this set with its track and video? This cannot be undone.")
            if st.button("Delete the set", key=f"delete-{line.id}", type="primary"):
                with history_service.open_history() as store:
                    store.delete_set(line.id)
                rerun_with_message("The set was deleted.")


def _open_set(line: "SetLine", session: TabSession) -> None:
    """Opens the set on the result page, among the sets of this tab."""
    entry = open_saved_entry(line.id, session.folder)
    session.add_finished_set(entry)
    session.lifter = line.lifter
    go_to_page("result")


def _show_downloads(chosen: "Lifter | None") -> None:
    st.subheader("Download", anchor=False)
    lifter_id, name = (chosen.id, chosen.name) if chosen else (None, "All lifters")
    st.caption(
        f"{escape_markdown(name)}. The export holds everything: a backup, or to import on another computer."
    )
    files = (
        (
            "Export",
            "evenrep-history.zip",
            "application/zip",
            lambda: history_service.export_history_zip(lifter_id),
        ),
        (
            "CSV, one row per set",
            "evenrep-sets.csv",
            "text/csv",
            lambda: history_service.export_history_csv("set", lifter_id),
        ),
        (
            "CSV, one row per rep",
            "evenrep-reps.csv",
            "text/csv",
            lambda: history_service.export_history_csv("rep", lifter_id),
        ),
    )
    with st.container(horizontal=True):
        for label, file_name, mime, make in files:
            st.download_button(
                label,
                make,
                file_name,
                mime,
                key=f"download-{file_name}",
                on_click="ignore",
                icon=":material/download:",
            )


def _show_import() -> None:
    with st.expander("Import an export", icon=":material/upload:"):
        file = st.file_uploader("A file that EvenRep exported", type=["zip"], key="history-import")
        st.caption("What is here already stays unchanged: a second import of the same file adds nothing.")
        if file is not None and st.button("Import", key="history-import-do", type="primary"):
            rerun_with_message(history_service.import_history(file))


def _show_lifters(lifters: "tuple[Lifter, ...]", session: TabSession) -> None:
    with st.expander("Lifters: add, rename, delete", icon=":material/group:"):
        with st.form("history-add", border=False, clear_on_submit=True):
            name = st.text_input("Name of a new lifter", key="history-new", max_chars=80)
            if st.form_submit_button("Add") and name.strip():
                with history_service.open_history() as store:
                    rerun_with_message(f"{store.add_lifter(name).name} was added.")
        for lifter in lifters:
            _show_lifter(lifter, session)


def _show_lifter(lifter: "Lifter", session: TabSession) -> None:
    with st.container(border=True):
        name = st.text_input("Name", lifter.name, key=f"name-{lifter.id}", max_chars=80)
        sure = st.checkbox(
            f"Delete {escape_markdown(lifter.name)} with all sets and logs. This cannot be undone.",
            key=f"sure-{lifter.id}",
        )
        with st.container(horizontal=True):
            if st.button("Rename", key=f"rename-{lifter.id}", disabled=name.strip() == lifter.name):
                with history_service.open_history() as store:
                    renamed = store.change_lifter(replace(lifter, name=name))
                rerun_with_message(f"{lifter.name} is now {renamed.name}.")
            if st.button("Delete lifter", key=f"delete-lifter-{lifter.id}", disabled=not sure):
                with history_service.open_history() as store:
                    store.delete_lifter(lifter.id)
                session.lifter = None if session.lifter == lifter.id else session.lifter
                rerun_with_message(
                    f"{lifter.name} was deleted with all sets and logs. Earlier exports still hold them."
                )
