"""`evenrep models`: which pose models there are, building one, checking them."""

import sys
from pathlib import Path

from analysis.errors import ModelError
from cli.console import print_line, print_table
from cli.progress_bar import show_progress_bar, stop_on_interrupt
from vision.pose.models import MODELS, ModelMissing, PoseModel, build_model, find_model_path, verify_model


def print_models() -> int:
    """One row per model; returns 0, or the exit code of a model error if a file is damaged."""
    rows, damaged = [], False
    for model in MODELS.values():
        state, is_damaged = _check_model_file(model)
        damaged = damaged or is_damaged
        size, time = f"{model.size_bytes / 1e6:.1f} MB", f"{model.typical_ms:.0f} ms"
        rows.append((model.name.value, _describe_origin(model), size, time, state, model.description))
    print_table(("Model", "Comes", "Size", "A frame", "File", "What for"), rows, sys.stdout)
    return ModelError.exit_code if damaged else 0


def build_model_file(name: str, npm_tarball: Path | None, wheel: Path | None) -> int:
    """Builds one model with a progress bar; says where it is."""
    with stop_on_interrupt() as stop, show_progress_bar(f"Building {name}") as shown:

        def show_progress(what: str, done: int, total: int) -> None:
            stop.raise_if_requested()
            shown.show_bytes(what, done, total)

        path = build_model(name, progress=show_progress, wheel=wheel, npm_tarball=npm_tarball)
    print_line(f"Built {path}", sys.stdout)
    return 0


def verify_model_files() -> int:
    """Reads every model file there is; returns 0 if all are right, else the exit code of a model error."""
    failed = False
    for model in MODELS.values():
        try:
            print_line(f"{model.name}: ok, {verify_model(model.name)}", sys.stdout)
        except ModelError as error:
            absent = isinstance(error, ModelMissing) and not model.shipped
            failed = failed or not absent
            text = f"{model.name}: not built" if absent else f"{model.name}: {error}"
            print_line(text, sys.stdout if absent else sys.stderr, "" if absent else "bold red")
    return ModelError.exit_code if failed else 0


def _describe_origin(model: PoseModel) -> str:
    return "shipped" if model.shipped else "built on request"


def _check_model_file(model: PoseModel) -> tuple[str, bool]:
    """What is said of its file, and whether it is there but wrong."""
    try:
        verify_model(model.name)
    except ModelMissing:
        return (
            "missing" if model.shipped else f"not built: evenrep models build {model.name}"
        ), model.shipped
    except ModelError:
        return f"✗ damaged, {find_model_path(model.name)}", True
    return "✓ checksum right", False
