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
from benchmarks.accuracy_run import WAYS, Source, exam_sources, folder_sources, models_of, score_all
from benchmarks.accuracy_table import Result, as_json, text
from benchmarks.accuracy_truth import TruthError, clips_with_truth
from benchmarks.accuracy_turned import MODEL, Band, score_turned, turned_json, turned_table
from benchmarks.exam_tracks import FOLDER, READINGS, TURNED_FOLDER, Reading, make_exam, usable
from tests.tracks import TrackStore
from vision.models import ModelName, model_path

REPO = Path(__file__).resolve().parents[1]
KEPT = Path(tempfile.gettempdir(), "evenrep-accuracy-tracks")
MODELS = tuple(name.value for name in ModelName)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code."""
    options = parser().parse_args(arguments)
    try:
        return run(options)
    except EvenRepError as error:
        print(f"evenrep: {error}", file=sys.stderr)
        return error.exit_code


def parser() -> argparse.ArgumentParser:
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


def run(options: argparse.Namespace) -> int:
    """Score, print, write. Raises EvenRepError."""
    if options.clips is not None and options.render:
        parser().error("--clips and --render exclude each other.")
    sources, models, name = external(options) if options.clips is not None else exam(options)
    results = score(sources, models)
    bands = score_turned(options.turned) if options.clips is None and MODEL in models else ()
    print("\n".join([*text(results, name), "", *turned_table(bands)]))
    write(results, bands, name, options.out, options.figure)
    failed = any(result.scored.failed for result in results)
    return VideoError.exit_code if failed else 0


def score(sources: Sequence[Source], models: Sequence[str]) -> list[Result]:
    """Every model in every way; one that EvenRep has no calibration for is told and left out."""
    results = []
    for model in models:
        own = [source for source in sources if source.read_by(model)]
        for way in WAYS:
            print(f"{model}: {way.name} ...", file=sys.stderr, flush=True)
            try:
                results.append(Result(model, way, score_all(own, model, way), len(sources)))
            except ModelError as error:
                print(f"{model}, {way.name}: {error}")
    if not results:
        raise ModelError(f"EvenRep has nothing to read {', '.join(models)} with: see the lines above.")
    return results


def external(options: argparse.Namespace) -> tuple[list[Source], list[str], str]:
    """Somebody's clips."""
    pairs = clips_with_truth(options.clips)
    models = options.models or [ModelName.FULL.value]
    for model in models:
        model_path(model)
    return folder_sources(pairs, TrackStore(options.kept)), models, options.clips.resolve().name


def exam(options: argparse.Namespace) -> tuple[list[Source], list[str], str]:
    """Our own exam, built first where that was asked for."""
    wanted = options.models or MODELS
    if options.render:
        _render(options, wanted)
    models = models_of(options.exam, wanted)
    for model in (name for name in wanted if name not in models):
        print(f"{model}: the exam was not read with it (python -m cli models build {model}, then --render).")
    if not models:
        raise TruthError(
            f"The exam is not whole in {options.exam}: fetch it anew, or build it with --render."
        )
    return exam_sources(options.exam), models, "exam"


def _render(options: argparse.Namespace, wanted: Sequence[str]) -> None:
    try:
        import moderngl  # noqa: F401  the renderer of the samples extra
    except ImportError as error:
        raise TruthError("Rendering needs the samples extra: make bench-accuracy ARGS=--render.") from error
    readings = [reading for reading in usable(READINGS) if reading.model in wanted]
    with tempfile.TemporaryDirectory() as clips:
        if options.render == "all":
            for folder in (options.exam, options.turned):
                for old in (*folder.glob("*.npz"), *folder.glob("*.truth.json")):
                    old.unlink()
        for clip in make_exam(options.exam, Path(clips), readings, options.jobs):
            print(clip, file=sys.stderr, flush=True)
        aside = [Reading(MODEL, True)] if MODEL in wanted else []
        for clip in make_exam(options.turned, Path(clips), aside, options.jobs, turned=True):
            print(clip, file=sys.stderr, flush=True)


def write(results: Sequence[Result], bands: Sequence[Band], name: str, out: Path, figure: str) -> None:
    """OUT/accuracy.json and the figure. Raises OutputError."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        figures = as_json(results, name) | {"turned": turned_json(bands)}
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
