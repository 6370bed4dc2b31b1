"""The one style sheet of the page, for what Streamlit does not dress itself."""

from pathlib import Path

import streamlit as st

SHEET = Path(__file__).with_name("styles.css")
ICON = Path(__file__).with_name("icon.png")
"""A file of ours: an icon by name would be fetched from another host."""


def apply_styles() -> None:
    """At the start of every page."""
    st.html(SHEET)
