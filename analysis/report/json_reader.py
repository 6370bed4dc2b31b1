"""Read reports back from their JSON: everything that docs/json.md documents, and no frames.

cattrs reads each dataclass field by field. This file says where docs/json.md differs from the dataclasses,
and refuses what cattrs would turn into text.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any

import numpy as np
from cattrs import Converter

from analysis.errors import ResultError
from analysis.pose.landmarks import Side
from analysis.pose.track import ClipInfo, ModelInfo
from analysis.quantities.definitions import Quantity
from analysis.report.json_writer import SCHEMA
from analysis.report.types import (
    Advice,
    CameraReport,
    FrameSeries,
    RepReport,
    SetReport,
    SetSummary,
    SideSummary,
    Value,
)
from analysis.settings import SetSettings, Unit, View

_REMEDY = "Give a file that `evenrep analyze --json` wrote, or analyse the video again."


def reports_from_json(data: object) -> tuple[SetReport, ...]:
    """The sets of one JSON file.

    Parameters
    ----------
    data
        The parsed file: one object, or an array of them.

    Returns
    -------
    tuple of SetReport

    Raises
    ------
    ResultError
        Where one of them is no result, is damaged, or has another schema.
    """
    return tuple(report_from_dict(one) for one in (data if isinstance(data, list) else [data]))


def report_from_dict(data: object) -> SetReport:
    """The set that `report_to_dict` wrote, with its rounded numbers.

    Parameters
    ----------
    data
        Parsed JSON of schema `evenrep.set/1`.

    Returns
    -------
    SetReport
        Its `frames` are empty: they are never part of the JSON.

    Raises
    ------
    ResultError
        Where the data are no result, are damaged, or have another schema.
    """
    if not isinstance(data, dict) or not str(data.get("schema", "")).startswith("evenrep.set/"):
        raise ResultError(f"This is not a result of EvenRep. {_REMEDY}")
    if data["schema"] != SCHEMA:
        raise ResultError("This result was written by another version of EvenRep: analyse the video again.")
    try:
        return _read_report(data)
    # Whatever a damaged file lacks or holds instead: one sentence for the person, not a traceback.
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ResultError(f"This result is damaged. {_REMEDY}") from error


def make_empty_frame_series() -> FrameSeries:
    """The frame series of a set of which only the reps are known.

    Returns
    -------
    FrameSeries
        Arrays of length 0.
    """
    none = np.zeros(0)
    return FrameSeries(none, none, none.astype(np.int64), none.astype(bool), dict.fromkeys(Quantity, none))


def _read_report(data: Mapping[str, Any]) -> SetReport:
    clip, model, load, read = data["clip"], data["model"], data["load"], _CONVERTER.structure
    view, side = clip.get("view_told"), data.get("side_told")
    return SetReport(
        clip=read(clip, ClipInfo),
        model=read({one.name: model[one.name] for one in fields(ModelInfo)}, ModelInfo),
        settings=SetSettings(
            mirrored=bool(clip["mirrored"]),
            view=View(view) if view else None,
            lift=str(data["lift"]),
            unit=Unit(load["unit"]),
            side=None if side is None else Side(side),
            **{name: load[name] for name in ("load", "one_rm", "body_mass")},
        ),
        camera=read(data["camera"], CameraReport),
        reps=tuple(_read_rep(rep) for rep in data["reps"]),
        summary=_read_summary(data["set"]),
        advice=read(data["advice"], Advice),
        warnings=_read_texts(data["warnings"]),
        frames=make_empty_frame_series(),
        shot=int(clip["shot"]),
        shots=int(clip["shots"]),
        corrections=_read_texts(data.get("corrections", ())),
        measured_by=str(model.get("measured_by", "")),
        sides=tuple(read(side, SideSummary) for side in data.get("sides", ())),
    )


def _read_rep(data: Mapping[str, Any]) -> RepReport:
    """The values of the four quantities stand flat among the fields of a rep: `hip_drop_pct`, …"""
    names = [one.name for one in fields(Value) if one.name != "quantity"]
    values = {key: {"quantity": key} | {name: data[f"{key}_{name}"] for name in names} for key in Quantity}
    return _CONVERTER.structure({**data, "values": values}, RepReport)


def _read_summary(data: Mapping[str, Any]) -> SetSummary:
    means = {key: data[f"mean_{key}_pct"] for key in Quantity}
    claims = {key: {**claim, "quantity": key} for key, claim in data["claims"].items()}
    return _CONVERTER.structure({**data, "mean_pct": means, "claims": claims}, SetSummary)


def _read_number(value: Any, _: object = None) -> float:
    """null is unknown, which is NaN here."""
    return math.nan if value is None else float(value)


def _read_text(value: Any, _: object) -> str:
    # str(None) would be a checksum "None" that matches another broken file's.
    if not isinstance(value, str):
        raise TypeError("a text is wanted")
    return value


def _read_texts(values: Iterable[object], _: object = None) -> tuple[str, ...]:
    if isinstance(values, str):
        raise TypeError("a list of texts is wanted")
    return tuple(str(value) for value in values)


def _build_converter() -> Converter:
    made = Converter(detailed_validation=False)
    made.register_structure_hook(float, _read_number)
    made.register_structure_hook(StrEnum, lambda value, kind: kind(value))  # before str, whose subclass it is
    made.register_structure_hook(str, _read_text)
    made.register_structure_hook_func(lambda kind: kind == tuple[str, ...], _read_texts)
    return made


_CONVERTER = _build_converter()
