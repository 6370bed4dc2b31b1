"""Column types: wall times without a zone, numbers whose NaN is NULL, ids that survive an export."""

import math
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Float
from sqlalchemy.types import TypeDecorator


class WallTime(TypeDecorator[datetime]):
    """A time without a zone, as the clock on the lifter's wall shows it.

    "Today" and "within three hours" must not change with the zone of the computer that reads the history.
    """

    impl = DateTime()
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is not None:
            raise ValueError("The history stores wall times: give a time without a zone.")
        return value


class Number(TypeDecorator[float]):
    """A measured number: NaN is stored as NULL and read back as NaN. Unknown is never 0.

    SQLite has no NaN and PostgreSQL has one: NULL is the same on both.
    """

    impl = Float(53)  # double precision on both databases
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> float | None:
        return None if value is None or not math.isfinite(value) else float(value)

    def process_result_value(self, value: float | None, dialect: Dialect) -> float:
        return math.nan if value is None else float(value)


def make_uid() -> str:
    """A random id of 128 bits.

    Row numbers differ from one database to the next; this id stays the same through export and import, so
    that an import recognises what is there already.

    Returns
    -------
    str
        32 hexadecimal digits.
    """
    return secrets.token_hex(16)
