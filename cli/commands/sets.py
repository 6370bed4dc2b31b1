"""The subcommands that read a set: analyze, report, live."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.settings import SetSettings
from cli.errors import exit_with_code
from cli.options import (
    REPORT_FILES,
    AtOption,
    CameraOption,
    Clips,
    Debug,
    FeedbackOption,
    KeptFeedbackOption,
    LifterOption,
    LiveMirrorOption,
    LiveModel,
    LiveModelOption,
    MirrorOption,
    Model,
    ModelOption,
    NoteOption,
    QuietOption,
    SaveOption,
    SessionOption,
    TrackKeptOption,
    VideoKeptOption,
    make_file_option,
)
from cli.outputs import Outputs
from cli.set_options import with_set_options


@exit_with_code
@with_set_options()
def analyze(
    clips: Clips,
    json: Annotated[
        Path | None, make_file_option("--json", "Everything, as documented in docs/json.md.")
    ] = None,
    csv: Annotated[Path | None, make_file_option("--csv", "One row per rep.")] = None,
    frames_csv: Annotated[Path | None, make_file_option("--frames-csv", "One row per frame.")] = None,
    parquet: Annotated[Path | None, make_file_option("--parquet", "One row per rep, typed.")] = None,
    xlsx: Annotated[Path | None, make_file_option("--xlsx", "One row per rep, for spreadsheets.")] = None,
    overlay: Annotated[
        Path | None,
        make_file_option("--overlay", "The clip with the findings drawn on it (.mp4, .webm, .mov)."),
    ] = None,
    track: Annotated[
        Path | None,
        make_file_option("--track", "The tracked pose (.npz), to analyse again without the video."),
    ] = None,
    model: ModelOption = Model.FULL,
    mirror: MirrorOption = True,
    settings: SetSettings = SetSettings(),
    lifter: LifterOption = "",
    save: SaveOption = False,
    session: SessionOption = "",
    at: AtOption = None,
    feedback: KeptFeedbackOption = None,
    track_kept: TrackKeptOption = True,
    video_kept: VideoKeptOption = False,
    note: NoteOption = "",
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Analyse videos of squats: is each rep even, and what to do with the load.

    Other lifts (--lift) are counted, timed and told by side.

    With several clips, --json, --csv and the like hold all of them.

    For --overlay and --track give a folder then, or a name with {name} in it.
    """
    from cli.commands.analyze import AnalyzeRequest, analyze_clips
    from services.history import SaveOptions

    outputs = Outputs(json, csv, frames_csv, parquet, xlsx, overlay, track)
    keeping = SaveOptions(lifter, save, session, at, feedback, track_kept, video_kept, note)
    return analyze_clips(AnalyzeRequest(tuple(clips), settings, model.value, mirror, outputs, quiet, keeping))


@exit_with_code
@with_set_options()
def report(
    clips: Annotated[
        list[Path],
        typer.Argument(
            metavar="CLIP", readable=False, help="Videos, saved tracks (.npz), or saved results (.json)."
        ),
    ],
    pdf: Annotated[
        Path | None, make_file_option("--pdf", "One to two A4 pages per set.", REPORT_FILES)
    ] = None,
    html: Annotated[
        Path | None, make_file_option("--html", "The same as one page, which needs no network.", REPORT_FILES)
    ] = None,
    lifter: Annotated[str, typer.Option(metavar="TEXT", help="Who lifted; stands on the report.")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="A note; stands on the report.")] = "",
    model: ModelOption = Model.FULL,
    mirror: MirrorOption = True,
    settings: SetSettings = SetSettings(),
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Make a report to file or to hand over: verdict, table, charts, stills, how it was measured."""
    from cli.commands.analyze import AnalyzeRequest
    from cli.commands.report import ReportRequest, make_report_outputs, run_report

    job = AnalyzeRequest(tuple(clips), settings, model.value, mirror, make_report_outputs(pdf, html), quiet)
    return run_report(ReportRequest(job, lifter, note))


@exit_with_code
@with_set_options(without=("lift", "side"))
def live(
    camera: CameraOption = 0,
    clip: Annotated[
        Path | None,
        typer.Option("--clip", metavar="FILE", readable=False, help="A video in place of the camera."),
    ] = None,
    real_time: Annotated[
        bool, typer.Option("--real-time", help="Play --clip at its own pace and leave out late frames.")
    ] = False,
    json_lines: Annotated[
        bool, typer.Option("--json-lines", help="One event a line on standard output (docs/json.md).")
    ] = False,
    feedback: FeedbackOption = True,
    json: Annotated[Path | None, make_file_option("--json", "The whole set, as analyze writes it.")] = None,
    csv: Annotated[Path | None, make_file_option("--csv", "One row per rep.")] = None,
    track: Annotated[Path | None, make_file_option("--track", "The tracked pose (.npz).")] = None,
    model: LiveModelOption = LiveModel.AUTO,
    mirror: LiveMirrorOption = None,
    settings: SetSettings = SetSettings(),
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Check a set as it is lifted: a verdict after every rep, without a browser. Ctrl-C ends the set.

    Nothing of the camera is stored, unless --track asks for the pose (numbers, no pictures).
    """
    from cli.commands.live import LiveRequest, run_live

    return run_live(
        LiveRequest(
            camera=camera,
            clip=clip,
            real_time=real_time,
            settings=settings,
            model=model.chosen,
            mirror=mirror,
            feedback=feedback,
            json_lines=json_lines,
            outputs=Outputs(json, csv, track=track),
            quiet=quiet,
        )
    )
