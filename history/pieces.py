"""Kept files, cut into pieces: a track is one piece, a video as many as it takes."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analysis.errors import OutputError
from history.kept import Files
from history.tables import PieceRow

TRACK, VIDEO = "track", "video"
PIECE_BYTES = 4 * 2**20


def keep_files(db: Session, recording_id: int, files: Files) -> None:
    """In place of those that were kept; what is not given stays as it was."""
    if files.track is not None:
        keep(db, recording_id, TRACK, iter([files.track]))
    if files.video is not None:
        keep(db, recording_id, VIDEO, _read(files.video))


def keep(db: Session, recording_id: int, kind: str, pieces: Iterator[bytes]) -> None:
    """One piece in memory at a time."""
    db.execute(delete(PieceRow).where(PieceRow.recording_id == recording_id, PieceRow.kind == kind))
    for number, content in enumerate(pieces):
        row = PieceRow(recording_id=recording_id, kind=kind, number=number, content=content)
        db.add(row)
        db.flush()
        db.expunge(row)


def pieces(db: Session, recording_id: int, kind: str) -> Iterator[bytes]:
    """In order; none where it was not kept."""
    wanted = (PieceRow.recording_id == recording_id, PieceRow.kind == kind)
    for number in db.scalars(select(PieceRow.number).where(*wanted).order_by(PieceRow.number)).all():
        yield db.scalars(select(PieceRow.content).where(*wanted, PieceRow.number == number)).one()


def kinds(db: Session) -> set[tuple[int, str]]:
    """{(recording, track or video)} of what is kept."""
    first = select(PieceRow.recording_id, PieceRow.kind).where(PieceRow.number == 0)
    return {(row[0], row[1]) for row in db.execute(first)}


def _read(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while content := stream.read(PIECE_BYTES):
                yield content
    except OSError as error:
        raise OutputError(f"The video {path} cannot be read any more ({error.strerror or error}).") from error
