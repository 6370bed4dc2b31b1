"""While a clip is read: progress, speed, time left, and a button that stops it."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.wording import format_clock, format_count
from web.errors import escape_markdown, show_errors
from web.jobs.pool import Job
from web.jobs.sets import SetEntry
from web.state import TabSession

if TYPE_CHECKING:
    from vision.tracking.clip_tracking import TrackingProgress

_EVERY_S = 0.5


def show_wait(entry: SetEntry, session: TabSession) -> None:
    """The page while its clip is read."""
    st.title("Reading your clip", anchor=False)
    st.markdown(f"**{escape_markdown(entry.clip.name)}**")
    show_reading_progress(entry, session)
    st.caption(
        "Every frame is read twice, once mirrored, so that the model's own left/right bias cancels out."
    )


# show_errors inside the fragment: it redraws alone, without the one around the page.
@st.fragment(run_every=_EVERY_S)
@show_errors
def show_reading_progress(entry: SetEntry, session: TabSession) -> None:
    """A fragment that redraws alone while the job runs, and the whole page when it is over."""
    job = entry.job
    if job is None or job.is_over:
        st.rerun()
        return
    ahead = session.app.reading_pool.count_jobs_ahead(job)
    st.progress(compute_progress_share(job), text=describe_progress(job, ahead))
    if st.button("Cancel", key=f"cancel-{entry.id}", icon=":material/close:"):
        session.app.reading_pool.cancel_job(job)
        job.ended.wait(5.0)  # it stops at its next frame; the page then shows it as stopped
        st.rerun()


def compute_progress_share(job: "Job[Any]") -> float:
    """How much is done, 0 to 1, for the bar."""
    state: TrackingProgress | None = job.progress  # type: ignore[assignment]
    if state is None or not state.frames_total:
        return 0.0
    return min(state.frames_done / state.frames_total, 1.0)


def describe_progress(job: "Job[Any]", ahead: int) -> str:
    """ "Detecting the pose: 120 of 400 frames, 24 frames/s, 0:12 left"."""
    if ahead:
        return f"In the queue: {format_count(ahead, 'clip')} before yours."
    state: TrackingProgress | None = job.progress  # type: ignore[assignment]
    if state is None:
        return "Opening the clip …"
    if not state.frames_done:
        return f"{state.stage} …"
    of = f" of {state.frames_total}" if state.frames_total else ""
    left = f", {format_clock(state.seconds_left)} left" if state.seconds_left is not None else ""
    return f"{state.stage}: {state.frames_done}{of} frames, {state.frames_per_s:.0f} frames/s{left}"
