"""While a clip is read: how far, how fast, how long still, and a button that stops it."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from cli.progress_bar import format_clock
from web.errors import escape_markdown, show_errors
from web.jobs.pool import Job
from web.jobs.sets import SetEntry
from web.state import TabSession

if TYPE_CHECKING:
    from vision.tracking.clip_tracking import TrackingProgress

_EVERY_S = 0.5


def show_wait(entry: SetEntry, here: TabSession) -> None:
    """Redraws itself twice a second until the clip is read."""
    st.title("Reading your clip", anchor=False)
    st.markdown(f"**{escape_markdown(entry.clip.name)}**")
    show_reading_progress(entry, here)
    st.caption("Every frame is read twice, once mirrored, so that the model's own bias cancels out.")


@st.fragment(run_every=_EVERY_S)
@show_errors
def show_reading_progress(entry: SetEntry, here: TabSession) -> None:
    """Draws the whole page anew once the job is over."""
    job = entry.job
    if job is None or job.is_over:
        st.rerun()
        return
    st.progress(
        compute_progress_share(job), text=describe_progress(job, here.shop.reading.count_jobs_ahead(job))
    )
    if st.button("Cancel", key=f"cancel-{entry.id}", icon=":material/close:"):
        here.shop.reading.cancel_job(job)
        job.ended.wait(5.0)
        st.rerun()


def compute_progress_share(job: "Job[Any]") -> float:
    """0..1 for the bar."""
    state: TrackingProgress | None = job.progress  # type: ignore[assignment]
    if state is None or not state.frames_total:
        return 0.0
    return min(state.frames_done / state.frames_total, 1.0)


def describe_progress(job: "Job[Any]", ahead: int) -> str:
    """ "Detecting the pose: 120 of 400 frames, 24 frames/s, 0:12 left"."""
    if ahead:
        return f"In the queue: {ahead} clip{'s' * (ahead > 1)} before yours."
    state: TrackingProgress | None = job.progress  # type: ignore[assignment]
    if state is None:
        return "Opening the clip …"
    if not state.frames_done:
        return f"{state.stage} …"
    of = f" of {state.frames_total}" if state.frames_total else ""
    left = f", {format_clock(state.seconds_left)} left" if state.seconds_left is not None else ""
    return f"{state.stage}: {state.frames_done}{of} frames, {state.frames_per_s:.0f} frames/s{left}"
