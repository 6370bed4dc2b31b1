"""What is kept: every set, to open again or to delete; taking all of it away, bringing it back."""

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from ui import web_history
from ui.navigation import go, link
from ui.pieces import counts_text
from ui.session import Session, session
from ui.shield import plain
from ui.today_gate import said
from ui.today_log import entry_rows, log_entries
from ui.today_logging import say

if TYPE_CHECKING:
    from coaching.lifter import Lifter
    from history.kept import SetLine

_EVERYBODY = "everybody"
_PAGE = 25
_SHOWN = "_history-shown"
_LOG_SHOWN = "_history-log-shown"


def show() -> None:
    here = session()
    st.html("<h1>History</h1>")
    said()
    lifters = web_history.lifters()
    if lifters:
        chosen = _choose(lifters, here)
        _list(chosen, lifters, here)
        if chosen is not None:
            _log(chosen)
        _take_away(chosen)
    else:
        st.html(
            '<p class="er-lead">Nothing is kept yet. Check a set and save it at the end of its result, or '
            "bring in an export from another computer.</p>"
        )
        link("check", "Check a set", ":material/videocam:")
    _bring_in()
    _lifters(lifters, here)
    st.caption(
        f"Kept in {plain(web_history.where())}: numbers, tracks, logs; videos only where you asked. Nothing "
        "is sent anywhere. Whoever can open this page can see it: there are no passwords."
    )


def _choose(lifters: "tuple[Lifter, ...]", here: Session) -> "Lifter | None":
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


def _list(chosen: "Lifter | None", lifters: "tuple[Lifter, ...]", here: Session) -> None:
    """The newest sets, under their sessions."""
    with web_history.opened() as store:
        lines = store.sets(chosen.id if chosen else None)
    names = {lifter.id: lifter.name for lifter in lifters}
    most = st.session_state.setdefault(_SHOWN, _PAGE)
    if not lines:
        st.caption("No sets are kept yet.")
    session_id = ""
    for line in lines[:most]:
        if line.session_id != session_id:
            session_id = line.session_id
            who = "" if chosen else f"{names[line.lifter]}, "
            st.subheader(plain(f"{who}session {line.session}, {line.at:%d %B %Y}"), anchor=False)
        _row(line, here)
    if len(lines) > most and st.button(f"Show more ({len(lines) - most} older)", key="history-more"):
        st.session_state[_SHOWN] = most + _PAGE
        st.rerun()


def _log(lifter: "Lifter") -> None:
    """What was logged for the programme: holds, drills, hip angles, pain; the newest first."""
    with web_history.opened() as store:
        entries = log_entries(store.records(lifter.id))[::-1]
    if entries:
        with st.expander(f"Logged for the programme: {len(entries)}", icon=":material/list:"):
            most = st.session_state.setdefault(_LOG_SHOWN, _PAGE)
            entry_rows(entries[:most], dated=True)
            if len(entries) > most and st.button(f"Show more ({len(entries) - most} older)", key="log-more"):
                st.session_state[_LOG_SHOWN] = most + _PAGE
                st.rerun()


def _row(line: "SetLine", here: Session) -> None:
    load = "" if line.load is None else f", {line.load:g} {line.unit}"
    part = f", part {line.shot} of {line.shots}" if line.shots > 1 else ""
    pain = ", pain" if line.pain else ""
    note = f" · {line.note}" if line.note else ""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            plain(f"{line.at:%H:%M} {line.lift}{load}: {counts_text(line.counts)}{pain}")
            + "  \n"
            + f":small[{plain(f'{line.clip}{part}{note}')}]"
        )
        if st.button("Open", key=f"open-{line.id}", icon=":material/open_in_new:"):
            _open(line, here)
        with st.popover("Delete", icon=":material/delete:", key=f"ask-{line.id}"):
            st.markdown("Delete this set for good, with its track and video?")
            if st.button("Delete the set", key=f"delete-{line.id}", type="primary"):
                with web_history.opened() as store:
                    store.delete_set(line.id)
                say("The set was deleted.")


def _open(line: "SetLine", here: Session) -> None:
    """On the result page, among the sets of this tab."""
    entry = web_history.take_out(line.id, here.folder)
    here.sets[entry.id] = entry
    here.chosen = entry.id
    here.lifter = line.lifter
    go("result")


def _take_away(chosen: "Lifter | None") -> None:
    st.subheader("Take it away", anchor=False)
    lifter_id, who = (chosen.id, chosen.name) if chosen else (None, "everybody")
    st.caption(f"Of {plain(who)}. The export holds everything: keep it as a backup, or import it elsewhere.")
    files = (
        ("Export", "evenrep-history.zip", "application/zip", lambda: web_history.export(lifter_id)),
        ("CSV, a row per set", "evenrep-sets.csv", "text/csv", lambda: web_history.csv("set", lifter_id)),
        ("CSV, a row per rep", "evenrep-reps.csv", "text/csv", lambda: web_history.csv("rep", lifter_id)),
    )
    with st.container(horizontal=True):
        for label, name, mime, make in files:
            st.download_button(
                label, make, name, mime, key=f"take-{name}", on_click="ignore", icon=":material/download:"
            )


def _bring_in() -> None:
    with st.expander("Import an export", icon=":material/upload:"):
        file = st.file_uploader("A file that EvenRep exported", type=["zip"], key="history-import")
        st.caption("What is here already stays as it is: importing twice adds nothing twice.")
        if file is not None and st.button("Import", key="history-import-do", type="primary"):
            say(web_history.take_in(file))


def _lifters(lifters: "tuple[Lifter, ...]", here: Session) -> None:
    with st.expander("Lifters: add, rename, delete", icon=":material/group:"):
        with st.form("history-add", border=False, clear_on_submit=True):
            name = st.text_input("Name of somebody new", key="history-new", max_chars=80)
            if st.form_submit_button("Add") and name.strip():
                with web_history.opened() as store:
                    say(f"{store.add_lifter(name).name} was added.")
        for lifter in lifters:
            _lifter(lifter, here)


def _lifter(lifter: "Lifter", here: Session) -> None:
    with st.container(border=True):
        name = st.text_input("Name", lifter.name, key=f"name-{lifter.id}", max_chars=80)
        sure = st.checkbox(
            f"Delete {plain(lifter.name)} and everything of theirs for good", key=f"sure-{lifter.id}"
        )
        with st.container(horizontal=True):
            if st.button("Rename", key=f"rename-{lifter.id}", disabled=name.strip() == lifter.name):
                with web_history.opened() as store:
                    renamed = store.change_lifter(replace(lifter, name=name))
                say(f"{lifter.name} is now {renamed.name}.")
            if st.button("Delete for good", key=f"delete-lifter-{lifter.id}", disabled=not sure):
                with web_history.opened() as store:
                    store.delete_lifter(lifter.id)
                here.lifter = None if here.lifter == lifter.id else here.lifter
                say(f"{lifter.name} and everything of theirs was deleted. Exports you made still hold it.")
