"""How to film, what is measured, its limits, and where a clip goes."""

import streamlit as st

from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT
from services.package_info import read_version
from web.html_components import render_intro, render_steps

_FILM = (
    ("Straight on", "From the front or from behind. More than 8° off-axis, and the knees cannot be graded."),
    ("Hip height", "Phone on a bench or a box, upright and level, three to four metres away."),
    ("All of you", "Head and feet always in view. You fill about two thirds of the image's height."),
    ("Stand still first", "One second of quiet standing before the first rep, arms as in the reps."),
    ("Light and clothes", "Light from the front. Nothing long or loose over hips and knees."),
    ("Alone", "Other people in the background are recognised, but the numbers are surer without them."),
)
_LIMITS = (
    "The 15 % rule comes from the glute-imbalance article (docs/sources.md in the source code). It says "
    "nothing about injury risk, force or muscle activation.",
    "One camera, healthy adults, not validated against motion capture.",
    "Loose clothing, plates and racks hide the hips.",
    "Hip rotation of one rep is the least certain number on the page.",
)
_PRIVACY = (
    "The page runs on this computer and talks to no other: no account, no statistics, no outside requests.",
    "A live check measures the camera's frames on this computer and deletes each at once. Only the positions "
    "of the joints stay in memory, until you close the page.",
    "An uploaded clip is stored in a temporary folder of your session. No other session sees it.",
    "Close the page, and the clip, its track and everything made from it are deleted within a minute. The "
    "same happens when the program stops.",
    "What you save to the history stays on this computer until you delete it there: numbers and the tracked "
    "pose, and the video only if you ask for it.",
    "Load, unit and pose model are remembered while the page is open, and no longer.",
)


def show() -> None:
    st.html(render_intro("How it works"))
    st.subheader("How to film", anchor=False)
    st.html(render_steps(_FILM, ordered=True))
    st.subheader("What is measured", anchor=False)
    st.markdown(
        f"A rep is **uneven** when one of these quantities is beyond {THRESHOLD_PCT:g} % to one side. Each "
        "is taken over the deeper half of the rep and compared with your own quiet standing, and comes with "
        "its 95 % interval."
    )
    for info in QUANTITIES.values():
        st.markdown(f"- **{info.label}**: {info.definition}. {THRESHOLD_PCT:g} % means {info.at_threshold}.")
    st.subheader("Limits", anchor=False)
    for limit in _LIMITS:
        st.markdown(f"- {limit}")
    st.subheader("Where your clip goes", anchor=False)
    for promise in _PRIVACY:
        st.markdown(f"- {promise}")
    st.caption(f"EvenRep {read_version()}, Apache License 2.0.")
