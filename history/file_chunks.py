"""Kept files, cut into pieces: a track is one piece, a video as many as it takes."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analysis.errors import OutputError
from history.tables import FileChunkRow
from history.types import SetFiles

TRACK, VIDEO = "track", "video"
PIECE_BYTES = 4 * 2**20


def save_files(db: Session, recording_id: int, files: SetFiles) -> None:
    """In place of those that were kept; what is not given stays as it was."""
    if files.track is not None:
        save_chunks(db, recording_id, TRACK, iter([files.track]))
    if files.video is not None:
        save_chunks(db, recording_id, VIDEO, _read_file(files.video))


def save_chunks(db: Session, recording_id: int, kind: str, pieces: Iterator[bytes]) -> None:
    """One piece in memory at a time."""
    db.execute(
        delete(FileChunkRow).where(FileChunkRow.recording_id == recording_id, FileChunkRow.kind == kind)
    )
    for number, content in enumerate(pieces):
        row = FileChunkRow(recording_id=recording_id, kind=kind, number=number, content=content)
        db.add(row)
        db.flush()
        db.expunge(row)


def read_chunks(db: Session, recording_id: int, kind: str) -> Iterator[bytes]:
    """In order; none where it was not kept."""
    wanted = (FileChunkRow.recording_id == recording_id, FileChunkRow.kind == kind)
    for number in db.scalars(select(FileChunkRow.number).where(*wanted).order_by(FileChunkRow.number)).all():
        yield db.scalars(select(FileChunkRow.content).where(*wanted, FileChunkRow.number == number)).one()


def find_saved_files(db: Session) -> set[tuple[int, str]]:
    """{(recording, track or video)} of what is kept."""
    first = select(FileChunkRow.recording_id, FileChunkRow.kind).where(FileChunkRow.number == 0)
    return {(row[0], row[1]) for row in db.execute(first)}


def _read_file(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while content := stream.read(PIECE_BYTES):
                yield content
    except OSError as error:
        raise OutputError(f"The video {path} cannot be read any more ({error.strerror or error}).") from error
