"""A drill counted from a clip: reps of each side, a warning for the wrong one, and what goes into the log."""

from typing import TYPE_CHECKING

import streamlit as st

from analysis.errors import EvenRepError
from analysis.landmarks import Side
from ui import engine
from ui.drill_steps import FILMED, reps_to_log
from ui.options import mirrored_option
from ui.programme import LifterDay, log, wall_time
from ui.session import session
from ui.sets import SetEntry
from ui.shield import plain, tell
from ui.today_logging import say
from ui.uploads import another_clip, forget_clip, guided_clip, recording_of

if TYPE_CHECKING:
    from analysis.drills import DrillCount
    from coaching.plan_types import Task


def count_from_clip(day: LifterDay, task: "Task", side: Side) -> None:
    """Asks for the clip, shows what was counted, logs the reps of the side that should work."""
    here, place = session(), f"drill-{task.exercise}"
    entry = guided_clip(here, place, FILMED[task.exercise].film)
    if entry is None:
        return
    mirrored = mirrored_option(f"mirrored-{entry.id}")
    try:
        found = _count(entry, FILMED[task.exercise].drill, side, mirrored)
    except EvenRepError as error:
        tell(error)
        another_clip(here, place)
        return
    _shown(found, side)
    reps = reps_to_log(found, side)
    if not reps:
        st.warning(
            f"No rep of the {side} leg was found, so there is nothing to log. Is the clip mirrored? Else "
            "film again, or count by hand."
        )
    else:
        failed = st.checkbox("The form failed", key=f"failed-{entry.id}")
        if st.button(f"Log {reps} reps on the {side}", key=f"log-{entry.id}", type="primary"):
            _log(day, task, reps, failed)
            forget_clip(here, place)
            say(f"Logged: {task.text.split(':')[0]}, {reps} reps, counted by camera.")
    another_clip(here, place)


def _count(entry: SetEntry, drill: str, side: Side, mirrored: bool) -> "DrillCount":
    track = recording_of(entry).track
    found: DrillCount = entry.once(
        (drill, side, mirrored),
        lambda: engine.count_drill(track.mirrored() if mirrored else track, drill, side),
    )
    return found


def _shown(found: "DrillCount", side: Side) -> None:
    """The counter of each side, warnings, and every rep with its time."""
    with st.container(horizontal=True):
        for one in (side, side.other):
            st.metric(f"{one.capitalize()} leg, reps", found.on(one), border=True)
    for warning in found.warnings:
        st.warning(plain(warning), icon=":material/warning:")
    if found.reps:
        with st.expander("Every rep", icon=":material/list:"):
            lines = [f"{rep.top_s:.1f} s: {rep.side or 'side unclear'}" for rep in found.reps]
            st.markdown("\n".join(f"{number}. {plain(line)}" for number, line in enumerate(lines, start=1)))


def _log(day: LifterDay, task: "Task", reps: int, failed: bool) -> None:
    from coaching.records import ExerciseRecord

    record = ExerciseRecord(
        "",
        wall_time(),
        task.exercise,
        task.side,
        reps=reps,
        load=task.load,
        unit=task.unit,
        form_failed=failed,
        by_camera=True,
    )
    log(day.lifter.id, record)
