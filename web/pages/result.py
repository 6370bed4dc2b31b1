"""The result of one set, in the order of a person's questions: what, what to do, which reps, why, show me."""

import streamlit as st

from reporting.lift_text import find_counted_lift
from web.errors import error_message, escape_markdown
from web.html_components import render_intro
from web.jobs.pool import JobState
from web.jobs.sets import SetEntry
from web.navigation import go_to_page, show_page_link
from web.result.charts import show_quantity_section
from web.result.clip import show_clip_section
from web.result.details import show_camera_section, show_table_section
from web.result.downloads import show_download_section
from web.result.findings import show_findings
from web.result.fix import show_fix_section
from web.result.save import add_history_advice, show_save_section
from web.result.wait import show_wait
from web.state import TabSession, get_session


def show() -> None:
    session = get_session()
    session.collect_results()
    entry = _choose_set(session)
    if entry is None:
        st.html(render_intro("No set yet", "Check a clip first. Its result appears here."))
        show_page_link("check", "Check a set", ":material/videocam:")
        return
    if entry.state in (JobState.QUEUED, JobState.RUNNING):
        show_wait(entry, session)
    elif entry.state is JobState.DONE:
        _show_result(entry, session)
    else:
        _show_unread(entry, session)


def _choose_set(session: TabSession) -> SetEntry | None:
    """The set that is shown; with several, from a list that says how far each is."""
    if len(session.sets) < 2:
        return next(iter(session.sets.values()), None)
    ids = list(session.sets)
    chosen = st.selectbox(
        "Set",
        ids,
        index=ids.index(session.chosen) if session.chosen in ids else len(ids) - 1,
        format_func=lambda each: f"{ids.index(each) + 1}. {_name_set(session.sets[each])}",
        # A new key for every choice made elsewhere: Streamlit ignores `index` for a key that it knows.
        key=f"set-{len(ids)}-{session.chosen}",
    )
    session.chosen = chosen
    return session.sets[chosen]


def _name_set(entry: SetEntry) -> str:
    waiting = {
        JobState.QUEUED: " (waiting)",
        JobState.RUNNING: " (being read)",
        JobState.FAILED: " (cannot be read)",
        JobState.CANCELLED: " (stopped)",
    }
    return entry.clip.name + waiting.get(entry.state, "")


def _show_unread(entry: SetEntry, session: TabSession) -> None:
    """A clip that was stopped or could not be read: what was wrong, and what to do."""
    stopped = entry.state is JobState.CANCELLED
    st.title("Stopped" if stopped else "This clip could not be read", anchor=False)
    if not stopped and entry.job is not None and entry.job.error is not None:
        st.error(
            f"{escape_markdown(entry.clip.name)}: {error_message(entry.job.error)}", icon=":material/error:"
        )
    _show_next_steps(entry, session)


def _show_next_steps(entry: SetEntry, session: TabSession) -> None:
    with st.container(horizontal=True):
        if st.button("Try again", key=f"again-{entry.id}", icon=":material/refresh:"):
            session.read_set(entry)
            st.rerun()
        if st.button("Remove this clip", key=f"drop-{entry.id}", icon=":material/delete:"):
            session.remove_set(entry)
            go_to_page("result" if session.sets else "check")


def _show_result(entry: SetEntry, session: TabSession) -> None:
    reports = entry.build_reports()
    shot = 0
    if len(reports) > 1:
        shot = st.segmented_control(
            "The clip has cuts: each part is a set of its own",
            range(len(reports)),
            default=0,
            required=True,
            format_func=lambda index: f"Part {reports[index].shot}",
            key=f"shot-{entry.id}",
        )
    # At every redraw: the lifter may have been chosen, or another set saved, since the last one.
    reports = add_history_advice(entry, reports, session)
    report = reports[shot]
    show_findings(report)
    if entry.recording is None:
        st.caption("No track of this set was saved: it has numbers, but no curves and no images.")
    else:
        if report.reps and find_counted_lift(report) is None:
            show_quantity_section(entry, shot, session)
        show_clip_section(entry, shot, session)
    show_camera_section(report)
    if report.reps:
        show_table_section(reports)
    show_save_section(entry, reports, session)
    show_download_section(entry, reports)
    if entry.recording is not None:
        show_fix_section(entry, session)
    with st.container(horizontal=True):
        show_page_link("check", "Check another set", ":material/videocam:")
        show_page_link("compare", "Compare sets", ":material/compare_arrows:")
