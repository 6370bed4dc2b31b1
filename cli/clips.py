"""What the commands that read clips share: reading one, and the exit code of what came out of it."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import NothingToGrade
from cli.console import print_line
from cli.progress_bar import StopSignal, show_progress_bar
from services import analysis as analysis_service
from services.analysis import ReadingOptions

if TYPE_CHECKING:
    from analysis.pose.track import Recording
    from analysis.report.types import SetReport

# Ending of a saved track.
TRACK_END = ".npz"


def is_saved_track(clip: Path) -> bool:
    """Check by its name whether a file is a saved track, not a video."""
    return clip.suffix.lower() == TRACK_END


def read_recording(clip: Path, reading: ReadingOptions, quiet: bool, stop: StopSignal) -> "Recording":
    """Track the lifter through a video with a progress bar, or load a saved track.

    Raises EvenRepError, and Cancelled where the person asked for the end.
    """
    if is_saved_track(clip):
        recording = analysis_service.load_recording(clip)
    else:
        with show_progress_bar(f"Reading {clip.name}", quiet) as shown:
            recording = analysis_service.track_clip(clip, reading, shown.show_tracking, stop.is_requested)
    stop.raise_if_requested()
    return recording


def determine_exit_code(clip: Path, reports: "Sequence[SetReport]") -> int:
    """Return 0 if a rep was graded, or counted in a lift that is not graded.

    Else print the reason, which --quiet does not silence, and return the code of "nothing to grade".
    """
    from reporting.lift_text import is_counted
    from reporting.text import describe_verdict

    if any(report.summary.good + report.summary.bad or is_counted(report) for report in reports):
        return 0
    # Shots of one clip often share their reason: it is printed once.
    reasons = dict.fromkeys(describe_verdict(report) for report in reports)
    print_line(f"{clip.name}: {' '.join(reasons) or 'Nothing could be graded.'}", sys.stderr)
    return NothingToGrade.exit_code


def find_first_failure(codes: Sequence[int]) -> int:
    """Return the first exit code that is not 0, else 0."""
    return next((code for code in codes if code), 0)
