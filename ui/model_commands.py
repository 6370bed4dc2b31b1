"""`evenrep models …`: one thin function per subcommand."""

from pathlib import Path
from typing import Annotated

import typer

from ui.command_options import Debug, Model
from ui.telling import told

models_app = typer.Typer(help="The pose models: list, build, verify.", invoke_without_command=True)


@models_app.callback()
def models(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        told(_list_models)()


@models_app.command("build")
@told
def models_build(
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
    from ui.models import build

    return build(name.value, npm_tarball, wheel)


@models_app.command("verify")
@told
def models_verify(debug: Debug = False) -> int:
    """Check that every model file here is the one that was measured."""
    from ui.models import verify

    return verify()


def _list_models() -> int:
    from ui.models import list_models

    return list_models()
