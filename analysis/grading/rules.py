"""The 15 % rule: good, bad, or not graded and why. NaN is never good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.calibration.estimator import Z_95
from analysis.pose.landmarks import Side
from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT, WATCH_PCT, Quantity
from analysis.report.types import Grade, RepReport, SetSummary, SideClaim, Standing, Value


@dataclass(frozen=True)
class GradingSettings:
    """MEASUREMENT.md section 5.

    threshold_pct, watch_pct       bad above, `watch` from
    indication_reps                so many reps may carry a quantity that one rep cannot
    claim_*                        what it takes to say "you shift to your left"
    both_knees_ratio               knee distance below this share of the lifter's good reps: both knees in
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
    """(grade, reasons, flags) of one rep whose gates have passed.

    Bad if a graded quantity lies beyond the threshold, or an indication whose whole interval does.
    Good needs at least one graded quantity; those left out are named in the flags.
    """
    graded = [value for value in values.values() if value.standing is Standing.GRADED and _was_read(value)]
    left_out = [value for value in values.values() if not _was_read(value)]
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
    """Whether one value alone makes a rep bad."""
    if value.standing is Standing.GRADED:
        return bool(abs(value.pct) > settings.threshold_pct)
    if value.standing is Standing.INDICATION:
        return bool(value.low_pct > settings.threshold_pct or value.high_pct < -settings.threshold_pct)
    return False


def describe_bad_value(value: Value) -> str:
    """ "left knee in 22 %, on the way down"."""
    side = value.side or Side.LEFT
    phase = f", on the way {value.phase}" if value.phase else ""
    return f"{QUANTITIES[value.quantity].format_fault(side)} {abs(value.pct):.0f} %{phase}"


def apply_running_indication(
    reps: Sequence[RepReport], settings: GradingSettings = GradingSettings()
) -> list[RepReport]:
    """Indications of `indication_reps` reps in a row whose mean is clearly over make those reps bad."""
    graded = list(reps)
    for quantity in Quantity:
        for stop in range(settings.indication_reps, len(reps) + 1):
            window = range(stop - settings.indication_reps, stop)
            mean = _compute_clear_mean([reps[index].values[quantity] for index in window], settings)
            if mean is None or any(reps[index].grade is Grade.UNGRADED for index in window):
                continue
            side = Side.from_sign(mean) or Side.LEFT
            reason = f"{QUANTITIES[quantity].format_fault(side)} {abs(mean):.0f} % on average of {len(window)} reps"
            for index in window:
                if graded[index].grade is Grade.GOOD:
                    graded[index] = replace(graded[index], grade=Grade.BAD, reasons=(reason,))
    return graded


def flag_both_knees(
    reps: Sequence[RepReport], settings: GradingSettings = GradingSettings()
) -> list[RepReport]:
    """Turn knee distances into ratios to the lifter's own good reps, and flag reps with both knees in."""
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


def summarize_set(
    reps: Sequence[RepReport], incomplete: int, settings: GradingSettings = GradingSettings()
) -> SetSummary:
    """Counts, means over graded reps and side claims of a set."""
    graded = [rep for rep in reps if rep.grade is not Grade.UNGRADED]
    read = {
        quantity: np.array([rep.values[quantity].pct for rep in graded if _was_read(rep.values[quantity])])
        for quantity in Quantity
    }
    return SetSummary(
        reps=len(reps),
        good=sum(rep.grade is Grade.GOOD for rep in reps),
        bad=sum(rep.grade is Grade.BAD for rep in reps),
        ungraded=len(reps) - len(graded),
        incomplete=incomplete,
        mean_pct={key: float(found.mean()) if len(found) else float("nan") for key, found in read.items()},
        claims={
            key: claim_side(key, found, settings, _compute_shared_error(graded, key))
            for key, found in read.items()
        },
    )


def _compute_shared_error(reps: Sequence[RepReport], quantity: Quantity) -> float:
    """Standard error that the reps of a set share, percentage points: same body, same camera.

    It does not shrink with the number of reps. Read from their intervals; 0 where nothing was read.
    """
    values = [rep.values[quantity] for rep in reps if _was_read(rep.values[quantity])]
    half = [(value.high_pct - value.low_pct) / 2.0 for value in values]
    return float(np.mean(half)) / Z_95 if half else 0.0


def claim_side(
    quantity: Quantity,
    pct: np.ndarray,
    settings: GradingSettings = GradingSettings(),
    shared_error_pct: float = 0.0,
) -> SideClaim:
    """Say "you shift to your left" only with evidence: enough reps, one side, clear of zero, large.

    pct  (n,) values of the graded reps, + = left
    shared_error_pct  standard error common to all of them, which no number of reps averages out
    """
    reps = len(pct)
    mean = float(pct.mean()) if reps else float("nan")
    own = float(pct.std(ddof=1) / np.sqrt(reps)) if reps > 1 else float("nan")
    error = float(np.hypot(own, shared_error_pct))
    side = Side.from_sign(mean)
    share = float((np.sign(pct) == np.sign(mean)).mean()) if reps else float("nan")
    info = QUANTITIES[quantity]
    if not reps:
        return SideClaim(quantity, None, mean, error, share, reps, f"{info.label}: not graded.")
    if reps < settings.claim_reps:
        sentence = (
            f"{info.label}: {reps} graded reps are too few to name a side ({settings.claim_reps} needed)."
        )
        return SideClaim(quantity, None, mean, error, share, reps, sentence)
    clear = abs(mean) > settings.claim_standard_errors * error
    large = abs(mean) >= settings.claim_mean_pct
    if side is None or share < settings.claim_same_side or not clear or not large:
        sentence = f"{info.label}: {_explain_no_claim(mean, share, reps, large and not clear, settings)}"
        return SideClaim(quantity, None, mean, error, share, reps, sentence)
    finding = info.format_finding(side)
    count = round(share * reps)
    sentence = f"{finding[0].upper()}{finding[1:]} ({abs(mean):.0f} % on average, {count} of {reps} reps)."
    return SideClaim(quantity, side, mean, error, share, reps, sentence)


def _explain_no_claim(mean: float, share: float, reps: int, unsure: bool, settings: GradingSettings) -> str:
    """Why no side is named, in words."""
    if share < settings.claim_same_side:
        return f"no consistent side ({share:.0%} of {reps} reps one way, mean {mean:+.0f} %)."
    side = Side.from_sign(mean)
    if unsure:
        return f"{abs(mean):.0f} % to the {side} on average, not clear of scatter and reading error."
    return f"no side to speak of (mean {mean:+.0f} %)."


def _was_read(value: Value) -> bool:
    return value.standing is not Standing.UNGRADED and bool(np.isfinite(value.pct))


def _list_closeness_flags(
    graded: Sequence[Value], bad: Sequence[Value], settings: GradingSettings
) -> list[str]:
    """close_call: the threshold lies inside every interval that the grade rests on."""
    flags = []
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
    """Why a value grades nothing: not read, or an indication that its own interval leaves open."""
    reason = value.reason or ("one rep is only an indication" if _was_read(value) else "not seen")
    return f"{QUANTITIES[value.quantity].label.lower()}: {reason}"


def _compute_clear_mean(values: Sequence[Value], settings: GradingSettings) -> float | None:
    """Mean of indications if its 95 % interval lies beyond the threshold; None otherwise."""
    if any(value.standing is not Standing.INDICATION for value in values):
        return None
    mean = float(np.mean([value.pct for value in values]))
    half = float(np.mean([(value.high_pct - value.low_pct) / 2.0 for value in values]))
    # the error of one rep's reading is mostly the same in the next (same body, same camera): no /sqrt(n)
    return mean if abs(mean) - half > settings.threshold_pct else None
