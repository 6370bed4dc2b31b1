"""The web app's entry point: page settings, style and navigation. Run it with `make app`."""

import streamlit as st

from web.navigation import PageInfo, run_navigation
from web.styles import ICON, apply_styles

st.set_page_config(page_title="EvenRep", page_icon=str(ICON), layout="wide")
apply_styles()
run_navigation(
    (
        PageInfo("check", "Check a set", ":material/videocam:"),
        PageInfo("live", "Live", ":material/sensors:"),
        PageInfo("result", "Result", ":material/fact_check:"),
        PageInfo("compare", "Compare", ":material/compare_arrows:"),
        PageInfo("history", "History", ":material/history:"),
        PageInfo("today", "Today", ":material/today:"),
        PageInfo("drills", "Light drills", ":material/fitness_center:", listed=False),
        PageInfo("mobility", "Hip mobility", ":material/straighten:", listed=False),
        PageInfo("progress", "Progress", ":material/trending_up:"),
        PageInfo("about", "How it works", ":material/help:"),
    )
)
