"""Single values in words and short cells: the side, the interval, the 15 % threshold, the rounding."""

import math
from collections.abc import Sequence

from analysis.quantities.definitions import THRESHOLD_PCT, Quantity
from analysis.report.json_writer import round_number
from analysis.report.types import Grade, RepReport, Standing, Value
from reporting.lift_text import UNKNOWN

# What a person reads; the exported data hold the enum's own good, bad and ungraded.
MISSING = UNKNOWN
GRADE_SYMBOL = {Grade.GOOD: "✓", Grade.BAD: "✗", Grade.UNGRADED: "○"}
GRADE_WORD = {Grade.GOOD: "even", Grade.BAD: "uneven", Grade.UNGRADED: "not graded"}

_TABLE_KEY = (
    "Percent towards the lifter's own left or right, with the 95 % interval; ! is beyond "
    f"{THRESHOLD_PCT:g} %."
)
_BRACKETS_KEY = (
    "In brackets: an indication, which makes a rep uneven only if its whole interval is beyond "
    f"{THRESHOLD_PCT:g} %."
)


def format_grade(rep: RepReport) -> str:
    """Write the grade of a rep for a narrow column: "✓ even", "✗ uneven", "○ ungraded".

    Parameters
    ----------
    rep
        The rep.

    Returns
    -------
    str
        Symbol and word say the same, so that nothing depends on colour.
    """
    # "not graded" would make the table wider than a terminal of 76 columns.
    word = "ungraded" if rep.grade is Grade.UNGRADED else GRADE_WORD[rep.grade]
    return f"{GRADE_SYMBOL[rep.grade]} {word}"


def format_value(value: Value, code: str = "") -> str:
    """Write one value of one rep for a table whose heading names the unit.

    Parameters
    ----------
    value
        Percent, + = the lifter's own left.
    code
        The letter of its reason in the notes under the table (`assign_reason_codes`), for a value that is
        not graded.

    Returns
    -------
    str
        "12 left ±4"; "12 left 5…20" where the interval is lopsided; "(12 left ±4)" for an indication;
        "18 left ±4 !" beyond the threshold; "– a" where it is not graded for reason a.
    """
    pct = _round_pct(value.pct)
    if pct is None or value.standing is Standing.UNGRADED:
        return f"{MISSING} {code}".rstrip()
    # A value that is exported as 0.00 has no side to show, whatever its last digits say.
    side = f" {value.side}" if value.side and pct else ""
    text = f"{format_magnitude(pct)}{side}{_format_interval(value)}"
    if value.standing is Standing.INDICATION:
        return f"({text})" + (" !" if is_surely_beyond(value) else "")
    return text + (" !" if abs(value.pct) > THRESHOLD_PCT else "")


def format_magnitude(pct: float) -> str:
    """Whole percent, with as many decimals as it needs to stand on the right side of the threshold.

    Without the decimals 15.3 would be shown as 15, and a reader could not see why the rep is uneven.
    """
    size = abs(pct)
    for decimals in (0, 1):
        text = f"{_round_half_up(size, decimals):.{decimals}f}"
        if (float(text) > THRESHOLD_PCT) == (size > THRESHOLD_PCT):
            return text
    return f"{size:.2f}"


def format_whole(value: float) -> str:
    """The nearest whole number, halves away from zero, "–" for NaN."""
    if not math.isfinite(value):
        return MISSING
    # + 0.0 turns -0.0 into 0.0, which would be shown as "-0".
    return f"{math.copysign(_round_half_up(abs(value), 0), value) + 0.0:.0f}"


def is_surely_beyond(value: Value) -> bool:
    """Whether the whole interval of a value lies beyond the threshold, on one side."""
    return value.low_pct > THRESHOLD_PCT or value.high_pct < -THRESHOLD_PCT


def describe_table_key(reps: Sequence[RepReport]) -> str:
    """Explain the cells of the table of reps.

    Parameters
    ----------
    reps
        Those in the table.

    Returns
    -------
    str
        One or two sentences, no more than these reps need.
    """
    standings = {value.standing for rep in reps for value in rep.values.values()}
    return f"{_TABLE_KEY} {_BRACKETS_KEY}" if Standing.INDICATION in standings else _TABLE_KEY


def assign_reason_codes(reps: Sequence[RepReport]) -> dict[str, str]:
    """Give each reason why a value is missing a letter, so that a narrow cell can refer to it.

    Parameters
    ----------
    reps
        Those in the table.

    Returns
    -------
    dict of str to str
        Reason -> letter ("a", "b", … "z", "aa"), in order of appearance.
    """
    values = [rep.values[key] for rep in reps for key in Quantity]
    missing = [value.reason for value in values if value.standing is Standing.UNGRADED and value.reason]
    return {reason: _convert_to_letters(i) for i, reason in enumerate(dict.fromkeys(missing))}


def _round_pct(pct: float) -> float | None:
    """What is shown starts from the exported number, so that no two outputs can differ."""
    return round_number("pct", pct)


def _round_half_up(size: float, decimals: int) -> float:
    # Python's round() goes to the even neighbour: 0.5 and 1.5 would become 0 and 2.
    scale = 10.0**decimals
    return math.floor(size * scale + 0.5) / scale


def _format_interval(value: Value) -> str:
    low, pct, high = _round_pct(value.low_pct), _round_pct(value.pct), _round_pct(value.high_pct)
    if low is None or high is None or pct is None:
        return ""
    below, above = pct - low, high - pct
    # Up to a point of difference "±" is true to the rounding; a more lopsided interval shows both its ends.
    if abs(below - above) <= 1.0:
        return f" ±{format_whole((below + above) / 2)}"
    near, far = (low, high) if pct >= 0 else (-high, -low)
    return f" {format_whole(near)}…{format_whole(far)}".replace("-", "−")


def _convert_to_letters(index: int) -> str:
    if index < 26:
        return chr(ord("a") + index)
    return f"{_convert_to_letters(index // 26 - 1)}{_convert_to_letters(index % 26)}"
