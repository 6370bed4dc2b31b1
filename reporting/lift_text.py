"""What is told of lifts that are counted but not graded: how many, how deep, how long, on which leg."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from analysis.lifts.catalogue import DETECTABLE_DROP_DEG, LIFTS, PELVIC_DROP_DEG, PELVIC_DROP_FLAG, Lift
from analysis.pose.landmarks import Side
from analysis.report.json_writer import round_number
from analysis.report.types import RepReport, SetReport, SideSummary

UNKNOWN = "–"
SCREENED = (
    f"The pelvic drop is a screening number, not a grade: more than {PELVIC_DROP_DEG:g}° is marked, and a "
    f"change of less than about {DETECTABLE_DROP_DEG:g}° can't be told from chance."
)

Column = tuple[str, Callable[[RepReport], str]]


def find_counted_lift(report: SetReport) -> Lift | None:
    """The lift, if it is one of which nothing is graded; None for squats and for lifts nobody knows."""
    lift = LIFTS.get(report.settings.lift)
    return lift if lift and not lift.graded else None


def is_counted(report: SetReport) -> bool:
    """Whether the reps were seen from where they can be, in a lift that is counted and not graded."""
    return find_counted_lift(report) is not None and report.camera.gradable and bool(report.reps)


def describe_counted_set(report: SetReport) -> str:
    """The set in a few short sentences, without a word about even or uneven."""
    lift = find_counted_lift(report)
    if lift is None:
        return ""
    count = len(report.reps)
    told = [f"{count} {_name_reps(lift, count)} counted, not graded."]
    told += [_describe_side(lift, side) for side in report.sides]
    unclear = sum(rep.side is None for rep in report.reps) if lift.one_leg else 0
    if unclear:
        told.append(f"In {unclear} it can't be told which leg stood.")
    if lift.pelvic_drop:
        return " ".join([*told, SCREENED])
    return " ".join(
        [*told, _describe_tempo(report.reps)] + ([] if lift.one_leg else [_explain_ungraded(lift)])
    )


def list_lift_columns(report: SetReport) -> list[Column]:
    """Heading and cell of each column that says something in this lift."""
    lift = find_counted_lift(report)
    if lift is None:
        return []
    columns: list[Column] = [("At", lambda rep: f"{rep.bottom_s:.1f} s")]
    if lift.one_leg:
        columns.append(("Leg", lambda rep: str(rep.side or UNKNOWN)))
    columns += [
        ("Down", lambda rep: f"{rep.down_s:.1f} s"),
        ("Up", lambda rep: f"{rep.up_s:.1f} s"),
        ("Depth", lambda rep: f"{rep.depth_pct:.0f} %" if math.isfinite(rep.depth_pct) else UNKNOWN),
    ]
    if lift.pelvic_drop:
        columns.append(("Pelvic drop", format_pelvic_drop))
    if "pelvis_shift_pct" in lift.shown:
        columns.append(
            ("Hips aside", lambda rep: _format_with_side("pelvis_shift_pct", rep.pelvis_shift_pct, " %"))
        )
    if "hip_line_deg" in lift.shown:
        columns.append(
            ("Lower hip, as read", lambda rep: _format_with_side("hip_line_deg", rep.hip_line_deg, "°"))
        )
    return columns


def list_lift_notes(report: SetReport) -> list[str]:
    """What the columns mean."""
    lift = find_counted_lift(report)
    if lift is None:
        return []
    notes = [f"Depth is in percent of {lift.depth_means}."]
    if lift.pelvic_drop:
        notes.append(
            "Pelvic drop is the free hip below that of the standing leg, against standing on both feet; "
            "! is more than 5°."
        )
    if "hip_line_deg" in lift.shown:
        notes.append("The tilt of the hips is as read: about half of what it is. It is shown, never graded.")
    return notes


def format_pelvic_drop(rep: RepReport) -> str:
    """ "6° ±7°", "6° ±7° !" where it is flagged; "–" where it was not read."""
    drop, low, high = (rep.pelvic_drop_deg, rep.pelvic_drop_low_deg, rep.pelvic_drop_high_deg)
    if not math.isfinite(drop):
        return UNKNOWN
    return _format_with_interval(drop, low, high) + (" !" if PELVIC_DROP_FLAG in rep.flags else "")


def describe_leg(rep: RepReport) -> str:
    """ "left leg, pelvic drop 6° ±7°"; "" in lifts on both."""
    if rep.side is None:
        return ""
    drop = (
        f", pelvic drop {format_pelvic_drop(rep).rstrip(' !')}" if math.isfinite(rep.pelvic_drop_deg) else ""
    )
    return f"{rep.side} leg{drop}"


def _describe_side(lift: Lift, side: SideSummary) -> str:
    """ "Left leg: 5 step-downs, 4 clean, pelvic drop 3° ±7° on average." """
    text = f"{side.side.capitalize()} leg: {side.reps} {_name_reps(lift, side.reps)}"
    if not lift.pelvic_drop:
        return f"{text}."
    if side.unread == side.reps:
        return f"{text}, pelvic drop not read."
    unread = f", {side.unread} not read" if side.unread else ""
    drop = _format_with_interval(side.pelvic_drop_deg, side.pelvic_drop_low_deg, side.pelvic_drop_high_deg)
    return f"{text}, {side.clean} clean{unread}, pelvic drop {drop} on average."


def _format_with_interval(drop: float, low: float, high: float) -> str:
    return f"{_format_number(drop)}° ±{_format_number((high - low) / 2.0)}°"


def _format_number(value: float) -> str:
    return f"{value + 0.0:.0f}".replace("-0", "0").replace("-", "−")


def _name_reps(lift: Lift, count: int) -> str:
    return lift.rep if count == 1 else f"{lift.rep}s"


def _describe_tempo(reps: Sequence[RepReport]) -> str:
    down, up = (float(np.mean([getattr(rep, name) for rep in reps])) for name in ("down_s", "up_s"))
    return f"On average {down:.1f} s down and {up:.1f} s up."


def _explain_ungraded(lift: Lift) -> str:
    return f"Left against right is {next(iter(lift.ungraded.values()))}."


def _format_with_side(name: str, value: float, unit: str) -> str:
    """ "6 % left"; "–" where it was not seen."""
    known = round_number(name, value)
    if known is None:
        return UNKNOWN
    side = Side.from_sign(round(known))
    return f"{abs(known):.0f}{unit}" + (f" {side}" if side else "")
