"""The moment that shows a set's largest value of each quantity, with what was measured drawn on the frame."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from analysis.quantities import Quantity
from analysis.report_types import SetReport
from analysis.track import Recording
from vision.drawing import Image


@dataclass(frozen=True)
class Moment:
    """A frame of the worst rep that shows that rep's value.

    rep     number of the rep
    frame   index into the recording's track
    time_s  s of the clip
    """

    quantity: Quantity
    rep: int
    frame: int
    time_s: float


def worst_moments(report: SetReport) -> dict[Quantity, Moment]:
    """Per quantity that was read in any rep; empty for a report without frames (from JSON).

    frame counts within the report's shot (report.frames).
    """
    raise NotImplementedError


def still_caption(report: SetReport, quantity: Quantity) -> str:
    """ "Rep 6, 18.2 s, on the way up: shift to the left 18 % ±4."; also its text for screen readers."""
    raise NotImplementedError


def still(clip_path: Path | str, recording: Recording, report: SetReport, quantity: Quantity) -> Image | None:
    """(h, w, 3) RGB: the clip's frame with the measured lines and sides in words; None without a moment.

    Raises VideoError if the clip cannot be read.
    """
    raise NotImplementedError


def stills(
    clip_path: Path | str | None,
    recording: Recording,
    report: SetReport,
    quantities: Collection[Quantity] = tuple(Quantity),
) -> dict[Quantity, Image]:
    """All stills in one pass through the clip; without a clip drawn from the track alone."""
    raise NotImplementedError


def skeleton_still(recording: Recording, report: SetReport, quantity: Quantity) -> Image | None:
    """The same drawn from the track alone on a plain ground, when the clip is not at hand."""
    raise NotImplementedError
