"""What one browser tab has: its folder, its sets, its cache. The pools are everybody's."""

import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.cache import TrackCache
from ui.folders import Folders, remove
from ui.jobs import Job, Pool, workers_from_environment
from ui.sets import Drawing, SetEntry, draw, settle, start_reading

_KEY = "_evenrep"


@dataclass(eq=False)
class Shop:
    """One per program: workers that read clips, one that draws clips, one for quick pictures, the folders."""

    reading: Pool
    drawing: Pool
    looking: Pool
    folders: Folders

    @property
    def pools(self) -> tuple[Pool, ...]:
        return (self.reading, self.drawing, self.looking)

    def leave(self, owner: str, folder: Path) -> None:
        """A session has ended."""
        for pool in self.pools:
            pool.cancel_all(owner)
        remove(folder)


@dataclass(eq=False)
class Session:
    """All of one tab; when Streamlit lets go of it, its folder goes and its jobs stop."""

    id: str
    folder: Path
    shop: Shop
    sets: dict[str, SetEntry] = field(default_factory=dict)
    cache: TrackCache = field(default_factory=TrackCache)
    chosen: str | None = None

    def add(self, entry: SetEntry) -> None:
        """Puts the set into the queue and makes it the one that is shown."""
        self.sets[entry.id] = entry
        self.chosen = entry.id
        self.read(entry)

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
        if self.folder in entry.clip.path.parents:
            remove(entry.clip.path.parent)
        for drawn in self.folder.glob(f"{entry.id}-*"):
            drawn.unlink(missing_ok=True)
        self.chosen = next(reversed(self.sets), None)


@st.cache_resource(show_spinner=False)
def shop() -> Shop:
    """Made at the first visit."""
    folders = Folders()
    folders.start_janitor(_is_alive)
    reading = Pool(workers_from_environment(), "evenrep-read")
    return Shop(reading, Pool(1, "evenrep-draw"), Pool(1, "evenrep-look"), folders)


def session() -> Session:
    """This tab's own."""
    found = st.session_state.get(_KEY)
    if found is None:
        context = get_script_run_ctx()
        session_id = context.session_id if context else "session"
        everybody = shop()
        folder = everybody.folders.new(session_id)
        found = Session(session_id, folder, everybody)
        weakref.finalize(found, everybody.leave, session_id, folder)
        st.session_state[_KEY] = found
    return found


def _is_alive(session_id: str) -> bool:
    return not exists() or get_instance().is_active_session(session_id)
