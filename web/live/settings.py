"""What a person chooses before a live set."""

from dataclasses import dataclass

import streamlit as st

from analysis.settings import SetSettings
from web.options import ask_load_settings


@dataclass(frozen=True)
class LiveChoices:
    """settings are the set's; the rest is how the page shows it.

    mirrored  the image is shown as in a mirror; it is never measured so
    feedback  False: verdicts only after the set
    """

    settings: SetSettings
    mirrored: bool = True
    sound: bool = True
    speech: bool = True
    feedback: bool = True


def ask_live_choices(begun: bool) -> LiveChoices:
    """Widgets for all choices. Sound, speech and mirror may change during the set, the rest may not."""
    with st.container(horizontal=True):
        sound = _ask_toggle("Sound", "sound", True, "One sound for an even rep, another for an uneven one.")
        speech = _ask_toggle(
            "Speech", "speech", True, "A voice of this computer says the side and the fault."
        )
        mirrored = _ask_toggle(
            "Show as in a mirror", "mirror", True, "Changes only what you see, not what is measured."
        )
        feedback = not _ask_toggle(
            "No feedback during the set",
            "quiet",
            False,
            "Shows whether you stay even without help: grades come after the set.",
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
