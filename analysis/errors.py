"""Every error that EvenRep raises on purpose, and the exit code it ends the command line with.

    EvenRepError                 1
    ├── VideoError               3   the clip can't be read
    │   ├── VideoNotFound            no such file, a folder, or no permission
    │   ├── NotAVideo                empty, corrupt, text, no video stream, encrypted
    │   └── VideoTooLarge            longer or larger than the stated limit
    ├── NothingToGrade           4   nobody seen, or no frame decodes to a person
    ├── ModelError               5   a pose model is missing or damaged
    ├── OutputError              6   a result could not be written
    ├── TrackError               7   a PoseTrack or a saved track is not valid
    ├── ResultError              7   a saved result (JSON) is not valid
    ├── CorrectionError          1   a correction by hand fits no repetition
    ├── LiftError                1   a lift that is not in the table
    ├── RecordError              1   an entry of the training log that cannot be true
    ├── HistoryError             8   the history cannot be opened, read or saved to
    │   ├── HistoryBusy              another program holds it
    │   └── NotInHistory             no such lifter, set or session in it
    └── Cancelled              130   the person stopped it

Exit code 2 is the command line's own (wrong arguments). Every message says what to do next.
Bad *data* inside a readable clip is never an error: it is NaN and a warning in the report.
"""


class EvenRepError(Exception):
    """Base of all deliberate errors. `str(error)` is a sentence for the person, with the remedy."""

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


class NothingToGrade(EvenRepError):  # noqa: N818
    """Nobody was seen in the clip."""

    exit_code = 4


class ModelError(EvenRepError):
    """A pose model is missing, damaged or could not be built."""

    exit_code = 5


class OutputError(EvenRepError):
    """A result could not be written (no permission, disk full)."""

    exit_code = 6


class TrackError(EvenRepError, ValueError):
    """Arrays that do not make a PoseTrack, or a saved track that cannot be read."""

    exit_code = 7


class ResultError(EvenRepError, ValueError):
    """A saved result that is none of ours, is damaged, or is of a newer EvenRep."""

    exit_code = 7


class CorrectionError(EvenRepError, ValueError):
    """A rep to be left out, joined or divided that is not there."""


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


class Cancelled(EvenRepError):  # noqa: N818
    """The person stopped the work; nothing half-done was kept."""

    exit_code = 130
