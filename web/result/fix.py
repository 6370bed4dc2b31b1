"""Correct the machine: what is changed here is analysed anew at once and stated in every export."""

from dataclasses import replace

import streamlit as st

from analysis.errors import EvenRepError
from analysis.report.corrections import Corrections
from analysis.report.types import RepReport
from reporting.images.preview import compute_preview_width, describe_preview, draw_preview
from web.errors import show_error
from web.jobs.previews import preview_job
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


def show_fix_section(entry: SetEntry, here: TabSession) -> None:
    """Closed until wanted; says what has been changed."""
    st.subheader("Correct the machine", anchor=False)
    st.caption("The numbers above are made anew at once. What you change is stated in every export.")
    reps = [rep for report in entry.build_uncorrected_reports() for rep in report.reps]
    with st.expander("Reps: leave out, join, divide", icon=":material/rule:"):
        if reps:
            _fix_reps(entry, reps)
        else:
            st.caption("No reps were found.")
    with st.expander("Mirrored, view, load", icon=":material/tune:"):
        _fix_settings(entry)
    if entry.film:
        with st.expander("Another person", icon=":material/group:"):
            _fix_person(entry, here)
    _show_delete_button(entry, here)


def _fix_reps(entry: SetEntry, reps: list[RepReport]) -> None:
    """The reps as the machine found them, whatever has been changed since."""
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
        "Join two into one",
        pairs,
        selection_mode="multi",
        default=[pair for pair in now.merged_s if pair in pairs],
        format_func=lambda pair: f"{found[pair[0]].rep} + {found[pair[1]].rep}",
        key=_make_key(entry, "join"),
    )
    wanted = replace(now, excluded_s=tuple(sorted(excluded)), merged_s=tuple(sorted(merged)))
    _divide_rep(entry, reps, wanted)
    if now and st.button("Undo all", key=f"undo-{entry.id}", icon=":material/undo:"):
        _apply_corrections(entry, Corrections(), anew=True)
    if wanted != now:
        _apply_corrections(entry, wanted)


def _divide_rep(entry: SetEntry, reps: list[RepReport], wanted: Corrections) -> None:
    """A rep and a time in it; offered from its middle."""
    which, when, button = st.columns([2, 4, 2], vertical_alignment="bottom")
    rep = which.selectbox("Divide", reps, format_func=lambda each: f"Rep {each.rep}", key=f"div-{entry.id}")
    time = when.slider(
        "at (seconds of the clip)",
        rep.start_s,
        rep.end_s,
        (rep.start_s + rep.end_s) / 2,
        step=0.05,
        key=f"div-at-{entry.id}-{rep.rep}",
    )
    if button.button("Divide here", key=f"div-do-{entry.id}", icon=":material/content_cut:"):
        _apply_corrections(entry, replace(wanted, split_s=tuple(sorted({*wanted.split_s, round(time, 3)}))))
    for split_s in wanted.split_s:
        if st.button(f"Undo the division at {split_s:.1f} s", key=f"undo-{entry.id}-{split_s}"):
            _apply_corrections(
                entry, replace(wanted, split_s=tuple(t for t in wanted.split_s if t != split_s))
            )


def _apply_corrections(entry: SetEntry, wanted: Corrections, anew: bool = False) -> None:
    """Keeps the correction if the reps allow it, else says why not; `anew` empties the widgets too."""
    before, entry.corrections = entry.corrections, wanted or None
    try:
        entry.build_reports()
    except EvenRepError as error:
        entry.corrections = before
        show_error(error)
        return
    if anew:
        turn = f"_fix-turn-{entry.id}"
        st.session_state[turn] = st.session_state.get(turn, 0) + 1
    st.rerun()


def _make_key(entry: SetEntry, name: str) -> str:
    return f"{name}-{entry.id}-{st.session_state.get(f'_fix-turn-{entry.id}', 0)}"


def _name_rep(rep: RepReport) -> str:
    return f"Rep {rep.rep} at {rep.bottom_s:.1f} s"


def _fix_settings(entry: SetEntry) -> None:
    """What was told before the wait can be told otherwise after it."""
    now = entry.settings
    mirrored = ask_mirrored(f"fix-mirrored-{entry.id}", now.mirrored)
    view = ask_view(f"fix-view-{entry.id}", now.view)
    lift = ask_lift(f"fix-lift-{entry.id}", now.lift)
    side = ask_standing_leg(f"fix-side-{entry.id}", lift, now.side)
    pain = st.toggle("It hurt", value=now.pain, key=f"pain-{entry.id}", help="Pain ends the set.")
    wanted = replace(now, mirrored=mirrored, view=view, pain=pain, lift=lift, side=side)
    with st.form(f"fix-load-{entry.id}", border=False):
        masses = ask_load_settings(entry.id, now)
        if st.form_submit_button("Use this load"):
            wanted = replace_masses(wanted, masses)
    if wanted != now:
        entry.settings = wanted
        st.rerun()


def _fix_person(entry: SetEntry, here: TabSession) -> None:
    """Pointing at somebody else means reading the clip again."""
    if not st.toggle("Show who was followed", key=f"show-who-{entry.id}"):
        return
    job = preview_job(entry.clip, here)
    look = job.result
    if job.error is not None or look is None:
        show_error(job.error or RuntimeError("stopped"))
        return
    followed = _find_followed_person(entry, look)
    chosen = followed
    if len(look.people) > 1:
        chosen = st.radio(
            "Who lifts?",
            range(len(look.people)),
            index=followed,
            format_func=lambda index: f"Person {index + 1}",
            horizontal=True,
            key=f"fix-who-{entry.id}",
        )
    else:
        st.caption("Nobody else was seen at the start of the clip.")
    picture = draw_preview(look, chosen, entry.settings.mirrored)
    st.image(picture, alt=describe_preview(look, chosen), width=compute_preview_width(picture))
    if chosen is not None and chosen != followed and st.button("Read again", key=f"reread-{entry.id}"):
        entry.reading = replace(entry.reading, person_at=look.locate_person(chosen))
        entry.corrections = None
        here.read_set(entry)
        st.rerun()


def _find_followed_person(entry: SetEntry, look) -> int | None:  # type: ignore[no-untyped-def]
    """Index of the person that the track is of."""
    told = entry.reading.person_at
    if told is None:
        return look.lifter
    return next((i for i in range(len(look.people)) if look.locate_person(i) == told), look.lifter)


def _show_delete_button(entry: SetEntry, here: TabSession) -> None:
    if st.button("Delete this set and its clip", key=f"delete-{entry.id}", icon=":material/delete:"):
        here.remove_set(entry)
        go_to_page("result" if here.sets else "check")
