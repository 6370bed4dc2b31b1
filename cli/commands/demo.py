"""`evenrep demo`: the whole way on a clip that comes with EvenRep."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from analysis.settings import SetSettings
from cli.analyze_steps import AnalyzeRequest
from cli.commands.analyze import analyze_clips
from cli.console import print_line, print_table
from cli.errors import exit_with_code
from cli.options import Debug, make_file_option
from cli.outputs import Outputs
from services.samples import find_sample, find_sample_load_kg, list_sample_clips


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
    return _print_samples() if list_ else _analyze_sample(sample, overlay)


def _analyze_sample(name: str | None, overlay: Path | None) -> int:
    """Analyse one sample as `evenrep analyze` would, then say how to go on."""
    clip = find_sample(name)
    load = find_sample_load_kg(clip)
    command = f"evenrep analyze {clip.name}" + (f" --load {load:g}" if load else "")
    print_line(f"$ {command}", sys.stderr, "dim")
    code = analyze_clips(AnalyzeRequest((clip,), SetSettings(load=load), outputs=Outputs(overlay=overlay)))
    print_line("Now your own: evenrep analyze my_squat.mp4", sys.stderr, "dim")
    return code


def _print_samples() -> int:
    """Print every sample by name; the star marks the one that `evenrep demo` takes."""
    usual = find_sample(None).stem
    rows = [
        (
            f"{clip_name} *" if clip_name == usual else clip_name,
            f"{path.stat().st_size / 1e6:.1f} MB",
            str(path),
        )
        for clip_name, path in list_sample_clips().items()
    ]
    print_table(("Sample", "Size", "File"), rows, sys.stdout)
    return 0
