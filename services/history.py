"""What is saved, and advice that knows the weeks before: the one way from command line and web app to the history.

Heavy imports wait until they are needed: a command that saves nothing does not wait for a database.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from analysis.errors import HistoryError, NotInHistory, UsageError
from analysis.wording import format_count

if TYPE_CHECKING:
    import pandas as pd

    from analysis.load.rules import LoadContext
    from analysis.pose.landmarks import Side
    from analysis.pose.track import Recording
    from analysis.report.corrections import Corrections
    from analysis.report.types import SetReport
    from analysis.settings import SetSettings
    from coaching.records.lifter import Lifter
    from coaching.records.records import Records
    from history.store import Store
    from history.types import SavedSet

NEW_SESSION = "new"
"""Begins a session, whatever the time of the set says."""

SHORT_ID = 8
"""Letters of a set's id that are shown: enough to distinguish thousands of sets."""


@dataclass(frozen=True)
class SetDetails:
    """What is saved with the sets of one clip that neither clip nor settings say.

    Parameters
    ----------
    at
        Wall time of the set; None: now, or, for a set saved before, unchanged.
    feedback
        The lifter saw or heard the grades during the set; None: no, or unchanged.
    note
        Free text.
    check
        A light set repeated under the same conditions: shows how far this lifter's numbers scatter.
    corrections
        What the person changed in the reps.
    """

    at: datetime | None = None
    feedback: bool | None = None
    note: str = ""
    check: bool = False
    corrections: "Corrections | None" = None


@dataclass(frozen=True)
class SaveOptions:
    """What the command line asks of the history.

    Parameters
    ----------
    lifter
        By name; "": the only one there is.
    save
        Save the sets; else the history is only read, for the advice.
    session
        "": by the time of the set; "new"; or a number that `evenrep history list` shows.
    details
        Saved with every set.
    track, video
        Which files are saved with a set.
    """

    lifter: str = ""
    save: bool = True
    session: str = ""
    details: SetDetails = SetDetails()
    track: bool = True
    video: bool = False

    @property
    def is_used(self) -> bool:
        """Whether the history is needed at all."""
        return self.save or bool(self.lifter)


class HistorySession:
    """The open history, and the lifter whose clips come one after another.

    Parameters
    ----------
    store
        The open history.
    options
        Whose sets, and how they are saved.

    Raises
    ------
    UsageError
        Nobody is named and there is not exactly one lifter.
    HistoryError
        There is no such lifter, or no such session.
    """

    def __init__(self, store: "Store", options: SaveOptions) -> None:
        self.lifter = find_lifter(store, options.lifter)
        self._store = store
        self._options = options
        self._session_id = _find_session_id(store, self.lifter, options.session)

    def add_history_advice(self, reports: "Sequence[SetReport]") -> "tuple[SetReport, ...]":
        """Replace the advice of reports by the one that the lifter's history allows.

        Parameters
        ----------
        reports
            The sets of one clip.

        Returns
        -------
        tuple of SetReport
            The same sets; sets saved earlier in the same command count as history.
        """
        at = self._options.details.at or datetime.now()
        return tuple(with_history_advice(self._store, self.lifter, report, at) for report in reports)

    def save_clip_sets(
        self, reports: "Sequence[SetReport]", recording: "Recording", video: Path | None
    ) -> str:
        """Save the sets of one clip.

        Parameters
        ----------
        reports
            One per shot of the clip.
        recording
            Its track is saved where the options say so.
        video
            The clip's file, saved where the options say so; None: there is none.

        Returns
        -------
        str
            A sentence that says under which session and ids.
        """
        options = self._options
        ids = save_sets(
            self._store,
            self.lifter.id,
            reports,
            options.details,
            recording if options.track else None,
            video if options.video else None,
            self._session_id,
        )
        saved = {line.id: line for line in self._store.list_sets(self.lifter.id)}[ids[0]]
        if self._session_id == NEW_SESSION:
            self._session_id = saved.session_id  # the next clip of the same command belongs to it
        names = ", ".join(shorten_set_id(set_id) for set_id in ids)
        return f"Saved for {self.lifter.name}: session {saved.session}, set {names}."


def open_history() -> "Store":
    """Open the history where the environment says, to be used in a `with`.

    Opening is quick and safe from any thread, so every request of the web app opens it for itself.

    Returns
    -------
    Store

    Raises
    ------
    HistoryError
        It cannot be reached, is damaged, or is of a newer EvenRep.
    """
    from history.store import Store

    return Store.open()


def has_history() -> bool:
    """Check whether anything was ever saved, without creating a file.

    Returns
    -------
    bool
    """
    from history.store import Store

    return Store.is_there()


def list_lifters() -> "tuple[Lifter, ...]":
    """List the lifters by name, without creating a file.

    Returns
    -------
    tuple of Lifter
        Empty where nothing was ever saved.
    """
    if not has_history():
        return ()
    with open_history() as store:
        return store.list_lifters()


def describe_history_location() -> str:
    """Say where the history is stored, never with a password.

    Returns
    -------
    str
    """
    from history.location import build_history_url, format_location

    return format_location(build_history_url())


def find_lifter(store: "Store", name: str) -> "Lifter":
    """Find a lifter by name.

    Parameters
    ----------
    store
        The open history.
    name
        In any case; "": the only lifter there is.

    Returns
    -------
    Lifter

    Raises
    ------
    UsageError
        Without a name, where there is not exactly one lifter.
    NotInHistory
        Nobody has that name.
    """
    lifters = store.list_lifters()
    if not name.strip():
        if len(lifters) == 1:
            return lifters[0]
        raise UsageError(f"--lifter: say who lifted. {_describe_known_lifters(lifters)}")
    found = store.find_lifter_by_name(name)
    if found is None:
        raise NotInHistory(f"There is no lifter called {name}. {_describe_known_lifters(lifters)}")
    return found


def with_history_advice(store: "Store", lifter: "Lifter", report: "SetReport", at: datetime) -> "SetReport":
    """Replace the advice of a report by the one that the history allows.

    Parameters
    ----------
    store
        The open history.
    lifter
        Who lifted.
    report
        The set; where it was saved before, that earlier copy does not count as history.
    at
        Wall time of the set.

    Returns
    -------
    SetReport
        The same report with its advice replaced.
    """
    from analysis.load.advice import advise_on_load

    records = store.load_records(lifter.id, but_for_clip=report.clip.sha256)
    settings, context = fill_in_lifter_facts(lifter, records, report.settings, at)
    advice = advise_on_load(report.reps, report.summary, report.camera, settings, context)
    return replace(report, advice=advice)


def fill_in_lifter_facts(
    lifter: "Lifter", records: "Records", entered: "SetSettings", at: datetime
) -> "tuple[SetSettings, LoadContext]":
    """Complete the settings of a set by what is known of the lifter, and collect what went before it.

    Parameters
    ----------
    lifter
        Who lifted, with their bar and plates.
    records
        Their earlier sets and logs.
    entered
        What the person entered about this set; it wins over what is known.
    at
        Wall time of the set.

    Returns
    -------
    SetSettings
        With the 1RM and the plate step filled in, in the unit that was entered.
    LoadContext
        What the load advice knows of the weeks before.
    """
    from coaching.load.context import build_load_context, make_settings_from_records

    if entered.unit is not lifter.unit:  # their bar and plates are of the other kind
        lifter = replace(lifter, unit=entered.unit, bar=None, plates=())
    usual = make_settings_from_records(lifter, records, entered.lift, entered.load, at, entered.pain)
    settings = replace(
        entered,
        one_rm=usual.one_rm if entered.one_rm is None else entered.one_rm,
        plate_step=entered.plate_step or usual.plate_step,
    )
    return settings, build_load_context(lifter, records, entered.lift, at, entered.load)


def find_working_side(report: "SetReport") -> "Side | None":
    """Find the leg of a single-leg lift, as entered or as every rep shows it.

    Parameters
    ----------
    report
        The set.

    Returns
    -------
    Side or None
        None for a lift on both legs, and for a set in which the legs alternate.
    """
    from coaching.plan.exercises import CAMERA_SINGLE_LEG

    if report.settings.lift not in CAMERA_SINGLE_LEG:
        return None
    seen = {rep.side for rep in report.reps}
    return report.settings.side or (seen.pop() if len(seen) == 1 else None)


def save_sets(
    store: "Store",
    lifter_id: str,
    reports: "Sequence[SetReport]",
    details: SetDetails,
    recording: "Recording | None" = None,
    video: Path | None = None,
    session_id: str | None = None,
) -> tuple[str, ...]:
    """Save the sets of one clip, all or none; a set saved before is replaced.

    Parameters
    ----------
    store
        The open history.
    lifter_id
        Who lifted.
    reports
        One per shot of the clip.
    details
        Saved with each of them.
    recording
        Whose track is saved; None: no track.
    video
        The clip's file to be saved; None: no video.
    session_id
        The session they belong to, or `NEW_SESSION`; None: by the time of the set.

    Returns
    -------
    tuple of str
        Their ids.

    Raises
    ------
    HistoryError
    """
    from history.types import NewSet, SetFiles
    from services import analysis as analysis_service

    sets = [
        NewSet(
            report,
            at=details.at,
            feedback=details.feedback,
            side=find_working_side(report),
            check=details.check,
            note=details.note,
            corrections=details.corrections,
        )
        for report in reports
    ]
    track = analysis_service.pack_recording(recording) if recording is not None else None
    return store.save_sets(lifter_id, sets, SetFiles(track, video), session_id)


def save_sets_for(
    lifter: "Lifter | None",
    new_name: str,
    reports: "Sequence[SetReport]",
    details: SetDetails,
    recording: "Recording | None" = None,
    video: Path | None = None,
) -> str:
    """Save the sets of one clip for a lifter, or for a new one.

    Parameters
    ----------
    lifter
        Who lifted; None: a new lifter is added.
    new_name
        The new lifter's name.
    reports, details, recording, video
        As in `save_sets`.

    Returns
    -------
    str
        The lifter's id.

    Raises
    ------
    HistoryError
    """
    with open_history() as store:
        lifter = lifter or store.add_lifter(new_name)
        save_sets(store, lifter.id, reports, details, recording, video)
    return lifter.id


def open_saved_set(set_id: str) -> "tuple[SavedSet, Recording | None]":
    """Load a saved set and its track.

    Parameters
    ----------
    set_id
        The whole id.

    Returns
    -------
    SavedSet
        Its report has no frames.
    Recording or None
        To analyse it again; None: no track was saved, only the report.

    Raises
    ------
    NotInHistory
    """
    from vision.tracking.track_io import unpack_recording

    with open_history() as store:
        saved = store.load_saved_set(set_id)
        track = store.load_track(set_id)
    return saved, None if track is None else unpack_recording(track, saved.line.clip)


def write_saved_video(set_id: str, path: Path) -> None:
    """Write the saved video of a set to a file.

    Parameters
    ----------
    set_id
        The whole id.
    path
        The new file.

    Raises
    ------
    NotInHistory
        There is no such set.
    """
    with open_history() as store, path.open("wb") as stream:
        store.write_video(set_id, stream)


def tabulate_history(store: "Store", per: str, lifter_id: str | None = None) -> "pd.DataFrame":
    """Tabulate saved sets for a coach.

    Parameters
    ----------
    store
        The open history.
    per
        What a row is: "set" or "rep".
    lifter_id
        Whose sets; None: everybody's.

    Returns
    -------
    pandas.DataFrame
        The oldest first; percent, plus is the lifter's left.
    """
    from history.coach_table import tabulate_saved_reps, tabulate_saved_sets

    return (tabulate_saved_reps if per == "rep" else tabulate_saved_sets)(store, lifter_id)


def export_history_csv(per: str, lifter_id: str | None = None) -> bytes:
    """Export the table of `evenrep history csv`.

    Parameters
    ----------
    per, lifter_id
        As in `tabulate_history`.

    Returns
    -------
    bytes
        The CSV file, UTF-8.
    """
    from analysis.report.tables import write_csv

    stream = io.BytesIO()
    with open_history() as store:
        write_csv(tabulate_history(store, per, lifter_id), stream)
    return stream.getvalue()


def export_history_zip(lifter_id: str | None = None) -> bytes:
    """Export everything, with tracks and videos, as `evenrep history export` does.

    Parameters
    ----------
    lifter_id
        Whose sets and logs; None: everybody's.

    Returns
    -------
    bytes
        The zip file, which `import_history` reads.
    """
    stream = io.BytesIO()
    with open_history() as store:
        store.export_to(stream, lifter_id)
    return stream.getvalue()


def import_history(stream: BinaryIO) -> str:
    """Add what an export holds; what is here already stays unchanged.

    Parameters
    ----------
    stream
        The zip file.

    Returns
    -------
    str
        What was added, in sentences.

    Raises
    ------
    ResultError
        No export of EvenRep, or damaged.
    HistoryError
    """
    with open_history() as store:
        counts = store.import_from(stream)
    entries = format_count(counts.entries, "log entry", "log entries")
    new = f" New: {', '.join(counts.names)}." if counts.names else ""
    known = f" {counts.known} were here already." if counts.known else ""
    return f"Added {format_count(counts.sets, 'set')} and {entries}.{new}{known}"


def shorten_set_id(set_id: str) -> str:
    """Shorten the id of a set to what is shown; commands take the short form too.

    Parameters
    ----------
    set_id
        The whole id.

    Returns
    -------
    str
    """
    return set_id[:SHORT_ID]


def _find_session_id(store: "Store", lifter: "Lifter", session: str) -> str | None:
    if session in ("", NEW_SESSION):
        return session or None
    for line in store.list_sets(lifter.id):
        if str(line.session) == session:
            return line.session_id
    raise HistoryError(f"{lifter.name} has no session {session}: `evenrep history list` shows them.")


def _describe_known_lifters(lifters: "Sequence[Lifter]") -> str:
    add = "Add one: evenrep history lifters add NAME"
    if not lifters:
        return f"There is nobody in the history yet. {add}"
    return f"Known: {', '.join(lifter.name for lifter in lifters)}. {add}"
