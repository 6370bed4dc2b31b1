"""Real clips, whose truth nobody measured: do the laws hold on them, and do the sides agree with the coach?

    python -m benchmarks.real_clips [FOLDER or CLIP ...] [--json FILE]

Without names: the clips beside the repository (EVENREP_SHARED), and the sample videos. One line per clip:
what is read, the law of the mirror before and after calibration, how far the values move when the clip is
filmed otherwise, and how much of the person lies outside what the calibration has seen. Tracks are kept:
the first run takes minutes, the next ones seconds.
"""

import argparse
import os
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from analysis.calibration.features import compute_frame_features, summarize_frames
from analysis.calibration.regression_estimator import CalibratedEstimator
from analysis.errors import EvenRepError
from analysis.pose.track import Recording
from analysis.quantities.definitions import Quantity
from analysis.report.segment import analyze_shot
from analysis.report.stages import Stages
from analysis.report.types import SetReport
from analysis.reps.detection import find_deep_frames
from analysis.settings import SetSettings
from benchmarks.accuracy_run import PRODUCT, RAW
from benchmarks.invariants import KEPT, REPO, list_clips
from benchmarks.real_clips_table import (
    OutOfRange,
    Row,
    compute_mean_pct,
    find_remark,
    format_clip_table,
    format_clips_json,
)
from services.calibration import load_shipped_stages
from tests.fixtures.invariant_clips import check_on_clip
from tests.fixtures.invariants import INVARIANTS, Invariant, Outcome, compare, read
from tests.fixtures.tracks import TrackStore
from vision.tracking.clip_tracking import track_clip
from vision.video.reader import open_clip

MIRROR = next(law for law in INVARIANTS if law.key == "mirror")
STABLE = tuple(law for law in INVARIANTS if law.key in ("half_size", "half_rate", "roll_right", "roll_left"))
RECOMPRESSED = Invariant("recompressed", 2, "encoded anew, coarsely", lambda track, _: (track,), 2.0, 2.0)
TICK = Fraction(1, 90_000)
COARSE_CRF = 36
"""H.264 at this rate factor is about what a messenger makes of a clip: a tenth of the bytes."""


def measure_clip(path: Path, store: TrackStore) -> Row:
    """Everything about one clip. Raises EvenRepError."""
    recording = store.clip(path)
    stages = load_shipped_stages()
    reports = PRODUCT.analyse(recording, SetSettings())
    report = max(reports, key=lambda one: len(one.reps))
    graded = report.camera.gradable and bool(report.reps)
    laws = {law.key: check_on_clip(law, path, store, stages) if graded else None for law in STABLE}
    laws[RECOMPRESSED.key] = _check_recompressed(path, recording, store, stages) if graded else None
    return Row(
        path.stem,
        report,
        {key: agrees_with_coach(report, key, *side) for key, side in find_remark(path.stem).sides.items()},
        check_on_clip(MIRROR, path, store, RAW) if graded else None,
        check_on_clip(MIRROR, path, store, stages) if graded else None,
        laws,
        measure_out_of_range(recording, stages),
    )


def _check_recompressed(path: Path, recording: Recording, store: TrackStore, stages: Stages) -> Outcome:
    again = store.tracks(path, (RECOMPRESSED.key, str(COARSE_CRF)), lambda: (track_recompressed(path),))
    return compare(RECOMPRESSED, read([recording], stages), read(again, stages))


def track_recompressed(path: Path) -> Recording:
    """The clip with the same size and times, encoded coarsely."""
    with tempfile.TemporaryDirectory() as folder:
        coarse = Path(folder, "coarse.mp4")
        with open_clip(path, long_side_px=None) as clip, av.open(str(coarse), "w") as out:
            stream = out.add_stream("libx264", options={"crf": str(COARSE_CRF), "preset": "veryfast"})
            width, height = (side - side % 2 for side in clip.size_px)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.codec_context.time_base = TICK
            for frame in clip:
                picture = np.ascontiguousarray(frame.image_rgb[:height, :width])
                video = av.VideoFrame.from_ndarray(picture, format="rgb24")
                video.pts, video.time_base = round(frame.time_s / TICK), TICK
                out.mux(stream.encode(video))
            out.mux(stream.encode(None))
        return track_clip(coarse)


def agrees_with_coach(report: SetReport, key: Quantity, side: float, beyond_pct: float) -> bool | None:
    """Whether the mean over the reps points to the coach's side, far enough; None where it was not read."""
    mean = compute_mean_pct(report.reps, key)
    return None if np.isnan(mean) else bool(side * mean > beyond_pct)


def measure_out_of_range(recording: Recording, stages: Stages, named: int = 4) -> OutOfRange | None:
    """Share of even features outside the calibration, mean over the phases; None without a range."""
    if not isinstance(stages.estimator, CalibratedEstimator):
        return None
    shot = analyze_shot(recording.track, SetSettings(), stages)
    model = stages.estimator.views.get(shot.camera.view)
    if model is None:
        return None
    shares, outside = [], []
    for part in shot.parts:
        if part.baseline.reason:
            continue
        features = compute_frame_features(part.scene)
        for rep in part.reps:
            for frames in find_deep_frames(part.scene.depth, rep):
                phase = summarize_frames(features, part.scene.standing, frames)
                shares.append(float(model.compute_out_of_range_share(phase)[0]))
                outside.append((phase.even < model.even_low) | (phase.even > model.even_high))
    if not shares:
        return None
    often = np.concatenate(outside).mean(axis=0)
    names = model.members[0].even_names
    worst = [names[index] for index in np.argsort(-often)[:named] if often[index] > 0]
    return OutOfRange(float(np.mean(shares)), tuple(worst))


def list_given_clips(given: list[Path]) -> list[Path]:
    """Clips and folders of clips; the shared ones and the samples where nothing is named."""
    shared = Path(os.environ.get("EVENREP_SHARED") or REPO.parent / "shared") / "clips"
    folders = given or [folder for folder in (shared, REPO / "sample_videos") if folder.is_dir()]
    return [clip for path in folders for clip in (list_clips(path) if path.is_dir() else [path])]


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, or that of the first clip that could not be read; 2 without clips."""
    made = argparse.ArgumentParser(
        prog="python -m benchmarks.real_clips",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("clips", type=Path, nargs="*")
    made.add_argument("--json", type=Path, help="write the table there")
    made.add_argument("--kept", type=Path, default=KEPT, help="where tracks are kept between runs")
    options = made.parse_args(arguments)
    paths = list_given_clips(options.clips)
    if not paths:
        made.error("no clips there: name a folder that holds some.")
    rows, code = [], 0
    for path in paths:
        print(f"{path.name} ...", file=sys.stderr, flush=True)
        try:
            rows.append(measure_clip(path, TrackStore(options.kept)))
        except EvenRepError as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            code = code or error.exit_code
    print("\n".join(format_clip_table(rows)))
    if options.json:
        options.json.write_text(format_clips_json(rows), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
