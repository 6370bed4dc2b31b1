"""Plays cues in the browser, and asks it whether the page may use the camera."""

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from reporting.live_text import Cue

SCRIPT = Path(__file__).with_name("voice.js")


def play_cue(cue: Cue | None, sound: bool, speech: bool, awake: bool, run: str) -> str:
    """Plays the cue, once. Returns what the browser reports about the camera.

    That is one of: granted, prompt, denied, none, busy, insecure, "" (not known yet).

    awake  keep the screen on
    run    name of the set: the same cue of another set is played again
    """
    named = {**asdict(cue), "id": f"{run}-{cue.id}"} if cue else None
    data = {"cue": named, "sound": sound, "speech": speech, "awake": awake}
    result = _register_component()(
        key="live-voice", data=data, default={"camera": ""}, on_camera_change=_on_change
    )
    return str(result.camera or "")


def is_page_at_rest() -> bool:
    """False until nothing redraws itself any more after a set: only then may another page be opened."""
    result = _register_component()(key="live-left", data={"leave": True}, on_left_change=_on_change)
    return bool(result.left)


@cache
def _register_component() -> Any:
    """Registered once for the program."""
    return st.components.v2.component("evenrep_live_voice", js=SCRIPT.read_text(encoding="utf-8"))


def _on_change() -> None:
    """Needed for the value to be reported at all; it is read where the component is shown."""
