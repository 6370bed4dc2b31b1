"""The command line: registers the commands, one file each in cli/commands/. See docs/cli.md."""

from typing import Annotated

import typer

from cli.commands.analyze import analyze
from cli.commands.demo import demo
from cli.commands.doctor import doctor
from cli.commands.drill_mobility import drill, mobility
from cli.commands.history import history_app
from cli.commands.live import live
from cli.commands.models import models_app
from cli.commands.report import report
from cli.commands.today import today
from cli.console import replace_unencodable_output
from cli.errors import run_program
from services.package_info import read_version

EXIT_CODES = (
    "[bold]Exit codes:[/bold] 0 analysed · 2 wrong usage · 3 unreadable video or camera · "
    "4 nobody seen or nothing gradable · 5 pose model · 6 cannot write · 7 bad saved file · 8 history · "
    "130 cancelled · 1 anything else"
)

app = typer.Typer(
    name="evenrep",
    help="Grades each repetition of a squat, left against right, from one ordinary video.",
    epilog=EXIT_CODES,
    rich_markup_mode="rich",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(models_app, name="models")
app.add_typer(history_app, name="history")


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
) -> None:
    if version:
        print(f"evenrep {read_version()}")
        raise typer.Exit


# In the order of `evenrep --help`.
for command in (analyze, report, drill, mobility, live, today, demo):
    app.command(epilog=EXIT_CODES)(command)
app.command()(doctor)


def main() -> None:
    """The console script."""
    replace_unencodable_output()
    run_program(lambda: app(prog_name="evenrep"))


if __name__ == "__main__":
    main()
