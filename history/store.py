"""The history, opened: a few short methods, each one transaction, all safe to call from many threads.

with Store.open() as store:
    anna = store.add_lifter("Anna")
    (set_id,) = store.save(anna.id, [NewSet(report)])
    records = store.records(anna.id)
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from analysis.errors import HistoryBusy
from coaching.records.lifter import Lifter
from coaching.records.records import ProgrammeRecord, Records
from history import file_chunks, lifters, logs, reading, sets
from history.bundle import write_bundle
from history.database import Database, make_folder
from history.import_bundle import ImportCounts, read_bundle
from history.location import build_history_url
from history.schema import bring_up_to_date
from history.types import LifterSummary, NewSet, SavedSet, SetFiles, SetLine


class Store:
    """What is kept of every lifter. Ids are texts that stay the same through export and import.

    now  tells the wall time of what is saved without one
    """

    def __init__(self, database: Database, now: Callable[[], datetime] = datetime.now) -> None:
        self._database = database
        self._now = now

    @classmethod
    def open(cls, place: str | Path | None = None, now: Callable[[], datetime] = datetime.now) -> Self:
        """The history at `place` (a file or an address), or where the environment says; made if need be.

        Raises HistoryError with the remedy: not reachable, not ours, damaged, of a newer program.
        """
        database = Database(build_history_url(place))
        if database.file is not None:
            make_folder(database.file)
        bring_up_to_date(database)
        return cls(database, now)

    @staticmethod
    def is_there(place: str | Path | None = None) -> bool:
        """Whether anything was ever saved: looking must not make a file."""
        file = Database(build_history_url(place)).file
        return file is None or file.exists()

    @property
    def place(self) -> str:
        """Where it lies, for people; never with a password."""
        return self._database.place

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    # --- lifters --------------------------------------------------------------------------------------

    def list_lifters(self) -> tuple[Lifter, ...]:
        """By name."""
        with self._database.open_for_reading() as db:
            return lifters.list_lifters(db)

    def summarize_lifters(self) -> tuple[LifterSummary, ...]:
        """Every lifter with the number of their sessions and sets."""
        with self._database.open_for_reading() as db:
            return lifters.summarize_lifters(db)

    def load_lifter(self, lifter_id: str) -> Lifter:
        """Raises NotInHistory."""
        with self._database.open_for_reading() as db:
            return lifters.build_lifter(lifters.find_lifter_row(db, lifter_id))

    def find_lifter_by_name(self, name: str) -> Lifter | None:
        """Capitals do not matter."""
        with self._database.open_for_reading() as db:
            return lifters.find_lifter_by_name(db, name)

    def add_lifter(self, name: str) -> Lifter:
        """Raises HistoryError for a name that is taken."""
        with self._database.open_for_writing() as db:
            return lifters.add_lifter(db, Lifter("", name), self._now())

    def change_lifter(self, lifter: Lifter) -> Lifter:
        """Saves the name and the preferences of the lifter with this id."""
        with self._database.open_for_writing() as db:
            return lifters.change_lifter(db, lifter)

    def delete_lifter(self, lifter_id: str) -> None:
        """For good: everything of theirs, also from the unused space of the database."""
        with self._database.open_for_writing() as db:
            lifters.delete_lifter(db, lifter_id)
        with suppress(HistoryBusy):  # they are overwritten already; the log goes when the other program ends
            self._database.vacuum_database()

    # --- sets -----------------------------------------------------------------------------------------

    def save_sets(
        self,
        lifter_id: str,
        new: Sequence[NewSet],
        files: SetFiles = SetFiles(),
        session_id: str | None = None,
    ) -> tuple[str, ...]:
        """Saves the sets of one clip (one per shot), all or none, and returns their ids.

        A set of the same lifter, the same video file (by its checksum) and the same shot takes the place of
        the one that was saved before. `session_id`: the training, or NEW_SESSION; None: by
        the time of the set. A 1RM or body mass that was told with the set and is news is logged, too.
        """
        with self._database.open_for_writing() as db:
            lifter = lifters.find_lifter_row(db, lifter_id, lock=True)
            return sets.save_sets(db, lifter.id, new, files, self._now(), session_id)

    def list_sets(self, lifter_id: str | None = None, since: datetime | None = None) -> tuple[SetLine, ...]:
        """The newest first."""
        with self._database.open_for_reading() as db:
            return reading.list_sets(db, lifter_id, since)

    def load_saved_set(self, set_id: str) -> SavedSet:
        """Raises NotInHistory."""
        with self._database.open_for_reading() as db:
            return reading.load_saved_set(db, set_id)

    def find_set(self, start: str) -> str:
        """The id of the set whose id begins so. Raises NotInHistory, or HistoryError where it is unclear."""
        with self._database.open_for_reading() as db:
            return reading.find_set(db, start)

    def load_track(self, set_id: str) -> bytes | None:
        """The saved track (.npz) of the set's clip, where it was kept."""
        return b"".join(self._read_chunks(set_id, file_chunks.TRACK)) or None

    def write_video(self, set_id: str, stream: BinaryIO) -> bool:
        """Writes the set's video to the stream; False where it was not kept."""
        found = False
        for piece in self._read_chunks(set_id, file_chunks.VIDEO):
            stream.write(piece)
            found = True
        return found

    def delete_set(self, set_id: str) -> None:
        """With its track and video, unless another set of the same clip is kept."""
        with self._database.open_for_writing() as db:
            sets.delete_set(db, set_id)

    def _read_chunks(self, set_id: str, kind: str) -> Iterator[bytes]:
        with self._database.open_for_reading() as db:
            yield from file_chunks.read_chunks(db, sets.find_set_row(db, set_id).recording_id, kind)

    # --- training -------------------------------------------------------------------------------------

    def load_records(self, lifter_id: str, but_for_clip: str = "") -> Records:
        """Everything kept of a lifter, as coaching reads it.

        but_for_clip  checksum of a video whose own sets are left out: they are being judged anew
        """
        with self._database.open_for_reading() as db:
            return reading.load_records(db, lifter_id, but_for_clip)

    def save_log_entry(self, lifter_id: str, record: logs.LogRecord) -> str:
        """Saves an entry of any log; one with the id of an entry takes its place. Returns the id."""
        with self._database.open_for_writing() as db:
            return logs.save_log_entry(db, lifters.find_lifter_row(db, lifter_id, lock=True).id, record)

    def delete_log_entry(self, record_id: str) -> None:
        """Takes an entry out of its log."""
        with self._database.open_for_writing() as db:
            logs.delete_log_entry(db, record_id)

    def save_programme(self, lifter_id: str, programme: ProgrammeRecord) -> None:
        """In place of what was told before."""
        with self._database.open_for_writing() as db:
            lifters.save_programme(db, lifters.find_lifter_row(db, lifter_id, lock=True).id, programme)

    # --- everything at once, for export and import ----------------------------------------------------

    def export_to(self, stream: BinaryIO, lifter_id: str | None = None) -> None:
        """Writes a zip file with everything, or of one lifter; docs/history.md tells of it."""
        with self._database.open_for_reading() as db:
            write_bundle(db, stream, lifter_id)

    def import_from(self, stream: BinaryIO) -> ImportCounts:
        """Adds what an export holds and is not here yet. Raises ResultError with nothing changed."""
        with self._database.open_for_writing() as db:
            return read_bundle(db, stream)
