"""A set while it is lifted: readings in one at a time, every rep graded as soon as it has ended.

The work for a frame does not grow with the set: a few numbers are updated; once or twice a second the last
second is looked at for the guide; once a rep its own frames and some standing are measured.
"""

from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from analysis.calibration.interval_widening import PoseSource, widen_intervals
from analysis.live.graded_reps import GradedReps
from analysis.live.guide import Light
from analysis.live.landmark_buffer import MAX_ROWS, LandmarkBuffer, LandmarkFrame, Range
from analysis.live.measurement_window import MeasurementWindow, WindowSettings
from analysis.live.rep_detector import RepDetector
from analysis.live.rep_measurement import MeasuredReps, measure_reps
from analysis.live.standing_detector import StandingDetector
from analysis.live.steady_guide import SteadyGuide
from analysis.load.rules import LoadContext
from analysis.pose.cleaning import CleaningSettings, find_unseen_joints
from analysis.pose.landmarks import N_LANDMARKS
from analysis.pose.track import FloatArray, PoseTrack
from analysis.report.segment import Stages
from analysis.report.types import Advice, CameraReport, RepReport
from analysis.settings import SetSettings


@dataclass(frozen=True)
class LiveSetSettings:
    """How much is kept and how often it is looked at. All in s.

    Attributes
    ----------
    hold_s
        quiet standing asked for
    before_s
        kept of the recording before the first rep
    setting_up_s
        kept while nothing has begun: the longest rep and its lead
    gap_s
        no frame for longer: unseen frames stand for them, at most `gap_rows`
    """

    hold_s: float = 2.0
    before_s: float = 10.0
    setting_up_s: float = 17.0
    gap_s: float = 0.5
    gap_rows: int = 60
    max_rows: int = MAX_ROWS
    rows: WindowSettings = WindowSettings()


MOST_TOLD = 20
"""Sentences about what was not counted: who fidgets between sets should not fill the memory."""


class LiveSet:
    """Feed `add`, read the rest. `newest` and `finished` are of the last `add`."""

    def __init__(
        self,
        size_px: tuple[int, int],
        settings: SetSettings = SetSettings(),
        context: LoadContext = LoadContext(),
        stages: Stages = Stages(),
        running: LiveSetSettings = LiveSetSettings(),
    ) -> None:
        self.tape = LandmarkBuffer(size_px, running.max_rows)
        self.reader = PoseSource()
        self.newest: RepReport | None = None
        self.depth = float("nan")
        self.measured = 0
        self._settings, self._stages, self._running = settings, stages, running
        self._book = GradedReps(settings, context, stages)
        self._watch = RepDetector(stages.reps)
        self._standing = StandingDetector(running.hold_s, baseline=stages.baseline, stance=stages.stance)
        self._camera: CameraReport | None = None
        self._told: deque[str] = deque(maxlen=MOST_TOLD)
        self._rows = MeasurementWindow(self.tape, stages.reps, running.rows)
        self._guide = SteadyGuide(settings, stages)

    # --- frame by frame -------------------------------------------------------------------------------

    def add_frame(
        self, time_s: float, mean: LandmarkFrame | None, plain: LandmarkFrame | None, light: Light = Light()
    ) -> None:
        """The next frame. `mean` of both readings, `plain` the first one; None = the lifter was not seen."""
        self.newest = None
        self.tape.fill_gap(time_s, self._running.gap_s, self._running.gap_rows, self.reader.mirrored)
        row = self.tape.add_frame(time_s, mean, plain, self.reader.mirrored)
        pose = mean if self.reader.mirrored else plain
        image_px = _hide_doubtful_joints(pose, self.tape.size_px, self._stages.cleaning)
        self.depth = self._standing.add_frame(time_s, image_px, self._watch.down)
        self._watch.add_depth(row, time_s, self.depth)
        if self._watch.is_due(time_s):
            self._measure_ended_rep(time_s)
        elif self._standing.renewed and not self._watch.down:
            self._look_back(time_s)
        elif self._watch.is_too_long(time_s) and not self._watch.ending:
            self._give_up_rep(time_s)
        if not self._watch.down:
            self._guide.update_guidance(self.tape, time_s, self._rows.valid_from, light, self._standing.still)
        self._drop_set_up_frames(time_s)

    def erase_since(self, time_s: float) -> None:
        """What was read from then on was somebody else."""
        self.tape.erase_from(self.tape.find_row(time_s))
        self._watch.reset()

    def record_pain(self) -> None:
        """It hurt: the set ends, whatever the reps were."""
        self._book.record_pain()

    def flush(self) -> None:
        """The set ends now: a rep that has just ended is measured without waiting for more frames."""
        self.newest = None
        if not len(self.tape):
            return
        now_s = float(self.tape.read_times_s(self.tape.stop - 1, self.tape.stop)[0])
        if self._watch.ending:
            self._measure_ended_rep(now_s, last=True)
        else:
            self._look_back(now_s)

    def reset(self, reader: PoseSource | None = None, cut: bool = False) -> None:
        """From the next frame on nothing compares with what was before: another model, another picture.

        Reps stay; a rep on its way is given up; standing has to be held again. `cut`: as between two shots.
        What another model read is forgotten: nobody can tell the two apart later.
        """
        if cut:
            self.tape.mark_cut()
        if reader is not None and reader.model != self.reader.model:
            self.tape.drop_before(self.tape.stop)
        self.reader = reader or self.reader
        self._watch.reset()
        self._standing.reset()
        self._rows.reset()

    # --- what is known --------------------------------------------------------------------------------

    @property
    def moving(self) -> bool:
        """Within a rep, from when it is clearly one until it is measured."""
        return self._watch.down

    @property
    def held(self) -> bool:
        return self._standing.held

    @property
    def hold_left_s(self) -> float:
        return self._standing.hold_left_s

    @property
    def guide(self) -> tuple[str, ...]:
        """Sentences: what to change now."""
        return self._guide.sentences

    @property
    def camera(self) -> CameraReport | None:
        """As the last rep saw it; before the first one, as the guide sees it."""
        return self._camera or self._guide.camera

    @property
    def reps(self) -> tuple[RepReport, ...]:
        """All that count, as they stand now."""
        return self._book.reps

    @property
    def advice(self) -> Advice | None:
        """Why the set should end now; None while it may go on."""
        return self._book.advice

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was not counted, in sentences."""
        return (*self._told, *self._book.taken_back)

    def build_track(self, mirrored: bool, warnings: tuple[str, ...] = ()) -> PoseTrack:
        """All that is kept, as it was filmed."""
        return self.tape.build_track([(self.tape.first, self.tape.stop)], mirrored, warnings)

    # --- a rep ----------------------------------------------------------------------------------------

    def _measure_ended_rep(self, time_s: float, last: bool = False) -> None:
        """Looks at the rep that seems to have ended. `last`: no more frames will come."""
        found = self._find_reps_in(self._rows.list_rep_ranges(self._watch.start_row, time_s))
        if np.isnan(found.end_s):
            self._watch.mark_unfinished()
        elif not (found.short and not last and self._watch.keep_waiting()):
            self._add_measured_reps(found)
            self._watch.mark_finished(self._rows.last_end_row, time_s)

    def _look_back(self, time_s: float) -> None:
        """Only now it is known how tall standing is: a rep may have ended a moment ago."""
        if ranges := self._rows.list_look_back_ranges(time_s):
            self._add_measured_reps(self._find_reps_in(ranges))

    def _find_reps_in(self, ranges: list[Range]) -> MeasuredReps:
        """Reps that end after the last one."""
        self.measured += 1
        mirrored = self.tape.is_mirror_averaged(ranges)
        estimator = widen_intervals(self._stages.estimator, replace(self.reader, mirrored=mirrored))
        stages = replace(self._stages, estimator=estimator)
        after_s = self._rows.last_end_s + 1e-6
        return measure_reps(self.tape.build_track(ranges, mirrored), after_s, self._settings, stages)

    def _add_measured_reps(self, found: MeasuredReps) -> None:
        self._camera = found.camera
        for rep in found.reps:
            if not self.reps:
                self.tape.drop_before(self.tape.find_row(rep.start_s - self._running.before_s))
            self._rows.add_counted_rep(rep.start_s, rep.end_s)
        if np.isfinite(found.end_s):
            self._rows.mark_passed(found.end_s)
        if found.reps:
            self.newest = self._book.add_reps(found.reps, found.camera)
        if self.reps:  # before the first one people walk about: nothing of that was meant as a rep
            self._told.extend(found.rejected)

    def _give_up_rep(self, time_s: float) -> None:
        """Down for longer than any rep: the lifter has gone, or stands elsewhere."""
        began_s = self._watch.down_since_s
        if self.reps:
            self._told.append(f"The movement at {began_s:.1f} s is not counted: too long for one repetition.")
        self._watch.reset()
        self._standing.reset()

    # --- bounds ---------------------------------------------------------------------------------------

    def _drop_set_up_frames(self, time_s: float) -> None:
        """While nothing has begun only the last seconds are kept; moved seldom, for moving takes time."""
        if self.reps or self._watch.down:
            return
        oldest_s = float(self.tape.read_times_s(self.tape.first, self.tape.first + 1)[0])
        if time_s - oldest_s > 3.0 * self._running.setting_up_s:
            self.tape.drop_before(self.tape.find_row(time_s - self._running.setting_up_s))
            self._rows.clamp_to_buffer()


def _hide_doubtful_joints(
    pose: LandmarkFrame | None, size_px: tuple[int, int], cleaning: CleaningSettings
) -> FloatArray:
    """(33, 2) px: NaN where the model doubts or extrapolates."""
    if pose is None:
        return np.full((N_LANDMARKS, 2), np.nan)
    hidden = find_unseen_joints(pose.image_px, pose.visibility, size_px, cleaning)
    return np.where(hidden[:, None], np.nan, pose.image_px)
