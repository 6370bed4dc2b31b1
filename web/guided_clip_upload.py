"""A clip for one guided test: uploaded, tracked in the background, and deleted as soon as it is tracked."""

import os
from typing import TYPE_CHECKING

import streamlit as st

from web.errors import error_message, escape_markdown
from web.jobs.folders import remove_folder
from web.jobs.pool import JobState
from web.jobs.sets import SetEntry, collect_reading
from web.jobs.uploads import EXTENSIONS, save_upload
from web.result.wait import show_reading_progress
from web.state import TabSession

if TYPE_CHECKING:
    from analysis.pose.track import Recording

LIMIT_VARIABLE = "EVENREP_MAX_UPLOAD_MB"
PRIVACY = (
    "The clip is deleted from this computer's temporary folder as soon as it is analysed. Only what you save "
    "below goes into the history: numbers, no images."
)


def read_upload_limit_mb() -> int:
    """EVENREP_MAX_UPLOAD_MB, or what .streamlit/config.toml says."""
    text = os.environ.get(LIMIT_VARIABLE, "").strip()
    return int(text) if text.isdigit() and int(text) else int(st.get_option("server.maxUploadSize"))


def ask_test_clip(session: TabSession, place: str, how_to_film: str) -> SetEntry | None:
    """Asks for a clip and shows the progress; returns the entry with its recording once there is one.

    place        which test of which page: each has a clip of its own, until it is used or replaced
    how_to_film  in a sentence
    """
    entry = session.test_clips.get(place)
    if entry is None:
        _show_uploader(session, place, how_to_film)
        return None
    collect_reading(entry, session.cache)
    match entry.state:
        case JobState.QUEUED | JobState.RUNNING:
            st.markdown(f"**{escape_markdown(entry.clip.name)}**")
            show_reading_progress(entry, session)
            return None
        case JobState.DONE:
            # The track is all that is needed from here on, as the sentence under the field promises.
            remove_folder(entry.clip.path.parent)
            return entry
    remove_folder(entry.clip.path.parent)
    error = entry.job.error if entry.job else None
    if error is None:
        st.info("Stopped. Nothing was counted.")
    else:
        st.error(f"{escape_markdown(entry.clip.name)}: {error_message(error)}", icon=":material/error:")
    show_another_clip_button(session, place)
    return None


def show_another_clip_button(session: TabSession, place: str) -> None:
    """A button that forgets this clip and asks for the next."""
    if st.button("Choose another clip", key=f"another-{place}", icon=":material/refresh:"):
        forget_clip(session, place)
        st.rerun()


def forget_clip(session: TabSession, place: str) -> None:
    """Forgets the clip and its track; the track may stay in the session's cache."""
    entry = session.test_clips.pop(place, None)
    if entry is None:
        return
    if entry.job is not None:
        session.app.reading_pool.cancel_job(entry.job)
    remove_folder(entry.clip.path.parent)


def get_recording(entry: SetEntry) -> "Recording":
    """The recording of an entry that `ask_test_clip` returned."""
    assert entry.recording is not None
    return entry.recording


def _show_uploader(session: TabSession, place: str, how_to_film: str) -> None:
    # The uploader cannot be emptied by the program: a new key makes a new, empty one.
    turn = f"_test-turn-{place}"
    count = st.session_state.setdefault(turn, 0)
    st.markdown(escape_markdown(how_to_film))
    file = st.file_uploader(
        "Drop one clip here, or choose it",
        type=list(EXTENSIONS),
        key=f"test-{place}-{count}",
        max_upload_size=read_upload_limit_mb(),
    )
    st.caption(PRIVACY)
    if file is None:
        return
    entry = SetEntry(save_upload(file, file.name, session.folder))
    session.forget_upload(file.file_id)
    session.test_clips[place] = entry
    session.read_set(entry)
    st.session_state[turn] = count + 1
    st.rerun()
