"""The app under test: real pages, real analysis, clips that are a few bytes naming the lifter they show."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analysis.errors import Cancelled, NotAVideo
from analysis.landmarks import Side
from analysis.quantities import Quantity
from analysis.track import PoseTrack, Recording
from tests.builders import EVEN, Fault, Film, recording, squat
from tests.lift_builders import bridge, seated
from ui import web_engine
from ui.cache import compute_sha256
from ui.jobs import Job
from ui.session import TabSession, app_state
from ui.sets import SetEntry
from ui.web_engine import ReadingOptions
from vision.boxes import Box
from vision.first_look import ClipPreview, VisiblePerson
from vision.tracking import TrackingProgress

APP = Path(__file__).resolve().parents[2] / "app.py"
LONG_S = 60.0
LYING = Film(size_px=(1400, 1400), fps=15.0)
SHIFTED = Fault(lateral_shift=40.0)


def cut(first: PoseTrack, second: PoseTrack) -> PoseTrack:
    """Two shots in one clip."""
    later = second.time_s + first.time_s[-1] + 1 / 30
    names = ("image_px", "world_m", "visibility", "spread_px")
    joined = {name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in names}
    return first.replace_fields(
        time_s=np.concatenate([first.time_s, later]), cut_frames=(len(first),), **joined
    )


TRACKS: dict[bytes, PoseTrack] = {
    b"even": squat((EVEN,) * 5),
    b"shifted": squat((EVEN, EVEN, SHIFTED, SHIFTED, EVEN)),
    b"standing": squat(()),
    b"oblique": squat((EVEN,) * 3, Film(yaw_deg=35.0)),
    b"cut": cut(squat((EVEN,) * 2), squat((SHIFTED,) * 3)),
    b"bridges": bridge((Side.RIGHT,) * 3 + (Side.LEFT,), LYING),
    b"many": bridge((Side.RIGHT,) * 22, LYING),
    b"seated": seated({Side.LEFT: (40.0,) * 3, Side.RIGHT: (25.0,) * 3}, LYING),
}


class Engine:
    """Stands in for everything that needs a real clip; counts what it is asked for."""

    def __init__(self) -> None:
        self.read_with: list[ReadingOptions] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.people = 1

    def preview_clip(self, path: Path, job: Job[ClipPreview]) -> ClipPreview:
        if path.read_bytes() == b"text":
            raise NotAVideo(f"{path.name} is not a video. Choose the file that the phone recorded.")
        people = [
            VisiblePerson(Box(20 + 60 * i, 20, 60 + 60 * i, 110), np.full((33, 2), 50.0))
            for i in range(self.people)
        ]
        return ClipPreview(np.zeros((120, 160, 3), np.uint8), 0.0, (1.0, 1.0), tuple(people), 0, 12.0, 360)

    def track_clip_for_job(self, path: Path, reading: ReadingOptions, job: Job[Recording]) -> Recording:
        self.read_with.append(reading)
        job.report_progress(TrackingProgress(30, 120, 24.0, 4.0, "Reading the pose"))
        while not self.go_on.wait(0.01):
            if job.should_stop():
                raise Cancelled("Stopped.")
        content = path.read_bytes()
        if content == b"broken":
            raise RuntimeError("a fault of ours")
        if content not in TRACKS:
            raise NotAVideo(f"{path.name} is damaged. Copy it again from the phone.")
        made = recording(TRACKS[content], path.name)
        return replace(made, clip=replace(made.clip, sha256=compute_sha256(path)))

    def draw_clip(self, clip: Path, *args: object) -> Path:
        out: Path = args[2]  # type: ignore[assignment]
        out.write_bytes(b"drawn")
        return out

    def draw_stills(self, *args: object) -> dict[Quantity, np.ndarray]:
        return {Quantity.LATERAL_SHIFT: np.zeros((40, 30, 3), np.uint8)}


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The fake engine in place of the real one."""
    fake = Engine()
    for name in ("preview_clip", "track_clip_for_job", "draw_clip", "draw_stills"):
        monkeypatch.setattr(web_engine, name, getattr(fake, name))
    st.cache_resource.clear()
    yield fake
    fake.go_on.set()
    made = app_state()
    made.folders.close()
    for pool in made.pools:
        pool.close()
    st.cache_resource.clear()


@pytest.fixture
def app(engine: Engine) -> AppTest:
    """The start page, run once."""
    return AppTest.from_file(str(APP), default_timeout=LONG_S).run()


def here(app: AppTest) -> TabSession:
    found: TabSession = app.session_state["_evenrep"]
    return found


def shown(app: AppTest) -> str:
    """All that can be read on the page."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "error", "warning", "info")
    texts = [str(element.value) for kind in kinds for element in getattr(app, kind)]
    texts += [element.proto.body for element in app.get("html")]
    return "\n".join(texts)


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Uploads files and lets the page take them."""
    app.file_uploader[0].set_value([(name, content, "video/mp4") for name, content in files])
    return app.run()


def settled(app: AppTest) -> AppTest:
    """The page once every clip has been read and drawn."""
    for entry in list(here(app).sets.values()):
        for job in (entry.job,):
            assert job is None or job.ended.wait(LONG_S)
    return app.run()


def drawn(app: AppTest) -> AppTest:
    """The page once every picture is there, too."""
    for entry in here(app).sets.values():
        for job in (entry.drawing.stills, entry.drawing.clip):
            assert job is not None
            assert job.ended.wait(LONG_S)
    return app.run()


def checked(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """From the start page to the result."""
    drop(app, *files)
    app.button(key="start").click().run()
    return settled(app)


def only(app: AppTest) -> SetEntry:
    (entry,) = here(app).sets.values()
    return entry


def to_page(app: AppTest, name: str) -> AppTest:
    """Another page, as a click on the bar of pages would; AppTest itself knows only pages that are files."""
    path = "" if name == "check" else name
    pages = app._registered_pages
    app._page_hash = next(key for key, info in pages.items() if info.get("url_pathname") == path)
    app.run()
    app._page_hash = ""  # what the page itself does next decides
    return app
