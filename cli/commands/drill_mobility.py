"""`evenrep drill` and `evenrep mobility`: one clip in, reps per side or angles per side out."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import NothingToGrade
from analysis.pose.landmarks import Side
from cli.commands.analyze import AnalyzeRequest, read_recording
from cli.console import print_line, print_table
from cli.outputs import Outputs, check_outputs, open_output
from cli.progress_bar import stop_on_interrupt
from reporting.lift_text import UNKNOWN
from services import analysis as analysis_service

if TYPE_CHECKING:
    from analysis.lifts.drills import DrillCount
    from analysis.lifts.mobility import MobilityReading
    from analysis.pose.track import PoseTrack

DRILL_SCHEMA, MOBILITY_SCHEMA = "evenrep.drill/1", "evenrep.mobility/1"


@dataclass(frozen=True)
class ClipTestRequest:
    """What both commands are told."""

    clip: Path
    model: str = "full"
    mirrored: bool = False
    json: Path | None = None
    quiet: bool = False

    @property
    def job(self) -> AnalyzeRequest:
        return AnalyzeRequest(
            (self.clip,), model=self.model, outputs=Outputs(json=self.json), quiet=self.quiet
        )


def run_drill(told: ClipTestRequest, drill: str, only: Side | None) -> int:
    """Counts; returns 0, or 4 where no rep was found."""
    found = analysis_service.count_drill(_read_track(told), drill, only)
    _write_result_json(told, drill_to_dict(found, told.clip.name))
    if not told.quiet:
        _print_drill(told, found)
    return 0 if found.reps else NothingToGrade.exit_code


def run_mobility(told: ClipTestRequest, test: str) -> int:
    """Measures; returns 0, or 4 where neither side was."""
    found = analysis_service.measure_mobility(_read_track(told), test)
    _write_result_json(told, mobility_to_dict(found, told.clip.name))
    if not told.quiet:
        _print_mobility(told, found)
    return 0 if any(reading.trials_deg for reading in found.values()) else NothingToGrade.exit_code


def drill_to_dict(found: "DrillCount", clip: str) -> dict[str, object]:
    """As docs/json.md documents it."""
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
    """As docs/json.md documents it."""
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


def _read_track(told: ClipTestRequest) -> "PoseTrack":
    check_outputs(told.job.outputs, told.job.clips)
    with stop_on_interrupt() as stop:
        recording = read_recording(told.clip, told.job, stop)
        stop.raise_if_requested()
    return recording.track.mirror_track() if told.mirrored else recording.track


def _write_result_json(told: ClipTestRequest, data: dict[str, object]) -> None:
    if told.json is not None:
        with open_output(told.json) as stream:
            text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)
            stream.write(f"{text}\n".encode("utf-8", "replace"))


def _print_drill(told: ClipTestRequest, found: "DrillCount") -> None:
    stream = told.job.report_stream
    counts = " and ".join(f"{found.count_on_side(side)} on the {side}" for side in Side)
    print_line(
        f"{len(found.reps)} reps: {counts}." if found.reps else "No repetition was found.", stream, "bold"
    )
    rows = [
        (str(number), rep.side or UNKNOWN, f"{rep.top_s:.1f} s", f"{rep.end_s - rep.start_s:.1f} s")
        for number, rep in enumerate(found.reps, start=1)
    ]
    if rows:
        print_table(("Rep", "Side", "At", "Length"), rows, stream)
    for warning in found.warnings:
        print_line(f"! {warning}", stream, "yellow")


def _print_mobility(told: ClipTestRequest, found: "Mapping[Side, MobilityReading]") -> None:
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
    print_table(("Side", "Largest held", "Trials"), rows, told.job.report_stream)
    print_line(
        "One camera shows one plane: the interval is assumed, not measured against a goniometer.",
        told.job.report_stream,
        "dim",
    )
    if not any(reading.trials_deg for reading in found.values()):
        print_line("Error: no movement was held for half a second: hold each trial still.", sys.stderr)
