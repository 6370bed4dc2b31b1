"""A report in words and short cells, the same for the terminal and the page. Text only, no drawing."""

import math
from collections import Counter
from collections.abc import Collection, Sequence

from analysis.grading.rules import is_bad
from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT, Quantity
from analysis.report.json_writer import round_number
from analysis.report.types import (
    Action,
    Advice,
    CameraReport,
    Grade,
    RepReport,
    SetReport,
    SideClaim,
    Standing,
    Value,
)
from analysis.settings import View
from reporting.lift_text import UNKNOWN, describe_counted_set, is_counted

LIMITS = (
    "The 15 % rule is the article's rule. It says nothing about injury risk, force or muscle activation. "
    "One camera, not validated against motion capture."
)
_KEY = "Percent towards the lifter's own left or right, with the 95 % interval; ! is beyond 15 %."
_BRACKETS_KEY = "In brackets: an indication, which counts only where its whole interval is beyond 15 %."
GRADE_WORD = {Grade.GOOD: "even", Grade.BAD: "uneven", Grade.UNGRADED: "ungraded"}
"""For people; in data the grades are good, bad and ungraded."""

GRADE_SYMBOL = {Grade.GOOD: "✓", Grade.BAD: "✗", Grade.UNGRADED: "○"}
MISSING = UNKNOWN

_VIEWS = {View.FRONT: "from the front", View.REAR: "from behind", View.OBLIQUE: "at an angle"}
_VIEWS |= {View.SIDE: "from the side", View.UNKNOWN: "from an unknown side"}
_ACTIONS = {
    Action.KEEP: "Keep the load",
    Action.END_SET: "End the set",
    Action.LOWER: "Lower the load",
    Action.MAY_RAISE: "You may raise the load",
    Action.NONE: "No load advice",
}
_FLAGS = {"close_call": "close call", "both_knees_in": "both knees in"}
_FLAGS |= {"pelvic_drop": "pelvic drop over 5°"}


def describe_verdict(report: SetReport) -> str:
    """The set in one or two short sentences: how many reps were even, and to which side it leans."""
    counts = report.summary
    graded = counts.good + counts.bad
    if not graded:
        return _describe_nothing_graded(report)
    total = f"All {graded}" if counts.good == graded > 1 else f"{counts.good} of {graded}"
    noun = "rep" if graded == 1 else "reps"
    left_over = f", {counts.ungraded} more could not be graded" if counts.ungraded else ""
    return " ".join(
        [f"{total} {noun} even{left_over}.", *_describe_findings(report), *_describe_blind_spots(report)]
    )


def format_advice_headline(advice: Advice) -> str:
    """What to do: "Lower the load to 52.5 kg."."""
    words = _ACTIONS[advice.action]
    if advice.new_load is None or advice.action is Action.NONE:
        return f"{words}."
    joined = {Action.END_SET: ". Next load:", Action.KEEP: " at"}.get(advice.action, " to")
    return f"{words}{joined} {advice.new_load:g} {advice.unit}."


def describe_found_reps(reps: Sequence[RepReport]) -> str:
    """ "Found 2 reps, at 1.5 and 4.2 s, not graded." """
    times = " and ".join(", ".join(f"{rep.bottom_s:.1f}" for rep in reps).rsplit(", ", 1))
    return f"Found {len(reps)} rep{'s' * (len(reps) > 1)}, at {times} s, not graded."


def list_claim_lines(claims: Collection[SideClaim]) -> list[str]:
    """Claims first, each in its sentence; then why the others make none, those alike on one line."""
    lines = [claim.sentence for claim in claims if claim.side]
    why_not: dict[str, list[str]] = {}
    for claim in claims:
        label = QUANTITIES[claim.quantity].label
        if not claim.side:
            why_not.setdefault(claim.sentence.removeprefix(f"{label}: "), []).append(label)
    return lines + [f"{', '.join(labels)}: {why}" for why, labels in why_not.items()]


def describe_camera(camera: CameraReport) -> str:
    """ "Filmed from the front, roll 1°, yaw 3 ±2°, person 71 % of the picture height, 30 frames/s." """
    spread = "" if math.isnan(camera.yaw_sd_deg) else f" ±{format_whole(2 * camera.yaw_sd_deg)}"
    parts = [
        f"Filmed {_VIEWS[camera.view]}",
        f"roll {_format_measured(camera.roll_deg)}°",
        f"yaw {_format_measured(camera.yaw_deg)}{spread}°",
        f"person {_format_measured(camera.person_height_pct)} % of the picture height",
        f"{_format_measured(camera.frame_rate)} frames/s",
    ]
    return ", ".join(part for part in parts if MISSING not in part) + "."


def format_grade(rep: RepReport) -> str:
    """Symbol and word: "✓ even"."""
    return f"{GRADE_SYMBOL[rep.grade]} {GRADE_WORD[rep.grade]}"


def format_value(value: Value, code: str = "") -> str:
    """ "12 left ±4"; "12 left 5…20" where the interval is lopsided; "– a" where ungraded for reason a."""
    pct = _round_pct(value.pct)
    if pct is None or value.standing is Standing.UNGRADED:
        return f"{MISSING} {code}".rstrip()
    side = f" {value.side}" if value.side and pct else ""
    text = f"{format_magnitude(pct)}{side}{_format_interval(value)}"
    if value.standing is Standing.INDICATION:
        return f"({text})" + (" !" if _is_surely_beyond(value) else "")
    return text + (" !" if abs(value.pct) > THRESHOLD_PCT else "")


def format_magnitude(pct: float) -> str:
    """Whole percent, with as many decimals as it takes to stand on the right side of the threshold."""
    size = abs(pct)
    for decimals in (0, 1):
        text = f"{_round_half_up(size, decimals):.{decimals}f}"
        if (float(text) > THRESHOLD_PCT) == (size > THRESHOLD_PCT):
            return text
    return f"{size:.2f}"


def describe_rep_notes(rep: RepReport) -> str:
    """Why a rep is bad or ungraded, and its flags in words; what was left out stands in the cells."""
    in_cells = {value.reason for value in rep.values.values()}
    return "; ".join([*(reason for reason in rep.reasons if reason not in in_cells), *describe_flags(rep)])


def describe_flags(rep: RepReport) -> list[str]:
    """The flags in words, without those that name a quantity left out."""
    return [_FLAGS.get(flag, flag) for flag in rep.flags if not flag.startswith("left_out:")]


def describe_table_key(reps: Sequence[RepReport]) -> str:
    """What the cells mean, no more than these reps need."""
    standings = {value.standing for rep in reps for value in rep.values.values()}
    return f"{_KEY} {_BRACKETS_KEY}" if Standing.INDICATION in standings else _KEY


def assign_reason_codes(reps: Sequence[RepReport]) -> dict[str, str]:
    """A letter for each different reason why a value is missing, in order of appearance."""
    values = [rep.values[key] for rep in reps for key in Quantity]
    missing = [value.reason for value in values if value.standing is Standing.UNGRADED and value.reason]
    return {reason: _convert_to_letters(i) for i, reason in enumerate(dict.fromkeys(missing))}


def format_whole(value: float) -> str:
    """The nearest whole number, halves away from zero, "–" for NaN."""
    return (
        MISSING
        if not math.isfinite(value)
        else f"{math.copysign(_round_half_up(abs(value), 0), value) + 0.0:.0f}"
    )


def _format_measured(value: float) -> str:
    return format_whole(value).replace("-", "−")


def _round_pct(pct: float) -> float | None:
    """What is shown starts from the exported number, so that no two outputs can differ."""
    return round_number("pct", pct)


def _round_half_up(size: float, decimals: int) -> float:
    scale = 10.0**decimals
    return math.floor(size * scale + 0.5) / scale


def _format_interval(value: Value) -> str:
    low, pct, high = _round_pct(value.low_pct), _round_pct(value.pct), _round_pct(value.high_pct)
    if low is None or high is None or pct is None:
        return ""
    below, above = pct - low, high - pct
    if abs(below - above) <= 1.0:
        return f" ±{format_whole((below + above) / 2)}"
    near, far = (low, high) if pct >= 0 else (-high, -low)
    return f" {format_whole(near)}…{format_whole(far)}".replace("-", "−")


def _is_surely_beyond(value: Value) -> bool:
    return value.low_pct > THRESHOLD_PCT or value.high_pct < -THRESHOLD_PCT


def _describe_findings(report: SetReport) -> list[str]:
    claims = report.summary.claims.values()
    found = [QUANTITIES[claim.quantity].format_finding(claim.side) for claim in claims if claim.side]
    return [make_sentence(" and ".join(found))] if found else _describe_common_fault(report)


def _describe_common_fault(report: SetReport) -> list[str]:
    """Where no side can be claimed of the whole set: the fault that most uneven reps share, if most do."""
    bad = [rep for rep in report.reps if rep.grade is Grade.BAD]
    faults = Counter(
        QUANTITIES[value.quantity].format_fault(value.side)
        for rep in bad
        for value in rep.values.values()
        if value.side and is_bad(value)
    )
    fault, times = faults.most_common(1)[0] if faults else ("", 0)
    if len(bad) < 2 or times <= len(bad) / 2:
        return []
    share = f"all {times}" if times == len(bad) else f"{times} of the {len(bad)}"
    return [f"In {share} uneven reps: {fault}."]


def _describe_blind_spots(report: SetReport) -> list[str]:
    """What "even" does not cover: quantities that no graded rep could show."""
    graded = [rep for rep in report.reps if rep.grade is not Grade.UNGRADED]
    blind = [
        QUANTITIES[key].label.lower()
        for key in Quantity
        if all(rep.values[key].standing is Standing.UNGRADED for rep in graded)
    ]
    if not blind:
        return []
    return [make_sentence(f"{' and '.join(blind)} {'were' if len(blind) > 1 else 'was'} not graded")]


def _describe_nothing_graded(report: SetReport) -> str:
    if not report.camera.gradable:
        return " ".join(["Nothing could be graded.", *report.camera.reasons[:1]])
    if not report.reps:
        return "No repetition was found."
    if is_counted(report):
        return describe_counted_set(report)
    reasons = dict.fromkeys(reason for rep in report.reps for reason in rep.reasons)
    none = f"None of {len(report.reps)} reps" if len(report.reps) > 1 else "The only rep"
    verb = "could be graded." if len(report.reps) > 1 else "could not be graded."
    return " ".join([f"{none} {verb}", *map(make_sentence, [*reasons][:1])])


def make_sentence(text: str) -> str:
    """Starts with a capital, ends with a full stop."""
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return ended[:1].upper() + ended[1:]


def _convert_to_letters(index: int) -> str:
    return (
        chr(ord("a") + index)
        if index < 26
        else f"{_convert_to_letters(index // 26 - 1)}{_convert_to_letters(index % 26)}"
    )
