"""What no record may say: a time with a zone, a number that cannot be."""

import math
from datetime import datetime

from analysis.errors import RecordError


def check_wall_time(at: datetime) -> None:
    """Raises RecordError for a time with a zone."""
    if at.tzinfo is not None:
        raise RecordError("Records are kept in the lifter's own wall time: give a time without a zone.")


def check_range(name: str, value: float | None, least: float, most: float) -> None:
    """Raises RecordError for a number outside; None is not told, and passes."""
    if value is not None and not (math.isfinite(value) and least <= value <= most):
        raise RecordError(f"{name} must be between {least:g} and {most:g}, not {value:g}.")
