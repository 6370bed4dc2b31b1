"""What was logged for the programme, in words, each entry with a button that deletes it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from analysis.wording import format_count
from services import programme
from services.programme import LifterDay
from web.errors import escape_markdown
from web.today.log_forms import rerun_with_message

if TYPE_CHECKING:
    from coaching.records.records import ExerciseRecord, MobilityRecord, PainRecord, Records


class Entry(NamedTuple):
    """One line of the log."""

    at: datetime
    id: str
    words: str


def show_logged_today(day: LifterDay, opened: bool = False) -> None:
    """The entries of the day; nothing where there are none."""
    entries = [entry for entry in list_log_entries(day.records) if entry.at.date() == day.now.date()]
    if entries:
        with st.expander(f"Logged today: {len(entries)}", icon=":material/list:", expanded=opened):
            show_log_entries(entries)


def show_log_entries(entries: Sequence[Entry], dated: bool = False) -> None:
    """A line and a button for each."""
    for entry in entries:
        words = f"{entry.at:%d %b %Y %H:%M}" if dated else f"{entry.at:%H:%M}"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(escape_markdown(f"{words} {entry.words}"))
            if st.button("Delete", key=f"delete-log-{entry.id}"):
                programme.delete_log_entry(entry.id)
                rerun_with_message(f"Deleted: {entry.words}.")


def list_log_entries(records: "Records") -> list[Entry]:
    """In order of time. Sets of lifts are not among them: the History page lists those."""
    from coaching.plan.exercises import name_exercise

    found = [Entry(one.at, one.id, _describe_pain(one)) for one in records.pains]
    found += [Entry(one.at, one.id, _describe_exercise(one)) for one in records.exercises]
    found += [Entry(one.at, one.id, _describe_mobility(one)) for one in records.mobility]
    for test in records.side_tests:
        words = f"Side test, {name_exercise(test.exercise)}: left {test.left_clean}, right {test.right_clean}"
        found.append(Entry(test.at, test.id, words))
    for best in records.one_rms:
        words = f"1RM, {name_exercise(best.lift)}: {best.load:g} {best.unit} × {best.reps}"
        found.append(Entry(best.at, best.id, words))
    found += [Entry(one.at, one.id, f"Body mass: {one.mass:g} {one.unit}") for one in records.body_masses]
    return sorted(found)


def _describe_pain(one: "PainRecord") -> str:
    level = [f"{one.level} of 10"] * (one.level is not None) + [one.where] * bool(one.where)
    return ", ".join(["Pain", *level]) if one.pain else "No pain"


def _describe_exercise(one: "ExerciseRecord") -> str:
    from coaching.plan.exercises import name_exercise
    from coaching.records.mobility_tests import format_direction

    amounts = [format_count(one.holds, "hold")] * bool(one.holds)
    amounts += [format_count(one.reps, "rep")] * bool(one.reps)
    amounts += [f"{one.seconds:g} s"] * (bool(one.seconds) and not one.holds)
    amounts += [f"{one.load:g} {one.unit}"] if one.load else []
    amounts += [f"{one.side} side"] * bool(one.side) + ["form broke down"] * one.form_failed
    amounts += [f"for {format_direction(one.direction)}"] if one.direction else []
    amounts += ["counted by camera"] * one.by_camera
    return ", ".join([name_exercise(one.exercise), *amounts])


def _describe_mobility(hip: "MobilityRecord") -> str:
    from coaching.records.mobility_tests import format_direction

    angles = ", ".join(f"{angle:.0f}°" for angle in hip.trials_deg)
    how = " (retest" if hip.retest else " ("
    how += (", " if hip.retest else "") + ("by camera)" if hip.by_camera else "typed)")
    return f"{format_direction(hip.direction).capitalize()}, {hip.side} hip: {angles}{how}"
