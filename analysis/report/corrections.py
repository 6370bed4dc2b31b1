"""Corrections by hand: reps left out, joined or divided. The saved track is analysed again with them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from analysis.errors import CorrectionError
from analysis.load.rules import LoadContext
from analysis.pose.track import FloatArray, Recording
from analysis.report.pipeline import analyze_recording
from analysis.report.stages import Stages
from analysis.report.types import SetReport
from analysis.reps.detection import FoundReps, Rep, make_rep
from analysis.settings import SetSettings

# s. A rep is not divided nearer to its ends than this: what is left would be no movement.
MIN_PART_S = 0.3


@dataclass(frozen=True)
class Corrections:
    """Changes to the reps as found. Mirroring and view are corrected in SetSettings instead.

    They are made in the order joined, divided, left out, so that half of a divided rep can be left out. A
    rep is
    found by any time from its start to its end.

    Parameters
    ----------
    excluded_s
        A time within each rep that is left out, s of the clip.
    merged_s
        (a time within one rep, a time within the next), s: joined into one.
    split_s
        A time within a rep at which it is divided in two, s.

    Raises
    ------
    CorrectionError
        For a time that is not a number.
    """

    excluded_s: tuple[float, ...] = ()
    merged_s: tuple[tuple[float, float], ...] = ()
    split_s: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        times = [*self.excluded_s, *self.split_s, *(time for pair in self.merged_s for time in pair)]
        if not all(map(math.isfinite, times)):
            raise CorrectionError("A correction needs a time in seconds of the clip.")

    def __bool__(self) -> bool:
        return bool(self.excluded_s or self.merged_s or self.split_s)


def analyze_corrected_recording(
    recording: Recording,
    settings: SetSettings = SetSettings(),
    corrections: Corrections = Corrections(),
    context: LoadContext = LoadContext(),
    stages: Stages = Stages(),
) -> tuple[SetReport, ...]:
    """`analyze_recording` with corrections made.

    Parameters
    ----------
    recording, settings, context, stages
        As for `analyze_recording`.
    corrections
        What to change; without any, the reps stay as found.

    Returns
    -------
    tuple[SetReport, ...]
        One report per shot; each correction is stated in `SetReport.corrections` and in the warnings.

    Raises
    ------
    CorrectionError
        Where a time lies in no rep, two reps to be joined are not neighbours, or a rep is to be divided too
        near
        to one of its ends.
    NothingToGrade
        When no shot shows the lifter.
    """
    if not corrections:
        return analyze_recording(recording, settings, context, stages)
    reports = analyze_recording(
        recording,
        settings,
        context,
        replace(stages, review=partial(apply_corrections, corrections=corrections)),
    )
    # A correction that no stance could apply must not pass silently: the person would trust a wrong count.
    made = {text for report in reports for text in report.corrections}
    for text, remedy in _list_requested(corrections):
        if text not in made:
            raise CorrectionError(remedy)
    return reports


def apply_corrections(
    time_s: FloatArray, depth: FloatArray, found: FoundReps, corrections: Corrections
) -> FoundReps:
    """The reps of one stance with the corrections that concern it made, each described in a sentence.

    Parameters
    ----------
    time_s, depth
        (T,) s, and the signal in which a rep is deepest.
    found
        The reps of the stance.
    corrections
        All corrections of the clip; those for other stances change nothing here.
    """
    reps, made = list(found.reps), list[str]()
    for pair in corrections.merged_s:
        first, second = (_find_rep_at(time_s, reps, time) for time in pair)
        if first is not None and second == first + 1:
            reps[first : second + 1] = [make_rep(depth, reps[first].start, reps[second].end)]
            made.append(_describe_merge(pair))
    for time in corrections.split_s:
        index = _find_rep_at(time_s, reps, time)
        if index is not None and _can_split(time_s, depth, reps[index], time):
            reps[index : index + 1] = _split_rep(time_s, depth, reps[index], time)
            made.append(_describe_split(time))
    for time in corrections.excluded_s:
        index = _find_rep_at(time_s, reps, time)
        if index is not None:
            del reps[index]
            made.append(_describe_exclusion(time))
    return replace(found, reps=tuple(reps), corrections=(*found.corrections, *made))


def _find_rep_at(time_s: FloatArray, reps: list[Rep], time: float) -> int | None:
    """Which rep a time lies in; where one ends as the next begins, that whose bottom is nearer."""
    inside = [index for index, rep in enumerate(reps) if time_s[rep.start] <= time <= time_s[rep.end]]
    return min(inside, key=lambda index: abs(time_s[reps[index].bottom] - time), default=None)


def _can_split(time_s: FloatArray, depth: FloatArray, rep: Rep, time: float) -> bool:
    if min(time - time_s[rep.start], time_s[rep.end] - time) < MIN_PART_S:
        return False
    middle = int(np.searchsorted(time_s, time))
    return all(
        np.isfinite(depth[part]).any() for part in (slice(rep.start, middle + 1), slice(middle, rep.end + 1))
    )


def _split_rep(time_s: FloatArray, depth: FloatArray, rep: Rep, time: float) -> list[Rep]:
    middle = int(np.searchsorted(time_s, time))
    return [make_rep(depth, rep.start, middle), make_rep(depth, middle, rep.end)]


def _list_requested(corrections: Corrections) -> Iterator[tuple[str, str]]:
    """Every correction asked for: (the sentence that describes it once made, the error where it was not)."""
    for pair in corrections.merged_s:
        one, other = pair
        yield (
            _describe_merge(pair),
            f"The reps at {one:.1f} s and {other:.1f} s cannot be joined: choose two reps that follow one "
            "another, with the feet in the same place.",
        )
    for time in corrections.split_s:
        yield (
            _describe_split(time),
            f"There is no rep to divide at {time:.1f} s: choose a time within a rep, at least {MIN_PART_S} s "
            "from its start and its end.",
        )
    for time in corrections.excluded_s:
        yield (
            _describe_exclusion(time),
            f"There is no rep at {time:.1f} s to leave out: choose a time within a rep.",
        )


def _describe_merge(pair: tuple[float, float]) -> str:
    return f"Changed by hand: the reps at {pair[0]:.1f} s and {pair[1]:.1f} s are counted as one."


def _describe_split(time: float) -> str:
    return f"Changed by hand: the rep at {time:.1f} s is divided in two there."


def _describe_exclusion(time: float) -> str:
    return f"Changed by hand: the rep at {time:.1f} s is left out."
