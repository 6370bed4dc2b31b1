"""The table of real clips: what a coach said of each, what is read, and how it holds filmed otherwise."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from analysis.quantities.definitions import Quantity
from analysis.report.types import RepReport, SetReport
from tests.fixtures.invariants import Outcome

SCHEMA = "evenrep.real_clips/1"
LEFT, RIGHT = 1.0, -1.0


@dataclass(frozen=True)
class Remark:
    """What a coach said of a clip. sides: the side that a quantity must point to, percent beyond which."""

    says: str
    sides: Mapping[Quantity, tuple[float, float]] = field(default_factory=dict)
    frontal: bool = True


REMARKS = {
    "lnewco_7037_front": Remark(
        "moves to the left; right knee caves in; left hip stands clearly higher",
        {
            Quantity.HIP_DROP: (RIGHT, 12.0),
            Quantity.KNEE_VALGUS: (RIGHT, 0.0),
            Quantity.LATERAL_SHIFT: (LEFT, 0.0),
        },
    ),
    "lnewco_7033_front": Remark(
        "shallow; leans a little to the right", {Quantity.LATERAL_SHIFT: (RIGHT, 0.0)}
    ),
    "lnewco_7027_front": Remark(
        "slightly to the right; the right knee sways more", {Quantity.LATERAL_SHIFT: (RIGHT, 0.0)}
    ),
    "lnewco_7035_front": Remark("both knees unsteady, one in each direction"),
    "lnewco_7060_front": Remark(
        "right knee in slightly; right hip drops slightly",
        {Quantity.HIP_DROP: (RIGHT, 0.0), Quantity.KNEE_VALGUS: (RIGHT, 0.0)},
    ),
    "lnewco_7026_oblique": Remark("filmed from 45–60°", frontal=False),
    "lnewco_7053_oblique": Remark("filmed from 45–60°", frontal=False),
    "lnewco_7051_side": Remark("filmed from the side", frontal=False),
    "side_view": Remark("filmed from the side", frontal=False),
}
"""Opinions, not measurements: see INDEX.md beside the clips."""


def find_remark(clip: str) -> Remark:
    """Of a clip by its name; silent for others."""
    return REMARKS.get(clip, Remark(""))


@dataclass(frozen=True)
class OutOfRange:
    """How much of a person the calibration has not seen: share of even features, and the commonest."""

    share: float
    worst: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One clip. Laws: largest departure of a value, percentage points; None where it does not apply.

    remarks  quantity -> whether the side that the coach named is read; None where it was not graded
    """

    clip: str
    report: SetReport
    remarks: Mapping[Quantity, bool | None]
    mirror_raw: Outcome | None
    mirror: Outcome | None
    stable: Mapping[str, Outcome | None]
    out_of_range: OutOfRange | None


def compute_mean_pct(reps: Iterable[RepReport], key: Quantity) -> float:
    """Mean of the reps that were read, percent; NaN where none was."""
    read_ones = [rep.values[key].pct for rep in reps if np.isfinite(rep.values[key].pct)]
    return float(np.mean(read_ones)) if read_ones else float("nan")


def compute_half_width(reps: Iterable[RepReport], key: Quantity) -> float:
    """Mean half width of the intervals, percentage points."""
    widths = [(rep.values[key].high_pct - rep.values[key].low_pct) / 2 for rep in reps]
    known = [width for width in widths if np.isfinite(width)]
    return float(np.mean(known)) if known else float("nan")


# --- the table ----------------------------------------------------------------------------------------

COLUMNS = (
    ("mirror before", 10),
    ("after", 8),
    ("half size", 11),
    ("15 fps", 9),
    ("roll +8", 9),
    ("roll −8", 9),
    ("coarse", 9),
)


def format_clip_table(rows: Iterable[Row]) -> Iterator[str]:
    """The table: what is read, with the half width of its interval; then how it holds."""
    rows = list(rows)
    yield "read: mean of the reps ± half of the 95 % interval, percent, + = the lifter's left"
    heads = "".join(f"{key.replace('_', ' '):>16}" for key in Quantity)
    yield f"{'':22}{'view':>9}{'yaw':>6}{'roll':>6}{'reps':>5}{heads}   the coach says"
    for row in rows:
        yield _format_read_line(row)
    yield ""
    yield "largest departure of any value of any rep, percentage points; * a value was graded only once"
    yield f"{'':22}" + "".join(f"{name:>{width + 4}}" for name, width in COLUMNS) + "   out of range"
    for row in rows:
        yield _format_invariant_line(row)


def _format_read_line(row: Row) -> str:
    camera, reps = row.report.camera, row.report.reps
    cells = ""
    for key in Quantity:
        mean, half = compute_mean_pct(reps, key), compute_half_width(reps, key)
        cells += f"{'–' if np.isnan(mean) else f'{mean:+.1f} ± {half:.1f}':>16}"
    return (
        f"{row.clip[:21]:22}{camera.view:>9}{camera.yaw_deg:6.1f}{camera.roll_deg:6.1f}{len(reps):5d}{cells}"
        f"   {_describe_remark(row)}"
    )


def _describe_remark(row: Row) -> str:
    remark = find_remark(row.clip)
    if not remark.frontal:
        graded = any(np.isfinite(value.pct) for rep in row.report.reps for value in rep.values.values())
        return f"{remark.says}: {'GRADED ALL THE SAME' if graded else 'not graded, as it must be'}"
    verdicts = {True: "agrees", False: "AGAINST", None: "not read"}
    checks = "; ".join(f"{key.replace('_', ' ')} {verdicts[agreed]}" for key, agreed in row.remarks.items())
    return f"{remark.says}{': ' if checks else ''}{checks}"


def _format_invariant_line(row: Row) -> str:
    outcomes = [row.mirror_raw, row.mirror, *(row.stable.get(key) for key in _STABLE_KEYS)]
    cells = "".join(
        f"{_format_cell(outcome):>{width + 4}}" for outcome, (_, width) in zip(outcomes, COLUMNS, strict=True)
    )
    out = row.out_of_range
    seen = "–" if out is None else f"{out.share:.0%} {', '.join(out.worst)}"
    return f"{row.clip[:21]:22}{cells}   {seen}"


_STABLE_KEYS = ("half_size", "half_rate", "roll_right", "roll_left", "recompressed")


def _format_cell(outcome: Outcome | None) -> str:
    if outcome is None:
        return "–"
    if not outcome.same_reps:
        return f"reps {outcome.found_reps}/{outcome.expected_reps}"
    if not any(np.isfinite(value) for value in outcome.deviation_pp.values()):
        return "graded once" if outcome.regraded else "not graded"
    return f"{outcome.worst_pp:.1f}" + ("*" if outcome.regraded else "")


def format_clips_json(rows: Iterable[Row]) -> str:
    """NaN is null."""
    return (
        json.dumps(
            {"schema": "evenrep.real_clips/1", "clips": [_describe_row(row) for row in rows]}, indent=1
        )
        + "\n"
    )


def _describe_row(row: Row) -> dict[str, object]:
    camera, reps = row.report.camera, row.report.reps
    outcomes = {"mirror_raw": row.mirror_raw, "mirror": row.mirror, **row.stable}
    return {
        "clip": row.clip,
        "view": camera.view.value,
        "yaw_deg": _round_known(camera.yaw_deg),
        "roll_deg": _round_known(camera.roll_deg),
        "reps": len(reps),
        "mean_pct": {key.value: _round_known(compute_mean_pct(reps, key)) for key in Quantity},
        "half_width_pct": {key.value: _round_known(compute_half_width(reps, key)) for key in Quantity},
        "coach": find_remark(row.clip).says,
        "agrees": {key.value: agreed for key, agreed in row.remarks.items()},
        "laws_pp": {key: _describe_departures(outcome) for key, outcome in outcomes.items()},
        "out_of_range": row.out_of_range
        and {"share": row.out_of_range.share, "worst": row.out_of_range.worst},
    }


def _describe_departures(outcome: Outcome | None) -> dict[str, object] | None:
    if outcome is None:
        return None
    pp = {key.value: _round_known(value) for key, value in outcome.deviation_pp.items()}
    return {"same_reps": outcome.same_reps, "regraded": int(outcome.regraded)} | pp


def _round_known(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None
