"""What no record may contain: a time with a zone, a number out of range."""

import math
from datetime import datetime

from analysis.errors import RecordError


def check_wall_time(at: datetime) -> None:
    """Refuse a time with a zone.

    Parameters
    ----------
    at
        The lifter's own wall time.

    Raises
    ------
    RecordError
        It has a time zone.
    """
    if at.tzinfo is not None:
        # "Today" is what the clock on the gym's wall says, wherever the lifter travels.
        raise RecordError("Records use the lifter's own local time: enter a time without a zone.")


def check_range(name: str, value: float | None, least: float, most: float) -> None:
    """Refuse a number outside its range.

    Parameters
    ----------
    name
        What the number is, for the message.
    value
        None passes: it was not entered.
    least, most
        The range, both ends included.

    Raises
    ------
    RecordError
        The value is outside, infinite or NaN.
    """
    if value is not None and not (math.isfinite(value) and least <= value <= most):
        raise RecordError(f"{name} must be between {least:g} and {most:g}, not {value:g}.")
