"""What a person chooses before a live set."""

from dataclasses import dataclass

import streamlit as st

from analysis.settings import SetSettings
from web.options import ask_load_settings


@dataclass(frozen=True)
class LiveChoices:
    """settings are the set's; the rest is how the page shows it.

    mirrored  the picture is shown as in a mirror; it is never measured so
    feedback  False: verdicts only after the set
    """

    settings: SetSettings
    mirrored: bool = True
    sound: bool = True
    speech: bool = True
    feedback: bool = True


def ask_live_choices(begun: bool) -> LiveChoices:
    """Widgets -> one value. Sound, speech and the mirror may change during the set; the rest not."""
    with st.container(horizontal=True):
        sound = _ask_toggle("Sound", "sound", True, "One sound for an even rep, another for an uneven one.")
        speech = _ask_toggle(
            "Speech", "speech", True, "The side and the fault, said aloud by a voice of this computer."
        )
        mirrored = _ask_toggle(
            "Show as in a mirror", "mirror", True, "Only the picture on this page; the measuring is the same."
        )
        feedback = not _ask_toggle(
            "No feedback during the set",
            "quiet",
            False,
            "Tests whether it works without help: verdicts only after the set.",
            begun,
        )
    if begun:
        return LiveChoices(SetSettings(), mirrored, sound, speech, feedback)
    with st.expander("Load, body mass (optional)", icon=":material/tune:"):
        settings = ask_load_settings()
    return LiveChoices(settings, mirrored, sound, speech, feedback)


def _ask_toggle(label: str, name: str, value: bool, help_: str, disabled: bool = False) -> bool:
    return st.toggle(
        label, value=value, key=f"live-{name}", help=help_, disabled=disabled, persist_state="session"
    )
