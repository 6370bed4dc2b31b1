"""Previews of the clips of this tab: made by a worker while the page waits, once per clip."""

from typing import TYPE_CHECKING

import streamlit as st

from analysis.wording import format_count
from services import analysis as analysis_service
from web.jobs.pool import Job
from web.jobs.uploads import UploadedClip
from web.state import TabSession

if TYPE_CHECKING:
    from vision.tracking.clip_preview import ClipPreview

_WAIT_S = 0.2


def wait_for_preview(clip: UploadedClip, session: TabSession) -> "Job[ClipPreview]":
    """The finished job, begun if need be."""
    job = session.previews.get(clip.id)
    if job is None:
        path = clip.path
        job = session.app.preview_pool.submit_work(
            session.id, lambda job: analysis_service.preview_clip(path, job.should_stop)
        )
        session.previews[clip.id] = job
    place = st.empty()
    # Each caption is a point where Streamlit may interrupt the script: the person can leave during the wait.
    while not job.ended.wait(_WAIT_S):
        ahead = session.app.preview_pool.count_jobs_ahead(job)
        place.caption(f"{format_count(ahead, 'clip')} before yours" if ahead else "Opening the clip …")
    place.empty()
    return job
