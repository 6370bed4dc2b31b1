"""A drill counted from a clip: reps of each side, a warning for the wrong side, and the entry in the log."""

from typing import TYPE_CHECKING

import streamlit as st

from analysis.errors import EvenRepError
from analysis.pose.landmarks import Side
from analysis.wording import format_count
from services import analysis as analysis_service
from services.programme import LifterDay, count_drill_reps_to_log, log_records, read_wall_time
from web.drills.steps import FILMED
from web.errors import escape_markdown, show_error
from web.guided_clip_upload import ask_test_clip, forget_clip, get_recording, show_another_clip_button
from web.jobs.sets import SetEntry
from web.options import ask_mirrored
from web.state import get_session
from web.today.log_forms import rerun_with_message

if TYPE_CHECKING:
    from analysis.lifts.drills import DrillCount
    from coaching.plan.types import Task


def count_from_clip(day: LifterDay, task: "Task", side: Side) -> None:
    """Asks for a clip, shows what was counted, and logs the reps of the side that should work."""
    session, place = get_session(), f"drill-{task.exercise}"
    entry = ask_test_clip(session, place, FILMED[task.exercise].how_to_film)
    if entry is None:
        return
    mirrored = ask_mirrored(f"mirrored-{entry.id}")
    try:
        found = _count_reps(entry, FILMED[task.exercise].drill, side, mirrored)
    except EvenRepError as error:
        show_error(error)
        show_another_clip_button(session, place)
        return
    _show_count(found, side)
    reps = count_drill_reps_to_log(found, side)
    if not reps:
        st.warning(
            f"No rep of the {side} leg was found, so there is nothing to log. Is the clip mirrored? If not, "
            "film again, or count by hand."
        )
    else:
        failed = st.checkbox("My form broke down", key=f"failed-{entry.id}")
        if st.button(f"Log {format_count(reps, 'rep')} on the {side}", key=f"log-{entry.id}", type="primary"):
            _log_reps(day, task, reps, failed)
            forget_clip(session, place)
            name = task.text.split(":")[0]
            rerun_with_message(f"Logged: {name}, {format_count(reps, 'rep')}, counted by camera.")
    show_another_clip_button(session, place)


def _count_reps(entry: SetEntry, drill: str, side: Side, mirrored: bool) -> "DrillCount":
    track = get_recording(entry).track
    found: DrillCount = entry.compute_once(
        (drill, side, mirrored),
        lambda: analysis_service.count_drill(track.mirror_track() if mirrored else track, drill, side),
    )
    return found


def _show_count(found: "DrillCount", side: Side) -> None:
    """The counter of each side, warnings, and every rep with its time."""
    with st.container(horizontal=True):
        for one in (side, side.other):
            st.metric(f"Reps, {one} leg", found.count_on_side(one), border=True)
    for warning in found.warnings:
        st.warning(escape_markdown(warning), icon=":material/warning:")
    if found.reps:
        with st.expander("All reps", icon=":material/list:"):
            lines = [f"{rep.top_s:.1f} s: {rep.side or 'side unclear'}" for rep in found.reps]
            st.markdown(
                "\n".join(f"{number}. {escape_markdown(line)}" for number, line in enumerate(lines, start=1))
            )


def _log_reps(day: LifterDay, task: "Task", reps: int, failed: bool) -> None:
    from coaching.records.records import ExerciseRecord

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
