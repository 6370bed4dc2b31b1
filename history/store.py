"""The opened history: short methods, each one transaction, all safe to call from many threads.

with Store.open() as store:
    anna = store.add_lifter("Anna")
    (set_id,) = store.save_sets(anna.id, [NewSet(report)])
    records = store.load_records(anna.id)

Errors of the database become HistoryError or HistoryBusy. Every method may raise these two, so the docstrings
name only what else a method raises.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from analysis.errors import HistoryBusy
from coaching.records.lifter import Lifter
from coaching.records.records import ProgrammeRecord, Records
from history import lifters, logs, reading
from history.bundle import write_bundle
from history.database import Database, make_folder
from history.import_bundle import ImportCounts, read_bundle
from history.location import build_history_url
from history.schema import bring_up_to_date
from history.set_store import SetStore
from history.types import LifterSummary


class Store(SetStore):
    """Everything that is saved of every lifter.

    Ids are texts that stay the same through export and import: `lifter_id` is that of a lifter, `set_id` the
    whole id of a set. Times are wall times without a zone.
    """

    @classmethod
    def open(cls, place: str | Path | None = None, now: Callable[[], datetime] = datetime.now) -> Self:
        """Open the history; make or migrate it where needed.

        Parameters
        ----------
        place
            A file or an address. None: as in EVENREP_DATABASE_URL, else the file in the user's data folder.
        now
            Returns the wall time of what is saved without one.

        Returns
        -------
        Store

        Raises
        ------
        HistoryError
            Where it cannot be reached, is damaged, belongs to another program or was written by a newer
            EvenRep.
        """
        database = Database(build_history_url(place))
        if database.file is not None:
            make_folder(database.file)
        bring_up_to_date(database)
        return cls(database, now)

    @staticmethod
    def is_there(place: str | Path | None = None) -> bool:
        """Whether there is a history, without making one: looking must not leave a file behind.

        Parameters
        ----------
        place
            As in `open`.

        Returns
        -------
        bool
            Always True for a server.
        """
        file = Database(build_history_url(place)).file
        return file is None or file.exists()

    @property
    def place(self) -> str:
        """The file or address, as it is shown to people; never with a password."""
        return self._database.place

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the database."""
        self._database.close()

    # --- lifters --------------------------------------------------------------------------------------

    def list_lifters(self) -> tuple[Lifter, ...]:
        """Every lifter, sorted by name without regard to capitals.

        Returns
        -------
        tuple of Lifter
        """
        with self._database.open_for_reading() as db:
            return lifters.list_lifters(db)

    def summarize_lifters(self) -> tuple[LifterSummary, ...]:
        """Every lifter with how much is saved of them.

        Returns
        -------
        tuple of LifterSummary
            Sorted by name.
        """
        with self._database.open_for_reading() as db:
            return lifters.summarize_lifters(db)

    def load_lifter(self, lifter_id: str) -> Lifter:
        """One lifter.

        Returns
        -------
        Lifter

        Raises
        ------
        NotInHistory
            Where there is no such lifter.
        """
        with self._database.open_for_reading() as db:
            return lifters.build_lifter(lifters.find_lifter_row(db, lifter_id))

    def find_lifter_by_name(self, name: str) -> Lifter | None:
        """The lifter of that name.

        Parameters
        ----------
        name
            Capitals count only where two names differ in nothing else.

        Returns
        -------
        Lifter or None
        """
        with self._database.open_for_reading() as db:
            return lifters.find_lifter_by_name(db, name)

    def add_lifter(self, name: str) -> Lifter:
        """Add a lifter with default preferences.

        Parameters
        ----------
        name
            At most 80 letters.

        Returns
        -------
        Lifter
            With its new id.

        Raises
        ------
        HistoryError
            For a name that is empty, too long or taken.
        """
        with self._database.open_for_writing() as db:
            return lifters.add_lifter(db, Lifter("", name), self._now())

    def change_lifter(self, lifter: Lifter) -> Lifter:
        """Save name and preferences.

        Parameters
        ----------
        lifter
            Its id says which lifter; all else is saved.

        Returns
        -------
        Lifter
            As saved: the name is tidied.

        Raises
        ------
        NotInHistory
            Where there is no such lifter.
        HistoryError
            For a name that is empty, too long or taken.
        """
        with self._database.open_for_writing() as db:
            return lifters.change_lifter(db, lifter)

    def delete_lifter(self, lifter_id: str) -> None:
        """Delete a lifter with everything that is saved of them, for good.

        The database is then rewritten, so that nothing is left in its unused space either.

        Raises
        ------
        NotInHistory
            Where there is no such lifter.
        """
        with self._database.open_for_writing() as db:
            lifters.delete_lifter(db, lifter_id)
        # The rows are overwritten already; the log goes when the other program ends.
        with suppress(HistoryBusy):
            self._database.vacuum_database()

    # --- training -------------------------------------------------------------------------------------

    def load_records(self, lifter_id: str, exclude_clip: str = "") -> Records:
        """Everything saved of a lifter, as coaching reads it.

        Parameters
        ----------
        exclude_clip
            SHA-256 of a video whose sets are left out, as it is being analysed again; "": none.

        Returns
        -------
        Records

        Raises
        ------
        NotInHistory
            Where there is no such lifter.
        """
        with self._database.open_for_reading() as db:
            return reading.load_records(db, lifter_id, exclude_clip)

    def save_log_entry(self, lifter_id: str, record: logs.LogRecord) -> str:
        """Save an entry of any log.

        Parameters
        ----------
        record
            With the id of a saved entry it replaces that entry; with "" it gets a new id.

        Returns
        -------
        str
            The id of the entry.

        Raises
        ------
        NotInHistory
            Where there is no such lifter, or the entry belongs to another one.
        """
        with self._database.open_for_writing() as db:
            return logs.save_log_entry(db, lifters.find_lifter_row(db, lifter_id, lock=True).id, record)

    def delete_log_entry(self, record_id: str) -> None:
        """Delete an entry of any log.

        Parameters
        ----------
        record_id
            Ids are unique across all logs.

        Raises
        ------
        NotInHistory
            Where there is no such entry.
        """
        with self._database.open_for_writing() as db:
            logs.delete_log_entry(db, record_id)

    def save_programme(self, lifter_id: str, programme: ProgrammeRecord) -> None:
        """Save what the lifter entered about the programme, in place of what was entered before.

        Parameters
        ----------
        programme
            First day and severity.

        Raises
        ------
        NotInHistory
            Where there is no such lifter.
        """
        with self._database.open_for_writing() as db:
            lifters.save_programme(db, lifters.find_lifter_row(db, lifter_id, lock=True).id, programme)

    # --- everything at once, for export and import ----------------------------------------------------

    def export_to(self, stream: BinaryIO, lifter_id: str | None = None) -> None:
        """Write everything, or everything of one lifter, as one zip file; docs/history.md describes it.

        Parameters
        ----------
        stream
            Open for writing bytes, and seekable.
        lifter_id
            None: all lifters.

        Raises
        ------
        NotInHistory
            Where there is no such lifter.
        """
        with self._database.open_for_reading() as db:
            write_bundle(db, stream, lifter_id)

    def import_from(self, stream: BinaryIO) -> ImportCounts:
        """Add what an export holds and the history does not.

        Parameters
        ----------
        stream
            A zip file written by `export_to`, open for reading bytes.

        Returns
        -------
        ImportCounts

        Raises
        ------
        ResultError
            Where it is no export, is damaged, or was written by a newer EvenRep; nothing is changed.
        """
        with self._database.open_for_writing() as db:
            return read_bundle(db, stream)
