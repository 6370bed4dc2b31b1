"""The moment that shows a set's largest value of each quantity, with what was measured drawn on the frame."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.pose.track import Recording
from analysis.quantities.definitions import Quantity
from analysis.report.types import Phase, RepReport, SetReport, Standing, Value
from analysis.reps.detection import RepSettings
from reporting.charts.data import describe_value
from reporting.images.still_drawing import draw_still, find_scenes, format_still_title
from vision.overlay.drawing import Image


@dataclass(frozen=True)
class WorstMoment:
    """A frame of the worst rep that shows that rep's value.

    rep     number of the rep
    frame   index into `report.frames`
    time_s  s of the clip
    value   the rep's value, which is drawn: never that of a single frame
    """

    quantity: Quantity
    rep: int
    frame: int
    time_s: float
    value: Value


def find_worst_moments(report: SetReport) -> dict[Quantity, WorstMoment]:
    """Per quantity that was measured in any rep; empty for a report without frames (from JSON).

    The rep is the one with the largest value; its frame, among those that the value is the mean of, is the
    one nearest to that mean, so that image and number say the same.
    """
    moments = {key: _find_moment(report, key) for key in Quantity}
    return {key: moment for key, moment in moments.items() if moment}


def describe_still(report: SetReport, quantity: Quantity) -> str:
    """Write the caption of a still.

    Parameters
    ----------
    report
        The set.
    quantity
        Which of them.

    Returns
    -------
    str
        "Largest in rep 6, on the way up: 18 % left ±4. The frame is at 18.2 s."; "" where there is no still.
    """
    moment = find_worst_moments(report).get(quantity)
    if moment is None:
        return ""
    value = moment.value
    hint = ", an indication" if value.standing is Standing.INDICATION else ""
    phase = f", on the way {value.phase}" if value.phase else ""
    largest = f"Largest in rep {moment.rep}{phase}: {describe_value(value)}{hint}."
    return f"{largest} The frame is at {moment.time_s:.1f} s."


def list_still_times(report: SetReport) -> list[float]:
    """List the times of the frames that the stills of a report are drawn on.

    Parameters
    ----------
    report
        The set; without frames (from JSON) there are no stills.

    Returns
    -------
    list of float
        s of the clip, one per quantity that has a still.
    """
    return [moment.time_s for moment in find_worst_moments(report).values()]


def draw_report_stills(
    frames: Mapping[float, Image],
    recording: Recording,
    report: SetReport,
    quantities: Collection[Quantity] = tuple(Quantity),
) -> dict[Quantity, Image]:
    """Draw the largest value of each quantity on the frame that shows it.

    Parameters
    ----------
    frames
        (h, w, 3) RGB frames of the clip by their times, those of `list_still_times`. Where one is missing,
        the skeleton is drawn on a plain ground instead.
    recording
        The tracked pose of the clip.
    report
        The set.
    quantities
        Which of them.

    Returns
    -------
    dict of Quantity to (h, w, 3) RGB
        Only quantities that were measured in at least one rep.
    """
    moments = {key: moment for key, moment in find_worst_moments(report).items() if key in quantities}
    times = [moment.time_s for moment in moments.values()]
    scenes = find_scenes(recording.track, report, times) if times else {}
    return {
        key: draw_still(
            frames.get(moment.time_s),
            scenes[moment.time_s],
            moment.value,
            format_still_title(moment.value, moment.rep),
        )
        for key, moment in moments.items()
    }


def _find_moment(report: SetReport, quantity: Quantity) -> WorstMoment | None:
    measured = [rep for rep in report.reps if rep.values[quantity].standing is not Standing.UNGRADED]
    if not measured or not len(report.frames.time_s):
        return None
    worst = max(measured, key=lambda rep: abs(rep.values[quantity].pct))
    frame = _find_frame(report, worst, worst.values[quantity])
    if frame is None:
        return None
    time_s = float(report.frames.time_s[frame])
    return WorstMoment(quantity, worst.rep, frame, time_s, worst.values[quantity])


def _find_frame(report: SetReport, rep: RepReport, value: Value) -> int | None:
    """The frame of the rep's graded part, in the phase that counted, that is nearest to its value."""
    frames = report.frames
    off = np.abs(frames.pct[value.quantity] - value.pct)
    half = frames.time_s <= rep.bottom_s if value.phase is Phase.DOWN else frames.time_s >= rep.bottom_s
    with np.errstate(invalid="ignore"):
        # The same part of the rep that its value is the mean of.
        deep = frames.depth_pct >= RepSettings().deep_share * rep.depth_pct
    off[~((frames.rep == rep.rep) & half & deep)] = np.nan
    return int(np.nanargmin(off)) if np.isfinite(off).any() else None
