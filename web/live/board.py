"""The board of the live page: redraws itself several times a second from the run's newest state."""

from dataclasses import dataclass

import streamlit as st

from reporting import live_text
from reporting.live_text import Board
from vision.live.state import LivePhase, LiveState
from web.errors import escape_markdown, show_errors
from web.live.camera import CameraStatus
from web.live.html import render_board_html, render_guide_html
from web.live.run import LiveRun, LiveRunStage
from web.live.settings import LiveChoices
from web.live.slots import SILENT_S
from web.live.voice import play_cue

EVERY_S = 0.3
_BEFORE_SET = (LivePhase.SET_UP, LivePhase.HOLD_STILL)
_CAMERA_TROUBLE = {
    "denied": "The browser does not let this page use the camera. Press the camera or lock sign next to the "
    "address, allow the camera, then start again.",
    "none": "No camera was found. Plug one in, or open the laptop's camera shutter, then start again.",
    "busy": "The camera sends no video: another program seems to use it. Close that program, then start "
    "again.",
    "insecure": "The browser gives cameras only to safe addresses. Open the page as http://localhost on this "
    "computer, or serve it by https.",
}


def show_live_board(run: LiveRun, choices: LiveChoices, camera: CameraStatus) -> None:
    """Board, guide, buttons and voice: a fragment, so that the camera is not drawn again with each redraw."""
    # `was_over` is the state when the page was drawn: only a change since then draws the page again.
    st.fragment(show_errors(_show_board), run_every=EVERY_S)(run, choices, camera, run.over.is_set())


@dataclass(frozen=True)
class _BoardView:
    """What one redraw shows; large: during the set."""

    board: Board | None
    large: bool = False


def _show_board(run: LiveRun, choices: LiveChoices, camera: CameraStatus, was_over: bool) -> None:
    if run.over.is_set() and not was_over:
        st.rerun()  # the page decides what comes after a set
    state = run.state
    going = run.stage in (LiveRunStage.OPENING, LiveRunStage.RUNNING)
    cue = live_text.choose_cue(state, choices.feedback) if run.stage is LiveRunStage.RUNNING else None
    trouble = _CAMERA_TROUBLE.get(play_cue(cue, choices.sound, choices.speech, going, run.name))
    view = _choose_view(run, choices, camera)
    if view.board is not None:
        st.html(render_board_html(view.board, view.large))
    if run.stage is LiveRunStage.RUNNING and state is not None:
        (_show_guide if state.phase in _BEFORE_SET else _show_set_controls)(run, state, choices)
        st.caption(live_text.describe_figures(state.figures))
    if trouble and not going:
        st.error(trouble, icon=":material/no_photography:")


def _choose_view(run: LiveRun, choices: LiveChoices, camera: CameraStatus) -> _BoardView:
    if run.stage is LiveRunStage.WAITING:
        return _BoardView(live_text.WAITING if camera.signalling or camera.playing else None)
    if run.stage in (LiveRunStage.ENDING, LiveRunStage.OVER):
        return _BoardView(live_text.ENDING)
    if run.silent_s > SILENT_S:
        return _BoardView(live_text.SILENT, large=True)
    begun = run.state is not None and run.state.phase not in _BEFORE_SET
    return _BoardView(live_text.build_board(run.state, choices.feedback), large=begun)


def _show_guide(_run: LiveRun, state: LiveState, _choices: LiveChoices) -> None:
    if later := render_guide_html(state.guide):
        st.html(later)


def _show_set_controls(run: LiveRun, state: LiveState, choices: LiveChoices) -> None:
    with st.container(horizontal=True):
        if st.button("End the set", key="live-end", icon=":material/stop:", type="primary"):
            run.end_run()
        if st.button("Stop: it hurts", key="live-pain", icon=":material/front_hand:"):
            run.end_run(pain=True)
    if choices.feedback and state.reps:
        st.markdown(f"So far: {live_text.format_tally(state)}.")
    for warning in state.warnings:
        st.caption(escape_markdown(warning))
