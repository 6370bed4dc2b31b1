"""Records as plain JSON values and back: what history stores in a column and an export writes to a file.

cattrs reads and writes the dataclasses field by field. This file says where EvenRep is stricter: a value of
the wrong type is refused, never converted.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn

from analysis.errors import RecordError

Kind = TypeVar("Kind")
Hook = Callable[[Any, Any], Any]


def to_plain(value: Any) -> Any:
    """Convert a record, or anything made of records, to plain JSON values.

    Parameters
    ----------
    value
        A dataclass, a list, tuple or dict of them, or a single value.

    Returns
    -------
    object
        Dataclasses as objects in the order of their fields, tuples as lists, days and times as ISO text,
        enumerations as their text, NaN and infinity as null.
    """
    return _CONVERTER.unstructure(value)


def from_plain(kind: type[Kind], data: object) -> Kind:
    """Convert what `to_plain` made back to a record.

    Parameters
    ----------
    kind
        The dataclass that is expected.
    data
        Parsed JSON. Absent fields take their defaults; unknown ones are refused.

    Returns
    -------
    Kind

    Raises
    ------
    RecordError
        The data are not such a record; the message says why.
    """
    try:
        return _CONVERTER.structure(data, kind)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        if isinstance(error, RecordError):
            raise
        reason = f"{error} is missing" if isinstance(error, KeyError) else error
        raise RecordError(f"This is not a valid {kind.__name__}: {reason}. Export it again.") from error


def _make_record_hook(kind: Any, converter: Converter) -> Hook:
    read = make_dict_structure_fn(kind, converter, _cattrs_detailed_validation=False)
    names = {one.name for one in fields(kind)}

    def read_record(data: Any, _: Any) -> Any:
        if not isinstance(data, Mapping):
            raise TypeError("expected an object")
        # Refused, not dropped: a field from a newer version would be lost without a word.
        if unknown := set(data) - names:
            raise ValueError(f"unknown fields {', '.join(sorted(map(str, unknown)))}")
        return read(data, kind)

    return read_record


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _make_tuple_hook(kind: Any, converter: Converter) -> Hook:
    item = get_args(kind)[0]
    read = converter.get_structure_hook(item)

    def read_tuple(data: Any, _: Any) -> Any:
        # A text is a sequence too: without this, "left" would be read as five reasons of one letter.
        if isinstance(data, str) or not isinstance(data, Sequence):
            raise TypeError("expected a list")
        return tuple(read(one, item) for one in data)

    return read_tuple


def _read_exact(data: Any, kind: Any) -> Any:
    # cattrs would call int("1") or bool("no"): a wrong type must not become a number that looks right.
    if type(data) is not kind:
        raise TypeError(f"expected {kind.__name__}, not {data!r}")
    return data


def _read_number(data: Any, _: Any) -> float:
    # JSON has no NaN: `to_plain` writes null for "not measured".
    if data is None:
        return math.nan
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise TypeError(f"expected a number, not {data!r}")
    return float(data)


def _build_converter() -> Converter:
    made = Converter(detailed_validation=False, unstruct_collection_overrides={Sequence: list})
    made.register_unstructure_hook(float, lambda value: value if math.isfinite(value) else None)
    made.register_unstructure_hook(str, str)  # enumerations too: a database driver wants plain text
    made.register_unstructure_hook(date, lambda value: value.isoformat())
    made.register_structure_hook_factory(is_dataclass, _make_record_hook)
    made.register_structure_hook_factory(_is_tuple, _make_tuple_hook)
    made.register_structure_hook(date, lambda data, kind: kind.fromisoformat(data))
    made.register_structure_hook(StrEnum, lambda data, kind: kind(data))  # before str, whose subclass it is
    for kind in (int, bool, str):
        made.register_structure_hook(kind, _read_exact)
    made.register_structure_hook(float, _read_number)
    return made


_CONVERTER = _build_converter()
