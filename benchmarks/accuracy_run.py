"""Read every clip in every way, and pair what was read with what is true.

Three ways: the raw readings of the track as filmed; the raw readings of the track averaged with its mirror
image; and what the product says of that one (`services.analysis.analyse`: whatever estimator it ships with).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from analysis.calibration.gain_table import Gain, GainTable
from analysis.errors import EvenRepError, ModelError, TrackError
from analysis.pose.track import Recording
from analysis.quantities.definitions import Quantity
from analysis.report.pipeline import analyze_recording
from analysis.report.stages import Stages
from analysis.report.types import SetReport
from analysis.settings import SetSettings, View
from benchmarks.accuracy_score import CameraPair, Pair, Scored
from benchmarks.accuracy_truth import Truth, load_ground_truth, match_reps
from benchmarks.held_out_tracks import HeldOutReading, load_packed_track
from services import analysis as analysis_service
from tests.fixtures.tracks import TrackStore
from vision.pose.models import ModelName
from vision.tracking.clip_tracking import TrackingSettings, track_clip

RAW = Stages(
    estimator=GainTable(
        {(view, key): Gain(1.0, 0.0, 0.0, 0.0) for view in (View.FRONT, View.REAR) for key in Quantity}
    )
)
"""The landmarks taken at their word: no correction, and no interval but the clip's own unrest."""

Analyse = Callable[[Recording, SetSettings], tuple[SetReport, ...]]


@dataclass(frozen=True)
class Way:
    """One way of reading; `has_interval`: whether its intervals mean anything."""

    name: str
    mirrored: bool
    analyse: Analyse
    has_interval: bool


WAYS = (
    Way("raw", False, partial(analyze_recording, stages=RAW), False),
    Way("mirror-averaged", True, partial(analyze_recording, stages=RAW), False),
    Way("calibrated", True, analysis_service.analyze_recording, True),
)
PRODUCT = WAYS[-1]


@dataclass(frozen=True)
class TrackSource:
    """One clip: its truth, and how to come by its track. `track` raises EvenRepError.

    models  by which it can be read in both ways; None: by any
    """

    truth: Truth
    track: Callable[[HeldOutReading], Recording]
    models: frozenset[str] | None = None

    def is_read_by(self, model: str) -> bool:
        return self.models is None or model in self.models


def load_held_out_sources(folder: Path) -> list[TrackSource]:
    """The frozen exam. Raises TruthError if it holds nothing."""
    truths = [load_ground_truth(path) for path in sorted(folder.glob("*.truth.json"))]
    return [
        TrackSource(
            truth, partial(_load_packed_track, folder, truth.clip), _find_read_models(folder, truth.clip)
        )
        for truth in truths
    ]


def _find_read_models(folder: Path, clip: str) -> frozenset[str]:
    return frozenset(
        model.value
        for model in ModelName
        if all(
            (folder / f"{clip}{HeldOutReading(model.value, way).ending}").exists() for way in (True, False)
        )
    )


def _load_packed_track(folder: Path, name: str, reading: HeldOutReading) -> Recording:
    return load_packed_track(folder / f"{name}{reading.ending}")


def list_read_models(folder: Path, names: Iterable[str]) -> list[str]:
    """The models by which clips of the exam were read in both ways."""
    sources = load_held_out_sources(folder)
    return [name for name in names if any(source.is_read_by(name) for source in sources)]


def load_folder_sources(pairs: Iterable[tuple[Path, Path]], store: TrackStore) -> list[TrackSource]:
    """Somebody's clips, tracked when first asked for and kept. Raises TruthError."""
    return [
        TrackSource(load_ground_truth(truth), partial(_track_source, clip, store)) for clip, truth in pairs
    ]


def _track_source(clip: Path, store: TrackStore, reading: HeldOutReading) -> Recording:
    settings = TrackingSettings(model=reading.model, mirror=reading.mirrored)
    usual = settings == TrackingSettings()
    key = () if usual else (ModelName(reading.model).value, str(reading.mirrored))
    return store.tracks(clip, key, lambda: (track_clip(clip, settings),))[0]


def score_all(sources: Sequence[TrackSource], model: str, way: Way) -> Scored:
    """Every clip read in one way. Raises TrackError and ModelError, which are no clip's fault."""
    pairs: list[Pair] = []
    cameras: list[CameraPair] = []
    missing, extra, failed = 0, 0, {}
    for source in sources:
        truth = source.truth
        try:
            recording = source.track(HeldOutReading(model, way.mirrored))
            reports = way.analyse(recording, SetSettings(mirrored=truth.mirrored))
        except (TrackError, ModelError):  # of the exam or of EvenRep itself, not of this clip
            raise
        except EvenRepError as error:
            failed[truth.clip] = str(error)
            missing += len(truth.reps)
            cameras.append(_pair_camera(truth, None))
            continue
        found = [rep for report in reports for rep in report.reps]
        matched = match_reps([rep.bottom_s for rep in truth.reps], [rep.bottom_s for rep in found])
        missing += len(truth.reps) - len(matched)
        extra += len(found) - len(matched)
        cameras.append(_pair_camera(truth, reports[0]))
        pairs += [
            Pair(truth.clip, rep.rep, rep.pct, read.values, read.grade, truth.groups)
            for rep, read in ((truth.reps[i], found[j]) for i, j in matched)
        ]
    return Scored(tuple(pairs), tuple(cameras), missing, extra, failed)


def _pair_camera(truth: Truth, report: SetReport | None) -> CameraPair:
    nan = float("nan")
    read = (report.camera.yaw_deg, report.camera.roll_deg) if report else (nan, nan)
    return CameraPair(
        truth.clip,
        truth.view,
        report.camera.view if report else None,
        truth.yaw_deg,
        read[0],
        truth.roll_deg,
        read[1],
    )
