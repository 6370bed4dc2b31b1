"""The command line: one thin function per subcommand, here or in ui/*_commands.py. See docs/cli.md."""

from pathlib import Path
from typing import Annotated

import typer

from cli.commands.history import history_app
from cli.commands.models import models_app
from cli.commands.sets import analyze, live, report
from cli.errors import exit_with_code, run_program
from cli.options import (
    Debug,
    DrillChoice,
    MirroredOption,
    MobilityChoice,
    Model,
    ModelOption,
    QuietOption,
    SideChoice,
    make_file_option,
)

EXIT_CODES = (
    "[bold]Exit codes:[/bold] 0 analysed · 2 wrong usage · 3 unreadable video or camera · "
    "4 nobody seen or nothing gradable · 5 pose model · 6 cannot write · 7 bad saved file · 8 history · "
    "130 cancelled · 1 anything else"
)

app = typer.Typer(
    name="evenrep",
    help="Tells from one ordinary video of a squat whether each repetition was even, left against right.",
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
        from services.package_info import read_version as known

        print(f"evenrep {known()}")
        raise typer.Exit


app.command(epilog=EXIT_CODES)(analyze)
app.command(epilog=EXIT_CODES)(report)


@app.command(epilog=EXIT_CODES)
@exit_with_code
def drill(
    clip: Annotated[Path, typer.Argument(metavar="CLIP", readable=False, help="A video, or a saved track.")],
    name: Annotated[DrillChoice, typer.Option("--drill", help="Which drill.")],
    side: Annotated[
        SideChoice, typer.Option("--side", help="The weaker side, which alone does it.")
    ] = SideChoice.AUTO,
    json: Annotated[Path | None, make_file_option("--json", "The reps, as in docs/json.md.")] = None,
    model: ModelOption = Model.FULL,
    mirrored: MirroredOption = False,
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Count the reps of a drill on each side, and tell if the wrong side worked."""
    from cli.commands.drill_mobility import ClipTestRequest, run_drill

    return run_drill(ClipTestRequest(clip, model.value, mirrored, json, quiet), name.value, side.chosen)


@app.command(epilog=EXIT_CODES)
@exit_with_code
def mobility(
    clip: Annotated[Path, typer.Argument(metavar="CLIP", readable=False, help="A video, or a saved track.")],
    test: Annotated[MobilityChoice, typer.Option("--test", help="Which movement of the hip.")],
    json: Annotated[Path | None, make_file_option("--json", "The angles, as in docs/json.md.")] = None,
    model: ModelOption = Model.FULL,
    mirrored: MirroredOption = False,
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Measure how far each hip moves: the largest held angle of up to three trials a side."""
    from cli.commands.drill_mobility import ClipTestRequest, run_mobility

    return run_mobility(ClipTestRequest(clip, model.value, mirrored, json, quiet), test.value)


app.command(epilog=EXIT_CODES)(live)


@app.command(epilog=EXIT_CODES)
@exit_with_code
def today(
    lifter: Annotated[str, typer.Option(metavar="NAME", help="Whose day, if several are known.")] = "",
    pain: Annotated[
        bool | None, typer.Option("--pain/--no-pain", help="The answer to: any pain in movement?")
    ] = None,
    begin: Annotated[bool, typer.Option("--begin", help="Today is the programme's first day.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The whole plan as JSON.")] = False,
    debug: Debug = False,
) -> int:
    """What the programme asks today, what is done, and why. The pain question comes first."""
    from cli.commands.today import run_today

    return run_today(lifter, pain, begin, json)


@app.command(epilog=EXIT_CODES)
@exit_with_code
def demo(
    sample: Annotated[str | None, typer.Option(metavar="NAME", help="Which sample; see --list.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the sample clips and stop.")] = False,
    overlay: Annotated[
        Path | None, make_file_option("--overlay", "The clip with the findings drawn on it.")
    ] = None,
    debug: Debug = False,
) -> int:
    """Analyse a clip that comes with EvenRep."""
    from cli.commands.demo import list_samples, run_demo

    return list_samples() if list_ else run_demo(sample, overlay)


@app.command()
@exit_with_code
def doctor(debug: Debug = False) -> int:
    """Check the installation: versions, models, codecs, disk, and a second of the pose model at work."""
    from cli.commands.doctor import run_checks

    return run_checks()


def main() -> None:
    """The console script."""
    from cli.console import replace_unencodable_output

    replace_unencodable_output()
    run_program(lambda: app(prog_name="evenrep"))


if __name__ == "__main__":
    main()
