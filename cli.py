"""The command line: one thin function per subcommand. docs/cli.md tells of it; heavy imports wait."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.settings import SetSettings, Unit, View
from ui.command_options import (
    REPORT_FILES,
    AtOption,
    BodyMassOption,
    CameraOption,
    Clips,
    Debug,
    DrillChoice,
    FeedbackOption,
    KeptFeedbackOption,
    LiftChoice,
    LifterOption,
    LiftOption,
    LiveMirrorOption,
    LiveModel,
    LiveModelOption,
    LoadOption,
    MirroredOption,
    MirrorOption,
    MobilityChoice,
    Model,
    ModelOption,
    NoteOption,
    OneRmOption,
    PainOption,
    PlateStepOption,
    QuietOption,
    SaveOption,
    SessionOption,
    SideChoice,
    SideOption,
    TrackKeptOption,
    UnitOption,
    VideoKeptOption,
    ViewChoice,
    ViewOption,
    file_option,
)
from ui.history_commands import history_app
from ui.model_commands import models_app
from ui.outputs import Outputs, UsageError
from ui.telling import run_to_the_end, told

EXIT_CODES = (
    "[bold]Exit codes:[/bold] 0 analysed · 2 wrong usage · 3 unreadable video or camera · "
    "4 nobody seen or nothing gradable · 5 pose model · 6 cannot write · 7 bad saved file · 8 history · "
    "130 cancelled · 1 anything else"
)
if TYPE_CHECKING:
    from analysis.landmarks import Side

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
def door(
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
) -> None:
    if version:
        from ui.about import version as known

        print(f"evenrep {known()}")
        raise typer.Exit


@app.command(epilog=EXIT_CODES)
@told
def analyze(
    clips: Clips,
    json: Annotated[Path | None, file_option("--json", "Everything, as documented in docs/json.md.")] = None,
    csv: Annotated[Path | None, file_option("--csv", "One row per rep.")] = None,
    frames_csv: Annotated[Path | None, file_option("--frames-csv", "One row per frame.")] = None,
    parquet: Annotated[Path | None, file_option("--parquet", "One row per rep, typed.")] = None,
    xlsx: Annotated[Path | None, file_option("--xlsx", "One row per rep, for spreadsheets.")] = None,
    overlay: Annotated[
        Path | None, file_option("--overlay", "The clip with the findings drawn on it (.mp4, .webm, .mov).")
    ] = None,
    track: Annotated[
        Path | None, file_option("--track", "The tracked pose (.npz), to analyse again without the video.")
    ] = None,
    model: ModelOption = Model.FULL,
    mirror: MirrorOption = True,
    mirrored: MirroredOption = False,
    view: ViewOption = ViewChoice.AUTO,
    lift: LiftOption = LiftChoice.SQUAT,
    side: SideOption = SideChoice.AUTO,
    load: LoadOption = None,
    one_rm: OneRmOption = None,
    body_mass: BodyMassOption = None,
    unit: UnitOption = Unit.KG,
    plate_step: PlateStepOption = None,
    pain: PainOption = False,
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
    from ui.job import Job, run
    from ui.keeping import Keeping

    settings = _settings(
        mirrored=mirrored,
        view=_told_view(view),
        lift=lift.value,
        side=_told_side(side),
        load=load,
        one_rm=one_rm,
        body_mass=body_mass,
        unit=unit,
        plate_step=plate_step,
        pain=pain,
    )
    outputs = Outputs(json, csv, frames_csv, parquet, xlsx, overlay, track)
    keeping = Keeping(lifter, save, session, at, feedback, track_kept, video_kept, note)
    return run(Job(tuple(clips), settings, model.value, mirror, outputs, quiet, keeping))


@app.command(epilog=EXIT_CODES)
@told
def report(
    clips: Annotated[
        list[Path],
        typer.Argument(
            metavar="CLIP", readable=False, help="Videos, saved tracks (.npz), or saved results (.json)."
        ),
    ],
    pdf: Annotated[Path | None, file_option("--pdf", "One to two A4 pages per set.", REPORT_FILES)] = None,
    html: Annotated[
        Path | None, file_option("--html", "The same as one page, which needs no network.", REPORT_FILES)
    ] = None,
    lifter: Annotated[str, typer.Option(metavar="TEXT", help="Who lifted; stands on the report.")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="A note; stands on the report.")] = "",
    model: ModelOption = Model.FULL,
    mirror: MirrorOption = True,
    mirrored: MirroredOption = False,
    view: ViewOption = ViewChoice.AUTO,
    lift: LiftOption = LiftChoice.SQUAT,
    side: SideOption = SideChoice.AUTO,
    load: LoadOption = None,
    one_rm: OneRmOption = None,
    body_mass: BodyMassOption = None,
    unit: UnitOption = Unit.KG,
    plate_step: PlateStepOption = None,
    pain: PainOption = False,
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Make a report to file or to hand over: verdict, table, charts, stills, how it was measured."""
    from ui.job import Job
    from ui.report_job import ReportJob, outputs_of, run_report

    settings = _settings(
        mirrored=mirrored,
        view=_told_view(view),
        lift=lift.value,
        side=_told_side(side),
        load=load,
        one_rm=one_rm,
        body_mass=body_mass,
        unit=unit,
        plate_step=plate_step,
        pain=pain,
    )
    job = Job(tuple(clips), settings, model.value, mirror, outputs_of(pdf, html), quiet)
    return run_report(ReportJob(job, lifter, note))


@app.command(epilog=EXIT_CODES)
@told
def drill(
    clip: Annotated[Path, typer.Argument(metavar="CLIP", readable=False, help="A video, or a saved track.")],
    name: Annotated[DrillChoice, typer.Option("--drill", help="Which drill.")],
    side: Annotated[
        SideChoice, typer.Option("--side", help="The weaker side, which alone does it.")
    ] = SideChoice.AUTO,
    json: Annotated[Path | None, file_option("--json", "The reps, as in docs/json.md.")] = None,
    model: ModelOption = Model.FULL,
    mirrored: MirroredOption = False,
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Count the reps of a drill on each side, and tell if the wrong side worked."""
    from ui.clip_tests import ClipTest, run_drill

    return run_drill(ClipTest(clip, model.value, mirrored, json, quiet), name.value, _told_side(side))


@app.command(epilog=EXIT_CODES)
@told
def mobility(
    clip: Annotated[Path, typer.Argument(metavar="CLIP", readable=False, help="A video, or a saved track.")],
    test: Annotated[MobilityChoice, typer.Option("--test", help="Which movement of the hip.")],
    json: Annotated[Path | None, file_option("--json", "The angles, as in docs/json.md.")] = None,
    model: ModelOption = Model.FULL,
    mirrored: MirroredOption = False,
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Measure how far each hip moves: the largest held angle of up to three trials a side."""
    from ui.clip_tests import ClipTest, run_mobility

    return run_mobility(ClipTest(clip, model.value, mirrored, json, quiet), test.value)


@app.command(epilog=EXIT_CODES)
@told
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
    json: Annotated[Path | None, file_option("--json", "The whole set, as analyze writes it.")] = None,
    csv: Annotated[Path | None, file_option("--csv", "One row per rep.")] = None,
    track: Annotated[Path | None, file_option("--track", "The tracked pose (.npz).")] = None,
    model: LiveModelOption = LiveModel.AUTO,
    mirror: LiveMirrorOption = None,
    mirrored: MirroredOption = False,
    view: ViewOption = ViewChoice.AUTO,
    load: LoadOption = None,
    one_rm: OneRmOption = None,
    body_mass: BodyMassOption = None,
    unit: UnitOption = Unit.KG,
    plate_step: PlateStepOption = None,
    pain: PainOption = False,
    quiet: QuietOption = False,
    debug: Debug = False,
) -> int:
    """Check a set as it is lifted: a verdict after every rep, without a browser. Ctrl-C ends the set.

    Nothing of the camera is stored, unless --track asks for the pose (numbers, no pictures).
    """
    from ui.live_job import LiveJob, run_live

    settings = _settings(
        mirrored=mirrored,
        view=_told_view(view),
        load=load,
        one_rm=one_rm,
        body_mass=body_mass,
        unit=unit,
        plate_step=plate_step,
        pain=pain,
    )
    return run_live(
        LiveJob(
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


@app.command(epilog=EXIT_CODES)
@told
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
    from ui.today_text import run_today

    return run_today(lifter, pain, begin, json)


@app.command(epilog=EXIT_CODES)
@told
def demo(
    sample: Annotated[str | None, typer.Option(metavar="NAME", help="Which sample; see --list.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the sample clips and stop.")] = False,
    overlay: Annotated[
        Path | None, file_option("--overlay", "The clip with the findings drawn on it.")
    ] = None,
    debug: Debug = False,
) -> int:
    """Analyse a clip that comes with EvenRep."""
    from ui.demo import list_samples, run_demo

    return list_samples() if list_ else run_demo(sample, overlay)


@app.command()
@told
def doctor(debug: Debug = False) -> int:
    """Check the installation: versions, models, codecs, disk, and a second of the pose model at work."""
    from ui.checklist import run_checks

    return run_checks()


def _told_side(side: SideChoice) -> "Side | None":
    if side is SideChoice.AUTO:
        return None
    from analysis.landmarks import Side

    return Side(side.value)


def _told_view(view: ViewChoice) -> View | None:
    return None if view is ViewChoice.AUTO else View(view.value)


def _settings(**told_by_person: object) -> SetSettings:
    try:
        return SetSettings(**told_by_person)  # type: ignore[arg-type]
    except ValueError as error:
        raise UsageError(f"--{str(error).replace('_', '-', 1)}") from error


def main() -> None:
    """The console script."""
    from ui.console import use_utf8_where_possible

    use_utf8_where_possible()
    run_to_the_end(lambda: app(prog_name="evenrep"))


if __name__ == "__main__":
    main()
