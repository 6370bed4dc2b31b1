"""Every error that EvenRep raises on purpose, and the exit code it ends the command line with.

    EvenRepError                 1
    ├── VideoError               3   the clip can't be read
    │   ├── VideoNotFound            no such file, a folder, or no permission
    │   ├── NotAVideo                empty, corrupt, text, no video stream, encrypted
    │   ├── VideoTooLarge            longer or larger than the stated limit
    │   └── CameraError              no such camera, no permission, or it went away
    ├── NothingToGrade           4   nobody seen, or no frame decodes to a person
    ├── ModelError               5   a pose model or the calibration is missing or damaged
    │   ├── ModelMissing             the pose model is not on this computer
    │   └── ModelDamaged             the file is there, with another checksum
    ├── OutputError              6   a result could not be written
    ├── TrackError               7   a PoseTrack or a saved track is not valid
    ├── ResultError              7   a saved result (JSON) is not valid
    ├── CorrectionError          1   a correction by hand fits no repetition
    ├── LiftError                1   a lift that is not in the table
    ├── RecordError              1   an entry of the training log that cannot be true
    ├── HistoryError             8   the history cannot be opened, read or saved to
    │   ├── HistoryBusy              another program holds it
    │   └── NotInHistory             no such lifter, set or session in it
    ├── LiveBusy                 1   no live check can start now, too many run already
    ├── IceServersWrong          1   EVENREP_ICE_SERVERS is not valid
    └── Cancelled              130   the person stopped it
    UsageError                   2   options that do not go together

Each class stands here, whichever package raises it, so that the command line and the web app can catch it
without importing that package. Exit code 2 is also what the command line gives for wrong arguments. Every
message says what to do next. Bad *data* inside a readable clip is never an error: it is NaN and a warning
in the report.
"""


class EvenRepError(Exception):
    """Base of all deliberate errors that a command or a page shows as one sentence.

    `str(error)` is a sentence for the person, with the remedy. `exit_code` is the code that the command
    line ends with; subclasses set their own.
    """

    exit_code = 1


class VideoError(EvenRepError):
    """The clip cannot be read."""

    exit_code = 3


class VideoNotFound(VideoError):  # noqa: N818  reads as the message does
    """No such file, a folder, or no permission to read it."""


class NotAVideo(VideoError):  # noqa: N818
    """Empty, corrupt, encrypted, no video stream, or not a video at all."""


class VideoTooLarge(VideoError):  # noqa: N818
    """Longer, or with more pixels, than the stated limit."""


class CameraError(VideoError):
    """No such camera, no permission to use it, or it stopped sending frames."""


class NothingToGrade(EvenRepError):  # noqa: N818
    """Nobody was seen in the clip."""

    exit_code = 4


class ModelError(EvenRepError):
    """A pose model is missing, damaged or could not be built; or the calibration is of another version."""

    exit_code = 5


class ModelMissing(ModelError):  # noqa: N818
    """The pose model is not on this computer; the message says how to get it."""


class ModelDamaged(ModelError):  # noqa: N818
    """A pose model file is there but is not the one that was measured; the message says how to replace it."""


class OutputError(EvenRepError):
    """A result could not be written (no permission, disk full)."""

    exit_code = 6


class TrackError(EvenRepError, ValueError):
    """Arrays that do not make a PoseTrack, or a saved track that cannot be read."""

    exit_code = 7


class ResultError(EvenRepError, ValueError):
    """A saved result that EvenRep did not write, that is damaged, or that a newer EvenRep wrote."""

    exit_code = 7


class CorrectionError(EvenRepError, ValueError):
    """A rep that should be left out, joined or divided is not there."""


class LiftError(EvenRepError, ValueError):
    """No lift, drill or mobility test of that name."""


class RecordError(EvenRepError, ValueError):
    """An entry of the training log that cannot be true: an angle of 400°, a time with a zone."""


class HistoryError(EvenRepError):
    """The history cannot be opened, read or saved to. What was saved before is untouched."""

    exit_code = 8


class HistoryBusy(HistoryError):  # noqa: N818
    """Another program holds the history; a moment later it may be free."""


class NotInHistory(HistoryError, LookupError):  # noqa: N818
    """A lifter, set or session that the history does not hold."""


class LiveBusy(EvenRepError):  # noqa: N818
    """As many live checks run as this computer may run at once."""


class IceServersWrong(EvenRepError):  # noqa: N818
    """EVENREP_ICE_SERVERS is not valid; the message says what it has to be."""


class Cancelled(EvenRepError):  # noqa: N818
    """The person stopped the work; nothing half-done was saved."""

    exit_code = 130


# Not an EvenRepError: the command line reports it as it reports any wrong argument, with the usage line.
class UsageError(ValueError):
    """Command-line options that do not go together; the message says which to change."""
