"""How true the numbers are, on people whose truth is known: `python -m benchmarks.accuracy`.

    python -m benchmarks.accuracy                       the frozen exam, under two minutes
    python -m benchmarks.accuracy --render              the exam built anew from its seeds, then scored
    python -m benchmarks.accuracy --render missing      only what it lacks, such as a model built since
    python -m benchmarks.accuracy --clips FOLDER        your clips, each with CLIP.truth.json beside it

Scored are the raw readings, those of the track averaged with its mirror image, and what EvenRep says; for
the models lite, full and heavy. The table is printed and written to OUT/accuracy.json, the figure to
OUT/accuracy.svg. docs/accuracy.md says what each column means and how a truth file looks.

Exit codes: 0 scored · 2 wrong usage · 3 a clip could not be read (the others are scored) · 5 pose model
· 6 cannot write · 7 a truth file or a track of the exam is missing or damaged.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from analysis.errors import EvenRepError, ModelError, OutputError, VideoError
from benchmarks.accuracy_figure import FIGURE_ENDINGS, write_figure
from benchmarks.accuracy_off_axis import (
    MODEL,
    Band,
    build_off_axis_json,
    format_off_axis_table,
    score_off_axis,
)
from benchmarks.accuracy_run import (
    WAYS,
    TrackSource,
    list_read_models,
    load_folder_sources,
    load_held_out_sources,
    score_all,
)
from benchmarks.accuracy_table import AccuracyResult, build_accuracy_json, format_accuracy_report
from benchmarks.accuracy_truth import TruthError, find_clips_with_truth
from benchmarks.held_out_tracks import (
    FOLDER,
    READINGS,
    TURNED_FOLDER,
    HeldOutReading,
    list_usable_readings,
    make_held_out_set,
)
from tests.fixtures.tracks import TrackStore
from vision.pose.models import ModelName, find_model_path

REPO = Path(__file__).resolve().parents[1]
KEPT = Path(tempfile.gettempdir(), "evenrep-accuracy-tracks")
MODELS = tuple(name.value for name in ModelName)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code."""
    options = build_parser().parse_args(arguments)
    try:
        return run_benchmark(options)
    except EvenRepError as error:
        print(f"evenrep: {error}", file=sys.stderr)
        return error.exit_code


def build_parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--clips", type=Path, metavar="FOLDER", help="score these clips instead of the exam")
    made.add_argument(
        "--render",
        nargs="?",
        const="all",
        choices=("all", "missing"),
        help="build the exam anew, or only what it lacks (needs the samples extra)",
    )
    made.add_argument("--models", nargs="+", choices=MODELS, help="default: all; with --clips: full")
    made.add_argument("--out", type=Path, default=REPO / "build" / "accuracy", help="for JSON and figure")
    made.add_argument("--figure", default=".svg", choices=FIGURE_ENDINGS, help="kind of figure")
    made.add_argument("--exam", type=Path, default=FOLDER, help="folder of the exam's tracks")
    made.add_argument("--turned", type=Path, default=TURNED_FOLDER, help="folder of the people aside")
    made.add_argument("--kept", type=Path, default=KEPT, help="where tracks of your clips are kept")
    made.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="for --render")
    return made


def run_benchmark(options: argparse.Namespace) -> int:
    """Score, print, write. Raises EvenRepError."""
    if options.clips is not None and options.render:
        build_parser().error("--clips and --render exclude each other.")
    sources, models, name = (
        load_external_clips(options) if options.clips is not None else load_held_out_set(options)
    )
    results = score_models(sources, models)
    bands = score_off_axis(options.turned) if options.clips is None and MODEL in models else ()
    print("\n".join([*format_accuracy_report(results, name), "", *format_off_axis_table(bands)]))
    write_results(results, bands, name, options.out, options.figure)
    failed = any(result.scored.failed for result in results)
    return VideoError.exit_code if failed else 0


def score_models(sources: Sequence[TrackSource], models: Sequence[str]) -> list[AccuracyResult]:
    """Every model in every way; one that EvenRep has no calibration for is told and left out."""
    results = []
    for model in models:
        own = [source for source in sources if source.is_read_by(model)]
        for way in WAYS:
            print(f"{model}: {way.name} ...", file=sys.stderr, flush=True)
            try:
                results.append(AccuracyResult(model, way, score_all(own, model, way), len(sources)))
            except ModelError as error:
                print(f"{model}, {way.name}: {error}")
    if not results:
        raise ModelError(f"EvenRep has nothing to read {', '.join(models)} with: see the lines above.")
    return results


def load_external_clips(options: argparse.Namespace) -> tuple[list[TrackSource], list[str], str]:
    """Somebody's clips."""
    pairs = find_clips_with_truth(options.clips)
    models = options.models or [ModelName.FULL.value]
    for model in models:
        find_model_path(model)
    return load_folder_sources(pairs, TrackStore(options.kept)), models, options.clips.resolve().name


def load_held_out_set(options: argparse.Namespace) -> tuple[list[TrackSource], list[str], str]:
    """Our own exam, built first where that was asked for."""
    wanted = options.models or MODELS
    if options.render:
        _render_held_out_set(options, wanted)
    models = list_read_models(options.exam, wanted)
    for model in (name for name in wanted if name not in models):
        print(f"{model}: the exam was not read with it (python -m cli models build {model}, then --render).")
    if not models:
        raise TruthError(
            f"The exam is not whole in {options.exam}: fetch it anew, or build it with --render."
        )
    return load_held_out_sources(options.exam), models, "exam"


def _render_held_out_set(options: argparse.Namespace, wanted: Sequence[str]) -> None:
    try:
        import moderngl  # noqa: F401  the renderer of the samples extra
    except ImportError as error:
        raise TruthError("Rendering needs the samples extra: make bench-accuracy ARGS=--render.") from error
    readings = [reading for reading in list_usable_readings(READINGS) if reading.model in wanted]
    with tempfile.TemporaryDirectory() as clips:
        if options.render == "all":
            for folder in (options.exam, options.turned):
                for old in (*folder.glob("*.npz"), *folder.glob("*.truth.json")):
                    old.unlink()
        for clip in make_held_out_set(options.exam, Path(clips), readings, options.jobs):
            print(clip, file=sys.stderr, flush=True)
        aside = [HeldOutReading(MODEL, True)] if MODEL in wanted else []
        for clip in make_held_out_set(options.turned, Path(clips), aside, options.jobs, turned=True):
            print(clip, file=sys.stderr, flush=True)


def write_results(
    results: Sequence[AccuracyResult], bands: Sequence[Band], name: str, out: Path, figure: str
) -> None:
    """OUT/accuracy.json and the figure. Raises OutputError."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        figures = build_accuracy_json(results, name) | {"turned": build_off_axis_json(bands)}
        content = json.dumps(figures, indent=1, allow_nan=False) + "\n"
        (out / "accuracy.json").write_text(content, encoding="utf-8")
        write_figure(results, out / f"accuracy{figure}")
    except OSError as error:
        raise OutputError(
            f"Cannot write to {out} ({error.strerror or error}): name another --out."
        ) from error
    print(f"\nWritten to {out}: accuracy.json, accuracy{figure}")


if __name__ == "__main__":
    sys.exit(main())
