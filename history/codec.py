"""Records to JSON-ready values and back, by the types of their fields: what comes back is checked."""

import math
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def encode(value: Any) -> Any:
    """JSON-ready. Unknown numbers (NaN) become null."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: encode(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def decode(kind: type[T], data: Any) -> T:
    """A record of `kind`. Raises ValueError, TypeError or KeyError for anything that is not one.

    Fields that are absent take their default; those that the record does not know are refused.
    """
    if not isinstance(data, Mapping):
        raise TypeError(f"{kind.__name__} is not an object")
    hints = _hints(kind)
    if unknown := set(data) - set(hints):
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(map(str, unknown)))}")
    return kind(**{name: _decoded(hints[name], value) for name, value in data.items()})


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}  # type: ignore[arg-type]


def _decoded(kind: Any, data: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if data is None and type(None) in inner:
            return None
        (only,) = [each for each in inner if each is not type(None)]
        return _decoded(only, data)
    if origin is tuple:
        return tuple(_decoded(_each(inner), item) for item in _a(list, data))
    if origin is dict:
        return {_decoded(inner[0], key): _decoded(inner[1], item) for key, item in _a(dict, data).items()}
    if is_dataclass(kind):
        return decode(kind, data)  # type: ignore[arg-type]
    return _plain(kind, data)


def _each(inner: tuple[Any, ...]) -> Any:
    """tuple[X, ...] and tuple[X, X] hold X."""
    return inner[0]


def _plain(kind: Any, data: Any) -> Any:
    if kind is float:
        return _number(data)
    if kind in (datetime, date):
        read: Callable[[str], date] = kind.fromisoformat
        return read(_a(str, data))
    if issubclass(kind, StrEnum):
        return kind(_a(str, data))
    if kind is int and isinstance(data, bool):
        raise TypeError("a number is wanted")
    return _a(kind, data)


def _number(data: Any) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float) or not math.isfinite(data):
        raise TypeError("a number is wanted")
    return float(data)


def _a(kind: type[T], data: Any) -> T:
    if not isinstance(data, kind):
        raise TypeError(f"{kind.__name__} is wanted")
    return data
