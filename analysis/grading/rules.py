"""The 15 % rule: even, uneven, or not graded and why. NaN is never even.

The rule comes from the glute-imbalance article (see docs/sources.md); how values with an uncertainty are held
against it is EvenRep's own (docs/measurement.md section 5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.pose.landmarks import Side
from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT, WATCH_PCT, Quantity
from analysis.report.types import Grade, RepReport, Standing, Value
from analysis.wording import format_count, format_pct


@dataclass(frozen=True)
class GradingSettings:
    """Limits of docs/measurement.md section 5.

    Attributes
    ----------
    threshold_pct, watch_pct
        Percent. Uneven above `threshold_pct`; `watch` from `watch_pct` on.
    indication_reps
        So many reps together may make a quantity count that one rep alone cannot.
    claim_reps, claim_same_side, claim_standard_errors, claim_mean_pct
        What it takes to say "you shift to your left": reps, share on that side, mean in standard errors and
        in percent.
    both_knees_ratio
        Knee distance below this share of the lifter's own even reps: both knees in.
    """

    threshold_pct: float = THRESHOLD_PCT
    watch_pct: float = WATCH_PCT
    indication_reps: int = 5
    claim_reps: int = 5
    claim_same_side: float = 0.8
    claim_standard_errors: float = 2.0
    claim_mean_pct: float = 8.0
    both_knees_ratio: float = 0.85


def grade_values(
    values: Mapping[Quantity, Value], settings: GradingSettings = GradingSettings()
) -> tuple[Grade, tuple[str, ...], tuple[str, ...]]:
    """Grade one rep whose gates have passed.

    Uneven if a graded quantity lies beyond the threshold, or an indication whose whole interval does. Even
    needs at least one graded quantity; those left out are named in the flags.

    Parameters
    ----------
    values
        Every quantity -> its value, percent.
    settings
        The limits.

    Returns
    -------
    tuple[Grade, tuple[str, ...], tuple[str, ...]]
        (grade, reasons, flags): reasons are the faults in words, worst first, or why nothing is graded; flags
        are `close_call`, `watch` and `left_out:<quantity>`.
    """
    graded = [value for value in values.values() if value.standing is Standing.GRADED and has_value(value)]
    left_out = [value for value in values.values() if not has_value(value)]
    bad = [value for value in values.values() if is_bad(value, settings)]
    flags = [f"left_out:{value.quantity}" for value in left_out]
    if not graded and not bad:
        return Grade.UNGRADED, tuple(_explain_no_grade(value) for value in values.values()), tuple(flags)
    flags = [*_list_closeness_flags(graded, bad, settings), *flags]
    if bad:
        worst_first = sorted(bad, key=lambda value: -abs(value.pct))
        return Grade.BAD, tuple(describe_bad_value(value) for value in worst_first), tuple(flags)
    return Grade.GOOD, (), tuple(flags)


def is_bad(value: Value, settings: GradingSettings = GradingSettings()) -> bool:
    """Whether one value alone makes a rep uneven.

    Parameters
    ----------
    value
        A graded value counts beyond the threshold; an indication only with its whole interval.
    settings
        `threshold_pct`.
    """
    # "More than 15 %" is the article's wording: a value of exactly 15 is even.
    if value.standing is Standing.GRADED:
        return bool(abs(value.pct) > settings.threshold_pct)
    # Even perfect 2-D joints leave 2.5 points of error in hip rotation (docs/measurement.md section 1): one
    # value makes a rep uneven only where its whole interval lies beyond the line.
    if value.standing is Standing.INDICATION:
        return bool(value.low_pct > settings.threshold_pct or value.high_pct < -settings.threshold_pct)
    return False


def describe_bad_value(value: Value) -> str:
    """An uneven value in words: "left knee in 22 %, on the way down".

    Raises
    ------
    ValueError
        For a value of 0 or NaN, which is not uneven and names no side.
    """
    side = _find_named_side(value.pct)
    phase = f", on the way {value.phase}" if value.phase else ""
    return f"{QUANTITIES[value.quantity].format_fault(side)} {abs(value.pct):.0f} %{phase}"


def apply_running_indication(
    reps: Sequence[RepReport], settings: GradingSettings = GradingSettings()
) -> list[RepReport]:
    """Make reps uneven whose indications, `indication_reps` in a row, have a mean clearly beyond the
    threshold.

    Parameters
    ----------
    reps
        The reps of a set in order of time, each graded by itself.
    settings
        The limits.

    Returns
    -------
    list[RepReport]
        The same reps; even ones may have become uneven, with the mean as the reason.
    """
    graded = list(reps)
    for quantity in Quantity:
        for stop in range(settings.indication_reps, len(reps) + 1):
            window = range(stop - settings.indication_reps, stop)
            mean = _compute_clear_mean([reps[index].values[quantity] for index in window], settings)
            if mean is None or any(reps[index].grade is Grade.UNGRADED for index in window):
                continue
            fault = QUANTITIES[quantity].format_fault(_find_named_side(mean))
            reason = f"{fault} {format_pct(abs(mean))} on average of {format_count(len(window), 'rep')}"
            for index in window:
                if graded[index].grade is Grade.GOOD:
                    graded[index] = replace(graded[index], grade=Grade.BAD, reasons=(reason,))
    return graded


def _find_named_side(pct: float) -> Side:
    """The side of a value beyond the threshold. Raises ValueError for 0 and NaN, which name none."""
    side = Side.from_sign(pct)
    if side is None:
        raise ValueError(f"{pct} % is not uneven: it names no side.")
    return side


def flag_both_knees(
    reps: Sequence[RepReport], settings: GradingSettings = GradingSettings()
) -> list[RepReport]:
    """Turn knee distances into ratios to the lifter's own even reps, and flag reps with both knees in.

    Parameters
    ----------
    reps
        Reps whose `knee_separation_ratio` is still the knee distance as a share of the stance.
    settings
        `both_knees_ratio`.

    Returns
    -------
    list[RepReport]
        The same reps with the ratio, NaN where no rep is even, and with the flag `both_knees_in`.
    """
    # Compared with the lifter's own even reps: the distance itself depends on stance and build.
    own = [rep.knee_separation_ratio for rep in reps if rep.grade is Grade.GOOD]
    own = [value for value in own if np.isfinite(value)]
    usual = float(np.median(own)) if own else float("nan")
    result = []
    for rep in reps:
        ratio = rep.knee_separation_ratio / usual
        together = ratio < settings.both_knees_ratio and rep.grade is not Grade.UNGRADED
        flags = (*rep.flags, "both_knees_in") if together else rep.flags
        result.append(replace(rep, knee_separation_ratio=ratio, flags=flags))
    return result


def has_value(value: Value) -> bool:
    """Whether a quantity was measured at all: graded or an indication, and not NaN."""
    return value.standing is not Standing.UNGRADED and bool(np.isfinite(value.pct))


def _list_closeness_flags(
    graded: Sequence[Value], bad: Sequence[Value], settings: GradingSettings
) -> list[str]:
    """close_call: the threshold lies inside every interval that the grade rests on."""
    flags = []
    # An uneven rep stays uneven as long as one of its faults is sure; an even one is only as sure as its
    # least sure quantity.
    deciding = bad or graded
    doubtful = [_has_threshold_inside(value, settings.threshold_pct) for value in deciding]
    if all(doubtful) if bad else any(doubtful):
        flags.append("close_call")
    if not bad and any(settings.watch_pct <= abs(value.pct) <= settings.threshold_pct for value in graded):
        flags.append("watch")
    return flags


def _has_threshold_inside(value: Value, threshold: float) -> bool:
    """Whether the threshold, on either side, lies inside the interval."""
    return any(value.low_pct <= limit <= value.high_pct for limit in (threshold, -threshold))


def _explain_no_grade(value: Value) -> str:
    """Why a value grades nothing: not measured, or an indication that its own interval leaves open."""
    reason = value.reason or ("one rep is only an indication" if has_value(value) else "not seen")
    return f"{QUANTITIES[value.quantity].label.lower()}: {reason}"


def _compute_clear_mean(values: Sequence[Value], settings: GradingSettings) -> float | None:
    """Mean of indications if its 95 % interval lies beyond the threshold; None otherwise."""
    if any(value.standing is not Standing.INDICATION for value in values):
        return None
    mean = float(np.mean([value.pct for value in values]))
    half = float(np.mean([(value.high_pct - value.low_pct) / 2.0 for value in values]))
    # one rep's error is mostly the same in the next one (same body, same camera): no division by sqrt(n)
    return mean if abs(mean) - half > settings.threshold_pct else None
