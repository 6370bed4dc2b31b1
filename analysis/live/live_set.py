"""A set while it is lifted: frames go in one at a time, and every rep is graded as soon as it has ended.

The work for a frame does not grow with the set: a few numbers are updated; once or twice a second the last
second
is judged for the guide; once a rep its own frames and some standing are measured.
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
from analysis.report.stages import Stages
from analysis.report.types import Advice, CameraReport, RepReport
from analysis.settings import SetSettings


@dataclass(frozen=True)
class LiveSetSettings:
    """How much is stored and how often it is looked at. All in s.

    Attributes
    ----------
    hold_s
        Quiet standing that is asked for before the set.
    before_s
        Stored of the recording before the first rep.
    setting_up_s
        Stored while nothing has begun: the longest rep and its lead.
    gap_s, gap_rows
        Without a frame for longer than `gap_s`, unseen rows stand for the missing ones, at most `gap_rows`.
    max_rows
        Size of the buffer.
    rows
        How much standing is measured with a rep.
    """

    hold_s: float = 2.0
    before_s: float = 10.0
    setting_up_s: float = 17.0
    gap_s: float = 0.5
    gap_rows: int = 60
    max_rows: int = MAX_ROWS
    rows: WindowSettings = WindowSettings()


# Sentences about what was not counted: a lifter who fidgets between sets should not fill the memory.
MAX_WARNINGS = 20


class LiveSet:
    """One set while it is lifted: call `add_frame` for every frame, then look at the properties.

    Attributes
    ----------
    buffer
        The landmarks so far.
    pose_source
        How the poses of the next frames are detected.
    newest
        The rep that the last `add_frame` or `flush` completed; None if it completed none.
    depth
        Share of standing hip height in the last frame; NaN while unknown.
    measured
        How often reps were measured, for tests of the work done.
    """

    def __init__(
        self,
        size_px: tuple[int, int],
        settings: SetSettings = SetSettings(),
        context: LoadContext = LoadContext(),
        stages: Stages = Stages(),
        running: LiveSetSettings = LiveSetSettings(),
    ) -> None:
        self.buffer = LandmarkBuffer(size_px, running.max_rows)
        self.pose_source = PoseSource()
        self.newest: RepReport | None = None
        self.depth = float("nan")
        self.measured = 0
        self._settings, self._stages, self._running = settings, stages, running
        self._graded = GradedReps(settings, context, stages)
        self._detector = RepDetector(stages.reps)
        self._standing = StandingDetector(running.hold_s, baseline=stages.baseline, stance=stages.stance)
        self._camera: CameraReport | None = None
        self._rejected: deque[str] = deque(maxlen=MAX_WARNINGS)
        self._window = MeasurementWindow(self.buffer, stages.reps, running.rows)
        self._guide = SteadyGuide(settings, stages)

    # --- frame by frame -------------------------------------------------------------------------------

    def add_frame(
        self, time_s: float, mean: LandmarkFrame | None, plain: LandmarkFrame | None, light: Light = Light()
    ) -> None:
        """Add the next frame and update everything that follows from it.

        Parameters
        ----------
        time_s
            s, after that of the frame before.
        mean, plain
            The mirror-averaged pose and the single one; None where the lifter was not seen.
        light
            Brightness and frame rates, for the guide.
        """
        self.newest = None
        self.buffer.fill_gap(time_s, self._running.gap_s, self._running.gap_rows, self.pose_source.mirrored)
        row = self.buffer.add_frame(time_s, mean, plain, self.pose_source.mirrored)
        pose = mean if self.pose_source.mirrored else plain
        image_px = _hide_doubtful_joints(pose, self.buffer.size_px, self._stages.cleaning)
        self.depth = self._standing.add_frame(time_s, image_px, self._detector.down)
        self._detector.add_depth(row, time_s, self.depth)
        # At most one of the three measures reps: that is the expensive part of a frame.
        if self._detector.is_due(time_s):
            self._measure_ended_rep(time_s)
        elif self._standing.renewed and not self._detector.down:
            self._look_back(time_s)
        elif self._detector.is_too_long(time_s) and not self._detector.ending:
            self._give_up_rep(time_s)
        if not self._detector.down:
            self._guide.update_guidance(
                self.buffer, time_s, self._window.valid_from, light, self._standing.still
            )
        self._drop_set_up_frames(time_s)

    def erase_since(self, time_s: float) -> None:
        """Erase what was detected from this time on: it was another person."""
        self.buffer.erase_from(self.buffer.find_row(time_s))
        self._detector.reset()

    def record_pain(self) -> None:
        """The lifter reports pain: the set ends, whatever the reps were."""
        self._graded.record_pain()

    def flush(self) -> None:
        """The set ends now: a rep that has just ended is measured without waiting for more frames."""
        self.newest = None
        if not len(self.buffer):
            return
        now_s = float(self.buffer.read_times_s(self.buffer.stop - 1, self.buffer.stop)[0])
        if self._detector.ending:
            self._measure_ended_rep(now_s, last=True)
        else:
            self._look_back(now_s)

    def reset(self, pose_source: PoseSource | None = None, cut: bool = False) -> None:
        """From the next frame on nothing is compared with what was before: another model, or another camera
        position.

        Reps stay; an unfinished rep is given up; standing has to be held again. What another model detected
        is dropped:
        the two cannot be separated later.

        Parameters
        ----------
        pose_source
            How the next frames are detected; None: as before.
        cut
            The camera position changes, as between two shots.
        """
        if cut:
            self.buffer.mark_cut()
        if pose_source is not None and pose_source.model != self.pose_source.model:
            self.buffer.drop_before(self.buffer.stop)
        self.pose_source = pose_source or self.pose_source
        self._detector.reset()
        self._standing.reset()
        self._window.reset()

    # --- results --------------------------------------------------------------------------------------

    @property
    def moving(self) -> bool:
        """Within a rep, from when it is clearly one until it is measured."""
        return self._detector.down

    @property
    def held(self) -> bool:
        """Quiet standing was held long enough, on this spot."""
        return self._standing.held

    @property
    def hold_left_s(self) -> float:
        """s of quiet standing that are still needed."""
        return self._standing.hold_left_s

    @property
    def guide(self) -> tuple[str, ...]:
        """Sentences: what to change now; empty when all gates pass."""
        return self._guide.sentences

    @property
    def camera(self) -> CameraReport | None:
        """As judged with the last rep; before the first one, as the guide judges it."""
        return self._camera or self._guide.camera

    @property
    def reps(self) -> tuple[RepReport, ...]:
        """All reps that count, as they stand now."""
        return self._graded.reps

    @property
    def advice(self) -> Advice | None:
        """Why the set should end now; None while it may go on."""
        return self._graded.advice

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences: what was not counted."""
        return (*self._rejected, *self._graded.taken_back)

    def build_track(self, mirrored: bool, warnings: tuple[str, ...] = ()) -> PoseTrack:
        """All stored frames as they were filmed.

        Parameters
        ----------
        mirrored
            Means of both poses, else single poses.
        warnings
            Sentences for the track.
        """
        return self.buffer.build_track([(self.buffer.first, self.buffer.stop)], mirrored, warnings)

    # --- a rep ----------------------------------------------------------------------------------------

    def _measure_ended_rep(self, time_s: float, last: bool = False) -> None:
        """Measure the rep that seems to have ended. `last`: no more frames will come."""
        found = self._find_reps_in(self._window.list_rep_ranges(self._detector.start_row, time_s))
        if np.isnan(found.end_s):
            self._detector.mark_unfinished()
        elif not (found.short and not last and self._detector.keep_waiting()):
            self._add_measured_reps(found)
            self._detector.mark_finished(self._window.last_end_row, time_s)

    def _look_back(self, time_s: float) -> None:
        """Standing height is only known now: a rep may have ended a moment ago."""
        if ranges := self._window.list_look_back_ranges(time_s):
            self._add_measured_reps(self._find_reps_in(ranges))

    def _find_reps_in(self, ranges: list[Range]) -> MeasuredReps:
        """Reps that end after the last one."""
        self.measured += 1
        # Standing and rep must be of one kind: single poses have the model's own bias, means do not.
        mirrored = self.buffer.is_mirror_averaged(ranges)
        estimator = widen_intervals(self._stages.estimator, replace(self.pose_source, mirrored=mirrored))
        stages = replace(self._stages, estimator=estimator)
        after_s = self._window.last_end_s + 1e-6
        return measure_reps(self.buffer.build_track(ranges, mirrored), after_s, self._settings, stages)

    def _add_measured_reps(self, found: MeasuredReps) -> None:
        self._camera = found.camera
        for rep in found.reps:
            if not self.reps:
                self.buffer.drop_before(self.buffer.find_row(rep.start_s - self._running.before_s))
            self._window.add_counted_rep(rep.start_s, rep.end_s)
        if np.isfinite(found.end_s):
            self._window.mark_passed(found.end_s)
        if found.reps:
            self.newest = self._graded.add_reps(found.reps, found.camera)
        if self.reps:  # before the first rep people walk about: none of that was meant as a rep
            self._rejected.extend(found.rejected)

    def _give_up_rep(self, time_s: float) -> None:
        """Down for longer than any rep: the lifter has gone, or stands elsewhere."""
        began_s = self._detector.down_since_s
        if self.reps:
            self._rejected.append(
                f"The movement at {began_s:.1f} s is not counted: too long for one repetition."
            )
        self._detector.reset()
        self._standing.reset()

    # --- bounds ---------------------------------------------------------------------------------------

    def _drop_set_up_frames(self, time_s: float) -> None:
        """While nothing has begun only the last seconds are stored; dropped seldom, for that moves rows."""
        if self.reps or self._detector.down:
            return
        oldest_s = float(self.buffer.read_times_s(self.buffer.first, self.buffer.first + 1)[0])
        if time_s - oldest_s > 3.0 * self._running.setting_up_s:
            self.buffer.drop_before(self.buffer.find_row(time_s - self._running.setting_up_s))
            self._window.clamp_to_buffer()


def _hide_doubtful_joints(
    pose: LandmarkFrame | None, size_px: tuple[int, int], cleaning: CleaningSettings
) -> FloatArray:
    """(33, 2) px: NaN where the model doubts or extrapolates."""
    if pose is None:
        return np.full((N_LANDMARKS, 2), np.nan)
    hidden = find_unseen_joints(pose.image_px, pose.visibility, size_px, cleaning)
    return np.where(hidden[:, None], np.nan, pose.image_px)
