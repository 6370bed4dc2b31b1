"""The annotated clip: drawn in the background, then played from the start or from any rep."""

from typing import cast

import streamlit as st

from analysis.quantities.definitions import THRESHOLD_PCT
from analysis.report.types import RepReport, SetReport
from reporting import text as report_text
from reporting import value_text
from reporting.value_text import GRADE_WORD
from web.errors import error_message, show_errors
from web.jobs.pool import JobState
from web.jobs.sets import SetEntry
from web.state import TabSession

# A jump lands this long before the rep, so that its beginning is seen.
_LEAD_IN_S = 0.3

NO_VIDEO = (
    "There is no annotated clip, because no video of this set was saved. The charts and images above show "
    "what was measured."
)
_HIGHEST_PX, _NARROWEST = 620, 0.5  # the narrowest aspect ratio whose full height is used


def show_clip_section(entry: SetEntry, shot: int, session: TabSession) -> None:
    """A fragment: redraws alone every second until the clip is made."""
    drawing = session.draw_result(entry, shot) if entry.recording is not None else entry.drawing
    if entry.video is None:
        st.caption(NO_VIDEO)
        return
    pending = drawing.clip is not None and not drawing.clip.is_over
    st.subheader("The annotated clip", anchor=False)
    st.fragment(show_errors(_show_clip), run_every=1.0 if pending else None)(entry, shot, pending)


def _show_clip(entry: SetEntry, shot: int, was_pending: bool) -> None:
    job = entry.drawing.clip
    if job is None or job.state is JobState.CANCELLED:
        st.caption("No annotated clip was made.")
    elif job.state is JobState.QUEUED:
        st.progress(0.0, text="Drawing the annotated clip: in the queue …")
    elif job.state is JobState.RUNNING:
        done, total = cast(tuple[int, int | None], job.progress or (0, None))
        share = min(done / total, 1.0) if total else 0.0
        st.progress(share, text=f"Drawing the annotated clip: {done}{f' of {total}' if total else ''} frames")
    elif job.error is not None:
        st.warning(error_message(job.error))
    elif was_pending:
        st.rerun()  # the whole page: the download button below waits for the clip too
    else:
        _show_player(entry, entry.build_reports()[shot])


def _show_player(entry: SetEntry, report: SetReport) -> None:
    assert entry.drawing.clip is not None
    rep = None
    if report.reps:
        rep = st.pills(
            "Jump to rep",
            report.reps,
            format_func=lambda each: f"{value_text.GRADE_SYMBOL[each.grade]} {each.rep}",
            key=f"jump-{entry.id}-{report.shot}",
        )
    upright = report.clip.height_px > report.clip.width_px
    video, what = st.columns([1, 2] if upright else [3, 1], gap="medium")
    start_s = max(0.0, rep.start_s - _LEAD_IN_S) if rep else 0.0
    with video:
        st.video(
            str(entry.drawing.clip.result),
            start_time=start_s,
            muted=True,  # it has no sound, and browsers start only muted videos by themselves
            width=_compute_width(report),
            autoplay=rep is not None,
            alt="The clip with skeleton, sides and grades drawn on it. The table holds the same findings.",
        )
    with what:
        st.markdown(_describe_rep(rep) if rep else "Choose a rep to jump to it.")


def _compute_width(report: SetReport) -> int:
    """px: the whole frame should fit on a laptop's screen."""
    clip = report.clip
    return round(_HIGHEST_PX * max(clip.width_px / clip.height_px, _NARROWEST))


def _describe_rep(rep: RepReport) -> str:
    remarks = "; ".join([*rep.reasons, *report_text.describe_flags(rep)])
    nothing = f"Nothing beyond {THRESHOLD_PCT:g} %."
    return (
        f"**Rep {rep.rep}: {value_text.GRADE_SYMBOL[rep.grade]} {GRADE_WORD[rep.grade]}**\n\n"
        f"{report_text.make_sentence(remarks) if remarks else nothing}\n\n"
        f"From {rep.start_s:.1f} s to {rep.end_s:.1f} s, deepest at {rep.bottom_s:.1f} s. "
        f"Down {rep.down_s:.1f} s, up {rep.up_s:.1f} s."
    )
