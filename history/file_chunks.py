"""Saved files, cut into chunks: a track is one chunk, a video as many as it takes."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analysis.errors import OutputError
from history.tables import FileChunkRow
from history.types import SetFiles

# Only one chunk is in memory at a time: a video of gigabytes must not be.
TRACK, VIDEO = "track", "video"
CHUNK_BYTES = 4 * 2**20


def save_files(db: Session, recording_id: int, files: SetFiles) -> None:
    """Save the files of a clip in place of those saved before.

    Parameters
    ----------
    db
        One transaction, open for writing.
    recording_id
        Row number of the clip.
    files
        What is None stays as it was.

    Raises
    ------
    OutputError
        Where the video can no longer be read.
    """
    if files.track is not None:
        save_chunks(db, recording_id, TRACK, iter([files.track]))
    if files.video is not None:
        save_chunks(db, recording_id, VIDEO, _read_file(files.video))


def save_chunks(db: Session, recording_id: int, kind: str, chunks: Iterator[bytes]) -> None:
    """Save one file, chunk by chunk, in place of the one saved before.

    Parameters
    ----------
    db
        One transaction, open for writing.
    recording_id
        Row number of the clip.
    kind
        `TRACK` or `VIDEO`.
    chunks
        In order; an empty file has none and counts as not saved.
    """
    db.execute(
        delete(FileChunkRow).where(FileChunkRow.recording_id == recording_id, FileChunkRow.kind == kind)
    )
    for number, content in enumerate(chunks):
        row = FileChunkRow(recording_id=recording_id, kind=kind, number=number, content=content)
        db.add(row)
        db.flush()
        db.expunge(row)  # else the session holds every chunk until the transaction ends


def read_chunks(db: Session, recording_id: int, kind: str) -> Iterator[bytes]:
    """Read one file, chunk by chunk.

    Parameters
    ----------
    db
        One transaction, open for reading while the chunks are used.
    recording_id
        Row number of the clip.
    kind
        `TRACK` or `VIDEO`.

    Yields
    ------
    bytes
        The chunks in order; none where the file was not saved.
    """
    wanted = (FileChunkRow.recording_id == recording_id, FileChunkRow.kind == kind)
    for number in db.scalars(select(FileChunkRow.number).where(*wanted).order_by(FileChunkRow.number)).all():
        yield db.scalars(select(FileChunkRow.content).where(*wanted, FileChunkRow.number == number)).one()


def find_saved_files(db: Session) -> set[tuple[int, str]]:
    """Which clips have a saved track or video.

    Parameters
    ----------
    db
        One transaction, open for reading.

    Returns
    -------
    set of (int, str)
        Row number of the clip, and `TRACK` or `VIDEO`.
    """
    first = select(FileChunkRow.recording_id, FileChunkRow.kind).where(FileChunkRow.number == 0)
    return {(row[0], row[1]) for row in db.execute(first)}


def _read_file(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while content := stream.read(CHUNK_BYTES):
                yield content
    except OSError as error:
        raise OutputError(f"The video {path} cannot be read any more ({error.strerror or error}).") from error
