"""The app for tests of the live page: camera and program find each other by 127.0.0.1, which they otherwise
never offer, so that it works in a network namespace that has nothing else. Notes open and close of sessions.

`streamlit run tests/browser/live_served.py`.
"""

import os
import runpy
from pathlib import Path
from typing import Any

import aioice.ice

from ui import web_engine

ROOT = Path(__file__).resolve().parents[2]


def note(what: str) -> None:
    with (Path(os.environ["TMPDIR"]) / "live-notes.txt").open("a") as notes:
        notes.write(f"{what}\n")


def noted(settings: Any) -> Any:
    """The real session; it says when it is closed, once."""
    session = really_open(settings)
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
