"""Write reports as JSON: one set, one rep. docs/json.md documents every field.

One rounding for all: what JSON, CSV, the terminal and the page show of a number is the same number. Unknown
is
null, never 0 and never NaN.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import TextIO

from analysis.lifts.catalogue import LIFTS
from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.types import (
    Advice,
    CameraReport,
    RepReport,
    SetReport,
    SetSummary,
    SideClaim,
    SideSummary,
)

SCHEMA = "evenrep.set/1"

DECIMALS = {"pct": 2, "deg": 2, "_s": 3, "ratio": 3, "share": 3, "frame_rate": 2}
"""Digits behind the point, by the unit that ends a field's name. Finer than any interval is wide."""

REP_TIMES = ("start_s", "bottom_s", "end_s", "down_s", "up_s", "depth_pct")
REP_EXTRAS = (
    "split_left_pct",
    "knee_separation_ratio",
    "trunk_lean_deg",
    "pelvis_shift_pct",
    "fppa_left_deg",
    "fppa_right_deg",
)
HINGE_EXTRAS = ("hip_line_deg",)
LEG_EXTRAS = ("side", "pelvic_drop_deg", "pelvic_drop_low_deg", "pelvic_drop_high_deg")
"""Fields of a rep that every lift has, and that only some have."""

Json = dict[str, object]


def round_number(name: str, value: float) -> float | None:
    """The number as every output shows it.

    Parameters
    ----------
    name
        Field name; its end is the unit, which decides the number of digits.
    value
        In that unit.

    Returns
    -------
    float | None
        Rounded; None for NaN and infinity.
    """
    if not math.isfinite(value):
        return None
    decimals = next(digits for end, digits in DECIMALS.items() if name.endswith(end))
    return round(float(value), decimals) + 0.0  # + 0.0: never "-0.0"


def report_to_dict(report: SetReport) -> Json:
    """One set as JSON-ready values, in the order of docs/json.md.

    Parameters
    ----------
    report
        Of one shot.

    Returns
    -------
    Json
        Plain JSON types; numbers rounded by `round_number`, NaN as None, `frames` left out.
    """
    clip, settings = report.clip, report.settings
    duration = {"duration_s": round_number("duration_s", clip.duration_s)}
    masses = {name: _round_mass(getattr(settings, name)) for name in ("load", "one_rm", "body_mass")}
    parts: Json = {
        "schema": SCHEMA,
        "clip": asdict(clip)
        | duration
        | {"mirrored": settings.mirrored, "view_told": settings.view}
        | {"shot": report.shot, "shots": report.shots},
        "model": asdict(report.model) | {"measured_by": report.measured_by},
        "lift": settings.lift,
        **({"side_told": settings.side} if settings.side else {}),
        "load": masses | {"unit": settings.unit},
        "camera": _convert_camera(report.camera),
        "reps": [build_rep_row(report, rep) for rep in report.reps],
        "set": _convert_summary(report.summary),
        **({"sides": [_convert_side(side) for side in report.sides]} if report.sides else {}),
        "advice": _convert_advice(report.advice),
        "warnings": list(report.warnings),
        "corrections": list(report.corrections),
    }
    return {key: convert_to_plain_json(part) for key, part in parts.items()}


def rep_to_dict(rep: RepReport) -> Json:
    """One rep as it stands among `reps` of a set, without what only some lifts have.

    Parameters
    ----------
    rep
        Of any set, also one that is still being lifted.

    Returns
    -------
    Json
        Plain JSON types, in the order of docs/json.md.
    """
    return {key: convert_to_plain_json(value) for key, value in _convert_rep(rep).items()}


def build_rep_row(report: SetReport, rep: RepReport) -> Json:
    """One rep of the set with the fields that only its lift has, in the order of docs/json.md."""
    return _convert_rep(rep) | _convert_lift_extras(report, rep)


def write_json(reports: Sequence[SetReport], stream: TextIO) -> None:
    """Write one set as an object, several (or none) as an array.

    Parameters
    ----------
    reports
        The sets of a run.
    stream
        Text stream that is open for writing; strict JSON, no NaN tokens, a newline at the end.
    """
    sets = [report_to_dict(report) for report in reports]
    # `allow_nan=False`: NaN is no JSON, and other programs refuse the file.
    json.dump(sets[0] if len(sets) == 1 else sets, stream, indent=2, ensure_ascii=False, allow_nan=False)
    stream.write("\n")


def list_lift_extras(report: SetReport) -> tuple[str, ...]:
    """Names of the fields of a rep that only some lifts have, and this one does."""
    lift = LIFTS.get(report.settings.lift)
    if lift is None:
        return ()
    return LEG_EXTRAS if lift.one_leg else tuple(name for name in HINGE_EXTRAS if name in lift.shown)


def convert_to_plain_json(value: object) -> object:
    """Plain JSON types: enumerations as their text, and text that can be written as UTF-8."""
    if isinstance(value, dict):
        return {str(key): convert_to_plain_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [convert_to_plain_json(item) for item in value]
    return str(value).encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _convert_camera(camera: CameraReport) -> Json:
    numbers = ("roll_deg", "yaw_deg", "yaw_sd_deg", "person_height_pct", "frame_rate")
    return {
        "view": camera.view,
        **{name: round_number(name, getattr(camera, name)) for name in numbers},
        "gradable": camera.gradable,
        "reasons": list(camera.reasons),
        "warnings": list(camera.warnings),
    }


def _convert_rep(rep: RepReport) -> Json:
    row: Json = {"rep": int(rep.rep)}
    row |= {name: round_number(name, getattr(rep, name)) for name in REP_TIMES}
    row |= {"grade": rep.grade, "reasons": list(rep.reasons), "flags": list(rep.flags)}
    for key in Quantity:
        row |= _convert_value(rep, key)
    return row | {name: round_number(name, getattr(rep, name)) for name in REP_EXTRAS}


def _convert_lift_extras(report: SetReport, rep: RepReport) -> Json:
    found: Json = {name: getattr(rep, name) for name in list_lift_extras(report)}
    return {
        name: round_number(name, value) if isinstance(value, float) else value
        for name, value in found.items()
    }


def _convert_side(side: SideSummary) -> Json:
    counts: Json = {"side": side.side, "reps": side.reps, "clean": side.clean, "unread": side.unread}
    numbers = ("depth_pct", "pelvic_drop_deg", "pelvic_drop_low_deg", "pelvic_drop_high_deg")
    return counts | {name: round_number(name, getattr(side, name)) for name in numbers}


def _convert_value(rep: RepReport, key: Quantity) -> Json:
    value = rep.values[key]
    numbers = {name: round_number(name, getattr(value, name)) for name in ("pct", "low_pct", "high_pct")}
    return {
        **{f"{key}_{name}": number for name, number in numbers.items()},
        f"{key}_phase": value.phase,
        f"{key}_deg": round_number("deg", value.deg) if QUANTITIES[key].has_deg else None,
        f"{key}_standing": value.standing,
        f"{key}_reason": value.reason,
    }


def _convert_summary(summary: SetSummary) -> Json:
    counts = ("reps", "good", "bad", "ungraded", "incomplete")
    means = {key: summary.mean_pct.get(key, math.nan) for key in Quantity}
    return {
        **{name: int(getattr(summary, name)) for name in counts},
        **{f"mean_{key}_pct": round_number("pct", mean) for key, mean in means.items()},
        "claims": {key: _convert_claim(claim) for key, claim in summary.claims.items()},
    }


def _convert_claim(claim: SideClaim) -> Json:
    numbers = ("mean_pct", "standard_error_pct", "same_side_share")
    return {
        "side": claim.side,
        **{name: round_number(name, getattr(claim, name)) for name in numbers},
        "reps": int(claim.reps),
        "sentence": claim.sentence,
    }


def _convert_advice(advice: Advice) -> Json:
    return {
        "action": advice.action,
        "new_load": _round_mass(advice.new_load),
        "unit": advice.unit,
        "reasons": list(advice.reasons),
    }


def _round_mass(value: float | None) -> float | None:
    return None if value is None else round(float(value), 2)
