"""What a live set shows and says at one moment: board, guide, sound, speech. Pure: state in, text out.

The board is read from three metres: one symbol, one or two words, one line. All of it stands outside the
video image.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from analysis.grading.rules import is_bad
from analysis.pose.landmarks import Side
from analysis.quantities.definitions import Quantity
from analysis.report.types import Grade, RepReport, Value
from reporting import text as report_text
from reporting import value_text
from reporting.value_text import GRADE_WORD
from vision.live.state import LiveFigures, LivePhase, LiveState

# The fault in two words, to follow the side: there is no time to hear more before the next rep.
FAULT_WORDS = {
    Quantity.HIP_DROP: "hip low",
    Quantity.KNEE_VALGUS: "knee in",
    Quantity.LATERAL_SHIFT: "shift",
    Quantity.HIP_ROTATION: "hip forward",
}

# Towards the side as a lifter who faces the screen has it.
ARROWS = {Side.LEFT: "◀", Side.RIGHT: "▶"}


class Tone(StrEnum):
    """Colour of the board, and the class of its style."""

    NEUTRAL = "neutral"
    TODO = "todo"  # something has to be changed before the set
    READY = "ready"
    GOOD = "good"
    BAD = "bad"
    UNGRADED = "ungraded"
    END = "end"


class Sound(StrEnum):
    """What is heard; each sound differs from the others enough to be known without looking."""

    READY = "ready"
    GOOD = "good"
    BAD = "bad"
    UNGRADED = "ungraded"
    END = "end"


@dataclass(frozen=True)
class Board:
    """symbol, side and headline are huge, detail is large, count (of reps) is large in a corner."""

    tone: Tone
    symbol: str
    headline: str
    detail: str = ""
    side: str = ""
    count: str = ""


@dataclass(frozen=True)
class Cue:
    """A sound and a sentence, given once per `id`."""

    id: str
    sound: Sound
    say: str = ""


OPENING = Board(Tone.NEUTRAL, "…", "Getting ready", "The pose model is being loaded.")
ENDING = Board(Tone.NEUTRAL, "…", "One moment", "Your result is being prepared.")
WAITING = Board(Tone.NEUTRAL, "…", "Waiting for the camera", "Allow the camera if the browser asks.")
SILENT = Board(
    Tone.END,
    "!",
    "No picture",
    "Is the camera plugged in, uncovered, and free of other programs? On a phone, come back to this page.",
)


def build_board(state: LiveState | None, feedback: bool = True) -> Board:
    """Choose what the board shows now.

    Parameters
    ----------
    state
        Of the live set; None while the pose model loads.
    feedback
        False withholds every verdict until the set is over.

    Returns
    -------
    Board
        What matters most at this moment, one message at a time.
    """
    if state is None:
        return OPENING
    match state.phase:
        case LivePhase.SET_UP:
            return _build_setup_board(state)
        case LivePhase.HOLD_STILL:
            left = max(0, math.ceil(state.hold_left_s)) if math.isfinite(state.hold_left_s) else 0
            return Board(Tone.READY, str(left or "✓"), "Stand still", "Arms as in your squat.")
        case LivePhase.READY:
            return Board(Tone.READY, "✓", "Go", "Squat when you are ready.", count=_format_rep_count(state))
        case LivePhase.SET_ENDED:
            return Board(Tone.NEUTRAL, "■", "Set over", state.why_ended, count=_format_rep_count(state))
    if not feedback:
        return Board(Tone.NEUTRAL, "●", f"Rep {len(state.reps)}", "Verdicts come after the set.")
    return _build_end_board(state) or _build_last_rep_board(state)


def choose_cue(state: LiveState | None, feedback: bool = True) -> Cue | None:
    """Choose what is to be heard.

    Parameters
    ----------
    state
        Of the live set; None while the pose model loads.
    feedback
        False withholds every verdict until the set is over.

    Returns
    -------
    Cue or None
        The newest one; the same, with the same id, until there is another.
    """
    if state is None or state.phase in (LivePhase.SET_UP, LivePhase.HOLD_STILL):
        return None
    if state.phase is LivePhase.SET_ENDED:
        return Cue("over", Sound.END, "Set over.")
    if not feedback or not state.reps:
        return Cue("ready", Sound.READY, "Go.")
    newest = state.reps[-1]
    # The end of the set comes first: the verdict alone would let the lifter do another rep.
    if state.advice is not None:
        fault = f"{phrase_rep_verdict(newest)} " if newest.grade is Grade.BAD else ""
        return Cue(f"end-{newest.rep}", Sound.END, f"{fault}End the set.")
    return Cue(f"rep-{newest.rep}", Sound(newest.grade), phrase_rep_verdict(newest))


def phrase_rep_verdict(rep: RepReport) -> str:
    """ "Left knee in.", "Even.", "Not graded." """
    worst = find_worst_fault(rep)
    if rep.grade is Grade.BAD and worst is not None:
        return report_text.make_sentence(name_fault(worst))
    return report_text.make_sentence(GRADE_WORD[rep.grade])


def name_fault(value: Value) -> str:
    """ "left knee in"."""
    return f"{value.side} {FAULT_WORDS[value.quantity]}" if value.side else FAULT_WORDS[value.quantity]


def list_faults(rep: RepReport) -> list[Value]:
    """What makes the rep uneven, the largest first."""
    found = [value for value in rep.values.values() if is_bad(value)]
    return sorted(found, key=lambda value: -abs(value.pct))


def find_worst_fault(rep: RepReport) -> Value | None:
    return next(iter(list_faults(rep)), None)


def format_tally(state: LiveState | None) -> str:
    """Count the reps of a live set by grade.

    Parameters
    ----------
    state
        Of the live set; None while the pose model loads.

    Returns
    -------
    str
        "4 even, 1 uneven"; "" before the first rep.
    """
    grades = [rep.grade for rep in state.reps] if state is not None else []
    return ", ".join(f"{grades.count(grade)} {GRADE_WORD[grade]}" for grade in Grade if grade in grades)


def describe_figures(figures: LiveFigures) -> str:
    """Say how the frames of a live set are processed.

    Parameters
    ----------
    figures
        Model, mirror averaging and speed, as far as they are known.

    Returns
    -------
    str
        "Pose model full, each frame analysed twice (once mirrored), 24 frames a second."
    """
    if figures.testing or not figures.model or not math.isfinite(figures.frames_per_s):
        return "Finding out how fast this computer is …"
    passes = "each frame analysed twice (once mirrored)" if figures.mirror else "each frame analysed once"
    return f"Pose model {figures.model}, {passes}, {figures.frames_per_s:.0f} frames a second."


def _build_setup_board(state: LiveState) -> Board:
    if not state.guide:
        return Board(Tone.NEUTRAL, "…", "Looking for you", "Whole body in the frame, feet and head.")
    # One thing at a time: the board is read from three metres.
    head, _, rest = state.guide[0].partition(": ")
    return Board(Tone.TODO, "!", head.rstrip("."), report_text.make_sentence(rest) if rest else "")


def _build_last_rep_board(state: LiveState) -> Board:
    if not state.reps:
        return Board(Tone.READY, "✓", "Go", "The first verdict comes with the first rep.")
    rep, count = state.reps[-1], _format_rep_count(state)
    if rep.grade is Grade.GOOD:
        detail = "A close call" if "close_call" in rep.flags else ""
        return Board(Tone.GOOD, value_text.GRADE_SYMBOL[Grade.GOOD], "Even", detail, count=count)
    if rep.grade is Grade.UNGRADED:
        why = report_text.make_sentence(rep.reasons[0]) if rep.reasons else ""
        return Board(Tone.UNGRADED, value_text.GRADE_SYMBOL[Grade.UNGRADED], "Not graded", why, count=count)
    return _build_bad_rep_board(rep, Tone.BAD, value_text.GRADE_SYMBOL[Grade.BAD], count)


def _build_bad_rep_board(rep: RepReport, tone: Tone, symbol: str, count: str) -> Board:
    found = list_faults(rep)
    if not found:
        return Board(tone, symbol, "Uneven", count=count)
    worst, *others = found
    also = f", also {' and '.join(map(name_fault, others))}" if others else ""
    detail = f"{value_text.format_magnitude(worst.pct)} %{also}"
    side = worst.side
    named = f"{ARROWS[side]} {side}" if side is Side.LEFT else f"{side} {ARROWS[side]}" if side else ""
    return Board(tone, symbol, FAULT_WORDS[worst.quantity], detail, named, count)


def _build_end_board(state: LiveState) -> Board | None:
    if state.advice is None:
        return None
    why = state.advice.reasons[0] if state.advice.reasons else ""
    newest = state.reps[-1] if state.reps else None
    if newest is not None and newest.grade is Grade.BAD:
        why = f"{phrase_rep_verdict(newest)} {why}"
    return Board(Tone.END, "■", "End the set", why, count=_format_rep_count(state))


def _format_rep_count(state: LiveState) -> str:
    return f"Rep {len(state.reps)}" if state.reps else ""
