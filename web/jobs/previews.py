"""First looks of this tab, one per clip: made by a worker while the page waits, and kept."""

from typing import TYPE_CHECKING

import streamlit as st

from services import analysis as analysis_service
from web.jobs.pool import Job
from web.jobs.uploads import UploadedClip
from web.state import TabSession

if TYPE_CHECKING:
    from vision.tracking.clip_preview import ClipPreview

_WAIT_S = 0.2


def preview_job(clip: UploadedClip, here: TabSession) -> "Job[ClipPreview]":
    """The finished job. The wait can be left at any time: going elsewhere on the page interrupts it."""
    job = here.looks.get(clip.id)
    if job is None:
        path = clip.path
        job = here.shop.looking.submit_work(
            here.id, lambda job: analysis_service.preview_clip(path, job.should_stop)
        )
        here.looks[clip.id] = job
    place = st.empty()
    while not job.ended.wait(_WAIT_S):
        ahead = here.shop.looking.count_jobs_ahead(job)
        place.caption(f"{ahead} before yours" if ahead else "Opening the clip …")
    place.empty()
    return job
