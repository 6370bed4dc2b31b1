"""A clip for one guided test: dropped, read in the background, and deleted as soon as it is read."""

import os
from typing import TYPE_CHECKING

import streamlit as st

from ui.folders import remove
from ui.intake import EXTENSIONS, take_upload
from ui.jobs import State
from ui.result_wait import reading_progress
from ui.session import Session
from ui.sets import SetEntry, settle
from ui.shield import plain, told

if TYPE_CHECKING:
    from analysis.track import Recording

LIMIT_VARIABLE = "EVENREP_MAX_UPLOAD_MB"
KEPT_WORDS = (
    "The clip is deleted from this computer's temporary folder as soon as it is read. Only what you save "
    "below goes into the history: numbers, no picture."
)


def upload_limit_mb() -> int:
    """EVENREP_MAX_UPLOAD_MB, or what .streamlit/config.toml says."""
    text = os.environ.get(LIMIT_VARIABLE, "").strip()
    return int(text) if text.isdigit() and int(text) else int(st.get_option("server.maxUploadSize"))


def guided_clip(here: Session, place: str, film: str) -> SetEntry | None:
    """Asks for a clip, shows how far its reading is; the entry with its recording once there is one.

    place  which test of which page: each has a clip of its own, until it is used or replaced
    film   how to film it, in a sentence
    """
    entry = here.test_clips.get(place)
    if entry is None:
        _ask(here, place, film)
        return None
    settle(entry, here.cache)
    match entry.state:
        case State.QUEUED | State.RUNNING:
            st.markdown(f"**{plain(entry.clip.name)}**")
            reading_progress(entry, here)
            return None
        case State.DONE:
            remove(entry.clip.path.parent)
            return entry
    remove(entry.clip.path.parent)
    failed = entry.job.error if entry.job else None
    if failed is None:
        st.info("Stopped. Nothing was counted.")
    else:
        st.error(f"{plain(entry.clip.name)}: {told(failed)}", icon=":material/error:")
    another_clip(here, place)
    return None


def another_clip(here: Session, place: str) -> None:
    """A button that forgets this clip and asks for the next."""
    if st.button("Choose another clip", key=f"another-{place}", icon=":material/refresh:"):
        forget_clip(here, place)
        st.rerun()


def forget_clip(here: Session, place: str) -> None:
    """Its track goes, too, but for the cache of this session."""
    entry = here.test_clips.pop(place, None)
    if entry is None:
        return
    if entry.job is not None:
        here.shop.reading.cancel(entry.job)
    remove(entry.clip.path.parent)


def recording_of(entry: SetEntry) -> "Recording":
    """Of an entry that `guided_clip` returned."""
    assert entry.recording is not None
    return entry.recording


def _ask(here: Session, place: str, film: str) -> None:
    turn = f"_test-turn-{place}"
    count = st.session_state.setdefault(turn, 0)
    st.markdown(plain(film))
    file = st.file_uploader(
        "Drop one clip here, or choose it",
        type=list(EXTENSIONS),
        key=f"test-{place}-{count}",
        max_upload_size=upload_limit_mb(),
    )
    st.caption(KEPT_WORDS)
    if file is None:
        return
    entry = SetEntry(take_upload(file, file.name, here.folder))
    here.forget_upload(file.file_id)
    here.test_clips[place] = entry
    here.read(entry)
    st.session_state[turn] = count + 1
    st.rerun()
