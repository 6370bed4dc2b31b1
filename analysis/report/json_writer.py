"""Write reports as JSON: one set, one rep. docs/json.md documents every field.

One rounding for all: what JSON, CSV, the terminal and the page show of a number is the same number.
Unknown is null, never 0 and never NaN.

cattrs writes each dataclass field by field. This file says where docs/json.md differs from the dataclasses:
which fields move, and how each number is rounded.
"""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any, TextIO

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from analysis.lifts.catalogue import LIFTS
from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.types import RepReport, SetReport, SetSummary, SideClaim

SCHEMA = "evenrep.set/1"

# Digits behind the point by the end of a field's name: its unit. Finer than any interval is wide.
DECIMALS = {"pct": 2, "deg": 2, "_s": 3, "ratio": 3, "share": 3, "frame_rate": 2}
MASS_DECIMALS = 2

# Fields of a rep that every lift has, and that only some have.
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

# A claim's quantity is the key it stands under; a rep's values stand flat among the rep's own fields.
_REP_HEAD = ("rep", *REP_TIMES, "grade", "reasons", "flags")
_VALUE_FIELDS = ("pct", "low_pct", "high_pct", "phase", "deg", "standing", "reason")
_WRITTEN_ELSEWHERE: dict[type, str] = {SideClaim: "quantity", RepReport: "values"}
_COUNTS = ("reps", "good", "bad", "ungraded", "incomplete")

Json = dict[str, object]


def round_number(name: str, value: float) -> float | None:
    """The number as every output shows it.

    Parameters
    ----------
    name
        Name of the field; it ends in its unit, which decides the number of decimals.
    value
        The number, in that unit.

    Returns
    -------
    float or None
        None for NaN and infinity.
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
        One shot of one clip. Its frames are not written.

    Returns
    -------
    dict
        Schema `evenrep.set/1`, with rounded numbers; `report_from_dict` reads it back.
    """
    settings = report.settings
    masses = {name: _round_mass(getattr(settings, name)) for name in ("load", "one_rm", "body_mass")}
    entered = {"mirrored": settings.mirrored, "view_told": settings.view}
    parts: Json = {
        "schema": SCHEMA,
        "clip": _convert(report.clip) | entered | {"shot": report.shot, "shots": report.shots},
        "model": _convert(report.model) | {"measured_by": report.measured_by},
        "lift": settings.lift,
        **({"side_told": settings.side} if settings.side else {}),
        "load": masses | {"unit": settings.unit},
        "camera": report.camera,
        "reps": [build_rep_row(report, rep) for rep in report.reps],
        "set": _convert_summary(report.summary),
        **({"sides": report.sides} if report.sides else {}),
        "advice": report.advice,
        "warnings": report.warnings,
        "corrections": report.corrections,
    }
    return _convert(parts)


def rep_to_dict(rep: RepReport) -> Json:
    """One rep as it stands among `reps` of a set, without what only its lift has.

    Parameters
    ----------
    rep
        Of any set, also one that is still being lifted.

    Returns
    -------
    dict
        JSON-ready values in the order of docs/json.md.
    """
    return _arrange_rep(rep, _convert(rep))


def build_rep_row(report: SetReport, rep: RepReport) -> Json:
    """One rep of the set with what only its lift has.

    Parameters
    ----------
    report
        The set; its lift decides which fields follow.
    rep
        One of its repetitions.

    Returns
    -------
    dict
        JSON-ready values in the order of docs/json.md.
    """
    plain = _convert(rep)
    return _arrange_rep(rep, plain) | {name: plain[name] for name in list_lift_extras(report)}


def write_json(reports: Sequence[SetReport], stream: TextIO) -> None:
    """Write sets as strict JSON, without NaN tokens.

    Parameters
    ----------
    reports
        One set is written as an object, several (or none) as an array.
    stream
        Open for writing text.
    """
    sets = [report_to_dict(report) for report in reports]
    # `allow_nan=False`: NaN is no JSON, and other programs refuse the file.
    json.dump(sets[0] if len(sets) == 1 else sets, stream, indent=2, ensure_ascii=False, allow_nan=False)
    stream.write("\n")


def list_lift_extras(report: SetReport) -> tuple[str, ...]:
    """Fields of a rep that only some lifts have.

    Parameters
    ----------
    report
        The set; its lift decides.

    Returns
    -------
    tuple of str
        Names of fields of RepReport; empty for most lifts.
    """
    lift = LIFTS.get(report.settings.lift)
    if lift is None:
        return ()
    return LEG_EXTRAS if lift.one_leg else tuple(name for name in HINGE_EXTRAS if name in lift.shown)


def convert_to_plain_json(value: object) -> Any:
    """Plain JSON types: enumerations as their text, and text that can be written as UTF-8.

    Parameters
    ----------
    value
        A text, a number, a list or a dict of them, or a dataclass of a report.

    Returns
    -------
    object
        The same with plain values.
    """
    return _CONVERTER.unstructure(value)


def _convert(value: object) -> Json:
    plain: Json = _CONVERTER.unstructure(value)
    return plain


def _arrange_rep(rep: RepReport, plain: Json) -> Json:
    row = {name: plain[name] for name in _REP_HEAD}
    for key in Quantity:
        value = _convert(rep.values[key])
        if not QUANTITIES[key].has_deg:
            value["deg"] = None
        row |= {f"{key}_{name}": value[name] for name in _VALUE_FIELDS}
    return row | {name: plain[name] for name in REP_EXTRAS}


def _convert_summary(summary: SetSummary) -> Json:
    plain = _convert(summary)
    means = {key: summary.mean_pct.get(key, math.nan) for key in Quantity}
    return {
        **{name: plain[name] for name in _COUNTS},
        **{f"mean_{key}_pct": round_number("pct", mean) for key, mean in means.items()},
        "claims": plain["claims"],
    }


def _round_mass(value: float | None) -> float | None:
    return None if value is None else round(float(value), MASS_DECIMALS)


def _write_text(value: str) -> str:
    # A file name may hold bytes that are no UTF-8: Python keeps them as surrogates, which no file takes.
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _make_record_hook(kind: Any, converter: Converter) -> Callable[[Any], Json]:
    changes: dict[str, Any] = {
        one.name: override(unstruct_hook=partial(round_number, one.name))
        for one in fields(kind)
        if one.type is float
    }
    if kind in _WRITTEN_ELSEWHERE:
        changes[_WRITTEN_ELSEWHERE[kind]] = override(omit=True)
    return make_dict_unstructure_fn(kind, converter, **changes)


def _build_converter() -> Converter:
    made = Converter(unstruct_collection_overrides={Sequence: list})
    made.register_unstructure_hook(int, int)  # numpy's too
    made.register_unstructure_hook(bool, bool)
    made.register_unstructure_hook(str, _write_text)  # enumerations too
    made.register_unstructure_hook_func(lambda kind: kind == float | None, _round_mass)
    made.register_unstructure_hook_factory(is_dataclass, _make_record_hook)
    return made


_CONVERTER = _build_converter()
