"""The app for `benchmarks.live_browser`: it also tells the number of the newest frame that was looked at.

Everything else is as in `tests/browser/live_served.py`.
"""

import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.barcode import number_in
from ui import live_board, live_words, web_engine

ROOT = Path(__file__).resolve().parents[1]
LATEST: dict[str, int] = web_engine.__dict__.setdefault("latest_frame", {})
"""Streamlit runs this file anew for every redraw; the number must be the same for all of them."""


def reporting(settings: Any) -> Any:
    """A session that notes the number in each frame that was read."""
    session = really_open(settings)
    really_push = session.push

    def push(frame: Any, time_s: float) -> Any:
        before = session.state.figures.processed
        state = really_push(frame, time_s)
        number = number_in(frame)
        if state.figures.processed > before and number is not None:
            LATEST["number"] = number
        return state

    session.push = push
    return session


def figures_line(figures: Any) -> str:
    return f"{really_say(replace(figures, testing=False))} [frame {LATEST.get('number', -1)}]"


if not hasattr(web_engine, "before_benchmark"):
    web_engine.before_benchmark = (web_engine.open_live, live_words.figures_line)  # type: ignore[attr-defined]
really_open, really_say = web_engine.before_benchmark  # type: ignore[attr-defined]
web_engine.open_live = reporting
live_words.figures_line = figures_line
assert live_board.live_words is live_words
runpy.run_path(str(ROOT / "tests" / "browser" / "live_served.py"))
