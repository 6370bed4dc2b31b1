"""Records as plain JSON values and back: what history stores in a column and an export writes to a file."""

import math
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from analysis.errors import RecordError

_Kind = TypeVar("_Kind")


def to_plain(value: Any) -> Any:
    """Convert a record, or anything inside one, to plain JSON values.

    Parameters
    ----------
    value
        Dataclasses become objects, tuples lists, days and times ISO text, NaN and infinity null.

    Returns
    -------
    object
        Only dicts, lists, texts, numbers, booleans and None.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: to_plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def from_plain(kind: type[_Kind], data: object) -> _Kind:
    """Convert what `to_plain` made back to a record.

    Parameters
    ----------
    kind
        The class of the record.
    data
        Plain JSON values; absent fields take their defaults, unknown ones are refused.

    Returns
    -------
    kind
        The record, which has checked itself.

    Raises
    ------
    RecordError
        The data are not such a record; the message says why.
    """
    try:
        return typing.cast(_Kind, _read_value(kind, data))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, RecordError):
            raise
        raise RecordError(f"This is not a valid {kind.__name__}: {error}. Export it again.") from error


def _read_value(kind: Any, data: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _read_optional(kind, data)
    if origin is tuple:
        return tuple(_read_value(typing.get_args(kind)[0], one) for one in _read_list(data))
    if origin is dict:
        of, to = typing.get_args(kind)
        return {_read_value(of, key): _read_value(to, one) for key, one in data.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        return _read_record(kind, data)
    return _read_simple(kind, data)


def _read_optional(kind: Any, data: Any) -> Any:
    (inner,) = [one for one in typing.get_args(kind) if one is not type(None)]
    return None if data is None else _read_value(inner, data)


def _read_record(kind: Any, data: Any) -> Any:
    if not isinstance(data, Mapping):
        raise TypeError("expected an object")
    types_of = typing.get_type_hints(kind)
    unknown = set(data) - {one.name for one in fields(kind)}
    # Refused, not dropped: a field from a newer version would be lost without a word.
    if unknown:
        raise ValueError(f"unknown fields {', '.join(sorted(map(str, unknown)))}")
    return kind(**{name: _read_value(types_of[name], one) for name, one in data.items()})


def _read_simple(kind: Any, data: Any) -> Any:
    if kind is datetime or kind is date:
        return kind.fromisoformat(data)
    if kind is float:
        return _read_number(data)
    if kind in (int, bool, str):
        # not isinstance: a JSON true is an int to Python, and would pass for a number of reps
        if type(data) is not kind:
            raise TypeError(f"expected {kind.__name__}, not {data!r}")
        return data
    return kind(data)


def _read_number(data: Any) -> float:
    # JSON has no NaN: `to_plain` writes null, and NaN is what "unseen" means everywhere else.
    if data is None:
        return math.nan
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise TypeError(f"expected a number, not {data!r}")
    return float(data)


def _read_list(data: Any) -> Sequence[Any]:
    if isinstance(data, str) or not isinstance(data, Sequence):
        raise TypeError("expected a list")
    return data
