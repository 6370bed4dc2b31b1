"""The guided timer of the holds: big digits and tones, made in the browser; what was held comes back once."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from services import programme

if TYPE_CHECKING:
    from coaching.plan.types import TimedStep

_FILES = Path(__file__).with_suffix("")

WORDS = {
    "idle": "Guided timer",
    "over": "All holds are done.",
    "stop": "Stop and log",
    "pain": "Stop: it hurts",
}


class HoldsDone(NamedTuple):
    """What the timer reports when it has ended or was stopped: holds done per exercise, and pain."""

    holds: dict[str, int]
    pain: bool


@cache
def _register_component() -> Any:
    """Registered once for the program: the files do not change while it runs."""
    html, css, js = (_FILES.with_suffix(end).read_text(encoding="utf-8") for end in (".html", ".css", ".js"))
    return st.components.v2.component("evenrep_hold_timer", html=html, css=css, js=js)


def show_hold_timer(steps: "Sequence[TimedStep]", key: str) -> HoldsDone:
    """Shows the timer, and returns what it reports, once."""
    reported = _register_component()(
        data={"steps": convert_timer_steps(steps), "words": WORDS, "auto": False},
        key=key,
        # Streamlit reports a value only where a callback is given; it is read from the result below.
        on_held_change=lambda: None,
        on_hurt_change=lambda: None,
    )
    hurt = getattr(reported, "hurt", None)
    held = hurt.get("holds") if isinstance(hurt, Mapping) else getattr(reported, "held", None)
    return HoldsDone(parse_holds(held, steps), hurt is not None)


def show_countdown(title: str, seconds: float, then: str, key: str, auto: bool = False) -> None:
    """A countdown with big digits and tones: for a rest, a stretch, a massage. It logs nothing.

    then  what comes next, in words
    auto  begins by itself
    """
    step = {"moment": "rest", "word": title, "seconds": seconds, "exercise": "", "say": then}
    words = {"idle": title, "over": then, "stop": "Skip", "pain": ""}
    _register_component()(data={"steps": [step], "words": words, "auto": auto}, key=key)


def convert_timer_steps(steps: "Sequence[TimedStep]") -> list[dict[str, Any]]:
    """The steps as the script of the timer expects them."""
    return [
        {
            "moment": str(step.moment),
            "seconds": step.seconds,
            "exercise": step.exercise,
            "say": words,
        }
        for step, words in zip(steps, programme.describe_timer_steps(steps), strict=True)
    ]


def parse_holds(reported: object, steps: "Sequence[TimedStep]") -> dict[str, int]:
    """The holds that the browser reports, as far as they can be true: known exercises, at most as planned."""
    if not isinstance(reported, Mapping):
        return {}
    asked: dict[str, int] = {}
    for step in steps:
        if step.number:
            asked[step.exercise] = max(asked.get(step.exercise, 0), step.of)
    found = {}
    for exercise, most in asked.items():
        count = reported.get(exercise, 0)
        if isinstance(count, int | float) and count >= 1:
            found[exercise] = min(int(count), most)
    return found
