"""`evenrep models`: which pose models there are, building one, checking their files."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from analysis.errors import ModelError
from cli.console import print_line, print_table
from cli.errors import exit_with_code
from cli.options import Debug, Model
from cli.progress_bar import show_progress_bar, stop_on_interrupt
from services import models as model_service
from services.models import ModelCheck

models_app = typer.Typer(help="The pose models: list, build, verify.", invoke_without_command=True)


@models_app.callback()
def list_models_by_default(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        exit_with_code(_print_models)()


@models_app.command()
@exit_with_code
def build(
    name: Annotated[Model, typer.Argument(help="Which model to build.")],
    npm_tarball: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The npm package, if it is here already.")
    ] = None,
    wheel: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The mediapipe wheel, if it is here already.")
    ] = None,
    debug: Debug = False,
) -> int:
    """Build a pose model from its published weights (heavy: 41 MB from the npm registry)."""
    with stop_on_interrupt() as stop, show_progress_bar(f"Building {name.value}") as shown:

        def show_progress(what: str, done: int, total: int) -> None:
            stop.raise_if_requested()
            shown.show_bytes(what, done, total)

        path = model_service.build_model(name.value, show_progress, wheel, npm_tarball)
    print_line(f"Built {path}", sys.stdout)
    return 0


@models_app.command()
@exit_with_code
def verify(debug: Debug = False) -> int:
    """Check that every model file here is the one that was measured."""
    checks = model_service.verify_all_models()
    for check in checks:
        name = check.model.name
        if not check.problem:
            print_line(f"{name}: ok, {check.path}", sys.stdout)
        elif check.is_absent:
            print_line(f"{name}: not built", sys.stdout)
        else:
            print_line(f"{name}: {check.problem}", sys.stderr, "bold red")
    return _determine_exit_code(checks)


def _print_models() -> int:
    """One row per model."""
    checks = model_service.verify_all_models()
    rows = [
        (
            check.model.name.value,
            "shipped" if check.model.shipped else "built on request",
            f"{check.model.size_bytes / 1e6:.1f} MB",
            f"{check.model.typical_ms:.0f} ms",
            _describe_file(check),
            check.model.description,
        )
        for check in checks
    ]
    print_table(("Model", "Comes", "Size", "A frame", "File", "What for"), rows, sys.stdout)
    return _determine_exit_code(checks)


def _describe_file(check: ModelCheck) -> str:
    if not check.problem:
        return "✓ checksum right"
    if check.path is not None:
        return f"✗ damaged, {check.path}"
    return f"not built: evenrep models build {check.model.name}" if check.is_absent else "missing"


def _determine_exit_code(checks: tuple[ModelCheck, ...]) -> int:
    """A model that was never built is no failure; one that is damaged or was shipped and is missing is."""
    failed = any(check.problem and not check.is_absent for check in checks)
    return ModelError.exit_code if failed else 0
