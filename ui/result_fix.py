"""Correct the machine: what is changed here is analysed anew at once and stated in every export."""

from dataclasses import replace

import streamlit as st

from analysis.corrections import Corrections
from analysis.errors import EvenRepError
from analysis.report_types import RepReport
from ui.first_looks import looked
from ui.navigation import go
from ui.options import (
    lift_option,
    load_options,
    mirrored_option,
    side_option,
    view_option,
    with_masses,
)
from ui.preview_picture import preview_picture, preview_words, shown_width
from ui.session import Session
from ui.sets import SetEntry
from ui.shield import tell


def fix_section(entry: SetEntry, here: Session) -> None:
    """Closed until wanted; says what has been changed."""
    st.subheader("Correct the machine", anchor=False)
    st.caption("The numbers above are made anew at once. What you change is stated in every export.")
    reps = [rep for report in entry.as_found() for rep in report.reps]
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
    _remove(entry, here)


def _fix_reps(entry: SetEntry, reps: list[RepReport]) -> None:
    """The reps as the machine found them, whatever has been changed since."""
    found = {rep.bottom_s: rep for rep in reps}
    now = entry.corrections or Corrections()
    excluded = st.pills(
        "Leave out",
        list(found),
        selection_mode="multi",
        default=[time for time in now.excluded_s if time in found],
        format_func=lambda time: _name(found[time]),
        key=_key(entry, "leave-out"),
    )
    pairs = list(zip(list(found), list(found)[1:], strict=False))
    merged = st.pills(
        "Join two into one",
        pairs,
        selection_mode="multi",
        default=[pair for pair in now.merged_s if pair in pairs],
        format_func=lambda pair: f"{found[pair[0]].rep} + {found[pair[1]].rep}",
        key=_key(entry, "join"),
    )
    wanted = replace(now, excluded_s=tuple(sorted(excluded)), merged_s=tuple(sorted(merged)))
    _divide(entry, reps, wanted)
    if now and st.button("Undo all", key=f"undo-{entry.id}", icon=":material/undo:"):
        _change(entry, Corrections(), anew=True)
    if wanted != now:
        _change(entry, wanted)


def _divide(entry: SetEntry, reps: list[RepReport], wanted: Corrections) -> None:
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
        _change(entry, replace(wanted, split_s=tuple(sorted({*wanted.split_s, round(time, 3)}))))
    for split_s in wanted.split_s:
        if st.button(f"Undo the division at {split_s:.1f} s", key=f"undo-{entry.id}-{split_s}"):
            _change(entry, replace(wanted, split_s=tuple(t for t in wanted.split_s if t != split_s)))


def _change(entry: SetEntry, wanted: Corrections, anew: bool = False) -> None:
    """Keeps the correction if the reps allow it, else says why not; `anew` empties the widgets too."""
    before, entry.corrections = entry.corrections, wanted or None
    try:
        entry.reports()
    except EvenRepError as error:
        entry.corrections = before
        tell(error)
        return
    if anew:
        turn = f"_fix-turn-{entry.id}"
        st.session_state[turn] = st.session_state.get(turn, 0) + 1
    st.rerun()


def _key(entry: SetEntry, name: str) -> str:
    return f"{name}-{entry.id}-{st.session_state.get(f'_fix-turn-{entry.id}', 0)}"


def _name(rep: RepReport) -> str:
    return f"Rep {rep.rep} at {rep.bottom_s:.1f} s"


def _fix_settings(entry: SetEntry) -> None:
    """What was told before the wait can be told otherwise after it."""
    now = entry.settings
    mirrored = mirrored_option(f"fix-mirrored-{entry.id}", now.mirrored)
    view = view_option(f"fix-view-{entry.id}", now.view)
    lift = lift_option(f"fix-lift-{entry.id}", now.lift)
    side = side_option(f"fix-side-{entry.id}", lift, now.side)
    pain = st.toggle("It hurt", value=now.pain, key=f"pain-{entry.id}", help="Pain ends the set.")
    wanted = replace(now, mirrored=mirrored, view=view, pain=pain, lift=lift, side=side)
    with st.form(f"fix-load-{entry.id}", border=False):
        masses = load_options(entry.id, now)
        if st.form_submit_button("Use this load"):
            wanted = with_masses(wanted, masses)
    if wanted != now:
        entry.settings = wanted
        st.rerun()


def _fix_person(entry: SetEntry, here: Session) -> None:
    """Pointing at somebody else means reading the clip again."""
    if not st.toggle("Show who was followed", key=f"show-who-{entry.id}"):
        return
    job = looked(entry.clip, here)
    look = job.result
    if job.error is not None or look is None:
        tell(job.error or RuntimeError("stopped"))
        return
    followed = _followed(entry, look)
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
    picture = preview_picture(look, chosen, entry.settings.mirrored)
    st.image(picture, alt=preview_words(look, chosen), width=shown_width(picture))
    if chosen is not None and chosen != followed and st.button("Read again", key=f"reread-{entry.id}"):
        entry.reading = replace(entry.reading, person_at=look.person_at(chosen))
        entry.corrections = None
        here.read(entry)
        st.rerun()


def _followed(entry: SetEntry, look) -> int | None:  # type: ignore[no-untyped-def]
    """Index of the person that the track is of."""
    told = entry.reading.person_at
    if told is None:
        return look.lifter
    return next((i for i in range(len(look.people)) if look.person_at(i) == told), look.lifter)


def _remove(entry: SetEntry, here: Session) -> None:
    if st.button("Delete this set and its clip", key=f"delete-{entry.id}", icon=":material/delete:"):
        here.remove(entry)
        go("result" if here.sets else "check")
