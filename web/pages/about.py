"""How to film, what is measured, what it cannot say, and where a clip goes."""

import streamlit as st

from analysis.quantities.definitions import QUANTITIES
from services.package_info import read_version

_FILM = (
    ("Straight on", "From the front or from behind, not at an angle: more than 8° aside costs the knees."),
    ("Hip height", "Phone on a bench or a box, upright and level, three to four metres away."),
    ("All of you", "Head and feet in the picture the whole time, filling about two thirds of its height."),
    ("Stand still first", "One second of quiet standing before the first rep, arms as in the reps."),
    ("Light and clothes", "Light from your front, nothing long or loose over hips and knees."),
    ("Alone", "Other people in the background are recognised, but film alone for surer numbers."),
)
_LIMITS = (
    "The 15 % rule is the article's rule. It says nothing about injury risk, force or muscle activation.",
    "One camera, healthy adults, not validated against motion capture.",
    "Loose clothing, plates and racks hide the hips.",
    "Hip rotation of one rep is the least certain number on the page.",
)
_PRIVACY = (
    "The page runs on this computer and talks to nobody else: no account, no statistics, no request to any "
    "other host.",
    "A live check looks at the camera's pictures on this computer and forgets them; only where the joints "
    "were is kept, until you close the page.",
    "An uploaded clip lies in a temporary folder of your session. Nobody else's session sees it.",
    "Close the page and the clip, its track and everything made of it are deleted within a minute. The same "
    "happens when the program stops.",
    "What you save to the history stays on this computer until you delete it there: numbers and the tracked "
    "pose, the video only where you ask for it.",
    "Load, unit and pose model are remembered as long as the page is open, and nothing after that.",
)


def show() -> None:
    st.html("<h1>How it works</h1>")
    st.subheader("How to film", anchor=False)
    steps = "".join(f"<li><strong>{title}</strong><br>{text}</li>" for title, text in _FILM)
    st.html(f'<ol class="er-steps">{steps}</ol>')
    st.subheader("What is measured", anchor=False)
    st.markdown(
        "A rep is **uneven** when one of these is beyond 15 % to one side, taken over the deeper half of the "
        "rep against your own quiet standing. Every value comes with its 95 % interval."
    )
    for info in QUANTITIES.values():
        st.markdown(f"- **{info.label}**: {info.definition}. 15 % means {info.at_threshold}.")
    st.subheader("What it cannot say", anchor=False)
    for limit in _LIMITS:
        st.markdown(f"- {limit}")
    st.subheader("Where your clip goes", anchor=False)
    for promise in _PRIVACY:
        st.markdown(f"- {promise}")
    st.caption(f"EvenRep {read_version()}, Apache License 2.0.")
