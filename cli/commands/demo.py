"""`evenrep demo`: the whole way on a clip that comes with EvenRep."""

import sys
from pathlib import Path

from analysis.settings import SetSettings
from cli.commands.analyze import AnalyzeRequest, analyze_clips
from cli.console import print_line, print_table
from cli.outputs import Outputs
from services.samples import find_sample, find_sample_load_kg, list_sample_clips


def run_demo(name: str | None, overlay: Path | None) -> int:
    """Analyses one sample as `evenrep analyze` would, then says how to go on."""
    clip = find_sample(name)
    load = find_sample_load_kg(clip)
    command = f"evenrep analyze {clip.name}" + (f" --load {load:g}" if load else "")
    print_line(f"$ {command}", sys.stderr, "dim")
    code = analyze_clips(AnalyzeRequest((clip,), SetSettings(load=load), outputs=Outputs(overlay=overlay)))
    print_line("Now your own: evenrep analyze my_squat.mp4", sys.stderr, "dim")
    return code


def list_samples() -> int:
    """Every sample by name; the star marks the one that `evenrep demo` takes."""
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
