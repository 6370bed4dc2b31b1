"""The app for tests of the live page: camera and program find each other by 127.0.0.1, which they otherwise
never offer, so that it works in a network namespace that has nothing else. Notes open and close of sessions.

`streamlit run tests/browser/live_served.py`. With EVENREP_KNOWN_POSES the pose model is one that knows its
film by heart (`known_film.py`), every frame that arrives is read, and how many arrive does not count.
"""

import os
import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

import aioice.ice

from ui import web_engine

ROOT = Path(__file__).resolve().parents[2]


def note(what: str) -> None:
    with (Path(os.environ["TMPDIR"]) / "live-notes.txt").open("a") as notes:
        notes.write(f"{what}\n")


def opened(settings: Any) -> Any:
    """The real session, with the model that is wanted."""
    poses = os.environ.get("EVENREP_KNOWN_POSES")
    if poses is None:
        return really_open(settings)
    from tests.browser.known_film import KnownFilm
    from ui.calibration import load_shipped_stages
    from vision.live import LiveOptions, LiveSession
    from vision.live_feed import Outside

    backend = KnownFilm.load(Path(poses)).backend
    stages = load_shipped_stages()
    lenient = replace(stages.camera, min_frame_rate=1.0, max_unseen_share=1.0)
    return LiveSession(
        settings,
        LiveOptions(real_time=False),
        stages=replace(stages, camera=lenient),
        outside=Outside(lambda model: backend),
    )


def noted(settings: Any) -> Any:
    """The session; it says when it is closed, once."""
    session = opened(settings)
    really_close, closed = session.close, []

    def close() -> None:
        really_close()
        if not closed:
            closed.append(True)
            note("closed")

    session.close = close
    note("opened")
    return session


if not hasattr(web_engine, "really_open_live"):
    web_engine.really_open_live = web_engine.open_live  # type: ignore[attr-defined]
really_open = web_engine.really_open_live  # type: ignore[attr-defined]
web_engine.open_live = noted
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]
runpy.run_path(str(ROOT / "app.py"))
