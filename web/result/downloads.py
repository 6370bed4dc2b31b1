"""Downloads: the report, the annotated clip, the numbers."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from analysis.report.types import SetReport
from web.jobs.pool import JobState
from web.jobs.sets import SetEntry
from web.result.exports import Export, list_report_exports, list_table_exports, make_download_name

_LONGEST_NOTE = 600


def show_download_section(entry: SetEntry, reports: Sequence[SetReport]) -> None:
    """A button per file; a file is made when its button is pressed, so that the page never waits for it."""
    st.subheader("Download", anchor=False)
    with st.expander("Name and note on the report (optional)", icon=":material/edit_note:"):
        lifter = st.text_input("Lifter", key=f"lifter-{entry.id}", max_chars=80)
        note = st.text_area("Note", key=f"note-{entry.id}", max_chars=_LONGEST_NOTE)
        st.caption("They appear only in the PDF and the web page, and are saved nowhere else.")
    with st.container(horizontal=True):
        for export in list_report_exports(entry, reports, lifter, note):
            _show_download_button(entry, export, primary=export.end.endswith(".pdf"))
        if entry.video is not None:
            _show_clip_button(entry)
    with st.container(horizontal=True):
        for export in list_table_exports(reports):
            _show_download_button(entry, export)


def _show_download_button(entry: SetEntry, export: Export, primary: bool = False) -> None:
    st.download_button(
        export.label,
        export.make,
        make_download_name(entry.clip.stem, export.end),
        export.mime,
        key=f"download-{export.end}-{entry.id}",
        help=export.help,
        on_click="ignore",  # a download must not run the whole page again
        icon=":material/download:",
        type="primary" if primary else "secondary",
    )


def _show_clip_button(entry: SetEntry) -> None:
    if entry.video is None:
        return
    job = entry.drawing.clip
    made: Path | None = job.result if job is not None and job.state is JobState.DONE else None
    st.download_button(
        "Annotated clip",
        made.read_bytes if made else b"",  # a disabled button needs data as well
        make_download_name(entry.clip.stem, "-overlay.mp4"),
        "video/mp4",
        key=f"download-clip-{entry.id}",
        help="The clip with the findings drawn on it." if made else "Still being drawn.",
        on_click="ignore",
        icon=":material/download:",
        disabled=made is None,
    )
