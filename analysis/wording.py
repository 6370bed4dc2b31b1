"""Small pieces of sentences that every room writes the same way: counts with their plural, percentages."""


def format_count(count: int, singular: str, plural: str = "") -> str:
    """A number with its noun: "1 rep", "2 reps", "0 reps".

    Parameters
    ----------
    count
        How many.
    singular
        The noun for exactly one.
    plural
        The noun for any other number; "": the singular with an "s".

    Returns
    -------
    str
    """
    return f"{count} {singular if count == 1 else plural or singular + 's'}"


def format_pct(value: float) -> str:
    """A percentage as people read it: rounded, with a space before the sign ("14 %").

    Parameters
    ----------
    value
        Percent, not a share of one.

    Returns
    -------
    str
    """
    return f"{value:.0f} %"


def format_clock(seconds: float) -> str:
    """A duration as a clock shows it: "0:07", "12:40".

    Parameters
    ----------
    seconds
        s, rounded to whole ones; less than 0 counts as 0.

    Returns
    -------
    str
    """
    minutes, rest = divmod(max(round(seconds), 0), 60)
    return f"{minutes}:{rest:02d}"
