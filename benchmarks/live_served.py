"""The app for `benchmarks.live_browser`: it also shows the number of the newest frame that was processed.

Everything else is as in `tests/fixtures/browser/live_served.py`.
"""

import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.barcode import read_number
from reporting import live_text
from services import analysis as analysis_service
from web.live import board as live_board

ROOT = Path(__file__).resolve().parents[1]
LATEST: dict[str, int] = analysis_service.__dict__.setdefault("latest_frame", {})
"""Streamlit runs this file anew for every redraw; the number must be the same for all of them."""


def open_reporting_session(settings: Any) -> Any:
    """A session that notes the number in each processed frame."""
    session = really_open(settings)
    really_push = session.push_frame

    def push_and_note_number(frame: Any, time_s: float) -> Any:
        before = session.state.figures.processed
        state = really_push(frame, time_s)
        number = read_number(frame)
        if state.figures.processed > before and number is not None:
            LATEST["number"] = number
        return state

    session.push_frame = push_and_note_number
    return session


def describe_figures_with_frame(figures: Any) -> str:
    return f"{really_say(replace(figures, testing=False))} [frame {LATEST.get('number', -1)}]"


if not hasattr(analysis_service, "before_benchmark"):
    analysis_service.before_benchmark = (analysis_service.open_live_session, live_text.describe_figures)  # type: ignore[attr-defined]
really_open, really_say = analysis_service.before_benchmark  # type: ignore[attr-defined]
analysis_service.open_live_session = open_reporting_session
live_text.describe_figures = describe_figures_with_frame
assert live_board.live_text is live_text
runpy.run_path(str(ROOT / "tests" / "fixtures" / "browser" / "live_served.py"))
