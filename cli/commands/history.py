"""`evenrep history …`: one thin function per subcommand; the work is in history_actions.py."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.errors import exit_with_code
from cli.options import TIMES, Debug, make_file_option

history_app = typer.Typer(
    help="What is saved: lifters, sessions, sets. On this computer, unless EVENREP_DATABASE_URL is set.",
    invoke_without_command=True,
)
lifters_app = typer.Typer(help="The lifters: list, add, rename.", invoke_without_command=True)
history_app.add_typer(lifters_app, name="lifters")

LifterOption = Annotated[str, typer.Option("--lifter", metavar="NAME", help="Only this lifter's.")]
SetArgument = Annotated[str, typer.Argument(metavar="SET", help="The first letters of its id.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
_OUT = "To files"


class Per(StrEnum):
    SET = "set"
    REP = "rep"


@history_app.callback()
def show_history(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        from cli.commands.history_actions import print_history_overview as work

        exit_with_code(work)()


@lifters_app.callback()
def show_lifters(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        from cli.commands.history_actions import print_history_overview as work

        exit_with_code(work)()


@lifters_app.command("list")
@exit_with_code
def run_lifters_list(debug: Debug = False) -> int:
    """List every lifter, with the number of sessions and sets."""
    from cli.commands.history_actions import print_history_overview as work

    return work()


@lifters_app.command("add")
@exit_with_code
def run_lifters_add(name: Annotated[str, typer.Argument(metavar="NAME")], debug: Debug = False) -> int:
    """Add a lifter: a name, no password."""
    from cli.commands.history_actions import add_lifter

    return add_lifter(name)


@lifters_app.command("rename")
@exit_with_code
def run_lifters_rename(
    old: Annotated[str, typer.Argument(metavar="OLD")],
    new: Annotated[str, typer.Argument(metavar="NEW")],
    debug: Debug = False,
) -> int:
    """Rename a lifter."""
    from cli.commands.history_actions import rename_lifter

    return rename_lifter(old, new)


@history_app.command("list")
@exit_with_code
def run_list_sets(
    lifter: LifterOption = "",
    since: Annotated[
        datetime | None, typer.Option(metavar="DATE", formats=TIMES, help="From this day on.")
    ] = None,
    debug: Debug = False,
) -> int:
    """List sessions and sets, the newest first."""
    from cli.commands.history_actions import print_sets as work

    return work(lifter, since)


@history_app.command()
@exit_with_code
def show(
    set_: SetArgument,
    json: Annotated[
        Path | None, make_file_option("--json", "The result, as docs/json.md says.", _OUT)
    ] = None,
    track: Annotated[Path | None, make_file_option("--track", "The saved track (.npz).", _OUT)] = None,
    video: Annotated[Path | None, make_file_option("--video", "The saved video.", _OUT)] = None,
    debug: Debug = False,
) -> int:
    """Show the report of a saved set, or write its files."""
    from cli.commands.history_actions import print_or_export_set

    return print_or_export_set(set_, json, track, video)


@history_app.command()
@exit_with_code
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A zip file; replaced if it exists.")],
    lifter: LifterOption = "",
    debug: Debug = False,
) -> int:
    """Write everything, or one lifter, with tracks and videos, to one file: a backup, or to move computer."""
    from cli.commands.history_actions import export_all

    return export_all(file, lifter)


@history_app.command("import")
@exit_with_code
def run_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", readable=False, help="An export.")],
    debug: Debug = False,
) -> int:
    """Add what an export holds. What is here already stays unchanged."""
    from cli.commands.history_actions import import_all

    return import_all(file)


@history_app.command()
@exit_with_code
def csv(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Replaced if it exists; - is standard output.")
    ],
    lifter: LifterOption = "",
    per: Annotated[Per, typer.Option(help="What a row is.")] = Per.SET,
    debug: Debug = False,
) -> int:
    """Write a table for a coach."""
    from cli.commands.history_actions import write_history_csv

    return write_history_csv(file, lifter, per.value)


@history_app.command()
@exit_with_code
def delete(
    lifter: Annotated[str, typer.Argument(metavar="LIFTER", help="By name.")],
    yes: Yes = False,
    debug: Debug = False,
) -> int:
    """Delete a lifter and everything saved for them, for good."""
    from cli.commands.history_actions import delete_lifter

    return delete_lifter(lifter, yes)


@history_app.command("delete-set")
@exit_with_code
def run_delete_set(set_: SetArgument, yes: Yes = False, debug: Debug = False) -> int:
    """Delete one set, with its track and video."""
    from cli.commands.history_actions import delete_set as work

    return work(set_, yes)
