"""The reps of a live set: numbered, graded together, with the advice that would end the set."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.grading.rules import apply_running_indication, flag_both_knees
from analysis.grading.set_summary import summarize_set
from analysis.load.advice import advise_on_load
from analysis.load.rules import LoadContext
from analysis.report.stages import Stages
from analysis.report.types import Action, Advice, CameraReport, RepReport
from analysis.settings import SetSettings, View

# The camera before it was judged for the first time.
NAN = float("nan")
UNSEEN = CameraReport(View.UNKNOWN, NAN, NAN, NAN, NAN, NAN, False, (), ())


class GradedReps:
    """Collects the reps of a live set.

    Attributes
    ----------
    reps
        All that count so far, numbered and graded together.
    advice
        Set once the set should end; it stays then.
    taken_back
        Sentences: reps that turned out too shallow once deeper ones followed.
    """

    def __init__(self, settings: SetSettings, context: LoadContext, stages: Stages) -> None:
        self._settings, self._context, self._stages = settings, context, stages
        self._found: list[RepReport] = []
        self.reps: tuple[RepReport, ...] = ()
        self.advice: Advice | None = None
        self.taken_back: list[str] = []
        self._update_advice(UNSEEN)

    def add_reps(self, reps: Sequence[RepReport], camera: CameraReport) -> RepReport | None:
        """Add reps that have just ended, each graded by itself.

        Returns
        -------
        RepReport | None
            The last of them as it now stands; None if it does not count.
        """
        self._found.extend(reps)
        self._leave_out_half_squats()
        numbered = [replace(rep, rep=number) for number, rep in enumerate(self._found, start=1)]
        grading = self._stages.grading
        self.reps = tuple(flag_both_knees(apply_running_indication(numbered, grading), grading))
        self._update_advice(camera)
        return next((rep for rep in self.reps if rep.start_s == reps[-1].start_s), None)

    def record_pain(self) -> None:
        """The lifter reports pain: the set ends, whatever the reps were."""
        self._settings, self.advice = replace(self._settings, pain=True), None
        self._update_advice(UNSEEN)

    def _leave_out_half_squats(self) -> None:
        """As `drop_shallow` does at the end of a set; here the deeper reps may come later."""
        median = float(np.median([rep.depth_pct for rep in self._found]))
        least = self._stages.reps.min_share_of_median * median
        for rep in self._found:
            if rep.depth_pct < least:
                when = f"The movement at {rep.bottom_s:.1f} s"
                self.taken_back.append(f"{when} is not counted: much shallower than the rest of the set.")
        self._found = [rep for rep in self._found if rep.depth_pct >= least]

    def _update_advice(self, camera: CameraReport) -> None:
        if self.advice is not None:
            return
        summary = summarize_set(self.reps, 0, self._stages.grading)
        given = advise_on_load(self.reps, summary, camera, self._settings, self._context)
        # In the middle of a set only a reason to stop is advice; keeping or raising is decided at its end.
        if given.action in (Action.END_SET, Action.LOWER):
            self.advice = given
