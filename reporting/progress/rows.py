"""Weeks of a lifter as rows: for charts, for a coach's spreadsheet, and as sentences."""

import math
from typing import TYPE_CHECKING

import pandas as pd

from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.wording import format_count, format_pct
from coaching.load.threshold import Threshold
from coaching.plan.exercises import TITLES, ProgrammePart, name_exercise
from coaching.progress.weeks import Progress, QuantityWeek, Week

if TYPE_CHECKING:
    from analysis.settings import Unit

Row = dict[str, object]
PARTS = (
    ProgrammePart.ISOMETRICS,
    ProgrammePart.DRILLS,
    ProgrammePart.BILATERAL,
    ProgrammePart.BANDS,
    ProgrammePart.SINGLE_LEG,
)
# On an axis there is no room for the titles of the Today page.
PART_LABELS = {
    ProgrammePart.ISOMETRICS: "Holds",
    ProgrammePart.DRILLS: "Drills",
    ProgrammePart.BILATERAL: "Lifts",
    ProgrammePart.BANDS: "Bands",
    ProgrammePart.SINGLE_LEG: "Single leg",
}


def build_clean_rows(progress: Progress) -> list[Row]:
    """List the weeks that have graded reps.

    Parameters
    ----------
    progress
        A lifter's weeks.

    Returns
    -------
    list of dict
        week, pct (share of even reps, percent) with its 95 % interval low to high, reps ("19 of 20").
    """
    return [
        {
            "week": week.number,
            "pct": 100.0 * week.clean_rate,
            "low": 100.0 * week.clean_low,
            "high": 100.0 * week.clean_high,
            "reps": f"{week.counts.good} of {week.counts.graded}",
        }
        for week in progress.weeks
        if week.counts.graded
    ]


def build_quantity_rows(progress: Progress, quantity: Quantity) -> list[Row]:
    """Weeks in which it was measured: mean and interval, percent, + = left; no interval from one session."""
    return [
        {
            "week": week.number,
            "pct": found.mean_pct,
            # A session counts as a whole, so a single one has no spread: the mark stands without an interval.
            "low": found.mean_pct if math.isnan(found.low_pct) else found.low_pct,
            "high": found.mean_pct if math.isnan(found.high_pct) else found.high_pct,
            "reps": str(found.reps),
            "sessions": str(found.sessions),
            "left": 100.0 * found.left_share,
        }
        for week in progress.weeks
        if (found := week.quantities.get(quantity)) is not None
    ]


def build_side_rows(progress: Progress) -> list[Row]:
    """Share of reps on the left per week and quantity, percent."""
    return [
        {"week": row["week"], "quantity": QUANTITIES[quantity].label, "left": row["left"]}
        for quantity in Quantity
        for row in build_quantity_rows(progress, quantity)
    ]


def build_load_rows(progress: Progress, lift: str) -> list[Row]:
    """Weeks with this lift: heaviest load and the threshold then."""
    names = {"heaviest": "heaviest load", "threshold": "loading threshold"}
    return [
        {"week": week.number, "kind": word, "load": load}
        for week in progress.weeks
        if (found := week.lifts.get(lift)) is not None
        for name, word in names.items()
        if (load := getattr(found, name)) is not None
    ]


def build_adherence_rows(progress: Progress) -> list[Row]:
    """Days done of days planned, per week and part."""
    return [
        {
            "week": week.number,
            "part": PART_LABELS[part],
            "share": 100.0 * found.share,
            "days": f"{found.done}/{found.due}",
        }
        for week in progress.weeks
        for part in PARTS
        if (found := week.adherence.get(part)) is not None and found.due
    ]


def build_threshold_rows(threshold: Threshold) -> list[Row]:
    """Loads with their clean rates, percent."""
    return [
        {
            "load": point.load,
            "pct": 100.0 * point.clean_rate,
            "low": 100.0 * point.low,
            "high": 100.0 * point.high,
            "state": "clean" if point.clean else "not known to be clean",
            "reps": f"{point.counts.good} of {point.counts.graded}",
        }
        for point in threshold.points
    ]


def list_lifts(progress: Progress) -> list[str]:
    """Every lift with a set, the one done in most weeks first."""
    weeks: dict[str, int] = {}
    for week in progress.weeks:
        for lift in week.lifts:
            weeks[lift] = weeks.get(lift, 0) + 1
    return sorted(weeks, key=lambda lift: (-weeks[lift], lift))


def list_quantities(progress: Progress) -> list[Quantity]:
    """List the quantities that were measured in any week.

    Parameters
    ----------
    progress
        A lifter's weeks.

    Returns
    -------
    list of Quantity
        In the order of the reports.
    """
    return [key for key in Quantity if any(key in week.quantities for week in progress.weeks)]


def choose_measured_lift(progress: Progress) -> list[str]:
    """Choose the lift that changes are described of.

    Parameters
    ----------
    progress
        A lifter's weeks.

    Returns
    -------
    list of str
        The lift whose own scatter is known, else the most frequent one; empty where there is no lift.
    """
    return sorted(list_lifts(progress), key=lambda lift: lift not in progress.detectable)[:1]


def describe_change(progress: Progress, lift: str, quantity: Quantity) -> str:
    """Say how large a change has to be to count, and whether the last week differs from the first by it.

    Parameters
    ----------
    progress
        A lifter's weeks.
    lift
        Whose repeated light sets give the scatter.
    quantity
        Of the reps.

    Returns
    -------
    str
        One or two sentences.

    References
    ----------
    The smallest detectable change: Weir (2005), docs/sources.md.
    """
    change = progress.detectable.get(lift, {}).get(quantity)
    label = QUANTITIES[quantity].label
    if change is None:
        return (
            f"It is not known yet how much your {label.lower()} varies by chance: do the same light set "
            "twice on one day and save both as a repeated light set."
        )
    provisional = (
        f", provisional, from {format_count(change.repeats, 'repeat')} only" if change.provisional else ""
    )
    own = (
        f"{label}: for you, changes of a set's mean below {change.change_pp:.1f} percentage points are "
        f"chance{provisional}."
    )
    weeks = [found for week in progress.weeks if (found := week.quantities.get(quantity))]
    return f"{own} {_describe_change_over_weeks(weeks, change.change_pp)}" if len(weeks) > 1 else own


def _describe_change_over_weeks(weeks: list[QuantityWeek], least: float) -> str:
    first, last = weeks[0].mean_pct, weeks[-1].mean_pct
    # Below the smallest detectable change a difference is not called one, in either direction.
    verdict = "a change" if abs(last - first) > least else "within chance"
    return (
        f"From {format_side_pct(first)} in the first week to {format_side_pct(last)} in the last: {verdict}."
    )


def format_side_pct(pct: float) -> str:
    """ "12 % left"."""
    rounded = round(abs(pct))
    return f"{rounded} % {'left' if pct > 0 else 'right'}" if rounded else "0 %"


def describe_consistency(progress: Progress, quantity: Quantity) -> str:
    """Say to which side the reps of all weeks went.

    Parameters
    ----------
    progress
        A lifter's weeks.
    quantity
        Of the reps.

    Returns
    -------
    str
        "Hip drop: 32 of 40 reps to the left, 0.5 % left on average."; "" where it was never measured.
    """
    weeks = [found for week in progress.weeks if (found := week.quantities.get(quantity))]
    reps = sum(found.reps for found in weeks)
    if not reps:
        return ""
    left = round(sum(found.left_share * found.reps for found in weeks))
    side, count = ("left", left) if 2 * left >= reps else ("right", reps - left)
    mean = sum(found.mean_pct * found.reps for found in weeks) / reps
    lean = f"{abs(mean):.1f} % {'left' if mean > 0 else 'right'}"
    counted = f"{count} of {format_count(reps, 'rep')} to the {side}"
    return f"{QUANTITIES[quantity].label}: {counted}, {lean} on average."


def describe_clean_rate(progress: Progress) -> str:
    """Compare the first and the last week that have graded reps.

    Parameters
    ----------
    progress
        A lifter's weeks.

    Returns
    -------
    str
        Even reps of each, with the ends of their 95 % interval.
    """
    weeks = [week for week in progress.weeks if week.counts.graded]
    if not weeks:
        return "No graded reps yet."
    ends = weeks if len(weeks) == 1 else [weeks[0], weeks[-1]]
    return " ".join(f"Week {week.number}: {_format_clean_share(week)}." for week in ends)


def _format_clean_share(week: Week) -> str:
    return (
        f"{week.counts.good} of {format_count(week.counts.graded, 'rep')} even, "
        f"{format_pct(100 * week.clean_rate)} "
        f"(between {100 * week.clean_low:.0f} and {format_pct(100 * week.clean_high)})"
    )


def describe_adherence(progress: Progress) -> str:
    """Say how much of the programme was done.

    Parameters
    ----------
    progress
        A lifter's weeks.

    Returns
    -------
    str
        Days done of days planned over all weeks, part by part.
    """
    parts = []
    for part in PARTS:
        weeks = [found for week in progress.weeks if (found := week.adherence.get(part))]
        due = sum(found.due for found in weeks)
        # Extra days in one week do not make up for those missed in another.
        done = sum(min(found.done, found.due) for found in weeks)
        if due:
            parts.append(f"{TITLES[part]}: {done} of {format_count(due, 'day')}")
    return f"{'; '.join(parts)}." if parts else "The programme has not begun: nothing was planned."


def build_week_table(progress: Progress, unit: "Unit") -> pd.DataFrame:
    """One row per week for a coach: percent, + = left; loads in `unit`; empty where not known."""
    return pd.DataFrame([_build_week_row(week, progress, str(unit)) for week in progress.weeks])


def _build_week_row(week: Week, progress: Progress, unit: str) -> Row:
    nan = float("nan")
    row: Row = {
        "week": week.number,
        "first_day": week.first.isoformat(),
        "good": week.counts.good,
        "bad": week.counts.bad,
        "clean_pct": round(100.0 * week.clean_rate, 1),
        "clean_low_pct": round(100.0 * week.clean_low, 1),
        "clean_high_pct": round(100.0 * week.clean_high, 1),
    }
    for quantity in Quantity:
        found = week.quantities.get(quantity)
        row[f"mean_{quantity}_pct"] = round(found.mean_pct, 2) if found else nan
        row[f"low_{quantity}_pct"] = round(found.low_pct, 2) if found else nan
        row[f"high_{quantity}_pct"] = round(found.high_pct, 2) if found else nan
        row[f"left_share_{quantity}"] = round(found.left_share, 3) if found else nan
    for lift in sorted(list_lifts(progress)):
        done = week.lifts.get(lift)
        for name in ("heaviest", "threshold", "one_rm"):
            load = getattr(done, name) if done else None
            row[f"{lift}_{name}_{unit}"] = nan if load is None else load
    for part in PARTS:
        planned = week.adherence.get(part)
        row[f"{part.name.lower()}_days"] = planned.done if planned else nan
        row[f"{part.name.lower()}_planned"] = planned.due if planned else nan
    return row


def name_lift(lift: str) -> str:
    """Name a lift as the page does.

    Parameters
    ----------
    lift
        Its key.

    Returns
    -------
    str
        "Romanian deadlift"
    """
    return name_exercise(lift)
