"""The live check: stand in front of the camera, squat, and read each rep's verdict from where you stand."""

from pathlib import Path

import streamlit as st

from analysis.settings import SetSettings
from reporting import live_text
from services import analysis as analysis_service
from web.errors import error_message
from web.html_components import render_intro, render_steps
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
_MESSAGE_KEY = "_live_message"
_LEAD = (
    "Put the laptop or phone at hip height, step back until your whole body is in view, and squat. You see "
    "the verdict of each rep at once, large enough to read from three metres."
)
_STEPS = (
    ("Start the camera", "The page says what to change until your reps can be graded. Then stand still."),
    ("Do your set", "Every rep: even or uneven, which side, and when to end the set."),
    ("Read the result", "After the set: the same numbers and files as from a clip."),
)
_PRIVACY = (
    "The camera's frames go to the EvenRep program on this computer and nowhere else. Each is measured and "
    "deleted at once; only the positions of the joints stay in memory, until you close the page. Nothing is "
    "saved unless you save it."
)


def show() -> None:
    st.html(SHEET)
    session = get_session()
    run = session.live
    if run is not None and run.over.is_set() and run.recording is not None and run.error is None:
        _go_to_result(run, session)
        return
    # Always as many, in the same order: a camera that moves in the page is a new one to Streamlit.
    places = [st.container() for _ in range(4)]
    with places[0]:
        _show_head(session)
    with places[3]:
        choices = ask_live_choices(begun=run is not None and run.stage is not LiveRunStage.WAITING)
    run = _prepare_run(session, choices.settings)
    with places[2]:
        camera = live_camera.show_camera(run, choices.mirrored, False if run.over.is_set() else None)
        st.caption(_PRIVACY)
    # The camera has to be off before the next run: it would hand its frames to this one.
    if run.over.is_set() and not (camera.playing or camera.signalling):
        _handle_end(run, session)
        st.rerun()
    with places[1]:
        show_live_board(run, choices, camera)


def _prepare_run(session: TabSession, settings: SetSettings) -> LiveRun:
    """The run of this tab. It waits for the camera, and until that comes the settings may change."""
    if session.live is None:
        session.live = LiveRun(settings, analysis_service.open_live_session, session.app.live_slots)
    if session.live.stage is LiveRunStage.WAITING:
        session.live.settings = settings
    else:
        st.session_state.pop(_MESSAGE_KEY, None)
    return session.live


def _go_to_result(run: LiveRun, session: TabSession) -> None:
    """Removes the camera from the page, and goes to the result as soon as nothing redraws itself."""
    st.html(render_board_html(live_text.ENDING, large=True))
    if is_page_at_rest():
        add_live_set(run, session)
        session.live = None
        go_to_page("result")


def _show_head(session: TabSession) -> None:
    begun = session.live is not None and session.live.stage is not LiveRunStage.WAITING
    if begun:
        return
    st.html(render_intro("Live check", _LEAD))
    kind, message = st.session_state.get(_MESSAGE_KEY, ("", ""))
    if kind == "error":
        st.error(message, icon=":material/error:")
        if session.sets:
            show_page_link("result", "Results so far", ":material/fact_check:")
    elif message:
        st.info(message, icon=":material/info:")
    st.html(render_steps(_STEPS))


def _handle_end(run: LiveRun, session: TabSession) -> None:
    """After a run that gave no result or broke off: notes the message, and lets the next run begin."""
    session.live = None
    add_live_set(run, session)
    if run.error is not None:
        st.session_state[_MESSAGE_KEY] = ("error", error_message(run.error))
    elif run.camera_lost:
        st.session_state[_MESSAGE_KEY] = (
            "error",
            "The camera stopped sending video, so the set was ended. Plug it in again, close other programs "
            "that use it, then start again.",
        )
    elif run.frames:
        st.session_state[_MESSAGE_KEY] = ("info", "No rep was seen. You can start again at any time.")
