"""Kinds of columns: wall times without a zone, numbers that are never NaN, ids that travel."""

import math
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Float
from sqlalchemy.types import TypeDecorator


class WallTime(TypeDecorator[datetime]):
    """What the clock on the lifter's wall said: "today" must not depend on the zone of a computer."""

    impl = DateTime()
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is not None:
            raise ValueError("The history keeps wall times: give a time without a zone.")
        return value


class Number(TypeDecorator[float]):
    """A measured number: NaN goes in as NULL and comes out as NaN. Unknown is never 0."""

    impl = Float(53)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> float | None:
        return None if value is None or not math.isfinite(value) else float(value)

    def process_result_value(self, value: float | None, dialect: Dialect) -> float:
        return math.nan if value is None else float(value)


def make_uid() -> str:
    """Names a row for ever and everywhere, so that an import knows it again."""
    return secrets.token_hex(16)
