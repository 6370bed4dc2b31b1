"""The live check: stand in front of the camera, squat, and read every rep's verdict from where you stand."""

from pathlib import Path

import streamlit as st

from analysis.settings import SetSettings
from reporting import live_text
from services import analysis as analysis_service
from web.errors import error_message
from web.live import camera as live_camera
from web.live.board import show_live_board
from web.live.html import render_board_html
from web.live.result import add_live_set
from web.live.run import LiveRun, LiveRunStage
from web.live.settings import ask_live_choices
from web.live.voice import is_page_at_rest
from web.navigation import go_to_page, show_page_link
from web.state import TabSession, get_session

SHEET = Path(__file__).parents[1] / "live" / "live.css"
_SAID = "_live_said"
_LEAD = (
    "Put the laptop or phone at hip height, step back until your whole body is in the picture, and squat. "
    "Each rep gets its verdict at once, large enough to read from three metres."
)
_STEPS = (
    ("Start the camera", "The page says what to change until the picture can be graded. Then stand still."),
    ("Do your set", "Every rep: even or not, which side, and when to end the set."),
    ("Read the result", "The same numbers and files as of a clip, once the set is over."),
)
_PRIVACY = (
    "The camera's pictures go to the EvenRep program on this computer and nowhere else. Each is looked at "
    "and forgotten; only the positions of the joints are kept, until you close the page. Nothing is saved "
    "unless you save it."
)


def show() -> None:
    st.html(SHEET)
    here = get_session()
    run = here.live
    if run is not None and run.over.is_set() and run.recording is not None and run.error is None:
        _go_to_result(run, here)
        return
    places = [st.container() for _ in range(4)]  # always as many: the camera must not move in the page
    with places[0]:
        _show_head(here)
    with places[3]:
        choices = ask_live_choices(begun=run is not None and run.stage is not LiveRunStage.WAITING)
    run = _prepare_run(here, choices.settings)
    with places[2]:
        seen = live_camera.show_camera(run, choices.mirrored, False if run.over.is_set() else None)
        st.caption(_PRIVACY)
    if run.over.is_set() and not (seen.playing or seen.signalling):
        _handle_end(run, here)
        st.rerun()
    with places[1]:
        show_live_board(run, choices, seen)


def _prepare_run(here: TabSession, settings: SetSettings) -> LiveRun:
    """The run of this tab; a new one waits for the camera. Until that comes the settings may change."""
    if here.live is None:
        here.live = LiveRun(settings, analysis_service.open_live_session, here.shop.live)
    if here.live.stage is LiveRunStage.WAITING:
        here.live.settings = settings
    else:
        st.session_state.pop(_SAID, None)
    return here.live


def _go_to_result(run: LiveRun, here: TabSession) -> None:
    """The camera goes with its place in the page; the result comes as soon as the page is at rest."""
    st.html(render_board_html(live_text.ENDING, large=True))
    if is_page_at_rest():
        add_live_set(run, here)
        here.live = None
        go_to_page("result")


def _show_head(here: TabSession) -> None:
    begun = here.live is not None and here.live.stage is not LiveRunStage.WAITING
    if begun:
        return
    st.html(f'<h1>Live check</h1><p class="er-lead">{_LEAD}</p>')
    kind, said = st.session_state.get(_SAID, ("", ""))
    if kind == "error":
        st.error(said, icon=":material/error:")
        if here.sets:
            show_page_link("result", "The results so far", ":material/fact_check:")
    elif said:
        st.info(said, icon=":material/info:")
    steps = "".join(f"<li><strong>{title}</strong><br>{text}</li>" for title, text in _STEPS)
    st.html(f'<ul class="er-steps">{steps}</ul>')


def _handle_end(run: LiveRun, here: TabSession) -> None:
    """What is to be said after a run that left no result or broke off; the next one starts from here."""
    here.live = None
    add_live_set(run, here)
    if run.error is not None:
        st.session_state[_SAID] = ("error", error_message(run.error))
    elif run.camera_lost:
        st.session_state[_SAID] = (
            "error",
            "No more pictures came from the camera, so it was let go of. Plug it in again, close other "
            "programs that use it, then start again.",
        )
    elif run.frames:
        st.session_state[_SAID] = ("info", "No rep was seen. Start again whenever you like.")
