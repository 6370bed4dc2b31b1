"""The one style sheet of the pages, for what Streamlit's theme does not style."""

from pathlib import Path

import streamlit as st

# A file of ours: Streamlit would fetch an icon that is given by name from another host.
SHEET = Path(__file__).with_name("styles.css")
ICON = Path(__file__).with_name("icon.png")


def apply_styles() -> None:
    """Put the style sheet into the page; called at the start of every run of the script."""
    st.html(SHEET)
