"""What the live page says in each state: words, colour, sound, speech."""

import re
from dataclasses import replace

import pytest

from analysis.pose.landmarks import Side
from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.types import Grade
from reporting.live_text import (
    FAULT_WORDS,
    Board,
    Sound,
    Tone,
    build_board,
    choose_cue,
    describe_figures,
    format_tally,
    phrase_rep_verdict,
)
from tests.fixtures.live_fakes import ENOUGH, FIGURES, HOLD, KNEE_IN, NAN, ONE_EVEN, READY, SET_UP, THEN_BAD
from tests.fixtures.reports import build_rep
from vision.live.state import LivePhase, LiveState
from web.live.html import render_board_html, render_guide_html
from web.live.voice import SCRIPT
from web.pages.live import SHEET


def test_before_the_set_the_most_urgent_thing_to_change_is_read() -> None:
    told = build_board(SET_UP)
    assert (told.tone, told.headline, told.detail) == (
        Tone.TODO,
        "Step back",
        "You fill 95 % of the picture.",
    )
    assert choose_cue(SET_UP) is None


def test_standing_still_is_counted_down() -> None:
    assert (build_board(HOLD).tone, build_board(HOLD).symbol, build_board(HOLD).headline) == (
        Tone.READY,
        "2",
        "Stand still",
    )


def test_the_baseline_taken_is_seen_and_heard() -> None:
    assert build_board(READY).tone is Tone.READY
    assert choose_cue(READY) == choose_cue(replace(READY, phase=LivePhase.MOVING))
    assert choose_cue(READY).sound is Sound.READY  # type: ignore[union-attr]


def test_an_even_rep() -> None:
    told = build_board(ONE_EVEN)
    assert (told.tone, told.symbol, told.headline, told.count) == (Tone.GOOD, "✓", "Even", "Rep 1")
    assert choose_cue(ONE_EVEN).say == "Even."  # type: ignore[union-attr]


def test_an_uneven_rep_tells_side_and_fault() -> None:
    told = build_board(THEN_BAD)
    assert (told.tone, told.symbol, told.side, told.headline) == (Tone.BAD, "✗", "◀ left", "knee in")
    assert (told.detail, told.count) == ("22 %", "Rep 2")
    assert choose_cue(THEN_BAD).say == "Left knee in."  # type: ignore[union-attr]
    assert choose_cue(THEN_BAD).sound is Sound.BAD  # type: ignore[union-attr]


@pytest.mark.parametrize("quantity", list(Quantity))
@pytest.mark.parametrize("side", list(Side))
def test_every_fault_is_told_on_the_side_it_is_on(quantity: Quantity, side: Side) -> None:
    pcts = tuple(side.sign * 20.0 if key is quantity else 0.0 for key in Quantity)
    state = replace(ONE_EVEN, reps=(build_rep(1, pcts),))  # type: ignore[arg-type]
    told = build_board(state)
    assert str(side) in told.side
    assert str(side.other) not in told.side + told.headline
    assert (told.side[0] == "◀") == (side is Side.LEFT)
    assert choose_cue(state).say.lower().startswith(f"{side} ")  # type: ignore[union-attr]
    assert len(FAULT_WORDS[quantity].split()) <= 2
    assert set(FAULT_WORDS[quantity].split()) & set(re.findall(r"\w+", QUANTITIES[quantity].fault + " low"))


def test_of_two_faults_the_larger_is_large() -> None:
    state = replace(ONE_EVEN, reps=(build_rep(1, (-17.0, 22.0, 0.0, NAN)),))
    assert build_board(state).headline == "knee in"
    assert build_board(state).detail == "22 %, also right hip low"


def test_a_rep_that_is_not_graded_says_why_and_is_no_verdict() -> None:
    rep = build_rep(1, grade=Grade.UNGRADED, reasons=("the left hip was not seen",))
    told = build_board(replace(ONE_EVEN, reps=(rep,)))
    assert (told.tone, told.headline, told.detail) == (
        Tone.UNGRADED,
        "Not graded",
        "The left hip was not seen.",
    )
    assert phrase_rep_verdict(rep) == "Not graded."


def test_the_rule_that_ends_the_set_outranks_the_rep_but_names_its_fault() -> None:
    told = build_board(ENOUGH)
    assert (told.tone, told.headline) == (Tone.END, "End the set")
    assert told.detail.startswith("Left knee in. 2 uneven reps")
    assert choose_cue(ENOUGH).say == "Left knee in. End the set."  # type: ignore[union-attr]
    assert choose_cue(ENOUGH).sound is Sound.END  # type: ignore[union-attr]


def test_each_rep_has_a_cue_of_its_own_and_only_one() -> None:
    cues = [choose_cue(state) for state in (READY, ONE_EVEN, ONE_EVEN, THEN_BAD, ENOUGH)]
    assert len({each.id for each in cues if each}) == 4


@pytest.mark.parametrize("state", [ONE_EVEN, THEN_BAD, ENOUGH])
def test_without_feedback_no_state_tells_how_a_rep_was(state: LiveState) -> None:
    told, heard = build_board(state, feedback=False), choose_cue(state, feedback=False)
    assert (told.tone, told.headline) == (Tone.NEUTRAL, f"Rep {len(state.reps)}")
    assert heard is not None
    assert heard.sound is Sound.READY
    alike = replace(state, reps=tuple(replace(rep, grade=Grade.GOOD) for rep in state.reps), advice=None)
    assert (told, heard) == (build_board(alike, feedback=False), choose_cue(alike, feedback=False))


def test_every_tone_has_a_colour_and_every_sound_a_tone() -> None:
    sheet, script = SHEET.read_text("utf-8"), SCRIPT.read_text("utf-8")
    for tone in Tone:
        assert f".er-tone-{tone} " in sheet
    tones = {sound: re.search(rf"^  {sound}: (.+),$", script, re.MULTILINE) for sound in Sound}
    assert all(tones.values())
    assert len({found[1] for found in tones.values() if found}) == len(Sound)


def test_words_on_the_board_stand_out_from_its_ground() -> None:
    """Contrast of at least 7 to 1, as for the strictest reading rules."""
    sheet = SHEET.read_text("utf-8")
    for tone in Tone:
        rule = re.search(rf"\.er-tone-{tone} \{{ background: (#\w+); color: (#\w+)", sheet)
        assert rule is not None
        assert _contrast(rule[1], rule[2]) >= 7.0, tone


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_nothing_of_the_page_s_script_leads_anywhere() -> None:
    script = SCRIPT.read_text("utf-8")
    for way_out in ("http", "fetch(", "XMLHttpRequest", "import(", "new Image", "sendBeacon", "WebSocket"):
        assert way_out not in script
    assert "localService" in script, "voices of the network would be told what is said"


def test_text_is_escaped() -> None:
    made = render_board_html(Board(Tone.BAD, "<i>", "<b>", "<u>", "<s>", "<a>"), large=True)
    assert not re.search(r"<[ibusa]>", made)
    assert "<b>" not in render_guide_html(("first", "<b>second")).replace("<b>Then</b>", "")


def test_the_guide_lists_what_comes_after_the_board_s_own_line() -> None:
    assert "Too dark." in render_guide_html(SET_UP.guide)
    assert "Step back" not in render_guide_html(SET_UP.guide)
    assert render_guide_html(SET_UP.guide[:1]) == ""
    assert "All set" in render_guide_html(())


def test_tally_and_figures() -> None:
    assert format_tally(THEN_BAD) == "1 even, 1 uneven"
    assert describe_figures(FIGURES) == "Pose model lite, each frame analysed once, 30 frames a second."
    assert "Finding out" in describe_figures(replace(FIGURES, testing=True))
    assert KNEE_IN.grade is Grade.BAD
