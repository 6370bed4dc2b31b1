"""The sets of one session: a clip, how it is tracked, what the person entered and corrected, the result."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.settings import SetSettings
from services import analysis as analysis_service
from services.analysis import ReadingOptions
from web.jobs import result_images
from web.jobs.cache import TrackCache, TrackKey, compute_tracking_code_hash
from web.jobs.pool import Job, JobState, Pool
from web.jobs.uploads import UploadedClip

if TYPE_CHECKING:
    from analysis.pose.track import Recording
    from analysis.quantities.definitions import Quantity
    from analysis.report.corrections import Corrections
    from analysis.report.types import SetReport
    from vision.overlay.drawing import Image


@dataclass(eq=False)
class SetEntry:
    """One set of the session, from the wait to the result.

    settings, corrections  may change after tracking: the report is made again from the same track
    reading                a change of it means tracking the clip again
    saved_reports          of a set from the history that has no track: they cannot be made again
    at                     wall time of a set from the history; None: now
    saved                  state in which the set was last saved, and for which lifter; None: not saved
    """

    clip: UploadedClip
    settings: SetSettings = field(default_factory=SetSettings)
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    corrections: "Corrections | None" = None
    recording: "Recording | None" = None
    job: "Job[Recording] | None" = None
    drawing: "Drawing" = field(default_factory=lambda: Drawing())
    saved_reports: "tuple[SetReport, ...]" = ()
    at: datetime | None = None
    saved: object = None
    _memo: "dict[object, Any]" = field(default_factory=dict)

    @property
    def video(self) -> Path | None:
        """The clip's file; None where there is none: live sets, and most sets from the history."""
        return self.clip.path if self.clip.path.is_file() else None

    @property
    def version(self) -> tuple[object, object]:
        """Changes whenever the reports do."""
        return (self.settings, self.corrections)

    @property
    def id(self) -> str:
        """The clip's: a set is one clip."""
        return self.clip.id

    @property
    def state(self) -> JobState:
        """DONE once there is a track, wherever it came from."""
        if self.recording is not None or self.saved_reports:
            return JobState.DONE
        return self.job.state if self.job else JobState.CANCELLED

    def build_track_key(self) -> TrackKey:
        """The key of this set's track in the cache."""
        reading = self.reading
        return TrackKey(
            self.clip.sha256, reading.model, reading.mirror, reading.person_at, compute_tracking_code_hash()
        )

    def build_reports(self) -> "tuple[SetReport, ...]":
        """With the settings and corrections as they are. Raises EvenRepError where nothing can be graded."""
        return self._analyze_recording(self.corrections)

    def build_uncorrected_reports(self) -> "tuple[SetReport, ...]":
        """Before any correction of its reps: what the corrections' times refer to."""
        return self._analyze_recording(None)

    def _analyze_recording(self, corrections: "Corrections | None") -> "tuple[SetReport, ...]":
        if self.recording is None and self.saved_reports:
            return self.saved_reports
        assert self.recording is not None
        key = ("reports", self.settings, corrections)
        return self.compute_once(
            key,
            lambda: analysis_service.analyze_recording(self._name_recording(), self.settings, corrections),
        )

    def _name_recording(self) -> "Recording":
        """The recording under this clip's name: the cache may hold it under another name of the same file."""
        from dataclasses import replace

        assert self.recording is not None
        return replace(self.recording, clip=replace(self.recording.clip, name=self.clip.name))

    def compute_once(self, key: object, make: Callable[[], Any]) -> Any:
        """What `make` returns, made once per key until the clip is tracked again."""
        # Streamlit runs the whole page at every click: nothing may be analysed again each time.
        if key not in self._memo:
            self._memo[key] = make()
        return self._memo[key]

    def collect_shot_stills(self, shot: int) -> "dict[Quantity, Image]":
        """The worst moments of one shot: those that the page shows, or drawn now where it has none yet."""
        if self.recording is None:
            return {}
        version, job = self.version, self.drawing.stills
        if self.drawing.made_for == (version, shot) and job is not None and job.state is JobState.DONE:
            return job.result or {}
        report, recording = self.build_reports()[shot], self.recording
        assert recording is not None
        return self.compute_once(
            ("stills", version, shot), lambda: result_images.draw_stills(self.video, recording, report)
        )

    def reset_reading(self) -> None:
        """Forgets the track and what was made from it, before the clip is tracked again."""
        self.recording, self.job = None, None
        self._memo.clear()
        self.drawing = Drawing()


@dataclass(eq=False)
class Drawing:
    """The images of a result, made in the background; `made_for` is (version of the set, shot)."""

    made_for: tuple[object, int] | None = None
    clip: "Job[Path] | None" = None
    stills: "Job[dict[Quantity, Image]] | None" = None


def start_reading(entry: SetEntry, pool: Pool, cache: TrackCache, owner: str) -> None:
    """Takes the track out of the cache, or puts the clip into the queue of the pool."""
    entry.reset_reading()
    key, path, reading = entry.build_track_key(), entry.clip.path, entry.reading
    entry.recording = cache.find_track(key)
    if entry.recording is None:
        entry.job = pool.submit_work(
            owner,
            lambda job: analysis_service.track_clip(path, reading, job.report_progress, job.should_stop),
        )


def collect_reading(entry: SetEntry, cache: TrackCache) -> None:
    """Takes over the track of a finished job."""
    job = entry.job
    if job is not None and job.state is JobState.DONE and entry.recording is None:
        entry.recording = job.result
        cache.add_track(entry.build_track_key(), job.result)  # type: ignore[arg-type]


def draw_result_images(
    entry: SetEntry, shot: int, owner: str, folder: Path, quick: Pool, slow: Pool
) -> Drawing:
    """Stills of one shot and the annotated clip: begun when first asked for, and again after each change.

    Without a video only the stills.
    """
    version, drawing = entry.version, entry.drawing
    reports, recording, video = entry.build_reports(), entry.recording, entry.video
    assert recording is not None
    if drawing.made_for != (version, shot):
        _cancel_job(drawing.stills, quick)
        report = reports[shot]
        drawing.stills = quick.submit_work(
            owner, lambda _: result_images.draw_stills(video, recording, report)
        )
    # The clip shows all shots, so another shot needs no new one.
    if video and (drawing.made_for is None or drawing.made_for[0] != version):
        _cancel_job(drawing.clip, slow)
        # A new file per version: the job that is being cancelled may still write to the last one.
        out = folder / f"{entry.id}-{abs(hash(version)):x}.mp4"
        drawing.clip = slow.submit_work(
            owner, lambda job: result_images.draw_clip(video, recording, reports, out, job)
        )
    drawing.made_for = (version, shot)
    return drawing


def _cancel_job(job: "Job[Any] | None", pool: Pool) -> None:
    if job is not None and not job.is_over:
        pool.cancel_job(job)
