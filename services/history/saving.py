"""Saves the sets of clips, one clip after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import HistoryError
from services import analysis as analysis_service
from services.history.advice import with_history_advice
from services.history.opening import find_lifter, open_history

if TYPE_CHECKING:
    from analysis.pose.landmarks import Side
    from analysis.pose.track import Recording
    from analysis.report.corrections import Corrections
    from analysis.report.types import SetReport
    from coaching.records.lifter import Lifter
    from history.store import Store

# Begins a session, whatever the time of the set says.
NEW_SESSION = "new"

# Letters of a set's id that are shown: enough to distinguish thousands of sets.
SHORT_ID = 8


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
    # Reps of both legs in one set: then the set belongs to neither, and its reps say which leg each was.
    seen = {rep.side for rep in report.reps}
    return report.settings.side or (seen.pop() if len(seen) == 1 else None)


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
