"""The result of one set, in the order in which a person asks: what, what to do, which reps, why, show me."""

import streamlit as st

from ui.jobs import State
from ui.lift_words import counted_lift
from ui.navigation import go, link
from ui.result_charts import quantity_section
from ui.result_clip import clip_section
from ui.result_details import camera_section, table_section
from ui.result_findings import findings
from ui.result_fix import fix_section
from ui.result_keep import keep_section, with_history
from ui.result_takeaway import takeaway_section
from ui.result_wait import wait
from ui.session import Session, session
from ui.sets import SetEntry
from ui.shield import plain, told


def show() -> None:
    here = session()
    here.settle()
    entry = _choose(here)
    if entry is None:
        st.html('<h1>No set yet</h1><p class="er-lead">Check a clip first: its result appears here.</p>')
        link("check", "Check a set", ":material/videocam:")
        return
    if entry.state in (State.QUEUED, State.RUNNING):
        wait(entry, here)
    elif entry.state is State.DONE:
        _done(entry, here)
    else:
        _not_read(entry, here)


def _choose(here: Session) -> SetEntry | None:
    """The set that is shown; with several, a list of them all with how far each is."""
    if len(here.sets) < 2:
        return next(iter(here.sets.values()), None)
    ids = list(here.sets)
    chosen = st.selectbox(
        "Set",
        ids,
        index=ids.index(here.chosen) if here.chosen in ids else len(ids) - 1,
        format_func=lambda each: f"{ids.index(each) + 1}. {_name(here.sets[each])}",
        key=f"set-{len(ids)}-{here.chosen}",
    )
    here.chosen = chosen
    return here.sets[chosen]


def _name(entry: SetEntry) -> str:
    waiting = {
        State.QUEUED: " (waiting)",
        State.RUNNING: " (being read)",
        State.FAILED: " (not readable)",
        State.CANCELLED: " (stopped)",
    }
    return entry.clip.name + waiting.get(entry.state, "")


def _not_read(entry: SetEntry, here: Session) -> None:
    """Stopped, or failed: what was wrong and what can be done."""
    stopped = entry.state is State.CANCELLED
    st.title("Stopped" if stopped else "This clip could not be read", anchor=False)
    if not stopped and entry.job is not None and entry.job.error is not None:
        st.error(f"{plain(entry.clip.name)}: {told(entry.job.error)}", icon=":material/error:")
    _ways_on(entry, here)


def _ways_on(entry: SetEntry, here: Session) -> None:
    with st.container(horizontal=True):
        if st.button("Try again", key=f"again-{entry.id}", icon=":material/refresh:"):
            here.read(entry)
            st.rerun()
        if st.button("Remove this clip", key=f"drop-{entry.id}", icon=":material/delete:"):
            here.remove(entry)
            go("result" if here.sets else "check")


def _done(entry: SetEntry, here: Session) -> None:
    reports = entry.reports()
    shot = 0
    if len(reports) > 1:
        shot = st.segmented_control(
            "The clip is cut: each part is a set of its own",
            range(len(reports)),
            default=0,
            required=True,
            format_func=lambda index: f"Part {reports[index].shot}",
            key=f"shot-{entry.id}",
        )
    reports = with_history(entry, reports, here)
    report = reports[shot]
    findings(report)
    if entry.recording is None:
        st.caption(
            "The track of this set was not kept: its numbers are here, its curves and pictures are not."
        )
    else:
        if report.reps and counted_lift(report) is None:
            quantity_section(entry, shot, here)
        clip_section(entry, shot, here)
    camera_section(report)
    if report.reps:
        table_section(reports)
    keep_section(entry, reports, here)
    takeaway_section(entry, reports)
    if entry.recording is not None:
        fix_section(entry, here)
    with st.container(horizontal=True):
        link("check", "Check another set", ":material/videocam:")
        link("compare", "Compare sets", ":material/compare_arrows:")
