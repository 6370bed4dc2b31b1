"""What is drawn onto a clip, built from its reports. Plain data in, plain data out."""

import math
from collections.abc import Sequence

import numpy as np

from analysis.pose.track import FloatArray, PoseTrack
from analysis.quantities.definitions import QUANTITIES, THRESHOLD_PCT, Quantity
from analysis.report.types import Grade, RepReport, SetReport, Standing
from reporting import text as report_text
from reporting import value_text
from vision.overlay.plan import LiveValue, OverlayPlan, Part, RepMark

_PARTS: dict[Quantity, Part] = {
    Quantity.HIP_DROP: "hips",
    Quantity.KNEE_VALGUS: "knees",
    Quantity.LATERAL_SHIFT: "balance",
}
_SAME_FRAME_S = 1e-6


def build_overlay_plan(track: PoseTrack, reports: Sequence[SetReport]) -> OverlayPlan:
    """Plan what is drawn onto a whole clip, however many shots it has.

    Parameters
    ----------
    track
        The recording's own, in the clip's pixels, left and right not exchanged.
    reports
        One per shot.

    Returns
    -------
    OverlayPlan
        Reps and values of all sets at their times in the clip.
    """
    shown = [key for key in Quantity if _is_known(key, reports)]
    rolls = [_find_roll_deg(report) for report in reports if math.isfinite(report.camera.roll_deg)]
    return OverlayPlan(
        track=track,
        reps=tuple(_build_rep_mark(rep, shown) for report in reports for rep in report.reps),
        live_values=tuple(_build_live_value(key, track, reports) for key in shown),
        mirrored=any(report.settings.mirrored for report in reports),
        roll_deg=rolls[0] if rolls else 0.0,
        summary_lines=_summarize_sets(reports),
    )


def _find_roll_deg(report: SetReport) -> float:
    """Of the frames as they are in the file: the report on a mirrored clip is about the unmirrored ones."""
    # Mirroring turns the direction of the camera's tilt around.
    return -report.camera.roll_deg if report.settings.mirrored else report.camera.roll_deg


def _is_known(key: Quantity, reports: Sequence[SetReport]) -> bool:
    """A quantity that was measured in no rep is not drawn at all."""
    return any(rep.values[key].standing is not Standing.UNGRADED for report in reports for rep in report.reps)


def _build_rep_mark(rep: RepReport, shown: Sequence[Quantity]) -> RepMark:
    headline, *details = _describe_findings(rep)
    return RepMark(
        number=rep.rep,
        start_s=rep.start_s,
        bottom_s=rep.bottom_s,
        end_s=rep.end_s,
        grade=rep.grade.value,
        headline=headline,
        details=tuple(details),
        values=tuple(rep.values[key].pct for key in shown),
    )


def _describe_findings(rep: RepReport) -> list[str]:
    """The faults, worst first and with their size; for reps without faults, their grade and flags."""
    if rep.grade is Grade.UNGRADED:
        return [report_text.make_sentence(reason) for reason in rep.reasons] or ["Not graded"]
    beyond = [value for value in rep.values.values() if abs(value.pct) > THRESHOLD_PCT]
    if rep.grade is Grade.GOOD or not beyond:
        return [
            "Even" if rep.grade is Grade.GOOD else "; ".join(rep.reasons),
            *report_text.describe_flags(rep),
        ]
    worst_first = sorted(beyond, key=lambda value: -abs(value.pct))
    faults = [
        f"{QUANTITIES[value.quantity].format_fault(value.side)} {value_text.format_magnitude(value.pct)} %"
        for value in worst_first
        if value.side
    ]
    return [fault[:1].upper() + fault[1:] for fault in faults] + report_text.describe_flags(rep)


def _build_live_value(key: Quantity, track: PoseTrack, reports: Sequence[SetReport]) -> LiveValue:
    standings = {rep.values[key].standing for report in reports for rep in report.reps}
    return LiveValue(
        label=QUANTITIES[key].label,
        unit="%",
        values=_spread_over_clip(key, track, reports),
        limit=THRESHOLD_PCT,
        part=_PARTS.get(key),
        indication=Standing.GRADED not in standings,
    )


def _spread_over_clip(key: Quantity, track: PoseTrack, reports: Sequence[SetReport]) -> FloatArray:
    """(T,) the series of each shot at its times in the clip; NaN elsewhere."""
    values = np.full(len(track), np.nan)
    for report in reports:
        series = report.frames
        at = np.searchsorted(track.time_s, series.time_s - _SAME_FRAME_S)
        inside = at < len(track)
        values[at[inside]] = series.pct[key][inside]
    return values


def _summarize_sets(reports: Sequence[SetReport]) -> tuple[str, ...]:
    """The verdict of the only set, sentence by sentence; several sets have no common one."""
    # Sets of different shots may be of different lifts or loads: no verdict holds for all of them.
    if len(reports) != 1:
        return ()
    first, _, rest = report_text.describe_verdict(reports[0]).partition(". ")
    return (report_text.make_sentence(first), rest) if rest else (first,)
