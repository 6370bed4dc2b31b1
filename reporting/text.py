"""A set in sentences, the same for terminal, page and files. Text only, no drawing."""

import math
from collections import Counter
from collections.abc import Collection, Sequence

from analysis.grading.rules import is_bad
from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT, Quantity
from analysis.report.types import (
    Action,
    Advice,
    CameraReport,
    Grade,
    RepReport,
    SetReport,
    SideClaim,
    Standing,
)
from analysis.settings import View
from analysis.wording import format_count
from reporting.lift_text import describe_counted_set, is_counted
from reporting.value_text import MISSING, format_whole

# docs/sources.md has the whole reference.
RULE_SOURCE = 'Bret Contreras\' article "How to Fix Glute Imbalances" (2013)'

LIMITS = (
    f"The {THRESHOLD_PCT:g} % rule comes from {RULE_SOURCE}. It says nothing about injury risk, force or "
    "muscle activation. One camera, not validated against motion capture."
)

_VIEWS = {
    View.FRONT: "from the front",
    View.REAR: "from behind",
    View.OBLIQUE: "at an angle",
    View.SIDE: "from the side",
    View.UNKNOWN: "from an unknown side",
}
_ACTIONS = {
    Action.KEEP: "Keep the load",
    Action.END_SET: "End the set",
    Action.LOWER: "Lower the load",
    Action.MAY_RAISE: "You may raise the load",
    Action.NONE: "No load advice",
}
_FLAGS = {
    "close_call": "close call",
    "both_knees_in": "both knees in",
    "pelvic_drop": "pelvic drop over 5°",
}


def describe_verdict(report: SetReport) -> str:
    """Sum up a set: how many reps were even, and to which side it leans.

    Parameters
    ----------
    report
        The set; also one in which nothing could be graded, or a lift that is counted only.

    Returns
    -------
    str
        One to three short sentences: "5 of 7 reps even. You shift to your left."
    """
    counts = report.summary
    graded = counts.good + counts.bad
    if not graded:
        return _describe_nothing_graded(report)
    reps = format_count(graded, "rep")
    # "All 1 rep even" would read oddly: a single rep stays "1 of 1 rep even".
    total = f"All {reps}" if counts.good == graded > 1 else f"{counts.good} of {reps}"
    left_over = f", {counts.ungraded} more could not be graded" if counts.ungraded else ""
    return " ".join(
        [f"{total} even{left_over}.", *_describe_findings(report), *_describe_blind_spots(report)]
    )


def format_advice_headline(advice: Advice) -> str:
    """Write what to do with the load as a headline.

    Parameters
    ----------
    advice
        Of the set.

    Returns
    -------
    str
        "Lower the load to 52.5 kg."; without a number where no load was entered.
    """
    action = _ACTIONS[advice.action]
    if advice.new_load is None or advice.action is Action.NONE:
        return f"{action}."
    joined = {Action.END_SET: ". Next load:", Action.KEEP: " at"}.get(advice.action, " to")
    return f"{action}{joined} {advice.new_load:g} {advice.unit}."


def describe_found_reps(reps: Sequence[RepReport]) -> str:
    """List the reps of a clip in which none may be graded.

    Parameters
    ----------
    reps
        At least one.

    Returns
    -------
    str
        "Found 2 reps, at 1.5 and 4.2 s, not graded."
    """
    times = " and ".join(", ".join(f"{rep.bottom_s:.1f}" for rep in reps).rsplit(", ", 1))
    return f"Found {format_count(len(reps), 'rep')}, at {times} s, not graded."


def list_claim_lines(claims: Collection[SideClaim]) -> list[str]:
    """Say to which side the set leans, quantity by quantity.

    Parameters
    ----------
    claims
        One per quantity.

    Returns
    -------
    list of str
        Sides first, each in its own sentence; then why the others have none. Quantities with the same
        reason share a line.
    """
    lines = [claim.sentence for claim in claims if claim.side]
    why_not: dict[str, list[str]] = {}
    for claim in claims:
        label = QUANTITIES[claim.quantity].label
        if not claim.side:
            why_not.setdefault(claim.sentence.removeprefix(f"{label}: "), []).append(label)
    return lines + [f"{', '.join(labels)}: {why}" for why, labels in why_not.items()]


def describe_camera(camera: CameraReport) -> str:
    """Say how a clip was filmed.

    Parameters
    ----------
    camera
        Of the set. What could not be measured (NaN) is left out.

    Returns
    -------
    str
        "Filmed from the front, roll 1°, yaw 3 ±2°, person 71 % of the frame height, 30 frames/s."
    """
    # Two standard deviations: about the same 95 % that every other interval stands for.
    spread = "" if math.isnan(camera.yaw_sd_deg) else f" ±{format_whole(2 * camera.yaw_sd_deg)}"
    parts = [
        f"Filmed {_VIEWS[camera.view]}",
        f"roll {_format_measured(camera.roll_deg)}°",
        f"yaw {_format_measured(camera.yaw_deg)}{spread}°",
        f"person {_format_measured(camera.person_height_pct)} % of the frame height",
        f"{_format_measured(camera.frame_rate)} frames/s",
    ]
    return ", ".join(part for part in parts if MISSING not in part) + "."


def describe_rep_notes(rep: RepReport) -> str:
    """Say why a rep is uneven or not graded, and its flags.

    Parameters
    ----------
    rep
        The rep.

    Returns
    -------
    str
        Joined by semicolons, "" where there is nothing to say. Why a single value is missing is left out:
        its cell in the table has a letter for it.
    """
    in_cells = {value.reason for value in rep.values.values()}
    return "; ".join([*(reason for reason in rep.reasons if reason not in in_cells), *describe_flags(rep)])


def describe_flags(rep: RepReport) -> list[str]:
    """List the flags of a rep in words.

    Parameters
    ----------
    rep
        The rep.

    Returns
    -------
    list of str
        Without the flags that only name a quantity that was left out.
    """
    return [_FLAGS.get(flag, flag) for flag in rep.flags if not flag.startswith("left_out:")]


def make_sentence(text: str) -> str:
    """Turn a phrase into a sentence.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        Begins with a capital letter and ends with a full stop, unless it already ends with . ! or ?
    """
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return ended[:1].upper() + ended[1:]


def _format_measured(value: float) -> str:
    return format_whole(value).replace("-", "−")


def _describe_findings(report: SetReport) -> list[str]:
    claims = report.summary.claims.values()
    found = [QUANTITIES[claim.quantity].format_finding(claim.side) for claim in claims if claim.side]
    # A side that the whole set shows says more than a fault of single reps, so it goes first.
    return [make_sentence(" and ".join(found))] if found else _describe_common_fault(report)


def _describe_common_fault(report: SetReport) -> list[str]:
    """Where no side can be claimed of the whole set: the fault that most uneven reps share, if most do."""
    uneven = [rep for rep in report.reps if rep.grade is Grade.BAD]
    faults = Counter(
        QUANTITIES[value.quantity].format_fault(value.side)
        for rep in uneven
        for value in rep.values.values()
        if value.side and is_bad(value)
    )
    fault, times = faults.most_common(1)[0] if faults else ("", 0)
    # One uneven rep is no pattern, and neither is a fault that only a minority of them shares.
    if len(uneven) < 2 or times <= len(uneven) / 2:
        return []
    if times < len(uneven):
        share = f"{times} of the {len(uneven)}"
    else:
        share = "both" if times == 2 else f"all {times}"
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
        # The first reason is enough here; the report lists all of them under the camera.
        return " ".join(["Nothing could be graded.", *report.camera.reasons[:1]])
    if not report.reps:
        return "No repetition was found."
    if is_counted(report):
        return describe_counted_set(report)
    reasons = dict.fromkeys(reason for rep in report.reps for reason in rep.reasons)
    if len(report.reps) > 1:
        verdict = f"None of {len(report.reps)} reps could be graded."
    else:
        verdict = "The only rep could not be graded."
    return " ".join([verdict, *map(make_sentence, [*reasons][:1])])
