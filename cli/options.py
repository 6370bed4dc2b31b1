"""The options of the command line that several subcommands share."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.settings import Unit, View

if TYPE_CHECKING:
    from analysis.pose.landmarks import Side


class Model(StrEnum):
    LITE = "lite"
    FULL = "full"
    HEAVY = "heavy"


class LiveModel(StrEnum):
    AUTO = "auto"
    LITE = "lite"
    FULL = "full"

    @property
    def chosen(self) -> str | None:
        return None if self is LiveModel.AUTO else self.value


class ViewChoice(StrEnum):
    AUTO = "auto"
    FRONT = "front"
    REAR = "rear"

    @property
    def chosen(self) -> View | None:
        return None if self is ViewChoice.AUTO else View(self.value)


class LiftChoice(StrEnum):
    """The keys of analysis.lifts.catalogue.LIFTS, which `--help` must not wait for; a test compares them."""

    SQUAT = "squat"
    GOBLET_SQUAT = "goblet_squat"
    DEADLIFT = "deadlift"
    RDL = "rdl"
    HIP_THRUST = "hip_thrust"
    BACK_EXTENSION = "back_extension"
    SINGLE_LEG_SQUAT = "single_leg_squat"
    STEP_DOWN = "step_down"
    SPLIT_SQUAT = "split_squat"


class SideChoice(StrEnum):
    AUTO = "auto"
    LEFT = "left"
    RIGHT = "right"

    @property
    def chosen(self) -> "Side | None":
        if self is SideChoice.AUTO:
            return None
        from analysis.pose.landmarks import Side

        return Side(self.value)


class DrillChoice(StrEnum):
    """The values of analysis.lifts.drills.Drill."""

    BRIDGE = "bridge"
    ABDUCTION = "abduction"


class MobilityChoice(StrEnum):
    """The values of analysis.lifts.mobility_tests.MobilityTest."""

    FLEXION = "flexion"
    EXTENSION = "extension"
    ABDUCTION = "abduction"
    ADDUCTION = "adduction"
    INTERNAL_ROTATION = "internal_rotation"
    EXTERNAL_ROTATION = "external_rotation"


Clips = Annotated[
    list[Path], typer.Argument(metavar="CLIP", readable=False, help="Video files, or saved tracks (.npz).")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show where an unexpected error happened.")]
_FILES, _BAR, _READING = "Result files (replaced if they exist; - is standard output)", "Load", "Reading"
_HISTORY = "History (see evenrep history --help)"
TIMES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
REPORT_FILES = "The report (at least one; replaced if it exists)"


def make_file_option(name: str, help_: str, panel: str = _FILES) -> Any:
    """A file to be written."""
    return typer.Option(name, metavar="FILE", help=help_, rich_help_panel=panel)


def make_mass_option(name: str, help_: str) -> Any:
    """A mass in the unit of --unit."""
    return typer.Option(name, metavar="N", min=0.0, help=help_, rich_help_panel=_BAR)


def _make_tracking_option(help_: str, *names: str) -> typer.models.OptionInfo:
    return typer.Option(*names, help=help_, rich_help_panel=_READING)


ModelOption = Annotated[
    Model, _make_tracking_option("lite is the quickest; heavy must be built first.", "--model")
]
MirrorOption = Annotated[
    bool,
    _make_tracking_option(
        "Detect the pose in the mirror image too, which removes the model's own bias; off is quicker.",
        "--mirror/--no-mirror",
    ),
]
MirroredOption = Annotated[bool, _make_tracking_option("The file is a mirrored (selfie) clip.", "--mirrored")]
ViewOption = Annotated[ViewChoice, _make_tracking_option("From where the lifter was filmed.", "--view")]
LiftOption = Annotated[
    LiftChoice, _make_tracking_option("Which lift; docs/lifts.md says how to film each.", "--lift")
]
SideOption = Annotated[
    SideChoice,
    _make_tracking_option("The standing leg, in lifts on one leg; auto finds it rep by rep.", "--side"),
]
LoadOption = Annotated[float | None, make_mass_option("--load", "Load on the bar.")]
OneRmOption = Annotated[float | None, make_mass_option("--one-rm", "One-repetition maximum.")]
BodyMassOption = Annotated[float | None, make_mass_option("--body-mass", "Body mass of the lifter.")]
UnitOption = Annotated[Unit, typer.Option(help="Unit of every load.", rich_help_panel=_BAR)]
PlateStepOption = Annotated[
    float | None, make_mass_option("--plate-step", "Smallest change of the load (2.5 kg, 5 lb).")
]
PainOption = Annotated[
    bool,
    typer.Option(
        "--pain", help="It hurt: the advice is to end the set, whatever the grades.", rich_help_panel=_BAR
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No report, no progress; errors only.")]
CameraOption = Annotated[int, typer.Option("--camera", min=0, max=99, help="Number of the camera.")]
FeedbackOption = Annotated[
    bool,
    typer.Option(
        "--feedback/--no-feedback", help="Verdicts after every rep, or only after the set (to test yourself)."
    ),
]
LiveModelOption = Annotated[
    LiveModel, _make_tracking_option("auto: the largest that this computer runs fast enough.", "--model")
]
LiveMirrorOption = Annotated[
    bool | None,
    _make_tracking_option(
        "Detect the pose in the mirror image too; by default, as long as this computer is fast enough.",
        "--mirror/--no-mirror",
    ),
]


def _make_history_option(help_: str, *names: str, metavar: str | None = None) -> typer.models.OptionInfo:
    return typer.Option(*names, metavar=metavar, help=help_, rich_help_panel=_HISTORY)


LifterOption = Annotated[
    str,
    _make_history_option("Who lifted: the advice then knows their history.", "--lifter", metavar="NAME"),
]
SaveOption = Annotated[bool, _make_history_option("Save the set to the lifter's history.", "--save")]
SessionOption = Annotated[
    str,
    _make_history_option(
        "The number of a session, or new; by default, by the time of the set.", "--session", metavar="N"
    ),
]
AtOption = Annotated[
    datetime | None,
    typer.Option(
        metavar="WHEN", formats=TIMES, help="When it was lifted, if not now.", rich_help_panel=_HISTORY
    ),
]
KeptFeedbackOption = Annotated[
    bool | None,
    _make_history_option("The lifter saw or heard the grades during the set.", "--feedback/--no-feedback"),
]
TrackKeptOption = Annotated[
    bool,
    _make_history_option(
        "Save the tracked pose with it, for stills and to analyse it again.", "--keep-track/--no-keep-track"
    ),
]
VideoKeptOption = Annotated[bool, _make_history_option("Save the video too.", "--keep-video")]
NoteOption = Annotated[str, _make_history_option("A note, saved with the set.", "--note", metavar="TEXT")]
