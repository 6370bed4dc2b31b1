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

from ui.cache import TrackCache
from ui.folders import Folders, remove
from ui.intake import Clip
from ui.jobs import Job, Pool, workers_from_environment
from ui.live_places import Places, places_from_environment
from ui.live_run import LiveRun
from ui.sets import Drawing, SetEntry, draw, settle, start_reading

if TYPE_CHECKING:
    from vision.first_look import FirstLook

_KEY = "_evenrep"


@dataclass(eq=False)
class Shop:
    """One per program: workers that read clips, one that draws clips, one for quick pictures, the folders,
    and places for live checks."""

    reading: Pool
    drawing: Pool
    looking: Pool
    folders: Folders
    live: Places = field(default_factory=lambda: Places(1))
    sessions: "weakref.WeakValueDictionary[str, Session]" = field(default_factory=weakref.WeakValueDictionary)

    @property
    def pools(self) -> tuple[Pool, ...]:
        return (self.reading, self.drawing, self.looking)

    def end(self, session_id: str) -> None:
        """The page was closed: its jobs stop, what it knew is forgotten, also by Streamlit."""
        for pool in self.pools:
            pool.cancel_all(session_id)
        if (gone := self.sessions.pop(session_id, None)) is not None:
            gone.forget()
        close_session(session_id)

    def leave(self, session_id: str, folder: Path) -> None:
        """Streamlit has let go of a session."""
        for pool in self.pools:
            pool.cancel_all(session_id)
        remove(folder)


@dataclass(eq=False)
class Session:
    """All of one tab; soon after the tab is closed, its folder goes and its jobs stop.

    dropped     clips that are not yet sets, by their id
    test_clips  clips of guided tests (drills, hip mobility), by the place that asked for them
    live        the live check of this tab, while its page is open
    looks       first looks at clips, by their id
    lifter      id of the one whose history is used, once chosen
    """

    id: str
    folder: Path
    shop: Shop
    sets: dict[str, SetEntry] = field(default_factory=dict)
    dropped: dict[str, Clip] = field(default_factory=dict)
    test_clips: dict[str, SetEntry] = field(default_factory=dict)
    looks: "dict[str, Job[FirstLook]]" = field(default_factory=dict)
    cache: TrackCache = field(default_factory=TrackCache)
    chosen: str | None = None
    live: LiveRun | None = None
    lifter: str | None = None

    def forget(self) -> None:
        """Everything that was ever dropped here, and what was made of it. A live check ends."""
        if self.live is not None:
            self.live.end()
            self.live = None
        self.sets.clear()
        self.dropped.clear()
        self.test_clips.clear()
        self.looks.clear()
        self.cache = TrackCache()
        remove(self.folder)

    def forget_upload(self, file_id: str) -> None:
        """It is on disk now: Streamlit need not keep it in memory as well."""
        uploads = get_instance().uploaded_file_mgr if exists() else None
        if isinstance(uploads, MemoryUploadedFileManager):
            uploads.remove_file(self.id, file_id)

    def add(self, entry: SetEntry) -> None:
        """Puts the set into the queue and makes it the one that is shown."""
        self.sets[entry.id] = entry
        self.chosen = entry.id
        self.read(entry)

    def keep(self, entry: SetEntry) -> None:
        """A set that is read already becomes the one that is shown."""
        self.sets[entry.id] = entry
        self.chosen = entry.id

    def read(self, entry: SetEntry) -> None:
        """Reads the clip, or takes the track out of the cache."""
        start_reading(entry, self.shop.reading, self.cache, self.id)

    def draw(self, entry: SetEntry, shot: int) -> Drawing:
        """The pictures of a result, made in the background."""
        return draw(entry, shot, self.id, self.folder, self.shop.looking, self.shop.drawing)

    def settle(self) -> None:
        """Takes over what has been read since the page was last drawn."""
        for entry in self.sets.values():
            settle(entry, self.cache)

    def remove(self, entry: SetEntry) -> None:
        """The set, its clip and what was made of it."""
        jobs: list[Job[Any] | None] = [entry.job, entry.drawing.clip, entry.drawing.stills]
        for job in filter(None, jobs):
            for pool in self.shop.pools:
                pool.cancel(job)
        self.sets.pop(entry.id, None)
        self.looks.pop(entry.id, None)
        if self.folder in entry.clip.path.parents:
            remove(entry.clip.path.parent)
        for drawn in self.folder.glob(f"{entry.id}-*"):
            drawn.unlink(missing_ok=True)
        self.chosen = next(reversed(self.sets), None)


@st.cache_resource(show_spinner=False)
def shop() -> Shop:
    """Made at the first visit."""
    folders = Folders()
    reading = Pool(workers_from_environment(), "evenrep-read")
    made = Shop(reading, Pool(1, "evenrep-draw"), Pool(1, "evenrep-look"), folders, places_from_environment())
    atexit.register(made.live.close)
    grace_s = max(1.0, float(st.get_option("server.disconnectedSessionTTL")) - 2.0)
    folders.start_janitor(_is_alive, made.end, grace_s)
    return made


def session() -> Session:
    """This tab's own."""
    found = st.session_state.get(_KEY)
    if found is None:
        context = get_script_run_ctx()
        session_id = context.session_id if context else "session"
        everybody = shop()
        folder = everybody.folders.new(session_id)
        found = Session(session_id, folder, everybody)
        everybody.sessions[session_id] = found
        weakref.finalize(found, everybody.leave, session_id, folder)
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
