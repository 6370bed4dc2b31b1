"""The live check: stand in front of the camera, squat, and read every rep's verdict from where you stand."""

from pathlib import Path

import streamlit as st

from analysis.settings import SetSettings
from ui import live_camera, live_words, web_engine
from ui.live_board import live_board
from ui.live_pieces import board_html
from ui.live_result import hand_over
from ui.live_run import LiveRun, Stage
from ui.live_settings import live_choices
from ui.live_voice import left
from ui.navigation import go, link
from ui.session import Session, session
from ui.shield import told

SHEET = Path(__file__).parents[1] / "live.css"
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
    here = session()
    run = here.live
    if run is not None and run.over.is_set() and run.recording is not None and run.error is None:
        _to_the_result(run, here)
        return
    places = [st.container() for _ in range(4)]  # always as many: the camera must not move in the page
    with places[0]:
        _head(here)
    with places[3]:
        choices = live_choices(begun=run is not None and run.stage is not Stage.WAITING)
    run = _run(here, choices.settings)
    with places[2]:
        seen = live_camera.camera(run, choices.mirrored, False if run.over.is_set() else None)
        st.caption(_PRIVACY)
    if run.over.is_set() and not (seen.playing or seen.signalling):
        _ended(run, here)
        st.rerun()
    with places[1]:
        live_board(run, choices, seen)


def _run(here: Session, settings: SetSettings) -> LiveRun:
    """The run of this tab; a new one waits for the camera. Until that comes the settings may change."""
    if here.live is None:
        here.live = LiveRun(settings, web_engine.open_live, here.shop.live)
    if here.live.stage is Stage.WAITING:
        here.live.settings = settings
    else:
        st.session_state.pop(_SAID, None)
    return here.live


def _to_the_result(run: LiveRun, here: Session) -> None:
    """The camera goes with its place in the page; the result comes as soon as the page is at rest."""
    st.html(board_html(live_words.ENDING, large=True))
    if left():
        hand_over(run, here)
        here.live = None
        go("result")


def _head(here: Session) -> None:
    begun = here.live is not None and here.live.stage is not Stage.WAITING
    if begun:
        return
    st.html(f'<h1>Live check</h1><p class="er-lead">{_LEAD}</p>')
    kind, said = st.session_state.get(_SAID, ("", ""))
    if kind == "error":
        st.error(said, icon=":material/error:")
        if here.sets:
            link("result", "The results so far", ":material/fact_check:")
    elif said:
        st.info(said, icon=":material/info:")
    steps = "".join(f"<li><strong>{title}</strong><br>{text}</li>" for title, text in _STEPS)
    st.html(f'<ul class="er-steps">{steps}</ul>')


def _ended(run: LiveRun, here: Session) -> None:
    """What is to be said after a run that left no result or broke off; the next one starts from here."""
    here.live = None
    hand_over(run, here)
    if run.error is not None:
        st.session_state[_SAID] = ("error", told(run.error))
    elif run.camera_lost:
        st.session_state[_SAID] = (
            "error",
            "No more pictures came from the camera, so it was let go of. Plug it in again, close other "
            "programs that use it, then start again.",
        )
    elif run.frames:
        st.session_state[_SAID] = ("info", "No rep was seen. Start again whenever you like.")
