"""Read reports back from their JSON: everything that docs/json.md documents, and no frames."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from analysis.errors import ResultError
from analysis.pose.landmarks import Side
from analysis.pose.track import ClipInfo, ModelInfo
from analysis.quantities.definitions import Quantity
from analysis.report.json_writer import SCHEMA
from analysis.report.types import (
    Action,
    Advice,
    CameraReport,
    FrameSeries,
    Grade,
    Phase,
    RepReport,
    SetReport,
    SetSummary,
    SideClaim,
    SideSummary,
    Standing,
    Value,
)
from analysis.settings import SetSettings, Unit, View

Kind = TypeVar("Kind")

_REMEDY = "Give a file that `evenrep analyze --json` wrote, or analyse the video again."

_REP_NUMBERS = (
    *("start_s", "bottom_s", "end_s", "down_s", "up_s", "depth_pct", "split_left_pct"),
    *("knee_separation_ratio", "trunk_lean_deg", "pelvis_shift_pct", "fppa_left_deg", "fppa_right_deg"),
)
_DROP_NUMBERS = ("pelvic_drop_deg", "pelvic_drop_low_deg", "pelvic_drop_high_deg")
_LIFT_NUMBERS = ("hip_line_deg", *_DROP_NUMBERS)
_CAMERA_NUMBERS = ("roll_deg", "yaw_deg", "yaw_sd_deg", "person_height_pct", "frame_rate")


def reports_from_json(data: object) -> tuple[SetReport, ...]:
    """The sets of one JSON file.

    Parameters
    ----------
    data
        The parsed file: an object for one set, or an array of them.

    Raises
    ------
    ResultError
        For a file that EvenRep did not write, that is damaged, or of another version.
    """
    return tuple(report_from_dict(one) for one in (data if isinstance(data, list) else [data]))


def report_from_dict(data: object) -> SetReport:
    """One set, the inverse of `report_to_dict` as far as rounding allows.

    Parameters
    ----------
    data
        One parsed object.

    Returns
    -------
    SetReport
        The report with rounded numbers; null has become NaN, and `frames` is empty.

    Raises
    ------
    ResultError
        For an object that EvenRep did not write, that is damaged, or of another version.
    """
    if not isinstance(data, dict) or not str(data.get("schema", "")).startswith("evenrep.set/"):
        raise ResultError(f"This is not a result of EvenRep. {_REMEDY}")
    if data["schema"] != SCHEMA:
        raise ResultError("This result was written by another version of EvenRep: analyse the video again.")
    try:
        return _parse_report(data)
    # Whatever a damaged file lacks or holds instead: one sentence for the person, not a traceback.
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResultError(f"This result is damaged. {_REMEDY}") from error


def make_empty_frame_series() -> FrameSeries:
    """The frame series of a set of which only the reps are known: no frames."""
    none = np.zeros(0)
    return FrameSeries(none, none, none.astype(np.int64), none.astype(bool), dict.fromkeys(Quantity, none))


def _parse_report(data: Mapping[str, Any]) -> SetReport:
    clip, model, load = data["clip"], data["model"], data["load"]
    masses = {name: load[name] for name in ("load", "one_rm", "body_mass")}
    view = clip.get("view_told")
    return SetReport(
        clip=ClipInfo(**{name: clip[name] for name in ClipInfo.__dataclass_fields__}),
        model=ModelInfo(**{name: model[name] for name in ModelInfo.__dataclass_fields__}),
        settings=SetSettings(
            mirrored=bool(clip["mirrored"]),
            view=View(view) if view else None,
            lift=str(data["lift"]),
            unit=Unit(load["unit"]),
            side=_parse_optional(Side, data.get("side_told")),
            **masses,
        ),
        camera=_parse_camera(data["camera"]),
        reps=tuple(_parse_rep(rep) for rep in data["reps"]),
        summary=_parse_summary(data["set"]),
        advice=_parse_advice(data["advice"]),
        warnings=_parse_texts(data["warnings"]),
        frames=make_empty_frame_series(),
        shot=int(clip["shot"]),
        shots=int(clip["shots"]),
        corrections=_parse_texts(data.get("corrections", ())),
        measured_by=str(model.get("measured_by", "")),
        sides=tuple(_parse_side(side) for side in data.get("sides", ())),
    )


def _parse_camera(data: Mapping[str, Any]) -> CameraReport:
    return CameraReport(
        view=View(data["view"]),
        **_parse_numbers(data, _CAMERA_NUMBERS),
        gradable=bool(data["gradable"]),
        reasons=_parse_texts(data["reasons"]),
        warnings=_parse_texts(data["warnings"]),
    )


def _parse_rep(data: Mapping[str, Any]) -> RepReport:
    return RepReport(
        rep=int(data["rep"]),
        grade=Grade(data["grade"]),
        reasons=_parse_texts(data["reasons"]),
        flags=_parse_texts(data["flags"]),
        values={key: _parse_value(data, key) for key in Quantity},
        side=_parse_optional(Side, data.get("side")),
        **_parse_numbers(data, _REP_NUMBERS),
        **_parse_numbers(data, [name for name in _LIFT_NUMBERS if name in data]),
    )


def _parse_side(data: Mapping[str, Any]) -> SideSummary:
    reps, clean, unread = (int(data[name]) for name in ("reps", "clean", "unread"))
    numbers = _parse_numbers(data, ("depth_pct", *_DROP_NUMBERS))
    return SideSummary(side=Side(data["side"]), reps=reps, clean=clean, unread=unread, **numbers)


def _parse_value(data: Mapping[str, Any], key: Quantity) -> Value:
    pct, low, high, deg = (
        _parse_number(data[f"{key}_{end}"]) for end in ("pct", "low_pct", "high_pct", "deg")
    )
    return Value(
        quantity=key,
        pct=pct,
        low_pct=low,
        high_pct=high,
        deg=deg,
        phase=_parse_optional(Phase, data[f"{key}_phase"]),
        standing=Standing(data[f"{key}_standing"]),
        reason=str(data[f"{key}_reason"]),
    )


def _parse_summary(data: Mapping[str, Any]) -> SetSummary:
    counts = {name: int(data[name]) for name in ("reps", "good", "bad", "ungraded", "incomplete")}
    claims = {Quantity(key): _parse_claim(Quantity(key), claim) for key, claim in data["claims"].items()}
    means = {key: _parse_number(data[f"mean_{key}_pct"]) for key in Quantity}
    return SetSummary(**counts, mean_pct=means, claims=claims)


def _parse_claim(key: Quantity, data: Mapping[str, Any]) -> SideClaim:
    return SideClaim(
        quantity=key,
        side=_parse_optional(Side, data["side"]),
        **_parse_numbers(data, ("mean_pct", "standard_error_pct", "same_side_share")),
        reps=int(data["reps"]),
        sentence=str(data["sentence"]),
    )


def _parse_advice(data: Mapping[str, Any]) -> Advice:
    new_load = data["new_load"]
    return Advice(
        action=Action(data["action"]),
        new_load=None if new_load is None else float(new_load),
        unit=Unit(data["unit"]),
        reasons=_parse_texts(data["reasons"]),
    )


def _parse_numbers(data: Mapping[str, Any], names: Sequence[str]) -> dict[str, float]:
    return {name: _parse_number(data[name]) for name in names}


def _parse_number(value: float | None) -> float:
    """null is unknown, which is NaN here."""
    return math.nan if value is None else float(value)


def _parse_optional(kind: Callable[[str], Kind], value: str | None) -> Kind | None:
    return None if value is None else kind(value)


def _parse_texts(values: Sequence[object]) -> tuple[str, ...]:
    if isinstance(values, str):
        raise TypeError("a list of texts is wanted")
    return tuple(str(value) for value in values)
