"""What one browser tab has: its folder, its sets, its cache. The pools are shared by all tabs."""

import atexit
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from web.jobs.cache import TrackCache
from web.jobs.folders import Folders, remove_folder
from web.jobs.pool import Job, Pool, read_worker_count
from web.jobs.sets import Drawing, SetEntry, collect_reading, draw_result_images, start_reading
from web.jobs.uploads import UploadedClip
from web.live.run import LiveRun
from web.live.slots import LiveSlots, make_live_slots

if TYPE_CHECKING:
    from vision.tracking.clip_preview import ClipPreview

_KEY = "_evenrep"


@dataclass(eq=False)
class AppState:
    """One per program, shared by all tabs.

    reading_pool  workers that track clips
    drawing_pool  one worker that draws annotated clips
    preview_pool  one worker for quick images: it must not wait behind a long clip
    folders       temporary folders
    live_slots    how many live checks may run at once
    sessions      weak: a session that Streamlit forgets is not kept alive from here
    """

    reading_pool: Pool
    drawing_pool: Pool
    preview_pool: Pool
    folders: Folders
    live_slots: LiveSlots = field(default_factory=lambda: LiveSlots(1))
    sessions: "weakref.WeakValueDictionary[str, TabSession]" = field(
        default_factory=weakref.WeakValueDictionary
    )

    @property
    def pools(self) -> tuple[Pool, ...]:
        return (self.reading_pool, self.drawing_pool, self.preview_pool)

    def end_session(self, session_id: str) -> None:
        """The page was closed: its jobs stop, and its data is forgotten, by Streamlit too."""
        for pool in self.pools:
            pool.cancel_all(session_id)
        if (closed := self.sessions.pop(session_id, None)) is not None:
            closed.forget_all()
        close_session(session_id)

    def release_session(self, session_id: str, folder: Path) -> None:
        """Streamlit has forgotten a session."""
        for pool in self.pools:
            pool.cancel_all(session_id)
        remove_folder(folder)


@dataclass(eq=False)
class TabSession:
    """Everything of one tab; soon after the tab is closed, its folder is deleted and its jobs stop.

    sets        by id, in the order in which they were added
    dropped     clips that are not yet sets, by id
    test_clips  clips of guided tests (drills, hip mobility), by the place that asked for them
    previews    jobs that make the previews of clips, by the clip's id
    chosen      id of the set that is shown
    live        the live check of this tab, while its page is open
    lifter      id of the lifter whose history is used, once chosen
    """

    id: str
    folder: Path
    app: AppState
    sets: dict[str, SetEntry] = field(default_factory=dict)
    dropped: dict[str, UploadedClip] = field(default_factory=dict)
    test_clips: dict[str, SetEntry] = field(default_factory=dict)
    previews: "dict[str, Job[ClipPreview]]" = field(default_factory=dict)
    cache: TrackCache = field(default_factory=TrackCache)
    chosen: str | None = None
    live: LiveRun | None = None
    lifter: str | None = None

    def forget_all(self) -> None:
        """Forgets every clip of the tab and what was made from it. A live check ends."""
        if self.live is not None:
            self.live.end_run()
            self.live = None
        self.sets.clear()
        self.dropped.clear()
        self.test_clips.clear()
        self.previews.clear()
        self.cache = TrackCache()
        remove_folder(self.folder)

    def forget_upload(self, file_id: str) -> None:
        """It is on disk now: a copy in Streamlit's memory would cost a gigabyte for a large clip."""
        uploads = get_instance().uploaded_file_mgr if exists() else None
        if isinstance(uploads, MemoryUploadedFileManager):
            uploads.remove_file(self.id, file_id)

    def add_set(self, entry: SetEntry) -> None:
        """Adds a set that is yet to be tracked, and shows it."""
        self.sets[entry.id] = entry
        self.chosen = entry.id
        self.read_set(entry)

    def add_finished_set(self, entry: SetEntry) -> None:
        """Adds a set that has its recording, and shows it."""
        self.sets[entry.id] = entry
        self.chosen = entry.id

    def read_set(self, entry: SetEntry) -> None:
        """Puts the clip into the queue, or takes its track out of the cache."""
        start_reading(entry, self.app.reading_pool, self.cache, self.id)

    def draw_result(self, entry: SetEntry, shot: int) -> Drawing:
        """The images of a result, made in the background."""
        return draw_result_images(
            entry, shot, self.id, self.folder, self.app.preview_pool, self.app.drawing_pool
        )

    def collect_results(self) -> None:
        """Takes over the tracks that are finished since the page was last drawn."""
        for entry in self.sets.values():
            collect_reading(entry, self.cache)

    def remove_set(self, entry: SetEntry) -> None:
        """Removes the set, its clip and what was made from it."""
        jobs: list[Job[Any] | None] = [entry.job, entry.drawing.clip, entry.drawing.stills]
        # A job does not know its pool, and a pool ignores the jobs of others.
        for job in filter(None, jobs):
            for pool in self.app.pools:
                pool.cancel_job(job)
        self.sets.pop(entry.id, None)
        self.previews.pop(entry.id, None)
        # Samples are read where they are: only copies in our own folder are deleted.
        if self.folder in entry.clip.path.parents:
            remove_folder(entry.clip.path.parent)
        for drawn in self.folder.glob(f"{entry.id}-*"):
            drawn.unlink(missing_ok=True)
        self.chosen = next(reversed(self.sets), None)


@st.cache_resource(show_spinner=False)
def app_state() -> AppState:
    """The state of the program, made at the first visit."""
    folders = Folders()
    state = AppState(
        Pool(read_worker_count(), "evenrep-read"),
        Pool(1, "evenrep-draw"),
        Pool(1, "evenrep-preview"),
        folders,
        make_live_slots(),
    )
    atexit.register(state.live_slots.close)
    # Streamlit itself forgets a lost page after this time; we end the session shortly before it does.
    grace_s = max(1.0, float(st.get_option("server.disconnectedSessionTTL")) - 2.0)
    folders.start_janitor(_is_alive, state.end_session, grace_s)
    return state


def get_session() -> TabSession:
    """The session of this tab, made at its first run."""
    found = st.session_state.get(_KEY)
    if found is None:
        # No context outside a running app, as in a plain import of a page.
        context = get_script_run_ctx()
        session_id = context.session_id if context else "session"
        state = app_state()
        folder = state.folders.make_session_folder(session_id)
        found = TabSession(session_id, folder, state)
        state.sessions[session_id] = found
        # Streamlit drops a session without a word: this runs when nothing refers to it any more.
        weakref.finalize(found, state.release_session, session_id, folder)
        st.session_state[_KEY] = found
    return found


def _is_alive(session_id: str) -> bool:
    return not exists() or get_instance().is_active_session(session_id)


def close_session(session_id: str) -> None:
    """Makes Streamlit forget a session at once, with its uploads.

    By itself it holds a session that lost its page until another one does. Only Streamlit's own thread may
    close a session, and there is no public way onto that thread.
    """
    if not exists():
        return
    runtime = get_instance()
    loop = runtime._get_async_objs().eventloop
    loop.call_soon_threadsafe(runtime.close_session, session_id)
