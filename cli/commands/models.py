"""`evenrep models …`: one thin function per subcommand."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import exit_with_code
from cli.options import Debug, Model

models_app = typer.Typer(help="The pose models: list, build, verify.", invoke_without_command=True)


@models_app.callback()
def list_models_by_default(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        exit_with_code(_run_list_models)()


@models_app.command("build")
@exit_with_code
def run_models_build(
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
    from cli.commands.model_actions import build_model_file

    return build_model_file(name.value, npm_tarball, wheel)


@models_app.command("verify")
@exit_with_code
def run_models_verify(debug: Debug = False) -> int:
    """Check that every model file here is the one that was measured."""
    from cli.commands.model_actions import verify_model_files

    return verify_model_files()


def _run_list_models() -> int:
    from cli.commands.model_actions import print_models

    return print_models()
