"""`evenrep drill` and `evenrep mobility`: one clip in, reps per side or angles per side out."""

import json as json_module
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from analysis.errors import NothingToGrade
from analysis.wording import format_count
from cli.clips import read_recording
from cli.console import print_line, print_table
from cli.errors import exit_with_code
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
from cli.outputs import Outputs, check_outputs, open_output
from cli.progress_bar import stop_on_interrupt
from services import analysis as analysis_service
from services.analysis import ReadingOptions

if TYPE_CHECKING:
    from analysis.lifts.drills import DrillCount
    from analysis.lifts.mobility import MobilityReading
    from analysis.pose.landmarks import Side
    from analysis.pose.track import PoseTrack

DRILL_SCHEMA, MOBILITY_SCHEMA = "evenrep.drill/1", "evenrep.mobility/1"
ClipArgument = Annotated[
    Path, typer.Argument(metavar="CLIP", readable=False, help="A video, or a saved track.")
]


@exit_with_code
def drill(
    clip: ClipArgument,
    name: Annotated[DrillChoice, typer.Option("--drill", help="Which drill.")],
    side: Annotated[
        SideChoice, typer.Option("--side", help="The weaker side, if only that side does the drill.")
    ] = SideChoice.AUTO,
    json: Annotated[Path | None, make_file_option("--json", "The reps, as in docs/json.md.")] = None,
    model: ModelOption = Model.FULL,
    mirrored: MirroredOption = False,
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Count the reps of a drill on each side, and warn if the wrong side worked."""
    return _run_drill(ClipTestRequest(clip, model.value, mirrored, json, quiet), name.value, side.chosen)


@exit_with_code
def mobility(
    clip: ClipArgument,
    test: Annotated[MobilityChoice, typer.Option("--test", help="Which movement of the hip.")],
    json: Annotated[Path | None, make_file_option("--json", "The angles, as in docs/json.md.")] = None,
    model: ModelOption = Model.FULL,
    mirrored: MirroredOption = False,
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Measure how far each hip moves: the largest held angle of up to three trials a side."""
    return _run_mobility(ClipTestRequest(clip, model.value, mirrored, json, quiet), test.value)


@dataclass(frozen=True)
class ClipTestRequest:
    """What the command line asks for, in both commands."""

    clip: Path
    model: str = "full"
    mirrored: bool = False
    json: Path | None = None
    quiet: bool = False

    @property
    def outputs(self) -> Outputs:
        return Outputs(json=self.json)

    @property
    def report_stream(self) -> TextIO:
        """Out of the way of data on standard output."""
        return sys.stderr if self.outputs.on_stdout else sys.stdout


def _run_drill(request: ClipTestRequest, drill: str, only: "Side | None") -> int:
    """Count; return 0, or the code of "nothing to grade" where no rep was found."""
    found = analysis_service.count_drill(_read_track(request), drill, only)
    _write_result_json(request, drill_to_dict(found, request.clip.name))
    if not request.quiet:
        _print_drill(request, found)
    return 0 if found.reps else NothingToGrade.exit_code


def _run_mobility(request: ClipTestRequest, test: str) -> int:
    """Measure; return 0, or the code of "nothing to grade" where neither side was measured."""
    found = analysis_service.measure_mobility(_read_track(request), test)
    _write_result_json(request, mobility_to_dict(found, request.clip.name))
    if not request.quiet:
        _print_mobility(request, found)
    return 0 if any(each.trials_deg for each in found.values()) else NothingToGrade.exit_code


def drill_to_dict(found: "DrillCount", clip: str) -> dict[str, object]:
    """Convert to the JSON object that docs/json.md documents."""
    from analysis.pose.landmarks import Side

    return {
        "schema": DRILL_SCHEMA,
        "clip": clip,
        "drill": found.drill.value,
        "left": found.count_on_side(Side.LEFT),
        "right": found.count_on_side(Side.RIGHT),
        "reps": [
            {"side": rep.side}
            | {name: round(getattr(rep, name), 3) for name in ("start_s", "top_s", "end_s")}
            for rep in found.reps
        ],
        "warnings": list(found.warnings),
    }


def mobility_to_dict(found: "Mapping[Side, MobilityReading]", clip: str) -> dict[str, object]:
    """Convert to the JSON object that docs/json.md documents."""
    sides = {
        side.value: {
            "trials_deg": [round(trial, 2) for trial in reading.trials_deg],
            **{
                name: round(getattr(reading, name), 2) if reading.trials_deg else None
                for name in ("best_deg", "low_deg", "high_deg")
            },
            "reason": reading.reason,
        }
        for side, reading in found.items()
    }
    return {
        "schema": MOBILITY_SCHEMA,
        "clip": clip,
        "test": next(iter(found.values())).test.value,
        **sides,
    }


def _read_track(request: ClipTestRequest) -> "PoseTrack":
    check_outputs(request.outputs, (request.clip,))
    with stop_on_interrupt() as stop:
        recording = read_recording(request.clip, ReadingOptions(request.model), request.quiet, stop)
    return recording.track.mirror_track() if request.mirrored else recording.track


def _write_result_json(request: ClipTestRequest, data: dict[str, object]) -> None:
    if request.json is not None:
        with open_output(request.json) as stream:
            text = json_module.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)
            stream.write(f"{text}\n".encode("utf-8", "replace"))


def _print_drill(request: ClipTestRequest, found: "DrillCount") -> None:
    from analysis.pose.landmarks import Side
    from reporting.lift_text import UNKNOWN

    stream = request.report_stream
    counts = " and ".join(f"{found.count_on_side(side)} on the {side}" for side in Side)
    total = f"{format_count(len(found.reps), 'rep')}: {counts}."
    print_line(total if found.reps else "No repetition was found.", stream, "bold")
    rows = [
        (str(number), rep.side or UNKNOWN, f"{rep.top_s:.1f} s", f"{rep.end_s - rep.start_s:.1f} s")
        for number, rep in enumerate(found.reps, start=1)
    ]
    if rows:
        print_table(("Rep", "Side", "At", "Length"), rows, stream)
    for warning in found.warnings:
        print_line(f"! {warning}", stream, "yellow")


def _print_mobility(request: ClipTestRequest, found: "Mapping[Side, MobilityReading]") -> None:
    from reporting.lift_text import UNKNOWN

    rows = [
        (
            side.value,
            f"{reading.best_deg:.0f}° ±{(reading.high_deg - reading.low_deg) / 2:.0f}°"
            if reading.trials_deg
            else UNKNOWN,
            ", ".join(f"{trial:.0f}°" for trial in reading.trials_deg) or reading.reason,
        )
        for side, reading in found.items()
    ]
    print_table(("Side", "Largest held", "Trials"), rows, request.report_stream)
    print_line(
        "One camera shows one plane: the interval is assumed, not measured against a goniometer.",
        request.report_stream,
        "dim",
    )
    if not any(reading.trials_deg for reading in found.values()):
        print_line("Error: no movement was held for half a second: hold each trial still.", sys.stderr)
