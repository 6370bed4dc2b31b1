"""The sets of the opened history: save, list, read and delete them, with their tracks and videos."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

from history import file_chunks, lifters, reading, sets
from history.database import Database
from history.types import NewSet, SavedSet, SetFiles, SetLine


class SetStore:
    """The part of `history.store.Store` that deals with sets.

    Parameters
    ----------
    database
        With tables that are up to date; `Store.open` sees to that.
    now
        Returns the wall time of what is saved without one.
    """

    def __init__(self, database: Database, now: Callable[[], datetime] = datetime.now) -> None:
        self._database = database
        self._now = now

    def save_sets(
        self,
        lifter_id: str,
        new: Sequence[NewSet],
        files: SetFiles = SetFiles(),
        session_id: str | None = None,
    ) -> tuple[str, ...]:
        """Save the sets of one clip, all of them or none.

        A set of the same lifter, the same video (by its checksum) and the same shot replaces the one that was
        saved before and keeps its id, so that a corrected set is not counted twice. A 1RM or body mass that
        was entered with the set is also logged where it differs from the last entry.

        Parameters
        ----------
        new
            One per shot of the clip.
        files
            Track and video of the clip; what is None stays as it was.
        session_id
            Id of the session they belong to, or `history.sets.NEW_SESSION`. None: the session within three
            hours, or a new one.

        Returns
        -------
        tuple of str
            Ids of the sets, in order.

        Raises
        ------
        NotInHistory
            Where there is no such lifter, or the lifter has no such session.
        OutputError
            Where the video can no longer be read.
        """
        with self._database.open_for_writing() as db:
            lifter = lifters.find_lifter_row(db, lifter_id, lock=True)
            return sets.save_sets(db, lifter.id, new, files, self._now(), session_id)

    def list_sets(self, lifter_id: str | None = None, since: datetime | None = None) -> tuple[SetLine, ...]:
        """Saved sets as lines of a list, the newest first.

        Parameters
        ----------
        lifter_id
            None: all lifters.
        since
            Wall time; earlier sets are left out.

        Returns
        -------
        tuple of SetLine
        """
        with self._database.open_for_reading() as db:
            return reading.list_sets(db, lifter_id, since)

    def load_saved_set(self, set_id: str) -> SavedSet:
        """One saved set with its report.

        Returns
        -------
        SavedSet
            The frames of its report are empty; the saved track gives them again.

        Raises
        ------
        NotInHistory
            Where there is no such set.
        ResultError
            Where the report is of a schema that this EvenRep cannot read.
        """
        with self._database.open_for_reading() as db:
            return reading.load_saved_set(db, set_id)

    def find_set(self, start: str) -> str:
        """The set whose id begins with these letters.

        Parameters
        ----------
        start
            As shown by `evenrep history list`, in capitals or not.

        Returns
        -------
        str
            The whole id.

        Raises
        ------
        NotInHistory
            Where no set begins so.
        HistoryError
            Where several do.
        """
        with self._database.open_for_reading() as db:
            return reading.find_set(db, start)

    def load_track(self, set_id: str) -> bytes | None:
        """The saved track of the set's clip.

        Returns
        -------
        bytes or None
            An .npz file, as `unpack_recording` reads it; None where it was not saved.

        Raises
        ------
        NotInHistory
            Where there is no such set.
        """
        return b"".join(self._read_chunks(set_id, file_chunks.TRACK)) or None

    def write_video(self, set_id: str, stream: BinaryIO) -> bool:
        """Write the saved video of the set's clip to a stream.

        Parameters
        ----------
        stream
            Open for writing bytes.

        Returns
        -------
        bool
            False where it was not saved.

        Raises
        ------
        NotInHistory
            Where there is no such set.
        """
        found = False
        for chunk in self._read_chunks(set_id, file_chunks.VIDEO):
            stream.write(chunk)
            found = True
        return found

    def delete_set(self, set_id: str) -> None:
        """Delete a set, with its track and video unless another set of the same clip is saved.

        Raises
        ------
        NotInHistory
            Where there is no such set.
        """
        with self._database.open_for_writing() as db:
            sets.delete_set(db, set_id)

    def _read_chunks(self, set_id: str, kind: str) -> Iterator[bytes]:
        with self._database.open_for_reading() as db:
            yield from file_chunks.read_chunks(db, sets.find_set_row(db, set_id).recording_id, kind)
