"""Fix mistakes: each correction is analysed at once and stated in every export."""

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from analysis.errors import EvenRepError
from analysis.report.corrections import Corrections
from analysis.report.types import RepReport
from reporting.images.preview import compute_preview_width, describe_preview, draw_preview
from web.errors import show_error
from web.jobs.previews import wait_for_preview
from web.jobs.sets import SetEntry
from web.navigation import go_to_page
from web.options import (
    ask_lift,
    ask_load_settings,
    ask_mirrored,
    ask_standing_leg,
    ask_view,
    replace_masses,
)
from web.state import TabSession

if TYPE_CHECKING:
    from vision.tracking.clip_preview import ClipPreview


def show_fix_section(entry: SetEntry, session: TabSession) -> None:
    """The ways to correct a result, each in an expander that is closed until it is needed."""
    st.subheader("Fix mistakes", anchor=False)
    st.caption("The result above updates at once. Every download states what you changed.")
    reps = [rep for report in entry.build_uncorrected_reports() for rep in report.reps]
    with st.expander("Reps: leave out, join, split", icon=":material/rule:"):
        if reps:
            _fix_reps(entry, reps)
        else:
            st.caption("No reps were found.")
    with st.expander("Mirrored, view, lift, load", icon=":material/tune:"):
        _fix_settings(entry)
    if entry.video:
        with st.expander("Another person", icon=":material/group:"):
            _fix_person(entry, session)
    _show_delete_button(entry, session)


def _fix_reps(entry: SetEntry, reps: list[RepReport]) -> None:
    """Offers the reps as they were found, whatever has been changed since."""
    # By time and not by number: numbers change with every correction.
    found = {rep.bottom_s: rep for rep in reps}
    now = entry.corrections or Corrections()
    excluded = st.pills(
        "Leave out",
        list(found),
        selection_mode="multi",
        default=[time for time in now.excluded_s if time in found],
        format_func=lambda time: _name_rep(found[time]),
        key=_make_key(entry, "leave-out"),
    )
    pairs = list(zip(list(found), list(found)[1:], strict=False))
    merged = st.pills(
        "Join two reps into one",
        pairs,
        selection_mode="multi",
        default=[pair for pair in now.merged_s if pair in pairs],
        format_func=lambda pair: f"{found[pair[0]].rep} + {found[pair[1]].rep}",
        key=_make_key(entry, "join"),
    )
    wanted = replace(now, excluded_s=tuple(sorted(excluded)), merged_s=tuple(sorted(merged)))
    _split_rep(entry, reps, wanted)
    if now and st.button("Undo all", key=f"undo-{entry.id}", icon=":material/undo:"):
        _apply_corrections(entry, Corrections(), reset=True)
    if wanted != now:
        _apply_corrections(entry, wanted)


def _split_rep(entry: SetEntry, reps: list[RepReport], wanted: Corrections) -> None:
    """Splits a rep at a time; the slider begins at its middle."""
    which, when, button = st.columns([2, 4, 2], vertical_alignment="bottom")
    rep = which.selectbox("Split", reps, format_func=lambda each: f"Rep {each.rep}", key=f"div-{entry.id}")
    time = when.slider(
        "at (seconds into the clip)",
        rep.start_s,
        rep.end_s,
        (rep.start_s + rep.end_s) / 2,
        step=0.05,
        key=f"div-at-{entry.id}-{rep.rep}",
    )
    if button.button("Split here", key=f"div-do-{entry.id}", icon=":material/content_cut:"):
        _apply_corrections(entry, replace(wanted, split_s=tuple(sorted({*wanted.split_s, round(time, 3)}))))
    for split_s in wanted.split_s:
        if st.button(f"Undo the split at {split_s:.1f} s", key=f"undo-{entry.id}-{split_s}"):
            _apply_corrections(
                entry, replace(wanted, split_s=tuple(t for t in wanted.split_s if t != split_s))
            )


def _apply_corrections(entry: SetEntry, wanted: Corrections, reset: bool = False) -> None:
    """Applies the correction if the reps allow it, else says why not; `reset` also empties the widgets."""
    before, entry.corrections = entry.corrections, wanted or None
    try:
        entry.build_reports()
    except EvenRepError as error:
        entry.corrections = before
        show_error(error)
        return
    if reset:
        # Streamlit remembers a widget's value by its key: new keys begin empty.
        turn = f"_fix-turn-{entry.id}"
        st.session_state[turn] = st.session_state.get(turn, 0) + 1
    st.rerun()


def _make_key(entry: SetEntry, name: str) -> str:
    return f"{name}-{entry.id}-{st.session_state.get(f'_fix-turn-{entry.id}', 0)}"


def _name_rep(rep: RepReport) -> str:
    return f"Rep {rep.rep} at {rep.bottom_s:.1f} s"


def _fix_settings(entry: SetEntry) -> None:
    """Edits the settings that were entered before processing."""
    now = entry.settings
    mirrored = ask_mirrored(f"fix-mirrored-{entry.id}", now.mirrored)
    view = ask_view(f"fix-view-{entry.id}", now.view)
    lift = ask_lift(f"fix-lift-{entry.id}", now.lift)
    side = ask_standing_leg(f"fix-side-{entry.id}", lift, now.side)
    pain = st.toggle(
        "It hurt",
        value=now.pain,
        key=f"pain-{entry.id}",
        help="With pain there is no load advice on that day.",
    )
    wanted = replace(now, mirrored=mirrored, view=view, pain=pain, lift=lift, side=side)
    with st.form(f"fix-load-{entry.id}", border=False):
        masses = ask_load_settings(entry.id, now)
        if st.form_submit_button("Use this load"):
            wanted = replace_masses(wanted, masses)
    if wanted != now:
        entry.settings = wanted
        st.rerun()


def _fix_person(entry: SetEntry, session: TabSession) -> None:
    """Chooses another person; the clip is then read again."""
    if not st.toggle("Show who was tracked", key=f"show-who-{entry.id}"):
        return
    job = wait_for_preview(entry.clip, session)
    preview = job.result
    if job.error is not None or preview is None:
        show_error(job.error or RuntimeError("stopped"))
        return
    tracked = _find_tracked_person(entry, preview)
    chosen = tracked
    if len(preview.people) > 1:
        chosen = st.radio(
            "Who lifts?",
            range(len(preview.people)),
            index=tracked,
            format_func=lambda index: f"Person {index + 1}",
            horizontal=True,
            key=f"fix-who-{entry.id}",
        )
    else:
        st.caption("Nobody else was seen at the start of the clip.")
    image = draw_preview(preview, chosen, entry.settings.mirrored)
    st.image(image, alt=describe_preview(preview, chosen), width=compute_preview_width(image))
    if chosen is not None and chosen != tracked and st.button("Read again", key=f"reread-{entry.id}"):
        entry.reading = replace(entry.reading, person_at=preview.locate_person(chosen))
        entry.corrections = None  # they are times of the other person's reps
        session.read_set(entry)
        st.rerun()


def _find_tracked_person(entry: SetEntry, preview: "ClipPreview") -> int | None:
    """Index of the person who was tracked."""
    chosen_at = entry.reading.person_at
    if chosen_at is None:
        return preview.lifter
    people = range(len(preview.people))
    return next((i for i in people if preview.locate_person(i) == chosen_at), preview.lifter)


def _show_delete_button(entry: SetEntry, session: TabSession) -> None:
    if st.button("Delete this set and its clip", key=f"delete-{entry.id}", icon=":material/delete:"):
        session.remove_set(entry)
        go_to_page("result" if session.sets else "check")
