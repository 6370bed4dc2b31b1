"""The rows of numbers and texts that the charts of a set are drawn from. No drawing."""

import math
from collections.abc import Iterable

import numpy as np

from analysis.pose.track import FloatArray
from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT, Quantity
from analysis.report.types import RepReport, SetReport, Standing, Value
from reporting import text as report_text
from reporting import value_text

Row = dict[str, object]

WITHIN, BEYOND = "within 15 %", "beyond 15 %"
INDICATION, INDICATION_BEYOND = "indication", "indication, surely beyond 15 %"
NOT_GRADED = "not graded"

# An axis shows at least and at most this much to each side: what lies beyond is cut off.
LEAST_REACH_PCT, MOST_REACH_PCT = 25.0, 100.0

# Within a rep: a point every 5 % of its depth, the mean of the frames within 5 % of it.
DEPTH_STEP_PCT, DEPTH_WINDOW_PCT = 5.0, 10.0


def classify_value(value: Value) -> str:
    """Which of the five states the mark of a value shows."""
    if value.standing is Standing.UNGRADED or math.isnan(value.pct):
        return NOT_GRADED
    if value.standing is Standing.INDICATION:
        return INDICATION_BEYOND if value_text.is_surely_beyond(value) else INDICATION
    return BEYOND if abs(value.pct) > THRESHOLD_PCT else WITHIN


def describe_value(value: Value) -> str:
    """ "18 % left ±4", the table's cell with its unit; the reason where it is not graded."""
    if classify_value(value) == NOT_GRADED:
        return f"not graded: {value.reason}" if value.reason else "not graded"
    number, _, rest = value_text.format_value(value).strip("() !").replace(") !", "").partition(" ")
    return f"{number} % {rest}".strip()


def build_value_rows(report: SetReport, quantity: Quantity) -> list[Row]:
    """One per rep: rep, pct (0 where ungraded), low, high (None where unknown), state, and words."""
    return [_build_value_row(rep, rep.values[quantity]) for rep in report.reps]


def _build_value_row(rep: RepReport, value: Value) -> Row:
    graded = classify_value(value) != NOT_GRADED
    return {
        "rep": rep.rep,
        # A rep without a value has its hollow mark on the zero line: left out, it would seem never done.
        "pct": value.pct if graded else 0.0,
        "low": value.low_pct if graded and math.isfinite(value.low_pct) else None,
        "high": value.high_pct if graded and math.isfinite(value.high_pct) else None,
        "state": classify_value(value),
        "value": describe_value(value),
        "phase": f"on the way {value.phase}" if graded and value.phase else "",
        "at": f"{rep.bottom_s:.1f} s",
    }


def build_rep_strip_rows(report: SetReport) -> list[Row]:
    """One per rep: rep, grade, why, at."""
    return [
        {
            "rep": rep.rep,
            "grade": value_text.GRADE_WORD[rep.grade],
            "why": explain_grade(rep),
            "at": f"{rep.bottom_s:.1f} s",
        }
        for rep in report.reps
    ]


def explain_grade(rep: RepReport) -> str:
    """Reasons and flags in words."""
    return "; ".join([*rep.reasons, *report_text.describe_flags(rep)]) or "every graded quantity within 15 %"


def compute_reach_pct(reports: Iterable[SetReport], quantity: Quantity) -> float:
    """How far the axis goes each way so that every value and interval is on it, percent."""
    values = [rep.values[quantity] for report in reports for rep in report.reps]
    ends = [abs(end) for value in values for end in (value.pct, value.low_pct, value.high_pct)]
    # One percent of room, so that no interval ends on the edge of the chart.
    most = max([end for end in ends if math.isfinite(end)], default=0.0)
    return float(np.clip(5.0 * math.ceil((most + 1.0) / 5.0), LEAST_REACH_PCT, MOST_REACH_PCT))


def build_depth_rows(report: SetReport, quantity: Quantity) -> list[Row]:
    """Points of every graded rep: rep, way (percent: 0 standing, 100 bottom, 200 standing), pct, grade.

    Values of single frames are averaged over a window of depth: they jitter.
    """
    rows: list[Row] = []
    for rep in report.reps:
        if classify_value(rep.values[quantity]) == NOT_GRADED:
            continue
        for way, pct in _average_over_depth(report, rep, quantity):
            rows.append({"rep": rep.rep, "way": way, "pct": pct, "grade": value_text.GRADE_WORD[rep.grade]})
    return rows


def compute_mean_rows(rows: Iterable[Row]) -> list[Row]:
    """The mean of the reps at every point that at least half of them have."""
    by_way: dict[float, list[float]] = {}
    for row in rows:
        by_way.setdefault(float(str(row["way"])), []).append(float(str(row["pct"])))
    most = max((len(values) for values in by_way.values()), default=0)
    return [
        {"way": way, "pct": float(np.mean(values))}
        for way, values in sorted(by_way.items())
        # At depths that few reps reach the mean would jump from one rep to the next.
        if 2 * len(values) >= most
    ]


def _average_over_depth(report: SetReport, rep: RepReport, quantity: Quantity) -> list[tuple[float, float]]:
    frames = report.frames
    inside = frames.rep == rep.rep
    # Depth instead of time on the axis: reps of different speed then lie on each other.
    depth = 100.0 * frames.depth_pct[inside] / rep.depth_pct
    time_s, pct = frames.time_s[inside], frames.pct[quantity][inside]
    way = np.where(time_s <= rep.bottom_s, depth, 200.0 - depth)
    points = np.arange(0.0, 200.0 + DEPTH_STEP_PCT, DEPTH_STEP_PCT)
    return [
        (float(at), mean) for at in points if not math.isnan(mean := _compute_mean_near(way, pct, float(at)))
    ]


def _compute_mean_near(way: FloatArray, pct: FloatArray, at: float) -> float:
    near = pct[np.abs(way - at) <= DEPTH_WINDOW_PCT / 2]
    near = near[np.isfinite(near)]
    return float(near.mean()) if len(near) else math.nan


def format_rep_numbers(reps: Iterable[int]) -> str:
    """ "1 to 5 and 8": rep numbers as a sentence has them; runs of three or more are joined."""
    runs: list[list[int]] = []
    for rep in sorted(reps):
        if runs and rep == runs[-1][-1] + 1:
            runs[-1].append(rep)
        else:
            runs.append([rep])
    parts = [
        part
        for run in runs
        for part in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(rep) for rep in run])
    ]
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def describe_sides(quantity: Quantity) -> tuple[str, str]:
    """What a value towards the left and towards the right means: ("left hip lower", "right hip lower")."""
    info = QUANTITIES[quantity]
    return tuple(info.fault.format(side=side) for side in ("left", "right"))  # type: ignore[return-value]
