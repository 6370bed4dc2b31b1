"""A drill counted from a clip: reps of each side, a warning for the wrong one, and what goes into the log."""

from typing import TYPE_CHECKING

import streamlit as st

from analysis.errors import EvenRepError
from analysis.landmarks import Side
from ui import engine
from ui.drill_steps import FILMED, count_reps_to_log
from ui.options import ask_mirrored
from ui.programme import LifterDay, log_records, read_wall_time
from ui.session import get_session
from ui.sets import SetEntry
from ui.shield import escape_markdown, show_error
from ui.today_logging import rerun_with_message
from ui.uploads import ask_test_clip, forget_clip, get_recording, show_another_clip_button

if TYPE_CHECKING:
    from analysis.drills import DrillCount
    from coaching.plan_types import Task


def count_from_clip(day: LifterDay, task: "Task", side: Side) -> None:
    """Asks for the clip, shows what was counted, logs the reps of the side that should work."""
    here, place = get_session(), f"drill-{task.exercise}"
    entry = ask_test_clip(here, place, FILMED[task.exercise].film)
    if entry is None:
        return
    mirrored = ask_mirrored(f"mirrored-{entry.id}")
    try:
        found = _count_reps(entry, FILMED[task.exercise].drill, side, mirrored)
    except EvenRepError as error:
        show_error(error)
        show_another_clip_button(here, place)
        return
    _show_count(found, side)
    reps = count_reps_to_log(found, side)
    if not reps:
        st.warning(
            f"No rep of the {side} leg was found, so there is nothing to log. Is the clip mirrored? Else "
            "film again, or count by hand."
        )
    else:
        failed = st.checkbox("The form failed", key=f"failed-{entry.id}")
        if st.button(f"Log {reps} reps on the {side}", key=f"log-{entry.id}", type="primary"):
            _log_reps(day, task, reps, failed)
            forget_clip(here, place)
            rerun_with_message(f"Logged: {task.text.split(':')[0]}, {reps} reps, counted by camera.")
    show_another_clip_button(here, place)


def _count_reps(entry: SetEntry, drill: str, side: Side, mirrored: bool) -> "DrillCount":
    track = get_recording(entry).track
    found: DrillCount = entry.compute_once(
        (drill, side, mirrored),
        lambda: engine.count_drill(track.mirror_track() if mirrored else track, drill, side),
    )
    return found


def _show_count(found: "DrillCount", side: Side) -> None:
    """The counter of each side, warnings, and every rep with its time."""
    with st.container(horizontal=True):
        for one in (side, side.other):
            st.metric(f"{one.capitalize()} leg, reps", found.count_on_side(one), border=True)
    for warning in found.warnings:
        st.warning(escape_markdown(warning), icon=":material/warning:")
    if found.reps:
        with st.expander("Every rep", icon=":material/list:"):
            lines = [f"{rep.top_s:.1f} s: {rep.side or 'side unclear'}" for rep in found.reps]
            st.markdown(
                "\n".join(f"{number}. {escape_markdown(line)}" for number, line in enumerate(lines, start=1))
            )


def _log_reps(day: LifterDay, task: "Task", reps: int, failed: bool) -> None:
    from coaching.records import ExerciseRecord

    record = ExerciseRecord(
        "",
        read_wall_time(),
        task.exercise,
        task.side,
        reps=reps,
        load=task.load,
        unit=task.unit,
        form_failed=failed,
        by_camera=True,
    )
    log_records(day.lifter.id, record)
