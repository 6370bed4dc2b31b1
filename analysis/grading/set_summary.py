"""A set as a whole: counts, means, and whether it leans to one side."""

from collections.abc import Sequence

import numpy as np

from analysis.calibration.estimator import Z_95
from analysis.grading.rules import GradingSettings, has_value
from analysis.pose.landmarks import Side
from analysis.quantities.definitions import QUANTITIES, Quantity
from analysis.report.types import Grade, RepReport, SetSummary, SideClaim
from analysis.wording import format_count, format_pct


def summarize_set(
    reps: Sequence[RepReport], incomplete: int, settings: GradingSettings = GradingSettings()
) -> SetSummary:
    """Counts, means over graded reps and side claims of a set.

    Parameters
    ----------
    reps
        Graded reps of one set.
    incomplete
        Number of reps that the clip cut off.
    settings
        What it takes to name a side.
    """
    graded = [rep for rep in reps if rep.grade is not Grade.UNGRADED]
    pct = {
        quantity: np.array([rep.values[quantity].pct for rep in graded if has_value(rep.values[quantity])])
        for quantity in Quantity
    }
    return SetSummary(
        reps=len(reps),
        good=sum(rep.grade is Grade.GOOD for rep in reps),
        bad=sum(rep.grade is Grade.BAD for rep in reps),
        ungraded=len(reps) - len(graded),
        incomplete=incomplete,
        mean_pct={key: float(found.mean()) if len(found) else float("nan") for key, found in pct.items()},
        claims={
            key: claim_side(key, found, settings, _compute_shared_error(graded, key))
            for key, found in pct.items()
        },
    )


def claim_side(
    quantity: Quantity,
    pct: np.ndarray,
    settings: GradingSettings = GradingSettings(),
    shared_error_pct: float = 0.0,
) -> SideClaim:
    """Say "you shift to your left" only with evidence: enough reps, one side, clear of zero, large.

    Parameters
    ----------
    quantity
        Which one.
    pct
        (n,) values of the graded reps, percent, + = left.
    settings
        What it takes.
    shared_error_pct
        Percentage points. Standard error common to all of them, which no number of reps averages out.

    Returns
    -------
    SideClaim
        The side, or None; `sentence` names it or says why none is named.
    """
    reps = len(pct)
    mean = float(pct.mean()) if reps else float("nan")
    # Two errors: the scatter between reps, which more reps average out, and the one that all reps share.
    own = float(pct.std(ddof=1) / np.sqrt(reps)) if reps > 1 else float("nan")
    error = float(np.hypot(own, shared_error_pct))
    side = Side.from_sign(mean)
    share = float((np.sign(pct) == np.sign(mean)).mean()) if reps else float("nan")
    info = QUANTITIES[quantity]
    if not reps:
        return SideClaim(quantity, None, mean, error, share, reps, f"{info.label}: not graded.")
    if reps < settings.claim_reps:
        are = "is" if reps == 1 else "are"
        few = f"{format_count(reps, 'graded rep')} {are} too few to name a side"
        sentence = f"{info.label}: {few} ({settings.claim_reps} needed)."
        return SideClaim(quantity, None, mean, error, share, reps, sentence)
    clear = abs(mean) > settings.claim_standard_errors * error
    large = abs(mean) >= settings.claim_mean_pct
    if side is None or share < settings.claim_same_side or not clear or not large:
        sentence = f"{info.label}: {_explain_no_claim(mean, share, reps, large and not clear, settings)}"
        return SideClaim(quantity, None, mean, error, share, reps, sentence)
    finding = info.format_finding(side)
    count = round(share * reps)
    often = f"{format_pct(abs(mean))} on average, {count} of {format_count(reps, 'rep')}"
    sentence = f"{finding[0].upper()}{finding[1:]} ({often})."
    return SideClaim(quantity, side, mean, error, share, reps, sentence)


def _explain_no_claim(mean: float, share: float, reps: int, unsure: bool, settings: GradingSettings) -> str:
    """Why no side is named, in words."""
    side = Side.from_sign(mean)
    average = f"{format_pct(abs(mean))} {side} on average" if side else "0 % on average"
    if share < settings.claim_same_side:
        return f"no consistent side ({round(share * reps)} of {reps} reps to one side, {average})."
    if unsure:
        return f"{average}, which scatter and measuring error could explain."
    return f"no clear side ({average})."


def _compute_shared_error(reps: Sequence[RepReport], quantity: Quantity) -> float:
    """Standard error that the reps of a set share, percentage points: same body, same camera.

    It does not shrink with the number of reps. Taken from their intervals; 0 where no rep has a value.
    """
    values = [rep.values[quantity] for rep in reps if has_value(rep.values[quantity])]
    half = [(value.high_pct - value.low_pct) / 2.0 for value in values]
    return float(np.mean(half)) / Z_95 if half else 0.0
