"""What one browser tab has: its folder, its sets, its cache. The pools are everybody's."""

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
    """One per program: workers that read clips, one that draws clips, one for quick pictures, the folders,
    and places for live checks."""

    reading: Pool
    drawing: Pool
    looking: Pool
    folders: Folders
    live: LiveSlots = field(default_factory=lambda: LiveSlots(1))
    sessions: "weakref.WeakValueDictionary[str, TabSession]" = field(
        default_factory=weakref.WeakValueDictionary
    )

    @property
    def pools(self) -> tuple[Pool, ...]:
        return (self.reading, self.drawing, self.looking)

    def end_session(self, session_id: str) -> None:
        """The page was closed: its jobs stop, what it knew is forgotten, also by Streamlit."""
        for pool in self.pools:
            pool.cancel_all(session_id)
        if (gone := self.sessions.pop(session_id, None)) is not None:
            gone.forget_all()
        close_session(session_id)

    def release_session(self, session_id: str, folder: Path) -> None:
        """Streamlit has let go of a session."""
        for pool in self.pools:
            pool.cancel_all(session_id)
        remove_folder(folder)


@dataclass(eq=False)
class TabSession:
    """All of one tab; soon after the tab is closed, its folder goes and its jobs stop.

    dropped     clips that are not yet sets, by their id
    test_clips  clips of guided tests (drills, hip mobility), by the place that asked for them
    live        the live check of this tab, while its page is open
    looks       first looks at clips, by their id
    lifter      id of the one whose history is used, once chosen
    """

    id: str
    folder: Path
    shop: AppState
    sets: dict[str, SetEntry] = field(default_factory=dict)
    dropped: dict[str, UploadedClip] = field(default_factory=dict)
    test_clips: dict[str, SetEntry] = field(default_factory=dict)
    looks: "dict[str, Job[ClipPreview]]" = field(default_factory=dict)
    cache: TrackCache = field(default_factory=TrackCache)
    chosen: str | None = None
    live: LiveRun | None = None
    lifter: str | None = None

    def forget_all(self) -> None:
        """Everything that was ever dropped here, and what was made of it. A live check ends."""
        if self.live is not None:
            self.live.end_run()
            self.live = None
        self.sets.clear()
        self.dropped.clear()
        self.test_clips.clear()
        self.looks.clear()
        self.cache = TrackCache()
        remove_folder(self.folder)

    def forget_upload(self, file_id: str) -> None:
        """It is on disk now: Streamlit need not keep it in memory as well."""
        uploads = get_instance().uploaded_file_mgr if exists() else None
        if isinstance(uploads, MemoryUploadedFileManager):
            uploads.remove_file(self.id, file_id)

    def add_set(self, entry: SetEntry) -> None:
        """Puts the set into the queue and makes it the one that is shown."""
        self.sets[entry.id] = entry
        self.chosen = entry.id
        self.read_set(entry)

    def add_finished_set(self, entry: SetEntry) -> None:
        """A set that is read already becomes the one that is shown."""
        self.sets[entry.id] = entry
        self.chosen = entry.id

    def read_set(self, entry: SetEntry) -> None:
        """Reads the clip, or takes the track out of the cache."""
        start_reading(entry, self.shop.reading, self.cache, self.id)

    def draw_result(self, entry: SetEntry, shot: int) -> Drawing:
        """The pictures of a result, made in the background."""
        return draw_result_images(entry, shot, self.id, self.folder, self.shop.looking, self.shop.drawing)

    def collect_results(self) -> None:
        """Takes over what has been read since the page was last drawn."""
        for entry in self.sets.values():
            collect_reading(entry, self.cache)

    def remove_set(self, entry: SetEntry) -> None:
        """The set, its clip and what was made of it."""
        jobs: list[Job[Any] | None] = [entry.job, entry.drawing.clip, entry.drawing.stills]
        for job in filter(None, jobs):
            for pool in self.shop.pools:
                pool.cancel_job(job)
        self.sets.pop(entry.id, None)
        self.looks.pop(entry.id, None)
        if self.folder in entry.clip.path.parents:
            remove_folder(entry.clip.path.parent)
        for drawn in self.folder.glob(f"{entry.id}-*"):
            drawn.unlink(missing_ok=True)
        self.chosen = next(reversed(self.sets), None)


@st.cache_resource(show_spinner=False)
def app_state() -> AppState:
    """Made at the first visit."""
    folders = Folders()
    reading = Pool(read_worker_count(), "evenrep-read")
    made = AppState(reading, Pool(1, "evenrep-draw"), Pool(1, "evenrep-look"), folders, make_live_slots())
    atexit.register(made.live.close)
    grace_s = max(1.0, float(st.get_option("server.disconnectedSessionTTL")) - 2.0)
    folders.start_janitor(_is_alive, made.end_session, grace_s)
    return made


def get_session() -> TabSession:
    """This tab's own."""
    found = st.session_state.get(_KEY)
    if found is None:
        context = get_script_run_ctx()
        session_id = context.session_id if context else "session"
        everybody = app_state()
        folder = everybody.folders.make_session_folder(session_id)
        found = TabSession(session_id, folder, everybody)
        everybody.sessions[session_id] = found
        weakref.finalize(found, everybody.release_session, session_id, folder)
        st.session_state[_KEY] = found
    return found


def _is_alive(session_id: str) -> bool:
    return not exists() or get_instance().is_active_session(session_id)


def close_session(session_id: str) -> None:
    """Streamlit keeps a session that lost its page until another one does: its uploads and clips in memory.

    This has it let go at once. Only Streamlit's own thread may do so, and there is no public way onto it.
    """
    if not exists():
        return
    runtime = get_instance()
    loop = runtime._get_async_objs().eventloop
    loop.call_soon_threadsafe(runtime.close_session, session_id)
