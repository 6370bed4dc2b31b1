"""Lifts that are counted but not graded, in words: how many reps, how deep, how long, on which leg."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from analysis.lifts.catalogue import DETECTABLE_DROP_DEG, LIFTS, PELVIC_DROP_DEG, PELVIC_DROP_FLAG, Lift
from analysis.pose.landmarks import Side
from analysis.report.json_writer import round_number
from analysis.report.types import RepReport, SetReport, SideSummary
from analysis.wording import format_count, format_pct

UNKNOWN = "–"
SCREENED = (
    f"The pelvic drop is a screening number, not a grade: more than {PELVIC_DROP_DEG:g}° is flagged, and a "
    f"change of less than about {DETECTABLE_DROP_DEG:g}° may be chance."
)

Column = tuple[str, Callable[[RepReport], str]]


def find_counted_lift(report: SetReport) -> Lift | None:
    """Find the lift of a set if its reps are only counted.

    Parameters
    ----------
    report
        The set.

    Returns
    -------
    Lift or None
        None for squats, which are graded, and for lifts that the catalogue does not have.
    """
    lift = LIFTS.get(report.settings.lift)
    return lift if lift and not lift.graded else None


def is_counted(report: SetReport) -> bool:
    """Decide whether a set is shown as counted reps, without grades.

    Parameters
    ----------
    report
        The set.

    Returns
    -------
    bool
        False also where the lift would be counted but the view was refused or no rep was found: then the
        report says that instead.
    """
    return find_counted_lift(report) is not None and report.camera.gradable and bool(report.reps)


def describe_counted_set(report: SetReport) -> str:
    """The set in a few short sentences, without a word about even or uneven."""
    lift = find_counted_lift(report)
    if lift is None:
        return ""
    sentences = [f"{format_count(len(report.reps), lift.rep)} counted, not graded."]
    sentences += [_describe_side(lift, side) for side in report.sides]
    unclear = sum(rep.side is None for rep in report.reps) if lift.one_leg else 0
    if unclear:
        sentences.append(f"In {format_count(unclear, 'rep')} the standing leg is not clear.")
    if lift.pelvic_drop:
        return " ".join([*sentences, SCREENED])
    sentences.append(_describe_tempo(report.reps))
    if not lift.one_leg:
        sentences.append(_explain_ungraded(lift))
    return " ".join(sentences)


def list_lift_columns(report: SetReport) -> list[Column]:
    """List the columns that have something to say in this lift.

    Parameters
    ----------
    report
        The set.

    Returns
    -------
    list of (str, function from RepReport to str)
        Heading, and how a rep's cell is written; empty for a graded lift.
    """
    lift = find_counted_lift(report)
    if lift is None:
        return []
    columns: list[Column] = [("At", lambda rep: f"{rep.bottom_s:.1f} s")]
    if lift.one_leg:
        columns.append(("Leg", lambda rep: str(rep.side or UNKNOWN)))
    columns += [
        ("Down", lambda rep: f"{rep.down_s:.1f} s"),
        ("Up", lambda rep: f"{rep.up_s:.1f} s"),
        ("Depth", lambda rep: format_pct(rep.depth_pct) if math.isfinite(rep.depth_pct) else UNKNOWN),
    ]
    if lift.pelvic_drop:
        columns.append(("Pelvic drop", format_pelvic_drop))
    if "pelvis_shift_pct" in lift.shown:
        columns.append(
            ("Hips off centre", lambda rep: _format_with_side("pelvis_shift_pct", rep.pelvis_shift_pct, " %"))
        )
    if "hip_line_deg" in lift.shown:
        columns.append(
            ("Lower hip, as seen", lambda rep: _format_with_side("hip_line_deg", rep.hip_line_deg, "°"))
        )
    return columns


def list_lift_notes(report: SetReport) -> list[str]:
    """Explain the columns of `list_lift_columns`.

    Parameters
    ----------
    report
        The set.

    Returns
    -------
    list of str
        Sentences, empty for a graded lift.
    """
    lift = find_counted_lift(report)
    if lift is None:
        return []
    notes = [f"Depth is in percent of {lift.depth_means}."]
    if lift.pelvic_drop:
        notes.append(
            "Pelvic drop is how far the free hip is below the hip of the standing leg, compared with "
            f"standing on both feet; ! is more than {PELVIC_DROP_DEG:g}°."
        )
    if "hip_line_deg" in lift.shown:
        # The model sees about half of the true tilt (docs/lifts.md), so a percentage of it would be a guess.
        notes.append(
            "The tilt of the hips is shown as the camera sees it, about half of the true tilt. It is never "
            "graded."
        )
    return notes


def format_pelvic_drop(rep: RepReport) -> str:
    """ "6° ±7°", "6° ±7° !" where it is flagged; "–" where it was not measured."""
    drop, low, high = (rep.pelvic_drop_deg, rep.pelvic_drop_low_deg, rep.pelvic_drop_high_deg)
    if not math.isfinite(drop):
        return UNKNOWN
    return _format_with_interval(drop, low, high) + (" !" if PELVIC_DROP_FLAG in rep.flags else "")


def describe_leg(rep: RepReport) -> str:
    """Name the leg that a rep was done on, with its pelvic drop.

    Parameters
    ----------
    rep
        The rep.

    Returns
    -------
    str
        "left leg, pelvic drop 6° ±7°"; "" in lifts on both legs.
    """
    if rep.side is None:
        return ""
    if not math.isfinite(rep.pelvic_drop_deg):
        return f"{rep.side} leg"
    return f"{rep.side} leg, pelvic drop {format_pelvic_drop(rep).rstrip(' !')}"


def _describe_side(lift: Lift, side: SideSummary) -> str:
    """ "Left leg: 5 step-downs, 4 clean, pelvic drop 3° ±7° on average." """
    counted = f"{side.side.capitalize()} leg: {format_count(side.reps, lift.rep)}"
    if not lift.pelvic_drop:
        return f"{counted}."
    if side.unread == side.reps:
        return f"{counted}, pelvic drop not measured."
    # Reps without a measured drop are neither clean nor not: they are named, so that the counts add up.
    missing = f", {side.unread} not measured" if side.unread else ""
    drop = _format_with_interval(side.pelvic_drop_deg, side.pelvic_drop_low_deg, side.pelvic_drop_high_deg)
    return f"{counted}, {side.clean} clean{missing}, pelvic drop {drop} on average."


def _format_with_interval(drop: float, low: float, high: float) -> str:
    return f"{_format_number(drop)}° ±{_format_number((high - low) / 2.0)}°"


def _format_number(value: float) -> str:
    # A value that rounds to zero keeps no minus sign; any other gets the typographic one.
    return f"{value + 0.0:.0f}".replace("-0", "0").replace("-", "−")


def _describe_tempo(reps: Sequence[RepReport]) -> str:
    down, up = (float(np.mean([getattr(rep, name) for rep in reps])) for name in ("down_s", "up_s"))
    return f"On average {down:.1f} s down and {up:.1f} s up."


def _explain_ungraded(lift: Lift) -> str:
    return f"Left against right is {next(iter(lift.ungraded.values()))}."


def _format_with_side(name: str, value: float, unit: str) -> str:
    """ "6 % left"; "–" where it was not seen."""
    rounded = round_number(name, value)
    if rounded is None:
        return UNKNOWN
    # The side of the number as it is shown: a 0 has none.
    side = Side.from_sign(round(rounded))
    return f"{abs(rounded):.0f}{unit}" + (f" {side}" if side else "")
