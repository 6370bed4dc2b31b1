"""The guided timer of the holds: big digits and tones, in the browser alone; what was held is told once."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

if TYPE_CHECKING:
    from coaching.plan.types import TimedStep

_JS = Path(__file__).with_suffix(".js")
_HTML = """
<div class="box" data-moment="idle">
  <div class="moment" aria-live="assertive">Guided timer</div>
  <div class="digits" role="timer" aria-label="seconds left">0</div>
  <div class="what"></div>
  <progress class="bar" value="0" max="1" aria-label="holds done"></progress>
  <div class="count"></div>
  <div class="buttons">
    <button class="start" type="button">Start</button>
    <button class="pause" type="button" hidden>Pause</button>
    <button class="stop" type="button" disabled>Stop and log</button>
    <button class="pain" type="button" hidden>Stop: it hurts</button>
    <label><input class="sound" type="checkbox" checked> Sound</label>
  </div>
</div>
"""
_CSS = """
.box { font-family: var(--st-font); color: var(--st-text-color); border: 3px solid #8a8f98;
  border-radius: .6rem; padding: 1rem;
  text-align: center; display: flex; flex-direction: column; gap: .5rem; align-items: center; }
.box[data-moment=hold] { border-color: #d97f06; border-style: double; background: rgba(245, 152, 20, .20); }
.box[data-moment=rest], .box[data-moment=change], .box[data-moment=ready] { border-color: #3a93c4; }
.moment { font-size: 1.5rem; font-weight: 700; }
.digits { font-size: clamp(6rem, 30vw, 12rem); line-height: 1; font-weight: 700;
  font-variant-numeric: tabular-nums; }
.what { font-size: 1.15rem; min-height: 1.5em; }
.bar { width: 100%; max-width: 30rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; justify-content: center; }
button { font: inherit; font-weight: 600; min-height: 3rem; padding: 0 1.4rem; border-radius: .5rem;
  border: 2px solid #0a5c8f; background: transparent; color: inherit; cursor: pointer; }
button.start { background: #0a5c8f; color: #fff; }
button:disabled { opacity: .5; cursor: default; }
button:focus-visible { outline: 3px solid #d97f06; outline-offset: 2px; }
[hidden] { display: none; }
label { min-height: 3rem; display: flex; align-items: center; gap: .4rem; }
"""


WORDS = {
    "idle": "Guided timer",
    "over": "Every hold is done.",
    "stop": "Stop and log",
    "pain": "Stop: it hurts",
}


class HoldsDone(NamedTuple):
    """What the timer says once it has ended or was stopped: holds done per exercise, and whether it hurt."""

    holds: dict[str, int]
    pain: bool


@cache
def _register_component() -> Any:
    return st.components.v2.component(
        "evenrep_hold_timer", html=_HTML, css=_CSS, js=_JS.read_text(encoding="utf-8")
    )


def show_hold_timer(steps: "Sequence[TimedStep]", key: str) -> HoldsDone:
    """Shows the timer; what it has to tell, once."""
    told = _register_component()(
        data={"steps": convert_timer_steps(steps), "words": WORDS, "auto": False},
        key=key,
        on_held_change=lambda: None,
        on_hurt_change=lambda: None,
    )
    hurt = getattr(told, "hurt", None)
    held = hurt.get("holds") if isinstance(hurt, Mapping) else getattr(told, "held", None)
    return HoldsDone(parse_holds(held, steps), hurt is not None)


def show_countdown(title: str, seconds: float, then: str, key: str, auto: bool = False) -> None:
    """Big digits that run to zero, with tones: a rest, a stretch, a massage. It logs nothing.

    then  what comes afterwards, in words
    auto  begins by itself
    """
    step = {"moment": "rest", "word": title, "seconds": seconds, "exercise": "", "say": then}
    words = {"idle": title, "over": then, "stop": "Skip", "pain": ""}
    _register_component()(data={"steps": [step], "words": words, "auto": auto}, key=key)


def convert_timer_steps(steps: "Sequence[TimedStep]") -> list[dict[str, Any]]:
    """As the browser wants them."""
    from coaching.plan.isometric_part import format_spoken_cue

    return [
        {
            "moment": str(step.moment),
            "seconds": step.seconds,
            "exercise": step.exercise,
            "say": f"{format_spoken_cue(step)}: {step.text}" if step.of else step.text,
        }
        for step in steps
    ]


def parse_holds(told: object, steps: "Sequence[TimedStep]") -> dict[str, int]:
    """What the browser says was held, as far as it can be: known exercises, at most what was asked."""
    if not isinstance(told, Mapping):
        return {}
    asked: dict[str, int] = {}
    for step in steps:
        if step.number:
            asked[step.exercise] = max(asked.get(step.exercise, 0), step.of)
    found = {}
    for exercise, most in asked.items():
        count = told.get(exercise, 0)
        if isinstance(count, int | float) and count >= 1:
            found[exercise] = min(int(count), most)
    return found
